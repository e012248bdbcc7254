"""When what was recognized is what a text says."""

import pytest

from app.engine.same_signs import is_part, same_signs


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("2,372.80", "2,372.80"),
        ("2,372.80", "€2,372.80 EUR"),
        ("2 372,80", "2372,80"),
        ("2,372.80", "2372.8O"),
        ("DE02 1203 0000 0000 2020 51", "DEO21203OOOO00002O2O51"),
        ("F-2026-8192", "Nr.: F-2026-8192"),
        ("1. août 2026", "1. aout 2026"),
        ("ngày 5 tháng 3 năm 2026", "ngay 5 thang 3 nãm 2026"),
    ],
)
def test_case_blanks_signs_and_letters_that_look_alike_do_not_count(told: str, seen: str) -> None:
    assert same_signs(told, seen)


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("2,372.80", "92,372.80"),
        ("2,372.80", "2,372.801"),
        ("2,372.80", "2,378.80"),
        ("2.372", "23.72"),
        ("372,80", "92 372,80"),
        ("DE02120300000000202051", "DE89370400440532013000"),
        ("DE02120300000000202051", "DE0212030000000020205"),
        ("1. March 2026", "1. March 2025"),
        ("2,372.80", ""),
        ("Nordlicht", "Sonnengold"),
    ],
)
def test_another_digit_is_another_value(told: str, seen: str) -> None:
    assert not same_signs(told, seen)


def test_a_digit_of_a_neighbour_may_be_cut_off_at_the_edge() -> None:
    assert not same_signs("2,372.80", "19 2,372.80")
    assert same_signs("2,372.80", "19 2,372.80", beside="MwSt 19")
    assert not same_signs("2,372.80", "92,372.80", beside="MwSt 17")


def test_a_part_of_a_longer_word_stands_in_it() -> None:
    assert is_part("DE0001", "DE000134 648")
    assert not is_part("", "DE0001")
    assert not is_part("2,372.80", "2,372.08")
