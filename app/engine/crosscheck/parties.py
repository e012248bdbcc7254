"""Who sells, by name and VAT id."""

import re
from collections.abc import Iterator

from app.domain.countries import vat_fault
from app.domain.invoice import Address, Invoice
from app.engine.crosscheck.alike import alike
from app.engine.crosscheck.known import Known, bare
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import Verdict, contradicted, contradicted_by, not_shown, shown
from app.engine.fields import registers
from app.engine.fields.address import has_company_form
from app.engine.fields.labels import Label
from app.engine.fields.parties import sellers
from app.engine.fields.sheet import Piece
from app.engine.languages.patterns import fold, words_of

_SURE = 0.6  # score of a seller that is read from its place
_LABELLED = 0.9  # score of a VAT id beside a word for it
_ENOUGH = 0.6  # of the words of a name: pages shorten it, and print a legal form in their own way
_SHORT = 5  # letters that tell neither a place nor a name
_BLOCK = 1.1  # heights of a row: rows of one block are no further apart


def seller(known: Known, pages: Pages) -> Iterator[Verdict]:
    yield from _name(known, pages)
    yield from _vat_id(known, pages)


def _name(known: Known, pages: Pages) -> Iterator[Verdict]:
    expected = known.invoice.seller.name
    if expected is None:
        return
    path, name = "seller.name", "seller"
    if any(_is_shown(each, pages) for each in _names(known.invoice)):
        yield shown(path, name, expected)
        return
    rivals = (*_rivals(known.invoice, pages), *_over_address(known.invoice, pages))
    rival = rivals[0] if rivals else None
    yield contradicted(path, name, expected, rival) if rival else not_shown(path, name, expected)


def _names(invoice: Invoice) -> list[str]:
    """Under these the seller may appear."""
    holders = [account.holder for account in invoice.payment.accounts]
    return [each for each in (invoice.seller.name, invoice.seller.trading_name, *holders) if each]


def _words(name: str) -> list[str]:
    """The words that tell a name from others."""
    found = re.findall(r"\w+", words_of("names", "company").sub(" ", fold(name)))
    return [word for word in found if len(word) > 1] or found


def _is_shown(name: str, pages: Pages) -> bool:
    if pages.shows(name):
        return True
    words = _words(name)
    plain = bare(fold(pages.sheet.plain))
    return bool(words) and sum(bare(word) in plain for word in words) >= _ENOUGH * len(words)


def _rivals(invoice: Invoice, pages: Pages) -> Iterator[Piece]:
    """Sellers read from the page, sure by a word for them or by their legal form, that are nobody the XML names."""
    others = {
        word
        for party in (invoice.buyer, invoice.ship_to, invoice.bill_to, invoice.payee, invoice.ship_from)
        for text in (party.name, party.contact)
        for word in _words(text or "")
    }
    announced = {hit.piece.row for hit in pages.sheet.of(Label.SELLER)}
    for party in sellers(pages.sheet):
        first = party.name[0]
        text = " ".join(piece.text for piece in party.name)
        words = _words(text)
        known = sum(word in others for word in words) >= _ENOUGH * len(words)
        sure = has_company_form(text) or announced & {first.row, first.row - 1}
        if party.score >= _SURE and words and not known and sure:
            yield first


def _over_address(invoice: Invoice, pages: Pages) -> Iterator[Piece]:
    """What stands where the name does: before the seller's street on its row, or right over it in the same block."""
    places = _places(invoice.seller.address)
    for row in range(len(pages.sheet.lines)):
        for piece in pages.sheet.pieces(row):
            start = next((found for place in places if (found := _start(piece.text, place)) is not None), None)
            if start is None:
                continue
            before = piece.part(0, start) if start else None
            above = _right_above(piece, pages)
            yield from (each for each in (before, above) if each is not None and _may_name(each, invoice))


def _places(address: Address) -> list[str]:
    rows = [row for text in (address.street, address.text) if text for row in text.split("\n")]
    return [bare(row) for row in rows[:2] if len(bare(row)) > _SHORT]


def _start(text: str, place: str) -> int | None:
    """Where the letters and digits of `place` begin in a text."""
    at = bare(text).find(place)
    signs = [number for number, sign in enumerate(text) if bare(sign)]
    return signs[at] if 0 <= at < len(signs) else None


def _right_above(piece: Piece, pages: Pages) -> Piece | None:
    sheet = pages.sheet
    if piece.row == 0 or sheet.lines[piece.row - 1].page != piece.page:
        return None
    gap = sheet.lines[piece.row].y0 - sheet.lines[piece.row - 1].y1
    near = gap < _BLOCK * sheet.lines[piece.row].height
    x0, x1 = piece.segment.x0, piece.segment.x1
    over = [each for each in sheet.pieces(piece.row - 1) if each.segment.x0 < x1 and x0 < each.segment.x1]
    return over[0] if near and len(over) == 1 else None


def _may_name(piece: Piece, invoice: Invoice) -> bool:
    """Words, and not those of somebody whom the XML names."""
    words = _words(piece.text)
    ours = {word for party in (invoice.seller, invoice.buyer) for word in _words(f"{party.name} {party.address.text}")}
    letters = sum(sign.isalpha() for sign in piece.text)
    return letters > _SHORT and sum(word in ours for word in words) < _ENOUGH * len(words)


def _vat_id(known: Known, pages: Pages) -> Iterator[Verdict]:
    expected = known.invoice.seller.vat_id
    if expected is None:
        return
    path, name = "seller.vat_id", "seller's VAT id"
    if pages.shows(expected):
        yield shown(path, name, expected)
        return
    printed = [item for item, _ in registers.vat_ids(pages.sheet)]
    # One that the recognizer may have misread has check digits that do not hold.
    rivals = [
        item
        for item in printed
        if bare(item.value) not in known.codes and (pages.exact or vat_fault(item.value) is None)
    ]
    same_country = [item for item in rivals if item.value[:2] == expected[:2]]
    labelled = [item for item in same_country if item.score > _LABELLED or len(printed) == 1]
    found = labelled or (alike(expected, known, pages) if pages.exact else [])
    if found:
        yield contradicted_by(path, name, expected, found[0].raw, found[0].words)
    else:
        yield not_shown(path, name, expected)
