"""What the rules say, as evidence: their choice and their other candidates for a field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.domain.reading import Found


@dataclass
class Told:
    """Values by field: the one that the rules chose, and those that they thought of."""

    chosen: dict[str, Found] = field(default_factory=dict)
    thought: dict[str, dict[str, float]] = field(default_factory=dict)

    def of(self, path: str, value: Any) -> tuple[float, float]:
        """How sure the rules are of a value for a field, as their choice and as one of their candidates; 0 for not."""
        own = self.chosen.get(path)
        chosen = (own.evidence.confidence or 0.1) if own is not None and own.value == value else 0.0
        return chosen, self.thought.get(path, {}).get(str(value), 0.0)


def told_by(found: Iterable[Found]) -> Told:
    told = Told()
    for item in found:
        if item.value is not None:
            told.chosen[item.path] = item
        told.thought[item.path] = {each.value: each.confidence or 0.1 for each in item.evidence.candidates}
    return told
