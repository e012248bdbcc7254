"""What the program is made of: locked, new enough, from where it is said, without secrets."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
LOCKED = {(package["name"], package["version"]) for package in LOCK["package"]}
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("name", FLOORS)
def test_s02_a_library_that_meets_strangers_is_new_enough(name: str) -> None:
    locked = [Version(version) for package, version in LOCKED if package == name]
    assert locked
    assert min(locked) >= Version(FLOORS[name]["lowest"]), FLOORS[name]["advisory"]


def test_s03_the_unmaintained_parts_of_the_token_library_are_left_out() -> None:
    assert not {"ecdsa", "rsa", "pyasn1"} & {name for name, _ in LOCKED}
    code = "import sys; import app.adapters.tokens.cognito; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert not {"ecdsa", "rsa", "pyasn1"} & {module.split(".")[0] for module in loaded.split()}


def test_s04_everything_is_locked_with_its_hash_and_comes_from_one_place() -> None:
    for package in LOCK["package"]:
        if package["name"] == "invoices":
            continue
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
        assert files, package["name"]
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]) for file in files), package["name"]
        assert set(package["source"]) == {"registry"}, package["name"]
    assert len({package["source"].get("registry") for package in LOCK["package"]} - {None}) == 1


def test_s05_no_weakness_that_bandit_knows() -> None:
    command = [BIN / "bandit", "--quiet", "--recursive", "app", "infra", "-ll", "-c", "pyproject.toml", "-f", "json"]
    found = json.loads(subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout)
    assert [f"{one['filename']}:{one['line_number']} {one['test_id']}" for one in found["results"]] == []
    assert found["metrics"]["_totals"]["loc"] > 10_000


def test_s07_the_list_of_components_is_that_of_the_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "infra.sbom", "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    listed = json.loads((tmp_path / "sbom.json").read_text())
    assert listed["bomFormat"] == "CycloneDX"
    assert {(component["name"], component["version"]) for component in listed["components"]} <= LOCKED
    names = {component["name"] for component in listed["components"]}
    assert names >= FLOORS.keys()
    assert not names & {"pytest", "schemathesis", "ruff"}
    lines = (tmp_path / "requirements.txt").read_text()
    assert lines.count("--hash=sha256:") >= len(names)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_s09_actions_are_named_by_commit_and_have_few_rights(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    for use in re.findall(r"uses:\s*(\S+)(.*)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use[0]), use
        assert re.search(r"# v\d+\.\d+\.\d+", use[1]), use
    assert "\npermissions: {}\n" in text
    assert "write" not in re.findall(r"^\s+\w[\w-]*: (write)", text, re.MULTILINE)


def test_s09_no_weakness_in_the_workflows() -> None:
    command = [BIN / "zizmor", "--offline", "--no-progress", "--persona", "regular", ".github"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_s09_every_kind_of_part_is_kept_new() -> None:
    kept = set(re.findall(r"package-ecosystem: (\S+)", (ROOT / ".github" / "dependabot.yml").read_text()))
    assert kept == {"uv", "npm", "github-actions", "docker", "terraform"}


def test_s10_every_secret_that_was_found_was_looked_at() -> None:
    kept = json.loads((ROOT / ".secrets.baseline").read_text())["results"]
    assert not [file for file, found in kept.items() if file.startswith("infra")]
    assert all(one["is_secret"] is False for found in kept.values() for one in found)


def test_s12_the_page_loads_nothing_from_elsewhere() -> None:
    lock = json.loads((ROOT / "app" / "web" / "package-lock.json").read_text())
    for name, package in lock["packages"].items():
        assert not name or package.get("link") or package["integrity"].startswith("sha512-"), name
    html = (ROOT / "app" / "web" / "index.html").read_text()
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", html)
