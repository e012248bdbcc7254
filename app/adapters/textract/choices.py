"""From the fields that could hold a value to one found value with its evidence, the others beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.adapters.textract.answer import Field
from app.domain.reading import Candidate, Evidence, Found, Source

MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Choice:
    """A value that a field may mean. None: the field is about this, but its text could not be understood.

    `weight` lowers (below 1) what is said of the field by its label or place; it also lowers the confidence.
    """

    value: Any
    raw: str
    field: Field
    weight: float = 1.0

    @property
    def score(self) -> float:
        return (0.5 if self.field.confidence is None else self.field.confidence) * self.weight

    @property
    def confidence(self) -> float | None:
        return None if self.field.confidence is None else round(self.field.confidence * self.weight, 4)


def best(path: str, choices: Iterable[Choice]) -> Found | None:
    """The choice with the highest score; the first of equal ones. None without choices."""
    return chosen(path, sorted(choices, key=lambda item: (item.value is None, -item.score)))


def chosen(path: str, ranked: Iterable[Choice]) -> Found | None:
    """As `best`, of choices that are already in order. Without an understood value there are candidates only."""
    distinct: dict[tuple[Any, str], Choice] = {}
    for item in ranked:
        distinct.setdefault((item.value, item.raw if item.value is None else ""), item)
        if len(distinct) > MOST_CANDIDATES:
            break
    kept = list(distinct.values())
    if not kept:
        return None
    first = kept[0]
    if first.value is None:
        return Found(path, None, Evidence(source=Source.TEXTRACT, candidates=_candidates(kept)))
    return Found(
        path,
        first.value,
        Evidence(
            raw=first.raw or None,
            confidence=first.confidence,
            page=first.field.page,
            polygon=first.field.polygon,
            source=Source.TEXTRACT,
            candidates=_candidates(kept[1:]),
        ),
    )


def unsure(path: str, choices: Iterable[Choice]) -> Found | None:
    """Candidates alone: there is no telling which one is right."""
    kept = list(choices)
    return Found(path, None, Evidence(source=Source.TEXTRACT, candidates=_candidates(kept))) if kept else None


def _candidates(items: Iterable[Choice]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            value=item.raw if item.value is None else str(item.value),
            raw=item.raw or None,
            confidence=item.confidence,
            page=item.field.page,
            polygon=item.field.polygon,
            source=Source.TEXTRACT,
        )
        for item in list(items)[:MOST_CANDIDATES]
    )
