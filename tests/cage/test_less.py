"""Where a system offers less than the whole cage: nothing fails, and what is left open is said in plain words."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.cage import left_open
from app.engine.cage import code
from tests.cage.places import needs_landlock
from tests.packages import ROOT
from tests.served import Served

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what the cage is made of")

# As in a container that forbids Landlock, or under a kernel that has none: the call does not exist.
NO_LANDLOCK = """
import sys
from app.engine.cage import kernel, seccomp
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
seccomp.install([(0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x50000 | 38), (0x06, 0, 0, 0x7FFF0000)])
"""
RUN = NO_LANDLOCK + "from app.cli import main\nmain()\n"


def command(*arguments: str, code: str = RUN) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


@only_linux
def test_the_doctor_says_what_is_left_open_and_is_content(tmp_path: Path) -> None:
    surroundings = {"DATA_DIR": str(tmp_path / "data"), "PATH": ""}
    told = subprocess.run(command("doctor"), cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
    assert "could read every file that this account may read. Missing here: landlock (" in told.stdout
    assert "everything is as it should be" in told.stdout


@needs_landlock
def test_the_doctor_has_nothing_to_say_of_a_whole_cage(tmp_path: Path) -> None:
    surroundings = {"DATA_DIR": str(tmp_path / "data"), "PATH": ""}
    told = subprocess.run(
        command("doctor", code="from app.cli import main; main()"),
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Missing here" not in told.stdout


@only_linux
def test_the_log_says_it_once_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Served, "command", command("serve"))
    with Served(tmp_path / "data") as server:
        for _ in range(2):
            server.client.post("/v1/scans", files={"file": ("a.pdf", b"%PDF-1.4", "application/pdf")})
    said = [json.loads(line) for line in Path(server.log.name).read_text().splitlines() if line.startswith("{")]
    assert [line["level"] for line in said if "Missing here" in line["message"]] == ["warning"]


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ({}, None),
        (
            {"landlock": "the kernel has none"},
            "A document that takes over the program that parses it could read every file that this account may read. "
            "Missing here: landlock (the kernel has none).",
        ),
        (
            {"privileges": "no", "landlock": "no", "seccomp": "unknown processor"},
            "A document that takes over the program that parses it could keep the rights of the account that runs it, "
            "read every file that this account may read, use the network and start programs as far as nothing else "
            "forbids it. Missing here: privileges, landlock (no); seccomp (unknown processor).",
        ),
    ],
)
def test_what_is_left_open_is_one_sentence(missing: dict[str, str], told: str | None) -> None:
    assert left_open(missing) == told


def test_the_folder_of_the_application_is_readable_only_as_far_as_it_is_code() -> None:
    readable = {path.resolve() for path in code.readable()}
    assert ROOT / "app" in readable
    assert not {ROOT, *ROOT.parents, Path.home()} & readable


def test_in_a_package_for_a_function_the_libraries_beside_the_application_are_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("app", "pydantic"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    told = "import app.engine.cage.code as code; print(*code.readable(), sep='\\n')"
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import app; app.__path__.append({str(ROOT / 'app')!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{script}\n{told}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(tmp_path.resolve()) in done.stdout.splitlines()
