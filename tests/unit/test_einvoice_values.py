from datetime import date, time
from decimal import Decimal

import pytest

from app.engine.einvoice.values import clock, number, quotient, span, total


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.00", "12.00"),
        ("-7.90", "-7.90"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0.00", "0.00"),
        ("1.000000000000", "1.0000000000"),
    ],
)
def test_numbers_keep_their_digits(text: str, value: str) -> None:
    found = number(text)
    assert found is not None and format(found, "f") == value


@pytest.mark.parametrize(
    "text", ["", "1,50", "1 000.00", "1e3", "NaN", "Infinity", "12.00e", "1" * 21, "0." + "3" * 11]
)
def test_what_is_no_decimal_or_too_long_is_no_number(text: str) -> None:
    assert number(text) is None


def test_longest_numbers_lose_no_digit() -> None:
    longest = number("99999999999999999999.9999999999")
    assert longest is not None
    assert total([longest, longest]) == Decimal("199999999999999999999.9999999998")
    assert format(quotient(longest, Decimal(-1)), "f") == "-99999999999999999999.9999999999"
    assert number("12345678901234567890.12345678901") is None


@pytest.mark.parametrize(("amount", "divisor", "each"), [("10", "3", "3.3333333333"), ("200", "2", "100")])
def test_quotient_is_rounded_to_ten_places_and_short(amount: str, divisor: str, each: str) -> None:
    assert format(quotient(Decimal(amount), Decimal(divisor)), "f") == each


@pytest.mark.parametrize(
    ("text", "form", "first", "last"),
    [
        ("20260131", "102", date(2026, 1, 31), date(2026, 1, 31)),
        ("20260131", None, date(2026, 1, 31), date(2026, 1, 31)),
        ("2026-01-31", None, date(2026, 1, 31), date(2026, 1, 31)),
        ("2026-01-31", "102", date(2026, 1, 31), date(2026, 1, 31)),
        ("2026-01-31T00:00:00", None, date(2026, 1, 31), date(2026, 1, 31)),
        ("2026-01-31+01:00", None, date(2026, 1, 31), date(2026, 1, 31)),
        ("202601311230", "203", date(2026, 1, 31), date(2026, 1, 31)),
        ("20260131123059", "204", date(2026, 1, 31), date(2026, 1, 31)),
        ("202402", "610", date(2024, 2, 1), date(2024, 2, 29)),
        ("202601", "616", date(2025, 12, 29), date(2026, 1, 4)),
    ],
)
def test_dates_name_the_days_of_their_form(text: str, form: str | None, first: date, last: date) -> None:
    assert span(text, form) == (first, last)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("20260230", "102"),
        ("2026-02-30", None),
        ("31012026", "4"),
        ("31.01.2026", None),
        ("202613", "610"),
        ("202699", "616"),
        ("202601", "102"),
        ("", None),
        ("٢٠٢٦٠١٣١", "102"),
        ("0000-01-01", None),
    ],
)
def test_what_is_no_date_of_its_form_is_none(text: str, form: str | None) -> None:
    assert span(text, form) is None


def test_times_are_iso() -> None:
    assert clock("10:30:00") == (time(10, 30), "")
    assert clock("15:30:00Z") == (time(15, 30), "Z")
    assert clock("15:30:00.25+07:00") == (time(15, 30, 0, 250_000), "+07:00")
    assert clock("25:00:00") is None
