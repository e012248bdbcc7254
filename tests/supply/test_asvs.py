"""No requirement of the standard is without a row, and no row without something that holds it."""

import re
from pathlib import Path

import pytest

from tests.cases import found_tests

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TABLE.splitlines()
    if re.match(r"\| V\d+\.\d+\.\d+ ", line)
]

# The highest number of each section's requirements is not enough: levels are mixed. So every id stands here.
LEVEL_1 = """
1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1 6.2.1-8
6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 12.2.1-2 13.4.1
14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
LEVEL_2 = """
4.1.2-3 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11
10.5.1-5 10.6.1-2 10.7.1-3 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
"""


def ids(text: str) -> set[str]:
    found = set()
    for word in text.split():
        section, _, numbers = word.rpartition(".")
        first, _, last = numbers.partition("-")
        found |= {f"V{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def test_every_requirement_has_one_row() -> None:
    listed = {(row[0], row[1]) for row in ROWS}
    assert len(listed) == len(ROWS)
    assert listed == {(id_, "1") for id_ in ids(LEVEL_1)} | {(id_, "2") for id_ in ids(LEVEL_2)}
    assert (len(ids(LEVEL_1)), len(ids(LEVEL_2))) == (70, 59)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_held_by_tests(row: list[str]) -> None:
    assert len(row) == 5
    assert row[2]
    assert row[3]
    for holder in row[4].split():
        if holder.startswith("tests/"):
            assert (ROOT / holder).is_file(), holder
        else:
            assert found_tests().get(holder), f"no test is named after {holder}"
