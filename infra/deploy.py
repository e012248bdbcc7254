"""Bring an installation up, or up to date: `make deploy ENV=dev [EMAIL=you@example.com] [AWS_REGION=…] [YES=1]`.

Plans, shows what would change, asks, applies, has the new versions serve, uploads the web page, looks whether all of it
answers, and prints the addresses. When it does not answer, the versions and the page of before serve again. It can be
repeated at any time.
"""

import json
import mimetypes
import os
from typing import Any

from botocore.exceptions import ClientError

from infra.cloudfront import require_cloudfront
from infra.deployer import require_boundary
from infra.installation import INFRA, Installation, agreed, from_arguments, say, stop, table
from infra.serving import Versions, point_at, serving
from infra.shift import Shift
from infra.smoke import OF_NEW, PATIENCE, Failed, Seen, ask, look

PLAN = "next.tfplan"
PAGE = INFRA.parent / "app" / "web" / "dist"
SPARE_CONCURRENCY = 100  # what AWS keeps for functions without a share of their own

# Names of built files hold a digest of what is in them; index.html names them.
INDEX = "index.html"
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
    files = serve(installation, outputs, unseen=arguments.unseen)
    if arguments.email:
        invite(installation, outputs["user_pool"], arguments.email)
    say("", f"{installation.stack} is up.", table(_addresses(outputs, files, arguments.email)))


def serve(installation: Installation, outputs: dict[str, Any], *, unseen: bool) -> int:
    """Have the new versions and the page serve, and look whether they do, unless `unseen`; how many files the page has.
    Ends with an error when they do not, and what served before serves again."""
    versions, page = outputs["versions"], page_of_now(outputs)
    before = serving(installation, versions)
    try:
        shift = Shift.begin(installation, before, versions) if outputs.get("gradual") else None
        if shift:
            shift.slowly(outputs["gradual"], asks=None if unseen else outputs["address"])
        point_at(installation, versions)
        files = upload_page(installation, outputs)
        seen: list[Seen] = []
        if not unseen:
            is_new = before == versions and page is None
            seen = look(installation, outputs, with_page=files > 0, patience=OF_NEW if is_new else PATIENCE)
        if shift:
            shift.require_quiet()
    except Failed as failure:
        stop(f"It does not answer as it should: {failure}. {put_back(installation, outputs, before, page)}")
    except BaseException:  # interrupted, or AWS refused something
        say(put_back(installation, outputs, before, page))
        raise
    if seen:
        say("", "It answers:", table(seen))
    return files


def put_back(installation: Installation, outputs: dict[str, Any], before: Versions, page: bytes | None) -> str:
    """Have what served before serve again; says so."""
    if before == outputs["versions"] and page is None:
        return "Nothing served before: look at the logs of the functions, and deploy again."
    point_at(installation, before)
    if page is not None:
        _put(installation.client("s3"), outputs, INDEX, page)
        _drop_copies(installation, outputs)
    versions = ", ".join(f"{name} {version}" for name, version in sorted(before.items()))
    return f"What served before serves again ({versions}); the rest of what was applied stays."


def page_of_now(outputs: dict[str, Any]) -> bytes | None:
    """The page as everybody gets it; its files lie beside those of any other. None when there is none yet."""
    try:
        answer = ask(f"{outputs['address']}/{INDEX}")
    except Failed:
        return None
    return answer.body if answer.status == 200 else None


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
    for path in sorted(files, key=lambda path: path.name == INDEX):
        _put(s3, outputs, path.relative_to(PAGE).as_posix(), path.read_bytes())
    if files:
        _drop_copies(installation, outputs)
    return len(files)


def _put(s3: Any, outputs: dict[str, Any], key: str, content: bytes) -> None:
    s3.put_object(
        Bucket=outputs["web_bucket"],
        Key=key,
        Body=content,
        ContentType=_media_type(key),
        CacheControl=FOR_EVER if key.startswith("assets/") else ASK_EACH_TIME,
    )


def _drop_copies(installation: Installation, outputs: dict[str, Any]) -> None:
    """Have CloudFront fetch the page's files anew."""
    call = {"CallerReference": os.urandom(8).hex(), "Paths": {"Quantity": 1, "Items": ["/*"]}}
    installation.client("cloudfront").create_invalidation(
        DistributionId=outputs["distribution"], InvalidationBatch=call
    )


def _media_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
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
