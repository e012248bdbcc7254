"""Which numbers are amounts of items: the likeliest of each row, weighed against the totals that are printed."""

from collections.abc import Sequence
from itertools import combinations

from app.engine.evidence.trees import logit
from app.engine.lines.columns import Grid, cents
from app.engine.lines.second import best_of_rows, likely

WORTH = 3.0
"""Of a printed total that the amounts add up to, as a logit: what may be said against changing one or two of them."""
_DOUBTED = 14  # rows whose amount may be taken or left, the most doubtful first


def choose(grid: Grid, scores: Sequence[float]) -> list[int]:
    """Places of the amounts among the numbers, top to bottom: one in a row at most."""
    best = sorted(best_of_rows(grid, scores).values())
    chosen = set(likely(grid, scores))
    for place in _changes(grid, scores, best, chosen):
        chosen ^= {place}
    return sorted(chosen)


def meets_total(grid: Grid, chosen: Sequence[int]) -> bool:
    """True when the amounts add up to a value of a row that begins like a total."""
    return bool(chosen) and cents(sum(grid.numbers[place].value for place in chosen)) in grid.totals


def _changes(grid: Grid, scores: Sequence[float], best: Sequence[int], chosen: set[int]) -> tuple[int, ...]:
    """The cheapest one or two changes by which the amounts add up to a printed total; none when they do."""
    if not chosen or meets_total(grid, sorted(chosen)):
        return ()
    summed = sum(grid.numbers[place].value for place in chosen)
    doubted = sorted(best, key=lambda place: abs(logit(scores[place])))[:_DOUBTED]
    tried = [*((place,) for place in doubted), *combinations(doubted, 2)]
    ways = [
        (cost, way)
        for way in tried
        if (cost := sum(abs(logit(scores[place])) for place in way)) <= WORTH
        and cents(summed + sum(_change(grid, place, chosen) for place in way)) in grid.totals
    ]
    return min(ways, default=(0.0, ()))[1]


def _change(grid: Grid, place: int, chosen: set[int]) -> float:
    value = grid.numbers[place].value
    return -value if place in chosen else value
