"""What on the pages may be a value, by its form alone: amounts, dates, identifiers, names. No language is needed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.engine.fields.address import street_begins
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labels import Label
from app.engine.fields.parties import sellers
from app.engine.fields.sheet import Piece, Sheet
from app.engine.languages.patterns import fold
from app.engine.values import find_dates

MOST_OF_A_FORM = 140
"""Options of one form on one document; of more, the first and the last are kept."""
_LARGEST = 10**10
AMOUNT_APART = re.compile(
    r"(?<![\w.,/-])(?P<whole>\d{1,3}+(?:[ ,./'*>]\s?\d{3}){1,5}+|\d++)"
    r"(?:\s?[-•·.,;:=*]\s?|\s)(?P<cents>\d\d)(?![\w,/-]|\.\d)"
)
"""Amounts as typewriters and poor prints show them: `460-00`, `713•40`, `1,234 .50`."""
_TOKEN = re.compile(r"[^\W_][^\s|]*")
_MARKED = re.compile(r"^[^\W\d_]{1,30}[.:#°º]+(?=[^\W_])|^#")
_GLUED = re.compile(r"[^\W\d_]{3,}[.:#]?(?P<number>\d[\w/-]{2,})")  # INVOICE75072
_PARTS = re.compile(r"\s*[●•·∙|■►]\s*|\s+[–—*-]\s+|,\s+|\s{3,}")
_LEAD = re.compile(r"^[^:]{2,24}:\s*(?=\S)")
_WORD = re.compile(r"\S+")
_HOST = re.compile(r"[(<\[]?(?:www\.|https?://)", re.IGNORECASE)
_BETWEEN = " ,;:|()[]<>-–—*●•·∙■►"
_OF_RULES = 6  # sellers that the rules think of
_LONGEST_NUMBER, _LONGEST_NAME = 30, 70
_NAME_ROWS = 70  # rows from the start of the document in which a name may stand; and as many at its end


@dataclass(frozen=True)
class Option:
    """A possible value with where it stands. `doubt`: the text may mean another value, too; `first`: what it means
    likeliest. `places`: rows of one text."""

    value: Any
    pieces: tuple[Piece, ...]
    first: bool = True
    doubt: bool = False
    loose: bool = False

    @property
    def piece(self) -> Piece:
        return self.pieces[0]

    @property
    def read(self) -> float:
        """How surely its words were recognized."""
        return min((word.confidence for piece in self.pieces for word in piece.words), default=1.0)

    def choice(self, score: float) -> Choice:
        return choice(self.value, self.pieces, score)


def _kept(options: list[Option]) -> list[Option]:
    half = MOST_OF_A_FORM // 2
    return options if len(options) <= MOST_OF_A_FORM else [*options[:half], *options[-half:]]


def amounts(sheet: Sheet) -> list[Option]:
    """Every number that may be money: rates, dates and times left out, rows of items too when there are many."""
    found = [option for row in range(len(sheet.lines)) for option in _amounts_of(sheet, row)]
    if len(found) > MOST_OF_A_FORM:
        found = [option for option in found if option.piece.row not in sheet.items]
    found = _kept(found)
    return [*found, *_sums_of_rows(sheet, found)]


def _sums_of_rows(sheet: Sheet, found: list[Option]) -> Iterator[Option]:
    """What amounts under one another add up to whose rows begin with the same word, or are called taxes: CGST and SGST,
    one row for each rate."""
    last = {option.piece.row: option for option in found if option.piece.row not in sheet.items}
    rows = sorted(last)
    for place, row in enumerate(rows):
        run = [last[row]]
        for below in rows[place + 1 : place + 3]:
            if below - run[-1].piece.row > 2 or not _of_one_kind(sheet, run[0].piece, last[below].piece):
                break
            run.append(last[below])
            if sheet.lines[below].page == sheet.lines[row].page:
                total = sum((option.value for option in run), Decimal(0))
                yield Option(total, tuple(option.piece for option in run))


def _of_one_kind(sheet: Sheet, one: Piece, other: Piece) -> bool:
    if abs(one.words[-1].x1 - other.words[-1].x1) > 0.02:
        return False
    if all(any(hit.label is Label.TAX for hit in sheet.on_row(piece.row)) for piece in (one, other)):
        return True
    first, second = (re.match(r"[^\W\d_]{3,}", fold(sheet.lines[piece.row].text)) for piece in (one, other))
    return first is not None and second is not None and first.group() == second.group()


def _amounts_of(sheet: Sheet, row: int) -> Iterator[Option]:
    for piece in sheet.pieces(row):
        taken: list[tuple[int, int]] = []
        for amount in sheet.amounts(piece):
            if abs(amount.printed.value) < _LARGEST:
                taken.append((amount.piece.start - piece.start, amount.piece.end - piece.start))
                yield Option(amount.printed.value, (amount.piece,), doubt=bool(amount.printed.others))
        days = [(found.start, found.end) for found, _ in sheet.find_dates(piece)]
        for match in AMOUNT_APART.finditer(piece.text):
            start, end = match.span()
            if any(start < other and begin < end for begin, other in days) or (start, end) in taken:
                continue
            value = Decimal(f"{re.sub('[^0-9]', '', match['whole'])}.{match['cents']}")
            if value < _LARGEST:
                yield Option(value, (piece.part(start, end),), loose=True)


def dates(sheet: Sheet) -> list[Option]:
    """Every day that is printed, with every day that the same text could mean."""
    found: list[Option] = []
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            for printed, where in sheet.find_dates(piece, compact=True):
                days: tuple[date, ...] = (printed.value, *printed.others)
                found += [Option(day, (where,), first=day == days[0], doubt=len(days) > 1) for day in days]
            found += _wrapped_date(sheet, piece)
        found += _dates_over_gaps(sheet, row)
    return _kept(found)


def _dates_over_gaps(sheet: Sheet, row: int) -> Iterator[Option]:
    """Dates whose words stand so far apart that they are taken for columns."""
    pieces = sheet.pieces(row)
    if len(pieces) < 2 or not any(map(str.isdigit, sheet.lines[row].text)):
        return
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece.text) + 1)
    text = " ".join(piece.text for piece in pieces)
    for printed in find_dates(text, sheet.dates):
        parts = tuple(
            piece.part(max(0, printed.start - start), min(len(piece.text), printed.end - start))
            for piece, start in zip(pieces, starts, strict=False)
            if printed.start < start + len(piece.text) and printed.end > start
        )
        if len(parts) > 1:
            yield Option(printed.value, parts)


def _wrapped_date(sheet: Sheet, piece: Piece) -> Iterator[Option]:
    """A date whose year stands in the next row of its column."""
    if not re.search(r"\d", piece.text) or re.search(r"(?:19|20)\d\d", piece.text):
        return
    below = _below(sheet, piece)
    year = re.match(r"(?:19|20)\d\d(?!\d)", below.text) if below is not None else None
    if below is None or year is None:
        return
    for printed in find_dates(f"{piece.text} {year.group()}", sheet.dates):
        if printed.end > len(piece.text) + 1:
            yield Option(printed.value, (piece.part(printed.start, len(piece.text)), below.part(0, 4)))


def numbers(sheet: Sheet) -> list[Option]:
    """Every word with a digit, and neighbours that may be one number: `CS 67832`, `76253815 -0004`."""
    found: list[Option] = []
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            found += _numbers_of(piece)
    if len(found) > MOST_OF_A_FORM:
        found = [option for option in found if option.piece.row not in sheet.items]
    return _kept(found)


def _numbers_of(piece: Piece) -> Iterator[Option]:
    spans = [_trimmed(piece.text, *match.span()) for match in _TOKEN.finditer(piece.text)]
    for place, (start, end) in enumerate(spans):
        if _may_be_number(piece.text[start:end]):
            yield _number(piece, start, end)
            glued = _GLUED.fullmatch(piece.text[start:end])
            if glued:
                yield _number(piece, start + glued.start("number"), end)
        for after in spans[place + 1 : place + 3]:
            joined = piece.text[start : after[1]]
            if after[0] - end <= 3 and _may_be_joined(joined):
                yield _number(piece, start, after[1])


def _number(piece: Piece, start: int, end: int) -> Option:
    part = piece.part(start, end)
    return Option(part.text, (part,))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a label that is glued to it (`No.:4711`) and marks at its end."""
    lead = _MARKED.match(text[start:end])
    start += lead.end() if lead else 0
    while end > start and text[end - 1] in ".,;:)(*'\"":
        end -= 1
    return start, end


