"""Where to pay to: the page's accounts against those of the XML."""

import re
from collections.abc import Iterator

from app.domain.rules.bank import IBAN_LENGTHS
from app.engine.crosscheck.known import Known, bare
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import Verdict, contradicted_by, not_shown, shown
from app.engine.fields import registers
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labels import Label

_MISREAD = 3  # characters that a recognizer may get wrong in one account number
_LIKE_AN_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}")


def accounts(known: Known, pages: Pages) -> Iterator[Verdict]:
    """Every IBAN and BIC of the XML. An account that the page shows besides those of the XML is no contradiction:
    many papers name several. Only when it shows none of them, another is a rival."""
    wanted = [
        (f"payment.accounts.{place}.{kind}", kind, value)
        for place, account in enumerate(known.invoice.payment.accounts)
        for kind, value in (("iban", account.iban), ("bic", account.bic))
        if value
    ]
    for kind, name, printed in (("iban", "IBAN", _ibans(pages)), ("bic", "BIC", registers.bics(pages.sheet))):
        asked = [(path, value) for path, which, value in wanted if which == kind]
        missing = [(path, value) for path, value in asked if not _shows(pages, value)]
        rivals = [item for item in printed if bare(item.value) not in known.codes]
        for path, value in asked:
            if (path, value) not in missing:
                yield shown(path, name, value)
            elif rivals and len(missing) == len(asked) and _differs(value, rivals[0].value, pages):
                yield contradicted_by(path, name, value, rivals[0].raw, rivals[0].words)
            else:
                yield not_shown(path, name, value)


def _shows(pages: Pages, value: str) -> bool:
    return pages.shows(value) or pages.shows(_short(value))


def _short(bic: str) -> str:
    """A BIC of the head office is printed with or without its last three letters."""
    return bic[:8] if re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}XXX", bic) else bic


def _ibans(pages: Pages) -> list[Choice]:
    """Accounts whose check digits hold; where the text is exact also what has the length of one, or stands beside the
    word for it, and is none."""
    found = list(registers.ibans(pages.sheet))
    return found if found or not pages.exact else [*_of_right_length(pages), *_labelled(pages)]


def _labelled(pages: Pages) -> Iterator[Choice]:
    for hit in pages.sheet.of(Label.IBAN):
        for piece in pages.sheet.after(hit)[:1]:
            match = _LIKE_AN_IBAN.search(piece.text)
            if match:
                yield choice(match.group(), piece.part(*match.span()), 0.6)


def _of_right_length(pages: Pages) -> Iterator[Choice]:
    for row in range(len(pages.sheet.lines)):
        for piece in pages.sheet.pieces(row):
            for match in _LIKE_AN_IBAN.finditer(piece.text):
                length = IBAN_LENGTHS.get(match.group()[:2], 0)
                end = _end_of(piece.text, match.start(), length)
                if length and end <= match.end() and not piece.text[end : end + 1].isalnum():
                    yield choice(piece.text[match.start() : end], piece.part(match.start(), end), 0.6)


def _end_of(text: str, start: int, length: int) -> int:
    """Where `length` letters and digits from `start` on end."""
    for place in range(start, len(text)):
        length -= text[place] != " "
        if length == 0:
            return place + 1
    return len(text) + 1


def _differs(one: str, other: str, pages: Pages) -> bool:
    """Surely another account, not the same one misread."""
    if pages.exact:
        return bare(one) != bare(other)
    return len(one) != len(other) or sum(a != b for a, b in zip(bare(one), bare(other), strict=False)) > _MISREAD
