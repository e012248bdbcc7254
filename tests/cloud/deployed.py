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
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from app.api.origin import HEADER
from tests import aws
from tests.certificates import Certificate, make_certificate
from tests.cloud.edge import all_names_lead_to
from tests.cloud.recorder import Recorder, recorder
from tests.infra.terraform import INFRA, ROOT, TOOLS, as_list
from tests.packages import ARCH, PYTHON, package
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Textract, textract_server

REGION = aws.REGION
ACCOUNT = "000000000000"
FUNCTIONS = ("scan", "save", "worker")
DEPLOYER = [path.stem for path in sorted((INFRA / "rights").glob("deployer-*.json"))]
HOSTS = (
    *("127.0.0.1", "localhost", "*.cloudfront.net", f"cognito-idp.{REGION}.amazonaws.com"),
    *(f"*.auth.{REGION}.amazoncognito.com", f"*.execute-api.{REGION}.amazonaws.com"),
)
PAGE = ROOT / "app" / "web" / "dist"
OWNER = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

# Rights that the emulator asks for by the name of a call, and which right of AWS's each of them is.
OTHERWISE_NAMED = {
    "budgets:CreateBudget": "budgets:ModifyBudget",
    "budgets:UpdateBudget": "budgets:ModifyBudget",
    "budgets:DeleteBudget": "budgets:ModifyBudget",
    "budgets:CreateNotification": "budgets:ModifyBudget",
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "budgets:DescribeSubscribersForNotification": "budgets:ViewBudget",
    "cloudfront:CreateDistributionWithTags": "cloudfront:CreateDistribution",
    "cloudfront:GetDistributionConfig": "cloudfront:GetDistribution",
    "lambda:ListAliases": "lambda:GetAlias",  # how the emulator looks for what else is there
    "lambda:ListEventSourceMappings": "lambda:GetEventSourceMapping",
}

# Actions for which the emulator does not say what they are about, so that they have to be allowed on everything there.
ABOUT_WHAT_IT_DOES_NOT_SAY = (
    *("budgets:*", "cloudfront:*", "cloudwatch:*", "apigateway:*", "cognito-idp:*", "scheduler:*", "route53:*"),
    *("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias", "lambda:CreateFunction"),
)

# What a condition may be about there; all others (such as the boundary of a new role) it does not know.
CONDITIONS_IT_KNOWS = {"aws:ResourceTag/app", "aws:RequestTag/app", "iam:PassedToService"}


