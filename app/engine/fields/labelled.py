"""Amounts of the document with the labels that they stand beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from app.engine.fields.choice import Choice, choice
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Amount, Hit, Sheet

MOST_TAX = Decimal("0.35")  # of the net amount; no country's rate comes near
_HALF_A_ROW = 0.9  # heights of a row
MOST_RATES = 6  # on one document
AMOUNT_LABELS = frozenset(
    {
        Label.ROUNDED,
        Label.GROSS,
        Label.TOTAL,
        Label.DUE,
        Label.NET,
        Label.CASH,
        Label.TAX,
        Label.LINES_TOTAL,
        Label.PAID,
        Label.CHANGE,
        Label.DISCOUNT,
        Label.SHIPPING,
        Label.TIP,
        Label.SERVICE_CHARGE,
        Label.ROUNDING,
    }
)


@dataclass(frozen=True)
class Labelled:
    """An amount with the label that it stands beside or under. `worth`: how well the place fits, 0 to 1."""

    label: Label
    amount: Amount
    row: int
    worth: float
    leads: bool = True  # no other words stand before the label

    @cached_property
    def value(self) -> Decimal:
        return self.amount.printed.value


class LabelledAmounts:
    """All labelled amounts of a document. Rows of items have none: a word for totals there is part of a name."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        everything = [
            amount for row in range(len(sheet.lines)) for piece in sheet.pieces(row) for amount in sheet.amounts(piece)
        ]
        self.cents = any(amount.printed.decimals == 2 for amount in everything)
        self.everything = [amount for amount in everything if self._is_money(amount)]
        self.labelled = [
            item
            for hit in sheet.hits
            if hit.label in AMOUNT_LABELS and hit.piece.row not in sheet.items
            for item in self._of(hit)
        ]
        self.pairs = list(self._net_and_tax_rows())

    @cached_property
    def tax_runs(self) -> list[list[Labelled]]:
        """Tax rows that follow one another, in every run of at least two: one for each rate."""
        rows = [item for item in self.labelled if item.label is Label.TAX and item.worth == 1.0]
        runs = [
            rows[start:end]
            for start in range(len(rows))
            for end in range(start + 2, min(start + MOST_RATES, len(rows)) + 1)
        ]
        return [run for run in runs if all(0 < below.row - above.row <= 2 for above, below in pairwise(run))]

    def values(self, *labels: Label) -> list[Decimal]:
        """In reading order; the list is the caller's own."""
        if labels not in self._values:
            self._values[labels] = [item.value for item in self.labelled if item.label in labels]
        return list(self._values[labels])

    @cached_property
    def _values(self) -> dict[tuple[Label, ...], list[Decimal]]:
        return {}

    def _is_money(self, amount: Amount) -> bool:
        printed = amount.printed
        if abs(printed.value) >= 10**10:
            return False
        return printed.decimals == 2 if self.cents else bool(printed.currencies) or printed.decimals > 0

    def _of(self, hit: Hit) -> Iterator[Labelled]:
        row = hit.piece.row
        beside = self.sheet.after(hit)
        found = [amount for piece in beside for amount in self.sheet.amounts(piece) if self._is_money(amount)]
        for distance, amount in enumerate(reversed(found)):
            # "Rounding 13.60" is no step of rounding but the rounded total
            is_total = hit.label is Label.ROUNDING and abs(amount.printed.value) >= 1
            label = Label.ROUNDED if is_total else hit.label
            yield Labelled(label, amount, row, 1.0 - 0.3 * min(distance, 2), self._leads(hit))
        if found or any(character.isalnum() for piece in beside for character in piece.text):
            return
        own = self._half_a_row_off(row)
        if own is not None:
            yield Labelled(hit.label, own, row, 0.9, self._leads(hit))
        elif row + 1 < len(self.sheet.lines):
            yield from self._under(hit)

    def _half_a_row_off(self, row: int) -> Amount | None:
        """The amount of a label's row that stands a little higher or lower, as on bent or tilted paper: alone on its
        row, right of the label, and nearer to this label than to any other."""
        line = self.sheet.lines[row]
        best, least = None, _HALF_A_ROW
        for other in (row - 1, row + 1):
            amount = self._alone(other)
            if amount is None or amount.piece.page != line.page or self.sheet.lines[other].x0 < line.x1:
                continue
            distance = self._off(row, other)
            beyond = 2 * other - row  # the label on the amount's other side
            if distance < least and not (self._is_label_alone(beyond) and self._off(beyond, other) < distance):
                best, least = amount, distance
        return best

    def _alone(self, row: int) -> Amount | None:
        """The amount that is all that stands on a row."""
        if not 0 <= row < len(self.sheet.lines) or self.sheet.on_row(row) or len(self.sheet.pieces(row)) != 1:
            return None
        amounts = [amount for amount in self.sheet.amounts(self.sheet.pieces(row)[0]) if self._is_money(amount)]
        return amounts[0] if len(amounts) == 1 else None

    def _is_label_alone(self, row: int) -> bool:
        hits = self.sheet.on_row(row) if 0 <= row < len(self.sheet.lines) else []
        return bool(hits) and not any(self.sheet.amounts(piece) for piece in self.sheet.pieces(row))

    def _off(self, row: int, other: int) -> float:
        """How far apart the middles of two rows are, in heights of the higher."""
        one, two = self.sheet.lines[row], self.sheet.lines[other]
        return abs(one.y0 + one.y1 - two.y0 - two.y1) / 2 / max(one.height, two.height)

    def _leads(self, hit: Hit) -> bool:
        """True when no words but small ones stand before the label in its cell."""
        before = hit.piece.segment.text[: hit.piece.start]
        return sum(character.isalpha() for character in before) <= 6

    def _under(self, hit: Hit) -> Iterator[Labelled]:
        """An amount alone on the next row, or in the label's column of a row of amounts."""
        row = hit.piece.row + 1
        if self.sheet.lines[row].page != hit.piece.page:
            return
        pieces = self.sheet.pieces(row)
        amounts = [amount for piece in pieces for amount in self.sheet.amounts(piece) if self._is_money(amount)]
        if not self.sheet.on_row(row) and len(amounts) == 1 == len(pieces):
            yield Labelled(hit.label, amounts[0], row, 0.8)
            return
        under = {id(piece.segment) for piece in self.sheet.below(hit, rows=1)}
        for amount in amounts:
            if id(amount.piece.segment) in under:
                yield Labelled(hit.label, amount, row, 0.3)

    def _net_and_tax_rows(self) -> Iterator[tuple[Amount, Amount]]:
        """Neighbouring amounts of a row that may be net and tax, as in the tax summary of a receipt."""
        if not self.sheet.of(Label.TAX):
            return
        by_row: dict[int, list[Amount]] = {}
        for amount in self.everything:
            by_row.setdefault(amount.piece.row, []).append(amount)
        for amounts in by_row.values():
            for net, tax in pairwise(amounts):
                share = tax.printed.value / net.printed.value if net.printed.value else Decimal(0)
                if 0 < share <= MOST_TAX:
                    yield net, tax

    def labelled_amounts(self, *labels: Label) -> list[Choice]:
        """Amounts of a kind of label that leads its row; when they differ, none is sure."""
        items = [item for item in self.labelled if item.label in labels and item.worth > 0.5 and item.leads]
        differ = len({abs(item.value) for item in items}) > 1
        score = 0.55 if differ else 0.9
        return [choice(self._unsigned(item), item.amount.piece, score * item.worth) for item in items]

    @staticmethod
    def _unsigned(item: Labelled) -> Decimal:
        """What was taken off is told as what it is, whether or not a minus is printed before it."""
        return abs(item.value) if item.label in (Label.PAID, Label.DISCOUNT) else item.value
