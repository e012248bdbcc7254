"""Which of several amounts of one type are meant: those that hang together."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

from app.domain.reading import Evidence, Found, Source

_MOST_TRIED = 8  # amounts of one kind
_SUMMED = 0.8  # confidence of a tax that is printed in parts alone

ByPath = dict[str, list[Found]]


def settle(by_path: ByPath) -> None:
    """Tell what is due, the whole tax, and the total from the others, in place."""
    _tell_due(by_path)
    _tell_tax(by_path)
    _tell_sum(by_path)


def _tell_due(by_path: ByPath) -> None:
    """Of several totals the one that is another less what was paid is due."""
    totals, paid = by_path.get("amounts.gross", []), by_path.get("amounts.paid", [])
    left = {total.value - item.value for total in totals for item in paid if total.value and item.value}
    due = [item for item in totals if item.value in left]
    if due and "amounts.due" not in by_path:
        by_path["amounts.due"] = [replace(item, path="amounts.due") for item in due]
        by_path["amounts.gross"] = [item for item in totals if item not in due]


def _tell_tax(by_path: ByPath) -> None:
    """Of several taxes the one that is the sum of the others is the whole; else their sum, where it leads from the net
    amount to the total; else there is no telling."""
    taxes = by_path.get("amounts.tax", [])
    values = {item.value for item in taxes if item.value is not None}
    if len(values) < 2:
        return
    whole = sum(values, Decimal(0))
    first = [item for item in taxes if item.value is not None and item.value * 2 == whole]
    totals, nets = ({item.value for item in by_path.get(f"amounts.{name}", [])} for name in ("gross", "net"))
    if not first and any(net is not None and net + whole in totals for net in nets):
        first = [replace(taxes[0], value=whole, evidence=Evidence(confidence=_SUMMED, source=Source.TEXTRACT))]
    others = [_unread(item) for item in taxes]
    by_path["amounts.tax"] = [*first, *others] if first else [_unread(replace(taxes[0], value=whole)), *others]


def _tell_sum(by_path: ByPath) -> None:
    """Of several amounts those are taken that are a net amount and a tax which make a total."""
    paths = ("amounts.gross", "amounts.net", "amounts.tax")
    known = [[item for item in by_path.get(path, []) if item.value is not None][:_MOST_TRIED] for path in paths]
    for three in product(*known):
        gross, net, tax = (item.value for item in three)
        if net + tax == gross:
            for path, item in zip(paths, three, strict=True):
                by_path[path] = [item, *(_unread(other) for other in by_path[path] if other.value != item.value)]
            return


def _unread(item: Found) -> Found:
    """What it says as a candidate alone."""
    return replace(item, value=None, evidence=item.evidence.model_copy(update={"raw": str(item.value)}))
