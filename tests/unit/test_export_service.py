"""Exports hold everything, as text where a spreadsheet could take it for a formula."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from app.domain.record import Query
from app.services.export import ExportService, Format, Rows, harmless
from tests.fakes import FakeInvoiceRepository
from tests.making import ANNA, BEN, a_record, an_invoice

EVIL = '=HYPERLINK("http://evil.test","click")'


def export(format_: Format, rows: Rows = Rows.INVOICES) -> bytes:
    invoices = FakeInvoiceRepository()
    for invoice in (
        an_invoice(seller=EVIL, number="R-1", gross="-119.00", net="-100.10", currency="EUR", lines=("Paper", "+Ink")),
        an_invoice(seller="Büro Ä", number="R-2", gross="12345678901234567890.12", lines=("Pens",)),
    ):
        record = a_record(invoice)
        invoices.begin(ANNA, record)
        invoices.store(ANNA, record.id)
    return b"".join(ExportService(invoices=invoices).stream(ANNA, Query(), format_=format_, rows=rows))


def csv_rows(rows: Rows) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(Format.CSV, rows).decode("utf-8-sig"))))


def test_csv_has_a_row_for_each_invoice_with_exact_amounts() -> None:
    rows = {row["invoice_number"]: row for row in csv_rows(Rows.INVOICES)}
    assert rows["R-1"]["amounts.gross"] == "-119.00"
    assert rows["R-2"]["amounts.gross"] == "12345678901234567890.12"
    assert rows["R-2"]["seller.name"] == "Büro Ä"


def test_csv_has_a_row_for_each_line_on_demand() -> None:
    assert sorted(row["line.description"] for row in csv_rows(Rows.LINES)) == ["'+Ink", "Paper", "Pens"]


def test_t36_a_formula_is_text_in_csv() -> None:
    assert {row["seller.name"] for row in csv_rows(Rows.INVOICES)} == {"'" + EVIL, "Büro Ä"}


def test_t36_a_formula_is_text_in_xlsx_and_amounts_are_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export(Format.XLSX))).active
    assert sheet is not None
    head, *rows = list(sheet.iter_rows())
    names = [cell.value for cell in head]
    cells = {row[names.index("invoice_number")].value: row for row in rows}
    seller = cells["R-1"][names.index("seller.name")]
    assert (seller.data_type, seller.value) == ("s", EVIL)
    assert cells["R-1"][names.index("amounts.gross")].value == -119
    assert cells["R-2"][names.index("amounts.gross")].value == "12345678901234567890.12"


def test_json_holds_the_plain_invoices() -> None:
    invoices = json.loads(export(Format.JSON), parse_float=Decimal)["invoices"]
    by_number = {row["invoice"]["invoice_number"]: row["invoice"] for row in invoices}
    assert by_number["R-2"]["amounts"]["gross"] == "12345678901234567890.12"
    assert [line["description"] for line in by_number["R-1"]["lines"]] == ["Paper", "+Ink"]


@pytest.mark.parametrize("format_", Format)
def test_nothing_of_another_owner_is_in_it(format_: Format) -> None:
    invoices = FakeInvoiceRepository()
    record = a_record(an_invoice(seller="Secret Ltd"))
    invoices.begin(BEN, record)
    invoices.store(BEN, record.id)
    data = b"".join(ExportService(invoices=invoices).stream(ANNA, Query(), format_=format_, rows=Rows.INVOICES))
    assert b"Secret" not in data
    assert record.id.encode() not in data


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '"=1', " =1", "\uff1d1", "'=1", "%0A", "|calc"]
)
def test_text_that_may_be_a_formula_gets_a_quote(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Paper", "1 = 1", "R-1", "", "ß=", "100 %"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
