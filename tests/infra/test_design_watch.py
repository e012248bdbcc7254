"""What is seen: I31, I32, I34."""

import json
import re

import pytest

from tests.infra.terraform import INFRA, Stack

pytestmark = pytest.mark.xdist_group("infra")

ALARM = "aws_cloudwatch_metric_alarm"


def test_i31_somebody_is_told_of_what_goes_wrong(prod: Stack) -> None:
    topic = prod.one("aws_sns_topic", "alarms")["arn"]
    alarms = prod.all(ALARM)
    assert all(alarm["alarm_actions"] == [topic] for alarm in alarms)
    names = {alarm["alarm_name"].removeprefix("invoices-prod-") for alarm in alarms}
    assert names == {
        *("dead-letters-work", "dead-letters-lost", "waiting", "server-errors", "slow", "table-throttles"),
        *("silence", "textract-calls", "cost", "opinion-cost"),
    }
    assert prod.one("aws_sns_topic_subscription", "mail")["endpoint"] == "you@example.com"


def test_i31_the_alarms_are_within_what_an_account_has_for_nothing(stack: Stack) -> None:
    """Every metric of an alarm counts, also those that are added up. Who names a model gets one more."""
    alarms = [alarm for alarm in stack.all(ALARM) if alarm.name != "opinion_cost"]
    metrics = [max(1, sum(1 for query in alarm["metric_query"] or () if query["metric"])) for alarm in alarms]
    assert sum(metrics) <= 10


def test_i31_silence_is_heard(stack: Stack) -> None:
    silence = stack.one(ALARM, "silence")
    every = stack.one("aws_scheduler_schedule", key="sweep")["schedule_expression"]
    assert silence["period"] >= 3 * 60 * int(every.removeprefix("rate(").split()[0])
    assert (silence["comparison_operator"], silence["threshold"]) == ("LessThanThreshold", 1)
    assert silence["treat_missing_data"] == "breaching"


def test_i31_one_dead_letter_is_enough(stack: Stack) -> None:
    dead = [alarm for alarm in stack.all(ALARM) if "dead-letters" in alarm["alarm_name"]]
    assert {(alarm["threshold"], alarm["comparison_operator"]) for alarm in dead} == {(0, "GreaterThanThreshold")}


def test_i31_the_budget_tells_before_and_after(prod: Stack) -> None:
    notices = {notice["notification_type"]: notice for notice in prod.one("aws_budgets_budget")["notification"]}
    assert notices["ACTUAL"]["threshold"] == 80
    assert notices["FORECASTED"]["threshold"] == 100


def test_what_is_chosen_beside_costs_nothing_unless_it_is_chosen(stack: Stack) -> None:
    types = {item.type for item in stack.resources}
    assert not types & {"aws_ce_anomaly_monitor", "aws_ce_anomaly_subscription"}
    assert not [item for item in stack.resources if item.name == "edge" and item.type.startswith("aws_sns")]
    assert not stack.one("aws_budgets_budget")["cost_filter"]


def test_costs_go_by_the_tag_that_everything_of_one_installation_bears(with_everything: Stack) -> None:
    (by_tag,) = with_everything.one("aws_budgets_budget")["cost_filter"]
    assert by_tag == {"name": "TagKeyValue", "values": ["user:stack$invoices-dev"]}
    monitor = with_everything.one("aws_ce_anomaly_monitor")
    assert monitor["monitor_type"] == "CUSTOM"
    assert json.loads(monitor["monitor_specification"])["Tags"] == {
        "Key": "stack",
        "MatchOptions": None,
        "Values": ["invoices-dev"],
    }
    assert with_everything.one("aws_s3_bucket", "documents")["tags_all"]["stack"] == "invoices-dev"
    told = with_everything.one("aws_ce_anomaly_subscription")
    assert told.block("subscriber") == {"type": "EMAIL", "address": "me@example.com"}
    assert told.block("threshold_expression")["dimension"][0]["values"] == ["5"]


def test_the_alarm_on_the_edge_lives_where_its_figures_and_its_topic_are(with_everything: Stack) -> None:
    alarm = with_everything.one(ALARM, "edge")
    assert (alarm["namespace"], alarm["metric_name"]) == ("AWS/CloudFront", "5xxErrorRate")
    assert alarm["dimensions"]["Region"] == "Global"
    parts = [alarm, *(with_everything.one(f"aws_sns_topic{part}", "edge") for part in ("", "_policy", "_subscription"))]
    assert {part["region"] for part in parts} == {"us-east-1"}
    deny, allow = with_everything.one("aws_sns_topic_policy", "edge").policy()
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert deny["Resource"] == allow["Resource"] == "arn:aws:sns:us-east-1:123456789012:invoices-dev-edge-alarms"


def test_i32_logs_are_encrypted_and_end(prod: Stack) -> None:
    groups = prod.all("aws_cloudwatch_log_group")
    assert all(group["retention_in_days"] == 365 and group["kms_key_id"] for group in groups)
    names = {group["name"] for group in groups}
    for function in prod.all("aws_lambda_function"):
        assert function.block("logging_config")["log_group"] in names


def test_i34_nothing_secret_is_shown_or_preset(prod: Stack) -> None:
    shown = json.dumps(prod.outputs)
    secrets = [
        client["client_secret"] for client in prod.all("aws_cognito_user_pool_client") if client["client_secret"]
    ]
    assert secrets
    assert not [secret for secret in secrets if secret in shown]
    text = (INFRA / "variables.tf").read_text()
    assert not re.search(r'variable "\w*(secret|password|token_value|private)\w*"', text)


def test_i34_versions_are_pinned() -> None:
    text = (INFRA / "versions.tf").read_text()
    assert re.search(r'version = "\d+\.\d+\.\d+"', text)
    assert 'required_version = ">= 1.11"' in text
    assert "module " not in "".join(path.read_text() for path in INFRA.glob("*.tf"))


def test_the_dashboard_shows_what_matters(prod: Stack) -> None:
    widgets = json.loads(prod.one("aws_cloudwatch_dashboard")["dashboard_body"])["widgets"]
    titles = " ".join(widget["properties"]["title"] for widget in widgets).lower()
    for wanted in (
        "requests",
        "latency",
        "failed",
        "scans by reader",
        "pages",
        "cost",
        "oldest message",
        "dead letters",
    ):
        assert wanted in titles
    assert all(widget["properties"]["metrics"] for widget in widgets)
    assert len(prod.all("aws_cloudwatch_query_definition")) >= 4
