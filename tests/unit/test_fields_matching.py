"""Labels in printed text."""

import pytest

from app.engine.fields.labels import Label, phrases
from app.engine.fields.matching import find_labels, labels_of
from app.engine.languages.patterns import fold


def labels(text: str) -> list[Label]:
    return [match.label for match in labels_of(text)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Invoice No.: 17", Label.INVOICE_NUMBER),
        ("INVOICE NO:17", Label.INVOICE_NUMBER),
        ("Rechnungs-Nr. 17", Label.INVOICE_NUMBER),
        ("Date d'échéance : 12/01/2024", Label.DUE_DATE),
        ("FÄLLIGKEITSDATUM", Label.DUE_DATE),
        ("USt-IdNr.: DE1", Label.VAT_ID),
        ("Sub-Total", Label.NET),
        ("Total Qty: 3", Label.OTHER),
        ("TotalRM 12.00", Label.GROSS),
        ("lnvoice Date", Label.ISSUE_DATE),
        ("T0TAL 5.00", Label.TOTAL),
    ],
)
def test_a_label_is_known_in_any_dress(text: str, label: Label) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize("text", ["Totally free", "Subtotally", "The taxi was late", "Herr Summerer"])
def test_part_of_a_word_is_no_label(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Total incl. of GST", Label.GROSS),
        ("Total Sales (Inclusive of GST)", Label.GROSS),
        ("Total excl. of GST", Label.NET),
        ("Total amount before any GST", Label.NET),
        ("Total GST", Label.TAX),
        ("Netto inkl. MWST", Label.GROSS),
        ("Net incl. VAT", Label.GROSS),
    ],
)
def test_a_total_with_or_without_tax_is_one_label(text: str, label: Label) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(("text", "found"), [("Lieferant GmbH", []), ("Lieferant:", [Label.SELLER]), ("Kunde AG", [])])
def test_a_party_is_announced_only_by_a_word_that_stands_alone(text: str, found: list[Label]) -> None:
    assert labels(text) == found


def test_places_of_labels_are_those_of_the_text() -> None:
    text = "Réf. N° TVA : FR11999999998"
    match = next(match for match in find_labels(text) if match.label is Label.VAT_ID)
    assert text[match.start : match.end] == "N° TVA"


def test_folding_keeps_every_place() -> None:
    text = "Größe ﬁx Straße İ N°"
    assert len(fold(text)) == len(text)


def test_no_phrase_announces_two_kinds() -> None:
    kinds: dict[str, set[Label]] = {}
    for _, label, phrase in phrases():
        plain = "".join(character for character in fold(phrase) if character.isalnum() or character in "#%")
        kinds.setdefault(plain, set()).add(label)
    assert {phrase: found for phrase, found in kinds.items() if len(found) > 1} == {}
