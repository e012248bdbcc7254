"""Callers go to a new version bit by bit, and back at the first sign of harm."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.validate import validate_parameters

from infra import deploy, shift
from infra.installation import Installation
from infra.smoke import Answer

BEFORE = {"invoices-prod-save": "7", "invoices-prod-scan": "5", "invoices-prod-worker": "3"}
AFTER = BEFORE | {"invoices-prod-save": "8", "invoices-prod-scan": "6"}
OUTPUTS: dict[str, Any] = {
    "address": "https://invoices.test",
    "versions": AFTER,
    "web_bucket": "w",
    "distribution": "E",
}
OUTPUTS |= {"gradual": {"percent": 10, "minutes": 5}, "machine_clients": {}, "user_pool": "pool", "sign_in": ""}
HERE = Installation("invoices", "prod", "eu-central-1")


class Account:
    """Aliases, figures and alarms; what is asked has to be of the form that AWS takes."""

    def __init__(self) -> None:
        self.live = {name: (version, dict[str, float]()) for name, version in BEFORE.items()}
        self.seen: list[dict[str, tuple[str, dict[str, float]]]] = []
        self.figures: dict[tuple[str, str, str], float] = {}
        self.alarms: list[str] = []
        self.health = 200
        self.refuses: str | None = None
        self.seconds = 0.0
        self.happens: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        if seconds:
            self.seen.append(dict(self.live))
            self.happens()

    def client(self, service: str) -> Any:
        return _Client(self, service)

    def ask(self, address: str, **_: Any) -> Answer:
        path = address.removeprefix(OUTPUTS["address"])
        if path == "/v1/health":
            return Answer(self.health, "application/json", b'{"status": "ok"}')
        return Answer(401) if path.startswith("/v1/") else Answer(200, "text/html", b"page")

    # ---- calls -------------------------------------------------------------------------------------------------------

    def get_alias(self, FunctionName: str, Name: str) -> dict[str, Any]:  # noqa: N803 - as AWS has it
        return {"FunctionVersion": self.live[FunctionName][0], "Name": Name}

    def update_alias(self, **given: Any) -> None:
        weights = given["RoutingConfig"]["AdditionalVersionWeights"]
        if self.refuses and weights:
            raise ClientError({"Error": {"Code": self.refuses, "Message": "another role"}}, "UpdateAlias")
        assert given["Name"] == "live"
        self.live[given["FunctionName"]] = given["FunctionVersion"], weights

    def get_metric_data(self, MetricDataQueries: list[Any], **_: Any) -> dict[str, Any]:  # noqa: N803 - as AWS has it
        results = []
        for query in MetricDataQueries:
            metric = query["MetricStat"]["Metric"]
            about = {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}
            assert about["Resource"] == f"{about['FunctionName']}:live"
            count = self.figures.get((about["FunctionName"], about["ExecutedVersion"], metric["MetricName"]))
            results.append({"Id": query["Id"], "Values": [] if count is None else [count]})
        return {"MetricDataResults": results}

    def describe_alarms(self, AlarmNamePrefix: str, StateValue: str) -> dict[str, Any]:  # noqa: N803 - as AWS has it
        assert StateValue == "ALARM"
        return {"MetricAlarms": [{"AlarmName": name} for name in self.alarms if name.startswith(AlarmNamePrefix)]}

    def put_object(self, **_: Any) -> None:
        """The page's files: test_smoke.py."""

    def create_invalidation(self, **_: Any) -> None:
        """And CloudFront's copies."""


class _Client:
    def __init__(self, account: Account, service: str) -> None:
        self._account = account
        self._model = boto3.client(service, region_name="eu-central-1").meta

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        shape = self._model.service_model.operation_model(self._model.method_to_api_mapping[operation]).input_shape

        def called(**given: Any) -> Any:
            validate_parameters(given, shape)
            return getattr(self._account, operation)(**given)

        return called

    def get_paginator(self, operation: str) -> Any:
        client = self

        class Pages:
            def paginate(self, **given: Any) -> Iterator[Any]:
                yield getattr(client, operation)(**given)

        return Pages()


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Account:
    made = Account()
    monkeypatch.setattr(Installation, "client", lambda self, service, region=None: made.client(service))
    monkeypatch.setattr(shift.time, "sleep", made.sleep)
    monkeypatch.setattr(shift, "ask", made.ask)
    monkeypatch.setattr(deploy, "ask", made.ask)
    monkeypatch.setattr("infra.smoke.ask", made.ask)
    monkeypatch.setattr(deploy, "PAGE", tmp_path)
    return made


