"""What is said of the cost is of what is planned."""

import pytest

from infra.cost import CHOICES, ENVIRONMENTS, EVERY_ACCOUNT, fixed, month, share_of_all_textract, table
from tests.infra.terraform import INFRA, Stack

pytestmark = pytest.mark.xdist_group("infra")


def test_the_readme_tells_the_costs_that_are_computed() -> None:
    assert table() in (INFRA / "README.md").read_text()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_what_is_there_without_use_is_what_is_planned(name: str, request: pytest.FixtureRequest) -> None:
    stack: Stack = request.getfixturevalue(name)
    told = ENVIRONMENTS[name]
    alarms = [item for item in stack.all("aws_cloudwatch_metric_alarm") if item.name != "opinion_cost"]  # of a model
    assert told.alarm_metrics == sum(
        max(1, sum(1 for query in alarm["metric_query"] or () if query["metric"])) for alarm in alarms
    )
    assert told.dashboards == count(stack, "aws_cloudwatch_dashboard")
    assert told.event_sources == count(stack, "aws_lambda_event_source_mapping")
    assert told.tier.upper() == stack.one("aws_cognito_user_pool")["user_pool_tier"]
    every = stack.one("aws_scheduler_schedule", key="sweep")["schedule_expression"]
    assert every == f"rate({told.sweep_minutes} minutes)"
    assert told.worker_gb * 1024 == stack.one("aws_lambda_function", key="worker")["memory_size"]
    settings = stack.one("aws_apigatewayv2_stage")
    routes = [settings.block("default_route_settings"), *settings["route_settings"]]
    assert not any(route["detailed_metrics_enabled"] for route in routes)  # a figure for each route


def test_what_is_chosen_beside_is_told(with_everything: Stack, dev: Stack) -> None:
    text = (INFRA / "variables.tf").read_text()
    assert all(f'variable "{name}"' in text for name in CHOICES)
    more = count(with_everything, "aws_cloudwatch_metric_alarm") - count(dev, "aws_cloudwatch_metric_alarm")
    assert more == CHOICES["edge_alarm"]["metric of an alarm"]


def test_keys_and_programs_are_counted(dev: Stack, prod: Stack) -> None:
    assert ENVIRONMENTS["dev"].keys == count(dev, "aws_kms_key")
    own = [key for key in prod.all("aws_kms_key") if key.name == "data"]  # the other comes with the firewall
    assert ENVIRONMENTS["prod"].keys == len(own)
    programs = [client for client in dev.all("aws_cognito_user_pool_client") if client.name == "machine"]
    assert ENVIRONMENTS["dev"].programs == len(programs)


def count(stack: Stack, type_: str) -> int:
    return sum(item.type == type_ for item in stack.resources)


def test_what_is_there_without_use_costs_next_to_nothing() -> None:
    assert fixed(ENVIRONMENTS["dev"], EVERY_ACCOUNT) <= 0.60
    assert fixed(ENVIRONMENTS["prod"], EVERY_ACCOUNT) <= 6


def test_what_is_kept_makes_a_month_dearer_by_little() -> None:
    growth = month("e-invoice XML", 1_000, 12) - month("e-invoice XML", 1_000)
    assert 0 < growth < 3


def test_the_surer_the_readings_the_less_is_paid_for() -> None:
    shares = [share_of_all_textract(sure) for sure in (0.0, 0.5, 0.9, 1.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.7 and shares[-1] < 0.05
