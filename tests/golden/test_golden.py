"""Every page is read as it was. A wanted change: `python -m tests.golden.pages`, and look at its difference."""

import pytest

from tests.golden.pages import FOLDER, expected, pages

PAGES = pages()


def test_there_is_a_reading_for_each_page() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == PAGES.keys()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_as_it_was(name: str) -> None:
    assert expected(PAGES[name]) == (FOLDER / f"{name}.txt").read_text("utf-8")
