"""Numbers, dates and other words that a label announces."""

from datetime import date, time
from typing import Any

import pytest

from app.domain.reading import Source
from app.engine.fields import read_fields
from app.engine.tables import read_tables
from tests.documents.words import text_of

TOTAL = "\nTotal     119.00"


def values(rows: str, *, source: Source = Source.TEXT) -> dict[str, Any]:
    found = read_fields(text_of(rows + TOTAL, source=source))
    return {item.path: item.value for item in found if item.value is not None}


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ("Invoice No.: 2024-117", "2024-117"),
        ("Invoice No.        2024-117", "2024-117"),
        ("Invoice Number\n2024-117", "2024-117"),
        ("Rechnung Nr. RE-17/3 vom 02.03.2024", "RE-17/3"),
        ("Facture n° F2024-9 du 02/03/2024", "F2024-9"),
        ("Invoice INV/2023/03/0008", "INV/2023/03/0008"),
        ("Invoice No : CS 67832", "CS 67832"),
        ("Customer      Order      Invoice      Due date\nK1            A2         R777         01/02/2024", "R777"),
    ],
)
def test_the_invoice_number(rows: str, number: str) -> None:
    assert values(rows)["invoice_number"] == number


@pytest.mark.parametrize("rows", ["Invoice date: 02/03/2024", "Invoice No.:", "Invoice number see below"])
def test_no_number_is_made_up(rows: str) -> None:
    assert "invoice_number" not in values(rows)


def test_dates_go_to_their_labels() -> None:
    rows = "Invoice date: 20.03.2024\nDue date: 19.04.2024\nDelivery date: 18.03.2024\nOrder date: 01.03.2024"
    read = values(rows)
    assert read["issue_date"] == date(2024, 3, 20)
    assert read["due_date"] == date(2024, 4, 19)
    assert read["delivery_date"] == date(2024, 3, 18)


def test_the_date_of_a_title() -> None:
    assert values("Rechnung Nr. 17 vom 20.03.2024\nBestelldatum 01.03.2024")["issue_date"] == date(2024, 3, 20)


def test_a_till_prints_date_and_time_without_a_label() -> None:
    read = values("Corner Shop Ltd\n22/12/2017 14:03:20\nCash    120.00\nChange    1.00")
    assert (read["issue_date"], read["issue_time"]) == (date(2017, 12, 22), time(14, 3, 20))
    assert read["document_type"] == "receipt"


def test_a_lost_blank_between_date_and_time() -> None:
    assert values("Date: 15/07/201712:07", source=Source.ENGINE)["issue_date"] == date(2017, 7, 15)


def test_the_service_period() -> None:
    read = values("Leistungszeitraum: 01.03.2024 - 31.03.2024")
    assert (read["service_period.start"], read["service_period.end"]) == (date(2024, 3, 1), date(2024, 3, 31))


def test_order_customer_terms_and_reference() -> None:
    read = values(
        "PO Number: 4500017\nCustomer No: K-88\nPayment terms: 30 days net\n"
        "Payment reference: RF18539007547034\nDate: 1.2.2024"
    )
    assert read["purchase_order"] == "4500017"
    assert read["buyer.customer_id"] == "K-88"
    assert read["payment.terms"] == "30 days net"
    assert read["payment.reference"] == "RF18539007547034"


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ("TAX INVOICE", "invoice"),
        ("Rechnung", "invoice"),
        ("Gutschrift Nr. 12", "credit_note"),
        ("Avoir AV-2017-0005", "credit_note"),
        ("Quotation", "quote"),
        ("DEBIT NOTE", "debit_note"),
        ("PRO FORMA INVOICE", "proforma"),
        ("Proforma-Rechnung", "proforma"),
        ("Mahnung", "reminder"),
        ("2. Mahnung", "reminder"),
        ("Zahlungserinnerung", "reminder"),
        ("Payment Reminder", "reminder"),
        ("Rappel de paiement", "reminder"),
        ("Delivery Note 4711", "delivery_note"),
        ("Lieferschein Nr. 4711", "delivery_note"),
        ("PACKING SLIP", "delivery_note"),
        ("Gehaltsabrechnung", "payslip"),
        ("Payslip", "payslip"),
        ("Bulletin de paie", "payslip"),
        ("Rechnung\nLieferschein Nr. 4711", "invoice"),
        ("Invoice\nDelivery note: 4711", "invoice"),
        ("Lieferschein Nr. 4711\nRechnung Nr. 12", "invoice"),
    ],
)
def test_the_kind_that_a_document_calls_itself(rows: str, kind: str) -> None:
    assert values(rows)["document_type"] == kind


def test_the_language_of_the_labels() -> None:
    read = values("Rechnungsnummer: 17\nRechnungsdatum: 1.3.2024\nKundennummer: 12\nBestellnummer: 9")
    assert read["language"] == "de"


def test_a_date_without_marks_needs_a_time_behind_it() -> None:
    assert values("Total   5.00\n00440010036 25032018 13:11:54 0003")["issue_date"] == date(2018, 3, 25)
    assert "issue_date" not in values("Total   5.00\n00440010036 25032018 0003")


def test_a_code_in_an_item_is_no_date() -> None:
    items = (
        "Item             Qty     Price    Amount\n"
        "Brush 03-04-06     1      2.70      2.70\nSoap               2      1.30      2.60\n"
    )
    text = text_of(items + "Total                              5.30\n19-09-17")
    read = {item.path: item.value for item in read_fields(text, read_tables(text).rows)}
    assert read["issue_date"] == date(2017, 9, 19)
