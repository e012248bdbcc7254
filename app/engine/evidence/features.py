"""Candidates of each form in numbers: what stands around them, what they are, how they hang together with others."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from app.domain.reading import Found
from app.engine.evidence.arithmetic import Sums, cents, rates_of
from app.engine.evidence.names import REACH, Names
from app.engine.evidence.options import Option, amounts, dates, names, numbers
from app.engine.evidence.surroundings import Surroundings
from app.engine.evidence.told import Told, together, told_by
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Sheet

AMOUNT_PATHS = ("amounts.gross", "amounts.net", "amounts.tax", "amounts.due", "amounts.lines_total", "amounts.paid")
DATE_PATHS = ("issue_date", "due_date", "delivery_date", "service_period.start", "service_period.end")
NUMBER_PATHS = ("invoice_number", "purchase_order", "buyer.customer_id", "payment.reference", "seller.vat_id")
_SHAPE_BUCKETS = 24
_TERMS = frozenset({7, 8, 10, 14, 15, 20, 21, 28, 29, 30, 31, 45, 60, 61, 90})


class Page:
    """A document with its options of every form and what their features need. `lines`: amounts of its items by the
    rules."""

    def __init__(
        self, sheet: Sheet, rules: Sequence[Found], lines: Sequence[Decimal], service: Sequence[Found] = ()
    ) -> None:
        """`service`: what a service that recognized the words says of header fields, the surest of a path first."""
        self.sheet = sheet
        self.service: Told = told_by(reversed(service))
        self.rules = together(rules, service) if service else rules
        self.told: Told = told_by(self.rules)
        self.around = Surroundings(sheet)
        self._line_amounts = lines

    @cached_property
    def known(self) -> float:
        """How many labels of known languages stand on it: 0 for none, 1 for a page full of them."""
        return min(1.0, sum(bool(hit.languages) for hit in self.sheet.hits) / 12)

    @cached_property
    def amounts(self) -> list[Option]:
        return amounts(self.sheet)

    @cached_property
    def dates(self) -> list[Option]:
        return dates(self.sheet)

    @cached_property
    def numbers(self) -> list[Option]:
        return numbers(self.sheet)

    @cached_property
    def names(self) -> list[Option]:
        return names(self.sheet)

    @cached_property
    def sums(self) -> Sums:
        return Sums(self.amounts, rates_of(line.text for line in self.sheet.lines), self._line_amounts)

    def rows_of_amounts(self) -> list[list[float]]:
        sums, sheet = self.sums, self.sheet
        values = sums.values
        largest = values[0] if values else 0
        rank = {value: place for place, value in enumerate(values)}
        in_row = Counter(option.piece.row for option in self.amounts)
        last_of = {cents(option.value): place for place, option in enumerate(self.amounts)}
        lines = {cents(value) for value in self._line_amounts}
        with_cents = sum(_decimals(option.value) == 2 for option in self.amounts) / max(1, len(self.amounts))
        rows = []
        seen: Counter[int] = Counter()
        for place, option in enumerate(self.amounts):
            value = cents(option.value)
            seen[value] += 1
            text = option.piece.text
            before = sum(other.piece.row == option.piece.row for other in self.amounts[max(0, place - 8) : place])
            rows.append(
                [
                    *self.around.of(option.piece),
                    math.log10(abs(value) + 1),
                    float(_decimals(option.value)),
                    with_cents,
                    float(any(not (char.isdigit() or char in ".,-+ ") for char in text)),
                    float(value < 0),
                    float(option.loose),
                    float(option.doubt),
                    float(len(option.pieces)),
                    float(rank.get(value, 99)),
                    value / largest if largest else 0.0,
                    float(min(sums.counts[value], 6)),
                    float(seen[value]),
                    float(last_of[value] == place),
                    float(len(self.amounts) - place),
                    place / len(self.amounts),
                    float(in_row[option.piece.row]),
                    float(before),
                    float(value in lines),
                    float(value in sums.sums_of_lines),
                    float(len(self._line_amounts)),
                    float(id(option) in sums.column_sums),
                    float(id(option) in sums.differences),
                    *(min(count, 5.0) for count in sums.roles.get(value, (0.0,) * 6)),
                    float(len(sheet.of(Label.TAX))),
                    float(len(sheet.of(Label.CASH, Label.CHANGE))),
                    *(score for path in AMOUNT_PATHS for score in self.told.of(path, option.value)),
                ]
            )
        return rows

    def rows_of_dates(self) -> list[list[float]]:
        days = sorted({option.value for option in self.dates if option.first})
        counts = Counter(option.value for option in self.dates)
        rows = []
        for place, option in enumerate(self.dates):
            day = option.value
            later = {(other - day).days for other in days}
            piece = option.piece
            rows.append(
                [
                    *self.around.of(piece),
                    float(option.first),
                    float(option.doubt),
                    float(counts[day]),
                    float(place),
                    float(len(days)),
                    float(days.index(day)) if day in days else -1.0,
                    float(len(days) - 1 - days.index(day)) if day in days else -1.0,
                    float(bool(later & _TERMS)),
                    float(bool({-gap for gap in later} & _TERMS)),
                    float(day.year),
                    float((days[-1] - day).days) if days else 0.0,
                    float(bool(re.search(r"\d{1,2}:\d\d", self.sheet.lines[piece.row].text))),
                    float(any(map(str.isalpha, piece.text))),
                    float(sum(map(str.isalpha, piece.segment.text))),
                    *(score for path in DATE_PATHS for score in self.told.of(path, day)),
                ]
            )
        return rows

    def rows_of_numbers(self) -> list[list[float]]:
        counts = Counter(option.value for option in self.numbers)
        styles = {option.piece.row for option in self.dates}
        rows = []
        for place, option in enumerate(self.numbers):
            text, piece = option.value, option.piece
            digits = sum(map(str.isdigit, text))
            shape = re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text))
            rows.append(
                [
                    *self.around.of(piece),
                    float(len(text)),
                    float(digits),
                    float(sum(map(str.isalpha, text))),
                    float(sum(map(str.islower, text))),
                    float("-" in text),
                    float("/" in text),
                    float("." in text or "," in text),
                    float(" " in text),
                    float(bool(re.fullmatch(r"[A-Z]{2,3} ?\d{8}\w*|\d{9,}", text))),
                    float(any(hit.label in REACH for hit in self.sheet.on_row(piece.row))),
                    float(text[0] == "0"),
                    float(place),
                    float(min(counts[text], 5)),
                    float(bool(re.search(r"(?:19|20)\d\d", text))),
                    float(bool(self.sheet.find_dates(piece, compact=True))),
                    float(bool(re.fullmatch(r"\d{1,3}(?:[.,]\d{3})*[.,]\d\d", text))),
                    float(bool(re.fullmatch(r"\d{5}(?:-\d{4})?", text))),
                    float(piece.row in styles),
                    float(piece.segment.text[: piece.start].rstrip()[-1:] in (":", "#", ".", "°", "º")),
                    *self.around.hashed(shape.replace("9", "z"), _SHAPE_BUCKETS),
                    *(score for path in NUMBER_PATHS for score in self.told.of(path, text)),
                ]
            )
        return rows

    def rows_of_names(self) -> list[list[float]]:
        return Names(self.sheet, self.around, self.told).rows(self.names)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
