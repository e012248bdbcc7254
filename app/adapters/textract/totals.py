"""The amounts of a document: totals by type and label, taxes, currency."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

from app.adapters.textract.answer import Field
from app.adapters.textract.choices import Choice, best, chosen, unsure
from app.adapters.textract.labels import Meaning, is_balance, meaning, rate_in, total_rank
from app.adapters.textract.printed import Style, one_line
from app.domain.reading import Found

_CENT = Decimal("0.01")
# Types whose amount is what the type says, whatever the label.
_PLAIN = {
    "GRATUITY": "amounts.tip",
    "PRIOR_BALANCE": "amounts.prior_balance",
    "SERVICE_CHARGE": "amounts.service_charge",
    "SHIPPING_HANDLING_CHARGE": "amounts.shipping",
}
_PATHS = {
    Meaning.DUE: "amounts.due",
    Meaning.PAID: "amounts.paid",
    Meaning.PRIOR: "amounts.prior_balance",
    Meaning.NET: "amounts.net",
}
AMOUNT_TYPES = frozenset({*_PLAIN, "TOTAL", "SUBTOTAL", "TAX", "AMOUNT_DUE", "AMOUNT_PAID", "DISCOUNT"})
_BY_LABEL_ONLY = 0.9  # weight where the label overrules Textract's type
_DUE_AS_GROSS = 0.7
_MOST_TRIED = 8
MOST_TAX_ROWS = 100


class Totals:
    """`fields` are the summary fields of the whole document, in the order of its pages."""

    def __init__(self, fields: list[Field], style: Style) -> None:
        self._style = style
        self._choices: dict[str, list[Choice]] = {}
        self._due_totals: list[Choice] = []
        for field in fields:
            if field.text:
                self._sort_in(field)
        self._taxes = _distinct([style.amount_choice(field) for field in fields if field.type == "TAX" and field.text])

    def _sort_in(self, field: Field) -> None:
        said = meaning(field.label)
        if field.type in _PLAIN:
            self._add(_PLAIN[field.type], field)
        elif field.type == "DISCOUNT":
            self._add("amounts.discount", field, absolute=True)
        elif field.type == "AMOUNT_PAID" and said is not Meaning.CHANGE:
            self._add("amounts.paid", field, absolute=True)
        elif field.type == "AMOUNT_DUE" and said is not Meaning.CHANGE:
            self._add("amounts.due", field)
            self._due_totals += [] if is_balance(field.label) else [self._style.amount_choice(field, _DUE_AS_GROSS)]
        elif field.type == "SUBTOTAL":
            self._add("amounts.net", field)
        elif field.type == "TOTAL":
            self._sort_total(field, said)

    def _sort_total(self, field: Field, said: Meaning | None) -> None:
        if said is None:
            self._add("amounts.gross", field)
        elif said in _PATHS:
            self._add(_PATHS[said], field, weight=_BY_LABEL_ONLY, absolute=said is Meaning.PAID)
        if said is Meaning.DUE and not is_balance(field.label):
            self._due_totals.append(self._style.amount_choice(field, _DUE_AS_GROSS))

    def _add(self, path: str, field: Field, *, weight: float = 1.0, absolute: bool = False) -> None:
        choice = self._style.amount_choice(field, weight)
        if absolute and choice.value is not None:
            choice = replace(choice, value=abs(choice.value))
        self._choices.setdefault(path, []).append(choice)

    def found(self) -> Iterator[Found]:
        gross, net, tax = self._gross_net_tax()
        for item in (gross, net, tax, *self._simple()):
            if item is not None:
                yield item
        yield from self._tax_rows()

    def _simple(self) -> Iterator[Found | None]:
        for path, choices in self._choices.items():
            if path not in ("amounts.gross", "amounts.net"):
                yield best(path, choices)

    # ---- net + tax = gross -------------------------------------------------------------------------------------------

    def _gross_net_tax(self) -> tuple[Found | None, Found | None, Found | None]:
        grosses, nets = self._ranked_grosses(), self._ranked_nets()
        sums = self._tax_sums()
        extra = sum((self._value(path) for path in _PLAIN.values() if path != "amounts.prior_balance"), Decimal(0))
        less = self._value("amounts.discount")
        for gross, net, tax in product(grosses[:_MOST_TRIED], nets[:_MOST_TRIED], sums[:_MOST_TRIED]):
            if None not in (gross.value, net.value, tax.value) and any(
                abs(net.value + tax.value + more - gross.value) <= _CENT for more in {Decimal(0), extra, extra - less}
            ):
                grosses, nets, sums = (_first(gross, grosses), _first(net, nets), _first(tax, sums))
                return (
                    chosen("amounts.gross", grosses),
                    chosen("amounts.net", nets),
                    chosen("amounts.tax", sums),
                )
        tax_found = best("amounts.tax", sums) if len(self._taxes) == 1 else unsure("amounts.tax", sums)
        return chosen("amounts.gross", grosses), chosen("amounts.net", nets), tax_found

    def _ranked_grosses(self) -> list[Choice]:
        own = self._choices.get("amounts.gross", [])
        ranked = sorted(
            own,
            key=lambda item: (item.value is None, total_rank(item.field.label), -(item.field.page or 0), -item.score),
        )
        settled = "amounts.paid" in self._choices or "amounts.prior_balance" in self._choices
        return ranked or (
            [] if settled else sorted(self._due_totals, key=lambda item: (item.value is None, -item.score))
        )

    def _ranked_nets(self) -> list[Choice]:
        """A subtotal that is carried from page to page is complete on the last."""
        nets = self._choices.get("amounts.net", [])
        return sorted(nets, key=lambda item: (item.value is None, -(item.field.page or 0), -item.score))

    def _value(self, path: str) -> Decimal:
        found = best(path, self._choices.get(path, []))
        return found.value if found is not None and found.value is not None else Decimal(0)

    # ---- taxes -------------------------------------------------------------------------------------------------------

    def _tax_sums(self) -> list[Choice]:
        """What the whole tax may be: all taxes together, or one of them that is the sum of the others."""
        known = [item for item in self._taxes if item.value is not None]
        if len(known) < 2:
            return list(self._taxes)
        weakest = min(known, key=lambda item: item.score)
        whole = sum((item.value for item in known), Decimal(0))
        return [Choice(whole, "", weakest.field, weakest.weight), *sorted(known, key=lambda item: -item.value)]

    def _tax_rows(self) -> Iterator[Found]:
        """A row for each tax of several, or for one whose label holds its rate."""
        rated = [(item, rate_in(f"{item.field.label} {item.field.text}")) for item in self._taxes]
        rows = [(item, rate) for item, rate in rated if rate is not None or item.value is not None]
        whole = sum((item.value for item, _ in rows if item.value is not None), Decimal(0))
        rows = [(item, rate) for item, rate in rows if len(rows) < 3 or item.value is None or item.value * 2 != whole]
        if len(rows) == 1 and rows[0][1] is None:
            return
        for place, (item, rate) in enumerate(rows[:MOST_TAX_ROWS]):
            if rate is not None:
                yield from _one(chosen(f"taxes.{place}.rate", [replace(item, value=Decimal(rate), raw=f"{rate}%")]))
            if item.value is not None:
                yield from _one(chosen(f"taxes.{place}.amount", [item]))


def _one(found: Found | None) -> Iterator[Found]:
    if found is not None:
        yield found


def _first(item: Choice, items: list[Choice]) -> list[Choice]:
    return [item, *(other for other in items if other is not item)]


def _distinct(choices: list[Choice]) -> list[Choice]:
    """The same tax on several pages counts once."""
    kept: dict[object, Choice] = {}
    for item in sorted(choices, key=lambda item: -item.score):
        kept.setdefault((one_line(item.field.label).casefold(), item.value, item.value is None and item.raw), item)
    surest = {id(item) for item in kept.values()}
    return [item for item in choices if id(item) in surest]
