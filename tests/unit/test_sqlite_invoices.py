"""What is peculiar to invoices in SQLite: the plans of its queries, its search index, kill -9, several processes."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.invoice_query import By, Listing
from app.adapters.sqlite.invoices import SqliteInvoices
from app.domain.invoice import Invoice
from app.domain.principal import Owner
from app.domain.record import Change, Query, Record, RecordStatus, Sort
from tests.fakes import FakeInvoiceRepository
from tests.making import ANNA, NOON, a_record, an_invoice

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase.open(tmp_path_factory.mktemp("data") / "invoices.db")
    yield opened
    opened.close()


# ---- plans -----------------------------------------------------------------------------------------------------------

QUERIES: list[dict[str, Any]] = [
    {},
    {"date_from": date(2026, 1, 1), "date_to": date(2026, 2, 1)},
    {"due_from": date(2026, 1, 1), "gross_min": Decimal(1), "gross_max": Decimal(2)},
    {"currency": "EUR", "status": RecordStatus.REVIEWED, "seller": "a", "failed_check": "iban"},
    {"text": "everywhere"},
]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("conditions", QUERIES)
def test_a_list_walks_its_index_and_sorts_nothing(
    database: SqliteDatabase, sort: Sort, conditions: dict[str, Any]
) -> None:
    listing = Listing(1, Query(sort=sort, **conditions))
    with database.reading() as connection:
        for statement, values in listing.parts(By.WALKING, None):
            plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert f"INDEX invoices_by_{listing.column} (owner=?" in plan[0]
            assert not any("TEMP B-TREE" in line for line in plan)


def test_few_found_words_are_looked_up_and_sorted(database: SqliteDatabase) -> None:
    listing = Listing(1, Query(text="seldom"))
    with database.reading() as connection:
        statement, values = next(listing.parts(By.SORTING, None, found=[1, 2]))
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert "INTEGER PRIMARY KEY" in plan[0]


# ---- the same as in memory -------------------------------------------------------------------------------------------

some_words = st.lists(st.sampled_from(["nord", "nordlicht", "süd", "wind", "a", "ab", "1", "日本"]), max_size=3).map(
    " ".join
)
some_dates = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 4))
some_amounts = st.none() | st.sampled_from(
    ["0", "-0.00", "1", "1.00", "-1", "10", "9.9999999999", "99999999999999999999"]
)
some_invoices = st.builds(
    lambda seller, number, issued, due, gross, currency: an_invoice(
        seller=seller or None,
        number=number or None,
        issued=issued and issued.isoformat(),
        due=due and due.isoformat(),
        gross=gross,
        currency=currency,
    ),
    some_words,
    some_words,
    some_dates,
    some_dates,
    some_amounts,
    st.sampled_from([None, "EUR", "USD"]),
)
some_records = st.builds(
    lambda invoice, seconds, status, failed: a_record(
        invoice, at=NOON + timedelta(seconds=seconds), status=status, failed=failed
    ),
    some_invoices,
    st.integers(0, 3),
    st.sampled_from(RecordStatus),
    st.sampled_from([(), ("iban",), ("iban", "tax_sum")]),
)
some_queries = st.builds(
    Query,
    text=st.none() | some_words,
    date_from=some_dates,
    date_to=some_dates,
    due_from=some_dates,
    seller=st.none() | st.sampled_from(["nord", "d", "ü"]),
    gross_min=st.none() | st.sampled_from([Decimal("-0.5"), Decimal(0), Decimal(1)]),
    gross_max=st.none() | st.sampled_from([Decimal(1), Decimal("9.99999999995")]),
    currency=st.sampled_from([None, "EUR"]),
    status=st.none() | st.sampled_from(RecordStatus),
    failed_check=st.sampled_from([None, "iban"]),
    sort=st.sampled_from(Sort),
)


def in_parts(invoices: SqliteInvoices | FakeInvoiceRepository, owner: Owner, query: Query, limit: int) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = invoices.list(owner, query, limit=limit, after=after)
        found += [item.id for item in page.items]
        after = page.after
        if after is None:
            return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(some_records, max_size=12),
    edits=st.lists(st.tuples(st.integers(0, 11), some_invoices), max_size=4),
    removed=st.sets(st.integers(0, 11), max_size=3),
    queries=st.lists(some_queries, min_size=1, max_size=5),
    limit=st.integers(1, 5),
)
def test_lists_of_any_invoices_are_those_of_memory(  # noqa: PLR0917 (called by name)
    database: SqliteDatabase,
    records: list[Record],
    edits: list[tuple[int, Invoice]],
    removed: set[int],
    queries: list[Query],
    limit: int,
) -> None:
    owner = Owner("https://issuer.test", str(uuid4()))  # one database serves all examples
    memory, kept = FakeInvoiceRepository(), SqliteInvoices(database)
    for store in (memory, kept):
        for record in records:
            store.begin(owner, record)
            store.store(owner, record.id)
        for place, invoice in edits:
            if place < len(records):
                edit(store, owner, records[place].id, invoice)
        for place in removed:
            if place < len(records):
                store.delete(owner, records[place].id, version=None)
    for query in queries:
        assert in_parts(kept, owner, query, limit) == in_parts(memory, owner, query, limit)
        assert list(kept.records(owner, query)) == list(memory.records(owner, query))
    assert kept.stats(owner) == memory.stats(owner)


def edit(store: Any, owner: Owner, invoice_id: str, invoice: Invoice) -> None:
    before = store.get(owner, invoice_id)
    after = before.model_copy(update={"version": before.version + 1, "invoice": invoice})
    store.replace(owner, after, Change(version=after.version, at=NOON, action="edited", values={}))


@pytest.fixture(scope="module")
def many(database: SqliteDatabase) -> tuple[Owner, FakeInvoiceRepository]:
    """700 invoices of one owner, also in memory: a word in all, one in most, one in few that come late or early."""
    owner, chance = Owner("https://issuer.test", "many"), random.Random(7)
    memory, kept = FakeInvoiceRepository(), SqliteInvoices(database)
    for number in range(700):
        seller = "Nordlicht" + (" Handel" if number % 3 else "") + (" Anfang" if number < 9 else "")
        gross = None if number % 50 == 0 else f"{chance.randint(1, 500)}.00"
        record = a_record(an_invoice(seller=seller, gross=gross), at=NOON + timedelta(seconds=number))
        memory.begin(owner, record)
        memory.store(owner, record.id)
        kept.begin(owner, record)
        kept.store(owner, record.id)
    return owner, memory


@pytest.mark.parametrize("sort", [Sort.CREATED_AT, Sort.CREATED_AT_DOWN, Sort.GROSS, Sort.GROSS_DOWN])
@pytest.mark.parametrize("text", ["n", "nordlicht", "handel nord", "anfang", "nirgends"])
@pytest.mark.parametrize("limit", [40, 600])
def test_frequent_and_seldom_words_are_found_in_order_and_parts(
    database: SqliteDatabase, many: tuple[Owner, FakeInvoiceRepository], text: str, sort: Sort, limit: int
) -> None:
    owner, memory = many
    query = Query(text=text, sort=sort)
    found = in_parts(SqliteInvoices(database), owner, query, limit)
    assert found == [kept.record.id for kept in memory.records(owner, query)]
    assert [kept.record.id for kept in SqliteInvoices(database).records(owner, query)] == found


def require_sound(path: Path) -> None:
    """The file is whole, and what was derived from the records is what the records give."""
    with closing(SqliteDatabase.open(path)) as opened, opened.writing() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO invoice_search (invoice_search) VALUES ('integrity-check')")
        stored = connection.execute("SELECT count(*) FROM invoices WHERE stored = 1").fetchone()[0]
        assert (connection.execute("SELECT sum(count) FROM invoice_totals").fetchone()[0] or 0) == stored
        searchable = connection.execute(
            "SELECT count(*) FROM invoice_search WHERE invoice_search MATCH '\"000001n\" *'"
        )
        assert searchable.fetchone()[0] == stored


# ---- processes -------------------------------------------------------------------------------------------------------

SAVES = """
import sys
from pathlib import Path
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.invoices import SqliteInvoices
from tests.making import ANNA, NOON, a_record, an_invoice
invoices = SqliteInvoices(SqliteDatabase.open(Path(sys.argv[1])))
for number in range(int(sys.argv[2])):
    record = a_record(an_invoice(seller="Nordlicht", number=str(number), gross="1.00"))
    invoices.begin(ANNA, record)
    invoices.store(ANNA, record.id)
    print(record.id, flush=True)
    if number % 3 == 2:
        invoices.delete(ANNA, record.id, version=1)
        print("-" + record.id, flush=True)
