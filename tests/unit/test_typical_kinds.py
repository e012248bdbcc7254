"""Documents that do not say in a title what they are: the phrases that only their kind prints."""

from typing import Any

import pytest

from app.domain.sure import SURE
from app.engine.document_reader import find_values
from app.engine.fields.sheet import Sheet
from app.engine.fields.typical import typical_kinds
from app.engine.languages import languages
from tests.documents.words import text_of

PAGE = """
Northway Freight Ltd
12 Mill Lane
Leeds LS1 4AB
                                                14/03/2024

Pallets          2          50.00              100.00
Straps           4           5.00               20.00

{phrases}                                       120.00
"""


def read(page: str) -> dict[str, Any]:
    return {item.path: item for item in find_values(text_of(page))}


def page_with(*phrases: str) -> str:
    return PAGE.format(phrases="                  1.00\n".join(phrases))


@pytest.mark.parametrize(
    ("kind", "phrases"),
    [
        ("quote", ("Validez de la oferta: 5 días",)),
        ("quote", ("This quotation is valid for 30 days",)),
        ("statement", ("Opening balance", "Closing balance")),
        ("payslip", ("Bruttolohn", "Lohnsteuer", "Steuerklasse")),
    ],
)
def test_a_page_without_a_title_is_named_and_has_no_sure_total(kind: str, phrases: tuple[str, ...]) -> None:
    found = read(page_with(*phrases))
    assert found["document_type"].value == kind
    amounts = [item for path, item in found.items() if path.startswith("amounts.") and item.value is not None]
    assert all((item.evidence.confidence or 0) < SURE for item in amounts)


@pytest.mark.parametrize("phrases", [("Opening balance",), ("Net pay", "Gross pay")])
def test_a_phrase_that_others_print_too_needs_company(phrases: tuple[str, ...]) -> None:
    assert typical_kinds(Sheet(text_of(page_with(*phrases)))) == []


def test_what_a_document_calls_itself_counts_more() -> None:
    page = f"INVOICE\n\nInvoice No: 4711-A\n{page_with('Offer valid until 30 April 2024')}"
    assert read(page)["document_type"].value == "invoice"


@pytest.mark.parametrize("language", [each for each in languages() if each.typical], ids=lambda each: each.code)
def test_the_phrases_of_each_language_are_found_as_they_are_printed(language: Any) -> None:
    for kind, phrases in language.typical.items():
        rows = "\n\n".join(phrase.capitalize() for phrase in phrases)
        assert kind in [found.value for found in typical_kinds(Sheet(text_of(rows)))], kind


def test_a_bill_of_lading_is_no_bill() -> None:
    found = read("Global Freight Inc\n\nBILL OF LADING\n\nPlace of receipt: Shanghai\n\nTotal 2 pallets   500 kg")
    assert found["document_type"].value == "delivery_note"
