"""Whether a page is printed, or scanned, a second time."""

from collections import Counter

from app.engine.documents.signs import PageSigns

_WORDS, _READ_WORDS = 0.8, 0.6
"""Parts of the words of two pages that they share: as they are printed, and where a recognizer read both."""
_FEW = 2  # short figures that may differ: `copy 2`, `page 3`
_SHORT = 2  # characters of them
_LEAST = 8  # words of a page that can be a copy
_OWN = ("invoice_number", "issue_date", "amounts.gross")


def is_copy(one: PageSigns, other: PageSigns, *, noisy: bool) -> bool:
    """True when both show the same but for a word such as ORIGINAL or DUPLICATE. `noisy`: words were recognized, so
    that some differ anyway. Two months of the same service differ in their number and date."""
    if min(one.tokens.total(), other.tokens.total()) < _LEAST:
        return False
    if shared(one.tokens, other.tokens) < (_READ_WORDS if noisy else _WORDS):
        return False
    alike = [one.get(path) == other.get(path) for path in _OWN if one.get(path) and other.get(path)]
    if noisy:
        return shared(one.figures, other.figures) >= _READ_WORDS and alike.count(False) <= max(0, alike.count(True) - 1)
    differ = (one.figures - other.figures) + (other.figures - one.figures)
    return all(alike) and differ.total() <= 2 * _FEW and all(len(token) <= _SHORT for token in differ)


def shared(one: Counter[str], other: Counter[str]) -> float:
    """How much of both is in both: 0 to 1, and 1 for two that are empty."""
    every = (one | other).total()
    return (one & other).total() / every if every else 1.0
