"""The modules of the web page: who imports whom."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "app" / "web" / "src"
IMPORTED = re.compile(r"""^(?:import|export)\b[^;"']*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


def modules() -> dict[Path, set[Path]]:
    files = {path for path in PAGE.rglob("*.ts*") if not path.name.endswith((".test.ts", ".d.ts"))}
    return {file: {found(file, name, files) for name in IMPORTED.findall(file.read_text())} - {None} for file in files}


def found(file: Path, name: str, files: set[Path]) -> Path | None:
    base = (file.parent / name).resolve()
    places = (base, base.with_name(f"{base.name}.ts"), base.with_name(f"{base.name}.tsx"), base / "index.ts")
    return next((place for place in places if place in files), None)


def circle(arrows: dict[Path, set[Path]]) -> list[str]:
    """The modules of one circle, or none: whatever imports nothing that is left is taken away, until nothing goes."""
    left = dict(arrows)
    while free := [module for module, targets in left.items() if not targets & left.keys()]:
        for module in free:
            del left[module]
    return sorted(str(module.relative_to(PAGE)) for module in left)


def test_no_module_of_the_page_imports_itself_by_way_of_others() -> None:
    arrows = modules()
    assert len(arrows) > 100
    assert sum(map(len, arrows.values())) > 300
    assert circle(arrows) == []
