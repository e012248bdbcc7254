"""The languages that documents are written in: everything about one stands in one TOML file here, and nowhere else.

A file maps the kinds of each section to phrases, parted by bars. `mul.toml` holds what every language prints alike. A
section or a kind that a language leaves out says why under `not_used`.

Phrases are compared without accents and capitals; labels, columns and rows also without punctuation. Elsewhere
`pattern_of` says what a sign in a phrase stands for.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Words = Mapping[str, tuple[str, ...]]
"""Kind to phrases."""

NEUTRAL = "mul"  # ISO 639-2: several languages


@dataclass(frozen=True, slots=True)
class Language:
    """One language, by its ISO 639-1 code. `accents`: False when its words have none, so that one is a speck of dust.
    `alphabet`: Tesseract's name of the data that read its letters, where the recognizer of pages does not know them.
    `not_used`: why a section (`rows`) or a kind (`labels.tip`) has no words."""

    code: str
    name: str
    accents: bool = True
    alphabet: str = ""
    titles: Words = field(default_factory=dict)
    typical: Words = field(default_factory=dict)
    labels: Words = field(default_factory=dict)
    columns: Words = field(default_factory=dict)
    rows: Words = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    letter: Words = field(default_factory=dict)
    names: Words = field(default_factory=dict)
    places: Words = field(default_factory=dict)
    months: Words = field(default_factory=dict)
    dates: Words = field(default_factory=dict)
    currencies: Words = field(default_factory=dict)
    not_used: Mapping[str, str] = field(default_factory=dict)


def read_language(code: str, text: str) -> Language:
    """The language that the text of a file describes. `TypeError` for a section that is none."""
    read: dict[str, Any] = tomllib.loads(text)
    sections = [name for name, value in read.items() if isinstance(value, dict) and name != "not_used"]
    return Language(code, **read | {name: _words(read[name]) for name in sections})


def _words(section: dict[str, str]) -> Words:
    return {kind: tuple(" ".join(phrase.split()) for phrase in text.split("|")) for kind, text in section.items()}


@cache
def languages() -> tuple[Language, ...]:
    """Every language that has a file, by code."""
    found = {
        file.name.removesuffix(".toml"): file.read_text("utf-8")
        for file in files(__name__).iterdir()
        if file.name.endswith(".toml")
    }
    return tuple(read_language(code, found[code]) for code in sorted(found))


def each(section: str, kind: str) -> Iterator[tuple[str, str]]:
    """Every phrase of a kind with the code of its language."""
    for language in languages():
        words: Words = getattr(language, section)
        for phrase in words.get(kind, ()):
            yield language.code, phrase


@cache
def phrases(section: str, *kinds: str) -> tuple[str, ...]:
    """The phrases of these kinds in all languages, each once."""
    return tuple(dict.fromkeys(phrase for kind in kinds for _, phrase in each(section, kind)))
