"""The XML of a hybrid PDF against its page. Measured over many layouts in `tests/bench/crosscheck`."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from app.domain.checks import CHECKS, OF_DOCUMENT, Check
from app.domain.errors import DocumentRejected
from app.domain.invoice import Account, Invoice, TaxId
from app.engine.crosscheck.reader import compare_pages, compare_recognized
from app.engine.picture_reader import look
from tests.documents.made import Made
from tests.documents.pages import blank_pdf, invoice_pdf, sample_invoice, scanned_pdf
from tests.documents.rendered import sheet

WORDS = Path(__file__).parents[2] / "app/web/src/i18n"
SEEN = sample_invoice(1, language="de")  # what the page shows
PAGE = invoice_pdf(SEEN)
IBAN_OF_ANOTHER = "NL91ABNA0417164300"


def compared(xml: Invoice, page: Made = PAGE, *, pages: int = 1) -> tuple[Check, ...]:
    return compare_pages(page.data, xml, pages).checks


def amounts(**values: str) -> Invoice:
    return SEEN.model_copy(
        update={"amounts": SEEN.amounts.model_copy(update={name: Decimal(value) for name, value in values.items()})}
    )


def account(iban: str) -> Invoice:
    payment = SEEN.payment.model_copy(update={"accounts": (Account(iban=iban, bic="ABNANL2A"),)})
    return SEEN.model_copy(update={"payment": payment})


def another_seller() -> Invoice:
    seller = SEEN.seller.model_copy(update={"name": "Sonnengold Energie AG"})
    payment = SEEN.payment.model_copy(update={"accounts": ()})
    return SEEN.model_copy(update={"seller": seller, "payment": payment})


def first_line(amount: str, **sums: str) -> Invoice:
    lines = (SEEN.lines[0].model_copy(update={"amount": Decimal(amount), "unit_price": None}), *SEEN.lines[1:])
    return amounts(**sums).model_copy(update={"lines": lines})


def test_what_is_found_on_the_document_is_told_like_other_checks() -> None:
    assert CHECKS.keys() >= OF_DOCUMENT


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_check_has_words_for_people(language: str) -> None:
    words = json.loads((WORDS / language / "checks.json").read_text("utf-8"))
    assert words["ids"].keys() >= CHECKS.keys()


def test_an_untouched_document_passes_and_says_what_was_seen() -> None:
    (result,) = compared(SEEN)
    assert (result.id, result.failed) == ("xml_vs_picture", False)
    assert {"invoice_number", "amounts.gross", "payment.accounts.0.iban", "seller.name"} <= set(result.fields)


@pytest.mark.parametrize(
    ("path", "xml"),
    [
        ("amounts.gross", amounts(gross="1.23", due="1.23")),
        ("payment.accounts.0.iban", account(IBAN_OF_ANOTHER)),
        ("invoice_number", SEEN.model_copy(update={"invoice_number": "X-77/4711"})),
        ("issue_date", SEEN.model_copy(update={"issue_date": date(2020, 2, 29)})),
        ("due_date", SEEN.model_copy(update={"due_date": date(2029, 3, 1)})),
        ("seller.name", another_seller()),
        ("seller.vat_id", SEEN.model_copy(update={"seller": SEEN.seller.model_copy(update={"vat_id": "DE811907980"})})),
        ("amounts.net", first_line("77777.77", net="88888.88")),
        ("lines.0.amount", first_line("77777.77")),
        ("currency", SEEN.model_copy(update={"currency": "USD"})),
    ],
)
def test_a_page_that_shows_another_value_is_a_finding_with_both_and_the_place(path: str, xml: Invoice) -> None:
    found = {check.fields[0]: check for check in compared(xml) if check.failed}
    check = found[path]
    assert check.expected is not None and check.found is not None
    assert check.expected in check.detail and check.found in check.detail
    assert check.page == 1
    assert check.polygon is not None and all(0 <= x <= 1 and 0 <= y <= 1 for x, y in check.polygon)


def test_the_place_is_where_the_rival_is_printed() -> None:
    (check,) = (each for each in compared(account(IBAN_OF_ANOTHER)) if each.fields == ("payment.accounts.0.iban",))
    assert check.found is not None and check.found.replace(" ", "") == SEEN.payment.accounts[0].iban
    assert check.polygon is not None and check.polygon[0][1] > 0.4  # the foot of the page


def test_what_the_page_leaves_out_is_no_contradiction() -> None:
    silent = sample_invoice(1, language="de").model_copy(
        update={"seller": SEEN.seller.model_copy(update={"tax_ids": (TaxId(scheme="siret", value="1"),)})}
    )
    rounding = silent.amounts.model_copy(update={"paid": Decimal("0.00"), "rounding": Decimal("0.00")})
    (result,) = compared(silent.model_copy(update={"amounts": rounding, "purchase_order": "PO-9"}))
    assert not result.failed
    without = sheet(
        next(seed for seed in range(99) if not sheet(seed, kind="invoice").invoice.payment.accounts), kind="invoice"
    )
    payment = without.invoice.payment.model_copy(update={"accounts": (Account(iban=IBAN_OF_ANOTHER),)})
    xml = without.invoice.model_copy(update={"payment": payment})
    (result,) = compared(xml, Made(without.pdf, "application/pdf", "x.pdf"))
    assert not result.failed
    assert "not found on it: IBAN" in result.detail


def test_another_account_beside_the_right_one_is_no_rival() -> None:
    both = account(SEEN.payment.accounts[0].iban or "")
    second = Account(iban=IBAN_OF_ANOTHER)
    xml = both.model_copy(
        update={"payment": both.payment.model_copy(update={"accounts": (*both.payment.accounts, second)})}
    )
    assert not [check for check in compared(xml) if check.failed and "iban" in check.fields[0]]


def test_a_page_without_anything_of_the_invoice_says_nothing() -> None:
    with pytest.raises(DocumentRejected) as caught:
        compared(SEEN, blank_pdf())
    assert caught.value.code == "unreadable-by"


def test_a_picture_is_said_to_be_one_and_read_when_asked() -> None:
    page = scanned_pdf(seed=3, language="de", lines=4)
    xml = page.invoice.model_copy(
        update={"amounts": page.invoice.amounts.model_copy(update={"gross": Decimal("4.56"), "due": Decimal("4.56")})}
    )
    with pytest.raises(DocumentRejected):
        compared(xml, page)
    found = compare_recognized(xml, (look(page.data, page.media_type, 1),))
    assert "amounts.gross" in {path for check in found if check.failed for path in check.fields}


def test_words_that_are_not_drawn_are_not_what_the_page_shows() -> None:
    """As under a scan, or under a picture that somebody put over the page."""
    from reportlab.pdfgen.canvas import Canvas

    for mode, shown in ((0, True), (3, False)):
        target = BytesIO()
        canvas = Canvas(target)
        words = canvas.beginText(40, 700)
        words.setTextRenderMode(mode)
        for row in (f"Rechnungsnummer {SEEN.invoice_number}", f"Gesamtbetrag {SEEN.amounts.gross}", SEEN.seller.name):
            words.textLine(row)
        canvas.drawText(words)
        canvas.save()
        page = Made(target.getvalue(), "application/pdf", "x.pdf")
        if shown:
            assert "invoice_number" in compared(SEEN, page)[0].fields
        else:
            with pytest.raises(DocumentRejected) as caught:
                compared(SEEN, page)
            assert caught.value.code == "unreadable-by"


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("left_out", [False, True])
def test_no_alarm_on_layouts_that_say_the_same(seed: int, left_out: bool) -> None:
    made = sheet(seed, left_out=left_out, kind="invoice")
    found = compared(made.invoice, Made(made.pdf, "application/pdf", "x.pdf"), pages=3)
    assert [check.detail for check in found if check.failed] == []


def with_page_at(place: int, *, pages: int) -> Made:
    """The page between blank ones."""
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    blank, paper = pypdfium2.PdfDocument(blank_pdf(pages=pages - 1).data), pypdfium2.PdfDocument(PAGE.data)
    whole.import_pages(blank)
    whole.import_pages(paper, index=place - 1)
    target = BytesIO()
    whole.save(target)
    for document in (whole, blank, paper):
        document.close()
    return Made(target.getvalue(), "application/pdf", "long.pdf")


@pytest.mark.parametrize(("place", "looked_at"), [(1, True), (6, True), (20, False), (37, True), (40, True)])
def test_only_the_ends_of_a_long_document_are_looked_at(place: int, looked_at: bool) -> None:
    long = with_page_at(place, pages=40)
    if looked_at:
        assert "amounts.gross" in {
            path for check in compared(amounts(gross="1.23"), long, pages=40) for path in check.fields
        }
    else:
        with pytest.raises(DocumentRejected):
            compared(SEEN, long, pages=40)


def test_an_xml_with_impossible_numbers_is_compared_all_the_same() -> None:
    giant = Decimal("99999999999999999999.9999999999")
    line = SEEN.lines[0].model_copy(update={"tax_rate": Decimal("9" * 20), "amount": giant, "unit_price": giant})
    checks = compared(amounts(gross=str(giant), due=str(giant)).model_copy(update={"lines": (line,)}))
    assert "amounts.gross" in {path for check in checks if check.failed for path in check.fields}
