"""The infrastructure and the application say the same."""

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from app.adapters.aws.emf_metrics import NAMESPACE, EmfMetrics
from app.batches import LAST_TRY
from app.domain.rounds import LONGEST_STEP
from app.domain.sign_in import READ, WRITE
from app.settings import CloudSettings
from tests.infra.terraform import ROOT, Stack

pytestmark = pytest.mark.xdist_group("infra")


def test_routes_are_those_of_the_application(prod: Stack, openapi: dict[str, Any]) -> None:
    described = {
        f"{method.upper()} {path}": (operation["security"][0]["sign_in"] if operation.get("security") else None)
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    }
    made = {route["route_key"]: route["authorization_scopes"] or None for route in prod.all("aws_apigatewayv2_route")}
    assert made == described


def test_what_reads_documents_is_one_function_and_what_keeps_them_another(prod: Stack) -> None:
    functions = {
        f"integrations/{integration['id']}": integration.key for integration in prod.all("aws_apigatewayv2_integration")
    }
    for route in prod.all("aws_apigatewayv2_route"):
        path = route["route_key"].split(" ")[1]
        reads = path.startswith(("/v1/scans", "/v1/uploads"))
        assert functions[route["target"]] == ("scan" if reads else "save")


def test_scopes_are_those_that_the_application_asks_for(prod: Stack) -> None:
    server = prod.one("aws_cognito_resource_server")
    assert {f"{server['identifier']}/{scope['scope_name']}" for scope in server["scope"]} == {READ, WRITE}
    assert set(prod.one("aws_cognito_user_pool_client", "web")["allowed_oauth_scopes"]) == {"openid", READ, WRITE}


# What Lambda sets itself; what only an emulator needs; what would have to run beside the functions, in a network.
NOT_GIVEN = {"AWS_REGION", "ISSUER", "JWKS_URL", "CLAMD"}


def test_every_variable_of_a_function_is_a_setting_and_every_setting_is_given(prod: Stack) -> None:
    settings = {name.upper() for name in CloudSettings.model_fields}
    for function in prod.all("aws_lambda_function"):
        given = set(function.block("environment")["variables"])
        assert given - settings == set()
        assert settings - given == NOT_GIVEN | ({"ORIGIN_SECRETS"} if function.key == "worker" else set())


def test_the_functions_start_with_what_they_are_given(stack: Stack, prod: Stack) -> None:
    """What AWS decides is made up, as in the whole of the applied plan; the rest is as it would be."""
    made_up = prod.one("aws_lambda_function", key="save").block("environment")["variables"]
    given = stack.one("aws_lambda_function", key="save").block("environment")["variables"]
    settings = CloudSettings.from_mapping({"AWS_REGION": "eu-central-1", **made_up, **given})
    assert settings.bucket.startswith("invoices-")
    assert settings.reader == CloudSettings.model_fields["reader"].default == "auto"
    assert settings.read_seconds < stack.one("aws_lambda_function", key="scan")["timeout"]
    assert settings.read_memory_mb < stack.one("aws_lambda_function", key="scan")["memory_size"]


def test_the_dashboard_and_the_alarms_ask_for_figures_that_the_application_counts(prod: Stack) -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    counted = set(re.findall(r'\.count\(\s*"(\w+)"', sources))
    dashboard = prod.one("aws_cloudwatch_dashboard")["dashboard_body"]
    asked = set(re.findall(r'MetricName=\\?"(\w+)', dashboard)) | set(re.findall(rf'"{NAMESPACE}","(\w+)"', dashboard))
    asked |= {
        alarm["metric_name"] for alarm in prod.all("aws_cloudwatch_metric_alarm") if alarm["namespace"] == NAMESPACE
    }
    assert {"Scans", "Pages", "CostUsd"} <= asked <= counted


def test_the_alarms_count_what_one_installation_says_of_itself(prod: Stack) -> None:
    table, out = str(prod.one("aws_dynamodb_table")["name"]), StringIO()
    paid = ("opinion", "textract")
    for reader in paid:
        EmfMetrics(table, out=out).count("CostUsd", 0.01, reader=reader)
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    said = [{name: each[name] for name in each["_aws"]["CloudWatchMetrics"][0]["Dimensions"][0]} for each in told]
    costs = [alarm for alarm in prod.all("aws_cloudwatch_metric_alarm") if alarm["metric_name"] == "CostUsd"]
    silence = prod.one("aws_cloudwatch_metric_alarm", "silence")
    assert silence["dimensions"] == {"installation": table}
    assert sorted((cost["dimensions"] for cost in costs), key=lambda each: str(each["reader"])) == said
    assert said == [{"installation": table, "reader": reader} for reader in paid]
    assert f'installation=\\"{table}\\"' in prod.one("aws_cloudwatch_dashboard")["dashboard_body"]


def test_redrive_count_is_the_one_that_the_worker_goes_by(prod: Stack) -> None:
    assert json.loads(prod.one("aws_sqs_queue", "work")["redrive_policy"])["maxReceiveCount"] == LAST_TRY


def test_sweeps_are_near_enough_for_ages_to_be_counted(stack: Stack) -> None:
    every = re.fullmatch(
        r"rate\((\d+) minutes\)", stack.one("aws_scheduler_schedule", key="sweep")["schedule_expression"]
    )
    look = json.loads(stack.one("aws_scheduler_schedule", key="look").block("target")["input"])
    assert look == {"task": "sweep", "look": True}
    assert every and timedelta(minutes=int(every[1])) < LONGEST_STEP


def test_packages_are_built_for_the_python_that_runs_them(prod: Stack) -> None:
    makefile = (ROOT / "Makefile").read_text()
    python, arch = (re.search(rf"^{name} \?= (\S+)", makefile, re.MULTILINE) for name in ("LAMBDA_PYTHON", "ARCH"))
    assert python and arch
    for function in prod.all("aws_lambda_function"):
        assert function["runtime"] == f"python{python[1]}"
        assert function["architectures"] == [arch[1]]
