"""Whether what was recognized on a picture is what a text says: strict with digits, mild with letters."""

import re
import unicodedata
from difflib import SequenceMatcher

_LOOK_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "|": "1", "s": "5", "b": "8", "z": "2", "đ": "d", "ß": "8"})
_LETTERS = 0.7  # of the letters of a date or a name; a recognizer loses accents and doubles strokes
_LONGEST = 200


def same_signs(told: str, seen: str, *, beside: str = "") -> bool:
    """True when `seen` is `told`, but for case, blanks, signs, accents and letters that look alike. `seen` may hold
    more letters, and digits that the text `beside` it has; no other digit, for 92,372.80 is not 2,372.80."""
    told, seen = told[:_LONGEST], seen[:_LONGEST]
    wanted, found = _folded(told), _folded(seen)
    if not wanted or not found:
        return False
    start = found.find(wanted)
    if start >= 0:
        rest = found[:start], found[start + len(wanted) :]
        return _same_marks(told, seen) and all(_explained(part, beside) for part in rest)
    return _same_but_for_letters(told, seen)


def is_part(told: str, seen: str) -> bool:
    """True when all that is told stands somewhere in what is seen."""
    wanted = _folded(told[:_LONGEST])
    return bool(wanted) and wanted in _folded(seen[:_LONGEST])


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LOOK_ALIKE)
    return "".join(sign for sign in plain if sign.isalnum())


def _explained(rest: str, beside: str) -> bool:
    """No digit, or those of a neighbour, which may be cut off at the edge of the picture."""
    digits = re.sub(r"\D", "", rest)
    return not digits or digits in re.sub(r"\D", "", _folded(beside))


def _same_marks(told: str, seen: str) -> bool:
    """As many digits behind the last mark, where both are numbers with one: 23.72 is not 2.372."""
    if not re.fullmatch(r"[^\W\d]*[\d.,' \-]+[^\W\d]*", told):
        return True
    wanted = _decimals(told)
    found = [_decimals(seen), _decimals(seen.casefold().translate(_LOOK_ALIKE))]
    return wanted is None or None in found or wanted in found


def _decimals(text: str) -> int | None:
    behind = re.search(r"[.,](\d+)\D*$", text)
    return len(behind.group(1)) if behind else None


def _same_but_for_letters(told: str, seen: str) -> bool:
    """The same digits in the same order, and nearly the same letters: of a date in words."""
    digits = [re.sub(r"\D", "", text) for text in (told, seen)]
    if digits[0] != digits[1] or not any(sign.isalpha() for sign in told):
        return False
    one, other = (re.sub(r"[\W\d]", "", unicodedata.normalize("NFKD", text.casefold())) for text in (told, seen))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LETTERS