@dataclass
class Deployed:
    folder: Path  # a copy of the project: what terraform leaves in `infra/` is not to stay in ours
    address: str
    proxy: str
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
            **(self.deployer or OWNER),
            **{"AWS_ENDPOINT_URL": self.address, "OFFLINE_TF_ENDPOINT": self.address},
            **{name: str(self.certificate.authority) for name in ("AWS_CA_BUNDLE", "SSL_CERT_FILE")},
            **{"https_proxy": self.proxy, "no_proxy": "127.0.0.1,localhost"},
            **{"TERRAFORM": str(TOOLS / "tf"), "TF_IN_AUTOMATION": "1", "PYTHONPATH": str(self.folder)},
            **{"TF_VAR_architecture": ARCH, "TF_VAR_runtime": f"python{PYTHON}"},
            "TF_VAR_machine_clients": json.dumps({"integration": ["invoices/read", "invoices/write"]}),
            "TF_VAR_key_set_url": f"{self.address}/%s/.well-known/jwks.json",
            "TF_VAR_extra_environment": json.dumps(more),
        }

    def let_deploy(self) -> None:
        """Make somebody who has the rights of `infra/rights/deployer-*.json`, and is the one who deploys."""
        self.hand("deployer")  # nobody is the one who deploys yet: this is the account's owner
        iam = self.client("iam")
        iam.create_user(UserName="deployer")
        for name in DEPLOYER:
            text = json.dumps(as_the_emulator_names_it(json.loads((INFRA / "rights" / f"{name}.json").read_text())))
            iam.put_user_policy(UserName="deployer", PolicyName=name, PolicyDocument=text)
        key = iam.create_access_key(UserName="deployer")["AccessKey"]
        self.deployer = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        del self.environment

    def let_nobody_deploy(self) -> None:
        """Take what `let_deploy` made away again."""
        iam = self.client("iam")
        for name in DEPLOYER:
            iam.delete_user_policy(UserName="deployer", PolicyName=name)
        for name in (*DEPLOYER, "boundary"):
            iam.delete_policy(PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/invoices-{name}")
        iam.delete_access_key(UserName="deployer", AccessKeyId=self.deployer["AWS_ACCESS_KEY_ID"])
        iam.delete_user(UserName="deployer")

    def hand(self, name: str, *arguments: str, fails: bool = False, **environment: str) -> str:
        """Run `make deploy` or `make destroy` without the building; what it says. `fails`: with what it ends with."""
        began = time.monotonic()
        command = [sys.executable, "-m", f"infra.{name}", "--env", "dev", "--region", REGION, "--yes", *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        self.seconds[name] = time.monotonic() - began
        assert (done.returncode != 0) is fails, f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
        return done.stdout + (done.stderr if fails else "")

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
            self.clients[service] = self.connect(service, OWNER["AWS_ACCESS_KEY_ID"], OWNER["AWS_SECRET_ACCESS_KEY"])
        return self.clients[service]

    def as_deployer(self, service: str) -> Any:
        return self.connect(service, self.deployer["AWS_ACCESS_KEY_ID"], self.deployer["AWS_SECRET_ACCESS_KEY"])

    def connect(self, service: str, key: str, secret: str, session: str | None = None) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.address,
            region_name=REGION,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=session,
            verify=str(self.certificate.authority),
            config=Config(s3={"addressing_style": "path"}, signature_version="s3v4" if service == "s3" else None),
        )

    @cached_property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate.authority))

    def api(self, token: str | None = None) -> httpx.Client:
        """As CloudFront asks the API. A name that only browsers resolve is told in the Host header."""
        headers = {"Host": self.outputs["api"].partition("://")[2], HEADER: self.origin_secret}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.Client(base_url=self.address, headers=headers, verify=self.trust, timeout=60, trust_env=False)

    def at_the_edge(self) -> dict[str, str]:
        """What CloudFront's way to the API makes of a request there."""
        (api,) = self.client("apigatewayv2").get_apis()["Items"]
        return {"Host": api["ApiEndpoint"].partition("://")[2], HEADER: self.origin_secret}

    @cached_property
    def origin_secret(self) -> str:
        (found,) = (
            header["HeaderValue"]
            for listed in self.client("cloudfront").list_distributions()["DistributionList"]["Items"]
            for origin in listed["Origins"]["Items"]
            for header in origin.get("CustomHeaders", {}).get("Items", ())
        )
        return str(found)

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


def as_the_emulator_names_it(policy: dict[str, Any]) -> dict[str, Any]:
    """The same actions and no other, on what the emulator is able to hold them to."""
    return {**policy, "Statement": [{**statement, **_held(statement)} for statement in policy["Statement"]]}


def _held(statement: dict[str, Any]) -> dict[str, Any]:
    if statement["Effect"] == "Deny":
        return {}
    asked = statement.get("Condition", {})
    unsaid = any(fnmatchcase(action, kind) for action in statement["Action"] for kind in ABOUT_WHAT_IT_DOES_NOT_SAY)
    known = {operator: keys for operator, keys in asked.items() if not unsaid and keys.keys() <= CONDITIONS_IT_KNOWS}
    named = [theirs for theirs, ours in OTHERWISE_NAMED.items() if ours in statement["Action"]]
    return {"Action": [*statement["Action"], *named], "Condition": known} | ({"Resource": "*"} if unsaid else {})


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
        all_names_lead_to(int(wire.address.rpartition(":")[2])) as proxy,
    ):
        made = Deployed(folder, wire.address, proxy, certificate, wire, textract)
        wire.at_the_edge = made.at_the_edge
        made.let_deploy()
        yield made
        for client in made.clients.values():
            client.close()
