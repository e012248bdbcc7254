"""Finds labels in printed text: the longest phrase wins, whatever its capitals, accents, blanks and punctuation."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from app.engine.fields.labels import LABELS, Label

_ALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})
"""Characters that recognizers mix up count as one; clean text loses nothing by it."""
_MARKS = "#%"
_CURRENCIES_BEHIND = ("rm", "eur", "usd", "gbp", "chf", "myr")


@dataclass(frozen=True, slots=True)
class Match:
    """A label at `start`-`end` of the text."""

    label: Label
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    following: dict[str, "_Node"] = field(default_factory=dict)
    label: Label | None = None


def fold(text: str) -> str:
    """Lower case without accents, character by character: places in the text stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    return unicodedata.normalize("NFKD", character)[0].lower()[0]


def find_labels(text: str) -> Iterator[Match]:
    """Labels from left to right; they do not overlap."""
    plain = fold(text).translate(_ALIKE)
    kept = [place for place, character in enumerate(plain) if character.isalnum() or character in _MARKS]
    position = 0
    while position < len(kept):
        start = kept[position]
        if start and text[start - 1].isalnum() and not (text[start - 1].isdigit() and text[start].isalpha()):
            position += 1
            continue
        found = _longest(text, plain, kept, position)
        if found is None:
            position += 1
            continue
        label, after = found
        yield Match(label, start, kept[after - 1] + 1)
        position = after


def _longest(text: str, plain: str, kept: list[int], position: int) -> tuple[Label, int] | None:
    node, best = _phrases(), None
    for after in range(position, len(kept)):
        following = node.following.get(plain[kept[after]])
        if following is None:
            break
        node = following
        if node.label is not None and _ends(text, kept[after]):
            best = node.label, after + 1
    return best


def _ends(text: str, last: int) -> bool:
    """True when no word goes on behind `last`; a currency may follow without a blank."""
    if last + 1 >= len(text) or not text[last + 1].isalpha() or text[last] in _MARKS:
        return True
    rest = text[last + 1 : last + 5].lower()
    return any(rest.startswith(code) and not rest[len(code) :][:1].isalpha() for code in _CURRENCIES_BEHIND)


@cache
def _phrases() -> _Node:
    """All phrases, letter by letter."""
    root = _Node()
    for label, languages in LABELS.items():
        for phrases in languages.values():
            for phrase in phrases.split("|"):
                node = root
                for character in fold(phrase).translate(_ALIKE):
                    if character.isalnum() or character in _MARKS:
                        node = node.following.setdefault(character, _Node())
                node.label = node.label or label
    root.label = None
    return root
