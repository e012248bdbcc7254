from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.values import DateStyle, date_style, find_dates, parse_date
from app.engine.values.dates import months

UNKNOWN, DAY_FIRST, MONTH_FIRST = DateStyle(), DateStyle(True), DateStyle(False)
FIFTH = date(2024, 11, 5)


@pytest.mark.parametrize(
    "printed",
    [
        "2024-11-05", "2024/11/05", "05.11.2024", "5.11.24", "5. November 2024", "Nov 5, 2024", "November 5th, 2024",
        "5-Nov-24", "05NOV2024", "5 novembre 2024", "5 de noviembre de 2024", "5 november 2024", "5th of November 2024",
        "ngày 05 tháng 11 năm 2024", "2024年11月5日", "2024. 11. 05", "2024/ 11/ 5",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(printed: str) -> None:
    found = parse_date(printed, UNKNOWN)
    assert found is not None
    assert (found.value, found.raw, found.others) == (FIFTH, printed, ())


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("1er février 2024", date(2024, 2, 1)),
        ("12. März 2024", date(2024, 3, 12)),
        ("3 mag 2024", date(2024, 5, 3)),
        ("12 août 2023", date(2023, 8, 12)),
        ("31.12.99", date(1999, 12, 31)),
    ],
)
def test_months_of_other_languages_and_old_years(printed: str, day: date) -> None:
    found = parse_date(printed, UNKNOWN)
    assert found is not None and found.value == day


def test_an_open_order_is_day_first_and_keeps_the_other_day() -> None:
    found = parse_date("03/04/2024", UNKNOWN)
    assert found is not None
    assert (found.value, found.others) == (date(2024, 4, 3), (date(2024, 3, 4),))


def test_the_documents_other_dates_decide_the_order() -> None:
    style = date_style(["03/25/2024", "03/04/2024"])
    assert style == MONTH_FIRST
    found = parse_date("03/04/2024", style)
    assert found is not None and (found.value, found.others) == (date(2024, 3, 4), ())
    assert date_style(["25/03/2024"], ("US",)) == DAY_FIRST
    assert date_style(["03/04/2024"], ("US",)) == MONTH_FIRST
    assert date_style(["03/04/2024"], ("MY",)) == DAY_FIRST
    assert date_style(["03.04.2024"]) == UNKNOWN


@pytest.mark.parametrize("printed", ["30/02/2024", "1.234.56", "12.34", "05.11.1850", "2024", "20241105", "13:45:10"])
def test_what_is_no_date_gives_none(printed: str) -> None:
    assert parse_date(printed, UNKNOWN) is None


def test_digits_in_a_row_are_a_date_only_when_asked_for() -> None:
    found = parse_date("20241105", UNKNOWN, compact=True)
    assert found is not None and found.value == FIFTH


def test_dates_in_a_sentence_have_their_places() -> None:
    text = "vom 01.10.2024 bis 31.10.2024, fällig am 5. November 2024"
    found = find_dates(text, UNKNOWN)
    assert [day.value for day in found] == [date(2024, 10, 1), date(2024, 10, 31), FIFTH]
    assert all(text[day.start : day.end] == day.raw for day in found)


@pytest.mark.parametrize(("text", "year"), [("03/31/72", 1972), ("12.05.49", 2049), ("1.2.26", 2026)])
def test_two_digits_of_a_year_mean_one_that_makes_sense(text: str, year: int) -> None:
    found = parse_date(text, UNKNOWN)
    assert found is not None and found.value.year == year


def test_no_name_means_two_months() -> None:
    assert months()["mar"] == 3 and months()["mai"] == 5 and months()["ago"] == 8
    assert set(months().values()) == set(range(1, 13))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"):
        found = parse_date(day.strftime(form), UNKNOWN)
        assert found is not None and found.value == day


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    for found in find_dates(text, UNKNOWN, compact=True):
        assert text[found.start : found.end].strip() == found.raw
