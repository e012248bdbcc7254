"""What a language model says of a document, held against its printed words: what is not printed does not exist."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.opinion import ASKED, LONGEST_VALUE
from app.domain.readers import OPINION
from app.domain.reading import Evidence, Found, Reading, Source
from app.engine.document_reader import evidence_of, read_document
from app.engine.evidence import EvidencePage
from app.engine.evidence.told import letters
from app.engine.fields.choice import Choice
from app.engine.layout import Line, document_lines
from app.engine.words import DocumentText, polygon

MOST_SIGNS = 16_000
"""That a model is given: six pages full of text. Of more the first three quarters and the last are taken, since totals
stand at the end."""
TRUST = 0.5
"""The confidence of a value that a model names: below any that the words themselves make likely."""
_COLUMNS = "   "
_LEFT_OUT = "\n[…]\n"
_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,4})?")
_MOST_RUN = 12  # words of a name or number


def printed(text: DocumentText) -> str:
    """The printed rows of all pages from top to bottom, columns apart; at most `MOST_SIGNS` signs, and a mark."""
    rows = "\n".join(_rows(document_lines(text)))
    if len(rows) <= MOST_SIGNS:
        return rows
    end = MOST_SIGNS // 4
    return rows[: MOST_SIGNS - end] + _LEFT_OUT + rows[-end:]


def _rows(lines: tuple[Line, ...]) -> Iterator[str]:
    page = 0
    for line in lines:
        if line.page != page:
            page = line.page
            yield f"[page {page}]"
        yield _COLUMNS.join(segment.text for segment in line.segments)


def read_with(text: DocumentText, values: Mapping[str, str]) -> Reading:
    """The reading of the words with what a model says as evidence beside them. Rejects like `read_document`."""
    told = tuple(told_of(text, values))
    whole = DocumentText(text.source, text.pages, (*text.told, *told), text.fragments)
    return read_document(whole, reader=OPINION.name, version=OPINION.version)


def told_of(text: DocumentText, values: Mapping[str, str]) -> Iterator[Found]:
    """Of what is said the values that are printed, as they are printed: amounts and days by their value, names and
    numbers by their letters and digits."""
    page = evidence_of(text)
    for path, said in values.items():
        place = _place(page, path, said) if path in ASKED and len(said) <= LONGEST_VALUE else None
        if place is not None:
            evidence = Evidence(
                raw=place.raw,
                confidence=min(TRUST, place.confidence),
                page=place.words[0].page,
                polygon=polygon(place.words),
                source=Source.OPINION,
            )
            yield Found(path, place.value, evidence)


def _place(page: EvidencePage, path: str, said: str) -> Choice | None:
    if path.startswith("amounts."):
        amount = Decimal(said) if _AMOUNT.fullmatch(said) else None
        return _option(page.amounts, amount)
    if path.endswith("_date"):
        day = None
        with suppress(ValueError):
            day = date.fromisoformat(said)
        return _option(page.dates, day)
    return _run(page.sheet.lines, letters(said))


def _option(options: list[Any], value: object) -> Choice | None:
    """Where a value is printed in one piece; a sum of several is not printed."""
    found = (option for option in options if option.value == value and len(option.pieces) == 1)
    return next((option.choice(TRUST) for option in found if option.piece.words), None)


def _run(lines: tuple[Line, ...], wanted: str) -> Choice | None:
    """The first words of a row that have these letters and digits."""
    for line in lines if wanted else ():
        plain = [letters(word.text) for word in line.words]
        for first in range(len(plain)):
            if not plain[first] or not wanted.startswith(plain[first]):
                continue
            seen = ""
            for last in range(first, min(first + _MOST_RUN, len(plain))):
                seen += plain[last]
                if seen == wanted:
                    words = line.words[first : last + 1]
                    text = " ".join(word.text for word in words).strip(" ,;:")
                    return Choice(text, text, words, TRUST)
                if not wanted.startswith(seen):
                    break
    return None
