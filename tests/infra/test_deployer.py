"""Who deploys may do what the provider calls for the resources here, as narrow as AWS lets one say it, and no more.

`infra/rights/calls.toml` says which call is wanted for what; the policies beside it are held to it, word by word.
"""

import json
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.infra.terraform import INFRA, Stack, Values, as_list

pytestmark = pytest.mark.xdist_group("infra")

RIGHTS = INFRA / "rights"
DEPLOYER = sorted(path.stem for path in RIGHTS.glob("deployer-*.json"))
MOST_CHARACTERS = 6_144  # of a managed policy, without white space
MOST_POLICIES = 10  # of one user or role, unless the quota was raised

# Statements on everything, each with the reason why nothing narrower can be said.
LISTING = "a list of what there is has no resource"
CHOSEN_BY_AWS = "what is only being made has no name yet: the tag that it is to have is asked for instead"
ON_EVERYTHING = {
    ("deployer-data", "WhoAmI"): "who asks is no resource",
    ("deployer-data", "ListBuckets"): LISTING,
    ("deployer-data", "Subscriptions"): "SNS knows no resource for a subscription",
    ("deployer-data", "NewKeys"): CHOSEN_BY_AWS,
    ("deployer-work", "NewSources"): "Lambda makes up their names: the function that they feed is asked for instead",
    ("deployer-work", "Lists"): LISTING,
    ("deployer-work", "Figures"): "CloudWatch knows no resource for figures; reading alone",
    ("deployer-work", "LogsOfGateway"): "CloudWatch Logs knows no resource for deliveries and resource policies",
    ("deployer-work", "ResourcePolicies"): "nor for taking one away",
    ("deployer-work", "Questions"): "nor for saved questions",
    ("deployer-edge", "NewPools"): CHOSEN_BY_AWS,
    ("deployer-edge", "FindPools"): LISTING,
    ("deployer-edge", "NewControls"): "CloudFront makes up their names, and they have no tags",
    ("deployer-edge", "EdgeLists"): LISTING,
    ("deployer-names", "NewCertificates"): CHOSEN_BY_AWS,
    ("deployer-names", "NewAnomalies"): CHOSEN_BY_AWS,
    ("deployer-names", "FindZones"): "a list, and a zone that is only being made: Route 53 has no tag to ask for",
    ("boundary", "Read"): "Textract knows no resources",
    ("boundary", "Trace"): "nor does X-Ray",
}

# Statements on everything of one kind in the account: names are AWS's own, and there is no tag to go by.
ON_EVERYTHING_OF_A_KIND = {
    ("deployer-data", "NewKeysTags"): "a key that is being made; a key with another `app` is left out",
    ("deployer-data", "LookAtKeys"): "tags of a key count after up to five minutes; nothing here opens or ends one",
    ("deployer-data", "NamesOfKeys"): "an alias `invoices-*`, on whichever key",
    ("deployer-data", "ThroughServices"): "only what a service asks for in the caller's name, on what is allowed there",
    ("deployer-data", "UploadPage"): "only what S3 asks for the page's bucket",
    ("deployer-data", "LetServices"): "only grants that a service makes for itself",
    ("deployer-work", "OurSources"): "the function that they feed is asked for",
    ("deployer-work", "LookAtSources"): "reading alone",
    ("deployer-work", "NewSourcesTags"): "one that is being made; one with another `app` is left out",
    ("deployer-edge", "NewPoolsTags"): "a pool that is being made; a pool with another `app` is left out",
    ("deployer-edge", "NewDistributions"): "CloudFront asks for no tag when one is made",
    ("deployer-edge", "NewDistributionsTags"): "one that is being made; one with another `app` is left out",
    ("deployer-edge", "Controls"): "they have no tags",
    ("deployer-edge", "HeaderPolicies"): "they have no tags",
    ("deployer-edge", "Api"): "routes and the like have no tags of their own",
    ("deployer-edge", "ApiTags"): "the tags of an API have no tags",
    ("deployer-names", "NewCertificatesTags"): "one that is being made; one with another `app` is left out",
    ("deployer-names", "NewAnomaliesTags"): "one that is being made; one with another `app` is left out",
    ("deployer-names", "LookAtAnomalies"): "reading alone",
    ("deployer-names", "LookAtCertificates"): "reading alone",
    ("deployer-names", "Zones"): "Route 53 goes by no tag; put the zone's id here where it is known",
    ("deployer-names", "Records"): "as before; addresses and proofs alone, so no mail is led elsewhere",
    ("deployer-names", "Changes"): "states of changes have ids of their own",
    ("deployer-names", "FirewallsOfPools"): "WAF goes by no tag of a pool; Cognito asks for its own right, which does",
    ("deployer-names", "ManagedRules"): "rules that AWS keeps",
}

