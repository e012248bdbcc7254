"""Take an installation away and prove that nothing is left: `make destroy ENV=dev [AWS_REGION=…] [NAME=…] [YES=1]`.

Never `prod`: infra/README.md says how to end that. Can be repeated where it was cut short.
"""

import json
import time

from infra.deployer import forget_boundary
from infra.installation import INFRA, Installation, agreed, empty, exists, from_arguments, say, stop
from infra.leftovers import leftovers, report

# Terraform refuses to destroy these. A file that is there while this program runs takes that back.
UNPROTECTED = INFRA / "unprotected_override.tf"
KEPT = {
    "aws_kms_key.data",
    "aws_s3_bucket.documents",
    "aws_dynamodb_table.main",
    "aws_cognito_user_pool.main",
}
LOOK_AGAIN = (0, 5, 10, 20, 40)  # seconds: lists of what there is lag behind


def main() -> None:
    installation, arguments = from_arguments(__doc__ or "")
    if installation.environment == "prod":
        stop("prod is never destroyed by this command. infra/README.md, “End production”, says how.")
    say(f"{installation.stack} in account {installation.account}, {installation.region}")
    s3 = installation.client("s3")
    if exists(s3, installation.state_bucket):
        if not agreed(f"Destroy {installation.stack} with every invoice in it?", yes=arguments.yes):
            stop("Nothing was changed.")
        UNPROTECTED.write_text("".join(_without_protection(address) for address in sorted(KEPT)))
        try:
            destroy(installation)
        finally:
            UNPROTECTED.unlink()
        forget_state(installation)
        forget_boundary(installation)
    prove(installation)


def destroy(installation: Installation) -> None:
    installation.init()
    listed = json.loads(installation.terraform("show", "-json", quiet=True)).get("values", {})
    resources = listed.get("root_module", {}).get("resources", [])
    protected = [item for item in resources if f"{item['type']}.{item['name']}" in KEPT]
    if protected:
        targets = [f"-target={item['type']}.{item['name']}" for item in protected]
        off = [*installation.variables, "-var=protected=false"]
        installation.terraform("apply", "-input=false", "-auto-approve", "-compact-warnings", *targets, *off)
    for bucket in (item["values"]["bucket"] for item in resources if item["type"] == "aws_s3_bucket"):
        say(f"{bucket}: {empty(installation.client('s3'), bucket)} versions deleted")
    installation.terraform("destroy", "-input=false", "-auto-approve", *installation.variables, "-var=protected=false")


def _without_protection(address: str) -> str:
    kind, name = address.split(".")
    return f'resource "{kind}" "{name}" {{\n  lifecycle {{\n    prevent_destroy = false\n  }}\n}}\n\n'


def forget_state(installation: Installation) -> None:
    """Delete this environment's state, and the bucket when no other environment's is in it."""
    s3, bucket = installation.client("s3"), installation.state_bucket
    empty(s3, bucket, installation.state_key)
    if not s3.list_objects_v2(Bucket=bucket, MaxKeys=1).get("KeyCount"):
        empty(s3, bucket)
        s3.delete_bucket(Bucket=bucket)
    for cached in (INFRA / ".terraform" / "terraform.tfstate", INFRA / "next.tfplan"):
        cached.unlink(missing_ok=True)


def prove(installation: Installation) -> None:
    for pause in LOOK_AGAIN:
        time.sleep(pause)
        found = leftovers(installation)
        if not found.left:
            break
    report(installation, found)


if __name__ == "__main__":
    main()
