"""Learned trees: how a row of features is scored. Plain Python over nested tuples: a page has some hundred rows."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

Node = Any
"""A leaf's number, or (feature, threshold, below or at it, above it)."""


class Trees:
    """A sum of trees, as a probability. `flat`: each tree as a list of numbers, see `unfolded`."""

    def __init__(self, flat: Sequence[Sequence[float]]) -> None:
        self._roots = [unfolded(iter(numbers)) for numbers in flat]

    def score(self, row: Sequence[float]) -> float:
        total = 0.0
        for root in self._roots:
            node = root
            while type(node) is tuple:
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += node
        return probability(total)


def unfolded(numbers: Iterator[float]) -> Node:
    """A tree from its numbers, depth first: -1 and the number of a leaf; or a feature, its threshold, both branches."""
    feature = int(next(numbers))
    if feature < 0:
        return next(numbers)
    threshold = next(numbers)
    return (feature, threshold, unfolded(numbers), unfolded(numbers))


def folded(node: dict[str, Any]) -> Iterator[float]:
    """What `unfolded` takes, of a tree as LightGBM tells it."""
    if "leaf_value" in node:
        yield from (-1, round(node["leaf_value"], 4))
        return
    yield from (node["split_feature"], _short(node["threshold"]))
    yield from folded(node["left_child"])
    yield from folded(node["right_child"])


def _short(threshold: float) -> float:
    return float(f"{threshold:.6g}")


def probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def logit(probability: float) -> float:
    inside = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(inside / (1 - inside))
