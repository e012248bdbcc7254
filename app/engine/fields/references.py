"""Numbers and dates that a label announces: of the invoice, the order, the customer, the payment."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import time
from functools import cache

from app.domain.invoice import DocumentType
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Hit, Piece, Sheet
from app.engine.fields.titles import document_title
from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold

_NUMBER = re.compile(r"[^\W_][^\s|]*")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?: ?([AaPp][Mm]))?(?![\d:])")
_NUMBERED = (DocumentType.INVOICE, DocumentType.CREDIT_NOTE)


@cache
def _lead() -> re.Pattern[str]:
    """Marks and a word for "number" before a number, in folded text."""
    return re.compile(rf"^[\s:.#=°º\-–—/|]*(?:(?:{any_of(phrases('words', 'number'))})(?!\w)[\s:.#°º]*)?")


@cache
def _terms() -> re.Pattern[str]:
    """A sentence that says in how many days to pay."""
    payable, days = any_of(phrases("words", "payable")), any_of(phrases("words", "days"))
    return re.compile(rf"(?:{payable})(?!\w).*\b\d{{1,3}} ?(?:{days})(?!\w)")


@cache
def _dated() -> re.Pattern[str]:
    """A text that ends in a word between a document and its date."""
    return re.compile(rf"(?<![^\W\d_])(?:{any_of(phrases('words', 'dated'))})[ :.]*$")


@cache
def _title_number() -> re.Pattern[str]:
    """The title of an invoice up to the number behind it; `mark`: what says that one follows."""
    titles, number = any_of(phrases("titles", *_NUMBERED)), any_of(phrases("words", "number"))
    return re.compile(
        rf"(?<![^\W\d_])(?:{titles})(?: \([^)]{{0,80}}\))?(?:(?: \w+){{1,2}}(?= (?:{number})\b))?"
        rf"(?P<mark>[ .:]*(?:{number})(?![^\W\d_])[ .:°º]*|[ .:]+)(?=[^\W_])"
    )


def invoice_number(sheet: Sheet) -> list[Choice]:
    choices = [
        choice(number.text, number, score)
        for hit in sheet.of(Label.INVOICE_NUMBER)
        for number, score in _numbers(sheet, hit)
    ]
    choices += [
        choice(number.text, number, score - 0.25)
        for hit in sheet.of(Label.PLAIN_NUMBER)
        if hit.piece.start <= 2
        for number, score in _numbers(sheet, hit)
    ]
    return choices + list(_numbers_in_titles(sheet)) + list(_numbers_in_columns(sheet))


def labelled_number(sheet: Sheet, label: Label) -> list[Choice]:
    """Numbers announced by a label of one kind."""
    return [choice(number.text, number, score) for hit in sheet.of(label) for number, score in _numbers(sheet, hit)]


def _numbers(sheet: Sheet, hit: Hit) -> Iterator[tuple[Piece, float]]:
    """Values beside a label, else the first one under it."""
    for distance, piece in enumerate(sheet.after(hit)):
        number = _number(sheet, piece)
        if number:
            yield number, 0.93 - 0.1 * min(distance, 2)
            return
        if _lead().sub("", fold(piece.text)).strip():
            break
    for distance, piece in enumerate(sheet.below(hit)):
        if sheet.starts_with_label(piece):
            break
        number = _number(sheet, piece)
        if number:
            yield number, 0.88 - 0.15 * min(distance, 2)
            return


def _number(sheet: Sheet, piece: Piece) -> Piece | None:
    """The number at the start of a piece. It has a digit, and is neither a date nor an amount with cents."""
    lead = _lead().match(fold(piece.text))
    start = lead.end() if lead else 0
    token = _NUMBER.match(piece.text, start)
    if not token:
        return None
    end = token.end()
    if not any(character.isdigit() for character in token.group()):
        # "CS 67832": letters before the number belong to it, a word of a sentence does not
        behind = re.compile(r" ?\d[^\s|]*").match(piece.text, end)
        if not behind or len(token.group()) > 4 or not token.group().isupper():
            return None
        end = behind.end()
    while piece.text[end - 1] in ".,;:)" and end > start:
        end -= 1
    number = piece.part(start, end)
    if not 1 <= len(number.text) <= 40 or not any(character.isdigit() for character in number.text):
        return None
    dates = sheet.find_dates(number)
    if dates and len(dates[0][1].text) > 0.7 * len(number.text):
        return None
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})*[.,]\d\d", number.text):
        return None
    return number


def _numbers_in_titles(sheet: Sheet) -> Iterator[Choice]:
    """ "Rechnung RE-17 vom 2.3.2024": the number behind the document's title."""
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            match = _title_number().search(fold(piece.text))
            if match and match.start() <= 12:
                number = _number(sheet, piece.part(match.end(), len(piece.text)))
                marked = bool(match.group("mark").strip(" .:"))
                if number and (marked or len(number.text) > 2):
                    yield choice(number.text, number, 0.93 if marked else 0.75)


def _numbers_in_columns(sheet: Sheet) -> Iterator[Choice]:
    """Numbers under a bare "Invoice" that heads a column beside other labels."""
    for row in range(len(sheet.lines)):
        for column, piece in enumerate(sheet.pieces(row)):
            if document_title(piece.text) is DocumentType.INVOICE and len(sheet.on_row(row)) >= 2:
                for below in sheet.below(Hit(Label.INVOICE_NUMBER, piece, column), rows=1)[:1]:
                    number = _number(sheet, below)
                    if number and number.text == below.text.strip():
                        yield choice(number.text, number, 0.8)


