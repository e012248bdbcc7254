"""The packaged functions as AWS runs them: by its own runtime client, and in its own emulator."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lambdas.functions import a_token, emulated, function, gateway_event
from tests.lambdas.runtime_api import RuntimeApi

pytestmark = pytest.mark.xdist_group("packages")


@pytest.fixture(scope="module")
def api(settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RuntimeApi]:
    with function("api", settings, log=tmp_path_factory.mktemp("function") / "log") as running:
        yield running


def test_tells_that_it_is_there(api: RuntimeApi) -> None:
    answer = _answered(api, gateway_event("GET", "/v1/health"))
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "ok"})
    assert answer["isBase64Encoded"] is False
    assert answer["headers"]["strict-transport-security"]


def test_lists_for_a_token_and_for_nobody_else(api: RuntimeApi) -> None:
    answer = _answered(api, gateway_event("GET", "/v1/invoices", token=a_token(), query="limit=20"))
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"items": [], "next": None})
    refused = _answered(api, gateway_event("GET", "/v1/invoices"))
    assert (refused["statusCode"], refused["headers"]["content-type"]) == (401, "application/problem+json")


def test_an_answer_of_bytes_arrives_as_it_was(api: RuntimeApi) -> None:
    """The export is a table for programs: text that is not changed; a spreadsheet is bytes."""
    answer = _answered(api, gateway_event("GET", "/v1/invoices/export", token=a_token(), query="format=xlsx"))
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert answer["body"].startswith("UEsD")  # PK\x03, as every file of this kind


def test_an_unknown_address_is_a_problem_and_no_error_of_the_function(api: RuntimeApi) -> None:
    answer = _answered(api, gateway_event("GET", "/v1/nothing"))
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (404, "no-such-route")


def test_goes_on_after_an_event_that_is_none(api: RuntimeApi) -> None:
    assert api.invoke({"hello": "world"}).kind == "error"
    assert _answered(api, gateway_event("GET", "/v1/health"))["statusCode"] == 200


def test_a_missing_setting_ends_the_start_and_is_named(settings: dict[str, str], tmp_path: Path) -> None:
    lacking = {name: value for name, value in settings.items() if name != "TABLE"}
    with function("api", lacking, log=tmp_path / "log") as api:
        answer = api.told()
    assert (answer.kind, answer.body["errorType"]) == ("error", "SettingsError")
    assert "TABLE" in answer.body["errorMessage"]


def test_the_worker_gives_back_what_it_cannot_read_and_sweeps(settings: dict[str, str], tmp_path: Path) -> None:
    with function("worker", settings, log=tmp_path / "log") as worker:
        told = worker.invoke({"Records": [_message("m-1", "{}"), _message("m-2", '{"Event": "s3:TestEvent"}')]})
        assert told == ("response", {"batchItemFailures": [{"itemIdentifier": "m-1"}]})
        assert worker.invoke({"task": "sweep"}) == ("response", {"findings": 0})


def test_runs_in_the_emulator(settings: dict[str, str], tmp_path: Path) -> None:
    with emulated("api", settings, log=tmp_path / "log") as service:
        assert service.invoke(gateway_event("GET", "/v1/health"))["statusCode"] == 200
        answer = service.invoke(gateway_event("GET", "/v1/invoices", token=a_token()))
        assert (answer["statusCode"], json.loads(answer["body"])["items"]) == (200, [])


def test_the_worker_runs_in_the_emulator(settings: dict[str, str], tmp_path: Path) -> None:
    with emulated("worker", settings, log=tmp_path / "log") as service:
        assert service.invoke({"task": "sweep"}) == {"findings": 0}


def _answered(api: RuntimeApi, event: dict[str, Any]) -> dict[str, Any]:
    kind, body = api.invoke(event)
    assert kind == "response", body
    answer: dict[str, Any] = body
    return answer


def _message(id_: str, body: str) -> dict[str, Any]:
    return {
        "messageId": id_,
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:work",
    }
