"""Each function may do what its adapters do, and nothing else; IAM's own rules are kept.

The calls are taken from the adapters' source. That every single one is needed, and by which function, is shown where
the functions run: tests/cloud/test_account.py.
"""

import ast
import json
import re
import subprocess
from collections.abc import Iterator

import botocore.session
import pytest
from botocore import xform_name

from tests import aws
from tests.infra.terraform import INFRA, ROOT, Stack

pytestmark = pytest.mark.xdist_group("infra")

SERVICES = ("s3", "dynamodb", "sqs", "events", "textract", "bedrock-runtime")
PARLIAMENT = ("parliament==1.6.4", "setuptools<81")  # it still asks for pkg_resources

TEXTRACT_CALLS = ("calls.py", "jobs.py", "reader.py")  # the others go over its answers

# Where the right has another name than the call. Objects are deleted by version alone: `VersionId` is always given.
RIGHTS = {
    "s3:HeadObject": ["s3:GetObject"],
    "s3:CopyObject": ["s3:GetObject", "s3:PutObject"],
    "s3:CreateMultipartUpload": ["s3:PutObject"],
    "s3:UploadPart": ["s3:PutObject"],
    "s3:CompleteMultipartUpload": ["s3:PutObject"],
    "s3:ListObjectsV2": ["s3:ListBucket"],
    "s3:ListObjectVersions": ["s3:ListBucketVersions"],
    "s3:DeleteObject": ["s3:DeleteObjectVersion"],
    "bedrock-runtime:Converse": ["bedrock:InvokeModel"],
    "dynamodb:TransactWriteItems": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
}

# Not in the source: what Lambda does to bring messages, and what Textract reads in the caller's name.
BESIDES = {
    "sqs:ReceiveMessage": "Lambda takes messages from the queue in the worker's name",
    "sqs:DeleteMessage": "and removes those that were handled",
    "sqs:GetQueueAttributes": "and looks how many there are",
    "s3:GetObjectVersion": "a job names the version of the document that Textract is to read",
    "iam:PassRole": "a job names the role by which Textract says that it is done",
}

# What parliament finds in the policies of who deploys, and why it stays.
ACCEPTED = {
    "RESOURCE_POLICY_PRIVILEGE_ESCALATION": "who writes the policy of a bucket can open it; infra/README.md says so",
    "cloudwatch:DescribeAlarms": "a list: AWS itself grants it on everything alone",
    "route53:ChangeTagsForResource": "of zones; nobody makes health checks",
    "wafv2:AssociateWebACL": "on the pool; the right on the firewall stands in another statement",
    "wafv2:GetWebACLForResource": "the same",
    "cognito-idp:AssociateWebACL": "the same, with pool and firewall the other way round",
    "cloudfront:TagResource": "of functions, too, since 2026: newer than this list of AWS's actions",
    "cloudfront:UntagResource": "the same",
    "cloudfront:ListTagsForResource": "the same",
}

# The same, in every policy.
OF_ANY_KIND = {"bedrock:InvokeModel": "it asks for every kind of model at once, IAM for any of them"}


def test_the_functions_may_do_what_the_adapters_do_and_no_more(prod: Stack) -> None:
    wanted = {right for call in calls_of_the_adapters() for right in RIGHTS.get(call, [call])}
    given = {
        action
        for policy in prod.all("aws_iam_role_policy", "function")
        for statement in policy.policy()
        for action in statement["Action"]
    }
    assert given - wanted - BESIDES.keys() == set(), "nobody makes these calls"
    assert wanted - given == set(), "these calls would be refused"


def test_a_model_may_be_asked_only_where_one_is_named_and_only_that_one(dev: Stack, prod: Stack) -> None:
    asked = [statement for _, statement in prod.statements() if "bedrock:InvokeModel" in statement["Action"]]
    assert [statement["Action"] for statement in asked] == [["bedrock:InvokeModel"]] * 2  # scan, worker
    for statement in asked:
        base, profile = sorted(statement["Resource"])
        assert base == "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0"
        assert re.fullmatch(r"arn:aws:bedrock:[a-z0-9-]+:\d{12}:inference-profile/eu\.amazon\.nova-lite-v1:0", profile)
    assert not any("bedrock" in str(item["policy"]) for item in dev.all("aws_iam_role_policy", "function"))


