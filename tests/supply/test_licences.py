"""Under which licences the program runs: each is permissive, or named with the reason why it is used all the same."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWN = tomllib.loads((ROOT / "infra" / "licences.toml").read_text(encoding="utf-8"))
INSTALLED: dict[str, str] = KNOWN["installed"]
BUNDLED: dict[str, dict[str, str]] = KNOWN["bundled"]

# As distributions name them that do not use SPDX's names.
SAID = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
}
# Said as no name at all; read in the texts that come along.
READ = {
    "pypdfium2": "BSD-3-Clause, Apache-2.0, dependency licenses",
    "python-dateutil": "Dual License",
}
NOT_HERE = {"colorama"}  # on Windows alone


@pytest.fixture(scope="module")
def components(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    folder = tmp_path_factory.mktemp("sbom")
    subprocess.run([sys.executable, "-m", "infra.sbom", "--out", str(folder)], cwd=ROOT, check=True)
    listed: list[dict[str, object]] = json.loads((folder / "sbom.json").read_text())["components"]
    return listed


def test_every_component_has_its_licence_in_the_list(components: list[dict[str, object]]) -> None:
    assert {component["name"] for component in components} == INSTALLED.keys()
    for component in components:
        assert component["licenses"] == [{"expression": INSTALLED[str(component["name"])]}]
    (heif,) = (component for component in components if component["name"] == "pi-heif")
    assert {"type": "library", "name": "heif", "licenses": [{"expression": "LGPL-3.0-or-later"}]} in heif["components"]  # type: ignore[operator]


def test_every_licence_is_permissive_or_has_a_reason() -> None:
    named = {*INSTALLED.values(), *(licence for inside in BUNDLED.values() for licence in inside.values())}
    used = {licence for expression in named for licence in re.split(r" AND | OR ", expression)}
    assert used - {*KNOWN["permissive"]} == KNOWN["other"].keys()
    assert all(len(reason) > 30 for reason in KNOWN["other"].values())
    assert not [licence for licence in used if licence.startswith(("AGPL", "SSPL")) or licence == "GPL-3.0-or-later"]


@pytest.mark.parametrize("name", INSTALLED)
def test_the_licence_is_the_one_that_the_distribution_names(name: str) -> None:
    found = _distribution(name)
    if found is None:
        assert name in NOT_HERE
        return
    assert INSTALLED[name] == SAID.get(_said(found), _said(found)) or READ.get(name) == _said(found)


@pytest.mark.parametrize("name", sorted(INSTALLED.keys() - NOT_HERE))
def test_every_library_inside_a_wheel_is_named(name: str) -> None:
    """A wheel that begins to bring one, or brings another, is looked at before it is used."""
    found = _distribution(name)
    assert found is not None
    libraries = {_library(file.name) for file in found.files or () if re.search(r"\.(libs|dylibs)[/\\]", str(file))}
    assert libraries <= BUNDLED.get(name, {}).keys()


def test_what_is_under_the_lgpl_is_a_file_of_its_own_that_can_be_replaced() -> None:
    """Loaded by its name at run time: the extension asks for the file and holds nothing of it."""
    found = _distribution("pi-heif")
    assert found is not None
    files = [Path(str(found.locate_file(file))) for file in found.files or ()]
    (extension,) = (file for file in files if file.name.startswith("_pi_heif") and file.suffix in (".so", ".pyd"))
    libraries = [file for file in files if file.parent.name in ("pi_heif.libs", ".dylibs")]
    assert {_library(file.name) for file in libraries} == BUNDLED["pi-heif"].keys()
    assert any(file.name.encode() in extension.read_bytes() for file in libraries if "heif" in file.name)
    assert extension.stat().st_size < min(file.stat().st_size for file in libraries)


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _said(found: Distribution) -> str:
    """By its field for SPDX, else by the older field, else by its classifiers."""
    texts = found.metadata.get_all("License-Expression") or found.metadata.get_all("License") or []
    classifiers = [
        line.rpartition(" :: ")[2] for line in found.metadata.get_all("Classifier") or () if "License" in line
    ]
    return next((text for text in texts if text), "") or " ".join(classifiers)


def _library(file_name: str) -> str:
    match = re.match(r"lib(.+?)-?[.-][0-9a-f.]{1,8}", file_name)
    assert match is not None, file_name
    return match[1]