def issue_date(sheet: Sheet) -> list[Choice]:
    """Dates of the document, the surest first: announced as such, then those that nothing else claims."""
    choices = []
    for hit in sheet.of(Label.ISSUE_DATE):
        choices += _dates(sheet, hit, 0.97)
    for hit in sheet.of(Label.PLAIN_DATE):
        choices += _dates(sheet, hit, 0.95)
    choices += list(_title_dates(sheet))
    claimed = {
        (item.raw, item.words[0].y0)
        for label in (Label.DUE_DATE, Label.DELIVERY_DATE, Label.OTHER_DATE, Label.SERVICE_PERIOD)
        for item in labelled_dates(sheet, label)
    }
    for place, (item, beside_time) in enumerate(_free_dates(sheet)):
        if (item.raw, item.words[0].y0) not in claimed:
            score = (0.9 if beside_time else 0.8) - 0.05 * min(place, 6) + item.score
            choices.append(Choice(item.value, item.raw, item.words, score))
    return _supported(choices)


def _supported(choices: list[Choice]) -> list[Choice]:
    """A date that is printed more than once is likelier the document's own."""
    raised = []
    printed = Counter(item.value for item in choices)
    at_a_place = Counter((item.value, item.words) for item in choices)
    for item in choices:
        again = printed[item.value] - at_a_place[item.value, item.words]
        raised.append(Choice(item.value, item.raw, item.words, min(0.98, item.score + 0.02 * min(again, 2))))
    return raised


def labelled_dates(sheet: Sheet, label: Label) -> list[Choice]:
    """Dates announced by a label of one kind."""
    return [item for hit in sheet.of(label) for item in _dates(sheet, hit, 0.95)]


def service_period(sheet: Sheet) -> tuple[list[Choice], list[Choice]]:
    """First and last days, from labels with two dates behind."""
    starts, ends = [], []
    for hit in sheet.of(Label.SERVICE_PERIOD):
        dates = [found for piece in sheet.after(hit) for found in sheet.find_dates(piece)]
        if not dates:
            dates = [found for piece in sheet.below(hit, rows=1) for found in sheet.find_dates(piece)]
        if len(dates) == 2 and dates[0][0].value <= dates[1][0].value:
            starts.append(choice(dates[0][0].value, dates[0][1], 0.9))
            ends.append(choice(dates[1][0].value, dates[1][1], 0.9))
    return starts, ends


def issue_time(sheet: Sheet) -> list[Choice]:
    """The time of day beside the document's date."""
    dates = issue_date(sheet)
    if not dates or not dates[0].words:
        return []
    own = max(dates, key=lambda item: item.score).words[0]
    found = []
    for row, line in enumerate(sheet.lines):
        if line.page != own.page or not line.y0 <= (own.y0 + own.y1) / 2 <= line.y1:
            continue
        for piece in sheet.pieces(row):
            for match in _TIME.finditer(piece.text):
                hour = int(match.group(1)) + (
                    12 if (match.group(4) or "").lower() == "pm" and match.group(1) != "12" else 0
                )
                if hour < 24:
                    moment = time(hour, int(match.group(2)), int(match.group(3) or 0))
                    found.append(choice(moment, piece.part(*match.span()), 0.9))
    return found


def payment_terms(sheet: Sheet) -> list[Choice]:
    """What a label announces as terms, or a sentence that gives the days to pay in."""
    found = []
    for hit in sheet.of(Label.TERMS):
        whole = sheet.pieces(hit.piece.row)
        rest = whole[hit.column].part(hit.piece.end, len(whole[hit.column].text))
        if not rest.text.strip(" :") and hit.column + 1 < len(whole):
            rest = whole[hit.column + 1]
        elif not rest.text.startswith(":"):
            continue
        if hit.piece.start == 0 and len(rest.text.strip(" :")) > 3:
            found.append(choice(rest.text.strip(" :"), rest, 0.9))
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            if _terms().match(fold(piece.text)):
                found.append(choice(piece.text.strip(), piece, 0.85))
    return found


def _dates(sheet: Sheet, hit: Hit, score: float) -> list[Choice]:
    """The first date beside a label, else under it."""
    for distance, piece in enumerate(sheet.after(hit)[:2]):
        for date, where in sheet.find_dates(piece, compact=True):
            if where.start - piece.start <= 25:
                return [choice(date.value, where, score - 0.03 * distance - (0.2 if date.others else 0.0))]
    for distance, piece in enumerate(sheet.below(hit)):
        for date, where in sheet.find_dates(piece, compact=True):
            if where.start == piece.start:
                return [choice(date.value, where, score - 0.05 - 0.1 * distance - (0.2 if date.others else 0.0))]
    return []


def _title_dates(sheet: Sheet) -> Iterator[Choice]:
    """ "Rechnung RE-17 vom 2.3.2024": the date behind the document's title."""
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            if not _title_number().match(fold(piece.text)):
                continue
            behind = sheet.pieces(row + 1)[:1] if row + 1 < len(sheet.lines) else []
            for where, lead in [(piece, ""), *((other, fold(piece.text) + " ") for other in behind)]:
                for date, place in sheet.find_dates(where):
                    before = lead + fold(where.text[: place.start - where.start])
                    if _dated().search(before):
                        yield choice(date.value, place, 0.95)


def _free_dates(sheet: Sheet) -> Iterator[tuple[Choice, bool]]:
    """Every date outside the items, in reading order, and whether a time of day stands on its line."""
    for row, line in enumerate(sheet.lines):
        if row in sheet.items:
            continue
        beside_time = bool(re.search(r"\d{1,2}:\d\d", line.text))
        for piece in sheet.pieces(row):
            for date, where in sheet.find_dates(piece):
                yield choice(date.value, where, -0.2 if date.others else 0.0), beside_time
