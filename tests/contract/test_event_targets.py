"""What every `EventTarget` promises, and what each does with what it was given."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.adapters.aws.event_bridge import EventBridge
from app.adapters.files.event_lines import EventLines
from app.domain import events, ids
from app.domain.errors import Unavailable
from app.domain.principal import Owner
from app.ports import Delivery, EventTarget
from tests import aws
from tests.fakes import FakeEventTarget
from tests.making import ANNA, BEN, NOON, a_record

Arrived = Callable[[], list[dict[str, Any]]]


def a_delivery(owner: Owner = ANNA, **values: Any) -> Delivery:
    fact = events.of_save(a_record())[0]
    event = fact.stamped(NOON, after=None)
    given = {"body": event.told(), "attempt": 1, "receipt": "r"} | values
    return Delivery(owner, event.id, fact.type, fact.about, NOON, **given)


@pytest.fixture(params=["fake", "file", "bus"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[EventTarget, Arrived]]:
    match request.param:
        case "fake":
            fake = FakeEventTarget()
            yield fake, lambda: [json.loads(each.body) | {"owner": each.owner.key} for each in fake.arrived]
        case "file":
            path = tmp_path / "events.jsonl"
            yield EventLines(path), lambda: [json.loads(line) for line in path.read_text().splitlines()]
        case _:
            yield from _bus(request.getfixturevalue("account"))


def _bus(clients: aws.Clients) -> Iterator[tuple[EventTarget, Arrived]]:
    """A bus with a rule that puts all that comes into a queue."""
    name, queue = aws.new_name("events"), aws.new_queue(clients)
    bus = clients.events()
    bus.create_event_bus(Name=name)
    pattern = {"source": ["invoices"]}
    bus.put_rule(Name=name, EventBusName=name, EventPattern=json.dumps(pattern), State="ENABLED")
    arn = clients.sqs().get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "queue", "Arn": arn}])

    def arrived() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            answer = clients.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            if not answer.get("Messages"):
                return found
            for message in answer["Messages"]:
                told = json.loads(message["Body"])
                assert (told["source"], told["detail-type"]) == ("invoices", told["detail"]["type"])
                found.append(told["detail"])
                clients.sqs().delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    yield EventBridge(clients, bus=name), arrived


def by_id(told: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in told}


def test_events_arrive_as_they_are_with_their_owner(target: tuple[EventTarget, Arrived]) -> None:
    to, arrived = target
    sent = [a_delivery(), a_delivery(BEN)]
    assert dict(to.deliver(sent)) == {}
    wanted = {each.id: json.loads(each.body) | {"owner": each.owner.key} for each in sent}
    found = by_id(arrived())
    assert found == wanted
    for told in found.values():
        Draft202012Validator(events.schema()).validate(told)
        assert told.keys() <= events.schema()["$defs"]["InvoiceSaved"]["properties"].keys()


def test_as_many_as_it_says_arrive_in_one_call(target: tuple[EventTarget, Arrived]) -> None:
    to, arrived = target
    sent = [a_delivery() for _ in range(to.at_once)]
    assert dict(to.deliver(sent)) == {}
    assert by_id(arrived()).keys() == {each.id for each in sent}


def test_what_a_later_release_has_written_beside_arrives(target: tuple[EventTarget, Arrived]) -> None:
    to, arrived = target
    body = {"id": ids.event_id(NOON), "type": "invoice.saved", "later": {"ü": 1}}
    to.deliver([a_delivery(body=json.dumps(body))])
    assert arrived() == [body | {"owner": ANNA.key}]


# ---- a bus -----------------------------------------------------------------------------------------------------------


class ToldBus:
    """EventBridge as its answers are. `answers`: for each call."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.calls: list[list[dict[str, Any]]] = []

    def events(self) -> "ToldBus":
        return self

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - as AWS has it
        self.calls.append(Entries)
        fine = {"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in Entries]}
        return self.answers.pop(0) if self.answers else fine


def test_entries_that_are_refused_are_told_one_by_one() -> None:
    sent = [a_delivery() for _ in range(3)]
    entries = [{"EventId": "1"}, {"ErrorCode": "ThrottlingException", "ErrorMessage": "…"}, {"EventId": "3"}]
    bus = ToldBus({"FailedEntryCount": 1, "Entries": entries})
    refused = EventBridge(bus, bus="b").deliver(sent)  # type: ignore[arg-type]  # the calls alone
    assert refused == {sent[1].id: "ThrottlingException"}


def test_an_answer_that_says_less_than_was_asked_leaves_the_rest_undelivered() -> None:
    sent = [a_delivery() for _ in range(3)]
    bus = ToldBus({"FailedEntryCount": 0, "Entries": [{"EventId": "1"}, {}]})
    refused = EventBridge(bus, bus="b").deliver(sent)  # type: ignore[arg-type]  # the calls alone
    assert refused == {sent[1].id: "no-id", sent[2].id: "no-result"}


def test_a_call_holds_no_more_than_the_bus_takes_and_what_never_fits_is_refused() -> None:
    large = json.dumps({"id": "x", "text": "ü" * 60_000})  # 120 KB
    sent = [a_delivery(body=large) for _ in range(5)]
    giant = a_delivery(body=json.dumps({"text": "x" * 262_144}))
    bus = ToldBus()
    refused = EventBridge(bus, bus="b").deliver([*sent[:2], giant, *sent[2:]])  # type: ignore[arg-type]  # the calls
    assert refused == {giant.id: "too-large"}
    assert [len(call) for call in bus.calls] == [2, 2, 1]
    assert {entry["EventBusName"] for call in bus.calls for entry in call} == {"b"}


def test_a_bus_that_does_not_answer_is_unavailable(wire: aws.Wire) -> None:
    with wire.fault(service="events", error={"code": "InternalFailure", "status": 500}), pytest.raises(Unavailable):
        EventBridge(wire.clients, bus="default").deliver([a_delivery()])


# ---- a file ----------------------------------------------------------------------------------------------------------


def test_a_line_that_a_crash_has_cut_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"id":"evt_')
    sent = a_delivery()
    EventLines(path).deliver([sent])
    first, second = path.read_text().splitlines()
    assert first == '{"id":"evt_'
    assert json.loads(second)["id"] == sent.id


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    to = EventLines(path)
    to.deliver([a_delivery()])
    path.rename(tmp_path / "taken")
    to.deliver([a_delivery()])
    assert len(path.read_text().splitlines()) == 1


def test_a_place_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        EventLines(tmp_path / "no folder" / "events.jsonl").deliver([a_delivery()])
