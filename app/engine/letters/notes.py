"""What a user should know of the letters of a document: which were not read, and of which no words are known."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from app.domain.reading import Note
from app.engine.languages import languages
from app.engine.words import DocumentText

MOST_NAMED = 20  # pages in a note
MOST_LETTERS = 20_000
_MOST_OF_ALL = 0.5


def notes_on_letters(text: DocumentText) -> Iterator[Note]:
    """`alphabet-not-read` for pages that were looked at in vain; `language` for letters that were read, and of whose
    languages no labels are known."""
    unread = [str(page.number) for page in text.pages if page.unread]
    if unread:
        which = f"Page {unread[0]} is" if len(unread) == 1 else f"Pages {', '.join(unread[:MOST_NAMED])} are"
        detail = f"{which} printed in letters that are not read here: of them only numbers were looked at."
        yield Note(code="alphabet-not-read", detail=detail)
    script = _script_of(text)
    if script and script not in _known():
        detail = (
            f"The document is printed in {script.title()} letters, and no words of their languages are known: values "
            "were found by their form and place alone."
        )
        yield Note(code="language", detail=detail)


def _script_of(text: DocumentText) -> str:
    """Of more than half of the letters, by the name that Unicode gives it; empty where there is none."""
    letters = (sign for page in text.pages for word in page.words for sign in word.text if sign.isalpha())
    found = Counter(_script(sign) for sign, _ in zip(letters, range(MOST_LETTERS), strict=False))
    script, count = max(found.items(), key=lambda each: each[1], default=("", 0))
    return script if count > _MOST_OF_ALL * found.total() else ""


@cache
def _known() -> frozenset[str]:
    """Scripts in which some language's labels are written."""
    phrases = (phrase for language in languages() for kind in language.labels.values() for phrase in kind)
    return frozenset(_script(sign) for phrase in phrases for sign in phrase if sign.isalpha())


@cache
def _script(letter: str) -> str:
    """`LATIN`, `CYRILLIC`, `THAI`; Chinese and Japanese share their signs."""
    name = unicodedata.name(letter, "").replace("FULLWIDTH ", "").split(" ", 1)[0]
    return _ALIKE.get(name, name)


_ALIKE = {"CJK": "CHINESE/JAPANESE", "HIRAGANA": "CHINESE/JAPANESE", "KATAKANA": "CHINESE/JAPANESE"}
