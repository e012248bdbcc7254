"""What every `InvoiceRepository` promises about sums: list, totals and export say the same, whatever happens."""

import random
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest

from app.domain.counting import Counts
from app.domain.export import Format, Rows
from app.domain.invoice import DocumentType, Invoice
from app.domain.record import Apart, Change, Query, Record, RecordStatus, StatsRow, Summary
from app.domain.totals import Months
from app.ports import InvoiceRepository
from app.services.export import ExportService
from tests.making import ANNA, BEN, NOON, a_document, a_record, an_invoice
from tests.tables import read_csv

MOMENTS = count()


def made(
    kind: str | None = "invoice",
    gross: str | None = "119.00",
    *,
    number: str | None = None,
    status: RecordStatus = RecordStatus.REVIEWED,
    failed: tuple[str, ...] = (),
    content: str | None = None,
    currency: str = "EUR",
) -> Record:
    """A record that was made later than all before it."""
    invoice = an_invoice(seller="Nordlicht", number=number, issued="2026-11-02", gross=gross, currency=currency)
    typed = invoice.model_copy(update={"document_type": DocumentType(kind) if kind else None})
    at = NOON + timedelta(seconds=next(MOMENTS))
    return a_record(typed, at=at, status=status, failed=failed, content=content)


def saved(invoices: InvoiceRepository, *records: Record) -> list[Record]:
    """As they are kept. A second one of the same bytes is kept as older releases have left such doubles."""
    return [_saved(invoices, record) for record in records]


def _saved(invoices: InvoiceRepository, record: Record) -> Record:
    if invoices.begin(ANNA, record).id == record.id:
        return invoices.store(ANNA, record.id)
    other = record.model_copy(update={"document": a_document()})
    invoices.begin(ANNA, other)
    return edited(invoices, invoices.store(ANNA, other.id), document=record.document)


def edited(invoices: InvoiceRepository, before: Record, **values: object) -> Record:
    version, at = before.version + 1, before.updated_at + timedelta(minutes=1)
    after = before.model_copy(update={"version": version, "updated_at": at, **values})
    invoices.replace(ANNA, after, Change(version=version, at=at, action="edited", values={}))
    return after


def of_kind(record: Record, kind: str | None) -> Invoice:
    return record.invoice.model_copy(update={"document_type": DocumentType(kind) if kind else None})


def rows(invoices: InvoiceRepository) -> dict[str, Summary]:
    return {row.id: row for row in invoices.list(ANNA, Query(), limit=100, after=None).items}


def counts(invoices: InvoiceRepository, *records: Record) -> list[str]:
    shown = rows(invoices)
    return [shown[record.id].counts.value for record in records]


def spend(invoices: InvoiceRepository, currency: str = "EUR") -> Decimal:
    require_same_sums(invoices)
    return sum((row.gross for row in invoices.stats(ANNA) if row.currency == currency), Decimal(0))


def require_same_sums(invoices: InvoiceRepository) -> None:
    """Totals, rows of the list and rows of the export add up to the same, by month, seller, currency and what became of
    it; and a count from the records alone finds nothing to mend."""
    listed = list(rows(invoices).values())
    assert added_up(listed) == by_place(invoices.stats(ANNA))
    exported = b"".join(ExportService(invoices=invoices).stream(ANNA, Query(), format_=Format.CSV, rows=Rows.INVOICES))
    told = {row["id"]: (row["counts"], Decimal(row["counted.gross"])) for row in read_csv(exported)}
    assert told == {row.id: (row.counts.value, row.counted.gross) for row in listed}
    assert invoices.recount(ANNA, mend=False)


