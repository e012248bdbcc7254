"""Words of languages and facts of countries stand in their homes alone: the code around them knows none."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.countries import countries
from app.engine.languages import languages
from app.engine.languages.patterns import fold

APP = Path(__file__).parents[2] / "app"
ROOMS = ("engine/fields", "engine/tables", "engine/values", "engine/crosscheck", "adapters/textract", "domain/rules")
READING = [file for room in ROOMS for file in sorted((APP / room).rglob("*.py"))]
SHORTEST = 4  # letters: shorter ones are also codes and parts of patterns

ENGLISH = "en"
"""The code speaks English itself: its words are looked for in the homes of the other languages."""
BOTH = {"data", "side", "standard"}
"""English words, too, that no English document needs to be read."""


def foreign_words() -> set[str]:
    """Words of the other languages that are no English ones."""
    english: set[str] = set()
    found: set[str] = set()
    for language in languages():
        sections = (language.titles, language.labels, language.columns, language.rows, language.words, language.letter)
        phrases = [
            phrase for each in (*sections, language.names, language.months) for one in each.values() for phrase in one
        ]
        words = {word for phrase in phrases for word in re.findall(r"[^\W\d_]+", fold(phrase))}
        (english if language.code in (ENGLISH, "mul") else found).update(words)
    for country in countries().values():
        found |= {fold(name) for name in (*country.tax_names, *country.regions) if " " not in name}
    schemes = {register.scheme for country in countries().values() for register in country.registers}
    return {word for word in found - english - BOTH - schemes if len(word) >= SHORTEST}


def literals(file: Path) -> Iterator[tuple[int, str]]:
    """Strings of the code, docstrings and prose aside."""
    tree = ast.parse(file.read_text("utf-8"))
    prose = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def test_no_word_of_a_language_stands_outside_its_home() -> None:
    known = foreign_words()
    assert len(known) > 2000
    strays = [
        f"{file.relative_to(APP)}:{line} {sorted(words)}"
        for file in READING
        for line, text in literals(file)
        if (words := known & set(re.findall(r"[^\W\d_]+", fold(text))))
    ]
    assert strays == []
