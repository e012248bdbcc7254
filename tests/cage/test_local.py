"""A document that has taken over the parser of a real server gets nowhere, and what each layer of the cage holds."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cage.places import LAYERS, SECRET, Escape, document, needs_landlock, overtaken, treasures
from tests.cage.taken_over import ANYBODY, READS
from tests.packages import ROOT
from tests.served import Served

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what the cage is made of")


def escape(folder: Path, *, layers: Iterable[str] = LAYERS) -> Escape:
    """What the parser could do that was started by a real server of this machine."""
    code = overtaken(ROOT, folder / "code", layers=layers)
    with (
        Served(folder / "data", code=code, invoices_test_secret=SECRET) as server,
        treasures(folder, code=code) as there,
    ):
        where = there | {"data": str(server.data_dir), "port": server.port}
        file = ("bill.pdf", document(where), "application/pdf")
        answer = server.client.post("/v1/scans", files={"file": file})
        assert answer.status_code == 422, answer.text
        return Escape.told(answer.text)


@needs_landlock
def test_t46_nothing_of_what_a_parser_tries_works(tmp_path: Path) -> None:
    found = escape(tmp_path)
    assert found.worked == frozenset()
    assert found.tried >= 20


def test_t46_without_a_cage_nearly_all_of_it_works(tmp_path: Path) -> None:
    """So the attempts are real ones."""
    found = escape(tmp_path, layers=())
    assert found.worked >= ANYBODY


def test_t46_where_the_kernel_has_no_landlock_files_can_be_read_and_nothing_else(tmp_path: Path) -> None:
    found = escape(tmp_path, layers=("privileges", "seccomp"))
    assert found.worked <= READS


@needs_landlock
def test_t46_where_system_calls_cannot_be_filtered_files_stay_closed(tmp_path: Path) -> None:
    found = escape(tmp_path, layers=("privileges", "landlock"))
    assert not found.worked & READS
    assert not found.worked & {"db-write", "data-new", "code-new", "tmp-new", "unlink", "rename", "exec", "shell"}
    assert not found.worked & {"p-environ", "p-mem", "p-maps", "p-fd", "ptrace", "vm-read", "vm-write"}