def test_events_are_sent_only_where_they_are_asked_for_by_the_worker_to_our_bus(dev: Stack, prod: Stack) -> None:
    told = [(role, statement) for role, statement in prod.statements() if "events:PutEvents" in statement["Action"]]
    ((role, statement),) = told
    assert role.endswith("-worker")
    assert statement["Resource"].endswith(f":event-bus/{prod.one('aws_cloudwatch_event_bus')['name']}")
    assert not any(item.type == "aws_cloudwatch_event_bus" for item in dev.resources)
    for item in dev.all("aws_iam_role_policy", "function"):
        assert "events:" not in str(item["policy"])
    for stack in (dev, prod):
        for function in stack.all("aws_lambda_function"):
            given = function.block("environment")["variables"]
            assert ("EVENT_BUS" in given) == (stack is prod)


def test_exports_are_written_by_the_worker_and_given_out_by_the_function_that_answers_for_them(prod: Stack) -> None:
    below = {
        policy.key: set(statement["Action"])
        for policy in prod.all("aws_iam_role_policy", "function")
        for statement in policy.policy()
        if str(statement["Resource"]).endswith("/exports/*")
    }
    given_out = {"s3:GetObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"}
    assert below == {"save": given_out, "worker": given_out | {"s3:PutObject"}}


def test_documents_are_deleted_by_version_alone() -> None:
    for call in (node for tree in _adapters() for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "delete_object":
            assert "VersionId" in {keyword.arg for keyword in call.keywords}


def test_every_policy_holds_before_iam_s_rules(prod: Stack) -> None:
    """Actions that exist, on resources that they apply to, with conditions that they know."""
    policies = {f"{item.type}.{item.name}[{item.key}]": item["policy"] for item in prod.all("aws_iam_role_policy")}
    policies |= {path.stem: path.read_text() for path in (INFRA / "rights").glob("*.json")}
    checks = (
        "import json, sys, parliament\n"
        "for name, text in json.load(sys.stdin).items():\n"
        "    for finding in parliament.analyze_policy_string(text).findings:\n"
        "        about = finding.detail if isinstance(finding.detail, list) else [finding.issue]\n"
        "        for found in about:\n"
        "            print(name, finding.issue, found['action'] if isinstance(found, dict) else found)\n"
    )
    python = aws.installed("parliament", PARLIAMENT) / "python"
    done = subprocess.run(
        [str(python), "-W", "ignore", "-c", checks],
        input=json.dumps(policies),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = [line.rsplit(maxsplit=1) for line in done.stdout.splitlines()]
    found = [line for line in found if line[1] not in OF_ANY_KIND]
    assert [line for line in found if not line[0].startswith("deployer") or line[1] not in ACCEPTED] == []


def calls_of_the_adapters() -> set[str]:
    """`service:Operation` for every operation that the adapters' source names on a client, or as a text."""
    operations = _operations()
    return {operations[name] for tree in _adapters() for name in _named(tree) if name in operations}


def _operations() -> dict[str, str]:
    session = botocore.session.get_session()
    names = {service: session.get_service_model(service).operation_names for service in SERVICES}
    return (
        {xform_name(operation): f"{service}:{operation}" for service in SERVICES for operation in names[service]}
        | {operation: f"dynamodb:{operation}" for operation in names["dynamodb"]}  # called without botocore
        | {"generate_presigned_post": "s3:PutObject"}
    )


def _adapters() -> Iterator[ast.Module]:
    folder = ROOT / "app" / "adapters"
    for room in ("aws", "dynamodb", "models", "textract"):
        paths = [path for path in (folder / room).glob("*.py") if room != "textract" or path.name in TEXTRACT_CALLS]
        assert paths, f"the room {room} has moved"
        yield from (ast.parse(path.read_text()) for path in paths)


def _named(tree: ast.Module) -> Iterator[str]:
    """Names of methods on clients, and texts that are handed to `getattr`, to a paginator or from hand to hand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_client(node.value):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not _is_word(node.value):
            yield node.value


def _is_word(text: str) -> bool:
    return text.isalpha() and text.islower()


def _is_client(node: ast.expr) -> bool:
    """`clients.s3()`, `client`, `self._client` and `self._client()`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in (*SERVICES, "_client")
    return (isinstance(node, ast.Name) and node.id == "client") or (
        isinstance(node, ast.Attribute) and node.attr == "_client"
    )
