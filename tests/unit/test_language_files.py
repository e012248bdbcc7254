"""The homes of languages: every file is whole, and no two of them contradict each other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields

import pytest

from app.domain.invoice import DocumentType
from app.domain.rules.currencies import CODES
from app.engine.fields.labels import Label
from app.engine.languages import NEUTRAL, Language, Words, languages
from app.engine.languages.patterns import fold
from app.engine.tables.labels import Kind
from app.engine.values.currencies import symbols

SECTIONS = {field.name for field in fields(Language)} - {"code", "name", "accents", "not_used"}
OWN = [language for language in languages() if language.code != NEUTRAL]
SHARED = next(language for language in languages() if language.code == NEUTRAL)
EXPECTED: dict[str, set[str]] = {
    "titles": {*DocumentType} - {DocumentType.OTHER},
    "labels": {*Label} - {*SHARED.labels},
    "columns": {*Kind, "item"} - {Kind.OTHER, Kind.PRICE},
    "rows": {"carry"},
    "words": {
        "with_tax",
        "without_tax",
        "leading",
        "connector",
        "and",
        "page",
        "number",
        "payable",
        "days",
        "unit",
        "dated",
    },
    "letter": {"salutation", "name", "address", "greeting", "stamp"},
    "names": {"company", "trade"},
    "places": {"street", "road"},
    "months": {"full", "short"},
    "dates": {"between"},
    "currencies": set(),
}
MORE: dict[str, set[str]] = {
    "labels": {*Label},
    "columns": {Kind.PRICE},
    "rows": {"total", "total_alone", "tax", "extra", "discount", "compound_first", "compound_last"},
    "words": {"amount", "percent", "register"},
    "names": {"end", "form_start"},
    "places": {"house"},
    "months": {"other"},
    "dates": {"ordinal", "written"},
    "currencies": {*CODES, *symbols()},
}
"""What not every language has: ways of its own, and what goes beyond its labels."""


def section(language: Language, name: str) -> Words:
    found: Words = getattr(language, name)
    return found


def each_kind(language: Language) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name in SECTIONS:
        for kind, phrases in section(language, name).items():
            yield name, kind, phrases


@pytest.mark.parametrize("language", OWN, ids=lambda language: language.code)
def test_every_language_has_every_kind_of_words_or_says_why_not(language: Language) -> None:
    missing = {
        f"{name}.{kind}"
        for name, kinds in EXPECTED.items()
        for kind in kinds - section(language, name).keys()
        if name not in language.not_used and f"{name}.{kind}" not in language.not_used
    }
    assert not missing
    assert all(len(reason.split()) > 1 for reason in language.not_used.values())


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_a_kind_that_nobody_reads_is_a_misspelling(language: Language) -> None:
    assert EXPECTED.keys() == SECTIONS
    for name, kind, phrases in each_kind(language):
        assert kind in EXPECTED[name] | MORE.get(name, set()), f"{name}.{kind}"
        assert all(phrases), f"{name}.{kind} has an empty phrase"
        assert f"{name}.{kind}" not in language.not_used


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_months_are_lists_of_twelve(language: Language) -> None:
    for kind, names in language.months.items():
        assert len(" ".join(names).split()) % 12 == 0, kind


def test_a_month_is_the_same_in_every_language() -> None:
    months: dict[str, set[int]] = defaultdict(set)
    for language in OWN:
        for names in language.months.values():
            for place, name in enumerate(" ".join(names).split()):
                months[fold(name)].add(place % 12 + 1)
    assert {name: found for name, found in months.items() if len(found) > 1 and name != "-"} == {}
