"""Blocks of name and address on invoices, and whose they are: what stands at and around each of them decides.

A label over a block is sure. Without one, the seller's block has ways to reach it or registrations near, shares
its name with the mail address, and stands at the top, at the right edge or in the foot; the buyer's stands alone where
a window envelope shows it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.engine.fields.address import (
    ends_with_company_form,
    has_company_form,
    has_postal_code,
    is_region,
    looks_like_address,
)
from app.engine.fields.labels import Label
from app.engine.fields.registration import is_registration, without_registration
from app.engine.fields.sheet import Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.languages.patterns import fold, words_of
from app.engine.layout import overlap

MOST_ROWS = 6  # above the postal code
LONGEST_ROW = 60  # characters
_PARTIES = (Label.SELLER, Label.BUYER, Label.OTHER_PARTY)
_REACH = frozenset({Label.PHONE, Label.EMAIL, Label.TAX_NUMBER, Label.VAT_ID, Label.IBAN, Label.BIC})
_ADDRESSES = re.compile(r"@[\w.-]+|(?:www\.|https?://)[\w.-]+")
_NO_NAME = re.compile(r"@|www\.|https?:|^[\W\d_]*$")
_SPREAD = 2.0  # line heights that edges of one block may be apart
_GAP = 1.4  # line heights between its rows


@dataclass(frozen=True)
class Block:
    """A name over an address. `seller`: how much speaks for the seller, below 0 for the buyer. `label`: the kind of
    party that a label over it names."""

    name: Piece
    address: tuple[Piece, ...]
    seller: float
    label: Label | None

    @property
    def segments(self) -> set[object]:
        return {id(piece.segment) for piece in (self.name, *self.address)}


def is_salutation(text: str) -> bool:
    """True for a row over a name that only leads to it: `Herrn`, `To`."""
    return words_of("letter", "salutation").fullmatch(fold(text).strip(" .:")) is not None


@lru_cache(maxsize=4)
def address_blocks(sheet: Sheet) -> tuple[Block, ...]:
    """The blocks of the document, first page first."""
    found: list[Block] = []
    for row in range(len(sheet.lines)):
        if row in sheet.items:
            continue
        for piece in sheet.pieces(row):
            if len(piece.text) <= LONGEST_ROW and has_postal_code(piece.text):
                block = _block(sheet, piece)
                if block is not None and not any(block.segments & other.segments for other in found):
                    found.append(block)
    return tuple(found)


def _block(sheet: Sheet, postal: Piece) -> Block | None:
    above = list(_above(sheet, postal))
    label = next((_party_label(sheet, piece) for piece in above if _party_label(sheet, piece)), None)
    rows = [piece for piece in above if _party_label(sheet, piece) is None and not is_registration(piece.text)]
    while rows and (not _may_be_name(sheet, rows[-1]) or is_salutation(rows[-1].text)):
        rows.pop()
    if not rows:
        return None
    rows.reverse()
    rows = rows[max((place for place, row in enumerate(rows) if _is_company(row)), default=0) :]
    if looks_like_address(rows[0].text) and not has_company_form(rows[0].text):
        return None  # an address without a name
    return _made(sheet, without_registration(rows[0]), (*rows[1:], postal), postal, label)


def _made(sheet: Sheet, name: Piece, address: tuple[Piece, ...], postal: Piece, label: Label | None) -> Block:
    below = list(_below(sheet, postal))
    if below and is_region(below[0].text):
        address = (*address, below[0])
    return Block(name, address, _evidence(sheet, name, address, below), label)


def _above(sheet: Sheet, postal: Piece) -> Iterator[Piece]:
    """Pieces over the postal code in its column, nearest first, up to a gap, a title, or a label of a party."""
    last = postal
    for row in range(postal.row - 1, max(-1, postal.row - 1 - 3 * MOST_ROWS), -1):
        line = sheet.lines[row]
        if line.page != postal.page:
            return
        near = [piece for piece in sheet.pieces(row) if _in_column(sheet, last, piece)]
        if not near:
            if last.segment.y0 - line.y1 > _GAP * last.segment.height:
                return
            continue
        piece = near[0]
        if has_postal_code(piece.text) or len(piece.text) > LONGEST_ROW:
            return
        if last.segment.y0 - piece.segment.y1 > _GAP * max(last.segment.height, piece.segment.height):
            return
        if document_title(piece.text) and not has_company_form(piece.text):
            return
        yield piece
        if _party_label(sheet, piece) is not None:
            return
        last = piece


def _below(sheet: Sheet, postal: Piece) -> Iterator[Piece]:
    last = postal
    for row in range(postal.row + 1, min(postal.row + 9, len(sheet.lines))):
        if sheet.lines[row].page != postal.page:
            return
        near = [piece for piece in sheet.pieces(row) if _in_column(sheet, last, piece)]
        if near and near[0].segment.y0 - last.segment.y1 > 2 * _GAP * last.segment.height:
            return
        if near:
            yield near[0]
            last = near[0]


def _in_column(sheet: Sheet, one: Piece, other: Piece) -> bool:
    """True when two pieces share an edge or their middles."""
    a, b = one.segment, other.segment
    spread = _SPREAD * min(a.height, b.height) * sheet.aspect(one.page)
    edges = (abs(a.x0 - b.x0), abs(a.x1 - b.x1), abs(a.x0 + a.x1 - b.x0 - b.x1) / 2)
    return min(edges) <= spread and overlap(a.x0, a.x1, b.x0, b.x1) > 0


def _party_label(sheet: Sheet, piece: Piece) -> Label | None:
    return next(
        (hit.label for hit in sheet.on_row(piece.row) if hit.label in _PARTIES and hit.piece.segment is piece.segment),
        None,
    )


def _may_be_name(sheet: Sheet, piece: Piece) -> bool:
    text = piece.text.strip(" :")
    letters = sum(character.isalpha() for character in text)
    if letters < 3 or letters < 0.5 * len(text.replace(" ", "")) or len(text) > 70 or _NO_NAME.search(text):
        return False
    return not sheet.find_dates(piece) and not sheet.announces(piece)


def _is_company(piece: Piece) -> bool:
    return ends_with_company_form(without_registration(piece).text)


def _evidence(sheet: Sheet, name: Piece, address: Iterable[Piece], below: list[Piece]) -> float:
    """What speaks for the seller (above 0) or the buyer (below 0) at a block without a label."""
    own = [*address, *below]
    labels = {hit.label for piece in own for hit in sheet.on_row(piece.row) if hit.piece.segment is piece.segment}
    score = 1.5 * len(labels & _REACH) - 2.0 * (Label.BUYER_VAT_ID in labels)
    score += 1.5 * any(_NO_NAME.search(piece.text) for piece in below)
    score += 2.0 * _shares_its_name(sheet, name)
    y, page = name.segment.y0, name.page
    score += 1.0 * (y < 0.08) + 1.5 * (y > 0.85) - 0.5 * (page > 1)
    score += 0.5 * (name.segment.x0 > 0.5 and y < 0.12) + 0.5 * (name.segment.height > 1.25 * sheet.usual_height)
    score -= 0.8 * (0.1 < y < 0.4 and not labels & _REACH)
    return score


def _shares_its_name(sheet: Sheet, name: Piece) -> bool:
    """True when the first long word of the name is part of a mail or web address of the document."""
    words = [word for word in re.findall(r"[a-z]{4,}", fold(name.text)) if not has_company_form(word)]
    return bool(words) and any(words[0] in address for address in _ADDRESSES.findall(sheet.plain))
