"""Seller and buyer: by their labels, by the sender's line over the address window, by the letterhead."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.engine.fields.address import has_company_form, has_digits, has_postal_code, is_region, looks_like_address
from app.engine.fields.address_rows import address_under, lone_address
from app.engine.fields.blocks import Block, address_blocks, is_salutation
from app.engine.fields.choice import LEAST_SCORE
from app.engine.fields.labels import Label
from app.engine.fields.letterhead import letterheads
from app.engine.fields.registration import without_registration
from app.engine.fields.sheet import Hit, Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold
from app.engine.layout import overlap

_SEPARATOR = re.compile(r"(?<!\s)\s+[●•·∙|*◆■►–—-]\s+|(?:(?<!\s)\s+)?[●•·∙|]\s*|,\s+")
_NO_NAME = re.compile(r"@|www\.|https?:|^[\W\d_]*$")
LONGEST_NAME = 90
_LONE_ADDRESS = 0.6
_SURE_BLOCK = 0.9
_CLEARLY_ANOTHER = 2.5  # by how much less may speak for a block to be the seller's


@dataclass(frozen=True)
class Party:
    """A party as it is printed. `score` says how sure its role and its name are."""

    name: tuple[Piece, ...]
    address: tuple[Piece, ...]
    score: float


def buyers(sheet: Sheet) -> list[Party]:
    """Possible buyers, best first."""
    found = [party for hit in sheet.of(Label.BUYER) if (party := _labelled(sheet, hit)) is not None]
    for row, piece, _ in _sender_lines(sheet):
        party = _under(sheet, piece, row, rows=9, score=0.86)
        if party is not None:
            found.append(party)
    block = parted(sheet)[1]
    if block is not None:
        found.append(Party((block.name,), block.address, _SURE_BLOCK if block.label is Label.BUYER else 0.84))
    return sorted(found, key=lambda party: -party.score)


def sellers(sheet: Sheet) -> list[Party]:
    """Possible sellers, best first."""
    found = [party for hit in sheet.of(Label.SELLER) if (party := _labelled(sheet, hit)) is not None]
    for _, piece, ends in _sender_lines(sheet):
        name = piece.part(0, ends[0][0])
        address = piece.part(ends[0][1], len(piece.text))
        found.append(Party((name,), (address,), 0.89))
    buyer = {piece.segment for party in buyers(sheet)[:1] for piece in (*party.name, *party.address)}
    block = parted(sheet)[0]
    if block is not None and block.name.segment not in buyer:
        sure = block.label is Label.SELLER
        found.append(Party((block.name,), block.address, _SURE_BLOCK if sure else min(0.89, 0.8 + 0.02 * block.seller)))
    for head in letterheads(sheet):
        if not any(piece.segment in buyer for piece in head.name):
            found.append(Party(head.name, head.address, head.score))
    found += [party for party in _company_lines(sheet) if party.name[0].segment not in buyer]
    return _with_lone_address(sheet, sorted(found, key=lambda party: -party.score))


def _with_lone_address(sheet: Sheet, found: list[Party]) -> list[Party]:
    """On the paper of a till, where no other party has one: the only address belongs to the seller."""
    if not sheet.is_narrow or sheet.of(Label.BUYER, Label.OTHER_PARTY):
        return found
    named = bool(found) and found[0].score >= LEAST_SCORE
    if named and any(has_digits(piece.text) for piece in found[0].address):
        return found
    address = lone_address(sheet)
    if not address:
        return found
    if named:
        return [replace(found[0], address=address), *found[1:]]
    return [Party((), address, _LONE_ADDRESS), *found]


def parted(sheet: Sheet) -> tuple[Block | None, Block | None]:
    """The seller's and the buyer's block. One block alone, without a label, tells nothing: letterheads do."""
    blocks = [block for block in address_blocks(sheet) if block.label is not Label.OTHER_PARTY]
    if len(blocks) < 2 and not any(block.label for block in blocks):
        return None, None
    labelled = {block.label: block for block in reversed(blocks) if block.label is not None}
    seller, buyer = labelled.get(Label.SELLER), labelled.get(Label.BUYER)
    free = sorted((block for block in blocks if block.label is None), key=lambda block: -block.seller)
    if seller is None and free and free[0].seller > 0:
        seller = free[0]
    if buyer is None:
        others = [block for block in free if block is not seller and (seller is None or block.seller < seller.seller)]
        least = max(0.5, seller.seller - _CLEARLY_ANOTHER) if seller is not None else 0.5
        buyer = others[-1] if others and others[-1].seller < least else None
    return seller, buyer


def role_at(sheet: Sheet, piece: Piece) -> Label | None:
    """The party whose label stands over a place, in its column and not far above; None without one."""
    x0 = min(word.x0 for word in piece.words)
    for row in range(piece.row, max(-1, piece.row - 10), -1):
        if sheet.lines[row].page != piece.page:
            return None
        for hit in sheet.on_row(row):
            near = abs(min(word.x0 for word in hit.piece.words) - x0) < 0.15
            if near and hit.label in (Label.SELLER, Label.BUYER, Label.OTHER_PARTY):
                return hit.label
    return None


def _sender_lines(sheet: Sheet) -> Iterable[tuple[int, Piece, list[tuple[int, int]]]]:
    """One-line senders: name, street and town with marks between, in the upper half of a page."""
    for row, line in enumerate(sheet.lines):
        if line.y0 > 0.5 or line.page != 1:
            continue
        for piece in sheet.pieces(row):
            ends = [match.span() for match in _SEPARATOR.finditer(piece.text)]
            if not ends or len(piece.text) > 160 or not has_postal_code(piece.text):
                continue
            fields = _SEPARATOR.split(piece.text)
            if len(fields) < 3 or looks_like_address(fields[0]) or sheet.starts_with_label(piece):
                continue
            rest = [*fields[1:], *(", ".join(pair) for pair in pairwise(fields[1:]))]
            if any(has_postal_code(field) for field in rest) and len(fields[0]) >= 3:
                yield row, piece, ends


def _labelled(sheet: Sheet, hit: Hit) -> Party | None:
    """The party behind or under a label that stands at the start of its segment and says no more than that."""
    if hit.piece.start > 2:
        return None
    beside = sheet.after(hit)
    same = [piece for piece in beside if piece.segment is hit.piece.segment and _may_be_name(sheet, piece.part(0, 200))]
    rest = hit.piece.segment.text[hit.piece.end :].strip()
    if rest and not rest.startswith(":") and not same:
        return None
    if same and rest.startswith((":", "-")):
        lead = len(same[0].text) - len(same[0].text.lstrip(" :.-"))
        name = same[0].part(lead, len(same[0].text))
        if _may_be_name(sheet, name):
            address = _rows_under(sheet, hit.piece, hit.piece.row, rows=5)
            return Party((name,), _address_of(address), 0.9 if has_company_form(name.text) else 0.86)
    if rest.strip(" :.-"):
        return None
    under = _under(sheet, hit.piece, hit.piece.row, rows=9, score=0.88)
    own = _beside(sheet, hit) if rest else None
    if own is None or (under is not None and not looks_like_address(under.name[0].text)):
        return under
    return Party((own,), _address_of(_rows_under(sheet, hit.piece, hit.piece.row, rows=5)), 0.88)


def _beside(sheet: Sheet, hit: Hit) -> Piece | None:
    """The name in the column after a label's, if one stands there."""
    behind = [piece for piece in sheet.after(hit) if piece.segment is not hit.piece.segment][:1]
    return behind[0] if behind and _may_be_name(sheet, behind[0]) else None


