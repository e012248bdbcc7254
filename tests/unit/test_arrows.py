"""The layers: who may import whom. See the picture in docs/architecture.md."""

import ast
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

MAY_IMPORT = {
    "domain": set(),
    "ports": {"domain"},
    "engine": {"domain"},
    "encoding": set(),
    "services": {"ports", "domain", "encoding"},
    "container": {"services", "ports", "domain", "settings"},
    "settings": {"domain"},
    "api": {"container", "services", "ports", "domain", "encoding", "settings"},
    "adapters": {"ports", "domain", "encoding", "engine"},
    "batches": {"container", "ports", "domain"},
    "bootstrap": {"adapters", "batches", "container", "services", "ports", "domain", "settings", "cold_start"},
    "runner": {"container", "domain"},
    "main": {"api", "container", "ports", "cold_start"},
    "cold_start": set(),
    "lambda_api": {"bootstrap", "main", "cold_start"},
    "lambda_worker": {"bootstrap", "api", "cold_start"},
    "commands": {"bootstrap", "main", "container", "runner", "services", "ports", "domain", "settings"},
    "cli": {"commands", "domain", "services", "settings"},
}

SDKS = {
    "boto3",
    "botocore",
    "sqlite3",
    "jose",
    "pypdfium2",
    "PIL",
    "rapidocr",
    "onnx",
    "onnxruntime",
    "cv2",
    "tesserocr",
    "uvicorn",
}
MAY_USE_SDKS = {"adapters", "engine", "commands"}


def layer_of(module: str) -> str:
    return module.split(".")[1]


def imports_of(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"app.{alias.name}" for alias in node.names} if node.module == "app" else {node.module}
    return names


FILES = [
    file
    for file in sorted(APP.rglob("*.py"))
    if file != APP / "__init__.py" and "web" not in file.relative_to(APP).parts
]


def of_layer(file: Path) -> str:
    return file.relative_to(APP).parts[0].removesuffix(".py")


LAYERS = sorted({of_layer(file) for file in FILES})


def test_every_layer_is_known() -> None:
    assert set(LAYERS) == MAY_IMPORT.keys()


def found_of(layer: str, imported: Callable[[Path], set[str]]) -> dict[str, list[str]]:
    """What each file of a layer imports of what it may not: `{"api/errors.py": ["adapters"]}`; empty if all is well."""
    files = [file for file in FILES if of_layer(file) == layer]
    return {str(file.relative_to(APP)): sorted(names) for file in files if (names := imported(file))}


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_follow_the_arrows(layer: str) -> None:
    def forbidden(file: Path) -> set[str]:
        layers = {layer_of(name) for name in imports_of(file) if name.startswith("app.")}
        return layers - {layer} - MAY_IMPORT[layer]

    assert found_of(layer, forbidden) == {}, f"{layer} may import {sorted(MAY_IMPORT[layer])} alone"


@pytest.mark.parametrize("layer", sorted(MAY_IMPORT.keys() - MAY_USE_SDKS))
def test_outside_libraries_stay_behind_the_ports(layer: str) -> None:
    assert found_of(layer, lambda file: {name.split(".")[0] for name in imports_of(file)} & SDKS) == {}


def test_adapters_are_imported_by_the_composition_root_alone() -> None:
    importers = {layer for layer, allowed in MAY_IMPORT.items() if "adapters" in allowed}
    assert importers == {"bootstrap"}


# The rooms of the adapters, by what they talk to, and whom else they may ask.
ROOMS: dict[str, set[str]] = {
    "aws": set(),
    "backup": {"files", "sqlite"},
    "dynamodb": {"aws"},
    "files": set(),
    "models": {"aws"},
    "no_metrics": set(),
    "screens": set(),
    "sign_in": {"files", "sqlite", "tokens"},
    "sqlite": {"files"},
    "textract": {"aws"},
    "tokens": set(),
    "workers": set(),
}


def test_every_adapter_has_its_room() -> None:
    found = {
        path.relative_to(APP / "adapters").parts[0].removesuffix(".py") for path in FILES if "adapters" in path.parts
    }
    assert found - {"__init__"} == ROOMS.keys()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_adapters_asks_few_others(room: str) -> None:
    asked = {
        name.split(".")[2]
        for file in FILES
        if file.relative_to(APP).parts[:2] in {("adapters", room), ("adapters", f"{room}.py")}
        for name in imports_of(file)
        if name.startswith("app.adapters.")
    }
    assert asked - {room} <= ROOMS[room]


def test_no_module_imports_itself_by_way_of_others() -> None:
    modules = {
        ".".join(("app", *file.relative_to(APP).with_suffix("").parts)).removesuffix(".__init__"): file
        for file in FILES
    }
    left = {name: found_in(file, modules.keys()) - {name} for name, file in modules.items()}
    assert sum(map(len, left.values())) > 1_000
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert sorted(left) == []


def found_in(file: Path, modules: Collection[str]) -> set[str]:
    """The modules that a file imports, wherever in it: `from app.domain import counting` names two."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {
                name if (name := f"{node.module}.{alias.name}") in modules else node.module for alias in node.names
            }
    return names & set(modules)
