"""Files that a command is asked to take."""

from pathlib import Path

import pytest

from app.commands.files import Search, read_file
from app.domain.errors import DocumentRejected


def test_a_file_over_the_limit_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    giant = tmp_path / "giant.pdf"
    with giant.open("wb") as file:
        file.truncate(1 << 40)  # a hole of a terabyte: reading it would end the test
    with pytest.raises(DocumentRejected) as error:
        read_file(giant, 1_000)
    assert error.value.code == "too-large"


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentRejected) as error:
        read_file(tmp_path / "none.pdf", 1_000)
    assert error.value.code == "no-file"


def test_a_folder_gives_its_files_by_name_and_leaves_hidden_ones_out(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/c.pdf", ".hidden/d.pdf", ".e.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    search = Search()
    assert list(search.files([tmp_path])) == [tmp_path / "a" / "c.pdf", tmp_path / "b.pdf"]
    assert search.told() == "2 passed over (hidden: 2)."


def test_patterns_are_of_the_name_or_of_the_path_below_the_folder(tmp_path: Path) -> None:
    for name in ("a/old.bak", "a/b/keep.pdf", "drafts/x.pdf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    search = Search(["*.BAK", "drafts"])
    assert list(search.files([tmp_path])) == [tmp_path / "a" / "b" / "keep.pdf"]
    assert list(Search(["a/*"]).files([tmp_path])) == [tmp_path / "drafts" / "x.pdf"]
    assert list(Search(["*"]).files([tmp_path / "a" / "old.bak"])) == [tmp_path / "a" / "old.bak"]


def test_a_note_is_passed_over_only_where_it_was_found_and_is_no_document(tmp_path: Path) -> None:
    note = tmp_path / "note.TXT"
    note.touch()
    search = Search()
    assert list(search.files([tmp_path])) == [note]
    assert search.passes_over(note, "unsupported-type")
    assert not search.passes_over(note, "damaged")
    assert not Search().passes_over(note, "unsupported-type")  # somebody named it
