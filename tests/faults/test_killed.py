"""The real server, killed under load; fifty rounds are `python -m tests.bench.faults`."""

from pathlib import Path

from tests.faults.killed import kill_rounds


def test_f62_everything_that_was_answered_before_a_kill_is_there_after_it(tmp_path: Path) -> None:
    told, found = kill_rounds(tmp_path, 2)
    assert found == []
    assert told.errors == []
    assert told.answers > 0
