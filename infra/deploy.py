"""Bring an installation up, or up to date: `make deploy ENV=dev [EMAIL=you@example.com] [AWS_REGION=…] [YES=1]`.

Plans, shows what would change, asks, applies, uploads the web page, prints the addresses. Again at any time.
"""

import json
import mimetypes
import os
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.cloudfront import require_cloudfront
from infra.deployer import require_boundary
from infra.installation import INFRA, Installation, agreed, from_arguments, say, stop, table

PLAN = "next.tfplan"
PAGE = INFRA.parent / "app" / "web" / "dist"
SPARE_CONCURRENCY = 100  # what AWS keeps for functions without a share of their own

# Names of built files hold a digest of what is in them; index.html names them.
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


def main() -> None:
    installation, arguments = from_arguments(__doc__ or "")
    if arguments.email:
        os.environ.setdefault("TF_VAR_alarm_email", arguments.email)
    say(f"{installation.stack} in account {installation.account}, {installation.region}")
    require_boundary(installation)
    installation.make_state_bucket()
    installation.init()
    installation.terraform("plan", "-input=false", f"-out={PLAN}", *installation.variables)
    planned = json.loads(installation.terraform("show", "-json", PLAN, quiet=True))
    _require_concurrency(installation, planned)
    require_cloudfront(installation, planned)
    changes = any(change["change"]["actions"] != ["no-op"] for change in planned.get("resource_changes", ()))
    if changes and not agreed(f"Change {installation.stack} like this?", yes=arguments.yes):
        stop("Nothing was changed.")
    installation.terraform("apply", "-input=false", PLAN)
    (INFRA / PLAN).unlink()
    found = json.loads(installation.terraform("output", "-json", quiet=True))
    outputs = {name: output["value"] for name, output in found.items()}
    files = upload_page(installation, outputs)
    if arguments.email:
        invite(installation, outputs["user_pool"], arguments.email)
    say("", f"{installation.stack} is up.", table(_addresses(outputs, files, arguments.email)))


def _require_concurrency(installation: Installation, planned: Any) -> None:
    """New accounts may run ten functions at once, of which none can be set aside; AWS would say so half-way."""
    resources = planned["planned_values"]["root_module"].get("resources", ())
    wanted = sum(
        max(0, item["values"]["reserved_concurrent_executions"] or 0)
        for item in resources
        if item["type"] == "aws_lambda_function"
    )
    limit = installation.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if wanted and wanted + SPARE_CONCURRENCY > limit:
        stop(
            f"This account may run {limit} functions at once, too few to set {wanted} aside. Put `concurrency = null` "
            f"into env/{installation.environment}.tfvars, or ask AWS for more (Service Quotas, Lambda)."
        )


def upload_page(installation: Installation, outputs: dict[str, Any]) -> int:
    """Upload the built page, what it refers to before itself; how many files."""
    files = sorted(path for path in PAGE.rglob("*") if path.is_file()) if PAGE.is_dir() else []
    s3 = installation.client("s3")
    for path in sorted(files, key=lambda path: path.name == "index.html"):
        key = path.relative_to(PAGE).as_posix()
        s3.put_object(
            Bucket=outputs["web_bucket"],
            Key=key,
            Body=path.read_bytes(),
            ContentType=_media_type(path),
            CacheControl=FOR_EVER if key.startswith("assets/") else ASK_EACH_TIME,
        )
    if files:
        call = {"CallerReference": os.urandom(8).hex(), "Paths": {"Quantity": 1, "Items": ["/*"]}}
        installation.client("cloudfront").create_invalidation(
            DistributionId=outputs["distribution"], InvalidationBatch=call
        )
    return len(files)


def _media_type(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind


def invite(installation: Installation, pool: str, email: str) -> None:
    """Let somebody in: Cognito sends a mail with a first password. Nothing happens when they are in already."""
    try:
        installation.client("cognito-idp").admin_create_user(
            UserPoolId=pool,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            DesiredDeliveryMediums=["EMAIL"],
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "UsernameExistsException":
            raise


def _addresses(outputs: dict[str, Any], files: int, email: str) -> list[tuple[str, str]]:
    rows = [
        ("web page", outputs["address"] if files else "not built: it needs Node.js 20.19 or newer here"),
        ("API", f"{outputs['address']}/v1"),
        ("sign-in", outputs["sign_in"]),
    ]
    if clients := ", ".join(outputs["machine_clients"].values()):
        rows.append(("programs", f"{outputs['sign_in']}/oauth2/token, client {clients}"))
    if outputs.get("dashboard"):
        rows.append(("dashboard", outputs["dashboard"]))
    if outputs["name_servers"]:
        servers = " ".join(outputs["name_servers"])
        rows.append(("name servers", f"{servers}  (for the registrar; then set delegated = true and deploy again)"))
    if email:
        rows.append(("mail", f"{email} gets a first password, and a link that turns alarms on"))
    else:
        rows.append(("first person", "make deploy … EMAIL=you@example.com"))
    return rows


if __name__ == "__main__":
    main()
