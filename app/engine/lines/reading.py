"""Lines by evidence: every number is scored twice, the amounts are chosen together, and items are made of them."""

from collections.abc import Sequence

from app.domain.reading import Found
from app.engine.evidence.trees import logit, probability
from app.engine.fields.sheet import Sheet
from app.engine.lines.choosing import choose, meets_total
from app.engine.lines.columns import Grid
from app.engine.lines.features import OF_PRODUCTS, OF_RULES, Lot
from app.engine.lines.items import items_of
from app.engine.lines.second import best_of_rows, second_rows
from app.engine.lines.weights import Weights, weights
from app.engine.tables.found import line_found
from app.engine.tables.reading import Tables
from app.engine.tables.totals import printed_totals

_MOST = 0.98
_RULED, _PRODUCT = -OF_RULES, -OF_RULES - OF_PRODUCTS
"""Features of the first look: the rules take the number for an amount; it is a product of numbers near it."""


def read_lines(sheet: Sheet, tables: Tables) -> list[Found]:
    """`lines.N.*` in printed order, and `lines_incomplete` when they do not meet the printed totals. `tables`: what the
    rules made of the same document."""
    lot, known = Lot(sheet, tables), weights()
    rows = lot.rows()
    scores = scores_of(lot.grid, rows, known)
    chosen = choose(lot.grid, scores)
    items = items_of(lot, chosen)
    totals = printed_totals(sheet.lines, items, tables.style, noisy=sheet.noisy)
    sure = [min(_MOST, confidence(speaks, known)) for speaks in support(lot.grid, rows, scores, chosen)]
    return line_found(items, sure, totals, sheet.source)


def scores_of(grid: Grid, rows: Sequence[Sequence[float]], known: Weights) -> list[float]:
    """How likely each number is the amount of an item, 0 to 1. `rows`: their features at the first look."""
    first = [known.first.score(row) for row in rows]
    return [known.second.score(row) for row in second_rows(grid, rows, first)]


def support(
    grid: Grid, rows: Sequence[Sequence[float]], scores: Sequence[float], chosen: Sequence[int]
) -> list[list[float]]:
    """What speaks for each chosen amount, as numbers from which its confidence is told."""
    met = float(meets_total(grid, chosen))
    logits = {place: logit(scores[place]) for place in chosen}
    taken = set(chosen)
    left = max((logit(scores[p]) for p in best_of_rows(grid, scores).values() if p not in taken), default=-9.0)
    weakest = min(logits.values(), default=0.0)
    products = [max(rows[place][_PRODUCT : _PRODUCT + 2]) for place in chosen]
    multiply = sum(products) / max(1, len(products))
    return [
        [own, own * met, weakest, left, met, product, multiply, multiply * met, rows[place][_RULED], 1.0]
        for (place, own), product in zip(logits.items(), products, strict=True)
    ]


def confidence(speaks: Sequence[float], known: Weights) -> float:
    """The probability that an amount is one of an item, on a document of a kind that was not learned from."""
    total = sum(weight * number for weight, number in zip(known.sureness, speaks, strict=True))
    return probability(total - known.margin)
