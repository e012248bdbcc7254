"""The command line as people use it: a process of its own, with files of every kind before it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.adapters.sqlite.database import WAIT_SECONDS
from app.commands.export import export_invoices
from app.domain.export import Format, Rows
from app.services.export import ExportService
from app.settings import LocalSettings
from tests.documents.einvoices import ubl_file

PROJECT = Path(__file__).parents[2]
COMMANDS = ("serve", "read", "import", "export", "token", "doctor")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    folder = tmp_path / "pile"
    folder.mkdir()
    return folder


@pytest.fixture
def begun(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
        given = {"DATA_DIR": str(tmp_path / "data"), "COLUMNS": "400", "WORKERS": "1"} | environment
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(PROJECT), **given},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests in the background has it ignored, and children would inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - takes no lock
        )

    return start


@pytest.fixture
def run(begun: Callable[..., subprocess.Popen[str]]) -> Run:
    def to_the_end(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        process = begun(*arguments, **environment)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        return subprocess.CompletedProcess([], process.returncode, out, err)

    return to_the_end


def invoice(folder: Path, name: str, seed: int = 1) -> Path:
    path = folder / name
    path.write_bytes(ubl_file(seed=seed).data)
    return path


def exported(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("export", "--format", "json").stdout)["invoices"]
    return found


# ---- folders that cannot be used -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("import", "pile"), ("export",), ("token",), ("doctor",), ("serve",)])
@pytest.mark.parametrize("place", ["file", "below a file", "not writable"])
def test_a_data_folder_that_cannot_be_used_is_one_sentence(
    run: Run, tmp_path: Path, pile: Path, command: tuple[str, ...], place: str
) -> None:
    (tmp_path / "file").touch()
    file = tmp_path / "file"
    folder = {"file": file, "below a file": file / "x", "not writable": Path("/sys/invoices")}[place]
    told = run(*command, DATA_DIR=str(folder), PORT="18999")
    assert told.returncode == 1
    assert told.stderr.startswith("invoices: ") and told.stderr.count("\n") == 1
    assert str(folder).split("/x")[0] in told.stderr


def test_an_export_into_what_is_not_there_names_the_folder(run: Run, tmp_path: Path) -> None:
    for output, said in ((tmp_path / "none" / "x.csv", "There is no folder"), (tmp_path, "is a folder")):
        told = run("export", "-o", output)
        assert (told.returncode, told.stderr.count("\n")) == (1, 1)
        assert said in told.stderr


def test_home_is_home_also_where_no_shell_says_so(run: Run, tmp_path: Path, pile: Path) -> None:
    invoice(pile, "a.xml")
    home = {"HOME": str(tmp_path), "DATA_DIR": "~/kept"}
    assert "1 saved" in run("import", "~/pile", **home).stderr
    assert run("export", "--output=~/x.csv", **home).returncode == 0
    assert run("read", "~/pile/a.xml", **home).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "pile", "x.csv"]


def test_a_folder_that_is_not_there_is_one_sentence(run: Run) -> None:
    told = run("import", "[/red]\x1b[31m")
    assert (told.returncode, told.stderr) == (1, "invoices: There is no folder [/red]\\x1b[31m.\n")


# ---- text of others --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["import", "read"])
def test_names_are_shown_as_they_are_and_act_on_nothing(run: Run, pile: Path, command: str) -> None:
    names = ["[bezahlt] Rechnung.pdf", "[/red] x.pdf", "a\x1b[31m\x07\u202efdp.pdf", ":smile:.pdf"]
    for path in (pile / name for name in names):
        path.parent.mkdir(exist_ok=True)
        path.write_text("no document at all")
    (pile / os.fsdecode(b"caf\xe9.pdf")).write_text("no document at all")
    told = run(command, pile)
    text = told.stdout + told.stderr
    assert told.returncode == 1
    for shown in ("[bezahlt] Rechnung.pdf", "[/red] x.pdf", "a\\x1b[31m\\x07\\u202efdp.pdf", ":smile:.pdf", "caf\\xe9"):
        assert shown in text
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


ACTING = ["\x1b[31m", "\x07", "\x9b31m", "\x85", "\x7f", "\n", "\r", "\u202e", "\u2066", "\u200f", "\u061c", "\u2028"]


@pytest.mark.parametrize(
    "command",
    [
        ("import", "{}"),
        ("import", "pile"),
        ("read", "pile"),
        ("read", "--jsonl", "pile"),
        ("read", "{}"),
        ("read", "--{}"),
        ("read", "--reader", "{}", "pile"),
        ("{}",),
        ("export", "-o", "{}/x"),
        ("export", "--format", "{}"),
        ("doctor",),
        ("backup", "{}"),
        ("restore", "{}"),
        ("token", "--hours", "{}"),
        ("token", "--user", "{}"),
    ],
    ids=" ".join,
)
def test_nothing_that_others_have_written_acts_on_the_terminal(run: Run, pile: Path, command: tuple[str, ...]) -> None:
    text = "[red]" + "".join(ACTING)
    (pile / f"{text}.pdf").write_text("no document at all")
    told = run(*(part.format(text) for part in command), DATA_DIR=str(pile.parent / f"data{text}"))
    shown = told.stdout + told.stderr
    assert not set(shown) & set("".join(ACTING)) - set("31m[\n"), shown
    assert "Traceback" not in shown
    assert shown


@pytest.mark.parametrize("terminal", [True, False])
def test_an_export_acts_on_no_terminal_and_is_whole_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], terminal: bool
) -> None:
    text = "".join(ACTING)
    monkeypatch.setattr(ExportService, "stream", lambda *_, **__: iter([b"a", f"{text}\r\n".encode()]))
    with open(1, "w", closefd=False) as out:
        monkeypatch.setattr(out, "isatty", lambda: terminal, raising=False)
        monkeypatch.setattr("sys.stdout", out)
        export_invoices(
            None, format_=Format.CSV, rows=Rows.INVOICES, user="x", settings=LocalSettings(data_dir=tmp_path)
        )
    shown = capfdbinary.readouterr().out.decode()
    assert (text in shown) is not terminal
    assert bool(set(text) & set(shown) - set("31m[\n")) is not terminal


def test_a_name_that_is_no_text_is_spelled_out_in_json(run: Run, pile: Path) -> None:
    (pile / os.fsdecode(b"caf\xe9.pdf")).write_text("no document at all")
    row = json.loads(run("read", "--jsonl", pile).stdout)
    assert row["file"].endswith("caf\\udce9.pdf") or row["file"].endswith("caf\udce9.pdf")


# ---- what is taken ---------------------------------------------------------------------------------------------------


def test_what_systems_and_people_leave_in_folders_is_passed_over_and_counted(run: Run, pile: Path) -> None:
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "~$bill.docx", "notes.txt", "README.md", "old.bak"):
        (pile / name).write_text("no document at all")
    (pile / "empty").mkdir()
    invoice(pile, "a.xml")
    os.mkfifo(pile / "pipe")
    (pile / "round").symlink_to(pile)
    for saved, known in ((1, 0), (0, 1)):
        told = run("import", pile, "--ignore", "*.BAK")
        assert told.returncode == 0
        assert f"{saved} saved, {known} were there already, 0 failed." in told.stderr
        assert (
            "9 passed over (hidden: 1, linked folders: 1, no plain files: 1, notes: 2, of the system: 3, "
            "to be ignored: 1)." in told.stderr
        )
    assert "9 passed over" in run("read", pile, "--ignore", "*.bak").stderr


def test_links_inside_of_the_folder_are_taken_and_broken_links_are_told(run: Run, tmp_path: Path, pile: Path) -> None:
    (pile / "below").mkdir()
    (pile / "linked.xml").symlink_to(invoice(pile / "below", "real.xml"))
    (pile / "broken.xml").symlink_to(pile / "nothing")
    told = run("import", pile)
    assert (told.returncode, "1 saved, 1 were there already, 1 failed." in told.stderr) == (1, True)
    assert "broken.xml" in told.stderr and "No such file" in told.stderr


def test_links_that_lead_out_of_the_folder_are_passed_over_and_counted(run: Run, tmp_path: Path, pile: Path) -> None:
    outside = invoice(tmp_path, "elsewhere.xml")
    (tmp_path / "pile-2").mkdir()  # begins with the same name
    (pile / "below").mkdir()
    (pile / "absolute.xml").symlink_to(outside)
    (pile / "below" / "relative.xml").symlink_to("../../elsewhere.xml")
    (pile / "chain.xml").symlink_to(pile / "absolute.xml")
    (pile / "sibling.xml").symlink_to(invoice(tmp_path / "pile-2", "b.xml", seed=2))
    (pile / "device.xml").symlink_to("/dev/zero")
    for command in ("import", "read"):
        told = run(command, pile)
        assert (told.returncode, "5 passed over (links out of the folder: 5)." in told.stderr) == (0, True), told.stderr
    assert exported(run) == []
    assert run("read", pile / "absolute.xml").returncode == 0  # who names it means it


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_without_rights_is_told(run: Run, pile: Path) -> None:
    closed = pile / "closed"
    closed.mkdir(mode=0)
    told = run("import", pile)
    closed.chmod(0o700)
    assert told.returncode == 1
    assert "no-folder" in told.stderr and "Permission denied" in told.stderr


def test_what_is_no_plain_file_is_not_read(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    told = run("read", tmp_path / "pipe", "/dev/zero", "/dev/null")
    assert (told.returncode, told.stdout.count("This is no plain file")) == (1, 3)


# ---- waiting and stopping --------------------------------------------------------------------------------------------


def test_f63_an_import_waits_while_another_process_keeps_the_database(
    begun: Callable[..., subprocess.Popen[str]], run: Run, tmp_path: Path, pile: Path
) -> None:
    run("doctor")
    for seed in range(3):
        invoice(pile, f"{seed}.xml", seed)
    with closing(sqlite3.connect(tmp_path / "data" / "invoices.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        process = begun("import", pile)
        time.sleep(WAIT_SECONDS * 2)
        other.execute("ROLLBACK")
    _, err = process.communicate(timeout=120)
    assert (process.returncode, "3 saved" in err) == (0, True), err


def test_ctrl_c_says_what_is_done_and_left_and_counts_as_no_attempt(
    begun: Callable[..., subprocess.Popen[str]], run: Run, tmp_path: Path, pile: Path
) -> None:
    many = 120
    for seed in range(many):
        invoice(pile, f"{seed:03}.xml", seed)
    run("doctor")
    process = begun("import", pile)
    with closing(sqlite3.connect(tmp_path / "data" / "invoices.sqlite")) as database:
        until = time.monotonic() + 60
        while time.monotonic() < until and not database.execute("SELECT 1 FROM invoices WHERE stored = 1").fetchone():
            time.sleep(0.01)
        database.execute("BEGIN IMMEDIATE")  # nothing more is saved before it has heard
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        database.execute("ROLLBACK")
        _, err = process.communicate(timeout=120)
        assert process.returncode == signal.SIGINT + 128, err
        assert "Traceback" not in err
        done = int(err.split(" saved, ")[0].split()[-1])
        assert f"Stopped. {many - done} of {many} are left: run the command again to go on." in err
        assert database.execute("SELECT max(attempt) FROM jobs WHERE receipt IS NULL").fetchone()[0] in (None, 0)
        assert database.execute("SELECT count(*) FROM jobs WHERE receipt IS NOT NULL").fetchone() == (0,)
    again = run("import", pile)
    assert again.returncode == 0, again.stderr
    assert len(exported(run)) == many


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    told = run(command, "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert f"invoices {command}" in told.stdout or "Usage" in told.stdout


def test_a_misspelt_setting_is_told_and_stops_nothing(run: Run) -> None:
    told = run("token", WORKER="4")
    assert (told.returncode, told.stdout.count(".")) == (0, 2)
    assert told.stderr == "invoices: WORKER is not a setting and does nothing. Is WORKERS meant?\n"


@pytest.mark.parametrize("command", ["read", "import"])
def test_an_estimate_says_what_a_pile_would_cost_and_keeps_nothing(
    run: Run, tmp_path: Path, pile: Path, command: str
) -> None:
    for number in range(2):
        invoice(pile, f"{number}.xml", seed=number + 1)
    done = run(command, "--estimate", pile)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2 documents, 2 pages. Reading them would cost, by list price:",
        "  auto       nothing",
        "  einvoice   nothing",
    ]
    assert not (tmp_path / "data").exists()
