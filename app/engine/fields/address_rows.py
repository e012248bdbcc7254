"""Rows of an address on receipts, as far as it goes: up to the phone, a register, a date or a title."""

import re
from functools import cache

from app.engine.fields.address import (
    begins_with_road,
    ends_with_company_form,
    has_digits,
    has_house_number,
    has_postal_code,
    is_region,
    is_street_word,
    looks_like_address,
)
from app.engine.fields.labels import Label
from app.engine.fields.matching import Match, labels_of
from app.engine.fields.registration import is_registration, without_registration
from app.engine.fields.sheet import Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold
from app.engine.layout import overlap

OTHER_WAYS = re.compile(r"@|www\.|https?:|\.com\b|\d{1,2}:\d\d|%|\*\*")
_MOST_ROWS = 4  # above the postal code
_SHORT = 2  # letters of labels that are parts of addresses as well, unless a colon says more
_LONG_NUMBER = re.compile(r"\d{8}")
_ADDRESS_ENDS = frozenset(
    {
        Label.PHONE,
        Label.EMAIL,
        Label.TAX_NUMBER,
        Label.VAT_ID,
        Label.INVOICE_NUMBER,
        Label.ISSUE_DATE,
        Label.PLAIN_DATE,
        Label.BUYER,
        Label.CASH,
        Label.OTHER,
        Label.CUSTOMER_ID,
        Label.OTHER_PARTY,
    }
)


@cache
def _lead() -> re.Pattern[str]:
    """A word for "address" before it, in folded text."""
    return re.compile(rf"^\s*(?:{any_of(phrases('letter', 'address'))})\s*[.:]+\s*")


def address_under(sheet: Sheet, start: int, name: Piece) -> tuple[Piece, ...]:
    """Rows of an address, at or a few rows behind `start`."""
    found: list[Piece] = []
    for row in range(start, min(start + 11, len(sheet.lines))):
        if sheet.lines[row].page != 1:
            break
        if overlap(name.segment.x0, name.segment.x1, sheet.lines[row].x0, sheet.lines[row].x1) == 0:
            continue  # a title beside the letterhead
        if not found and ends_with_company_form(without_registration(sheet.pieces(row)[0]).text):
            continue  # who runs the shop, under its name
        piece = _address_row(sheet, row)
        if piece is not None and (found or _may_begin(piece.text)):
            found.append(piece)
        elif not any(has_digits(piece.text) for piece in found) and row < start + 5:
            found = []  # words of addresses in a name, and something else under it
        elif found or row >= start + 5 or document_title(sheet.lines[row].text):
            break
    return tuple(_from_house_number(_trimmed(found)))


def _address_row(sheet: Sheet, row: int) -> Piece | None:
    """The row as a row of an address: up to the first label; None when it is something else."""
    piece = sheet.joined(row)
    lead = _lead().match(fold(piece.text))
    if lead:
        piece = piece.part(lead.end(), len(piece.text))
    piece = piece.part(0, label_start(piece.text, _ADDRESS_ENDS))
    text = piece.text.strip(" -|(")
    if row in sheet.items or _has_price(sheet, row, part_of_text=looks_like_address(text)):
        return None
    if len(text) < 3 or OTHER_WAYS.search(text) or document_title(text) or sheet.find_dates(piece):
        return None
    if is_registration(text) or _LONG_NUMBER.search(text):
        return None
    return piece


def _has_price(sheet: Sheet, row: int, *, part_of_text: bool) -> bool:
    """True when an amount with cents stands on the row; `part_of_text`: only one that stands alone counts, for `No. 4,
    12 and 14` has none."""
    return any(
        amount.printed.decimals == 2 and (not part_of_text or amount.piece.text == piece.text.strip())
        for piece in sheet.pieces(row)
        for amount in sheet.amounts(piece)
    )


def label_start(text: str, labels: frozenset[Label]) -> int:
    """Where the first of these labels begins that tells something; the end of the text without one."""
    starts = [match.start for match in labels_of(text) if match.label in labels and _tells(text, match)]
    return min(starts, default=len(text))


def _tells(text: str, match: Match) -> bool:
    """True when a label in a row of an address has its value or nothing behind it: `Jalan Dato Onn` and `Car Park
    Office, Basement` only hold words that are labels elsewhere."""
    rest = text[match.end :].lstrip()
    label = fold(text[match.start : match.end])
    if label.isalpha() and (len(label) <= _SHORT or is_street_word(label)):
        return rest.startswith(":")
    return not rest or rest[0].isdigit() or rest[0] in ":.#=+([-)/"


def _trimmed(rows: list[Piece]) -> list[Piece]:
    """Rows up to the last that shows itself as part of an address; a town behind a comma belongs to it."""
    last = 0
    for place, piece in enumerate(rows, 1):
        before = rows[place - 2].text.rstrip() if place > 1 else ""
        if looks_like_address(piece.text) or (before.endswith(",") and last == place - 1):
            last = place
        if is_region(piece.text) and any(has_postal_code(row.text) for row in rows[:place]):
            break
    return rows[:last]


def _may_begin(text: str) -> bool:
    """A row in brackets is a branch or a remark about the name."""
    return looks_like_address(text) and not re.fullmatch(r"\s*\(.*\)\s*", text)


def _from_house_number(rows: list[Piece]) -> list[Piece]:
    """Rows from the one with the house number: what stands over it without number, comma or a street first is the name
    of a branch."""
    start = next((place for place, row in enumerate(rows[:3]) if has_house_number(row.text)), 0)
    if any(
        has_digits(row.text) or row.text.rstrip().endswith(",") or begins_with_road(row.text) for row in rows[:start]
    ):
        return rows
    return rows[start:]


def lone_address(sheet: Sheet) -> tuple[Piece, ...]:
    """The only address of a receipt, wherever it stands: under a logo without letters, or in the foot."""
    rows = {row: piece for row in range(len(sheet.lines)) if (piece := _plain_row(sheet, row)) is not None}
    postal = [row for row, piece in rows.items() if has_postal_code(piece.text)]
    if len(postal) != 1:
        return ()
    first = postal[0]
    while first - 1 in rows and postal[0] - first < _MOST_ROWS and _near(sheet, first - 1):
        first -= 1
    last = postal[0] + 1 if postal[0] + 1 in rows and is_region(rows[postal[0] + 1].text) else postal[0]
    found = [rows[row] for row in range(first, last + 1)]
    return tuple(found) if any(has_house_number(piece.text) for piece in found) else ()


def _plain_row(sheet: Sheet, row: int) -> Piece | None:
    """A row of an address that stands alone on its line, outside the items."""
    if row in sheet.items or len(sheet.pieces(row)) > 1 or sheet.lines[row].page != 1:
        return None
    piece = _address_row(sheet, row)
    return piece if piece is not None and looks_like_address(piece.text) else None


def _near(sheet: Sheet, row: int) -> bool:
    above, below = sheet.lines[row], sheet.lines[row + 1]
    return below.y0 - above.y1 < max(above.height, below.height)
