"""Counters with shards: exact as those without, with rows that no scan has to wait for.

All that is promised of limits (`tests/contract/test_scans.py`) is asked again here with shards for the smallest ones.
"""

import json
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from math import exp
from typing import Any

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.aws.dynamodb_calls import Declined
from app.adapters.dynamodb import counters
from app.adapters.dynamodb.read_totals import kept
from app.adapters.dynamodb.scans import DynamoScans
from app.adapters.dynamodb.table import DynamoTable, utc_text
from app.adapters.dynamodb.uploads import DynamoUploads
from app.domain.errors import QuotaExceeded, StorageFull
from app.domain.quota import ScanQuota
from app.domain.scan import ScanState
from app.domain.scan_counts import day_of
from app.ports import ScanRepository, UploadRepository
from tests import aws
from tests.contract.test_scans import (  # noqa: F401 - collected here, too
    test_a21_f54_a_scan_over_the_limit_is_refused_until_the_span_ends,
    test_a22_many_at_once_at_the_limit_exactly_as_many_pass_as_are_left,
    test_a23_all_owners_together_have_so_many_pages_a_day,
    test_a24_an_owner_has_so_much_room,
    test_a24_room_is_kept_when_a_scan_goes_on,
    test_a_refused_scan_is_not_counted,
    test_f06_f07_a_scan_that_fails_is_no_longer_counted_but_in_its_minute,
    test_f54_of_two_limits_the_longer_wait_is_told,
    test_of_many_at_once_no_more_pass_than_fit,
    test_of_many_that_wait_no_more_are_admitted_than_fit,
    test_what_was_counted_stays_counted,
)
from tests.fakes import SettableClock
from tests.making import ANNA, BEN, NOON, a_reading, a_scan

WANTED = 500  # scans a second
UNITS = 2  # of a row of less than 1 KB that a transaction writes
MOST_UNITS = 1_000  # of a partition, by AWS's limit
TRIES = 12
AT_ONCE = 0.01  # seconds in which a transaction holds its rows: more than DynamoDB takes
LARGE = ScanQuota(60_000, 10**6, 10**7, 10**7, 10**6, 10**12, 10**6)


@pytest.fixture
def clock() -> SettableClock:
    """The day of the scans that are made here: what counts by days and months counts theirs."""
    return SettableClock(NOON)


@pytest.fixture
def scans(table: DynamoTable, clock: SettableClock, request: pytest.FixtureRequest) -> ScanRepository:
    if request.function.__module__ != __name__:  # small limits of the contract: with shards, too
        request.getfixturevalue("monkeypatch").setattr(counters, "_LEAST", 0)
    return DynamoScans(table, clock=clock)


@pytest.fixture
def uploads(table: DynamoTable) -> UploadRepository:
    return DynamoUploads(table)


def rows(table: DynamoTable, pk: str, sk: str, name: str) -> dict[str, int]:
    return {place: counts[name] for place, counts in counters.rows_of(table, pk, sk, (name,)).items()}


def of_all(table: DynamoTable) -> dict[str, int]:
    return rows(table, "ALL#Q", utc_text(day_of(NOON)), "pages")


def passes(scans: ScanRepository, quota: ScanQuota, *, pages: int = 1) -> bool:
    try:
        scans.add(ANNA, a_scan(pages=pages), quota=quota)
    except (QuotaExceeded, StorageFull):
        return False
    return True


def test_a_limit_that_shards_share_is_reached_to_the_last_page_and_never_passed(
    scans: ScanRepository, table: DynamoTable
) -> None:
    quota = ScanQuota(pages_of_all_per_day=4_096)
    with ThreadPoolExecutor(8) as threads:
        passed = list(threads.map(lambda _: passes(scans, quota, pages=100), range(60)))
    assert passed.count(True) == 40
    assert len(of_all(table)) > 10, "shards were used"
    assert sum(of_all(table).values()) == 4_000
    assert not passes(scans, quota, pages=97)
    assert passes(scans, quota, pages=96)
    assert not passes(scans, quota)
    assert max(number for place, number in of_all(table).items() if place) <= 0


def test_a_row_of_an_earlier_version_keeps_counting(scans: ScanRepository, table: DynamoTable) -> None:
    day = utc_text(day_of(NOON))
    table.put_all(
        [
            {"pk": "ALL#Q", "sk": day, "pages": 4_000},
            {"pk": f"O#{ANNA.key}#Q", "sk": "kept", "kept": 4_999, "kept_size": 4_999},
            {"pk": f"O#{ANNA.key}#Q", "sk": f"month#{day[:8]}01T00:00:00.000000Z", "scans": 7, "pages": 9},
        ]
    )
    assert scans.counted(ANNA) == (7, 9)
    quota = ScanQuota(pages_of_all_per_day=4_096, documents=5_000)
    assert not passes(scans, quota, pages=97)
    assert passes(scans, quota, pages=90)
    assert not passes(scans, quota), "5,000 documents are kept"
    scans.add(BEN, a_scan(pages=6), quota=quota)
    with pytest.raises(QuotaExceeded):
        scans.add(BEN, a_scan(), quota=quota)
    assert scans.counted(ANNA) == (8, 99)