def _may_be_number(text: str) -> bool:
    return 1 <= len(text) <= _LONGEST_NUMBER and any(map(str.isdigit, text)) and "@" not in text and "%" not in text


def _may_be_joined(text: str) -> bool:
    """Capitals before digits, or digits that a mark carries on."""
    return bool(
        re.fullmatch(
            r"[A-Z]{1,5}[ ._-]{1,2}\d[\w/-]*|[\w/]*\d ?[-/] ?\d[\w/-]*|\d{1,8}(?: \d{1,8}){1,3}|\d+ [A-Z]", text
        )
    )


def names(sheet: Sheet) -> list[Option]:
    """Rows, their parts between marks, and two rows under one another, that may name a party."""
    count = len(sheet.lines)
    rows = [row for row in range(count) if row < _NAME_ROWS or row >= count - _NAME_ROWS]
    found: list[Option] = []
    for row in rows:
        if row in sheet.items:
            continue
        for piece in sheet.pieces(row):
            found += _names_of(sheet, piece)
    for party in sellers(sheet)[:_OF_RULES]:
        if party.name:
            text = " ".join(piece.text.strip() for piece in party.name)
            if may_be_name(text) and all(option.value != text for option in found):
                found.append(Option(text, party.name))
    return _kept(found)


def _names_of(sheet: Sheet, piece: Piece) -> Iterator[Option]:
    if may_be_name(piece.text):
        whole = Option(piece.text.strip(), (piece,))
        yield whole
        below = _below(sheet, piece)
        if below is not None and may_be_name(below.text):
            yield Option(f"{piece.text.strip()} {below.text.strip()}", (piece, below))
    lead = _LEAD.match(piece.text)
    if lead and may_be_name(piece.text[lead.end() :]):
        part = piece.part(lead.end(), len(piece.text))
        yield Option(part.text, (part,))
    for end in sorted({*_marks(piece), *_reached(piece)}):
        if end >= 3 and may_be_name(piece.text[:end]):
            part = piece.part(0, end)
            yield Option(part.text, (part,))
    for part in _after_labels(sheet, piece):
        if may_be_name(part.text):
            yield Option(part.text, (part,))


