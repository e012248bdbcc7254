"""What an invoice writes and keeps in DynamoDB, as AWS bills it: `infra/cost.py` tells no less, and not much more."""

import random
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Any

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.dynamodb.counters import shard_of
from app.adapters.dynamodb.invoices import DynamoInvoices
from app.adapters.dynamodb.scans import DynamoScans
from app.adapters.dynamodb.table import DynamoTable, definition
from app.domain.quota import ScanQuota
from app.domain.record import Change, Record
from app.domain.scan import ScanState
from infra.cost import BYTES_KEPT, WRITES
from tests import aws
from tests.bench.dynamodb import Meter, size
from tests.bench.storage import invented_words, record
from tests.fakes import SettableClock
from tests.making import ANNA, a_reading, a_scan

OF_AN_INDEX_ROW = 100  # bytes that AWS adds
EVERY_LIMIT = ScanQuota(100, 1_000, 10_000, 100_000, 1_000, 10**9, 10_000)


@pytest.fixture
def table(account: AwsClients) -> DynamoTable:
    """One of its own, whose client counts."""
    name = DynamoTable(account, name=aws.new_table(account)).name
    return DynamoTable(aws.Clients(region=aws.REGION, endpoint=account.dynamodb().address), name=name)


def of_five_lines() -> Record:
    chance = random.Random(7)
    made = record(chance, 1, invented_words(chance, 5), invented_words(chance, 400))
    return made.model_copy(update={"id": f"inv_{chance.getrandbits(128):032x}", "scan_id": a_scan().id})


def test_the_cost_that_is_told_is_what_is_written(table: DynamoTable) -> None:
    invoices, scans = DynamoInvoices(table), DynamoScans(table, clock=SettableClock())
    meter = Meter(table._clients.dynamodb())
    made, scan = of_five_lines(), a_scan()
    beside = next(one for one in iter(a_scan, None) if shard_of(one.id) == shard_of(scan.id))
    scans.add(ANNA, beside, quota=EVERY_LIMIT)  # their shard has a part of the limits: the next hundreds need no more
    after = made.model_copy(
        update={
            "version": 2,
            "invoice": made.invoice.model_copy(update={"invoice_number": "RE-CORRECTED"}),
            "updated_at": made.updated_at + timedelta(minutes=1),
        }
    )

    def written(*steps: Callable[[], Any]) -> float:
        with meter.counting():
            for step in steps:
                step()
        return meter.written

    reading = scan.model_copy(update={"state": ScanState.READING})
    done = scan.model_copy(update={"state": ScanState.DONE, "reading": a_reading()})
    counted = {
        "scan": written(
            lambda: scans.add(ANNA, scan, quota=EVERY_LIMIT),
            lambda: scans.advance(ANNA, reading),
            lambda: scans.advance(ANNA, done),
        ),
        "save": written(lambda: invoices.begin(ANNA, made), lambda: invoices.store(ANNA, made.id)),
        "change": written(
            lambda: invoices.replace(ANNA, after, Change(version=2, at=after.updated_at, action="edited", values={}))
        ),
    }
    assert {name: 0.7 * WRITES[name] < units <= WRITES[name] for name, units in counted.items()} == dict.fromkeys(
        WRITES, True
    ), counted


def test_what_is_told_to_be_kept_is_what_the_table_and_its_indexes_hold(
    table: DynamoTable, account: AwsClients
) -> None:
    invoices, made = DynamoInvoices(table), of_five_lines()
    invoices.begin(ANNA, made)
    invoices.store(ANNA, made.id)
    items = account.tables().scan(TableName=table.name)["Items"]
    held = sum(map(size, items))
    for index in definition("any")["GlobalSecondaryIndexes"]:
        keys = {part["AttributeName"] for part in index["KeySchema"]}
        shown = {"pk", "sk", *keys, *index["Projection"].get("NonKeyAttributes", ())}
        copied = [{name: item[name] for name in shown & item.keys()} for item in items if keys <= item.keys()]
        held += sum(size(item) + OF_AN_INDEX_ROW for item in copied)
    assert 0.7 * BYTES_KEPT < ceil(held) <= BYTES_KEPT, held
