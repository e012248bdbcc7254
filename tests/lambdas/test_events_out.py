"""Events of the functions: kept by whichever function makes them true, delivered by the worker to a bus."""

import json
from typing import Any

import pytest

from tests import aws
from tests.documents.einvoices import cii_file
from tests.documents.pages import invoice_picture
from tests.lambdas.conftest import Make
from tests.lambdas.installation import Functions, owner_of

XML = cii_file().data


class Bus:
    """A bus with a queue behind it."""

    def __init__(self, account: aws.Clients) -> None:
        self.name, self._sqs = aws.new_name("events"), account.sqs()
        self._queue = aws.new_queue(account)
        attributes = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"]
        account.events().create_event_bus(Name=self.name)
        rule = {"Name": "all", "EventBusName": self.name, "EventPattern": json.dumps({"source": ["invoices"]})}
        account.events().put_rule(**rule)
        targets = [{"Id": "queue", "Arn": attributes["QueueArn"]}]
        account.events().put_targets(Rule="all", EventBusName=self.name, Targets=targets)

    def told(self) -> list[dict[str, Any]]:
        """What has come since the last time, in order."""
        found: list[dict[str, Any]] = []
        while messages := self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(message["Body"]) for message in messages]
            for message in messages:
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return sorted((each["detail"] for each in found), key=lambda told: str(told["id"]))


@pytest.fixture
def bus(account: aws.Clients) -> Bus:
    return Bus(account)


def saved(functions: Functions) -> str:
    scan = functions.call("POST", "/v1/scans", body=XML).json
    answer = functions.call("POST", "/v1/invoices", body={"scan_id": scan["id"]})
    assert answer.status == 201
    return str(answer.json["id"])


def test_a_life_is_told_on_the_bus(make: Make, bus: Bus) -> None:
    functions = make(EVENT_BUS=bus.name)
    address = f"/v1/invoices/{saved(functions)}"
    functions.drain()
    assert functions.call("DELETE", address, **{"if-match": '"1"'}).status == 204
    functions.drain()
    told = bus.told()
    assert [each["type"] for each in told] == ["invoice.saved", "invoice.deleted"]
    assert {each["owner"] for each in told} == {owner_of("anna").key}
    assert {each["about"] for each in told} == {address.rpartition("/")[2]}


def test_a_scan_that_fails_in_the_call_is_told(make: Make, bus: Bus) -> None:
    functions = make(EVENT_BUS=bus.name)
    answer = functions.call("POST", "/v1/scans?reader=einvoice", body=invoice_picture().data)
    assert answer.status == 422
    functions.drain()
    (told,) = bus.told()
    assert (told["type"], told["data"]["code"]) == ("scan.failed", answer.json["code"])


def test_an_event_without_its_message_is_delivered_by_the_sweep(make: Make, bus: Bus, account: aws.Clients) -> None:
    functions = make(EVENT_BUS=bus.name)
    saved(functions)
    account.sqs().purge_queue(QueueUrl=functions.environment["WORK_QUEUE"])
    assert bus.told() == []
    assert functions.sweep()["findings"] == 1
    assert [each["type"] for each in bus.told()] == ["invoice.saved"]
    assert functions.sweep()["findings"] == 0


def test_those_who_ask_see_their_own_once_nothing_can_come_before_it(make: Make, bus: Bus) -> None:
    functions = make(EVENT_BUS=bus.name)
    saved(functions)
    assert functions.call("GET", "/v1/events").json == {"items": [], "next": None}
    assert functions.call("GET", "/v1/events", subject="ben").status == 200


def test_without_a_bus_no_row_is_written_and_no_message_sent(functions: Functions) -> None:
    saved(functions)
    assert functions.drain(expecting=0) == 0
    assert list(functions.table.partition(f"O#{owner_of('anna').key}#E")) == []
    assert list(functions.table.todo("event")) == []
    answer = functions.call("GET", "/v1/events")
    assert (answer.status, answer.json["code"]) == (409, "events-off")
