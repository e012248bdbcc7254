"""Parties as forms print them: name, tax number and address in rows under each other, each behind a label of its own.

    Đơn vị mua hàng: CÔNG TY TNHH AN BÌNH        Company: An Binh Ltd
    Mã số thuế: 0312345678                       Tax code: 0312345678
    Địa chỉ: 12 Nguyễn Huệ, Quận 1               Address: 12 Nguyen Hue Street

No postal code and no place on the page tells such an address, only its label.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from app.engine.fields.address import has_company_form
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Hit, Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold
from app.engine.layout import overlap

MOST_ROWS = 9  # of one party
_GAP = 2.5  # line heights between its rows
_COLON = re.compile(r"(?: ?\([^()]{1,40}\))? ?:")  # with a translation of the label before it
_LETTERS = 3


@dataclass(frozen=True)
class FormParty:
    """`name`: None where no row gives one (a letterhead over labelled rows)."""

    role: Label
    name: Piece | None
    address: tuple[Piece, ...]


@cache
def _address_word() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(phrases('letter', 'address'))})(?![^\W\d_])")


@cache
def _name_word() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(phrases('letter', 'name'))})(?![^\W\d_])")


@lru_cache(maxsize=4)
def form_parties(sheet: Sheet) -> tuple[FormParty, ...]:
    """Of each label of a party with its value behind it on the row; and, over the first buyer, rows of a seller that no
    label names."""
    labels = [hit for hit in sheet.of(Label.SELLER, Label.BUYER) if _value_of(hit) is not None]
    found = [party for hit in labels if (party := _party(sheet, hit)) is not None]
    buyer = next((hit for hit in labels if hit.label is Label.BUYER), None)
    if buyer is not None and not any(hit.label is Label.SELLER for hit in labels):
        above = [address for row in range(buyer.piece.row) if (address := _address(sheet, row))]
        if above:
            found.append(FormParty(Label.SELLER, None, above[0]))
    return tuple(found)


def _party(sheet: Sheet, first: Hit) -> FormParty | None:
    names = [value] if (value := _value_of(first)) else []
    address: tuple[Piece, ...] = ()
    for row in _rows_below(sheet, first):
        hits = [hit for hit in sheet.on_row(row) if hit.piece.start <= 2]
        if any(hit.label in (Label.SELLER, Label.BUYER, Label.OTHER_PARTY) for hit in hits):
            same = [hit for hit in hits if hit.label is first.label]
            if not same:
                break
            names += [value for hit in same if (value := _value_of(hit))]
        elif name := _behind(sheet, row, _name_word()):
            names.append(name)
        address = address or _address(sheet, row)
    named = [name for name in names if has_company_form(name.text)] or names[-1:]
    return FormParty(first.label, named[0], address) if named and address else None


def _rows_below(sheet: Sheet, first: Hit) -> Iterator[int]:
    bottom = sheet.lines[first.piece.row]
    for row in range(first.piece.row + 1, min(first.piece.row + 1 + MOST_ROWS, len(sheet.lines))):
        line = sheet.lines[row]
        far = line.y0 - bottom.y1 > _GAP * max(line.height, bottom.height)
        if far or line.page != first.piece.page or row in sheet.items or document_title(line.text):
            return
        yield row
        bottom = line


def _value_of(hit: Hit) -> Piece | None:
    """What stands behind a label at the begin of its segment, and a colon; None where the place is empty."""
    text = hit.piece.segment.text
    return (
        _value(Piece(hit.piece.segment, 0, len(text), hit.piece.row), hit.piece.end) if hit.piece.start <= 2 else None
    )


def _value(piece: Piece, label_ends: int) -> Piece | None:
    colon = _COLON.match(piece.text, label_ends)
    value = piece.part(colon.end(), len(piece.text)) if colon else None
    return value if value is not None and _is_text(value.text) else None


def _address(sheet: Sheet, row: int) -> tuple[Piece, ...]:
    """The address behind its label, and the row under it that goes on with it."""
    first = _behind(sheet, row, _address_word())
    return (first, *_rest(sheet, first)) if first else ()


def _behind(sheet: Sheet, row: int, word: re.Pattern[str]) -> Piece | None:
    """What stands behind this word and a colon."""
    for piece in sheet.pieces(row):
        begins = word.match(fold(piece.text))
        value = _value(piece, begins.end()) if begins else None
        if value is not None:
            return value
    return None


def _rest(sheet: Sheet, first: Piece) -> tuple[Piece, ...]:
    """The next row, where it is the end of a long address: no label of its own, under the value and close."""
    row = first.row + 1
    if row >= len(sheet.lines) or sheet.lines[row].page != first.page or row in sheet.items:
        return ()
    above, line = sheet.lines[first.row], sheet.lines[row]
    if line.y0 - above.y1 > above.height or sheet.on_row(row) or ":" in line.text or len(sheet.pieces(row)) != 1:
        return ()
    piece = sheet.pieces(row)[0]
    reaches = first.segment.x1 > 0.75 and overlap(
        piece.segment.x0, piece.segment.x1, first.segment.x0, first.segment.x1
    )
    return (piece,) if reaches and _is_text(piece.text) and not document_title(piece.text) else ()


def _is_text(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _LETTERS
