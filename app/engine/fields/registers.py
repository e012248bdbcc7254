"""Numbers that a register gave out, and ways to reach a party: VAT ids, tax numbers, IBAN, BIC, phone, mail, web."""

import re
from collections.abc import Iterator
from functools import cache

from app.domain.countries import countries
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Hit, Piece, Sheet
from app.engine.languages.patterns import any_of, fold

_IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30})(?![A-Z0-9])")
_BIC = re.compile(r"(?<![A-Z0-9])([A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?![A-Za-z0-9])")
_PHONE = re.compile(r"[+(]?\d[\d\s()/.\-–+]{5,22}\d")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_WEB = re.compile(r"(?:https?://|www\.)[^\s,;|)]+", re.IGNORECASE)
_BRANCH = re.compile(r"(?<![a-z])(?:ape|naf)(?![a-z])")  # codes of a trade, not of a company
_OF_COMPANIES = "company"  # a scheme of many countries, by words that the names of other registers hold, too


@cache
def _vat() -> re.Pattern[str]:
    """VAT numbers of all countries, with their letters. One whose first digit is not allowed is found, too, and fails
    its check."""
    forms = []
    for code, country in countries().items():
        rules = country.vat_id
        if rules is not None:
            shape = (rules.printed or rules.shape).replace("[1-9]", "[0-9]")
            forms += [f"{prefix}[ .-]?(?:{shape})" for prefix in filter(None, (rules.prefix or code, rules.also))]
    return re.compile(rf"(?<![A-Z0-9])({'|'.join(forms)})(?![A-Z0-9])")


@cache
def _schemes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Schemes with what announces them; the most general last."""
    words: dict[str, list[str]] = {}
    for register in (each for country in countries().values() for each in country.registers):
        words.setdefault(register.scheme, []).extend(register.words)
    ranked = sorted(words, key=lambda scheme: scheme == _OF_COMPANIES)
    return tuple((each, re.compile(rf"(?<![a-z])(?:{any_of(words[each])})")) for each in ranked if words[each])


def vat_ids(sheet: Sheet) -> list[tuple[Choice, Piece]]:
    """VAT ids of the right form, each with its place; those labelled as the buyer's are left to `buyer_vat_ids`."""
    return [
        (choice(_compact(piece.text), piece, 0.95 if labelled else 0.6), piece)
        for piece, labelled in _vat_pieces(sheet)
        if not _is_buyers(sheet, piece)
    ]


def buyer_vat_ids(sheet: Sheet) -> list[Choice]:
    return [choice(_compact(piece.text), piece, 0.93) for piece, _ in _vat_pieces(sheet) if _is_buyers(sheet, piece)]


def _is_buyers(sheet: Sheet, piece: Piece) -> bool:
    """True when the nearest label of a VAT id before it on its row is one of the buyer's."""
    place = piece.words[0].x0
    before = [
        hit
        for hit in sheet.on_row(piece.row)
        if hit.label in (Label.VAT_ID, Label.BUYER_VAT_ID) and hit.piece.words[0].x0 <= place
    ]
    return bool(before) and before[-1].label is Label.BUYER_VAT_ID


def _vat_pieces(sheet: Sheet) -> Iterator[tuple[Piece, bool]]:
    labelled = {hit.piece.row for hit in sheet.of(Label.VAT_ID, Label.BUYER_VAT_ID, Label.TAX)}
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            tight = re.sub(r"(?<=\d) (?=\d)|(?<=^DE) (?=\d)|(?<=[^A-Z]DE) (?=\d)|(?<=FR) (?=\d)", "\0", piece.text)
            for match in _vat().finditer(tight.replace("\0", "")):
                start, end = _spread(tight, match.start(1)), _spread(tight, match.end(1) - 1) + 1
                yield piece.part(start, end), row in labelled


def _spread(marked: str, place: int) -> int:
    """The place in a text from which single blanks, marked by NUL, were taken out."""
    for position, character in enumerate(marked):
        if character == "\0":
            continue
        if place == 0:
            return position
        place -= 1
    return len(marked)


def _compact(text: str) -> str:
    return re.sub(r"[\s.]|(?<=^[A-Z]{2})-", "", text)


def tax_numbers(sheet: Sheet) -> list[tuple[str, Choice, Piece]]:
    """Register, number and label of every labelled registration, in reading order."""
    found: list[tuple[str, Choice, Piece]] = []
    for hit in sheet.of(Label.TAX_NUMBER):
        scheme = _scheme(hit)
        for piece in sheet.after(hit)[:1] if scheme else []:
            match = re.match(
                r"[\s:.#()=\-]*(?:(?:no|nr|id)\b[\s:.#]*)?([A-Z0-9][\w/.\- ]{3,24})",
                piece.text,
                re.IGNORECASE,
            )
            token = re.match(r"[\w/.\-]+(?: \d+)*(?: ?-? ?[A-Z](?!\w))?", match.group(1)) if match else None
            if match and token and sum(c.isdigit() for c in token.group()) >= 5:
                number = piece.part(match.start(1), match.start(1) + token.end())
                text = number.text.rstrip(".-/ ")
                if all(text != other.value for _, other, _ in found):
                    found.append((scheme, choice(text, number, 0.85), hit.piece))
    return found


def _scheme(hit: Hit) -> str:
    words = fold(hit.piece.text)
    if _BRANCH.search(words):
        return ""
    return next((scheme for scheme, announced in _schemes() if announced.search(words)), "tax")


def ibans(sheet: Sheet) -> list[Choice]:
    """Account numbers whose check digits are right, in reading order."""
    found: list[Choice] = []
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            for match in _IBAN.finditer(piece.text):
                for end in range(match.end(1), match.start(1) + 14, -1):
                    compact = piece.text[match.start(1) : end].replace(" ", "")
                    if 15 <= len(compact) <= 34 and _is_iban(compact):
                        if all(compact != other.value for other in found):
                            found.append(choice(compact, piece.part(match.start(1), end), 0.98))
                        break
    return found


def _is_iban(text: str) -> bool:
    moved = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def bics(sheet: Sheet) -> list[Choice]:
    """Codes of banks beside their label."""
    found: list[Choice] = []
    for hit in sheet.of(Label.BIC):
        for piece in sheet.after(hit)[:2]:
            match = _BIC.search(piece.text)
            if match and match.start() < 8 and all(match.group(1) != other.value for other in found):
                found.append(choice(match.group(1), piece.part(*match.span(1)), 0.95))
                break
    return found


def phones(sheet: Sheet) -> list[tuple[Choice, Piece]]:
    """Telephone numbers beside their label, each with its place."""
    found = []
    for hit in sheet.of(Label.PHONE):
        for piece in sheet.after(hit)[:1]:
            match = _PHONE.search(piece.text)
            if match and match.start() <= 6:
                found.append((choice(match.group().strip(), piece.part(*match.span()), 0.85), hit.piece))
    return found


def mails(sheet: Sheet) -> list[tuple[Choice, Piece]]:
    return list(_everywhere(sheet, _MAIL, 0.85))


def websites(sheet: Sheet) -> list[tuple[Choice, Piece]]:
    return list(_everywhere(sheet, _WEB, 0.85))


def _everywhere(sheet: Sheet, pattern: re.Pattern[str], score: float) -> Iterator[tuple[Choice, Piece]]:
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            for match in pattern.finditer(piece.text):
                text = match.group().rstrip(".")
                yield choice(text, piece.part(match.start(), match.start() + len(text)), score), piece
