"""No regular expression that the program runs takes more than its share on a longer text: twice the text, twice the
steps. Counted in steps, so that no machine is too slow for it; `python -m tests.bench.growth` tries far more."""

import re

import pytest

from tests.growth.pattern_growth import MOST, growth
from tests.growth.patterns import Used, every_pattern

PATTERNS = every_pattern()
LINEAR = [
    (r"(?<!\d)\d{1,40}x", "search"),
    (r"\(([^()]*+)\)", "search"),
    (r"(a|b)*c", "fullmatch"),
    (r"\s*a", "match"),
]
NOT_LINEAR = [
    (r"\d+x", "search"),  # each digit is a start of its own
    (r"\s*:?\s*x", "match"),
    (r"(a*)*b", "match"),
    (r"(a|aa)*b", "fullmatch"),
    (r"(a|ab)(c|bcd)*d*e*d*x", "fullmatch"),
    (r"<x.*?</x>", "search"),
    (r"\([^)]*\)", "search"),
    (r"[a-z0-9]*\d+[a-z]*$", "search"),
]


def test_the_patterns_are_found() -> None:
    where = {used.where.partition(":")[0].rpartition(".")[0] for used in PATTERNS}
    assert len(PATTERNS) > 250
    assert {"app.engine.fields", "app.api.preferences", "app.domain.rules.bank"} & where


@pytest.mark.parametrize("part", range(24))
def test_no_pattern_of_the_program_grows_faster_than_its_text(part: int) -> None:
    for used in PATTERNS[part::24]:
        worst = growth(used, quick=True)
        assert worst.exponent <= MOST, f"{used.where} {used.way} {used.pattern.pattern!r}: {worst}"


@pytest.mark.parametrize(("pattern", "way"), NOT_LINEAR)
def test_a_pattern_that_is_not_linear_is_seen(pattern: str, way: str) -> None:
    assert growth(Used(re.compile(pattern), way, "here"), quick=True).exponent > MOST


@pytest.mark.parametrize(("pattern", "way"), LINEAR)
def test_a_linear_pattern_is_let_through(pattern: str, way: str) -> None:
    assert growth(Used(re.compile(pattern), way, "here"), quick=True).exponent <= MOST
