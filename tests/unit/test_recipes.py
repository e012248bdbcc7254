"""The recipes of CONTRIBUTING.md name files that exist, and all that is to be filled in."""

import re
from dataclasses import fields
from pathlib import Path

from app.engine.languages import Language

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_file_of_a_recipe_exists() -> None:
    paths = set(re.findall(r"(?:app|tests|infra|bench)/[\w<>/.-]+\.\w+", TEXT))
    assert len(paths) > 5
    assert [path for path in sorted(paths) if not list(ROOT.glob(re.sub(r"<\w+>", "??", path)))] == []


def test_the_recipe_of_a_language_names_every_section() -> None:
    recipe = TEXT[TEXT.index("### Add a language") : TEXT.index("### Add a country")]
    sections = {field.name for field in fields(Language)} - {"code", "name", "accents"}
    assert sections <= set(re.findall(r"`\[?(\w+)\]?`", recipe))