def test_an_earlier_version_that_runs_beside_passes_no_limit(scans: ScanRepository, table: DynamoTable) -> None:
    """It counts in the row alone: what shards have borrowed is counted there."""
    quota = ScanQuota(pages_of_all_per_day=4_096)
    for _ in range(30):
        assert passes(scans, quota, pages=20)
    counted = of_all(table)
    assert 600 <= counted[""] <= 600 + 4_096 // 4 + 20 * len(counted)
    assert sum(counted.values()) == 600


def test_a_limit_that_is_lowered_is_passed_by_no_more_than_was_lent(scans: ScanRepository, table: DynamoTable) -> None:
    large, small = ScanQuota(pages_of_all_per_day=8_192), ScanQuota(pages_of_all_per_day=4_096)
    for _ in range(40):
        assert passes(scans, large, pages=100)
    assert sum(of_all(table).values()) == 4_000
    lent = -sum(number for place, number in of_all(table).items() if place)
    assert 0 < lent <= 8_192 // 4
    while passes(scans, small, pages=1):
        assert sum(of_all(table).values()) <= 4_096 + lent
    assert sum(of_all(table).values()) >= 4_096


def test_what_many_read_at_once_is_the_sum_of_some_rows_and_of_an_earlier_one(
    scans: ScanRepository, table: DynamoTable
) -> None:
    old = {"in_month": "2026-11", "reader": "text", "documents": 5, "pages": 50, "micro_usd": 1_000_000}
    table.put_all([{"pk": f"O#{ANNA.key}#R", "sk": "2026-11\0text", **old}])
    for _ in range(12):
        scan = a_scan(state=ScanState.READING)
        scans.add(ANNA, scan, quota=ScanQuota())
        done = {"state": ScanState.DONE, "reading": a_reading(), "updated_at": NOON + timedelta(minutes=1)}
        scans.advance(ANNA, scan.model_copy(update=done))
    (read,) = kept(table, ANNA)
    assert (read.documents, read.pages, float(read.usd)) == (17, 62, 1.0)
    assert len(list(table.partition(f"O#{ANNA.key}#R"))) > 4


# ---- load ------------------------------------------------------------------------------------------------------------


class Recorded:
    """Counts what transactions write, by row, and how many are refused."""

    def __init__(self, clients: AwsClients) -> None:
        self.written: Counter[tuple[str, str]] = Counter()
        self.refused = 0
        calls = clients.dynamodb()
        self._call = calls.call
        calls.call = self._recorded  # type: ignore[method-assign]

    def _recorded(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = self._call(operation, request)
        except Declined:
            self.refused += 1
            raise
        if operation == "TransactWriteItems":
            self.written.update(key_of(step) for step in json.loads(json.dumps(request["TransactItems"])))
        return answer


def key_of(step: dict[str, Any]) -> tuple[str, str]:
    ((kind, arguments),) = step.items()
    key = arguments["Item"] if kind == "Put" else arguments["Key"]
    return key["pk"]["S"], key["sk"]["S"]


def test_at_500_scans_a_second_of_one_owner_no_row_is_near_its_limit_or_often_held(
    table: DynamoTable, account: AwsClients, clock: SettableClock
) -> None:
    """By what is written, not by time: an emulator has neither partitions nor other clients."""
    own = aws.Clients(region=aws.REGION, endpoint=account.dynamodb().address)
    recorded, scans = Recorded(own), DynamoScans(DynamoTable(own, name=table.name), clock=clock)
    many = 400
    for _ in range(many):
        scans.add(ANNA, a_scan(), quota=LARGE)
    shards: Counter[tuple[str, str]] = Counter()
    for (pk, sk), writes in recorded.written.items():
        if pk.endswith("#Q"):
            assert writes <= len(counters.SHARDS), "the row itself: once for each shard, that then has a part"
        elif "#Q#" in pk:
            shards[pk, sk] = writes
        else:
            assert writes == 1, (pk, sk)
    assert sum(shards.values()) == 5 * (many + len(counters.SHARDS))
    a_second = WANTED / many
    assert max(shards.values()) * UNITS * a_second < MOST_UNITS / 10
    partitions = Counter(dict.fromkeys((pk for pk, _ in shards), 0))
    for (pk, _), writes in shards.items():
        partitions[pk] += writes * UNITS
    assert max(partitions.values()) * a_second < MOST_UNITS / 2, "all rows of a partition together"
    held = 1 - exp(-2 * AT_ONCE * WANTED / len(counters.SHARDS))  # somebody else writes the same row
    assert held < 0.3
    assert held**TRIES < 1e-6
    assert recorded.refused == len(counters.SHARDS), "what had nothing left: each shard, the first time"
