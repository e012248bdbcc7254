"""The total of the document, what is left to pay, and how they hang together. Labels propose, arithmetic decides."""

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, islice, takewhile

from app.domain.reading import Found
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labelled import Labelled, LabelledAmounts
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Piece

CENT = Decimal("0.01")
_MOST_TERMS, _MOST_CHARGES = 64, 10  # that are added to one another; a statement of 60 bills has as many totals
_MOST_ROWS = 200  # that a sum of the rows above may have
_TOTALS = frozenset({Label.ROUNDED, Label.GROSS, Label.TOTAL, Label.DUE})
_GROSS_WORTH = {
    Label.ROUNDED: 0.75,
    Label.GROSS: 0.73,
    Label.TOTAL: 0.66,
    Label.DUE: 0.5,
    Label.NET: 0.3,
    Label.CASH: 0.25,
}


class Totals(LabelledAmounts):
    """What follows from the labelled amounts."""

    _FEW_CENTS = Decimal("0.05")

    def gross(self) -> list[Choice]:
        """Totals with tax that the labels propose, scored by what else in the document agrees with them."""
        choices = [
            choice(self._signed(item), item.amount.piece, self._gross_score(item), raw=item.amount.piece.text)
            for item in self.labelled
            if item.label in _GROSS_WORTH
        ]
        choices += list(self._unlabelled())
        return sorted(choices, key=lambda item: -item.score)

    def _unlabelled(self) -> Iterator[Choice]:
        """Amounts without a label that follow from labelled ones: net and tax, cash and change, total and rounding."""
        known = {id(item.amount) for item in self.labelled}
        places = {(item.amount.piece.row, item.amount.piece.start, item.value) for item in self.labelled}
        pairs = _each_with_each(self.values(Label.NET), self.values(Label.TAX))
        together = sorted({net + tax for net, tax in pairs})
        for amount in self.everything:
            value = amount.printed.value
            if id(amount) in known or (amount.piece.row, amount.piece.start, value) in places or value <= 0:
                continue
            if any(hit.label is not Label.OTHER for hit in self.sheet.on_row(amount.piece.row)):
                continue
            sums = _holds(together, value, CENT)
            paid, rounded = self._is_cash_less_change(value), self._is_rounded(value)
            if sums or paid or rounded:
                yield choice(value, amount.piece, 0.35 + 0.2 * sums + 0.2 * paid + 0.15 * rounded)

    def _gross_score(self, item: Labelled) -> float:
        value = item.value
        label = Label.ROUNDED if self._is_net_after_rounding(item) else item.label
        score = _GROSS_WORTH[label] * item.worth
        sums = self._sums(value)
        score += 0.23 * sums + 0.15 * self._is_cash_less_change(value)
        score += 0.05 * min(2, len(self._rows_of_totals[value]) - 1)
        score += 0.15 * self._is_rounded(value) - 0.25 * self._is_before_rounding(value)
        score -= 0.1 * (self._largest_total > abs(value)) * (not sums)
        paid = self.cash_less_change
        score -= 0.15 * bool(paid and value not in paid and not self._is_rounded(value) and not sums)
        score -= 0.4 * self._is_misread(value)
        score += 0.35 * self._is_paid_alone(item)
        return max(0.02, min(0.98, score)) if value else 0.1

    @cached_property
    def _rows_of_totals(self) -> dict[Decimal, set[int]]:
        """The rows where each amount stands that may be the total."""
        rows: dict[Decimal, set[int]] = {}
        for item in self.labelled:
            if item.label in _GROSS_WORTH:
                rows.setdefault(item.value, set()).add(item.row)
        return rows

    @cached_property
    def _largest_total(self) -> Decimal:
        return max(map(abs, self.values(Label.GROSS, Label.TOTAL)), default=Decimal(0))

    @cached_property
    def _rows_of_roundings(self) -> set[int]:
        return {item.row for item in self.labelled if item.label is Label.ROUNDING}

    def _is_net_after_rounding(self, item: Labelled) -> bool:
        """True for a "net total" right under the rounding: all is in it."""
        below = not self._rows_of_roundings.isdisjoint((item.row - 1, item.row - 2))
        return item.label is Label.NET and below and self._sums(item.value)

    def _signed(self, item: Labelled) -> Decimal:
        """The value; a minus that no other amount of a picture has is a speck."""
        if item.value >= 0 or not self.sheet.noisy:
            return item.value
        alone = all(piece == item.amount.piece for piece in self._negative)
        return -item.value if alone else item.value

    @cached_property
    def _negative(self) -> list[Piece]:
        return [amount.piece for amount in self.everything if amount.printed.value < 0]

    def _is_misread(self, value: Decimal) -> bool:
        """True when a cent or a few are between this amount and what was paid, to which net and tax add up."""
        if value in self.cash_less_change:
            return False
        first = bisect_left(self._paid_in_order, value - self._FEW_CENTS)
        near = takewhile(lambda paid: paid <= value + self._FEW_CENTS, islice(self._paid_in_order, first, None))
        return any(self._sums(paid, Decimal(0)) for paid in near)

    @cached_property
    def _paid_in_order(self) -> list[Decimal]:
        return sorted(self.cash_less_change)

    def _is_paid_alone(self, item: Labelled) -> bool:
        """True, on paper that calls nothing a total, for a subtotal that was paid, and for what was paid when the rows
        above add up to it."""
        if self._calls_a_total:
            return False
        if item.label is Label.CASH and self._is_sum_of_rows_above(item):
            return True
        return item.value > 0 and item.value in self.values(Label.NET) and item.value in self.values(Label.CASH)

    @cached_property
    def _calls_a_total(self) -> bool:
        return any(item.label in _TOTALS and item.worth > 0.5 and item.value for item in self.labelled)

    def _is_sum_of_rows_above(self, item: Labelled) -> bool:
        end = bisect_left(self._last_of_rows, item.row, key=lambda one: one[0])
        above = [value for _, value in self._last_of_rows[max(0, end - _MOST_ROWS) : end]]
        return item.value in list(accumulate(reversed(above)))[1:]

    @cached_property
    def _last_of_rows(self) -> list[tuple[int, Decimal]]:
        """The last amount of each row, with the row."""
        return sorted({amount.piece.row: amount.printed.value for amount in self.everything}.items())

    def _sums(self, gross: Decimal, slack: Decimal = CENT) -> bool:
        """True when a net amount and a tax of the document make this gross amount."""
        return any(_holds(self._net_with_tax, gross - step, slack) for step in self._steps)

    @cached_property
    def _net_with_tax(self) -> list[Decimal]:
        """Every net amount with every tax that may belong to it, in order of size."""
        pairs = {(net.printed.value, tax.printed.value) for net, tax in self.pairs[:_MOST_TERMS]}
        nets, taxes = self.values(Label.NET, Label.LINES_TOTAL), self.values(Label.TAX)
        before_tax = self.values(Label.GROSS)  # called so, yet less than the total
        taxes += [sum((row.value for row in run), Decimal(0)) for run in self.tax_runs]
        charged = [*nets, *before_tax, *self.values(Label.TOTAL)][:_MOST_TERMS]
        nets += [net + charge for charge in self.values(Label.SERVICE_CHARGE)[:_MOST_CHARGES] for net in charged]
        pairs |= {(net, tax) for net, tax in _each_with_each(before_tax, taxes) if abs(net) < abs(net + tax)}
        pairs |= _each_with_each(nets, taxes)
        return sorted({net + tax for net, tax in pairs})

    def reaches(self, net: Decimal, tax: Decimal, gross: Decimal, slack: Decimal = CENT) -> bool:
        """True when net and tax make the gross amount, with or without the printed rounding."""
        return any(abs(net + tax + step - gross) <= slack for step in self._steps)

    @cached_property
    def _steps(self) -> frozenset[Decimal]:
        """None, and the printed roundings, up and down."""
        return frozenset({Decimal(0)} | self._roundings | {-step for step in self._roundings})

    def _is_cash_less_change(self, value: Decimal) -> bool:
        return value > 0 and value in self.cash_less_change

    @cached_property
    def cash_less_change(self) -> frozenset[Decimal]:
        """What the customer gave, less what came back. A total may be that of what was given."""
        changes = _some(self.values(Label.CHANGE))
        given = _some(self.values(Label.CASH, Label.PAID))
        totals = _some(self.values(Label.TOTAL))
        return frozenset(cash - change for cash in given for change in changes) | frozenset(
            total - change for total in totals for change in changes if change
        )

    def due(self, gross: Found | None, *, asks_for_payment: bool) -> list[Choice]:
        """What is left to pay. Without a label for it, a document that asks for payment and shows none asks for all."""
        labelled = self.labelled_amounts(Label.DUE)
        if labelled or gross is None or gross.value is None or not asks_for_payment:
            return labelled
        if any(self.values(Label.PAID, Label.CASH, Label.CHANGE)):
            return []
        places = [item.amount.piece for item in self.labelled if item.value == gross.value]
        return [choice(gross.value, places[0], 0.85)] if places else []

    @cached_property
    def _roundings(self) -> set[Decimal]:
        found = {abs(value) for value in self.values(Label.ROUNDING)}
        return {value for value in found if 0 < value < Decimal("0.06") or value in (Decimal("0.5"),)}

    @cached_property
    def _before_rounding(self) -> frozenset[Decimal]:
        return frozenset(self.values(Label.GROSS, Label.TOTAL, Label.NET))

    @cached_property
    def _after_rounding(self) -> frozenset[Decimal]:
        return self._before_rounding.union(self.values(Label.ROUNDED, Label.DUE))

    def _is_rounded(self, value: Decimal) -> bool:
        totals = self._before_rounding
        return self._is_even(value) and any(
            value + step in totals or value - step in totals for step in self._roundings
        )

    def _is_before_rounding(self, value: Decimal) -> bool:
        return any(
            other in self._after_rounding and self._is_even(other) and not self._is_even(value)
            for step in self._roundings
            for other in (value + step, value - step)
        )

    @staticmethod
    def _is_even(value: Decimal) -> bool:
        """True for amounts that coins can pay: the last digit is 0 or 5."""
        return (value * 100) % 5 == 0


def _some(values: list[Decimal]) -> list[Decimal]:
    """The first of them, each once, without their signs."""
    return list(dict.fromkeys(map(abs, values)))[:_MOST_TERMS]


def _each_with_each(nets: list[Decimal], taxes: list[Decimal]) -> set[tuple[Decimal, Decimal]]:
    """Every pair of them. Of a file that is all totals some are enough."""
    first = list(dict.fromkeys(nets))[:_MOST_TERMS]
    second = [tax for tax in dict.fromkeys(taxes) if tax][:_MOST_TERMS]
    return {(net, tax) for net in first for tax in second}


def _holds(ordered: list[Decimal], wanted: Decimal, slack: Decimal) -> bool:
    """Whether one of them is no further than `slack` away."""
    place = bisect_left(ordered, wanted - slack)
    return place < len(ordered) and ordered[place] <= wanted + slack
