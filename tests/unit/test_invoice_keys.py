"""Text folded, amounts as bytes, words of a search, cursors."""

from decimal import ROUND_CEILING, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import cursor
from app.domain.errors import InvalidInput
from app.domain.invoice_keys import amount_key, asked_words, compact_or_none, search_words
from app.domain.normalization import compact, folded, spellings, word_spellings, words
from tests.making import a_record, an_invoice


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Müller  &\tSöhne", "muller & sohne"),
        ("STRASSE Straße", "strasse strasse"),
        ("Łódź Ørsted Đặng æ", "lodz orsted dang ae"),
        ("ＡＢＣ １２", "abc 12"),  # noqa: RUF001 (full width)
        ("ﬁ", "fi"),
        ("\0\ud800\u0301", ""),
    ],
)
def test_folded_text_has_no_case_accent_or_width(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text())
def test_folding_twice_is_folding_once_and_any_text_can_be_kept(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    folded(text).encode()
    assert all(word.isalnum() for word in words(text))


def test_compact_text_is_letters_and_digits_alone() -> None:
    assert compact("RE-2026 / 08_15") == "re20260815"
    assert compact_or_none("--") is compact_or_none(None) is None


amounts = st.decimals(-(10**20) + 1, 10**20 - 1, places=10, allow_nan=False)


@given(amounts, amounts)
def test_keys_of_amounts_are_in_the_order_of_amounts(one: Decimal, other: Decimal) -> None:
    assert (amount_key(one) < amount_key(other)) == (one < other)
    assert (amount_key(one) == amount_key(other)) == (one == other)


@pytest.mark.parametrize(
    "amount", ["1E+999999", "99999999999999999999.99999999999999", "1E-999999", "-1E-999999", "-0"]
)
def test_a_limit_of_any_size_has_a_key(amount: str) -> None:
    limit = Decimal(amount)
    assert (
        amount_key(Decimal("-99999999999999999999.9999999999")) < amount_key(limit) <= amount_key(limit, ROUND_CEILING)
    )
    below, above = amount_key(Decimal("-0.0000000001")), amount_key(Decimal("0.0000000001"))
    if abs(limit) < 1:
        assert below <= amount_key(limit) <= amount_key(limit, ROUND_CEILING) <= above


def test_a_record_is_found_by_who_what_and_file() -> None:
    record = a_record(
        an_invoice(seller="Süd-Wind", buyer="B", number="R-1/2", lines=("Toner A4",), notes=("Danke",)),
        file_name="x.pdf",
    )
    assert search_words(record) == {"sud", "wind", "b", "r", "1", "2", "r12", "toner", "a4", "danke", "x", "pdf"}


def test_only_words_that_narrow_the_search_are_asked() -> None:
    assert asked_words("no nord Nordlicht süd s") == [("nordlicht",), ("sud", "sued")]
    assert asked_words(" - ") == []
    assert len(asked_words(" ".join(f"w{number}" for number in range(100, 999)))) == 32


@given(st.text(), st.lists(st.none() | st.text(alphabet=st.characters(codec="utf-8")), min_size=1, max_size=3))
def test_a_cursor_gives_its_place_back_and_only_to_its_query(query: str, place: list[str | None]) -> None:
    text = cursor.write(query, *place)
    assert cursor.read(query, text, length=len(place)) == place
    with pytest.raises(InvalidInput):
        cursor.read(f"{query}x", text, length=len(place))
    with pytest.raises(InvalidInput):
        cursor.read(query, text, length=len(place) + 1)


@given(st.text())
def test_no_text_but_a_cursor_is_one(text: str) -> None:
    with pytest.raises(InvalidInput):
        cursor.read("query", text, length=2)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Müller", ("muller", "mueller")),
        ("MUELLER", ("mueller", "muller")),
        ("Müllerstraße", ("mullerstrasse", "muellerstrasse")),
        ("Ærø", ("aero", "aeroe", "aro", "aroe")),
        ("Århus", ("arhus", "aarhus")),
        ("ＭÜＬＬＥＲ", ("muller", "mueller")),
        ("u\u0308ber", ("uber", "ueber")),
        ("đường", ("duong",)),
        ("plain", ("plain",)),
    ],
)
def test_what_is_looked_for_is_spelled_in_every_way(text: str, spelled: tuple[str, ...]) -> None:
    assert set(spellings(text)) == set(spelled)
    assert spellings(text)[0] == folded(text)
    assert set(word_spellings(f"{text}!")[0]) == set(spelled)


def test_a_word_of_many_such_letters_is_spelled_in_few_ways() -> None:
    assert len(spellings("ü" * 500)) == 8
    assert spellings("ü" * 500)[0] == "u" * 500


@given(st.text(max_size=40))
def test_the_first_spelling_is_the_folded_word(text: str) -> None:
    assert [word[0] for word in word_spellings(text)] == words(text)
    assert spellings(text)[0] == folded(text)
