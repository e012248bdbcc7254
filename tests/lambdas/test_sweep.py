"""The sweep as the worker does it: what it costs does not grow with what is kept, and no look runs out of time."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from botocore.client import BaseClient

from app.adapters.aws.dynamodb_calls import DynamoCalls
from app.adapters.dynamodb.invoice_entries import since_of_stored
from app.adapters.dynamodb.table import utc_text
from app.batches import RESERVE
from app.bootstrap.services import utc_now
from app.domain import ids
from app.ports import Key, Kind
from infra.cost import ENVIRONMENTS
from tests.lambdas.conftest import Make
from tests.lambdas.installation import Context, Functions, owner_of

FEW, MANY = 60, 1_200  # within one page of a list, and beyond it


class TimeFor(Context):
    """Of a function that has time to be asked for it so often."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.left = most

    def get_remaining_time_in_millis(self) -> int:
        self.left -= 1
        return RESERVE if self.left >= 0 else 0


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Every call on table, bucket and queue, and the rows and names that came back."""
    counted: Counter[str] = Counter()
    on_table, on_others = DynamoCalls.call, BaseClient._make_api_call  # type: ignore[attr-defined]

    def counting(client: Any, operation: str, request: dict[str, Any]) -> Any:
        answer = (on_table if isinstance(client, DynamoCalls) else on_others)(client, operation, request)
        counted[operation] += 1
        counted["seen"] += len(answer.get("Items", answer.get("Contents", ())))
        return answer

    monkeypatch.setattr(DynamoCalls, "call", counting)
    monkeypatch.setattr(BaseClient, "_make_api_call", counting)
    yield counted


def keep(functions: Functions, how_many: int) -> None:
    """So many stored invoices: documents in the bucket, and of each the row that a sweep could meet."""
    owner, names, rows = owner_of("anna"), [ids.invoice_id() for _ in range(how_many)], []
    put = partial(functions.account.s3().put_object, Bucket=functions.environment["BUCKET"], Body=b"x")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda name: put(Key=f"v1/invoices/{owner.key}/{name}"), names))
    for name in names:
        head = {"pk": f"O#{owner.key}#I#{name}", "sk": "R", "issuer": owner.issuer, "subject": owner.subject}
        listed = {"todo": f"stored#{owner.key[0]}", "since": since_of_stored(utc_text(utc_now()))}
        rows.append(head | {"stage": "stored"} | listed)
    functions.table.put_all(rows)


def test_a_sweep_of_five_minutes_does_the_same_calls_however_much_is_kept(make: Make, calls: Counter[str]) -> None:
    functions, counted = make(), []
    kept = 0
    for wanted in (FEW, MANY):
        keep(functions, wanted - kept)
        kept = wanted
        functions.sweep()  # that of the day: it looks, and goes over the entries for the search
        calls.clear()
        assert functions.worker({"task": "sweep", "look": False}, Context()) == {"findings": 0}
        counted.append(dict(calls))
    assert counted[0] == counted[1]
    assert counted[0]["seen"] == 0
    told = ENVIRONMENTS["prod"].sweep
    assert counted[0]["Query"] / 2 + counted[0]["GetItem"] == told["DynamoDB read"]
    assert (counted[0]["GetObject"], counted[0]["ListObjectsV2"]) == (told["S3 get"], told["S3 put or list"])


def test_a_look_goes_on_in_the_next_sweeps_and_each_asks_for_no_more_than_it_has_time_for(
    make: Make, calls: Counter[str]
) -> None:
    functions, asked = make(), []
    keep(functions, FEW)
    functions.worker({"task": "sweep", "look": False}, Context())
    calls.clear()
    functions.worker({"task": "sweep", "look": True}, TimeFor(25))
    while functions.table.get("WALKS", "documents"):
        assert len(asked) < 10, "it ends"
        asked.append(calls["GetItem"])
        calls.clear()
        functions.worker({"task": "sweep", "look": False}, TimeFor(25))
    asked.append(calls["GetItem"])
    # One for each document, and less than ten for the sweep itself.
    assert [rows // 10 * 10 for rows in asked] == [30, 30, 20], asked


def test_a_look_in_many_sweeps_finds_every_document_without_a_record(make: Make) -> None:
    functions = make()
    functions.sweep()  # table and bucket know each other
    names = {subject: sorted(ids.invoice_id() for _ in range(15)) for subject in ("anna", "ben")}
    for subject, own in names.items():
        for name in own:
            functions.documents().put(owner_of(subject), Key(Kind.INVOICE, name), b"x")
    told = [functions.worker({"task": "sweep", "look": True}, TimeFor(8))["findings"]]
    while functions.table.get("WALKS", "documents"):
        assert len(told) < 20, "it ends"
        told.append(functions.worker({"task": "sweep", "look": False}, TimeFor(8))["findings"])
    assert sum(told) == 30
    assert len(told) >= 4
    for subject, own in names.items():
        listed = functions.call("GET", "/v1/loose-documents?limit=100", subject=subject).json["items"]
        assert [row["id"] for row in listed] == own
