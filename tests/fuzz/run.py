"""Fuzz the API of a real server, on its own data: `python -m tests.fuzz.run --examples 200 --seeds 1 2 3`.

All checks of schemathesis, every phase, links between calls, and two users who must not see each other's objects.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.served import Served

HERE = Path(__file__).parent


def fuzz(server: Served, *, examples: int, seed: int, phases: str = "examples,coverage,fuzzing,stateful") -> str:
    """What schemathesis said; `AssertionError` with it when it found something."""
    with tempfile.TemporaryDirectory() as folder:
        users = Path(folder) / "users.json"
        users.write_text(json.dumps({"auth": [_user(server, name) for name in ("anna", "ben")]}))
        config = Path(folder) / "schemathesis.toml"
        auth = f'[auth]\nwfc = {{ path = "{users}", user = "anna", peers = ["anna", "ben"] }}\n'
        config.write_text((HERE / "schemathesis.toml").read_text() + "\n" + auth)
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
            *(f"{server.url}/openapi.json", "--phases", phases, "--seed", str(seed)),
            *("--max-examples", str(examples), "--no-color", "--generation-database", "none"),
            *(
                "--suppress-health-check",
                "all",
                "--warnings",
                "off",
                "--request-timeout",
                "40",
                "--output-truncate",
                "false",
            ),
        ]
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-200_000:]}\n{done.stderr[-2_000:]}"
    return done.stdout


def _user(server: Served, name: str) -> dict[str, object]:
    return {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {server.token(name)}"}]}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--examples", type=int, default=200)
    asked.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    given = asked.parse_args()
    for seed in given.seeds:
        with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "data", **SETTINGS) as server:
            said = fuzz(server, examples=given.examples, seed=seed)
        print(said[said.index("= SUMMARY =") - 40 :], flush=True)


SETTINGS = {"quota_scans_per_minute": "1000000", "quota_scans_per_day": "10000000", "scan_wait_seconds": "5"}


if __name__ == "__main__":
    main()
