"""Languages by words that no other language writes with the same accents: a few of them tell, on the poorest print."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from app.engine.languages import Language, languages

FEWEST = 3
_WORD = re.compile(r"[^\W\d_]+")


def alphabet_of(words: Iterable[str]) -> str:
    """Tesseract's name of the data that read the language of these words, when it is one that needs data of its own;
    empty for all other languages."""
    printed = {word for text in words for word in _WORD.findall(text.casefold())}
    found = Counter(known for word in printed if (known := _own_words().get(word)))
    name, count = max(found.items(), key=lambda each: each[1], default=("", 0))
    return name if count >= FEWEST else ""


@cache
def _own_words() -> dict[str, str]:
    """Words with accents that stand in no other language's file, with the data that read them."""
    words = {language.code: _accented(language) for language in languages()}
    return {
        word: language.alphabet
        for language in languages()
        if language.alphabet
        for word in words[language.code].difference(*(words[code] for code in words if code != language.code))
    }


def _accented(language: Language) -> set[str]:
    sections = (
        language.titles,
        language.labels,
        language.columns,
        language.rows,
        language.words,
        language.letter,
        language.dates,
    )
    phrases = (phrase for section in sections for kind in section.values() for phrase in kind)
    return {word for phrase in phrases for word in _WORD.findall(phrase.casefold()) if not word.isascii()}