def added_up(listed: Iterable[Summary]) -> dict[tuple[object, ...], tuple[int, Decimal]]:
    sums: dict[tuple[object, ...], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for row in listed:
        what = "counted" if row.counts in (Counts.ADDS, Counts.REDUCES) else row.counts.value
        place = row.issue_date.isoformat()[:7] if row.issue_date else None, row.seller, row.currency, what
        number, gross = sums[place]
        sums[place] = number + 1, gross + (row.counted.gross if what == "counted" else row.money.gross)
    return dict(sums)


def by_place(stats: Iterable[StatsRow]) -> dict[tuple[object, ...], tuple[int, Decimal]]:
    sums: dict[tuple[object, ...], tuple[int, Decimal]] = {}
    for row in stats:
        apart: dict[str, StatsRow | Apart] = {
            "counted": row,
            "disputed": row.disputed,
            "duplicate": row.duplicates,
            "not_counted": row.not_counted,
        }
        for what, part in apart.items():
            if part.count:
                sums[row.month, row.seller, row.currency, what] = part.count, part.gross
    return sums


# ---- one document ----------------------------------------------------------------------------------------------------

ADDING = (None, "invoice", "receipt", "debit_note")
NOT_COUNTING = (
    *("proforma", "statement", "reminder", "quote", "order", "delivery_note", "payslip", "other"),
)  # fmt: skip
WHAT_ONE_ADDS = (
    [(kind, "119.00", "adds", "119.00") for kind in ADDING]
    + [(kind, "-119.00", "reduces", "-119.00") for kind in ADDING]
    + [(kind, None, "adds", "0") for kind in ADDING]
    + [("credit_note", gross, "reduces", "-119.00") for gross in ("119.00", "-119.00")]
    + [("credit_note", None, "reduces", "0")]
    + [(kind, gross, "not_counted", "0") for kind in NOT_COUNTING for gross in ("119.00", "-119.00", None)]
)


def test_the_table_names_every_kind() -> None:
    assert {kind for kind, *_ in WHAT_ONE_ADDS} == {None, *(kind.value for kind in DocumentType)}


@pytest.mark.parametrize(("kind", "gross", "what", "sum_"), WHAT_ONE_ADDS)
def test_what_one_document_adds(
    invoices: InvoiceRepository, kind: str | None, gross: str | None, what: str, sum_: str
) -> None:
    record = made(kind, gross)
    saved(invoices, record)
    assert counts(invoices, record) == [what]
    assert spend(invoices) == Decimal(sum_)


@pytest.mark.parametrize("status", RecordStatus)
@pytest.mark.parametrize("kind", [None, *DocumentType])
def test_what_is_disputed_is_left_out_if_it_would_count(
    invoices: InvoiceRepository, kind: str | None, status: RecordStatus
) -> None:
    record = made(kind, status=status, failed=("tax_sum",))
    saved(invoices, record)
    (stats,) = invoices.stats(ANNA)
    left_out = status is RecordStatus.DISPUTED and kind not in NOT_COUNTING
    assert stats.disputed.count == left_out
    assert abs(stats.disputed.gross) == (Decimal("119.00") if left_out else 0)
    require_same_sums(invoices)


@pytest.mark.parametrize("kind", [None, *DocumentType])
def test_the_second_of_the_same_document_is_left_out_if_it_would_count(
    invoices: InvoiceRepository, kind: str | None
) -> None:
    first, second = made(kind, number="R-1"), made(kind, number="r 1")
    saved(invoices, first)
    alone = spend(invoices)
    saved(invoices, second)
    expected = "not_counted" if kind in NOT_COUNTING else "duplicate"
    assert counts(invoices, second) == [expected]
    assert spend(invoices) == alone
    (stats,) = invoices.stats(ANNA)
    assert stats.duplicates.count == (expected == "duplicate")


def test_what_is_no_invoice_by_its_values_does_not_count(invoices: InvoiceRepository) -> None:
    record = made(None, status=RecordStatus.NEEDS_REVIEW, failed=("not_an_invoice",))
    saved(invoices, record)
    assert counts(invoices, record) == ["not_counted"]
    assert spend(invoices) == 0


def test_net_and_tax_have_the_sign_of_the_total(invoices: InvoiceRepository) -> None:
    for sign in ("", "-"):
        invoice = an_invoice(net=f"{sign}100.00", tax=f"{sign}19.00", gross=f"{sign}119.00")
        saved(invoices, a_record(invoice.model_copy(update={"document_type": DocumentType.CREDIT_NOTE})))
    (row,) = invoices.stats(ANNA)
    assert (row.net, row.tax, row.gross) == (Decimal(-200), Decimal(-38), Decimal(-238))


# ---- several ---------------------------------------------------------------------------------------------------------


def test_an_invoice_its_credit_note_a_quote_and_a_statement_are_nothing_spent(invoices: InvoiceRepository) -> None:
    saved(invoices, *(made(kind) for kind in ("invoice", "credit_note", "quote", "statement")))
    assert spend(invoices) == 0
    (row,) = invoices.stats(ANNA)
    assert (row.count, row.not_counted) == (2, Apart(count=2, gross=Decimal("238.00")))


def test_currencies_are_never_added(invoices: InvoiceRepository) -> None:
    saved(invoices, made(), made(currency="USD"), made("credit_note", "19.00", currency="USD"))
    assert (spend(invoices), spend(invoices, "USD")) == (Decimal(119), Decimal(100))


@pytest.mark.parametrize("same", ["file", "number"])
def test_when_the_first_is_deleted_the_second_counts(invoices: InvoiceRepository, same: str) -> None:
    what = {"content": "paper"} if same == "file" else {"number": "R-1"}
    first, second, third = (made(**what) for _ in range(3))  # type: ignore[arg-type]
    saved(invoices, first, second, third)
    assert counts(invoices, first, second, third) == ["adds", "duplicate", "duplicate"]
    invoices.delete(ANNA, first.id, version=None)
    assert counts(invoices, second, third) == ["adds", "duplicate"]
    assert spend(invoices) == Decimal(119)
    invoices.delete(ANNA, third.id, version=None)
    invoices.delete(ANNA, second.id, version=None)
    assert invoices.stats(ANNA) == ()


def test_the_one_saved_first_counts_also_when_its_save_was_finished_last(invoices: InvoiceRepository) -> None:
    first, second = made(number="R-1"), made(number="R-1")
    invoices.begin(ANNA, first)
    saved(invoices, second)
    assert counts(invoices, second) == ["adds"]
    invoices.store(ANNA, first.id)
    assert counts(invoices, first, second) == ["adds", "duplicate"]
    assert spend(invoices) == Decimal(119)


def test_one_that_was_a_duplicate_by_number_may_be_one_by_file(invoices: InvoiceRepository) -> None:
    by_file, by_number = made(number="R-1", content="paper"), made(number="R-2")
    both = made(number="R-2", content="paper")
    saved(invoices, by_file, by_number, both)
    assert counts(invoices, both) == ["duplicate"]
    invoices.delete(ANNA, by_number.id, version=None)
    assert counts(invoices, both) == ["duplicate"]
    invoices.delete(ANNA, by_file.id, version=None)
    assert counts(invoices, both) == ["adds"]
    assert spend(invoices) == Decimal(119)


def test_a_number_that_is_corrected_makes_two_of_one_and_one_of_two(invoices: InvoiceRepository) -> None:
    first, second = made(number="R-1"), made(number="R-2")
    saved(invoices, first, second)
    assert spend(invoices) == Decimal(238)
    as_first = second.invoice.model_copy(update={"invoice_number": "R-1"})
    second = edited(invoices, second, invoice=as_first)
    assert (counts(invoices, first, second), spend(invoices)) == (["adds", "duplicate"], Decimal(119))
    first = edited(invoices, first, invoice=first.invoice.model_copy(update={"invoice_number": "R-3"}))
    assert (counts(invoices, first, second), spend(invoices)) == (["adds", "adds"], Decimal(238))


def test_a_kind_that_is_corrected_changes_the_sums(invoices: InvoiceRepository) -> None:
    first, second = made("invoice", number="R-1"), made("invoice", number="R-1")
    saved(invoices, first, second)
    first = edited(invoices, first, invoice=of_kind(first, "quote"))
    assert (counts(invoices, first, second), spend(invoices)) == (["not_counted", "adds"], Decimal(119))
    first = edited(invoices, first, invoice=of_kind(first, "credit_note"))
    assert (counts(invoices, first, second), spend(invoices)) == (["reduces", "adds"], Decimal(0))


def test_a_dispute_that_is_settled_counts(invoices: InvoiceRepository) -> None:
    record = made(status=RecordStatus.DISPUTED, failed=("tax_sum",))
    saved(invoices, record)
    assert spend(invoices) == 0
    edited(invoices, record, status=RecordStatus.REVIEWED, checks=())
    assert spend(invoices) == Decimal(119)


def test_disputed_only_for_a_duplicate_that_is_gone_counts(invoices: InvoiceRepository) -> None:
    first = made(number="R-1")
    second = made(number="R-1", status=RecordStatus.DISPUTED, failed=("duplicate_business",))
    saved(invoices, first, second)
    assert counts(invoices, second) == ["duplicate"]
    invoices.delete(ANNA, first.id, version=None)
    assert (counts(invoices, second), spend(invoices)) == (["adds"], Decimal(119))


def test_the_same_document_of_another_owner_is_no_duplicate(invoices: InvoiceRepository) -> None:
    hers, his = made(number="R-1", content="paper"), made(number="R-1", content="paper")
    saved(invoices, hers)
    invoices.begin(BEN, his)
    invoices.store(BEN, his.id)
    assert [row.count for row in invoices.stats(BEN)] == [1]
    assert spend(invoices) == Decimal(119)


def test_of_the_same_document_saved_many_times_at_once_one_counts(invoices: InvoiceRepository) -> None:
    records = [made(number="R-1") for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda record: saved(invoices, record), records))
    assert counts(invoices, *records) == ["adds", *["duplicate"] * 5]
    assert spend(invoices) == Decimal(119)
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda record: invoices.delete(ANNA, record.id, version=None), records[:5]))
    assert (counts(invoices, records[5]), spend(invoices)) == (["adds"], Decimal(119))