"""


def start_saving(path: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SAVES, str(path), str(count)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_f62_after_kill_9_every_answered_save_is_there(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "invoices.db"
    child = start_saving(path, 1_000_000)
    assert child.stdout is not None
    for _ in range(lines):
        child.stdout.readline()
    child.kill()
    told = child.stdout.read().split()  # what was answered between the last line and the kill
    child.stdout.close()
    child.wait()
    require_sound(path)
    gone = {name.removeprefix("-") for name in told if name.startswith("-")}
    with closing(SqliteDatabase.open(path)) as opened:
        invoices = SqliteInvoices(opened)
        for name in told:
            assert name.startswith("-") or name in gone or name == told[-1] or invoices.is_stored(ANNA, name)
            assert not (name.startswith("-") and invoices.is_known(ANNA.key, name[1:]))


def test_f63_two_processes_save_into_one_folder(tmp_path: Path) -> None:
    path = tmp_path / "invoices.db"
    children = [start_saving(path, 30) for _ in range(2)]
    told = [child.communicate(timeout=60)[0].split() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    require_sound(path)
    with closing(SqliteDatabase.open(path)) as opened:
        kept = {record.id for _, record in SqliteInvoices(opened).stored_all_owners()}
    answered = {name for names in told for name in names if not name.startswith("-")}
    deleted = {name[1:] for names in told for name in names if name.startswith("-")}
    assert kept == answered - deleted


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE invoice_totals SET count = count + 1",
        "UPDATE invoice_totals SET gross = '0.01'",
        "DELETE FROM invoice_totals",
        "INSERT INTO invoice_totals "
        "SELECT owner, month, 'Nobody', currency, counts, 1, net, tax, gross FROM invoice_totals",
    ],
)
def test_totals_that_are_wrong_are_found_and_put_right(tmp_path: Path, wrong: str) -> None:
    with closing(SqliteDatabase.open(tmp_path / "invoices.db")) as database:
        invoices = SqliteInvoices(database)
        record = a_record(an_invoice(seller="Nordlicht", gross="19.00"))
        invoices.begin(ANNA, record)
        invoices.store(ANNA, record.id)
        right = invoices.stats(ANNA)
        with database.writing() as connection:
            connection.execute(wrong)
        assert not invoices.recount(ANNA, mend=False)
        assert invoices.stats(ANNA) != right
        assert not invoices.recount(ANNA, mend=True)
        assert invoices.recount(ANNA, mend=True)
        assert invoices.stats(ANNA) == right


def test_what_an_older_version_kept_is_counted_at_the_next_start(database: SqliteDatabase) -> None:
    invoices = SqliteInvoices(database)
    for number in range(3):
        at = NOON + timedelta(seconds=number)
        record = a_record(an_invoice(seller="Nordlicht", number="R-1", gross="19.00"), at=at)
        invoices.begin(ANNA, record)
        invoices.store(ANNA, record.id)
    right, listed = invoices.stats(ANNA), invoices.list(ANNA, Query(), limit=9, after=None)
    with database.writing() as connection:
        connection.execute("UPDATE invoices SET counts = NULL, same_file = NULL, same_claim = NULL")
        connection.execute("UPDATE invoices SET summary = json_remove(summary, '$.counts', '$.counted')")
        connection.execute("DELETE FROM invoice_totals")
    newer = SqliteInvoices(database)
    assert newer.stats(ANNA) == right
    assert newer.list(ANNA, Query(), limit=9, after=None) == listed
    assert [(row.count, row.duplicates.count) for row in right] == [(1, 2)]


def test_a_record_is_kept_as_json_that_others_can_read(database: SqliteDatabase) -> None:
    record = a_record(an_invoice(seller="Süd", gross="1.50"))
    SqliteInvoices(database).begin(ANNA, record)
    with database.reading() as connection:
        text = connection.execute(
            "SELECT record FROM invoice_records JOIN invoices USING (number) WHERE id = ?", (record.id,)
        ).fetchone()[0]
    assert json.loads(text)["invoice"]["amounts"]["gross"] == "1.50"
