"""No case of the security and reliability designs is without a test."""

import pytest

from tests.cases import CASES, EVERY, found_tests

ALL_T, ALL_A, ALL_F = 46, 55, 64


def test_every_case_is_in_the_list() -> None:
    for letter, most in (("T", ALL_T), ("A", ALL_A), ("F", ALL_F)):
        assert [case for case in CASES if case[0] == letter] == [f"{letter}{n:02}" for n in range(1, most + 1)]


@pytest.mark.parametrize("case", EVERY)
def test_a_case_has_a_test(case: str) -> None:
    assert found_tests().get(case), f"no test is named after {case}"