# ---- any order of operations -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_list_totals_and_export_add_up_to_the_same(invoices: InvoiceRepository, seed: int) -> None:
    chance = random.Random(seed)
    kept: dict[str, Record] = {}
    kinds = [None, "invoice", "invoice", "credit_note", "quote", "receipt"]

    def anything() -> Record:
        status = chance.choice(list(RecordStatus))
        return made(
            chance.choice(kinds),
            chance.choice(["10.00", "-10.00", "0.05", None]),
            number=chance.choice(["1", "2", None]),
            content=chance.choice(["one", "two", None, None]),
            currency=chance.choice(["EUR", "USD"]),
            status=status,
            failed=chance.choice([(), ("tax_sum",), ("duplicate_file",)]) if status == "disputed" else (),
        )

    for _ in range(24):
        what = chance.choice(["save", "save", "edit", "delete"]) if kept else "save"
        if what == "save":
            (record,) = saved(invoices, anything())
        elif what == "edit":
            before, other = chance.choice(list(kept.values())), anything()
            record = edited(invoices, before, invoice=other.invoice, status=other.status, checks=other.checks)
        else:
            record = kept.pop(chance.choice(list(kept)))
            invoices.delete(ANNA, record.id, version=None)
            continue
        kept[record.id] = record
    require_same_sums(invoices)
    assert rows(invoices).keys() == kept.keys()
    assert {name: row.counts for name, row in rows(invoices).items()} == worked_out(kept.values())