def served(account: Account) -> dict[str, str]:
    assert not [weights for _, weights in account.live.values() if weights], "nobody is left in between"
    return {name: version for name, (version, _) in account.live.items()}


def test_a_tenth_of_the_calls_goes_ahead_for_some_minutes_and_then_all(account: Account) -> None:
    deploy.serve(HERE, OUTPUTS, unseen=False)
    assert account.seconds == 300
    assert {(name, version, *weights.items()) for now in account.seen for name, (version, weights) in now.items()} == {
        ("invoices-prod-save", "7", ("8", 0.1)),
        ("invoices-prod-scan", "5", ("6", 0.1)),
        ("invoices-prod-worker", "3"),
    }
    assert served(account) == AFTER


def harms() -> Iterator[tuple[str, Callable[[Account], None]]]:
    def figure(name: str, version: str, what: str) -> Callable[[Account], None]:
        return lambda account: account.figures.update({(name, version, what): 2})

    yield "invoices-prod-save errors: 2", figure("invoices-prod-save", "8", "Errors")
    yield "invoices-prod-scan throttles: 2", figure("invoices-prod-scan", "6", "Throttles")
    yield "alarm invoices-prod-server-errors", lambda account: account.alarms.append("invoices-prod-server-errors")
    yield "health: 502 instead of 200", lambda account: setattr(account, "health", 502)


@pytest.mark.parametrize(("words", "harm"), list(harms()))
def test_at_the_first_sign_of_harm_all_calls_go_back(
    account: Account, words: str, harm: Callable[[Account], None]
) -> None:
    account.happens = lambda: harm(account) if account.seconds == 120 else None
    with pytest.raises(SystemExit, match=words):
        deploy.serve(HERE, OUTPUTS, unseen=False)
    assert account.seconds == 120
    assert served(account) == BEFORE


def test_what_shows_only_after_all_have_gone_is_taken_back_too(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures come a minute late."""
    look = deploy.look

    def look_while_figures_arrive(*given: Any, **named: Any) -> Any:
        account.figures["invoices-prod-save", "8", "Errors"] = 1
        return look(*given, **named)

    monkeypatch.setattr(deploy, "look", look_while_figures_arrive)
    with pytest.raises(SystemExit, match="invoices-prod-save errors: 1"):
        deploy.serve(HERE, OUTPUTS, unseen=False)
    assert served(account) == BEFORE


def test_errors_of_the_version_of_before_and_alarms_that_rang_already_hold_nobody_up(account: Account) -> None:
    account.figures["invoices-prod-save", "7", "Errors"] = 90
    account.alarms = ["invoices-prod-server-errors", "invoices-prod2-slow"]
    deploy.serve(HERE, OUTPUTS, unseen=False)
    assert served(account) == AFTER


def test_who_interrupts_it_leaves_nobody_in_between(account: Account) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    account.happens = interrupted
    with pytest.raises(KeyboardInterrupt):
        deploy.serve(HERE, OUTPUTS, unseen=False)
    assert served(account) == BEFORE


def test_where_nothing_is_new_nobody_waits(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does an alarm count that begins meanwhile, as that of a new installation which has made no sweep yet."""
    look = deploy.look

    def look_while_an_alarm_begins(*given: Any, **named: Any) -> Any:
        account.alarms.append("invoices-prod-silence")
        return look(*given, **named)

    monkeypatch.setattr(deploy, "look", look_while_an_alarm_begins)
    deploy.serve(HERE, OUTPUTS | {"versions": BEFORE}, unseen=False)
    assert account.seconds == 0
    assert served(account) == BEFORE


def test_where_it_is_not_wanted_all_go_at_once(account: Account) -> None:
    account.alarms = ["invoices-prod-slow"]
    deploy.serve(HERE, {name: value for name, value in OUTPUTS.items() if name != "gradual"}, unseen=False)
    assert account.seconds == 0
    assert served(account) == AFTER


def test_what_aws_does_not_let_serve_side_by_side_goes_at_once(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    account.refuses = shift.NOT_SIDE_BY_SIDE
    deploy.serve(HERE, OUTPUTS, unseen=False)
    assert "All calls go at once: another role" in capsys.readouterr().out
    assert served(account) == AFTER


def test_a_right_that_is_missing_is_no_reason_to_go_at_once(account: Account) -> None:
    account.refuses = "AccessDeniedException"
    with pytest.raises(ClientError):
        deploy.serve(HERE, OUTPUTS, unseen=False)
    assert served(account) == BEFORE


def test_nobody_asks_where_it_is_not_reached(account: Account) -> None:
    account.health = 403
    deploy.serve(HERE, OUTPUTS, unseen=True)
    assert account.seconds == 300
    assert served(account) == AFTER
