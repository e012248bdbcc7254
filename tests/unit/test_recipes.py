"""The recipes of docs/recipes.md are true: their files exist, and they forget none."""

import json
import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from app.domain.checks import CHECKS
from app.domain.export import Format
from app.domain.readers import AUTO, READERS
from app.engine.languages import Language

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
RECIPES = dict(
    re.findall(r"^## An? (.+?)\n(.*?)(?=^## |\Z)", (ROOT / "docs" / "recipes.md").read_text("utf-8"), re.M | re.S)
)
PATH = re.compile(r"(?:app|tests|infra|docs)/[\w<>/.-]+\.\w+")


def named(recipe: str) -> set[str]:
    """The files of a recipe; `<code>` stands for any name."""
    return {
        found.relative_to(ROOT).as_posix()
        for path in PATH.findall(RECIPES[recipe])
        for found in ROOT.glob(path.replace("<code>", "*"))
    }


@cache
def texts() -> dict[str, str]:
    """All files of the program that people or `make openapi` write, but for tests of the page."""
    files = [*APP.glob("*.*"), *(APP / "web" / "src").rglob("*")]
    files += [
        path for folder in APP.iterdir() if folder.is_dir() and folder.name != "web" for path in folder.rglob("*")
    ]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in files
        if path.suffix in {".py", ".ts", ".tsx", ".json", ".toml"} and ".test." not in path.name
    }


def naming(word: str) -> set[str]:
    """The files in which a word stands."""
    return {path for path, text in texts().items() if re.search(rf"\b{word}\b", text)}


def test_there_is_a_recipe_for_each_common_change() -> None:
    assert set(RECIPES) == {"field", "language", "country", "reader", "adapter", "setting", "check", "export format"}


@pytest.mark.parametrize("recipe", RECIPES)
def test_its_files_exist_and_its_tests_can_be_run(recipe: str) -> None:
    paths = set(PATH.findall(RECIPES[recipe]))
    assert [path for path in sorted(paths) if not any(ROOT.glob(path.replace("<code>", "*")))] == []
    assert re.search(r"^    \.venv/bin/pytest -q tests/\S+\.py", RECIPES[recipe], re.M)


def test_no_other_file_names_a_field() -> None:
    assert naming("purchase_order") - named("field") == set()
    assert naming("preceding_invoice") - named("field") == set()


def test_no_other_file_names_a_check() -> None:
    rules = {path.relative_to(ROOT).as_posix() for path in (APP / "domain" / "rules").glob("*.py")}
    assert naming("tax_rate_amount") - named("check") - rules == set()
    assert naming("date_order") - named("check") - rules == set()


def test_a_reader_is_its_file_its_row_its_source_and_its_place_in_an_account() -> None:
    parsers = {f"app/engine/{reader.name}_reader.py" for reader in READERS.values() if reader.parser}
    assert all((ROOT / parser).exists() for parser in parsers)
    wide = (ROOT / "infra" / "variables.tf").read_text("utf-8")
    (taken,) = re.findall(r"contains\((\[.*?\]), var\.reader\)", wide)
    assert set(json.loads(taken)) == {AUTO, *(reader.name for reader in READERS.values() if reader.in_account)}


def test_every_check_has_the_words_that_its_recipe_asks_for() -> None:
    for language in ("en", "vi"):
        words = json.loads((APP / "web" / "src" / "i18n" / language / "checks.json").read_text("utf-8"))
        assert words["ids"].keys() >= CHECKS.keys()


def test_every_export_format_stands_in_the_files_of_its_recipe() -> None:
    assert all("/" in format_.media_type for format_ in Format)
    menu = (APP / "web" / "src" / "screens" / "library" / "ExportMenu.tsx").read_text("utf-8")
    assert set(re.findall(r'format: "(\w+)", rows', menu)) == {*Format}


def test_the_recipe_of_a_language_names_every_section() -> None:
    sections = {field.name for field in fields(Language)} - {"code", "name", "accents", "alphabet"}
    assert sections <= set(re.findall(r"`\[?(\w+)\]?`", RECIPES["language"]))
