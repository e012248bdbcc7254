"""Whole rows of the export: every column with its value, in each format."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from app.domain.checks import Check, Outcome
from app.domain.document import DocumentInfo
from app.domain.export import Format, Rows
from app.domain.invoice import Invoice
from app.domain.reading import Evidence, Source
from app.domain.record import Query, Record, RecordStatus
from app.encoding.csv_rows import MARK
from app.services.export import ExportService
from tests.fakes import FakeInvoiceRepository
from tests.making import ANNA, NOON

ADDRESS = "Hafenstrasse 1\n20095 Hamburg"
RECORD = Record(
    id="inv_" + "a" * 32,
    scan_id="scn_" + "b" * 32,
    status=RecordStatus.REVIEWED,
    version=3,
    document=DocumentInfo(
        sha256="c" * 64, media_type="application/pdf", size=10, pages=1, file_name="Rechnung März.pdf"
    ),
    reader="text",
    invoice=Invoice.model_validate(
        {
            "document_type": "credit_note",
            "invoice_number": "R-1",
            "issue_date": "2026-11-02",
            "due_date": "2026-12-02",
            "purchase_order": "PO-7",
            "currency": "EUR",
            "seller": {"name": "Büro Ä", "vat_id": "DE136695976", "address": {"text": ADDRESS}},
            "buyer": {"name": "Elmwood", "vat_id": "GB1"},
            "amounts": {"net": "100.10", "tax": "19.020", "gross": "119.12", "paid": "19.00", "due": "100.12"},
            "payment": {
                "reference": "RF18",
                "accounts": [{"iban": "DE1"}, {"number": "7"}, {"iban": "DE2"}],
            },
            "lines": [
                {
                    "line_no": "1",
                    "product_code": "P-1",
                    "description": "Paper",
                    "quantity": "2.500",
                    "unit": "kg",
                    "unit_price": "40.0400",
                    "discount": "0.05",
                    "amount": "100.10",
                    "tax_rate": "19",
                },
                {"description": "Delivered"},
            ],
        }
    ),
    evidence={
        "invoice_number": Evidence(source=Source.TEXT, confidence=0.9, looked_at=True),
        "amounts.net": Evidence(source=Source.TEXT, confidence=0.9, looked_at=False),
        "amounts.gross": Evidence(source=Source.TEXT, confidence=0.9, looked_at=True),
        "currency": Evidence(source=Source.TEXT, confidence=0.9),
    },
    checks=(
        Check(id="iban", outcome=Outcome.FAILED, detail="wrong"),
        Check(id="net_total", outcome=Outcome.PASSED, detail="right"),
        Check(id="tax_id", outcome=Outcome.FAILED, detail="wrong"),
    ),
    created_at=NOON,
    updated_at=NOON,
)

# Column, text in CSV, value in XLSX (None: the text).
COMMON = [
    ("id", RECORD.id, None),
    ("status", "reviewed", None),
    ("document_type", "credit_note", None),
    ("invoice_number", "R-1", None),
    ("issue_date", "2026-11-02", None),
]
OF_INVOICES: list[tuple[str, str, Any]] = [
    *COMMON,
    ("due_date", "2026-12-02", None),
    ("seller.name", "Büro Ä", None),
    ("seller.vat_id", "DE136695976", None),
    ("seller.address.text", ADDRESS, None),
    ("buyer.name", "Elmwood", None),
    ("buyer.vat_id", "GB1", None),
    ("purchase_order", "PO-7", None),
    ("currency", "EUR", None),
    ("amounts.net", "100.10", 100.1),
    ("amounts.tax", "19.020", 19.02),
    ("amounts.gross", "119.12", 119.12),
    ("amounts.paid", "19.00", 19),
    ("amounts.due", "100.12", 100.12),
    ("payment.reference", "RF18", None),
    ("iban", "DE1; DE2", None),
    ("failed_checks", "iban tax_id", None),
    ("file_name", "Rechnung März.pdf", None),
    ("saved_at", "2026-11-22T12:00:00+00:00", None),
    ("counts", "reduces", None),
    ("counted.net", "-100.10", -100.1),
    ("counted.tax", "-19.020", -19.02),
    ("counted.gross", "-119.12", -119.12),
    ("looked_at", "amounts.gross invoice_number", None),
    ("not_looked_at", "amounts.net", None),
]
OF_LINES: list[tuple[str, str, Any]] = [
    *COMMON,
    ("seller.name", "Büro Ä", None),
    ("line.line_no", "1", None),
    ("line.product_code", "P-1", None),
    ("line.description", "Paper", None),
    ("line.quantity", "2.500", 2.5),
    ("line.unit", "kg", None),
    ("line.unit_price", "40.0400", 40.04),
    ("line.discount", "0.05", 0.05),
    ("line.amount", "100.10", 100.1),
    ("line.tax_rate", "19", 19),
    ("currency", "EUR", None),
    ("counts", "reduces", None),
]


def exported(format_: Format, stand_for: Rows = Rows.INVOICES) -> bytes:
    invoices = FakeInvoiceRepository()
    invoices.begin(ANNA, RECORD)
    invoices.store(ANNA, RECORD.id)
    return b"".join(ExportService(invoices=invoices).stream(ANNA, Query(), format_=format_, rows=stand_for))


@pytest.mark.parametrize(("stand_for", "wanted"), [(Rows.INVOICES, OF_INVOICES), (Rows.LINES, OF_LINES)])
def test_a_row_of_csv_has_every_column_with_its_value(stand_for: Rows, wanted: list[tuple[str, str, Any]]) -> None:
    text = exported(Format.CSV, stand_for).decode()
    head, first, *_ = csv.reader(io.StringIO(text.removeprefix(MARK), newline=""))
    assert list(zip(head, first, strict=True)) == [(name, value) for name, value, _ in wanted]


@pytest.mark.parametrize("stand_for", Rows)
def test_csv_begins_with_one_byte_order_mark_and_its_lines_end_as_they_should(stand_for: Rows) -> None:
    data = exported(Format.CSV, stand_for)
    assert data.startswith(b'\xef\xbb\xbf"id",')
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == (2 if stand_for is Rows.INVOICES else 3)


def test_a_line_without_values_has_empty_cells() -> None:
    *_, last = csv.DictReader(io.StringIO(exported(Format.CSV, Rows.LINES).decode("utf-8-sig"), newline=""))
    assert {name: value for name, value in last.items() if value} == {
        **{name: value for name, value, _ in OF_LINES if not name.startswith("line.")},
        "line.description": "Delivered",
    }


@pytest.mark.parametrize(("stand_for", "wanted"), [(Rows.INVOICES, OF_INVOICES), (Rows.LINES, OF_LINES)])
def test_a_row_of_a_spreadsheet_has_every_column_with_its_value(
    stand_for: Rows, wanted: list[tuple[str, str, Any]]
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(Format.XLSX, stand_for))).active
    assert sheet is not None
    head, first = ([cell.value for cell in row] for row in list(sheet.iter_rows())[:2])
    assert list(zip(head, first, strict=True)) == [
        (name, text if number is None else number) for name, text, number in wanted
    ]


def test_json_has_all_that_is_known_of_an_invoice() -> None:
    (row,) = json.loads(exported(Format.JSON))["invoices"]
    invoice = row.pop("invoice")
    assert row == {
        "id": RECORD.id,
        "status": "reviewed",
        "version": 3,
        "saved_at": "2026-11-22T12:00:00+00:00",
        "failed_checks": ["iban", "tax_id"],
        "file_name": "Rechnung März.pdf",
        "sha256": "c" * 64,
        "counts": "reduces",
        "counted": {"net": "-100.10", "tax": "-19.020", "gross": "-119.12"},
        "looked_at": ["amounts.gross", "invoice_number"],
        "not_looked_at": ["amounts.net"],
    }
    assert Invoice.model_validate(invoice) == RECORD.invoice
    assert datetime.fromisoformat(row["saved_at"]) == RECORD.created_at
    # Digits as they were printed: no float was in between.
    assert (invoice["amounts"]["tax"], invoice["lines"][0]["unit_price"]) == ("19.020", "40.0400")
    assert Decimal(invoice["amounts"]["gross"]) == Decimal("119.12")