def _value(sheet: Sheet, piece: Piece) -> Piece:
    """What a row of a form says, `Name: | X`: the column after a label's, and any other piece itself."""
    if not piece.text.rstrip().endswith(":"):
        return piece
    pieces = sheet.pieces(piece.row)
    behind = next((place for place, other in enumerate(pieces, 1) if other.segment is piece.segment), len(pieces))
    return pieces[behind] if behind < len(pieces) and not pieces[behind].text.rstrip().endswith(":") else piece


def _under(sheet: Sheet, above: Piece, row: int, *, rows: int, score: float) -> Party | None:
    """Name and address in the rows under a place, in its column."""
    beneath = (_value(sheet, piece) for piece in _rows_under(sheet, above, row, rows=rows))
    under = [piece for piece in beneath if not is_salutation(piece.text)]
    while under and not _may_be_name(sheet, under[0]):
        under.pop(0)
    if not under:
        return None
    names, following = under[:1], under[1:]
    if following and not has_company_form(names[0].text) and _is_rest_of_name(sheet, following[0]):
        names.append(following.pop(0))
    lead = re.match(rf"(?:{any_of(phrases('letter', 'name'))})\s*:\s*(?=\S)", fold(names[0].text))
    if lead:
        names[0] = names[0].part(lead.end(), len(names[0].text))
    address = _address_of(following)
    score += 0.03 * any(has_company_form(name.text) for name in names) - 0.25 * (not address)
    return Party(tuple(names), address, score)


