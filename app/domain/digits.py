"""Digits that count as a number outside of page text: 0 to 9 alone.

Python takes the digits of every script, and `²` as a digit that is none. On a page they mean what they show; in XML,
JSON, addresses, headers and identifiers other programs refuse them: a value that is read from them would be ours alone.
"""

_MOST = 18  # digits: no place, size or version has more, and all of them are calculated with at once


def only_digits(text: str) -> bool:
    """True for 1 to 18 digits from 0 to 9 and nothing else: `int` takes it, quickly."""
    return 0 < len(text) <= _MOST and text.isascii() and text.isdigit()
