"""No case of the security and reliability designs is without a test."""

from pathlib import Path

import pytest

from tests.bench.mutants.protections import EDITS
from tests.cases import CASES, EVERY, found_tests

ALL_T, ALL_A, ALL_F = 46, 55, 64
ROOT = Path(__file__).parents[2]


def test_every_case_is_in_the_list() -> None:
    for letter, most in (("T", ALL_T), ("A", ALL_A), ("F", ALL_F)):
        assert [case for case in CASES if case[0] == letter] == [f"{letter}{n:02}" for n in range(1, most + 1)]


@pytest.mark.parametrize("case", EVERY)
def test_a_case_has_a_test(case: str) -> None:
    assert found_tests().get(case), f"no test is named after {case}"


@pytest.mark.parametrize("case", EDITS)
def test_what_is_taken_away_to_see_a_test_fail_is_there(case: str) -> None:
    """A change of the source that leaves `tests.bench.mutants` behind would leave a protection untried."""
    sources: dict[str, str] = {}
    for file, old, new in EDITS[case]:
        source = sources.get(file) or (ROOT / file).read_text(encoding="utf-8")
        assert old in source, f"{file} says this in other words now"
        sources[file] = source.replace(old, new)
