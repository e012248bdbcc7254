"""The whole system in an emulated account that holds everybody to IAM: brought up by `make deploy`'s own program, over
TLS, with the packages that AWS would run; used from outside; taken away by `make destroy`'s."""

import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from tests import aws
from tests.certificates import Certificate, make_certificate
from tests.cloud.recorder import Recorder, recorder
from tests.infra.terraform import INFRA, ROOT, TOOLS, as_list
from tests.packages import ARCH, PYTHON, package
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Textract, textract_server

REGION = aws.REGION
ACCOUNT = "000000000000"
FUNCTIONS = ("scan", "save", "worker")
HOSTS = (
    *("127.0.0.1", "localhost", "*.cloudfront.net", f"cognito-idp.{REGION}.amazonaws.com"),
    *(f"*.auth.{REGION}.amazoncognito.com", f"*.execute-api.{REGION}.amazonaws.com"),
)
PAGE = ROOT / "app" / "web" / "dist"
OWNER = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

# Rights that the emulator calls by other names than AWS, or asks for without naming what they are about.
OTHERWISE_NAMED = [
    *("budgets:*", "lambda:CreateFunction", "lambda:ListAliases", "lambda:ListEventSourceMappings"),
    *("cloudwatch:DeleteAlarms", "cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard"),
]


@dataclass
class Deployed:
    folder: Path  # a copy of the project: what terraform leaves in `infra/` is not to stay in ours
    address: str
    certificate: Certificate
    recorder: Recorder
    textract: Textract
    seconds: dict[str, float] = field(default_factory=dict)
    clients: dict[str, Any] = field(default_factory=dict)
    deployer: dict[str, str] = field(default_factory=dict)

    @cached_property
    def environment(self) -> dict[str, str]:
        """What people have in theirs, and what makes an emulator of AWS."""
        more = {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_CA_BUNDLE": str(self.certificate.authority),
            "SSL_CERT_FILE": str(self.certificate.authority),
        }
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))},
            **self.deployer,
            **{"AWS_ENDPOINT_URL": self.address, "OFFLINE_TF_ENDPOINT": self.address},
            **{"AWS_CA_BUNDLE": str(self.certificate.authority)},
            **{"TERRAFORM": str(TOOLS / "tf"), "TF_IN_AUTOMATION": "1", "PYTHONPATH": str(self.folder)},
            **{"TF_VAR_architecture": ARCH, "TF_VAR_runtime": f"python{PYTHON}"},
            "TF_VAR_key_set_url": f"{self.address}/%s/.well-known/jwks.json",
            "TF_VAR_extra_environment": json.dumps(more),
        }

    def let_deploy(self) -> None:
        """Make somebody who has the rights of `infra/deployer.json`, and is the one who deploys."""
        iam = self.client("iam")
        iam.create_user(UserName="deployer")
        more = {"Effect": "Allow", "Action": OTHERWISE_NAMED, "Resource": "*"}
        policies = {
            "deployer": (INFRA / "deployer.json").read_text(),
            "emulator": json.dumps({"Version": "2012-10-17", "Statement": [more]}),
        }
        for name, policy in policies.items():
            made = iam.create_policy(PolicyName=name, PolicyDocument=policy)
            iam.attach_user_policy(UserName="deployer", PolicyArn=made["Policy"]["Arn"])
        key = iam.create_access_key(UserName="deployer")["AccessKey"]
        self.deployer = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    def let_nobody_deploy(self) -> None:
        """Take what `let_deploy` made away again."""
        iam = self.client("iam")
        for name in ("deployer", "emulator"):
            arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}"
            iam.detach_user_policy(UserName="deployer", PolicyArn=arn)
            iam.delete_policy(PolicyArn=arn)
        iam.delete_access_key(UserName="deployer", AccessKeyId=self.deployer["AWS_ACCESS_KEY_ID"])
        iam.delete_user(UserName="deployer")

    def hand(self, name: str, *arguments: str) -> str:
        """Run `make deploy` or `make destroy` without the building; what it says."""
        began = time.monotonic()
        command = [sys.executable, "-m", f"infra.{name}", "--env", "dev", "--region", REGION, "--yes", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=240, check=False
        )
        self.seconds[name] = time.monotonic() - began
        assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
        return done.stdout

    def terraform(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(TOOLS / "tf"), f"-chdir={self.folder / 'infra'}", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    @cached_property
    def outputs(self) -> dict[str, Any]:
        found = json.loads(self.terraform("output", "-json").stdout)
        return {name: output["value"] for name, output in found.items()}

    def client(self, service: str) -> Any:
        """As the owner of the account."""
        if service not in self.clients:
            self.clients[service] = self._connect(service)
        return self.clients[service]

    def _connect(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.address,
            region_name=REGION,
            aws_access_key_id=OWNER["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=OWNER["AWS_SECRET_ACCESS_KEY"],
            verify=str(self.certificate.authority),
            config=Config(s3={"addressing_style": "path"}, signature_version="s3v4" if service == "s3" else None),
        )

    @cached_property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate.authority))

    def api(self, token: str | None = None) -> httpx.Client:
        """Of the API's own address. A name that only browsers resolve is told in the Host header."""
        headers = {"Host": self.outputs["api"].partition("://")[2]}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.Client(base_url=self.address, headers=headers, verify=self.trust, timeout=60, trust_env=False)

    def sign_in_server(self) -> httpx.Client:
        headers = {"Host": self.outputs["sign_in"].partition("://")[2]}
        return httpx.Client(base_url=self.address, headers=headers, verify=self.trust, timeout=30, trust_env=False)

    def keys(self) -> dict[str, str]:
        """Whose access keys they are: the emulator makes a function's from its name and its role."""
        found = {}
        for function in FUNCTIONS:
            name = f"invoices-dev-{function}"
            arn, role = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}", f"arn:aws:iam::{ACCOUNT}:role/{name}"
            for called in (arn, f"{arn}:live", *(f"{arn}:{version}" for version in range(1, 4))):
                digest = hashlib.sha256(f"{called}:{role}".encode()).hexdigest()
                found[f"ASIA{digest[:16].upper()}"] = function
        return found

    def given(self) -> dict[str, set[tuple[str, str]]]:
        """What each function's role allows in the account, as `Recorder` writes down what is asked for."""
        iam = self.client("iam")
        found: dict[str, set[tuple[str, str]]] = {}
        for function in FUNCTIONS:
            policy = iam.get_role_policy(RoleName=f"invoices-dev-{function}", PolicyName="work")["PolicyDocument"]
            found[function] = {
                (action, _about(resource))
                for statement in policy["Statement"]
                for action in as_list(statement["Action"])
                for resource in as_list(statement["Resource"])
            }
        return found

    def used(self) -> dict[str, set[tuple[str, str]]]:
        whose = self.keys()
        found: dict[str, set[tuple[str, str]]] = {function: set() for function in FUNCTIONS}
        for key, action, about in self.recorder.asked:
            if key in whose:
                found[whose[key]].add((action, about))
        return found

    def logs(self) -> str:
        """Every line that the functions have written."""
        client, lines = self.client("logs"), []
        for function in FUNCTIONS:
            group = f"/aws/lambda/invoices-dev-{function}"
            pages = client.get_paginator("filter_log_events").paginate(logGroupName=group)
            lines += [event["message"] for page in pages for event in page["events"]]
        return "\n".join(lines)


