"""Terraform on copies of `infra/`: as it is on PATH, with the providers of the registry; or, where it lies beside the
project, by a tool that runs it with stand-ins for them, without a network."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import aws

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
TOOLS = ROOT.parent / "shared" / "terraform"
STAND_IN = TOOLS / "tf"

Values = dict[str, Any]


# Whom the registry's provider asks who it is, and where it makes what is applied: an emulated account of this number.
ACCOUNT = "123456789012"
IN_EMULATED_ACCOUNT = """provider "aws" {
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}
"""


def require_terraform() -> None:
    if shutil.which("terraform") is None:
        pytest.skip("no terraform: install 1.11 or newer")


def require_stand_ins() -> None:
    """For what only the stand-ins can make in an emulated account."""
    require_terraform()
    if not STAND_IN.exists():
        pytest.skip("no stand-ins for terraform's providers")


@contextmanager
def who_answers() -> Iterator[dict[str, str]]:
    """What a workspace has in its environment: nothing where the stand-ins answer, else an emulated account."""
    if STAND_IN.exists():
        yield {}
        return
    with aws.ministack() as address:
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": ACCOUNT,  # it takes such a key for the number of the account
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": aws.REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


class CannotApply(Exception):
    """The emulated account has no such thing; validity and plan are looked at before."""


class Workspace:
    """A copy of `infra/` with what it refers to, and a state of its own."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.infra = folder / "infra"
        self._program = str(STAND_IN if STAND_IN.exists() else shutil.which("terraform"))
        self._environment = {**os.environ, "TF_IN_AUTOMATION": "1", **(environment or {})}
        shutil.copytree(INFRA, self.infra, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "*_override.tf"))
        (folder / "app").mkdir()
        shutil.copy(ROOT / "app" / "openapi.json", folder / "app")
        (folder / "dist").mkdir()
        for package in ("api", "worker"):
            with zipfile.ZipFile(folder / "dist" / f"{package}.zip", "w") as archive:
                archive.writestr("app/__init__.py", "")
        (self.infra / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
        if not STAND_IN.exists():
            (self.infra / "provider_override.tf").write_text(IN_EMULATED_ACCOUNT)

    def run(self, *arguments: str) -> str:
        """What terraform prints; an AssertionError with its words when it fails."""
        done = subprocess.run(
            [self._program, f"-chdir={self.infra}", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, f"terraform {arguments[0]}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def apply(self, *arguments: str) -> None:
        """Plan, and make it. `CannotApply`: what was planned cannot be made, and the registry's provider was asked."""
        self.run("plan", "-input=false", *arguments, "-out=apply.tfplan")
        try:
            self.run("apply", "-input=false", "apply.tfplan")
        except AssertionError as error:
            if STAND_IN.exists():
                raise
            raise CannotApply(str(error)) from error


@dataclass(frozen=True)
class Resource:
    type: str
    name: str
    key: str | int | None
    values: Values

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def block(self, name: str) -> Values:
        """The only block of that name."""
        (block,) = self.values[name]
        return dict(block)

    def policy(self, name: str = "policy") -> list[Values]:
        """The statements of a policy in JSON, with lists where one may stand alone."""
        statements: list[Values] = json.loads(self.values[name])["Statement"]
        return [{**statement, "Action": as_list(statement["Action"])} for statement in statements]


@dataclass(frozen=True)
class Stack:
    """All resources of a plan or a state."""

    resources: tuple[Resource, ...]
    outputs: Values

    @classmethod
    def read(cls, shown: str) -> "Stack":
        """From what `terraform show -json` prints."""
        content = json.loads(shown)
        values = content.get("planned_values") or content["values"]
        resources = (
            Resource(item["type"], item["name"], item.get("index"), item.get("values", {}))
            for item in values["root_module"]["resources"]
            if item["mode"] == "managed"
        )
        return cls(tuple(resources), values.get("outputs", {}))

    def all(self, type_: str, name: str | None = None) -> list[Resource]:
        """Every resource of a type; there is at least one."""
        found = [item for item in self.resources if item.type == type_ and name in (None, item.name)]
        assert found, f"no {type_}"
        return found

    def one(self, type_: str, name: str | None = None, key: str | None = None) -> Resource:
        (found,) = (item for item in self.all(type_, name) if key in (None, item.key))
        return found

    def statements(self) -> Iterator[tuple[str, Values]]:
        """Every statement of every role's policy, with the role's name."""
        for policy in self.all("aws_iam_role_policy"):
            for statement in policy.policy():
                yield str(policy["role"]), statement


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
