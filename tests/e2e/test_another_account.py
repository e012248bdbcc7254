"""Loopback is no identity: what another account of this machine can do with the data and the server, which is nothing.

And what the right person does: one command, one address, one click."""

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.documents import pages
from tests.e2e.another_account import as_another_account, attempts_at, processes
from tests.served import Served

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """In a folder that everybody may open, and with a data folder that somebody has left open to all."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir()
        data.chmod(0o777)
        with Served(data) as running:
            running.client.post("/v1/scans", content=pages.invoice_pdf(seed=91).data).raise_for_status()
            yield running


def code_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/local/start#([\w-]{43})(?![\w-])", text)
    assert found, text
    return found[1]


def admit(served: Served, code: str) -> httpx.Response:
    return httpx.post(f"{served.url}/local/start", data={"code": code}, trust_env=False)


@needs_root
def test_another_account_can_do_nothing(served: Served) -> None:
    used = code_in(served.start_address())
    assert admit(served, used).status_code == 200
    tried = as_another_account(attempts_at(served.url, served.data_dir, served.process.pid, used))
    assert len(tried) >= 30
    worked = {
        name: came_to
        for name, came_to in tried.items()
        if came_to not in {"PermissionError", "OSError"} and not re.fullmatch("4[0-9][0-9]", came_to)
    }
    assert worked == {}
    assert {name for name, came_to in tried.items() if came_to == "OSError"} == {
        "take its port",
        "take its port on all addresses",
    }
    assert served.client.get("/v1/scans").json()["items"], "the right account still can"


def test_no_list_of_processes_shows_a_code(served: Served, tmp_path: Path) -> None:
    """The browser is started with the name of a file that only this account can read."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/started\nsleep 3\n')
    browser.chmod(0o755)
    said, seen = at_a_terminal(served, ["open"], BROWSER=f"{browser} %s", DISPLAY=":9")
    code = code_in(said)
    assert "browser" in seen
    assert code not in seen
    started = (tmp_path / "started").read_text().strip()
    page = Path(started.removeprefix("file://"))
    assert page == served.data_dir / "secrets" / "open.html"
    assert page.stat().st_mode & 0o777 == 0o600
    assert code in page.read_text()
    assert admit(served, code).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [(["--no-browser"], {"DISPLAY": ":9"}), ([], {"DISPLAY": "", "WAYLAND_DISPLAY": ""}), ([], {"IN_CONTAINER": "1"})],
    ids=["told not to", "no desktop", "in a container"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a desktop")
def test_no_browser_is_opened(served: Served, tmp_path: Path, arguments: list[str], settings: dict[str, str]) -> None:
    said, _ = at_a_terminal(served, ["open", *arguments], BROWSER=f"touch {tmp_path}/opened %s", **settings)
    code_in(said)
    assert not (tmp_path / "opened").exists()


def test_a_server_prints_a_code_to_a_terminal_and_never_to_a_log(served: Served) -> None:
    log = Path(served.log.name).read_text()
    assert "To sign in: " in log
    assert "/start#" not in log
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "data") as other:
        other.stop()
        said, _ = at_a_terminal(other, ["serve"], until="Another one")
        code_in(said)
        assert f"PORT={other.port} " in said
        other.start()  # for the end of `with`


def test_a_code_is_made_for_a_running_server_only(tmp_path: Path) -> None:
    with Served(tmp_path / "data") as server:
        code = code_in(server.start_address())
        server.kill()
        opened = command(server, "open")
        assert (opened.returncode, opened.stdout) == (1, "")
        assert "No server of this data folder runs" in opened.stderr
        server.start()
        assert admit(server, code).status_code == 400, "of a start before"
        assert admit(server, code_in(command(server, "open").stdout)).status_code == 200


def test_a_restart_undoes_no_sign_out(tmp_path: Path) -> None:
    with Served(tmp_path / "data") as server:
        token = server.token()
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.post(f"{server.url}/v1/sign-out", headers=headers, trust_env=False).status_code == 204
        server.kill()
        server.start()
        assert httpx.get(f"{server.url}/v1/scans", headers=headers, trust_env=False).status_code == 401
        assert server.client.get("/v1/scans").status_code == 200


def command(served: Served, *arguments: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(run, env=served.environment, check=False, capture_output=True, text=True, timeout=60)


def at_a_terminal(served: Served, arguments: list[str], *, until: str = "", **environment: str) -> tuple[str, str]:
    """What a command says at a terminal, and all lists of processes while it ran. `until`: it is ended at this text."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        env={**served.environment, "COLUMNS": "300", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said, seen, end = b"", "", time.monotonic() + 90
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.05)[0]:
            try:
                said += os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
        seen += processes()
        if until and until.encode() in said:
            process.terminate()
            until = ""
    os.close(ours)
    process.wait(30)
    return said.decode(), seen
