"""Places on pages that were turned to be read, told on the pages as they are shown."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.domain.reading import Found, Point, Polygon


def as_scanned(found: Iterable[Found], turns: dict[int, int]) -> Iterator[Found]:
    """Places on pages that were turned for reading, told in the page as it is shown: not turned."""
    for item in found:
        evidence = item.evidence
        candidates = tuple(
            each.model_copy(
                update={"polygon": each.polygon and turned_back(each.polygon, turns.get(each.page or 0, 0))}
            )
            for each in evidence.candidates
        )
        polygon = evidence.polygon and turned_back(evidence.polygon, turns.get(evidence.page or 0, 0))
        yield replace(item, evidence=evidence.model_copy(update={"polygon": polygon, "candidates": candidates}))


def turned_back(polygon: Polygon, rotation: int) -> Polygon:
    """A box before the page was turned `rotation` quarters against the clock; clockwise from its top left again."""
    if rotation == 0:
        return polygon
    points: list[Point] = [(x, y) for x, y in polygon]
    for _ in range(rotation):
        points = [(round(1 - y, 4), x) for x, y in points]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    return ((left, top), (right, top), (right, bottom), (left, bottom))
