"""Other digits in the same places of a page, as somebody would change them who edits a PDF."""

from dataclasses import replace
from random import Random

from app.engine.words import DocumentText, Word

_MOST_WORDS = 9  # that one number is printed in: an IBAN in groups of four


def digits_of(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def other_digits(digits: str, chance: Random) -> str:
    """As many digits, one or two of them changed, the first never to 0."""
    places = set(chance.sample(range(len(digits)), min(len(digits), chance.choice((1, 1, 2)))))
    return "".join(
        str((int(sign) - 1 + chance.randint(1, 8)) % 9 + 1) if place in places else sign
        for place, sign in enumerate(digits)
    )


def tampered(text: DocumentText, old: str, new: str) -> DocumentText | None:
    """The page with the digits `new` wherever exactly the digits `old` stand, in one word or in several side by side.
    None when they stand nowhere."""
    pages = tuple(replace(page, words=tuple(_rewritten(list(page.words), old, new))) for page in text.pages)
    changed = replace(text, pages=pages)
    return None if changed == text else changed


def _rewritten(words: list[Word], old: str, new: str) -> list[Word]:
    place = 0
    while place < len(words):
        end = _end_of(words, place, old)
        if end is None:
            place += 1
            continue
        left = iter(new)
        for at in range(place, end):
            text = "".join(next(left) if sign.isdigit() else sign for sign in words[at].text)
            words[at] = replace(words[at], text=text)
        place = end
    return words


def _end_of(words: list[Word], start: int, digits: str) -> int | None:
    """Behind the last word of the number that begins here; None when another or none does."""
    run = ""
    for end in range(start, min(start + _MOST_WORDS, len(words))):
        part = digits_of(words[end].text)
        if not part:
            return None
        run += part
        if run == digits:
            return end + 1
        if not digits.startswith(run):
            return None
    return None
