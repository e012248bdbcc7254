"""The lines on backup, restore, upgrade and moving, run as they stand in README.md, beside the real server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import einvoices
from tests.served import Served

ROOT = Path(__file__).parents[2]
TITLE = "## Backup, restore, upgrade, move"


def lines() -> list[str]:
    section = (ROOT / "README.md").read_text().partition(TITLE)[2].partition("\n## ")[0]
    return [line.strip() for line in section.splitlines() if line.startswith("    ")]


def git(*arguments: str, folder: Path) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.test")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone with an upstream, in which the program is installed."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git("init", folder=origin)
    git("commit", "--allow-empty", "--message", "First", folder=origin)
    git("clone", str(origin), str(clone), folder=tmp_path)
    program = clone / ".venv" / "bin" / "invoices"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app.cli "$@"\n')
    program.chmod(0o755)
    return clone


def said(line: str, checkout: Path) -> str:
    """What a line says; it must succeed."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DATA_DIR", "PORT")}
    environment = clean | {"HOME": str(checkout.parent), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["/bin/sh", "-c", line], check=False, cwd=checkout, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def hand_over(server: Served, seed: int) -> str:
    made = einvoices.ubl_file(seed=seed)
    scan = server.client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)})
    saved = server.client.post("/v1/invoices", json={"scan_id": scan.json()["id"]})
    assert saved.status_code == 201, saved.text
    return str(saved.json()["id"])


def kept(data_dir: Path) -> dict[str, bytes]:
    """The invoices that a server on the folder gives, with their documents."""
    with Served(data_dir) as server:
        items = server.client.get("/v1/invoices").json()["items"]
        names = [item["id"] for item in items]
        return {
            name: server.client.get(f"/v1/invoices/{name}/document", follow_redirects=True).content for name in names
        }


def test_every_line_of_the_readme_on_backups_does_what_it_says(checkout: Path) -> None:
    first, *middle = lines()
    assert " backup " in first
    assert len(middle) == 7
    with Served(checkout / ".data") as server:
        saved = [hand_over(server, seed) for seed in range(2)]
        assert "2 were new" in said(first, checkout)
        late = hand_over(server, 2)
        server.client.delete(f"/v1/invoices/{saved[0]}", headers={"If-Match": "*"}).raise_for_status()
        assert "1 were new" in said(middle.pop(0), checkout)
    for line in middle:
        output = said(line, checkout)
        if "doctor" in line:
            assert "as it should be" in output
    home = checkout.parent
    assert (home / "stick").is_dir()
    expected = kept(checkout / ".data")
    assert set(expected) == {saved[1], late}
    assert kept(checkout / "restored") == kept(checkout / "moved") == expected
    assert list((checkout / ".data").glob("before-restore-*")), "moved aside, not overwritten"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("backup /dev/null/x", "cannot be used"),
        ("backup .data/backup", "outside the data folder"),
        ("restore ~/nothing", "no whole backup"),
        ("DATA_DIR=elsewhere backup ~/b", "no invoices"),
        ("restore ~/b", "not empty"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(checkout: Path, line: str, words: str) -> None:
    from tests.unit.test_backup import installation

    with installation(checkout / ".data"):
        said(".venv/bin/invoices backup ~/b", checkout)
    setting, _, command = line.rpartition("elsewhere ") if "elsewhere" in line else ("", "", line)
    prefix = f"{setting}elsewhere " if setting else ""
    done = f"{prefix}.venv/bin/invoices {command} && exit 9; test $? = 1"
    told = said(done, checkout)
    assert words in told
    assert "Traceback" not in told
