"""How quick the local storage is with 100,000 invoices of one owner: `uv run python -m tests.bench.storage`.

Builds its own seeded database in a temporary folder (about a minute), measures, prints a table with median and p95 in
milliseconds beside the limit, and removes everything.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from app.adapters.sqlite import invoice_rows as rows
from app.adapters.sqlite.database import SqliteDatabase, enter_owner
from app.adapters.sqlite.invoices import SqliteInvoices
from app.domain import ids
from app.domain.checks import Check, Outcome
from app.domain.document import DocumentInfo
from app.domain.invoice import Amounts, Invoice, Line, Party
from app.domain.principal import Owner
from app.domain.reading import Evidence, Source
from app.domain.record import Query, Record, RecordStatus, Sort

MANY, FEW = Owner("https://issuer.test", "many"), Owner("https://issuer.test", "one")
SYLLABLES = (
    "nord",
    "licht",
    "pa",
    "pier",
    "süd",
    "wind",
    "ka",
    "bel",
    "tech",
    "mo",
    "bau",
    "ver",
    "trieb",
    "ser",
    "vice",
)
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "GBP", "VND")
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


def invented_words(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]


def record(chance: random.Random, number: int, sellers: list[str], vocabulary: list[str]) -> Record:
    """An invoice as they come: five lines, evidence for every value, sometimes a failed check or a missing value."""
    net = Decimal(chance.randint(100, 5_000_000)) / 100
    issued = BEGIN.date() + timedelta(days=chance.randint(0, 1_000))
    at = BEGIN + timedelta(seconds=number * 800)
    seller = int(chance.paretovariate(1)) % len(sellers)  # few sellers send most
    lines = tuple(
        Line(description=" ".join(chance.sample(vocabulary, 5)), quantity=Decimal(1), amount=net / 5) for _ in range(5)
    )
    invoice = Invoice(
        invoice_number=f"RE-{number:06d}",
        issue_date=issued if chance.random() > 0.05 else None,
        due_date=issued + timedelta(days=30),
        currency=CURRENCIES[seller % len(CURRENCIES)],
        seller=Party(name=sellers[seller]),
        buyer=Party(name="Beispiel Handels GmbH"),
        amounts=Amounts(net=net, tax=net / 5, gross=net * 6 / 5 if chance.random() > 0.05 else None),
        lines=lines,
    )
    corners = ((0.1, 0.2), (0.3, 0.2), (0.3, 0.25), (0.1, 0.25))
    paths = [f"lines.{line}.{name}" for line in range(5) for name in ("description", "quantity", "amount")]
    paths += ["invoice_number", "issue_date", "due_date", "seller.name", "amounts.net", "amounts.gross"]
    failed = chance.random() < 0.03
    return Record(
        id=ids.invoice_id(),
        scan_id=ids.scan_id(),
        version=1,
        status=chance.choices(list(RecordStatus), weights=(10, 85, 5))[0],
        document=DocumentInfo(
            sha256=f"{number:064x}", media_type="application/pdf", size=1, pages=1, file_name=f"scan {number}.pdf"
        ),
        reader="text",
        invoice=invoice,
        evidence={
            path: Evidence(raw="as printed", confidence=0.98, page=1, polygon=corners, source=Source.TEXT)
            for path in paths
        },
        checks=(Check(id="gross_total", outcome=Outcome.FAILED if failed else Outcome.PASSED, detail="1 + 1 = 2"),),
        created_at=at,
        updated_at=at,
    )


def fill(database: SqliteDatabase, owner: Owner, records: Iterator[Record]) -> None:
    """What `begin` and `store` write, many records to a transaction."""
    many = iter(records)
    while part := list(islice(many, 2_000)):
        with database.writing() as connection:
            number = enter_owner(connection, owner)
            for kept in part:
                values = rows.columns(kept) | {"owner": number, "stored": 1}
                row = connection.execute(
                    f"INSERT INTO invoices ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                    tuple(values.values()),
                ).lastrowid
                assert row is not None
                words = rows.owned_words(number, kept)
                connection.execute("INSERT INTO invoice_records VALUES (?, ?, ?)", (row, words, kept.model_dump_json()))
                rows.enter_words(connection, row, words)
    SqliteInvoices(database).recount(owner, mend=True)


def measure(name: str, limit: int, call: Callable[[], object], *, times: int) -> None:
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        call()
        taken.append((time.perf_counter() - before) * 1000)
    p95 = sorted(taken)[int(len(taken) * 0.95) - 1]
    median = statistics.median(taken)
    over = "" if median <= limit else "   OVER"
    print(f"{name:62} {median:8.1f} {p95:8.1f} {limit:8}{over}", flush=True)


def lists(sellers: list[str]) -> Iterator[tuple[str, int, Query]]:
    """Name, limit in milliseconds and query of every list that is measured."""
    for sort in Sort:
        yield f"list, {sort}", 30, Query(sort=sort)
    narrow: dict[str, dict[str, Any]] = {
        "one week": {"date_from": date(2025, 3, 3), "date_to": date(2025, 3, 9)},
        "no such year": {"date_from": date(2030, 1, 1)},
        "currency": {"currency": "VND"},
        "no such currency": {"currency": "XXX"},
        "status": {"status": RecordStatus.DISPUTED},
        "currency, status, dates": {"currency": "GBP", "status": RecordStatus.DISPUTED, "date_to": date(2024, 2, 1)},
        "gross range": {"gross_min": Decimal(100), "gross_max": Decimal(101)},
        "due range": {"due_from": date(2025, 3, 3), "due_to": date(2025, 3, 3)},
        "seller part": {"seller": sellers[0][3:9]},
        "no such seller": {"seller": "no such seller"},
        "failed check": {"failed_check": "gross_total"},
    }
    for name, conditions in narrow.items():
        for sort in (Sort.CREATED_AT_DOWN, Sort.GROSS, Sort.ISSUE_DATE_DOWN):
            yield f"list, {name}, {sort}", 30, Query(sort=sort, **conditions)


def searches(sellers: list[str], vocabulary: list[str]) -> Iterator[tuple[str, int, Query]]:
    texts = {
        "in all": "beispiel",
        "in all, 2 words": "beispiel handels",
        "1 letter": "b",
        "1 letter, rare": "x",
        "2 letters": "no",
        "3 letters": "ver",
        "4 letters": "nord",
        "a seller": sellers[0],
        "3 words": " ".join(vocabulary[:3]),
        "2 frequent words": "n s",
        "invoice number": "RE-012345",
        "half a number": "re-0123",
        "none": "zzzz",
    }
    for name, text in texts.items():
        for sort in (Sort.ISSUE_DATE_DOWN, Sort.CREATED_AT_DOWN, Sort.GROSS):
            yield f"search, {name}, {sort}", 50, Query(text=text, sort=sort)
    rare = {"date_from": date(2024, 1, 3), "date_to": date(2024, 1, 4)}
    yield "search, in all, two days, -created_at", 50, Query(text="beispiel", **rare)
    yield "search, in all, no such currency, gross", 50, Query(text="beispiel", currency="XXX", sort=Sort.GROSS)


def save(invoices: SqliteInvoices, owner: Owner, made: Iterator[Record]) -> None:
    kept = next(made)
    invoices.begin(owner, kept)
    invoices.store(owner, kept.id)


def deep_page(invoices: SqliteInvoices, query: Query, parts: int) -> str | None:
    after = None
    for _ in range(parts):
        after = invoices.list(MANY, query, limit=1_000, after=after).after
    return after


def run(folder: Path, count: int, times: int) -> None:
    chance = random.Random(1)
    sellers = [f"{' '.join(invented_words(chance, 2)).title()} GmbH" for _ in range(500)]
    vocabulary = invented_words(chance, 5_000)
    made = (record(chance, number, sellers, vocabulary) for number in range(10**9))
    path = folder / "invoices.db"
    database = SqliteDatabase.open(path)
    before = time.perf_counter()
    fill(database, MANY, (next(made) for _ in range(count)))
    fill(database, FEW, (next(made) for _ in range(1)))
    invoices = SqliteInvoices(database)
    size, seconds = path.stat().st_size / 1e6, time.perf_counter() - before
    print(f"{count:,} invoices in {len(invoices.stats(MANY)):,} groups, {size:,.0f} MB, made in {seconds:.0f} s\n")
    print(f"{'what':62} {'median':>8} {'p95':>8} {'limit':>8}")
    for name, limit, query in (*lists(sellers), *searches(sellers, vocabulary)):
        measure(name, limit, lambda query=query: invoices.list(MANY, query, limit=50, after=None), times=times)
    for query in (Query(sort=Sort.GROSS), Query(sort=Sort.ISSUE_DATE_DOWN, text="beispiel")):
        after = deep_page(invoices, query, count * 9 // 10_000)
        measure(
            f"list, page at nine tenths, {query.sort} {query.text or ''}",
            30,
            lambda query=query, after=after: invoices.list(MANY, query, limit=50, after=after),
            times=times,
        )
    measure("stats", 200, lambda: invoices.stats(MANY), times=times)
    for name, query in (("list", Query()), ("search", Query(text="beispiel")), ("search, 1 letter", Query(text="b"))):
        measure(
            f"{name}, owner with 1",
            30,
            lambda query=query: invoices.list(FEW, query, limit=50, after=None),
            times=times,
        )
    measure("save (begin, store)", 30, lambda: save(invoices, MANY, made), times=times * 10)
    with_readers(invoices, made, times)
    database.close()


def with_readers(invoices: SqliteInvoices, made: Iterator[Record], times: int) -> None:
    """Saves while four threads list and search without a pause."""
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            invoices.list(MANY, Query(text="no", sort=Sort.GROSS), limit=50, after=None)
            invoices.list(MANY, Query(), limit=50, after=None)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    measure(
        "save, while 4 threads read without a pause (no limit)",
        10**6,
        lambda: save(invoices, MANY, made),
        times=times * 2,
    )
    stop.set()
    for thread in threads:
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20, help="calls per measurement")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), given.invoices, given.times)


if __name__ == "__main__":
    main()
