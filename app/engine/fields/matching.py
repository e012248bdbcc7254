"""Finds labels in printed text: the longest phrase wins, whatever its capitals, accents, blanks and punctuation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial

from app.engine.fields.labels import Label, phrases
from app.engine.languages import NEUTRAL
from app.engine.languages.patterns import fold, words_of

ALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})
"""Characters that recognizers mix up count as one; clean text loses nothing by it."""
_MARKS = "#%"
_TRANSLATION = re.compile(r" ?\([^()\d]{2,40}\)(?= ?:)")
_INITIALS = re.compile(r"\.[A-Za-z]\.")
_HEAD_OF_NUMBER = 3  # letters
_PARTIES = frozenset({Label.SELLER, Label.BUYER, Label.OTHER_PARTY})
_WITH_OR_WITHOUT_TAX = frozenset({Label.TOTAL, Label.GROSS, Label.NET, Label.ROUNDED, Label.DUE, Label.OTHER})
_CURRENCIES_BEHIND = ("rm", "eur", "usd", "gbp", "chf", "myr")


@dataclass(frozen=True, slots=True)
class Match:
    """A label at `start`-`end` of the text."""

    label: Label
    start: int
    end: int
    languages: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Node:
    following: dict[str, "_Node"] = field(default_factory=dict)
    label: Label | None = None
    languages: frozenset[str] = frozenset()


def find_labels(text: str) -> Iterator[Match]:
    """Labels from left to right; they do not overlap."""
    plain = fold(text).translate(ALIKE)
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
        label, languages, after = found
        yield Match(label, start, kept[after - 1] + 1, languages)
        position = after


def labels_of(text: str) -> list[Match]:
    """Labels of a segment. "Total incl. GST" is one label of a total, not one of a tax; and the word for a party
    announces one only when nothing else stands behind it, or a colon."""
    kept: list[Match] = []
    for match in map(partial(_with_translation, text), find_labels(text)):
        if kept and match.start < kept[-1].end:
            continue
        if match.label in _PARTIES and not _announces(text, match):
            continue
        if kept and match.label is Label.TAX and kept[-1].label in _WITH_OR_WITHOUT_TAX:
            without = _says_without(_between(text, kept[-1], match))
            if without is not None:
                total = kept.pop()
                label = _with_tax_or_without(total.label, without=without)
                kept.append(Match(label, total.start, match.end, total.languages & match.languages))
                continue
        kept.append(match)
    return kept


def _with_translation(text: str, match: Match) -> Match:
    """The label with the same in another language behind it: `Mã số thuế (Tax code):`. What stands so behind a total
    says more of it."""
    if match.label in _WITH_OR_WITHOUT_TAX or match.label is Label.TAX:
        return match
    translation = _TRANSLATION.match(text, match.end)
    return replace(match, end=translation.end()) if translation else match


def _with_tax_or_without(label: Label, *, without: bool) -> Label:
    """What a total is when its label says so itself, whatever word it uses: "Netto inkl. MWST" is a total with tax."""
    if label is Label.OTHER:
        return label
    if without:
        return Label.NET
    return Label.GROSS if label is Label.NET else label


def _announces(text: str, match: Match) -> bool:
    behind = text[match.end :].strip()
    several_words = len(text[match.start : match.end].split()) > 1
    if match.start > 2:  # within a row a colon alone tells
        return behind[:1] == ":"
    return not behind or behind[0] in ":/-(" or several_words


def _between(text: str, total: Match, tax: Match) -> str:
    """What stands between the words for a total and for a tax; the second may itself begin with "incl."."""
    between = text[total.end : tax.start]
    return between if re.search(r"\w", between) else text[total.end : tax.end]


def _says_without(between: str) -> bool | None:
    """For the words between "total" and "tax": True for "without", False for "with", None when they say neither."""
    plain = re.sub(r"(?<![^\W\d_])l(?=nc)", "i", fold(between))  # a capital I is taken for an l
    without = words_of("words", "without_tax").search(plain) is not None
    within = words_of("words", "with_tax").search(plain) is not None
    if not (without or within) or len(re.findall(r"[^\W\d_]+", plain)) > 5:
        return None
    return without


def _longest(text: str, plain: str, kept: list[int], position: int) -> tuple[Label, frozenset[str], int] | None:
    node, best = _tree(), None
    for after in range(position, len(kept)):
        following = node.following.get(plain[kept[after]])
        if following is None:
            break
        node = following
        if node.label is not None and _ends(text, kept[after]) and not _begins_number(text, kept, position, after):
            best = node.label, node.languages, after + 1
    return best


def _begins_number(text: str, kept: list[int], position: int, after: int) -> bool:
    """True for a few letters that are the head of a number: the `PO` of `PO-4711`."""
    short = after - position < _HEAD_OF_NUMBER and " " not in text[kept[position] : kept[after]]
    return short and re.match(r"[-/]?\d|[-/][A-Z]*\d", text[kept[after] + 1 :]) is not None


def _ends(text: str, last: int) -> bool:
    """True when no word goes on behind `last`; a currency may follow without a blank."""
    if _INITIALS.match(text, last + 1) and not text[max(0, last - 3) : last].isalpha():
        return False  # S.H.H. Motor is no S.H.
    if last + 1 >= len(text) or not text[last + 1].isalpha() or text[last] in _MARKS:
        return True
    rest = text[last + 1 : last + 5].lower()
    return any(rest.startswith(code) and not rest[len(code) :][:1].isalpha() for code in _CURRENCIES_BEHIND)


@cache
def _tree() -> _Node:
    """All phrases, letter by letter."""
    root = _Node()
    for language, label, phrase in phrases():
        node = root
        for character in fold(phrase).translate(ALIKE):
            if character.isalnum() or character in _MARKS:
                node = node.following.setdefault(character, _Node())
        node.label = label
        node.languages |= {language} - {NEUTRAL}
    return root
