"""What becomes of the fields of an AnalyzeExpense answer."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.adapters.textract.mapping import read_answer
from app.domain.errors import DocumentRejected
from app.domain.invoice import plain
from app.domain.reading import Reading, Source
from app.domain.sure import BELOW_SURE, SURE
from tests.textract_answers import Json, answer, expense, field, invoice_page, row, worded_blocks, words


def read(*summary: Json, **more: Any) -> Reading:
    return read_answer(answer(expense(*summary, **more)))


def at(reading: Reading, path: str) -> object:
    """The value of a dotted path in the plain form; None when absent."""
    node: Any = plain(reading.invoice)
    for name in path.split("."):
        node = node[int(name)] if isinstance(node, list) else node.get(name)
        if node is None:
            return None
    return node


@pytest.mark.parametrize(
    ("type_", "text", "path", "value"),
    [
        ("ACCOUNT_NUMBER", "0011-22", "buyer.account_number", "0011-22"),
        ("AMOUNT_DUE", "$12.50", "amounts.due", "12.50"),
        ("AMOUNT_PAID", "-$2.50", "amounts.paid", "2.50"),
        ("CUSTOMER_NUMBER", "C-17", "buyer.customer_id", "C-17"),
        ("DELIVERY_DATE", "2 May 2024", "delivery_date", "2024-05-02"),
        ("DISCOUNT", "(3.00)", "amounts.discount", "3.00"),
        ("DUE_DATE", "Friday, 3 May 2024", "due_date", "2024-05-03"),
        ("GRATUITY", "$4.00", "amounts.tip", "4.00"),
        ("INVOICE_RECEIPT_DATE", "May 2, 2024", "issue_date", "2024-05-02"),
        ("INVOICE_RECEIPT_ID", "INV-7", "invoice_number", "INV-7"),
        ("ORDER_DATE", "2024-05-01", "order_date", "2024-05-01"),
        ("PAYMENT_TERMS", "30 days net", "payment.terms", "30 days net"),
        ("PO_NUMBER", "PO-9", "purchase_order", "PO-9"),
        ("PRIOR_BALANCE", "$7.00", "amounts.prior_balance", "7.00"),
        ("RECEIVER_ABN_NUMBER", "51 824 753 556", "buyer.tax_ids.0.value", "51 824 753 556"),
        ("RECEIVER_ADDRESS", "5 Low St\nLeeds", "buyer.address.text", "5 Low St\nLeeds"),
        ("RECEIVER_GST_NUMBER", "27AAPFU0939F1ZV", "buyer.tax_ids.0.value", "27AAPFU0939F1ZV"),
        ("RECEIVER_NAME", "Ann Buyer\n-", "buyer.name", "Ann Buyer"),
        ("RECEIVER_PAN_NUMBER", "AAPFU0939F", "buyer.tax_ids.0.scheme", "pan"),
        ("RECEIVER_PHONE", "555 1234", "buyer.phone", "555 1234"),
        ("RECEIVER_VAT_NUMBER", "GB999999973", "buyer.vat_id", "GB999999973"),
        ("SERVICE_CHARGE", "$1.25", "amounts.service_charge", "1.25"),
        ("SHIPPING_HANDLING_CHARGE", "$9.95", "amounts.shipping", "9.95"),
        ("SUBTOTAL", "$100.00", "amounts.net", "100.00"),
        ("TAX", "$19.00", "amounts.tax", "19.00"),
        ("TAX_PAYER_ID", "12-3456789", "seller.tax_ids.0.scheme", "ein"),
        ("TOTAL", "$1,234.56", "amounts.gross", "1234.56"),
        ("VENDOR_ABN_NUMBER", "51 824 753 556", "seller.tax_ids.0.scheme", "abn"),
        ("VENDOR_ADDRESS", "1 High St\nYork", "seller.address.text", "1 High St\nYork"),
        ("VENDOR_GST_NUMBER", "27AAPFU0939F1ZV", "seller.tax_ids.0.scheme", "gst"),
        ("VENDOR_NAME", "Harbour\nTools Ltd", "seller.name", "Harbour Tools Ltd"),
        ("VENDOR_PAN_NUMBER", "AAPFU0939F", "seller.tax_ids.0.value", "AAPFU0939F"),
        ("VENDOR_PHONE", "(1) 555-123-1234", "seller.phone", "(1) 555-123-1234"),
        ("VENDOR_URL", "https: //example.com", "seller.website", "https://example.com"),
        ("VENDOR_VAT_NUMBER", "GB999999973", "seller.vat_id", "GB999999973"),
    ],
)
def test_each_type_of_its_own_has_its_place(type_: str, text: str, path: str, value: str) -> None:
    assert at(read(field(type_, text)), path) == value


@pytest.mark.parametrize(
    ("group", "party"),
    [
        ("VENDOR", "seller"),
        ("VENDOR_SUPPLIER", "seller"),
        ("VENDOR_REMIT_TO", "remit_to"),
        ("RECEIVER", "buyer"),
        ("RECEIVER_SOLD_TO", "buyer"),
        ("RECEIVER_BILL_TO", "bill_to"),
        ("RECEIVER_SHIP_TO", "ship_to"),
    ],
)
def test_parts_of_an_address_go_to_the_party_of_their_group(group: str, party: str) -> None:
    texts = {
        "ADDRESS": "Harbour Tools\n1 High St\nYork, CA 94105\nUSA",
        "ADDRESS_BLOCK": "1 High St\nYork, CA 94105\nUSA",
        "NAME": "Harbour Tools",
        "STREET": "1 High St",
        "CITY": "York,",
        "STATE": "CA",
        "ZIP_CODE": "94105",
        "COUNTRY": "USA",
    }
    reading = read(*(field(type_, text, groups=(group,)) for type_, text in texts.items()))
    assert at(reading, party) == {
        "name": "Harbour Tools",
        "address": {
            "text": "1 High St\nYork, CA 94105\nUSA",
            "street": "1 High St",
            "city": "York",
            "region": "CA",
            "postal_code": "94105",
            "country": "US",
        },
    }


def test_what_has_no_name_of_ours_is_kept_with_its_label() -> None:
    reading = read(
        field("OTHER", "114801", label="APPROVAL #:"), field("OTHER", "", label="SIGNATURE"), field("OTHER", "x")
    )
    assert at(reading, "other_fields") == [{"label": "APPROVAL #", "value": "114801"}]


def test_evidence_tells_text_and_place() -> None:
    reading = read(field("TOTAL", "$ 12.50", page=1, at=(0.5, 0.8)))
    evidence = reading.evidence["amounts.gross"]
    assert (evidence.raw, evidence.page, evidence.source) == ("$ 12.50", 1, Source.TEXTRACT)
    assert evidence.polygon is not None
    assert evidence.polygon[0] == pytest.approx((0.5, 0.8), abs=0.005)


def test_what_textract_alone_says_is_not_sure_and_less_so_the_less_it_is_itself() -> None:
    said = (field("PO_NUMBER", "X-1", confidence=100), field("ACCOUNT_NUMBER", "Y-1", confidence=50))
    evidence = read(*said).evidence
    most, less = (evidence[path].confidence or 0.0 for path in ("purchase_order", "buyer.account_number"))
    assert BELOW_SURE >= most > less > 0


def test_a_total_that_the_sums_contradict_is_not_sure_whatever_textract_says() -> None:
    page = worded_blocks("Subtotal 100.00", "Tax 19.00", "Total 119.00")
    right = read(field("TOTAL", "119.00", label="Total", at=(0.4, 0.16)), blocks=page)
    wrong = read(field("TOTAL", "100.00", label="Total", confidence=100, at=(0.4, 0.1)), blocks=page)
    assert right.invoice.amounts.gross == Decimal("119.00")
    assert wrong.invoice.amounts.gross in (Decimal("119.00"), Decimal("100.00"))
    assert (wrong.evidence["amounts.gross"].confidence or 0.0) < SURE
    assert "100.00" in {str(wrong.invoice.amounts.gross)} | {
        candidate.value for candidate in wrong.evidence["amounts.gross"].candidates
    }


def test_the_surest_of_two_values_is_taken_and_the_other_kept_as_candidate() -> None:
    reading = read(field("VENDOR_NAME", "BIG80X", confidence=60), field("VENDOR_NAME", "BIGBOX", confidence=99))
    assert reading.invoice.seller.name == "BIGBOX"
    assert "BIG80X" in [item.value for item in reading.evidence["seller.name"].candidates]


def test_a_text_that_is_no_amount_is_shown_and_not_guessed() -> None:
    reading = read(field("TOTAL", "see below", label="Total"))
    assert reading.invoice.amounts.gross is None
    assert [item.value for item in reading.evidence["amounts.gross"].candidates] == ["see below"]


def test_a_person_is_the_contact_of_the_buyer_and_not_the_buyer() -> None:
    reading = read(
        field("RECEIVER_NAME", "R. Davis", label="Attn:"), field("RECEIVER_NAME", "Design Co.", confidence=70)
    )
    assert (reading.invoice.buyer.name, reading.invoice.buyer.contact) == ("Design Co.", "R. Davis")


def test_the_address_to_ship_to_is_not_taken_for_the_buyers() -> None:
    reading = read(
        field("RECEIVER_NAME", "Warehouse 4", confidence=99.9),
        field("RECEIVER_NAME", "Design Co.", confidence=95),
        field("NAME", "Warehouse 4", groups=("RECEIVER_SHIP_TO",), group_id="a"),
        field("NAME", "Design Co.", groups=("RECEIVER_BILL_TO",), group_id="b"),
    )
    invoice = reading.invoice
    assert (invoice.buyer.name, invoice.bill_to.name, invoice.ship_to.name) == (
        "Design Co.",
        "Design Co.",
        "Warehouse 4",
    )


# ---- amounts ---------------------------------------------------------------------------------------------------------


def test_totals_are_told_apart_by_their_labels() -> None:
    reading = read(
        field("TOTAL", "$60.00", label="Total Paid"),
        field("TOTAL", "$100.00", label="Grand Total"),
        field("TOTAL", "$40.00", label="Balance"),
        field("TOTAL", "$90.00", label="Subtotal"),
        field("TAX", "$10.00", label="Tax"),
    )
    amounts = reading.invoice.amounts
    assert (amounts.gross, amounts.paid, amounts.due, amounts.net) == tuple(
        map(Decimal, ("100.00", "60.00", "40.00", "90.00"))
    )


def test_a_total_due_is_the_total_and_what_is_due() -> None:
    amounts = read(field("TOTAL", "$50.00", label="TOTAL DUE:")).invoice.amounts
    assert (amounts.gross, amounts.due) == (Decimal("50.00"), Decimal("50.00"))


def test_of_two_totals_the_one_that_is_left_after_a_payment_is_due() -> None:
    reading = read(
        field("TOTAL", "$40.00", label="Left"), field("TOTAL", "$100.00", label="Whole"), field("AMOUNT_PAID", "60.00")
    )
    amounts = reading.invoice.amounts
    assert (amounts.gross, amounts.paid, amounts.due) == (Decimal("100.00"), Decimal("60.00"), Decimal("40.00"))


def test_money_given_back_is_neither_due_nor_paid() -> None:
    reading = read(field("AMOUNT_DUE", "$3.00", label="CHANGE DUE"), field("TOTAL", "$3.00", label="Change"))
    assert plain(reading.invoice).get("amounts") is None


def test_net_and_tax_choose_among_several_totals() -> None:
    reading = read(
        field("SUBTOTAL", "$100.00", label="Subtotal"),
        field("TAX", "$19.00", label="Tax"),
        field("TOTAL", "$250.00", label="Total", confidence=99.9),
        field("TOTAL", "$119.00", label="Amount", confidence=70),
    )
    assert reading.invoice.amounts.gross == Decimal("119.00")


def test_two_taxes_are_two_rows_and_one_sum() -> None:
    reading = read(
        field("TAX", "$5.00", label="GST 5%"), field("TAX", "$7.00", label="PST (7%)"),
        field("SUBTOTAL", "$100.00"), field("TOTAL", "$112.00"),
    )  # fmt: skip
    assert reading.invoice.amounts.tax == Decimal("12.00")
    assert at(reading, "taxes") == [{"rate": "5", "amount": "5.00"}, {"rate": "7", "amount": "7.00"}]


def test_taxes_that_no_total_confirms_are_candidates_only() -> None:
    reading = read(field("TAX", "$5.00", label="GST"), field("TAX", "$7.00", label="PST"))
    assert reading.invoice.amounts.tax is None
    assert {item.value for item in reading.evidence["amounts.tax"].candidates} == {"12.00", "7.00", "5.00"}


# ---- currency and dates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ((field("TOTAL", "$5.00", currency="CAD"), field("VENDOR_ADDRESS", "x")), "CAD"),
        ((field("TOTAL", "£5.00"),), "GBP"),
        ((field("TOTAL", "$5.00"), field("COUNTRY", "Australia", groups=("VENDOR",))), "AUD"),
        ((field("TOTAL", "$5.00"),), None),
        ((field("TOTAL", "5.00", label="Total"), field("VENDOR_ADDRESS", "1 High St\nYork\nUnited Kingdom")), "GBP"),
        ((field("TOTAL", "5.00"), field("VENDOR_VAT_NUMBER", "DE136695976")), "EUR"),
        ((field("TOTAL", "$5.00", currency="no code"), field("VENDOR_ADDRESS", "1 High St\nYork, CA 94105")), "USD"),
    ],
)
def test_currency_by_code_then_sign_then_country(fields: tuple[Json, ...], code: str | None) -> None:
    assert read(*fields).invoice.currency == code


def test_the_currency_of_an_iban_counts_when_nothing_else_tells() -> None:
    reading = read(field("TOTAL", "5.00"), blocks=words("IBAN: DE89 3704 0044 0532 0130 00", 0.1, 0.9))
    assert reading.invoice.currency == "EUR"


def test_day_and_month_follow_the_document() -> None:
    by_another_date = read(field("INVOICE_RECEIPT_DATE", "03/04/2024"), field("DUE_DATE", "25/04/2024"))
    assert by_another_date.invoice.issue_date == date(2024, 4, 3)
    by_currency = read(field("INVOICE_RECEIPT_DATE", "03/04/2024"), field("TOTAL", "$5.00", currency="USD"))
    assert by_currency.invoice.issue_date == date(2024, 3, 4)


def test_a_date_that_may_be_two_days_is_given_with_less_confidence_and_the_other_day() -> None:
    evidence = read(field("INVOICE_RECEIPT_DATE", "03/04/2024")).evidence["issue_date"]
    assert [item.value for item in evidence.candidates] == ["2024-03-04"]
    assert evidence.confidence is not None
    assert evidence.confidence < 0.7


def test_a_date_of_birth_is_no_date_of_the_document() -> None:
    reading = read(field("INVOICE_RECEIPT_DATE", "1953-12-02", label="Date of birth"))
    assert reading.invoice.issue_date is None


def test_an_account_number_is_no_invoice_number() -> None:
    reading = read(field("INVOICE_RECEIPT_ID", "00112233", label="Account #"))
    assert reading.invoice.invoice_number is None


def test_the_label_is_cut_from_a_number_that_repeats_it() -> None:
    assert read(field("INVOICE_RECEIPT_ID", "Invoice #1258", label="Invoice #")).invoice.invoice_number == "1258"


# ---- text of the page ------------------------------------------------------------------------------------------------


def test_iban_bic_and_vat_id_come_from_the_words_when_their_digits_hold() -> None:
    blocks = [
        *words("VAT ID: DE136695976", 0.1, 0.1),
        *words("IBAN: DE89 3704 0044 0532 0130 00", 0.1, 0.90),
        *words("BIC: COBADEFFXXX", 0.1, 0.93),
    ]
    reading = read(field("TOTAL", "€5.00"), blocks=blocks)
    assert at(reading, "payment.accounts") == [{"iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}]
    assert reading.invoice.seller.vat_id == "DE136695976"
    assert reading.evidence["payment.accounts.0.iban"].source is Source.TEXTRACT


def test_an_iban_whose_check_digits_do_not_hold_is_left_out() -> None:
    reading = read(field("TOTAL", "€5.00"), blocks=words("IBAN: DE89 3704 0044 0532 0130 01", 0.1, 0.9))
    assert at(reading, "payment") is None


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (
            ("Faktura nr 7", "Data wystawienia 03.04.2024", "Termin płatności 17.04.2024", "Razem netto 5,00"),
            ["language"],
        ),
        (("Rechnung Nr. 7", "Rechnungsdatum 03.04.2024", "Fällig am 17.04.2024", "Summe netto 5,00"), []),
        (("Invoice no. 7", "Invoice date 03.04.2024", "Due date 17.04.2024", "Net total 5.00"), []),
    ],
)
def test_a_document_whose_letters_textract_does_not_know_is_noted(rows: tuple[str, ...], codes: list[str]) -> None:
    assert [note.code for note in read(field("TOTAL", "5"), blocks=worded_blocks(*rows)).notes] == codes


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ((field("INVOICE_RECEIPT_ID", "7", label="Invoice #"),), "invoice"),
        ((field("INVOICE_RECEIPT_ID", "7", label="Receipt no"),), "receipt"),
        ((field("INVOICE_RECEIPT_ID", "7", label="Credit note no"),), "credit_note"),
        (
            (
                field("TOTAL", "5.00", label="Total"),
                field("AMOUNT_PAID", "9.00", label="Cash"),
                field("OTHER", "4.00", label="Change"),
            ),
            "receipt",
        ),
        ((field("OTHER", "5.00", label="Weight"),), None),
    ],
)
def test_the_kind_of_document_by_its_labels(fields: tuple[Json, ...], kind: str | None) -> None:
    assert read(*fields).invoice.document_type == kind


# ---- several documents -----------------------------------------------------------------------------------------------


def test_pages_of_one_invoice_are_one_reading_with_the_total_of_the_last() -> None:
    first, second = invoice_page(page=1, total=None), invoice_page(index=2, page=2, total="$238.00")
    reading = read_answer(answer(first, second, pages=2))
    assert (reading.pages, len(reading.invoice.lines), reading.notes) == (2, 2, ())
    assert reading.invoice.amounts.gross == Decimal("238.00")
    assert reading.evidence["amounts.gross"].page == 2


def test_of_several_receipts_in_a_file_the_first_is_read_and_the_others_are_told_of() -> None:
    reading = read_answer(answer(invoice_page(number="A1"), invoice_page(index=2, number="B2", total="$5.00")))
    assert (reading.invoice.invoice_number, len(reading.invoice.lines)) == ("A1", 1)
    told = [(part.first_page, part.invoice_number, part.gross) for part in reading.documents]
    assert told == [(1, "A1", Decimal("119.00")), (1, "B2", Decimal("5.00"))]
    (check,) = reading.checks
    assert (check.id, check.failed, check.found) == ("several_documents", True, "2")
    assert "A1 (page 1, total 119.00); B2 (page 1, total 5.00)" in check.detail


def test_receipts_without_numbers_are_apart_when_seller_and_total_differ() -> None:
    receipts = [
        expense(field("VENDOR_NAME", name), field("TOTAL", total, label="Total"), index=index)
        for index, (name, total) in enumerate((("Cafe One", "$5.00"), ("Bar Two", "$9.00")), 1)
    ]
    reading = read_answer(answer(*receipts))
    assert (reading.invoice.seller.name, reading.invoice.amounts.gross) == ("Cafe One", Decimal("5.00"))


def test_pages_that_could_not_be_read_are_told_of() -> None:
    reading = read_answer(answer(invoice_page()) | {"JobStatus": "PARTIAL_SUCCESS"})
    assert reading.invoice.lines_incomplete is True
    assert [note.code for note in reading.notes] == ["partial"]


@pytest.mark.parametrize("value", [None, [], "text", 7, {}, {"ExpenseDocuments": None}, {"ExpenseDocuments": {}}])
def test_what_is_no_answer_is_refused(value: object) -> None:
    with pytest.raises(DocumentRejected) as refused:
        read_answer(value)
    assert refused.value.code == "unreadable-by"


def test_an_answer_without_any_document_gives_an_empty_invoice() -> None:
    assert plain(read_answer(answer()).invoice) == {}


def test_rows_of_lines_keep_their_order_over_tables_and_pages() -> None:
    rows = tuple(
        row(field("ITEM", f"Item {n}", at=(0.1, 0.1 + n / 50)), field("PRICE", f"{n}.00")) for n in range(1, 4)
    )
    assert [line.description for line in read(rows=rows).invoice.lines] == ["Item 1", "Item 2", "Item 3"]
