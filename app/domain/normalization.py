"""Text made comparable: without case, accents or width, so that a person finds `Müller` by typing `muller`.

Some letters are also written as two: `Müller` as `Mueller`, `Ærø` as `Aeroe`, `Århus` as `Aarhus`. What is kept is
folded in one way, as it was written; what is looked for is looked for in every spelling. So a search needs nothing that
older rows do not have.
"""

import re
import unicodedata
from itertools import product

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "\u0131": "i", "ħ": "h", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 64

# Letters that are written as one or as two, and the sign that stands for each while spellings are made: a capital,
# which no text has after case was folded. First comes the spelling that was written.
_UNITS = {
    "U": ("u\u0308", ("u", "ue")),
    "V": ("ue", ("ue", "u")),
    "O": ("o\u0308|ø", ("o", "oe")),
    "P": ("oe|œ", ("oe", "o")),
    "A": ("a\u0308", ("a", "ae")),
    "B": ("ae|æ", ("ae", "a")),
    "R": ("a\u030a", ("a", "aa")),
    "S": ("aa", ("aa", "a")),
}
_UNIT = re.compile("|".join(f"(?P<{sign}>{written})" for sign, (written, _) in _UNITS.items()))
_SIGN = re.compile(f"([{''.join(_UNITS)}])")
_MOST_UNITS = 3  # of one word are spelled in both ways; further ones as they were written


def folded(text: str) -> str:
    """Lower case, no accents, single spaces; halves of surrogate pairs are dropped, so any database can hold it."""
    return _bare(_parted(text))


def _parted(text: str) -> str:
    return unicodedata.normalize("NFKD", text.encode(errors="ignore").decode()).casefold()


def _bare(parts: str) -> str:
    bare = "".join(part for part in parts if not unicodedata.combining(part) and part != "\0")
    return " ".join(bare.translate(_WHOLE_LETTERS).split())


def words(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and digits, cut at 64."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(folded(text))]


def compact(text: str) -> str:
    """Letters and digits alone, folded: what makes two names or numbers the same."""
    return "".join(_WORD.findall(folded(text)))


def spellings(text: str) -> tuple[str, ...]:
    """The text folded, and how else it may have been written; the way it was written comes first."""
    return _spelled(_with_signs(text))


def word_spellings(text: str) -> list[tuple[str, ...]]:
    """As `words`, each with how else it may have been written."""
    every = (_spelled(word) for word in _WORD.findall(_with_signs(text)))
    return [tuple(dict.fromkeys(spelling[:_LONGEST_WORD] for spelling in spelled)) for spelled in every]


def _with_signs(text: str) -> str:
    return _bare(_UNIT.sub(lambda found: str(found.lastgroup), _parted(text)))


def _spelled(text: str) -> tuple[str, ...]:
    parts = _SIGN.split(text)  # every second one is a sign
    choices = [_UNITS[part][1] if place % 2 else (part,) for place, part in enumerate(parts)]
    most = 2 * _MOST_UNITS
    choices = [choice if place < most else choice[:1] for place, choice in enumerate(choices)]
    return tuple(dict.fromkeys("".join(spelling) for spelling in product(*choices)))
