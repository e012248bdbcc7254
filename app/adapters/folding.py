"""Text made comparable: without case, accents or width, so that a person finds `Müller` by typing `muller`."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "\u0131": "i", "ħ": "h", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 64


def folded(text: str) -> str:
    """Lower case, no accents, single spaces; halves of surrogate pairs are dropped, so any database can hold it."""
    parts = unicodedata.normalize("NFKD", text.encode(errors="ignore").decode()).casefold()
    bare = "".join(part for part in parts if not unicodedata.combining(part) and part != "\0")
    return " ".join(bare.translate(_WHOLE_LETTERS).split())


def words(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and digits, cut at 64."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(folded(text))]


def compact(text: str) -> str:
    """Letters and digits alone, folded: what makes two names or numbers the same."""
    return "".join(_WORD.findall(folded(text)))
