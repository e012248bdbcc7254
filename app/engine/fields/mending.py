"""Names and addresses as they were printed before recognition lost blanks and took signs for others.

Only the value is mended; `raw` keeps what was recognized. Each change is one that print never means otherwise.
"""

import re

from app.engine.fields.matching import fold
from app.engine.fields.places import REGIONS, STREET_WORDS

WITHOUT_ACCENTS = frozenset({"en", "ms"})
"""Languages whose words have none: an accent there is a speck of dust."""

_KNOWN = frozenset(
    word for text in (*REGIONS, *(street for street in STREET_WORDS if street.isalpha())) for word in text.split()
)
_GLUED = re.compile(r"\b(sdn|pte|pty|co)\.?(bhd|ltd|limited)\b", re.IGNORECASE)


def mended_name(text: str) -> str:
    """D.1.Y. is D.I.Y., HAI-0 is HAI-O, SDNBHD is SDN BHD, 5/B at the end is S/B."""
    text = re.sub(r"(?<=[A-Z][.-])0(?!\w)", "O", re.sub(r"(?<=[A-Z]\.)1(?=\.)", "I", text))
    text = re.sub(r"(?<= )[S5]/[B8](?=\W*$)", "S/B", text)
    return _GLUED.sub(r"\1 \2", text)


def mended_address(text: str, language: str | None) -> str:
    """A blank behind a comma and between a postal code and its town; well-known words without stray accents."""
    text = re.sub(r",(?=[^\W_])", ", ", text)
    text = re.sub(r"(?<![\w-])(\d{5})(?=[^\W\d_]{3})", r"\1 ", text)
    if language not in WITHOUT_ACCENTS or text.isascii():
        return text
    return re.sub(r"[^\W\d_]+", lambda match: _without_accents(match.group()), text)


def _without_accents(word: str) -> str:
    plain = fold(word)
    if word.isascii() or plain not in _KNOWN:
        return word
    return plain.upper() if word.isupper() else plain.title() if word[0].isupper() else plain