def _is_rest_of_name(sheet: Sheet, piece: Piece) -> bool:
    """True when the legal form stands in the second row of a name."""
    return has_company_form(piece.text) and _may_be_name(sheet, piece) and not looks_like_address(piece.text)


def _rows_under(sheet: Sheet, above: Piece, row: int, *, rows: int) -> list[Piece]:
    """Segments in the same column beneath, until a wide gap."""
    found: list[Piece] = []
    x0 = min(word.x0 for word in above.words)
    x1 = max(word.x1 for word in above.words)
    bottom, height = sheet.lines[row].y1, sheet.lines[row].height
    for below in range(row + 1, min(row + 1 + 2 * rows, len(sheet.lines))):
        line = sheet.lines[below]
        if line.page != above.page or line.y0 - bottom > 3.5 * max(height, line.height) or len(found) >= rows:
            break
        near = [
            piece
            for piece in sheet.pieces(below)
            if overlap(piece.segment.x0, piece.segment.x1, x0, x1) > 0 and piece.segment.x0 < x0 + 0.12
        ]
        if near:
            found.append(near[0])
            bottom, height = line.y1, line.height
    return found


def _address_of(rows: list[Piece]) -> tuple[Piece, ...]:
    """Rows up to the postal code and a country behind it; none without a postal code or street."""
    found: list[Piece] = []
    for place, piece in enumerate(rows[:6]):
        found.append(piece)
        if has_postal_code(piece.text):
            behind = rows[place + 1] if place + 1 < len(rows) else None
            if behind is not None and is_region(behind.text):
                found.append(behind)
            return tuple(found)
    return ()


def address_beneath(sheet: Sheet, name: Sequence[Piece]) -> tuple[Piece, ...]:
    """The address under a name, in its column."""
    own = _address_of(_rows_under(sheet, name[-1], name[-1].row, rows=6))
    return own or address_under(sheet, name[-1].row + 1, name[0])


def _may_be_name(sheet: Sheet, piece: Piece) -> bool:
    text = piece.text.strip(" :")
    letters = sum(character.isalpha() for character in text)
    if letters < 3 or len(text) > LONGEST_NAME or _NO_NAME.search(text) or document_title(text):
        return False
    if piece.text.rstrip().endswith(":"):
        return False  # a label, of whatever
    return not sheet.find_dates(piece) and not sheet.announces(piece)


def _company_lines(sheet: Sheet) -> list[Party]:
    """Rows elsewhere that begin with a company: in the foot, or a block with an address under it."""
    found = []
    for row, line in enumerate(sheet.lines):
        if line.page != 1 or 0.35 < line.y0 < 0.75:
            continue
        for piece in sheet.pieces(row):
            if not has_company_form(piece.text) or not _may_be_name(sheet, piece) or len(piece.text) > 60:
                continue
            address = _address_of(_rows_under(sheet, piece, row, rows=4))
            found.append(Party((without_registration(piece),), address, 0.55 + 0.1 * bool(address)))
    return found
