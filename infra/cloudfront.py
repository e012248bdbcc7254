"""Whether an account may make a CloudFront distribution: new ones may not before AWS has verified them."""

from typing import Any

from botocore.exceptions import ClientError

from infra.installation import Installation, stop

NOT_VERIFIED = "must be verified"

# Nothing can come of it: AWS takes no name of one's own without a certificate. Disabled, in case something does.
REFUSED_BY_ALL = {
    "CallerReference": "invoices-may-it",
    "Comment": "whether CloudFront is allowed",
    "Enabled": False,
    "Aliases": {"Quantity": 1, "Items": ["invoices.invalid"]},
    "Origins": {
        "Quantity": 1,
        "Items": [
            {
                "Id": "none",
                "DomainName": "invoices.invalid",
                "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
            }
        ],
    },
    "DefaultCacheBehavior": {
        "TargetOriginId": "none",
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",  # AWS's own, that caches nothing
    },
}


def require_cloudfront(installation: Installation, planned: Any) -> None:
    """Ends with what to write to whom, when a distribution is to be made and the account may have none."""
    changes = planned.get("resource_changes", ())
    if not any(item["type"] == "aws_cloudfront_distribution" and _is_made(item) for item in changes):
        return
    client = installation.client("cloudfront")
    try:
        made = client.create_distribution(DistributionConfig=REFUSED_BY_ALL)
    except ClientError as error:
        said = error.response["Error"].get("Message", "")
        if NOT_VERIFIED in said:
            stop(
                f"This account may not use CloudFront yet. Open a case at https://console.aws.amazon.com/support/home "
                f"(Account and billing, Account, Other), and write: “Please verify account {installation.account} for "
                f"CloudFront; creating a distribution was refused: {said}” Then deploy again; nothing was changed."
            )
    else:  # an emulator takes what AWS refuses
        client.delete_distribution(Id=made["Distribution"]["Id"], IfMatch=made["ETag"])


def _is_made(item: Any) -> bool:
    return "create" in item["change"]["actions"]
