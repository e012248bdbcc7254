"""The totals of the document. Labels propose, arithmetic decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from app.domain.reading import Found
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Amount, Hit, Sheet

CENT = Decimal("0.01")
MOST_TAX = Decimal("0.35")  # of the net amount; no country's rate comes near
_GROSS_WORTH = {
    Label.ROUNDED: 0.75,
    Label.GROSS: 0.73,
    Label.TOTAL: 0.66,
    Label.DUE: 0.5,
    Label.NET: 0.3,
    Label.CASH: 0.25,
}
_AMOUNT_LABELS = frozenset(
    {
        *_GROSS_WORTH,
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

    @property
    def value(self) -> Decimal:
        return self.amount.printed.value


class Totals:
    """All labelled amounts of a document, and what follows from them."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        everything = [
            amount for row in range(len(sheet.lines)) for piece in sheet.pieces(row) for amount in sheet.amounts(piece)
        ]
        self.cents = any(amount.printed.decimals == 2 for amount in everything)
        self.everything = [amount for amount in everything if self._is_money(amount)]
        self.labelled = [item for hit in sheet.hits if hit.label in _AMOUNT_LABELS for item in self._of(hit)]
        self.pairs = list(self._net_and_tax_rows())

    def values(self, *labels: Label) -> list[Decimal]:
        return [item.value for item in self.labelled if item.label in labels]

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
            yield Labelled(Label.ROUNDED if is_total else hit.label, amount, row, 1.0 - 0.3 * min(distance, 2))
        if not found and not beside and row + 1 < len(self.sheet.lines):
            yield from self._under(hit)

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

    def gross(self) -> list[Choice]:
        """Totals with tax that the labels propose, scored by what else in the document agrees with them."""
        choices = [
            choice(
                item.value,
                item.amount.piece,
                self._gross_score(item),
                raw=item.amount.piece.text,
            )
            for item in self.labelled
            if item.label in _GROSS_WORTH
        ]
        choices += list(self._unlabelled())
        return sorted(choices, key=lambda item: -item.score)

    def _unlabelled(self) -> Iterator[Choice]:
        """Amounts without a label that follow from labelled ones: net and tax, cash and change, total and rounding."""
        known = {id(item.amount) for item in self.labelled}
        places = {(item.amount.piece.row, item.amount.piece.start, item.value) for item in self.labelled}
        nets, taxes = self.values(Label.NET), self.values(Label.TAX)
        for amount in self.everything:
            value = amount.printed.value
            if id(amount) in known or (amount.piece.row, amount.piece.start, value) in places or value <= 0:
                continue
            if self.sheet.on_row(amount.piece.row):
                continue
            sums = any(abs(net + tax - value) <= CENT for net in nets for tax in taxes if tax)
            paid, rounded = self._is_cash_less_change(value), self._is_rounded(value)
            if sums or paid or rounded:
                yield choice(value, amount.piece, 0.35 + 0.2 * sums + 0.2 * paid + 0.15 * rounded)

    def _gross_score(self, item: Labelled) -> float:
        value = item.value
        score = _GROSS_WORTH[item.label] * item.worth
        sums = self._sums(value)
        score += 0.23 * sums + 0.15 * self._is_cash_less_change(value)
        alike = {other.row for other in self.labelled if other.value == value and other.label in _GROSS_WORTH}
        score += 0.05 * min(2, len(alike) - 1)
        score += 0.15 * self._is_rounded(value) - 0.25 * self._is_before_rounding(value)
        larger = [
            other
            for other in self.labelled
            if other.label in (Label.GROSS, Label.TOTAL) and abs(other.value) > abs(value)
        ]
        score -= 0.1 * bool(larger) * (not sums)
        paid = self.cash_less_change
        score -= 0.15 * bool(paid and value not in paid and not self._is_rounded(value) and not sums)
        return max(0.02, min(0.98, score)) if value else 0.1

    def _sums(self, gross: Decimal) -> bool:
        """True when a net amount and a tax of the document make this gross amount."""
        pairs = [(net.printed.value, tax.printed.value) for net, tax in self.pairs]
        nets, taxes = self.values(Label.NET, Label.LINES_TOTAL), self.values(Label.TAX)
        pairs += [(net, tax) for net in nets for tax in taxes if tax]
        return any(self._reaches(net, tax, gross) for net, tax in pairs)

    def _reaches(self, net: Decimal, tax: Decimal, gross: Decimal) -> bool:
        """True when net and tax make the gross amount, with or without the printed rounding."""
        steps = {Decimal(0)} | self._roundings() | {-step for step in self._roundings()}
        return any(abs(net + tax + step - gross) <= CENT for step in steps)

    def _is_cash_less_change(self, value: Decimal) -> bool:
        return value > 0 and value in self.cash_less_change

    @cached_property
    def cash_less_change(self) -> frozenset[Decimal]:
        """What the customer gave, less what came back."""
        changes = self.values(Label.CHANGE)
        return frozenset(abs(cash) - abs(change) for cash in self.values(Label.CASH) for change in changes)

    def due(self, gross: Found | None, *, asks_for_payment: bool) -> list[Choice]:
        """What is left to pay. Without a label for it, a document that asks for payment and shows none asks for all."""
        labelled = self.labelled_amounts(Label.DUE)
        if labelled or gross is None or gross.value is None or not asks_for_payment:
            return labelled
        if any(self.values(Label.PAID, Label.CASH, Label.CHANGE)):
            return []
        places = [item.amount.piece for item in self.labelled if item.value == gross.value]
        return [choice(gross.value, places[0], 0.85)] if places else []

    def _roundings(self) -> set[Decimal]:
        found = {abs(value) for value in self.values(Label.ROUNDING)}
        return {value for value in found if 0 < value < Decimal("0.06") or value in (Decimal("0.5"),)}

    def _is_rounded(self, value: Decimal) -> bool:
        totals = set(self.values(Label.GROSS, Label.TOTAL, Label.NET))
        return any(value + step in totals or value - step in totals for step in self._roundings()) and self._is_even(
            value
        )

    def _is_before_rounding(self, value: Decimal) -> bool:
        totals = set(self.values(Label.GROSS, Label.TOTAL, Label.ROUNDED, Label.NET, Label.DUE))
        return any(
            other in totals and self._is_even(other) and not self._is_even(value)
            for step in self._roundings()
            for other in (value + step, value - step)
        )

    @staticmethod
    def _is_even(value: Decimal) -> bool:
        """True for amounts that coins can pay: the last digit is 0 or 5."""
        return (value * 100) % 5 == 0

    def net_and_tax(self, gross: Decimal | None) -> tuple[list[Choice], list[Choice]]:
        """Net and tax that add up to the gross amount first; others only where their label is plain."""
        nets, taxes = [], []
        net_labelled = [item for item in self.labelled if item.label is Label.NET]
        tax_labelled = [item for item in self.labelled if item.label is Label.TAX]
        for net in net_labelled:
            for tax in tax_labelled:
                if gross is None or net.amount == tax.amount:
                    continue
                if self._reaches(net.value, tax.value, gross):
                    nets.append(_choice(net, 0.97))
                    taxes.append(_choice(tax, 0.97))
                elif gross < 0 and abs(net.value - tax.value - gross) <= CENT:  # its minus was lost on the way
                    nets.append(_choice(net, 0.9))
                    taxes.append(choice(-tax.value, tax.amount.piece, 0.9))
        for net_amount, tax_amount in self.pairs:
            if gross is not None and self._reaches(net_amount.printed.value, tax_amount.printed.value, gross):
                nets.append(choice(net_amount.printed.value, net_amount.piece, 0.88))
                taxes.append(choice(tax_amount.printed.value, tax_amount.piece, 0.88))
        if not taxes:
            nets += [_choice(item, 0.55 * item.worth) for item in net_labelled if item.value != gross]
            taxes += [
                _choice(item, 0.6 * item.worth)
                for item in tax_labelled
                if gross is None or abs(item.value) <= MOST_TAX * abs(gross)
            ]
        return nets, taxes

    def labelled_amounts(self, *labels: Label, below: Decimal | None = None) -> list[Choice]:
        """Amounts of a kind of label; when they differ, none is sure."""
        items = [item for item in self.labelled if item.label in labels and item.worth > 0.5]
        if below is not None:
            items = [item for item in items if abs(item.value) < abs(below)]
        differ = len({item.value for item in items}) > 1
        return [_choice(item, (0.55 if differ else 0.9) * item.worth) for item in items]


def _choice(item: Labelled, score: float) -> Choice:
    return choice(item.value, item.amount.piece, score)