TO_OUR_OWN = ("aws:ResourceTag/app", "aws:RequestTag/app", "lambda:FunctionArn")
ALLOWED_TO_NOBODY = (
    *("kms:PutKeyPolicy", "kms:ReEncrypt*", "iam:CreatePolicy", "iam:CreateUser", "iam:CreateAccessKey"),
    *("iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:CreatePolicyVersion"),
    *("iam:DeleteRolePermissionsBoundary", "sts:AssumeRole", "lambda:InvokeFunction", "route53:ChangeCidrCollection"),
    *("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "s3:PutBucketAcl", "sqs:ReceiveMessage"),
    "cognito-idp:AdminSetUserPassword",
)


@pytest.mark.parametrize("choice", ["dev", "prod", "with_everything"])
def test_every_type_of_resource_has_a_row_and_what_it_bears_is_covered(
    choice: str, request: pytest.FixtureRequest
) -> None:
    stack: Stack = request.getfixturevalue(choice)
    rows = calls()["resources"]
    types = {item.type for item in stack.resources if item.type.startswith("aws_")}
    assert types - rows.keys() == set(), "what does the provider call for these?"
    tagged = {item.type for item in stack.resources if item.values.get("tags_all")}
    assert {type_ for type_ in tagged if "tag" not in rows[type_]} == set(), "default tags are set on these"


def test_no_row_is_of_a_resource_that_nobody_makes(prod: Stack, with_everything: Stack) -> None:
    made = {item.type for stack in (prod, with_everything) for item in stack.resources}
    assert calls()["resources"].keys() - made == set()


def test_a_row_says_how_its_resource_is_made_and_seen() -> None:
    for type_, row in calls()["resources"].items():
        assert row.keys() <= {"create", "read", "update", "delete", "tag"}, type_
        assert row["read"], type_


def test_the_policies_allow_what_a_row_wants_and_no_more() -> None:
    wanted = {action for kind in calls().values() for row in kind.values() for some in row.values() for action in some}
    given = {action for _, statement in statements("Allow") for action in statement["Action"]}
    assert wanted - given == set(), "these calls would be refused"
    assert given - wanted == set(), "nobody makes these calls"


def test_no_action_is_a_pattern_and_none_is_one_that_makes_an_administrator() -> None:
    for name, statement in statements("Allow"):
        for action in statement["Action"]:
            assert "*" not in action, (name, action)
            assert not [kind for kind in ALLOWED_TO_NOBODY if fnmatchcase(action, kind)], (name, action)


@pytest.mark.parametrize("name", [*DEPLOYER, "boundary"])
def test_every_statement_says_whether_it_allows_and_on_what(name: str) -> None:
    policy = json.loads((RIGHTS / f"{name}.json").read_text())
    assert policy["Version"] == "2012-10-17"
    sids = [statement["Sid"] for statement in policy["Statement"]]
    assert len(sids) == len(set(sids))
    for statement in policy["Statement"]:
        assert statement["Effect"] in ("Allow", "Deny")
        assert not statement.keys() & {"NotAction", "NotResource", "Principal", "NotPrincipal"}
        assert statement["Action"] and statement["Resource"]
        if statement["Effect"] == "Deny":  # a refusal under a condition is none where the condition fails
            assert "Condition" not in statement


def test_what_is_allowed_on_everything_has_its_reason() -> None:
    found = {(name, s["Sid"]) for name, s in every_statement("Allow") if "*" in as_list(s["Resource"])}
    assert found == ON_EVERYTHING.keys()


def test_what_is_allowed_on_everything_of_a_kind_has_its_reason() -> None:
    """A resource without our name, and no condition that asks for our tag on what is there already."""
    found = {
        (name, s["Sid"])
        for name, s in statements("Allow")
        if any("invoices-" not in resource and resource != "*" for resource in as_list(s["Resource"]))
        and not _asks_for(s, "aws:ResourceTag/app")
    }
    assert found == ON_EVERYTHING_OF_A_KIND.keys() | {("deployer-names", "FirewallLogs")}  # a role of AWS's own


def test_what_changes_things_on_everything_asks_for_our_tag_or_is_a_list() -> None:
    for name, statement in statements("Allow"):
        if "*" in as_list(statement["Resource"]) and ON_EVERYTHING[name, statement["Sid"]] == CHOSEN_BY_AWS:
            assert any(_asks_for(statement, key) for key in TO_OUR_OWN), (name, statement["Sid"])


def test_policies_are_short_enough_for_iam() -> None:
    assert len(DEPLOYER) <= MOST_POLICIES
    for name in [*DEPLOYER, "boundary"]:
        text = "".join((RIGHTS / f"{name}.json").read_text().split())
        assert len(text) <= MOST_CHARACTERS - 500, f"{name}: {len(text)}, keep room for the next right"


def test_a_role_is_made_and_given_rights_within_the_boundary_alone() -> None:
    powers = {"iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary"}
    for name, statement in statements("Allow"):
        if powers & set(statement["Action"]):
            condition = statement["Condition"]["ArnLike"]["iam:PermissionsBoundary"]
            assert condition == "arn:aws:iam::*:policy/invoices-boundary", name
            assert statement["Resource"] == "arn:aws:iam::*:role/invoices-*"


def test_who_deploys_may_neither_change_nor_lift_the_boundary() -> None:
    denied = {action for _, statement in statements("Deny") for action in statement["Action"]}
    assert denied >= {"iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicyVersion"}
    assert denied >= {"iam:DeletePolicy", "iam:DeleteRolePermissionsBoundary"}
    (statement,) = (s for _, s in statements("Deny") if "iam:DeletePolicy" in s["Action"])
    assert _covers(statement, "iam:DeletePolicy", "arn:aws:iam::1:policy/invoices-boundary")
    assert _covers(statement, "iam:DeleteRolePermissionsBoundary", "arn:aws:iam::1:role/invoices-dev-save")


def test_who_deploys_may_read_no_document() -> None:
    document = "arn:aws:s3:::invoices-prod-documents-111122223333-eu-central-1/v1/invoices/o/inv_1"
    for action in ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"):
        assert not [s["Sid"] for _, s in statements("Allow") if _covers(s, action, document)]
        assert [s["Sid"] for _, s in statements("Deny") if _covers(s, action, document)]


def test_who_deploys_opens_what_a_key_closed_only_in_the_hands_of_a_service() -> None:
    """What a table, a function and a schedule ask for in the caller's name; S3 is not among them."""
    opening = [s for _, s in statements("Allow") if "kms:Decrypt" in s["Action"]]
    (services,) = (s["Condition"]["StringLike"]["kms:ViaService"] for s in opening)
    assert [service.split(".")[0] for service in services] == ["dynamodb", "lambda", "scheduler"]


@pytest.mark.parametrize("choice", ["prod", "with_everything"])
def test_every_role_bears_the_boundary(choice: str, request: pytest.FixtureRequest) -> None:
    stack: Stack = request.getfixturevalue(choice)
    for role in stack.all("aws_iam_role"):
        assert role["permissions_boundary"].endswith(":policy/invoices-boundary"), role.name


def test_what_the_roles_do_lies_within_the_boundary_and_nothing_else_does(prod: Stack) -> None:
    within = [s for name, s in every_statement("Allow") if name == "boundary"]
    given = [
        (action, resource)
        for _, statement in prod.statements()
        for action in statement["Action"]
        for resource in as_list(statement["Resource"])
    ]
    assert [right for right in given if not any(_covers(s, *right) for s in within)] == []
    unused = {action for statement in within for action in statement["Action"]} - {action for action, _ in given}
    assert unused == set()


def calls() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((RIGHTS / "calls.toml").read_text())


def statements(effect: str) -> Iterator[tuple[str, Values]]:
    """Of who deploys, with the policy's name."""
    yield from ((name, statement) for name, statement in every_statement(effect) if name != "boundary")


def every_statement(effect: str) -> Iterator[tuple[str, Values]]:
    for name in [*DEPLOYER, "boundary"]:
        for statement in json.loads((RIGHTS / f"{name}.json").read_text())["Statement"]:
            if statement["Effect"] == effect:
                yield name, statement


def _covers(statement: Values, action: str, resource: str) -> bool:
    return action in statement["Action"] and any(
        fnmatchcase(resource, pattern) for pattern in as_list(statement["Resource"])
    )


def _asks_for(statement: Values, key: str) -> bool:
    conditions: dict[str, dict[str, Any]] = statement.get("Condition", {})
    return any(key in asked for operator, asked in conditions.items() if not operator.endswith("IfExists"))
