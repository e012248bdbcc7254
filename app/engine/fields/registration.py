"""Numbers of registers that stand behind a name, or in a row of their own."""

import re
from functools import cache

from app.engine.fields.sheet import Piece
from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold


@cache
def _registration() -> re.Pattern[str]:
    """A number behind a name, in folded text."""
    words = any_of(phrases("words", "register"))
    return re.compile(
        rf"(?:(?<![\s(\[{{])[\s(\[{{]+)?(?:(?:(?:{words})[\s.:#]{{0,3}}){{1,6}}[(\[{{]?\s?)?"
        r"(?:(?<![a-z])[a-z]{1,3}(?=\d{5}))?(?<!\d)\d[\d:;.,]{3,30}+\s?[-–~. ]?\s?[a-z0-9]{0,2}"
        r"\s?[)\]}]{0,3}[.,]?\s?(?:\([a-z0-9]{2,4}\))?\s?$"
    )


def without_registration(piece: Piece) -> Piece:
    """The piece without a registration number behind the name: `Alpha Sdn Bhd (123456-X)`."""
    match = _registration().search(fold(piece.text))
    if not match or sum(c.isalpha() for c in piece.text[: match.start()]) < 3:
        return piece
    return piece.part(0, match.start())


def is_registration(text: str) -> bool:
    """True for a row that is nothing but the number of some register."""
    return re.fullmatch(r"[\s(]{0,3}(?:[a-z]{1,3})?[\d\s-]{6,40}[a-z]?[\s)]{0,3}", text, re.IGNORECASE) is not None
