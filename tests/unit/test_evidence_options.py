"""What may be a value is found by its form, whatever words stand beside it."""

from datetime import date
from decimal import Decimal

import pytest

from app.engine.evidence.arithmetic import Sums
from app.engine.evidence.options import Option, amounts, dates, names, numbers
from app.engine.fields.sheet import Sheet
from tests.documents.words import text_of


def sheet(rows: str) -> Sheet:
    return Sheet(text_of(rows))


def values(options: list[Option]) -> list[object]:
    return [option.value for option in options]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("xyzzy   460-00", "460.00"),
        ("xyzzy   713•40", "713.40"),
        ("xyzzy   2/530.00", "2530.00"),
    ],
)
def test_amounts_as_poor_prints_show_them_are_options(row: str, value: str) -> None:
    assert Decimal(value) in values(amounts(sheet(f"{row}\nother   12.50")))


def test_a_date_is_no_amount() -> None:
    assert values(amounts(sheet("vom 21.04.20   19.90"))) == [Decimal("19.90")]


def test_taxes_under_one_another_are_also_an_option_together() -> None:
    rows = "CGST 9%     720.00\nSGST 9%     720.00"
    (both,) = [option for option in amounts(sheet(rows)) if len(option.pieces) == 2]
    assert (both.value, both.choice(1.0).raw) == (Decimal("1440.00"), "720.00 720.00")


def test_rows_of_two_kinds_are_not_added_up() -> None:
    assert all(len(option.pieces) == 1 for option in amounts(sheet("paper     720.00\nbread     720.00")))


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("xyzzy 76253815 -0004", "76253815 -0004"),
        ("INVOICE75072", "75072"),
        ("xyzzy CS 67832", "CS 67832"),
        ("No.:4711", "4711"),
    ],
)
def test_a_number_is_an_option_whole(row: str, number: str) -> None:
    assert number in values(numbers(sheet(row)))


@pytest.mark.parametrize("rows", ["July 30,          1992", "Datum     15 October\n          2026"])
def test_a_date_may_stand_over_a_gap_or_two_rows(rows: str) -> None:
    assert values(dates(sheet(rows)))[0] in (date(1992, 7, 30), date(2026, 10, 15))


def test_every_day_that_a_date_could_mean_is_an_option_and_in_doubt() -> None:
    found = dates(sheet("xyzzy 03/04/2024"))
    assert {option.value for option in found} == {date(2024, 4, 3), date(2024, 3, 4)}
    assert all(option.doubt for option in found)


def test_a_name_over_two_rows_and_one_behind_a_colon_are_options() -> None:
    found = values(names(sheet("Nordlicht\nPapierwerke\n\nName: Seidel Druck")))
    assert {"Nordlicht Papierwerke", "Seidel Druck"} <= set(found)


def test_sums_tell_what_may_be_net_tax_and_total() -> None:
    own = amounts(sheet("a     8.00\nb     92.00\nc     100.00\nd     19.00\ne     119.00"))
    sums = Sums(own, rates=frozenset({19.0}))
    assert (10000, 1900, 11900) in sums.triples
    assert sums.roles[11900][0] == 1
    assert sums.roles[1900][5] == 1  # the rate fits
    assert next(option.value for option in own if id(option) in sums.column_sums) == Decimal("100.00")


def test_cash_less_change_is_seen() -> None:
    own = amounts(sheet("a     17.50\nb     20.00\nc     2.50"))
    assert [option.value for option in own if id(option) in Sums(own).differences] == [Decimal("17.50")]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Nordhaus GmbH hello@nordhaus.example", "Nordhaus GmbH"),
        ("Nordhaus GmbH (www.nordhaus.example)", "Nordhaus GmbH"),
        ("Werkstatt Möller Hafenstraße 12, 24103 Kiel", "Werkstatt Möller"),
        ("Castle Supplies 12 High Street", "Castle Supplies"),
        ("Rechnung Nr. K-12 Datum: 3.4.2026 Aussteller: Nordhaus, Kiel", "Nordhaus"),
    ],
)
def test_a_name_ends_where_a_way_to_reach_it_begins(row: str, name: str) -> None:
    assert name in values(names(sheet(row)))


@pytest.mark.parametrize("row", ["Issuer Details:", "Von:"])
def test_what_a_colon_ends_is_no_name(row: str) -> None:
    assert values(names(sheet(row))) == []