def _marks(piece: Piece) -> Iterator[int]:
    first = _PARTS.search(piece.text)
    if first:
        yield first.start()


def _reached(piece: Piece) -> Iterator[int]:
    """Where, behind a name, ways to reach a party begin: `Nord GmbH mail@nord.example`, `Nord GmbH Hafenstraße 3`."""
    words = _WORD.finditer(piece.text)
    host = next((word.start() for word in words if "@" in word.group() or _HOST.match(word.group())), None)
    for start in (host, street_begins(piece.text)):
        if start:
            yield len(piece.text[:start].rstrip(_BETWEEN))


def _after_labels(sheet: Sheet, piece: Piece) -> Iterator[Piece]:
    """What a label of the seller announces within a row: `Nr. 7 Datum: 3.4. Aussteller: Nord GmbH, Kiel`."""
    hits = [hit for hit in sheet.on_row(piece.row) if hit.piece.segment is piece.segment]
    for hit in hits:
        start = hit.piece.end - piece.start
        if hit.label is not Label.SELLER or start >= len(piece.text):
            continue
        start += len(piece.text[start:]) - len(piece.text[start:].lstrip(" :.-"))
        ends = [other.piece.start - piece.start for other in hits if other.piece.start - piece.start > start]
        mark = _PARTS.search(piece.text, start)
        yield piece.part(start, min([*ends, mark.start() if mark else len(piece.text.rstrip(_BETWEEN))]))


def _below(sheet: Sheet, piece: Piece) -> Piece | None:
    """The piece right under another, in its column and of like height."""
    if piece.row + 1 >= len(sheet.lines) or sheet.lines[piece.row + 1].page != piece.page:
        return None
    own = piece.segment
    for other in sheet.pieces(piece.row + 1):
        segment = other.segment
        near = segment.y0 - own.y1 < 1.2 * own.height and 0.6 < segment.height / max(own.height, 1e-6) < 1.6
        middles = abs(segment.x0 + segment.x1 - own.x0 - own.x1) / 2
        if near and min(abs(segment.x0 - own.x0), middles) < 0.03:
            return other
    return None


def may_be_name(text: str) -> bool:
    """False also for what a colon ends: it announces something."""
    text = text.strip()
    letters = sum(map(str.isalpha, text))
    mostly = letters >= 2 and letters >= 0.5 * len(text.replace(" ", ""))
    return mostly and len(text) <= _LONGEST_NAME and "@" not in text and not text.endswith(":")