def worked_out(records: Iterable[Record]) -> dict[str, str]:
    """What each counts as, told by looking at all pairs."""
    told: dict[str, str] = {}
    every = sorted(records, key=lambda record: record.created_at)
    for place, record in enumerate(every):
        kind, gross = record.invoice.document_type, record.invoice.amounts.gross or Decimal(0)
        if kind == "quote":
            told[record.id] = "not_counted"
        elif any(alike(record, earlier) for earlier in every[:place]):
            told[record.id] = "duplicate"
        elif record.status == "disputed" and [check.id for check in record.checks] != ["duplicate_file"]:
            told[record.id] = "disputed"
        else:
            told[record.id] = "reduces" if kind == "credit_note" or gross < 0 else "adds"
    return told


def alike(one: Record, other: Record) -> bool:
    if other.invoice.document_type == "quote":
        return False
    if one.document.sha256 == other.document.sha256:
        return True

    def total(record: Record) -> Decimal:
        gross = record.invoice.amounts.gross or Decimal(0)
        return -abs(gross) if record.invoice.document_type == "credit_note" else gross

    number = one.invoice.invoice_number
    return number is not None and number == other.invoice.invoice_number and total(one) == total(other)


# ---- parts -----------------------------------------------------------------------------------------------------------


def of_months(*months: str | None) -> list[Record]:
    """Some sellers in each month, with a second currency and a duplicate in each."""
    return [
        a_record(
            an_invoice(
                seller=f"Seller {seller}",
                number=str(seller),
                issued=f"{month}-0{seller + 1}" if month else None,
                gross="10.00",
                currency=currency,
            ),
            at=NOON + timedelta(seconds=next(MOMENTS)),
        )
        for month in months
        for seller, currency in ((0, "EUR"), (0, "USD"), (1, "EUR"), (1, "EUR"), (2, "EUR"))
    ]


@pytest.mark.parametrize("most", [1, 5, 6, 11, 100])
def test_totals_come_in_whole_months_that_lead_to_all(invoices: InvoiceRepository, most: int) -> None:
    saved(invoices, *of_months("2026-02", "2026-01", None, "2025-12", "2026-11"))
    whole = invoices.stats(ANNA)
    assert len({(row.month, row.seller, row.currency) for row in whole}) == len(whole) == 20
    rows: list[StatsRow] = []
    first, parts = None, 0
    while True:
        part = invoices.totals(ANNA, Months(first, most=most))
        assert len({row.month for row in part.rows}) == max(1, min(5 - len({row.month for row in rows}), -(-most // 5)))
        rows += part.rows
        parts, first = parts + 1, part.further
        if first is None:
            break
    assert tuple(rows) == whole
    assert parts == -(-5 // -(-most // 5))


def test_totals_of_some_months(invoices: InvoiceRepository) -> None:
    saved(invoices, *of_months(None, "2025-12", "2026-01", "2026-02", "2026-11"))
    whole = invoices.stats(ANNA)

    def months(first: str | None, last: str | None) -> tuple[StatsRow, ...]:
        part = invoices.totals(ANNA, Months(first, last))
        assert part.further is None
        return part.rows

    assert months(None, None) == whole
    assert months("2026-01", "2026-02") == tuple(row for row in whole if row.month in ("2026-01", "2026-02"))
    assert months("2026-02", None) == tuple(row for row in whole if row.month in ("2026-02", "2026-11"))
    assert months(None, "2025-12") == tuple(row for row in whole if row.month in (None, "2025-12"))
    assert months("2026-03", "2026-10") == months("2026-02", "2026-01") == ()
