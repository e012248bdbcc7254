"""Exports hold everything, as text where a spreadsheet could take it for a formula."""

import csv
import io
import json
import unicodedata
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from app.domain.export import Format, Rows
from app.domain.record import Query
from app.encoding.csv_rows import harmless, row, rows
from app.encoding.spreadsheet import workbook
from app.services.export import ExportService
from tests.fakes import FakeInvoiceRepository
from tests.making import ANNA, BEN, a_record, an_invoice

EVIL = '=HYPERLINK("http://evil.test","click")'


def export(format_: Format, stand_for: Rows = Rows.INVOICES) -> bytes:
    invoices = FakeInvoiceRepository()
    for invoice in (
        an_invoice(seller=EVIL, number="R-1", gross="-119.00", net="-100.10", currency="EUR", lines=("Paper", "+Ink")),
        an_invoice(seller="Büro Ä", number="R-2", gross="12345678901234567890.12", lines=("Pens",)),
    ):
        record = a_record(invoice)
        invoices.begin(ANNA, record)
        invoices.store(ANNA, record.id)
    return b"".join(ExportService(invoices=invoices).stream(ANNA, Query(), format_=format_, rows=stand_for))


def read_back(stand_for: Rows) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(Format.CSV, stand_for).decode("utf-8-sig"))))


def test_csv_has_a_row_for_each_invoice_with_exact_amounts() -> None:
    rows = {row["invoice_number"]: row for row in read_back(Rows.INVOICES)}
    assert rows["R-1"]["amounts.gross"] == "-119.00"
    assert rows["R-2"]["amounts.gross"] == "12345678901234567890.12"
    assert rows["R-2"]["seller.name"] == "Büro Ä"


def test_csv_has_a_row_for_each_line_on_demand() -> None:
    assert sorted(row["line.description"] for row in read_back(Rows.LINES)) == ["'+Ink", "Paper", "Pens"]


def test_t36_a_formula_is_text_in_csv() -> None:
    assert {row["seller.name"] for row in read_back(Rows.INVOICES)} == {"'" + EVIL, "Büro Ä"}


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
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '"=1', " =1", "\uff1d1", "'=1", "%0A", "|calc", "\ttext"]
)
def test_text_that_may_be_a_formula_gets_a_quote(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["Paper", "1 = 1", "R-1", "", "\u00df=", "100 %", "Ring 1, 2nd floor; left", "a@b.example"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


SIGNS = ["=", "+", "-", "@", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\ufe6b"]
ENDS = [
    "",
    ";",
    "\t",
    "|",
    ",",
    "\n",
    "\r\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    '"',
    '";',
    "';",
    ";;",
    "; ",
    ";\t",
    ';"',
    ";\ufeff",
]
HOSTILE = [f"{before}{end}{sign}cmd|' /C calc'!A0" for before in ("", "Paper", " ") for end in ENDS for sign in SIGNS]


@pytest.mark.parametrize("quotes", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE], ids=["quotes", "no quotes"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_no_program_finds_a_formula_whatever_parts_its_cells(separator: str, quotes: Any) -> None:
    written = "".join(rows([["id", *HOSTILE, Decimal("-1.50"), None, "end"]])).removeprefix("\ufeff")
    for line in csv.reader(written.splitlines(), delimiter=separator, quoting=quotes):
        for cell in line:
            first = unicodedata.normalize("NFKC", cell.lstrip(' "\ufeff')[:1])
            assert cell == "-1.50" or first not in {*"=+-@%"}, repr(cell)


def test_rows_read_back_are_the_cells_with_their_marks() -> None:
    cells = ["Paper; 80 g", 'a "b"', "two\nlines", "", "; =1"]
    written = row([*cells, Decimal("-0.50"), Decimal("1E+3"), None])
    assert next(csv.reader(io.StringIO(written))) == [*cells[:-1], "; '=1", "-0.50", "1000", ""]
    assert written.endswith(',"; \'=1",-0.50,1000,\r\n')


@pytest.mark.parametrize("text", HOSTILE[:: len(SIGNS)])
def test_no_text_of_a_spreadsheet_is_calculated(text: str) -> None:
    data = b"".join(workbook([[text, Decimal("-1.5")]], name="x"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[1]] == ["s", "n"]


@pytest.mark.parametrize("sign", [";", '"', " ", "'", "=", ";=", "\t", "\ufeff"])
def test_a_text_is_encoded_in_a_time_that_grows_as_it_does(sign: str) -> None:
    assert all(len(harmless(before + sign * 200_000)) >= 200_000 for before in ("", "a"))
