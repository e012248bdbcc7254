"""List what is left of an installation: `python -m infra.leftovers --env dev`. Ends with 1 if anything is.

Looks twice: for everything that bears the installation's tags, and through the lists of every service it uses for its
names, as not everything can have tags, and tags can be lost. Keys that wait for their deletion do not count: AWS keeps
them for a week at least.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from infra.installation import Installation, from_arguments, say, stop

EDGE = "us-east-1"  # what belongs to CloudFront lives there

# service, operation, where the list is in its answer, what of an entry is compared (None: the entry itself)
LISTS = (
    ("s3", "list_buckets", "Buckets", "Name"),
    ("dynamodb", "list_tables", "TableNames", None),
    ("sqs", "list_queues", "QueueUrls", None),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("apigatewayv2", "get_apis", "Items", "Name"),
    ("scheduler", "list_schedules", "Schedules", "Name"),
    ("events", "list_event_buses", "EventBuses", "Name"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("logs", "describe_query_definitions", "queryDefinitions", "name"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("cloudfront", "list_distributions", "DistributionList.Items", "Comment"),
    ("cloudfront", "list_origin_access_controls", "OriginAccessControlList.Items", "Name"),
    ("cloudfront", "list_functions", "FunctionList.Items", "Name"),
)
MOST_PAGES = 200


@dataclass(frozen=True)
class Found:
    """What is left, and where one could not look; a line each."""

    left: list[str]
    unseen: list[str]


def leftovers(installation: Installation) -> Found:
    left: set[str] = set()
    unseen: list[str] = []
    for what, search in _searches(installation):
        try:
            left.update(search())
        except ClientError as error:
            unseen.append(f"{what}: {error.response['Error'].get('Message', error)}")
    return Found(sorted(left), unseen)


def _searches(installation: Installation) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    for region in sorted({installation.region, EDGE}):
        yield f"tags in {region}", partial(_tagged, installation, region)
    for service, operation, place, key in LISTS:
        yield f"{service} {operation}", partial(_named, installation, service, operation, place, key)
    yield "user pools", partial(_user_pools, installation)
    yield "budgets", partial(_budget, installation)


def _tagged(installation: Installation, region: str) -> Iterator[str]:
    tagging = installation.client("resourcegroupstaggingapi", region)
    filters = [{"Key": "stack", "Values": [installation.stack]}]
    for page in tagging.get_paginator("get_resources").paginate(TagFilters=filters):
        for arn in (item["ResourceARN"] for item in page["ResourceTagMappingList"]):
            if not _is_gone(installation, region, arn):
                yield f"tagged: {arn}"


def _named(installation: Installation, service: str, operation: str, place: str, key: str | None) -> Iterator[str]:
    for entry in _entries(installation.client(service), operation, place):
        name = str(entry if key is None else entry.get(key, ""))
        if installation.stack in name:
            yield f"{service} {operation}: {name}"


def _entries(client: Any, operation: str, place: str) -> Iterator[Any]:
    if client.can_paginate(operation):
        pages = client.get_paginator(operation).paginate(PaginationConfig={"MaxItems": 100 * MOST_PAGES})
    else:
        pages = [getattr(client, operation)()]
    for page in pages:
        found = page
        for step in place.split("."):
            found = (found or {}).get(step)
        yield from found or ()


def _user_pools(installation: Installation) -> Iterator[str]:
    """Pools, and the first word of the sign-in page's address, which somebody else could then no longer take."""
    client = installation.client("cognito-idp")
    for page in client.get_paginator("list_user_pools").paginate(MaxResults=60):
        for pool in page["UserPools"]:
            if pool["Name"] == installation.stack:
                yield f"user pool: {pool['Id']}"
    domain = f"{installation.stack}-{installation.account}"
    if client.describe_user_pool_domain(Domain=domain)["DomainDescription"].get("UserPoolId"):
        yield f"sign-in address: {domain}"


def _budget(installation: Installation) -> Iterator[str]:
    try:
        installation.client("budgets").describe_budget(AccountId=installation.account, BudgetName=installation.stack)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
    else:
        yield f"budget: {installation.stack}"


def _is_gone(installation: Installation, region: str, arn: str) -> bool:
    """Whether what still bears the tag is on its way out: tags outlive what bore them for a while."""
    if ":kms:" in arn:
        key = installation.client("kms", region).describe_key(KeyId=arn)["KeyMetadata"]
        return bool(key["KeyState"] == "PendingDeletion")
    if ":cloudfront:" in arn and ":distribution/" in arn:
        try:
            installation.client("cloudfront").get_distribution(Id=arn.rpartition("/")[2])
        except ClientError as error:
            return bool(error.response["Error"]["Code"] == "NoSuchDistribution")
    return False


def report(installation: Installation, found: Found) -> None:
    """Say it; ends with 1 when anything is left."""
    if found.unseen:
        say("Could not look at:", *(f"  {line}" for line in found.unseen))
    if found.left:
        stop("\n".join(["Left behind:", *(f"  {line}" for line in found.left)]))
    say(f"Nothing named {installation.stack} or tagged with it is left.")


def main() -> None:
    installation, _ = from_arguments(__doc__ or "")
    report(installation, leftovers(installation))


if __name__ == "__main__":
    main()
