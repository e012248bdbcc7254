"""F53 with the real program: started once by a clock that is 40 days ahead or behind, and then by the right one."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.documents import einvoices
from tests.served import Served

GIVE_UP = 60  # seconds


def by_clock(offset: str) -> dict[str, str]:
    """The environment in which a program takes the time to be another; files keep their real times."""
    found = sorted(Path("/usr").glob("lib*/**/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("libfaketime is not installed here")
    settings = {"FAKETIME": offset, "NO_FAKE_STAT": "1", "DONT_FAKE_MONOTONIC": "1"}
    return {"LD_PRELOAD": str(found[0]), **settings}


def wait_for_rounds(data_dir: Path, day: int) -> None:
    """Until the sweeper has ended a round on its so-manieth day: a further one of it begins only after minutes."""
    with closing(sqlite3.connect(data_dir / "invoices.sqlite")) as connection:
        for _ in range(GIVE_UP * 20):
            row = connection.execute("SELECT day FROM rounds").fetchone()
            if row and row[0] == day:
                time.sleep(0.5)  # what it then does to a handful of scans takes milliseconds
                return
            time.sleep(0.05)
    raise AssertionError("the sweeper made no round")


def hand_over(server: Served, seed: int, **headers: str) -> str:
    made = einvoices.ubl_file(seed=seed)
    answer = server.client.post(
        "/v1/scans", files={"file": (made.file_name, made.data, made.media_type)}, headers=headers
    )
    assert answer.status_code in (200, 202), answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize("offset", ["+40d", "-40d"])
def test_f53_one_start_by_a_wrong_clock_removes_nothing_and_leaves_nothing_waiting(tmp_path: Path, offset: str) -> None:
    wrong = by_clock(offset)
    with Served(tmp_path / "data") as server:
        before = hand_over(server, 1)
        wait_for_rounds(server.data_dir, 1)
    server = Served(tmp_path / "data", **wrong)
    server.start()
    wait_for_rounds(server.data_dir, 2)
    meanwhile = hand_over(server, 2, Prefer="respond-async")
    server.kill()
    with Served(tmp_path / "data") as server:
        wait_for_rounds(server.data_dir, 3)
        for scan_id in (before, meanwhile):
            for _ in range(GIVE_UP * 20):
                scan = server.client.get(f"/v1/scans/{scan_id}").json()
                if scan["state"] not in ("queued", "reading"):
                    break
                time.sleep(0.05)
            assert scan["state"] == "done"
            assert server.client.post("/v1/invoices", json={"scan_id": scan_id}).status_code == 201
    checked = subprocess.run(
        [sys.executable, "-m", "app.cli", "doctor"], check=False, env=server.environment, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout
