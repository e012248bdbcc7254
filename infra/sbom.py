"""The list of all components that are installed, from the lock file: `python -m infra.sbom --out dist`.

`sbom.json` is CycloneDX 1.5, with licences and what lies inside wheels (`infra/licences.toml`). `requirements.txt`
is the same with the hash of every file, for tools that want that.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=ROOT / "dist")
    folder: Path = asked.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    listed = json.loads(_export("--format", "cyclonedx1.5"))
    listed.pop("serialNumber", None)  # two lists of one lock are the same
    listed.get("metadata", {}).pop("timestamp", None)
    listed["components"] = [_licensed(component) for component in listed["components"]]
    (folder / "sbom.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    (folder / "requirements.txt").write_text(_export("--format", "requirements-txt"), encoding="utf-8")


def _licensed(component: dict[str, Any]) -> dict[str, Any]:
    """With its licence, and the libraries inside it with theirs."""
    known = tomllib.loads((ROOT / "infra" / "licences.toml").read_text(encoding="utf-8"))
    name = component["name"]
    inside = [
        {"type": "library", "name": library, "licenses": [{"expression": licence}]}
        for library, licence in known["bundled"].get(name, {}).items()
    ]
    licences = {"licenses": [{"expression": known["installed"][name]}]}
    return component | licences | ({"components": inside} if inside else {})


def _export(*form: str) -> str:
    command = [_uv(), "export", "--quiet", "--locked", "--no-dev", "--all-extras", "--no-emit-project", *form]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _uv() -> str:
    own = ROOT / ".uv" / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.exists() else None)
    if found is None:
        sys.exit("uv is not there: make .venv/ready brings it")
    return found


if __name__ == "__main__":
    main()
