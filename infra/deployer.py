"""Make the policies of who deploys, once and as an administrator: `make deployer [NAME=…]`; again after an update.

`rights/boundary.json` is the most that any role of an installation may ever do; `rights/deployer-*.json` are what the
person or program needs who deploys. A deployer makes roles within the boundary alone and cannot lift it.
"""

import json
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from infra.installation import INFRA, Installation, agreed, from_arguments, say, stop

RIGHTS = INFRA / "rights"
BOUNDARY = "boundary"
ASSUMED = "invoices"  # the name that the files are written for
MOST_VERSIONS = 5  # of one policy, as IAM has it
NOT_ALLOWED = frozenset({"AccessDenied", "AccessDeniedException"})


def main() -> None:
    installation, arguments = from_arguments(__doc__ or "")
    names = [path.stem for path in sorted(RIGHTS.glob("*.json"))]
    say(f"Policies in account {installation.account}: {', '.join(f'{installation.name}-{name}' for name in names)}")
    if not agreed("Make them, or bring them up to date?", yes=arguments.yes):
        stop("Nothing was changed.")
    for name in names:
        say(f"  {_arn(installation, name)}: {bring_up_to_date(installation, name)}")
    say(f"Attach {installation.name}-deployer-* to who deploys, and nothing else of IAM.")


def document(installation: Installation, name: str) -> dict[str, Any]:
    """The policy of that file, for an installation's name."""
    text = (RIGHTS / f"{name}.json").read_text().replace(f"{ASSUMED}-", f"{installation.name}-")
    return dict(json.loads(text.replace(f'"{ASSUMED}"', f'"{installation.name}"')))


def bring_up_to_date(installation: Installation, name: str) -> str:
    """Make a policy, or a new version of it where it differs; what was done."""
    iam, wanted = installation.client("iam"), document(installation, name)
    there = _current(installation, name)
    if there == wanted:
        return "as it should be"
    text = json.dumps(wanted, separators=(",", ":"))
    if there is None:
        iam.create_policy(PolicyName=f"{installation.name}-{name}", PolicyDocument=text)
        return "made"
    arn = _arn(installation, name)
    older = _versions(iam, arn)
    if len(older) + 1 >= MOST_VERSIONS:
        iam.delete_policy_version(PolicyArn=arn, VersionId=older[-1])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
    return "brought up to date"


def require_boundary(installation: Installation) -> None:
    """Every role is made within the boundary, so it has to be there; ends with a clear word where it cannot be made."""
    try:
        say(f"the boundary of all roles: {bring_up_to_date(installation, BOUNDARY)}")
    except ClientError as error:
        if error.response["Error"]["Code"] not in NOT_ALLOWED:
            raise
        if _current(installation, BOUNDARY) is None:
            stop(f"There is no policy {installation.name}-{BOUNDARY}. An administrator makes it, once: make deployer")
        say(f"{installation.name}-{BOUNDARY} is of another release; an administrator renews it: make deployer")


def forget_boundary(installation: Installation) -> None:
    """Delete the boundary when no role has it any more; not where `make deployer` keeps it ready."""
    iam, arn = installation.client("iam"), _arn(installation, BOUNDARY)
    try:
        if _kept_ready(installation):
            return
        there = iam.get_policy(PolicyArn=arn)["Policy"]
        if there.get("PermissionsBoundaryUsageCount") or there.get("AttachmentCount"):
            return
        for version in _versions(iam, arn):
            iam.delete_policy_version(PolicyArn=arn, VersionId=version)
        iam.delete_policy(PolicyArn=arn)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {*NOT_ALLOWED, "NoSuchEntity", "DeleteConflict"}:
            raise


def _kept_ready(installation: Installation) -> bool:
    others = (path.stem for path in sorted(RIGHTS.glob("deployer-*.json")))
    return any(_current(installation, name) is not None for name in others)


def _current(installation: Installation, name: str) -> dict[str, Any] | None:
    """What a policy says now; None where there is none."""
    iam, arn = installation.client("iam"), _arn(installation, name)
    try:
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchEntity":
            return None
        raise
    return dict(found if isinstance(found, dict) else json.loads(found))


def _versions(iam: Any, arn: str) -> list[str]:
    """Versions that are not in force, newest first."""
    found: Iterator[dict[str, Any]] = iter(iam.list_policy_versions(PolicyArn=arn)["Versions"])
    return [version["VersionId"] for version in found if not version["IsDefaultVersion"]]


def _arn(installation: Installation, name: str) -> str:
    return f"arn:{installation.partition}:iam::{installation.account}:policy/{installation.name}-{name}"


if __name__ == "__main__":
    main()
