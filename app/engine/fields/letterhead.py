"""The seller at the top of a page: a name in the first rows, its address beneath, as on every till receipt."""

import re
from dataclasses import dataclass

from app.engine.fields.address import has_company_form, has_postal_code, has_trade_word, is_region, looks_like_address
from app.engine.fields.labels import Label
from app.engine.fields.matching import fold, labels_of
from app.engine.fields.sheet import Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.layout import overlap

MOST_SCORE = 0.89
"""A name that no label announces is never quite sure: logos, branches and mottos stand at the top too."""
ROWS = 14  # of the first page, in which a letterhead is looked for
_REGISTRATION = re.compile(
    r"[\s(\[{]*(?:(?:co|company|reg|roc|no|gst)[\s.:#]*)*[(\[{]?\s*\d[\d:;.,]{3,}\s*[-–~. ]?\s*[a-z0-9]{0,2}"
    r"\s*[)\]}]*[.,]?\s*$",
    re.IGNORECASE,
)
_OTHER_WAYS = re.compile(r"@|www\.|https?:|\.com\b|\d{1,2}:\d\d|%|\*\*")
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
_LEAD = re.compile(
    r"^\s*(?:h\.?q|head ?office|(?:hq |street )?add(?:ress)?|addr|alamat|adresse|anschrift)\s*[.:]+\s*",
    re.IGNORECASE,
)


_FORM_STARTS = frozenset(
    "co company sdn s bhd b gmbh g ltd limited inc llc corp corporation ag kg pte pty plc sarl sas".split()
)


@dataclass(frozen=True)
class Head:
    """A party as it is printed. `score` is for the name; the address may be absent."""

    name: tuple[Piece, ...]
    address: tuple[Piece, ...]
    score: float


def letterheads(sheet: Sheet) -> list[Head]:
    """Possible sellers at the top of the document, best first."""
    rows = [row for row in range(min(ROWS, len(sheet.lines))) if sheet.lines[row].page == 1]
    heads = [head for row in rows if (head := _head(sheet, row)) is not None]
    return sorted(heads, key=lambda head: -head.score)


def without_registration(piece: Piece) -> Piece:
    """The piece without a registration number behind the name: `Alpha Sdn Bhd (123456-X)`."""
    match = _REGISTRATION.search(piece.text)
    if not match or sum(c.isalpha() for c in piece.text[: match.start()]) < 3:
        return piece
    return piece.part(0, match.start())


def is_registration(text: str) -> bool:
    """True for a row that is nothing but the number of some register."""
    return re.fullmatch(r"[\s(]*(?:[a-z]{1,3})?[\d\s-]{6,}[a-z]?[\s)]*", text, re.IGNORECASE) is not None


def _head(sheet: Sheet, row: int) -> Head | None:
    first = sheet.pieces(row)[0]
    if not _may_be_name(sheet, first):
        return None
    name = [without_registration(first)]
    following = row + 1
    if following < len(sheet.lines) and len(sheet.pieces(row)) == 1:
        more = sheet.pieces(following)[0]
        if _goes_on(sheet, name[0], more):
            name.append(without_registration(more))
            following += 1
    text = " ".join(piece.text for piece in name)
    address = _address(sheet, following, name[0])
    score = 0.55 - 0.05 * min(row, 6)
    company, trade = has_company_form(text), has_trade_word(text)
    score += 0.35 * company + 0.1 * trade + 0.1 * bool(address)
    score -= 0.25 * (not (company or trade or address))
    score -= 0.25 * (first.confidence < 0.75) + 0.3 * first.text.islower() + 0.3 * _is_end_of_name(first.text)
    usual = sorted(line.height for line in sheet.lines)[len(sheet.lines) // 2]
    score += 0.05 * (sheet.lines[row].height > 1.25 * usual)
    return Head(tuple(name), address, max(0.05, min(MOST_SCORE, score)))


def _may_be_name(sheet: Sheet, piece: Piece) -> bool:
    text = without_registration(piece).text
    letters = sum(character.isalpha() for character in text)
    if letters < 4 or letters < 0.5 * len(text.replace(" ", "")) or len(text) > 70:
        return False
    if _OTHER_WAYS.search(text) or sheet.starts_with_label(piece) or document_title(text):
        return False
    if sheet.find_dates(piece) or any(amount.printed.decimals == 2 for amount in sheet.amounts(piece)):
        return False
    return has_company_form(text) or has_trade_word(text) or not looks_like_address(text)


def _goes_on(sheet: Sheet, name: Piece, more: Piece) -> bool:
    """True when the next row is the rest of the name."""
    if not _may_be_name(sheet, more) or has_company_form(name.text):
        return False
    if name.text.rstrip().endswith(("&", "-", ",")):
        return True
    return _is_end_of_name(more.text)


def _is_end_of_name(text: str) -> bool:
    """True for a legal form with next to nothing before it: `Sdn Bhd`, `Co. (M) Ltd`, `(Kajang) Sdn Bhd`."""
    if not has_company_form(text):
        return False
    own = re.sub(r"\([^)]*\)", " ", fold(text))
    first = re.search(r"[a-z]+", own)
    return first is None or first.group() in _FORM_STARTS


def _address(sheet: Sheet, start: int, name: Piece) -> tuple[Piece, ...]:
    """Rows of an address, at or a few rows behind `start`."""
    found: list[Piece] = []
    for row in range(start, min(start + 11, len(sheet.lines))):
        if sheet.lines[row].page != 1:
            break
        if overlap(name.segment.x0, name.segment.x1, sheet.lines[row].x0, sheet.lines[row].x1) == 0:
            continue  # a title beside the letterhead
        piece = _address_row(sheet, row)
        if piece is not None and (found or looks_like_address(piece.text)):
            found.append(piece)
        elif found or row >= start + 5 or document_title(sheet.lines[row].text):
            break
    return tuple(_trimmed(found))


def _address_row(sheet: Sheet, row: int) -> Piece | None:
    """The row as a row of an address: up to the first label; None when it is something else."""
    piece = sheet.joined(row)
    lead = _LEAD.match(piece.text)
    if lead:
        piece = piece.part(lead.end(), len(piece.text))
    ends = [match.start for match in labels_of(piece.text) if match.label in _ADDRESS_ENDS]
    if ends:
        piece = piece.part(0, min(ends))
    if any(amount.printed.decimals == 2 for other in sheet.pieces(row) for amount in sheet.amounts(other)):
        return None
    text = piece.text.strip(" -|(")
    if len(text) < 3 or _OTHER_WAYS.search(text) or document_title(text) or sheet.find_dates(piece):
        return None
    if is_registration(text):
        return None
    return piece


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
