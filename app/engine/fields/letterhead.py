"""The seller at the top of a page: a name in the first rows, its address beneath, as on every till receipt."""

import re
from dataclasses import dataclass

from app.engine.fields.address import (
    begins_with_company_form,
    begins_with_end_of_name,
    begins_with_road,
    greets,
    has_company_form,
    has_digits,
    has_trade_word,
    is_only_trade,
    is_region,
    is_stamp,
    is_street_word,
    looks_like_address,
)
from app.engine.fields.address_rows import OTHER_WAYS, address_under, label_start
from app.engine.fields.labels import Label
from app.engine.fields.registration import without_registration
from app.engine.fields.sheet import Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.languages import phrases
from app.engine.languages.patterns import fold

MOST_SCORE = 0.89
"""A name that no label announces is never quite sure: logos, branches and mottos stand at the top too."""
ROWS = 14  # of the first page, in which a letterhead is looked for
_NAME_ROWS = 3
_REACH = frozenset({Label.PHONE, Label.EMAIL})


@dataclass(frozen=True)
class Head:
    """A party as it is printed. `score` is for the name; the address may be absent."""

    name: tuple[Piece, ...]
    address: tuple[Piece, ...]
    score: float


def letterheads(sheet: Sheet) -> list[Head]:
    """Possible sellers at the top of the document, best first."""
    rows = [row for row in range(min(ROWS, len(sheet.lines))) if sheet.lines[row].page == 1 and row not in sheet.items]
    heads = [head for row in rows if (head := _head(sheet, row)) is not None]
    return sorted(heads, key=lambda head: -head.score)


def _head(sheet: Sheet, row: int) -> Head | None:
    first = _named(sheet.pieces(row)[0])
    if not _may_be_name(sheet, first):
        return None
    name = [without_registration(first)]
    following = row + 1
    while following < len(sheet.lines) and len(sheet.pieces(following - 1)) == 1 and len(name) < _NAME_ROWS:
        more = _named(sheet.pieces(following)[0])
        if not _goes_on(sheet, " ".join(piece.text for piece in name), more):
            break
        name.append(without_registration(more))
        following += 1
    text = " ".join(piece.text for piece in name)
    address = address_under(sheet, following, name[0])
    score = 0.55 - 0.05 * min(row, 6)
    company, trade = has_company_form(text), has_trade_word(text)
    score += 0.35 * company + 0.1 * trade + 0.1 * bool(address)
    score -= 0.25 * (not (company or trade or address))
    score -= 0.25 * (first.confidence < 0.75) + 0.3 * first.text.islower() + 0.3 * _is_end_of_name(first.text)
    score -= 0.3 * is_only_trade(text)
    usual = sorted(line.height for line in sheet.lines)[len(sheet.lines) // 2]
    score += 0.05 * (sheet.lines[row].height > 1.25 * usual)
    return Head(tuple(name), address, max(0.05, min(MOST_SCORE, score)))


def _named(piece: Piece) -> Piece:
    """The piece without the number of a till before the name and without a phone number and the like behind it."""
    lead = re.match(r"[#\[(][\d\s#]{1,30}[\])]?\s{1,10}(?=\S)", piece.text)
    start = lead.end() if lead else 0
    return piece.part(start, label_start(piece.text, _REACH) or len(piece.text))


def _may_be_name(sheet: Sheet, piece: Piece) -> bool:
    text = without_registration(piece).text
    letters = sum(character.isalpha() for character in text)
    if letters < 4 or letters < 0.5 * len(text.replace(" ", "")) or len(text) > 70:
        return False
    if OTHER_WAYS.search(text) or document_title(text) or greets(text) or is_stamp(text):
        return False
    if sheet.starts_with_label(piece) and (not has_company_form(text) or sheet.announces(piece)):
        return False
    if sheet.find_dates(piece) or any(amount.printed.decimals == 2 for amount in sheet.amounts(piece)):
        return False
    return has_company_form(text) or has_trade_word(text) or not _is_surely_address(text)


def _is_surely_address(text: str) -> bool:
    """A house, a park or a square may also be the name of a shop."""
    return looks_like_address(text) and (
        has_digits(text)
        or "," in text
        or begins_with_road(text)
        or is_region(text)
        or is_street_word(text.split(maxsplit=1)[0])
    )


def _goes_on(sheet: Sheet, name: str, more: Piece) -> bool:
    """True when the next row is the rest of the name: a bracket is still open, or a sign asks for more."""
    if not _may_be_name(sheet, more) or (has_company_form(name) and not _is_open(name)):
        return False
    if _is_open(name) or name.rstrip().endswith(("&", "-", ",")):
        return True
    return more.text.lstrip().startswith(("&", "+ ")) or _is_end_of_name(more.text)


def _is_open(text: str) -> bool:
    return text.count("(") > text.count(")")


def _is_end_of_name(text: str) -> bool:
    """True for a legal form with next to nothing before it: `Sdn Bhd`, `Co. (M) Ltd`, `(Kajang) Sdn Bhd`; and for a
    row that begins with a word that names end with: `Enterprise`."""
    if begins_with_end_of_name(text):
        return True
    if not has_company_form(text):
        return False
    own = re.sub(r"\([^)]{0,80}\)", " ", fold(text))
    first = re.search(r"[a-z]+", own)
    return (
        first is None
        or first.group() in phrases("names", "form_start")
        or begins_with_company_form(own[first.start() :])
    )
