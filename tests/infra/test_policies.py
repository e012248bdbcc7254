"""Every statement of every policy of a resource: whether it allows, whom, what, and under which condition.

A refusal that turned into a leave, or a leave that lost its condition, is seen here.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.infra.terraform import Resource, Stack, as_list

pytestmark = pytest.mark.xdist_group("infra")

ACCOUNT = "123456789012"
POLICIES = {
    "aws_s3_bucket_policy": "policy",
    "aws_sqs_queue_policy": "policy",
    "aws_sns_topic_policy": "policy",
    "aws_kms_key": "policy",
    "aws_iam_role": "assume_role_policy",
    "aws_cloudwatch_log_resource_policy": "policy_document",
}

TLS = ("Deny", "everybody", {"Bool aws:SecureTransport": "false"})
OURS = {"StringEquals aws:SourceAccount": ACCOUNT}
OWNER = ("Allow", f"arn:aws:iam::{ACCOUNT}:root", {}, "kms:*")
USE_KEY = "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey"


def of_logs(region: str) -> tuple[str, str, dict[str, str], str]:
    group = f"arn:aws:logs:{region}:{ACCOUNT}:log-group:*invoices-prod*"
    return "Allow", f"logs.{region}.amazonaws.com", {"ArnLike kms:EncryptionContext:aws:logs:arn": group}, USE_KEY


WATCHERS = "cloudwatch.amazonaws.com budgets.amazonaws.com"
TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:invoices-prod-textract"
DOCUMENTS = f"arn:aws:s3:::invoices-prod-documents-{ACCOUNT}-eu-central-1"
KEY_OF_OBJECT = "s3:x-amz-server-side-encryption-aws-kms-key-id"

# Of each policy each statement by its Sid: effect, whom, conditions, actions. `...` where AWS makes up the value.
PROD: dict[str, dict[str | None, tuple[str, str, dict[str, Any], str]]] = {
    "aws_s3_bucket_policy documents": {
        "TlsOnly": (*TLS, "s3:*"),
        "OurKeyOnly": (
            "Deny",
            "everybody",
            {f"Null {KEY_OF_OBJECT}": "false", f"StringNotEquals {KEY_OF_OBJECT}": ...},
            "s3:PutObject",
        ),
        "NoOtherEncryption": (
            "Deny",
            "everybody",
            {"StringNotEquals s3:x-amz-server-side-encryption": "aws:kms"},
            "s3:PutObject",
        ),
    },
    "aws_s3_bucket_policy web": {
        "TlsOnly": (*TLS, "s3:*"),
        "CloudFront": ("Allow", "cloudfront.amazonaws.com", {"StringEquals aws:SourceArn": ...}, "s3:GetObject"),
    },
    "aws_sqs_queue_policy work": {
        "TlsOnly": (*TLS, "sqs:*"),
        "Inbox": ("Allow", "s3.amazonaws.com", {"ArnEquals aws:SourceArn": DOCUMENTS, **OURS}, "sqs:SendMessage"),
        "Textract": ("Allow", "sns.amazonaws.com", {"ArnEquals aws:SourceArn": TOPIC}, "sqs:SendMessage"),
    },
    **{f"aws_sqs_queue_policy dead {key}": {"TlsOnly": (*TLS, "sqs:*")} for key in ("work", "lost")},
    "aws_sns_topic_policy alarms": {
        "TlsOnly": (*TLS, "sns:Publish"),
        "Alarms": ("Allow", WATCHERS, OURS, "sns:Publish"),
    },
    "aws_sns_topic_policy textract": {
        "TlsOnly": (*TLS, "sns:Publish"),
        "Textract": ("Allow", f"arn:aws:iam::{ACCOUNT}:role/invoices-prod-textract", {}, "sns:Publish"),
    },
    "aws_kms_key data 0": {
        "Account": OWNER,
        "Logs": of_logs("eu-central-1"),
        "Alarms": ("Allow", WATCHERS, OURS, "kms:Decrypt kms:GenerateDataKey"),
        "Page": (
            "Allow",
            "cloudfront.amazonaws.com",
            {"ArnLike aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"},
            "kms:Decrypt",
        ),
    },
    "aws_kms_key edge 0": {"Account": OWNER, "Logs": of_logs("us-east-1")},
    **{
        f"aws_iam_role function {key}": {None: ("Allow", "lambda.amazonaws.com", {}, "sts:AssumeRole")}
        for key in ("scan", "save", "worker")
    },
    "aws_iam_role schedule": {None: ("Allow", "scheduler.amazonaws.com", OURS, "sts:AssumeRole")},
    "aws_iam_role textract": {None: ("Allow", "textract.amazonaws.com", OURS, "sts:AssumeRole")},
}

# What a zone of one's own adds; the policy of its log is known when the log is there.
OF_ZONE: dict[str | None, tuple[str, str, dict[str, Any], str]] = {
    "Account": OWNER,
    "Route53": ("Allow", "dnssec-route53.amazonaws.com", OURS, "kms:DescribeKey kms:GetPublicKey kms:Sign"),
    "Route53Grant": (
        "Allow",
        "dnssec-route53.amazonaws.com",
        {"Bool kms:GrantIsForAWSResource": "true"},
        "kms:CreateGrant",
    ),
}


def policies(stack: Stack) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for item in stack.resources:
        text = item.values.get(POLICIES.get(item.type, ""))
        if text:
            yield named(item), json.loads(text)["Statement"]


def named(item: Resource) -> str:
    return " ".join(str(part) for part in (item.type, item.name, item.key) if part is not None)


def in_words(statement: dict[str, Any]) -> tuple[str, str, dict[str, Any], str]:
    principal = statement["Principal"]
    whom = "everybody" if principal == "*" else " ".join(who for some in principal.values() for who in as_list(some))
    asked = statement.get("Condition", {})
    conditions = {f"{operator} {key}": value for operator, keys in asked.items() for key, value in keys.items()}
    return statement["Effect"], whom, conditions, " ".join(as_list(statement["Action"]))


def with_made_up(
    found: dict[str | None, tuple[str, str, dict[str, Any], str]],
    wanted: dict[str | None, tuple[str, str, dict[str, Any], str]],
) -> dict[str | None, tuple[str, str, dict[str, Any], str]]:
    """What was found, with `...` where that is wanted and a value stands."""

    def hidden(sid: str | None, conditions: dict[str, Any]) -> dict[str, Any]:
        asked = wanted[sid][2] if sid in wanted else {}
        return {key: ... if value and asked.get(key) is ... else value for key, value in conditions.items()}

    return {
        sid: (effect, whom, hidden(sid, conditions), actions)
        for sid, (effect, whom, conditions, actions) in found.items()
    }


def test_every_policy_of_a_resource_is_known(prod: Stack) -> None:
    assert {name for name, _ in policies(prod)} == PROD.keys()


@pytest.mark.parametrize("name", PROD)
def test_a_policy_allows_and_refuses_what_it_should(prod: Stack, name: str) -> None:
    (statements,) = (statements for found, statements in policies(prod) if found == name)
    found = {statement.get("Sid"): in_words(statement) for statement in statements}
    assert len(found) == len(statements)
    assert with_made_up(found, PROD[name]) == PROD[name]


def test_the_key_of_a_zone_signs_for_route_53_alone(with_everything: Stack) -> None:
    (statements,) = (statements for found, statements in policies(with_everything) if found == "aws_kms_key zone 0")
    assert {statement["Sid"]: in_words(statement) for statement in statements} == OF_ZONE


@pytest.mark.parametrize("choice", ["dev", "prod", "with_everything"])
def test_nobody_allows_anything_to_everybody(choice: str, request: pytest.FixtureRequest) -> None:
    stack: Stack = request.getfixturevalue(choice)
    told = [(name, *in_words(statement)[:2]) for name, statements in policies(stack) for statement in statements]
    assert len(told) > 10
    assert {effect for _, effect, _ in told} == {"Allow", "Deny"}
    assert [name for name, effect, whom in told if effect == "Allow" and ("everybody" in whom or "*" in whom)] == []
    assert {whom for _, effect, whom in told if effect == "Deny"} == {"everybody"}
