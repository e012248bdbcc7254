"""Files that a command is asked to take."""

from pathlib import Path

import pytest

from app.commands.files import files, read_file
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
    assert list(files([tmp_path])) == [tmp_path / "a" / "c.pdf", tmp_path / "b.pdf"]
