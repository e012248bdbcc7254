"""How printed text is compared with the phrases of languages: folded, and by patterns."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from app.engine.languages import phrases

_SIGNS = {
    "*": r"\w*",  # letters that a word may go on or begin with
    " ": "[ -]?",
    "'": ".?",
    "9": r"\d+",
}

_AT_BEGIN = {"*": r"(?<!\w)", "9": r"(?<!\d)"}  # a run is entered at its begin alone: a search tries each place once


_LETTERS = {"ß": "s", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ħ": "h", "ı": "i"}
"""Letters of their own that recognizers and typists take for plain ones. They have no parts to take an accent from."""


def fold(text: str) -> str:
    """Lower case without accents, character by character: places in the text stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0].lower()[0]
    return _LETTERS.get(plain, plain)


def pattern_of(phrase: str) -> str:
    """A phrase as a regular expression for folded text: a blank may be missing or a dash, `*` is the rest of a
    word, `9` a number."""
    pattern = "".join(_SIGNS.get(sign) or re.escape(sign) for sign in fold(phrase))
    return _AT_BEGIN.get(phrase[:1], "") + pattern


def any_of(words: Iterable[str]) -> str:
    """A regular expression of one of the phrases, longest first; of none it matches nothing."""
    return "|".join(sorted(map(pattern_of, words), key=lambda each: (-len(each), each))) or r"(?!)"


@cache
def words_of(section: str, *kinds: str) -> re.Pattern[str]:
    """Whole words of these kinds in all languages."""
    return whole_words(phrases(section, *kinds))


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """One of the phrases, with no letter before or behind it."""
    return re.compile(rf"(?<![^\W\d_])(?:{any_of(words)})(?![^\W\d_])")
