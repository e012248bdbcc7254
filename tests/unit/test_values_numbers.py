from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.values import (
    NumberStyle,
    find_amounts,
    number_style,
    parse_amount,
    parse_percent,
    parse_quantity,
)

POINT, COMMA, UNKNOWN = NumberStyle("."), NumberStyle(","), NumberStyle()


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234\u00a0567,89", "1234567.89"),
        ("1'234.56", "1234.56"),
        ("1\u2019234.56", "1234.56"),
        ("1,23,456.00", "123456.00"),
        ("-12.00", "-12.00"),
        ("12.00-", "-12.00"),
        ("(12.00)", "-12.00"),
        ("$ (12.00)", "-12.00"),
        ("- 12,00 €", "-12.00"),
        ("\u221212,00", "-12.00"),
        ("100,00-€", "-100.00"),
        ("RM1,060.30", "1060.30"),
        ("EUR 1.190,00", "1190.00"),
        ("12,-", "12"),
        ("1.200,-- €", "1200"),
        (".50", "0.50"),
        ("0.500", "0.500"),
        ("1.234.567", "1234567"),
        ("1.458.33", "1458.33"),  # from a fax
    ],
)
def test_amount_in_any_form_without_knowing_the_document(printed: str, value: str) -> None:
    found = parse_amount(printed, UNKNOWN)
    assert found is not None
    assert found.value == Decimal(value)
    assert found.raw == printed


@pytest.mark.parametrize("printed", ["12.05.2024", "10:30", "A4", "1,2,3", "", "-", "12.34.56", "3 Stk", "€"])
def test_what_is_no_amount_gives_none(printed: str) -> None:
    assert parse_amount(printed, UNKNOWN) is None


def test_one_mark_and_three_digits_is_read_by_the_style_of_the_document_and_keeps_the_other_meaning() -> None:
    with_point, with_comma = parse_amount("1.234", POINT), parse_amount("1.234", COMMA)
    assert with_point is not None and with_point.value == Decimal("1.234")
    assert with_comma is not None and with_comma.value == Decimal(1234)
    unknown = parse_amount("1.234", UNKNOWN)
    assert unknown is not None and unknown.others == (Decimal("1.234"),)


def test_style_is_the_majority_of_the_documents_numbers_and_dates_do_not_vote() -> None:
    assert number_style(["Summe 1.234,56", "5,00", "1.10", "am 05.11.2024 um 10.30.15"]) == COMMA
    assert number_style(["Total 1,234.56"]) == POINT
    assert number_style(["05.11.2024", "2024"]) == UNKNOWN


def test_letters_are_read_as_digits_only_in_recognized_text_and_only_beside_cents() -> None:
    assert parse_amount("1O5.0O", POINT) is None
    corrected = parse_amount("1O5.0O", POINT, noisy=True)
    assert corrected is not None and (corrected.value, corrected.raw) == (Decimal("105.00"), "1O5.0O")
    assert parse_amount("SOS", POINT, noisy=True) is None
    assert parse_amount("B12", POINT, noisy=True) is None
    closed = parse_amount("12 .50", POINT, noisy=True)
    assert closed is not None and closed.value == Decimal("12.50")


def test_numbers_in_a_sentence_have_their_places_and_parts_of_ids_are_left_out() -> None:
    text = "4 x 25,00 EUR (19% USt) A4 12-34 DE123 ergibt 1.100,00"
    found = find_amounts(text, COMMA)
    assert [number.raw for number in found] == ["4", "25,00 EUR", "19%", "1.100,00"]
    assert all(text[number.start : number.end].strip() == number.raw for number in found)
    assert [number.percent for number in found] == [False, False, True, False]
    assert found[1].currencies == ("EUR",)


def test_a_percentage_in_brackets_is_not_negative() -> None:
    assert [number.value for number in find_amounts("TVA (20%)", COMMA)] == [Decimal(20)]


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [("3", "3", None), ("2,5 Std.", "2.5", "Std."), ("10x", "10", None), ("x 4", "4", None), ("12.5h", "12.5", "h")],
)
def test_quantity_with_its_unit(printed: str, value: str, unit: str | None) -> None:
    found = parse_quantity(printed, UNKNOWN)
    assert found is not None
    assert (found.value, found.unit) == (Decimal(value), unit)


def test_an_amount_of_money_is_no_quantity() -> None:
    assert parse_quantity("2 EUR", UNKNOWN) is None


def test_percent_needs_its_sign() -> None:
    found = parse_percent("7,00 %", COMMA)
    assert found is not None and found.value == Decimal("7.00")
    assert parse_percent("7,00", COMMA) is None


@given(
    st.decimals(min_value=-9_999_999, max_value=9_999_999, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_every_amount_is_read_back_in_every_common_style(value: Decimal, marks: tuple[str, str]) -> None:
    group, decimal = marks
    printed = f"{value:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    found = parse_amount(printed, UNKNOWN)
    assert found is not None
    assert found.value == value


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    for number in find_amounts(text, UNKNOWN):
        assert text[number.start : number.end].strip() == number.raw
    parse_amount(text, UNKNOWN, noisy=True)
    parse_quantity(text, UNKNOWN)


@pytest.mark.parametrize(
    "printed",
    ["12x", "12.3.4", "12 34", "1,2,3", "12.", "1'23", "5'10", "12'34.50", "1'2345", "1.23.456", "5-6", "12 Stk"],
)
@pytest.mark.parametrize("style", [POINT, COMMA, UNKNOWN])
def test_a_text_that_is_understood_in_part_is_no_amount(printed: str, style: NumberStyle) -> None:
    assert parse_amount(printed, style) is None
    assert parse_amount(printed, style, noisy=True) is None


@pytest.mark.parametrize("printed", ["12.3.4", "1'23", "5'10", "1.23.456", "x12", "12x"])
def test_no_amount_is_found_in_a_text_that_is_understood_in_part(printed: str) -> None:
    assert find_amounts(f"Total {printed} net", POINT) == []
