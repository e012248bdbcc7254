"""One installation in an AWS account, as `make deploy` and `make destroy` know it: its names, terraform, its state."""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

INFRA = Path(__file__).parent
ABSENT = frozenset({"404", "NoSuchBucket", "NoSuchKey", "ResourceNotFoundException", "NotFoundException"})


@dataclass(frozen=True)
class Installation:
    name: str
    environment: str
    region: str

    @property
    def stack(self) -> str:
        """What every name begins with."""
        return f"{self.name}-{self.environment}"

    @property
    def values(self) -> Path:
        return INFRA / "env" / f"{self.environment}.tfvars"

    # ---- AWS ---------------------------------------------------------------------------------------------------------

    def client(self, service: str, region: str | None = None) -> Any:
        patience = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 4})
        return boto3.client(service, region_name=region or self.region, config=patience)

    @cached_property
    def account(self) -> str:
        """The account's number; ends with a clear word where there are no credentials."""
        try:
            return str(self.client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            stop(f"AWS does not know you: {error}\nSign in first, for example with: aws sso login, or aws configure.")

    @cached_property
    def partition(self) -> str:
        """`aws`, or what it is called in China and for governments."""
        return str(self.client("sts").meta.partition)

    # ---- terraform's memory ------------------------------------------------------------------------------------------

    @property
    def state_bucket(self) -> str:
        """One for each account and region; environments lie side by side in it."""
        return f"{self.name}-state-{self.account}-{self.region}"

    @property
    def state_key(self) -> str:
        return f"{self.environment}.tfstate"

    def make_state_bucket(self) -> None:
        """Versioned, encrypted, closed; nothing happens when it is there."""
        s3 = self.client("s3")
        if exists(s3, self.state_bucket):
            return
        place = {} if self.region == "us-east-1" else {"LocationConstraint": self.region}
        s3.create_bucket(Bucket=self.state_bucket, **({"CreateBucketConfiguration": place} if place else {}))
        s3.put_public_access_block(
            Bucket=self.state_bucket,
            PublicAccessBlockConfiguration=dict.fromkeys(
                ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
            ),
        )
        s3.put_bucket_versioning(Bucket=self.state_bucket, VersioningConfiguration={"Status": "Enabled"})

    def terraform(self, *arguments: str, quiet: bool = False) -> str:
        """Runs terraform in `infra/`; what it printed when `quiet`. Ends when it fails."""
        program = os.environ.get("TERRAFORM", "terraform")
        command = [program, f"-chdir={INFRA}", *arguments]
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE if quiet else None, text=True, check=False)
        except FileNotFoundError:
            stop(f"{program} is not here. Terraform 1.11 or newer is wanted: https://developer.hashicorp.com/terraform")
        if done.returncode:
            stop(f"terraform {arguments[0]} failed; what it says stands above.")
        return done.stdout or ""

    def init(self) -> None:
        settings = {
            "bucket": self.state_bucket,
            "key": self.state_key,
            "region": self.region,
            "encrypt": "true",
            "use_lockfile": "true",
        }
        pairs = [f"-backend-config={name}={value}" for name, value in settings.items()]
        self.terraform("init", "-input=false", "-reconfigure", *pairs, quiet=True)

    @property
    def variables(self) -> list[str]:
        """What every plan is given. More comes from TF_VAR_… in the environment."""
        given = {"name": self.name, "environment": self.environment, "region": self.region}
        return [f"-var-file={self.values}", *(f"-var={name}={value}" for name, value in given.items())]


def from_arguments(description: str, **wanted: str) -> tuple[Installation, argparse.Namespace]:
    """`wanted`: names of further options that must be given, with what they are."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--env", default="dev", help="which installation: a file env/<ENV>.tfvars says what is in it")
    parser.add_argument("--name", default="invoices", help="beginning of every name")
    parser.add_argument("--region", default=os.environ.get("AWS_REGION") or "eu-central-1")
    parser.add_argument("--email", default="", help="the first person who may sign in, and who is told of alarms")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--unseen", action="store_true", help="do not look whether it answers: it is not reached from here"
    )
    for name, meaning in wanted.items():
        parser.add_argument(f"--{name}", required=True, help=meaning)
    arguments = parser.parse_args()
    installation = Installation(arguments.name, arguments.env, arguments.region)
    if not re.fullmatch(r"[a-z][a-z0-9]{1,11}", arguments.env) or not installation.values.exists():
        known = ", ".join(sorted(path.stem for path in installation.values.parent.glob("*.tfvars")))
        stop(f"There is no env/{arguments.env}.tfvars, but {known}. A copy under a new name is a new environment.")
    return installation, arguments


def exists(s3: Any, bucket: str) -> bool:
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] in ABSENT:
            return False
        raise
    return True


def empty(s3: Any, bucket: str, prefix: str = "") -> int:
    """Delete every version below a prefix; how many there were."""
    gone = 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        found = [
            {"Key": version["Key"], "VersionId": version["VersionId"]}
            for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        ]
        if found:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True})
            gone += len(found)
    return gone


def agreed(question: str, *, yes: bool) -> bool:
    if yes:
        return True
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def stop(why: str) -> NoReturn:
    sys.exit(why)


def table(rows: Sequence[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name.ljust(width)}  {value}" for name, value in rows)
