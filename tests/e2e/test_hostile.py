"""Hostile files through the command line and the real server, with their real workers."""

import json
import subprocess
import sys
from pathlib import Path

from tests.documents.refused import REFUSED
from tests.served import Served


def written(folder: Path) -> dict[str, Path]:
    """Each file in a folder of its own, under the name that it was given."""
    paths = {}
    for number, (name, (made, _)) in enumerate(REFUSED.items()):
        paths[name] = folder / str(number) / made.file_name
        paths[name].parent.mkdir()
        paths[name].write_bytes(made.data)
    return paths


def test_the_command_refuses_every_one_and_goes_on(tmp_path: Path) -> None:
    paths = written(tmp_path)
    command = [sys.executable, "-m", "app.cli", "read", *map(str, paths.values()), "--jsonl"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=200)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["ok"] for one in told] == [False] * len(paths)
    expected = {
        name: code for name, (_, code) in REFUSED.items() if code != "malware"
    }  # it keeps, so it screens, nothing
    found = dict(zip(paths, (one["problem"]["code"] for one in told), strict=True))
    assert {name: found[name] for name in expected} == expected
    assert "Traceback" not in done.stderr


def test_the_server_refuses_every_one_and_goes_on(tmp_path: Path) -> None:
    with Served(tmp_path / "data") as server:
        told = {}
        for name, (made, _) in REFUSED.items():
            file = (made.file_name, made.data, made.media_type)
            answer = server.client.post("/v1/scans", files={"file": file})
            assert 400 <= answer.status_code < 500, (name, answer.text)
            told[name] = answer.json()["code"]
        assert told == {name: code for name, (_, code) in REFUSED.items()}
        assert server.client.get("/v1/scans").json()["items"] == []
        kept = [path.name for path in (tmp_path / "data" / "documents").rglob("*") if path.is_file()]
        assert kept == ["installation.json"]