def _about(resource: str) -> str:
    """What an ARN of a policy is about, in the words of `Recorder`."""
    if ":table/" in resource:
        return "index" if "/index/" in resource else "table"
    if ":s3:::" in resource:
        _, _, prefix = resource.partition("/")
        return prefix.removesuffix("/*") or "bucket"
    return resource.rpartition("-")[2]


@contextmanager
def deployed(folder: Path) -> Iterator[Deployed]:
    """Ready to be deployed: the account, the wire, Textract, and the project with its packages."""
    shutil.copytree(
        INFRA, folder / "infra", ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "*_override.tf")
    )
    (folder / "dist").mkdir()
    (folder / "app" / "web").mkdir(parents=True)
    shutil.copy(ROOT / "app" / "openapi.json", folder / "app")
    if PAGE.is_dir():
        shutil.copytree(PAGE, folder / "app" / "web" / "dist")
    for name in ("api", "worker"):
        shutil.copy(package(name), folder / "dist" / f"{name}.zip")
    certificate = make_certificate(folder, HOSTS)
    textract = Textract(answer=answer(invoice_page()))
    with (
        aws.ministack(auth=True) as address,
        textract_server(textract) as textract_address,
        recorder(address, textract_address, certificate) as wire,
    ):
        made = Deployed(folder, wire.address, certificate, wire, textract)
        made.let_deploy()
        yield made
        for client in made.clients.values():
            client.close()
