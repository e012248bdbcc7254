"""Twice as many amounts, lines, labels, dates, parties or pages take at most a little more than twice the steps. Steps
are lines of Python that run, so no machine is too slow for it. `python -m tests.bench.growth` prints all."""

import pytest

from tests.growth.documents import ROW_OF
from tests.growth.pattern_growth import MOST
from tests.growth.rules import Work, checking, reading
from tests.growth.steps import exponent, steps_of


def grows(work: Work, n: int) -> tuple[float, str]:
    """The exponent of one doubling, and the functions that took most of what came on top."""
    few, many = steps_of(work(n)), steps_of(work(2 * n))
    more = sorted(many, key=lambda name: few[name] * 2 - many[name])[:3]
    told = ", ".join(f"{name} {few[name]} -> {many[name]}" for name in more)
    return exponent(few.total(), many.total()), told


@pytest.mark.parametrize("kind", ROW_OF)
def test_reading_grows_with_the_rows(kind: str) -> None:
    found, told = grows(reading("rows", kind), 60)  # more than a page has
    assert found <= MOST, told


@pytest.mark.parametrize("kind", ["bills", "parties", "lines"])
def test_reading_grows_with_the_pages(kind: str) -> None:
    found, told = grows(reading("pages", kind), 12)
    assert found <= MOST, told


@pytest.mark.parametrize(("kind", "cells"), [("lines", 320), ("totals", 800), ("brackets", 400), ("digits", 400)])
def test_reading_grows_with_the_cells_of_a_row(kind: str, cells: int) -> None:
    found, told = grows(reading("one row", kind), cells)  # more words than a row may have
    assert found <= MOST, told


@pytest.mark.parametrize("kind", ROW_OF)
def test_a_word_costs_no_more_beyond_its_longest(kind: str) -> None:
    found, told = grows(reading("one word", kind), 200)
    assert found <= 0.2, told


@pytest.mark.parametrize("member", ["lines", "taxes"])
def test_checks_grow_with_what_the_invoice_holds(member: str) -> None:
    found, told = grows(checking(member), 50)  # an invoice has 100 rows of taxes at most
    assert found <= MOST, told


def test_a_rule_that_compares_each_with_each_is_seen() -> None:
    from app.engine.layout import overlap

    def of(n: int) -> object:
        return lambda: [overlap(0, 1, a, b) for a in range(n) for b in range(n)]

    assert grows(of, 20)[0] > 1.9  # type: ignore[arg-type]
