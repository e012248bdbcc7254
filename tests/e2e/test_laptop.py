"""The main job, whole, on a real server with real readers: hand over, look, correct, save, find, export, delete. And
the same after the process was killed in the middle."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.documents import einvoices, pages
from tests.documents.made import Made
from tests.served import Served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("laptop") / "data") as running:
        yield running


def scan(server: Served, made: Made, **headers: str) -> httpx.Response:
    file = (made.file_name, made.data, made.media_type)
    return server.client.post("/v1/scans", files={"file": file}, headers=headers)


def read(server: Served, made: Made) -> httpx.Response:
    """The ended scan, however long a busy machine takes to read it."""
    answer = scan(server, made)
    place = answer.headers["Location"]
    end = time.monotonic() + 150
    while answer.json()["state"] in ("queued", "reading") and time.monotonic() < end:
        answer = server.client.get(place, params={"wait": 20})
    answer.headers["Location"] = place
    return answer


def flat(made: Made) -> dict[str, str]:
    """What the document shows, as the plain form would say it."""
    amounts = made.invoice.amounts
    return {"number": str(made.invoice.invoice_number), "gross": f"{amounts.gross:f}"}


@pytest.mark.parametrize(
    ("reader", "made"),
    [
        ("einvoice", einvoices.cii_pdf(seed=71)),
        ("text", pages.invoice_pdf(seed=72)),
        ("engine", pages.invoice_picture(seed=73)),
        ("engine", pages.scanned_pdf(seed=74, lines=6)),
    ],
    ids=["e-invoice", "text-layer", "picture", "scanned-pdf"],
)
def test_scan_correct_save_find_delete(server: Served, reader: str, made: Made) -> None:
    answer = read(server, made)
    assert answer.status_code == 200, answer.text
    reading = answer.json()["reading"]
    assert reading["reader"] == reader
    total = reading["invoice"]["amounts"]["gross"]
    assert total["value"] == flat(made)["gross"]
    if reader != "einvoice":
        assert total["page"] >= 1
        assert len(total["polygon"]) == 4

    picture = server.client.get(f"{answer.headers['Location']}/pages/1")
    assert picture.content.startswith(b"\xff\xd8")

    corrected = server.client.get(answer.headers["Location"], params={"view": "plain"}).json()["reading"]["invoice"]
    corrected["purchase_order"] = f"PO {reader} 4711"
    saved = server.client.post("/v1/invoices", json={"scan_id": answer.json()["id"], "invoice": corrected})
    assert saved.status_code == 201, saved.text
    invoice = server.client.get(saved.headers["Location"])
    assert invoice.json()["invoice"]["purchase_order"]["source"] == "user"
    assert invoice.headers["ETag"] == saved.headers["ETag"]

    original = server.client.get(f"{saved.headers['Location']}/document")
    assert original.status_code == 302
    assert httpx.get(original.headers["Location"], trust_env=False).content == made.data

    number = corrected.get("invoice_number")
    if number:
        found = server.client.get("/v1/invoices", params={"q": number}).json()["items"]
        assert saved.json()["id"] in {row["id"] for row in found}

    deleted = server.client.delete(saved.headers["Location"], headers={"If-Match": saved.headers["ETag"]})
    assert deleted.status_code == 204
    assert server.client.get(saved.headers["Location"]).status_code == 404


def test_nobody_sees_what_another_owner_has(server: Served) -> None:
    answer = scan(server, pages.invoice_pdf(seed=81))
    other = {"Authorization": f"Bearer {server.token('somebody else')}"}
    assert server.client.get(answer.headers["Location"], headers=other).status_code == 404


def test_a_bad_file_is_refused_with_a_code_and_a_sentence(server: Served) -> None:
    answer = server.client.post("/v1/scans", files={"file": ("a.pdf", b"<html></html>", "application/pdf")})
    assert answer.status_code == 415
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"]


def test_a55_nobody_else_on_the_machine_can_look_into_the_data(server: Served) -> None:
    modes = {path: path.stat().st_mode & 0o777 for path in [server.data_dir, *server.data_dir.rglob("*")]}
    assert {path: oct(mode) for path, mode in modes.items() if mode not in (0o700, 0o600)} == {}


def test_a_newcomer_is_led_somewhere_useful(server: Served) -> None:
    answer = httpx.get(f"{server.url}/", follow_redirects=True, trust_env=False)
    assert answer.status_code == 200
    assert "text/html" in answer.headers["Content-Type"]


def test_a_second_server_on_the_port_says_so(server: Served) -> None:
    command = [sys.executable, "-m", "app.cli", "serve"]
    second = subprocess.run(command, env=server.environment, check=False, capture_output=True, text=True, timeout=30)
    assert second.returncode == 1
    assert str(server.port) in second.stderr
    assert "Traceback" not in second.stderr


# ---- killed in the middle --------------------------------------------------------------------------------------------


def test_f62_what_was_answered_survives_a_kill_and_the_rest_goes_on(tmp_path: Path) -> None:
    with Served(tmp_path / "data") as server:
        saved = []
        for seed in (1, 2, 3):
            answer = scan(server, pages.invoice_pdf(seed=seed))
            saved.append(server.client.post("/v1/invoices", json={"scan_id": answer.json()["id"]}).json()["id"])
        waiting = [
            scan(server, pages.receipt_picture(seed=seed), Prefer="respond-async").headers["Location"]
            for seed in (4, 5, 6)
        ]
        server.kill()
        server.start()
        for invoice_id in saved:
            document = server.client.get(f"/v1/invoices/{invoice_id}/document")
            assert httpx.get(document.headers["Location"], trust_env=False).status_code == 200
        end = time.monotonic() + 120
        states = {}
        while time.monotonic() < end:
            states = {place: server.client.get(place, params={"wait": 5}).json()["state"] for place in waiting}
            if set(states.values()) <= {"done", "failed"}:
                break
        assert set(states.values()) == {"done"}
        doctor = subprocess.run(
            [sys.executable, "-m", "app.cli", "doctor"],
            env=server.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert doctor.returncode == 0, doctor.stdout


# ---- the command line ------------------------------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATA_DIR": str(folder / "data")}
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=120)


def test_a_pile_is_imported_once_however_often_it_is_asked(tmp_path: Path) -> None:
    pile = tmp_path / "pile"
    (pile / "deep").mkdir(parents=True)
    for seed in (11, 12):
        made = pages.invoice_pdf(seed=seed)
        (pile / "deep" / f"{seed}.pdf").write_bytes(made.data)
    (pile / "copy.pdf").write_bytes((pile / "deep" / "11.pdf").read_bytes())
    (pile / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")

    first = run(tmp_path, "import", str(pile))
    assert first.returncode == 1  # one file is broken
    assert "2 saved, 1 were there already, 1 failed" in first.stderr
    assert "broken.pdf" in first.stderr
    second = run(tmp_path, "import", str(pile))
    assert "0 saved, 3 were there already, 1 failed" in second.stderr

    table = run(tmp_path, "export")
    assert table.returncode == 0
    rows = list(csv.DictReader(io.StringIO(table.stdout.removeprefix("\ufeff"))))
    assert {row["status"] for row in rows} == {"needs_review"}
    assert len(rows) == 2
    target = tmp_path / "out.json"
    assert run(tmp_path, "export", "--format", "json", "--output", str(target)).returncode == 0
    assert len(json.loads(target.read_text())["invoices"]) == 2
    assert run(tmp_path, "doctor").returncode == 0


def test_a_page_that_asks_for_another_account_than_its_xml_is_told(server: Served, tmp_path: Path) -> None:
    made = einvoices.tampered_pdf(iban="NL91ABNA0417164300", seed=77)
    shown = made.invoice.payment.accounts[0].iban
    answer = read(server, made)
    (found,) = (each for each in answer.json()["reading"]["checks"] if each["id"] == "xml_vs_picture")
    assert (found["outcome"], found["expected"], found["page"]) == ("failed", "NL91ABNA0417164300", 1)
    assert found["found"].replace(" ", "") == shown
    saved = server.client.post("/v1/invoices", json={"scan_id": answer.json()["id"]}).json()
    assert saved["status"] == "disputed"
    assert found in saved["checks"]
    file = tmp_path / made.file_name
    file.write_bytes(made.data)
    assert (
        f"IBAN: the XML says NL91ABNA0417164300, page 1 shows {found['found']}"
        in run(tmp_path, "read", str(file)).stdout
    )


def test_read_prints_one_json_line_for_each_file_in_order(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.pdf"
    made = pages.invoice_pdf(seed=21)
    good.write_bytes(made.data)
    bad.write_bytes(b"no document")
    result = run(tmp_path, "read", str(bad), str(good), str(tmp_path / "none.pdf"), "--jsonl", "--workers", "2")
    assert result.returncode == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["ok"] for row in rows] == [False, True, False]
    assert [row.get("problem", {}).get("code") for row in rows] == ["unsupported-type", None, "no-file"]
    assert rows[1]["invoice"]["amounts"]["gross"]["value"] == flat(made)["gross"]
    assert [note["code"] for note in rows[1]["notes"]] == [
        "not-read-by",
        "other-kind",
    ]  # a PDF file that is called .jpg
    assert not (tmp_path / "data").exists()  # nothing is kept


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "token"]
    result = subprocess.run(command, env={**os.environ, "PORT": "many"}, check=False, capture_output=True, text=True)
    assert result.returncode == 2
    assert "PORT" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["serve", "open", "read", "import", "export", "token", "doctor"])
def test_help_explains_every_command(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command, "--help")
    assert result.returncode == 0
    assert "Usage" in result.stdout
