"""What finding costs in DynamoDB with few and with many invoices of one owner: `uv run python -m tests.bench.dynamodb`.

Starts ministack, fills one table for two owners, and prints for each question the capacity consumed, the number of
calls, and the rows that came. Capacity is what AWS bills; it does not depend on the machine. What writes consume is the
emulator's figure. What reads consume is worked out by AWS's rule from the rows of each answer, for the emulator reports
one unit whatever was read: 4 KB a unit, half a unit where an index or an eventual read will do, batches row by row. No
query filters on the server, so the rows of an answer are all that it looked at. The time to fill the emulator limits
`--many`; its invoices have one line each, the one that is written and deleted at the end has five.
"""

import argparse
import os
import random
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import islice
from math import ceil
from typing import Any

from app.adapters.aws.dynamodb_calls import DynamoCalls
from app.adapters.aws.timeouts import Timeouts
from app.adapters.dynamodb import invoice_entries as entries
from app.adapters.dynamodb import totals
from app.adapters.dynamodb.chunks import HEAD, cut, new_mark
from app.adapters.dynamodb.invoices import DynamoInvoices
from app.adapters.dynamodb.table import DynamoTable, Row, utc_text
from app.adapters.dynamodb.twins import Settled
from app.domain import ids
from app.domain.principal import Owner
from app.domain.record import Query, Record, Sort
from tests import aws
from tests.bench.storage import invented_words, record
from tests.making import a_scan

FEW, MANY = Owner("https://issuer.test", "few"), Owner("https://issuer.test", "many")
SELLERS = 5  # so that both owners have nearly all rows of totals there can be
PAGE = 20
UNIT = 4_096  # bytes of a read capacity unit


class Meter:
    """Adds up what the calls consume."""

    def __init__(self, calls: DynamoCalls) -> None:
        self.units, self.calls, self.written = 0.0, 0, 0.0
        self._call = calls.call
        calls.call = self._counted  # type: ignore[method-assign]

    def _counted(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        # Whole rows: they are billed, also where less of them is sent.
        whole = {name: value for name, value in request.items() if name != "ProjectionExpression"}
        answer = self._call(operation, {**whole, "ReturnConsumedCapacity": "TOTAL"})
        self._add(operation, answer, consistent=bool(request.get("ConsistentRead")))
        return answer

    def _add(self, operation: str, parsed: dict[str, Any], *, consistent: bool) -> None:
        self.calls += 1
        match operation:
            case "Query":
                read = ceil(sum(map(size, parsed["Items"])) / UNIT) or 1
                self.units += read if consistent else read / 2
            case "GetItem":
                self.units += ceil(size(parsed.get("Item", {})) / UNIT) or 1
            case "BatchGetItem":
                items = (item for of_table in parsed["Responses"].values() for item in of_table)
                self.units += sum(ceil(size(item) / UNIT) for item in items)
            case _:
                consumed = parsed.get("ConsumedCapacity", [])
                each = consumed if isinstance(consumed, list) else [consumed]
                written = sum(part["CapacityUnits"] for part in each)
                self.units += written
                self.written += written

    @contextmanager
    def counting(self) -> Iterator[None]:
        self.units, self.calls, self.written = 0.0, 0, 0.0
        yield


def size(item: dict[str, dict[str, Any]]) -> int:
    """Bytes of a row as DynamoDB counts them: names and values; a number as half its digits and one."""
    return sum(len(name.encode()) + _value_size(*tagged.items()) for name, tagged in item.items())


def _value_size(tagged: tuple[str, Any]) -> int:
    tag, value = tagged
    if tag == "N":
        return len(value) // 2 + 2
    if isinstance(value, bytes):  # as boto3 gives it
        return len(value)
    return len(b64decode(value) if tag == "B" else value.encode())


def rows_of(owner: Owner, kept: Record) -> Iterator[Row]:
    """What `begin` and `store` leave behind, but for history and totals."""
    pk, mark, gen = f"O#{owner.key}#I#{kept.id}", new_mark(), new_mark()
    chunks = cut(pk, mark, kept.model_dump_json())
    yield from chunks
    yield {
        **{"pk": pk, "sk": HEAD, "stage": "stored", "mark": mark, "pieces": len(chunks), "gen": gen},
        **{"issuer": owner.issuer, "subject": owner.subject},
        **{"todo": f"stored#{owner.key[0]}", "since": utc_text(kept.created_at)},
    }
    yield entries.list_row(owner.key, kept, gen=gen, mark=mark, chunks=len(chunks), behind="")
    yield from entries.hints(owner.key, kept, gen, entries.entered(kept))
    for twin, sk in entries.twin_keys(owner.key, kept):
        yield {"pk": twin, "sk": sk}


def fill(table: DynamoTable, owner: Owner, records: Iterator[Record]) -> int:
    """Returns how many rows were written."""
    count = 0
    while some := list(islice(records, 50)):
        rows = [row for kept in some for row in rows_of(owner, kept)]
        table.put_all(rows)
        for kept in some:
            for action in totals.changes(owner, Settled(after=[kept.summary()])):
                table.write_one(action)
        count += len(rows)
    return count


def questions(invoices: DynamoInvoices, rare: str, middle: str) -> Iterator[tuple[str, Callable[[Owner], int]]]:
    """Name, and a call that returns how many rows came."""

    def listed(query: Query) -> Callable[[Owner], int]:
        return lambda owner: len(invoices.list(owner, query, limit=PAGE, after=None).items)

    def second_page(owner: Owner) -> int:
        after = invoices.list(owner, Query(), limit=PAGE, after=None).after
        return len(invoices.list(owner, Query(), limit=PAGE, after=after).items)

    for sort in Sort:
        yield f"list of {PAGE}, {sort}", listed(Query(sort=sort))
    yield "first and second page, -created_at", second_page
    yield (
        "one month, -issue_date",
        listed(Query(sort=Sort.ISSUE_DATE_DOWN, date_from=date(2025, 3, 1), date_to=date(2025, 3, 31))),
    )
    yield "gross 100 to 50000, gross", listed(Query(sort=Sort.GROSS, gross_min=Decimal(100), gross_max=Decimal(50_000)))
    yield "currency of nobody (looks at 1,000 rows)", listed(Query(currency="XYZ"))
    yield "text: in every invoice", listed(Query(text="beispiel"))
    yield "text: in every invoice, gross", listed(Query(text="beispiel", sort=Sort.GROSS))
    yield "text: beginning of a frequent word", listed(Query(text="beispi"))
    yield "text: invoice number", listed(Query(text="RE-000010"))
    yield "text: a word in some", listed(Query(text=middle))
    yield "text: a word in some and one in all", listed(Query(text=f"{middle} handels"))
    yield "text: a word in one", listed(Query(text=rare))
    yield "text: no such word", listed(Query(text="zzzz"))
    yield "same file", lambda owner: len(invoices.same_file(owner, f"{7:064x}", other_than=None))
    yield "totals", lambda owner: len(invoices.stats(owner))


def with_one_line(kept: Record) -> Record:
    return kept.model_copy(update={"invoice": kept.invoice.model_copy(update={"lines": kept.invoice.lines[:1]})})


def compare(clients: aws.Clients, few: int, many: int) -> None:
    table = DynamoTable(clients, name=aws.new_table(clients))
    invoices, meter = DynamoInvoices(table), Meter(clients.dynamodb())
    chance = random.Random(7)
    vocabulary = invented_words(chance, 400)
    sellers = invented_words(chance, SELLERS)
    for owner, count in ((FEW, few), (MANY, many)):
        made = (with_one_line(record(chance, number, sellers, vocabulary)) for number in range(count))
        rows = fill(table, owner, made)
        print(f"{count:,} invoices: {rows:,} rows, {rows / count:.0f} each", flush=True)
    print(f"\n{'read capacity units (calls, rows)':44} {few:>18,} {many:>18,}")
    for name, ask in questions(invoices, "qqq", vocabulary[0]):
        shown = []
        for owner in (FEW, MANY):
            with meter.counting():
                came = ask(owner)
            shown.append(f"{meter.units:.1f} ({meter.calls}, {came})")
        print(f"{name:44} {shown[0]:>18} {shown[1]:>18}", flush=True)
    print("\nwrite capacity units of one save, change, delete")
    for owner in (FEW, MANY):
        kept = record(chance, 10**6, sellers, vocabulary).model_copy(update={"id": ids.invoice_id()})
        kept = kept.model_copy(update={"scan_id": a_scan().id})
        with meter.counting():
            invoices.begin(owner, kept)
            invoices.store(owner, kept.id)
        saved = f"{meter.units:.0f} ({meter.calls} calls)"
        with meter.counting():
            invoices.delete(owner, kept.id, version=None)
        print(f"{owner.subject:10} save {saved}, delete {meter.units:.0f} ({meter.calls} calls)", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--few", type=int, default=100)
    arguments.add_argument("--many", type=int, default=3_000)
    chosen = arguments.parse_args()
    os.environ.update(aws.KEYS)
    with aws.ministack() as address:
        patient = aws.Clients(region=aws.REGION, endpoint=address, timeouts={"dynamodb": Timeouts(5, 120, 1)})
        compare(patient, chosen.few, chosen.many)


if __name__ == "__main__":
    main()
