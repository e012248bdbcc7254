"""What runs, and what it may: I27-I30, I33."""

from collections import Counter

import pytest

from tests.infra.terraform import Resource, Stack, as_list

pytestmark = pytest.mark.xdist_group("infra")

FUNCTION = "aws_lambda_function"

# Their services know no resources that could be named.
WITHOUT_RESOURCE = {
    *("textract:AnalyzeExpense", "textract:StartExpenseAnalysis", "textract:GetExpenseAnalysis"),
    *("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
}


def test_i27_one_bad_message_does_not_repeat_the_others(stack: Stack) -> None:
    mapping = stack.one("aws_lambda_event_source_mapping")
    assert mapping["function_response_types"] == ["ReportBatchItemFailures"]


def test_the_sweep_finds_room_however_many_messages_wait(stack: Stack) -> None:
    """What is started by an event source leaves some of what is set aside for the worker."""
    sources = [
        source.block("scaling_config")["maximum_concurrency"] for source in stack.all("aws_lambda_event_source_mapping")
    ]
    assert min(sources) >= 2  # Lambda takes no less
    assert sum(sources) < stack.one(FUNCTION, key="worker")["reserved_concurrent_executions"]


def test_i28_services_act_for_our_own_things_alone(prod: Stack) -> None:
    """Whatever a service may do, it may do in the name of one of our resources or of our account."""
    policies: list[tuple[Resource, str]] = [
        *((item, "policy") for item in prod.all("aws_sqs_queue_policy")),
        *((item, "policy") for item in prod.all("aws_sns_topic_policy")),
        *((item, "assume_role_policy") for item in prod.all("aws_iam_role")),
    ]
    trusted = {"lambda.amazonaws.com", "apigateway.amazonaws.com"}  # they set no source when they take a role
    seen = 0
    for policy, name in policies:
        for statement in policy.policy(name):
            services = as_list(statement["Principal"].get("Service", [])) if statement["Principal"] != "*" else []
            if trusted.issuperset(services):
                continue
            keys = {key for test in statement["Condition"].values() for key in test}
            assert keys & {"aws:SourceArn", "aws:SourceAccount"}, statement
            seen += 1
    assert seen >= 5


def test_i28_only_our_api_calls_the_functions(prod: Stack) -> None:
    api = prod.one("aws_apigatewayv2_api")
    for permission in prod.all("aws_lambda_permission"):
        assert permission["source_arn"].startswith(api["execution_arn"])
        assert permission["source_account"] == "123456789012"


def test_i29_each_function_has_a_role_of_its_own(prod: Stack) -> None:
    roles = Counter(function["role"] for function in prod.all(FUNCTION))
    assert set(roles.values()) == {1}


def test_i29_no_right_is_given_by_the_dozen(prod: Stack) -> None:
    statements = list(prod.statements())
    assert len(statements) > 30
    for _, statement in statements:
        assert statement["Effect"] == "Allow"
        assert not [action for action in statement["Action"] if "*" in action]
        if "*" in as_list(statement["Resource"]):
            assert set(statement["Action"]) <= WITHOUT_RESOURCE


def test_i29_saving_has_no_right_to_textract(prod: Stack) -> None:
    asked = {
        role: action for role, statement in prod.statements() for action in statement["Action"] if "textract" in action
    }
    assert asked.keys() == {"invoices-prod-scan", "invoices-prod-worker"}


def test_i30_one_role_is_passed_on_and_to_textract_alone(prod: Stack) -> None:
    passing = [statement for _, statement in prod.statements() if "iam:PassRole" in statement["Action"]]
    assert len(passing) == 2
    for statement in passing:
        assert (statement["Effect"], statement["Action"]) == ("Allow", ["iam:PassRole"])
        assert statement["Resource"] == prod.one("aws_iam_role", "textract")["arn"]
        assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "textract.amazonaws.com"}}


def test_i33_functions_are_sized_and_pinned(stack: Stack) -> None:
    functions = {str(function.key): function for function in stack.all(FUNCTION)}
    assert functions.keys() == {"scan", "save", "worker"}
    for function in functions.values():
        assert function["architectures"] == ["arm64"]
        assert function["runtime"] == "python3.13"
        assert function["memory_size"] >= 256
        assert function["reserved_concurrent_executions"] > 0
        assert function["publish"]
    assert functions["scan"]["timeout"] == functions["save"]["timeout"] == 29
    assert 60 <= functions["worker"]["timeout"] <= 900


def test_callers_use_the_alias_so_that_one_can_go_back(prod: Stack) -> None:
    aliases = {str(alias.key): alias["arn"] for alias in prod.all("aws_lambda_alias")}
    assert aliases.keys() == {"scan", "save", "worker"}
    for function, integration in ((item.key, item) for item in prod.all("aws_apigatewayv2_integration")):
        assert aliases[str(function)] in integration["integration_uri"]
    assert {item["function_name"] for item in prod.all("aws_lambda_event_source_mapping")} == {aliases["worker"]}
    assert {item.block("target")["arn"] for item in prod.all("aws_scheduler_schedule")} == {aliases["worker"]}
