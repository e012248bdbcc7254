"""The second look: each number again, beside what the first look thought of its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.engine.evidence.trees import logit
from app.engine.lines.columns import Column, Grid, cents

_LIKELY = 0.5
_AS_THE_BEST = 0.6
"""Where no number is likely, those nearly as likely as the likeliest are taken: hardly a bill is without items."""
_LEAST, _LEAST_WITHOUT_TOTAL = 0.08, 0.35
_NONE = -9.0


def second_rows(grid: Grid, rows: Sequence[Sequence[float]], scores: Sequence[float]) -> list[list[float]]:
    """One row for each number: that of the first look, and what was thought of those around it."""
    logits = [logit(score) for score in scores]
    chosen, wholes = likely(grid, scores), _wholes(grid, logits)
    summed = sum(grid.numbers[place].value for place in chosen)
    usual = median(grid.numbers[place].x1 for place in chosen) if chosen else 0.9
    taken = set(chosen)
    others = {cents(n.value) for place, n in enumerate(grid.numbers) if place not in taken}
    chosen_rows = [grid.numbers[place].row for place in chosen]
    marks = _marks(chosen_rows, grid.height)
    found = []
    for place, number in enumerate(grid.numbers):
        inside = place in taken
        without = summed - number.value if inside else summed
        changed = without if inside else summed + number.value
        rivals = [logits[other] for other in _of_row(grid, place) if other != place]
        above, below = marks[0][number.row], marks[1][number.row]
        found.append(
            [
                *rows[place],
                logits[place],
                max(rivals, default=_NONE),
                *_neighbours(grid.right[place], place, logits, wholes[id(grid.right[place])]),
                *_neighbours(grid.left[place], place, logits, wholes[id(grid.left[place])])[:3],
                float(len(chosen)),
                float(above[0]),
                float(below[0]),
                min(60.0, float(above[1])),
                min(60.0, float(below[1])),
                abs(number.x1 - usual),
                float(inside),
                float(cents(without) == cents(number.value) and len(chosen) > inside),
                float(cents(summed) in grid.totals),
                float(cents(changed) in grid.totals),
                float(cents(changed) in others),
                float(cents(summed) in others),
                number.value / summed if summed else 0.0,
                _best(logits, grid, number.row - 1),
                _best(logits, grid, number.row + 1),
            ]
        )
    return found


def likely(grid: Grid, scores: Sequence[float]) -> list[int]:
    """Places of what looks like amounts of items, top to bottom."""
    best = sorted(best_of_rows(grid, scores).values())
    if all(scores[place] < _LIKELY for place in best):
        least = _AS_THE_BEST * max((scores[place] for place in best), default=0.0)
        least = max(least, _LEAST if grid.totals else _LEAST_WITHOUT_TOTAL)
        return [place for place in best if scores[place] >= least]
    return [place for place in best if scores[place] >= _LIKELY]


def best_of_rows(grid: Grid, scores: Sequence[float]) -> dict[int, int]:
    """For each row with numbers the one that is likeliest an amount."""
    best: dict[int, int] = {}
    for place, number in enumerate(grid.numbers):
        if number.row not in best or scores[place] >= scores[best[number.row]]:
            best[number.row] = place
    return best


def _of_row(grid: Grid, place: int) -> range:
    return range(*grid.spans[grid.numbers[place].row])


def _best(logits: Sequence[float], grid: Grid, row: int) -> float:
    span = grid.spans.get(row)
    return max(logits[span[0] : span[1]]) if span else _NONE


def _neighbours(column: Column, place: int, logits: Sequence[float], whole: "_Whole") -> list[float]:
    """Of the next above and below in a column, of its mean, of its best, and how many of it are likely."""
    order, own = column.at[place], logits[place]
    others = len(column.places) - 1
    return [
        logits[column.places[order - 1]] if order else _NONE,
        logits[column.places[order + 1]] if order + 1 < len(column.places) else _NONE,
        (whole.summed - own) / others if others else _NONE,
        (whole.best[1] if own == whole.best[0] else whole.best[0]) if others else _NONE,
        float(whole.likely - (own > 0)),
        logits[column.places[order - 2]] if order > 1 else _NONE,
        logits[column.places[order + 2]] if order + 2 < len(column.places) else _NONE,
    ]


@dataclass(frozen=True)
class _Whole:
    """What is thought of a whole column: the sum, the two best, and how many are likely."""

    summed: float
    best: tuple[float, float]
    likely: int


def _wholes(grid: Grid, logits: Sequence[float]) -> dict[int, _Whole]:
    found = {}
    for column in {id(each): each for each in (*grid.right, *grid.left)}.values():
        own = [logits[place] for place in column.places]
        best = sorted(own, reverse=True)[:2]
        found[id(column)] = _Whole(sum(own), (best[0], best[-1]), sum(each > 0 for each in own))
    return found


def _marks(rows: Sequence[int], count: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """For each row of the document how many chosen rows are above it and how far the next one is; the same below."""
    chosen = set(rows)

    def run(order: Sequence[int]) -> dict[int, tuple[int, int]]:
        found, seen, last = {}, 0, None
        for row in order:
            found[row] = (seen, abs(row - last) if last is not None else 99)
            if row in chosen:
                seen, last = seen + 1, row
        return found

    down, up = run(range(count)), run(range(count - 1, -1, -1))
    return [down[row] for row in range(count)], [up[row] for row in range(count)]
