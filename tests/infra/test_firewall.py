"""The firewall before the page and before the sign-in: what it blocks, and what its log leaves out."""

import pytest

from tests.infra.terraform import Resource, Stack, Values

pytestmark = pytest.mark.xdist_group("infra")

ACL = "aws_wafv2_web_acl"
MANAGED = {
    "bad-addresses": ("AWSManagedRulesAmazonIpReputationList", "none"),
    "bad-inputs": ("AWSManagedRulesKnownBadInputsRuleSet", "none"),
    "anonymous-addresses": ("AWSManagedRulesAnonymousIpList", "count"),
}


def rules(acl: Resource) -> dict[str, Values]:
    return {rule["name"]: rule for rule in acl["rule"]}


def chosen(blocks: list[Values]) -> list[str]:
    """The names of the blocks that are there."""
    return [name for block in blocks for name, value in block.items() if value]


def test_it_stands_before_both_doors(prod: Stack) -> None:
    assert {acl.key: acl["scope"] for acl in prod.all(ACL)} == {"edge": "CLOUDFRONT", "pool": "REGIONAL"}
    assert prod.one("aws_cloudfront_distribution")["web_acl_id"] == prod.one(ACL, key="edge")["arn"]
    door = prod.one("aws_wafv2_web_acl_association")
    assert (door["web_acl_arn"], door["resource_arn"]) == (
        prod.one(ACL, key="pool")["arn"],
        prod.one("aws_cognito_user_pool")["arn"],
    )


def test_an_address_has_two_thousand_requests_in_five_minutes(prod: Stack) -> None:
    for acl in prod.all(ACL):
        rate = rules(acl)["rate"]
        assert chosen(rate["action"]) == ["block"]
        (limit,) = rate["statement"][0]["rate_based_statement"]
        assert (limit["limit"], limit["aggregate_key_type"], limit["scope_down_statement"]) == (2000, "IP", [])
        assert limit["evaluation_window_sec"] in (0, 300)  # 300 is AWS's default


def test_known_bad_requests_are_blocked_and_anonymous_ones_are_counted(prod: Stack) -> None:
    for acl in prod.all(ACL):
        assert chosen(acl["default_action"]) == ["allow"]
        found = {
            name: (rule["statement"][0]["managed_rule_group_statement"][0]["name"], *chosen(rule["override_action"]))
            for name, rule in rules(acl).items()
            if name != "rate"
        }
        assert found == MANAGED


def test_neither_its_log_nor_its_samples_hold_a_token(prod: Stack) -> None:
    for acl in prod.all(ACL):
        shown = [acl, *acl["rule"]]
        assert not [one for one in shown if one["visibility_config"][0]["sampled_requests_enabled"]]
    logs = prod.all("aws_wafv2_web_acl_logging_configuration")
    assert {log["resource_arn"] for log in logs} == {acl["arn"] for acl in prod.all(ACL)}
    for log in logs:
        left_out = [(name, value) for field in log["redacted_fields"] for name, value in field.items() if value]
        assert ("single_header", [{"name": "authorization"}]) in left_out
        assert "query_string" in dict(left_out)  # of the sign-in: codes
