"""What is said of values beside the words, as evidence: by the rules, and by a service that recognized the words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.domain.invoice import row_path, split_row
from app.domain.reading import Candidate, Found
from app.domain.sure import BELOW_SURE, at_most

MOST_CANDIDATES = 5


@dataclass
class Told:
    """Values by field: the one that was chosen, and those that were thought of."""

    chosen: dict[str, Found] = field(default_factory=dict)
    thought: dict[str, dict[str, float]] = field(default_factory=dict)
    candidates: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)

    def of(self, path: str, value: Any) -> tuple[float, float]:
        """How sure a value for a field is said to be, as the choice and as one of the candidates; 0 for not."""
        own = self.chosen.get(path)
        chosen = (own.evidence.confidence or 0.1) if own is not None and own.value == value else 0.0
        return chosen, self.thought.get(path, {}).get(str(value), 0.0)


def told_by(found: Iterable[Found]) -> Told:
    told = Told()
    for item in found:
        if item.value is not None:
            told.chosen[item.path] = item
        told.candidates[item.path] = item.evidence.candidates
        told.thought[item.path] = {each.value: each.confidence or 0.1 for each in item.evidence.candidates}
    return told


def alike(one: object, other: object) -> bool:
    """Equal, of texts by their letters and digits."""
    if isinstance(one, str) and isinstance(other, str):
        return letters(one) == letters(other)
    return one == other


def letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def together(rules: Iterable[Found], service: Iterable[Found]) -> list[Found]:
    """What the rules and a service say as one. Of two values the surer is taken, not sure any more, and the other stays
    as a candidate; an address is of one of them as a whole; rows of lists stand behind one another."""
    ours = {item.path: item for item in rules}
    theirs = list(service)
    taken = _addresses(ours, theirs)
    _leave_out_contacts(ours, theirs)
    rows = [item for item in theirs if split_row(item.path)]
    for item in theirs:
        party, is_address, _ = item.path.partition(".address.")
        if not split_row(item.path) and (not is_address or party in taken):
            own = ours.get(item.path)
            ours[item.path] = item if own is None else surer(own, item)
    return [*ours.values(), *_further_rows(ours, rows)]


def _addresses(ours: dict[str, Found], theirs: list[Found]) -> set[str]:
    """The parties whose address is the service's; those of the rules are taken out there."""
    told = {item.path: item for item in reversed(theirs) if ".address." in item.path}
    parties = {path.partition(".address.")[0] for path in told}
    kept = set()
    for party in parties:
        own, other = (known.get(f"{party}.address.text") for known in (ours, told))
        if own is None or own.value is None or (other is not None and _confidence(other) > _confidence(own)):
            kept.add(party)
            for path in [path for path in ours if path.startswith(f"{party}.address.")]:
                del ours[path]
    return kept


def _leave_out_contacts(ours: dict[str, Found], theirs: list[Found]) -> None:
    """Who the service says to be the contact of a party is not the party, which it names otherwise."""
    told = {item.path: item.value for item in reversed(theirs)}
    for path in ("seller.name", "buyer.name"):
        contact = told.get(path.replace(".name", ".contact"))
        if path in ours and path in told and contact is not None and alike(ours[path].value, contact):
            del ours[path]


def surer(one: Found, other: Found) -> Found:
    """Of two findings the surer, and no longer sure where they differ; the first where they are alike. What the other
    thought of besides stays a candidate."""
    if one.value is None or other.value is None:
        kept, lost = (other, one) if one.value is None else (one, other)
        return _beside(kept, lost)
    if alike(one.value, other.value):
        return _beside(one, other)
    kept, lost = (one, other) if _confidence(one) >= _confidence(other) else (other, one)
    unsure = Found(kept.path, kept.value, at_most(kept.evidence, BELOW_SURE))
    return _beside(unsure, lost)


def _beside(kept: Found, lost: Found) -> Found:
    """With what was not taken as candidates."""
    own = (lost.evidence.as_candidate(lost.value),) if lost.value is not None else ()
    known = {candidate.value: candidate for candidate in (*own, *kept.evidence.candidates, *lost.evidence.candidates)}
    others = tuple(candidate for value, candidate in known.items() if not alike(value, str(kept.value)))
    evidence = kept.evidence.model_copy(update={"candidates": others[:MOST_CANDIDATES]})
    return Found(kept.path, kept.value, evidence)


def _confidence(item: Found) -> float:
    return item.evidence.confidence or 0.0


def _further_rows(ours: dict[str, Found], told: list[Found]) -> Iterator[Found]:
    """Rows of lists behind those that are there, without those whose value is there already."""
    known = {(split[0], str(item.value)) for item in ours.values() if (split := split_row(item.path))}
    counts: dict[str, int] = {}
    for path in ours:
        if split := split_row(path):
            counts[split[0]] = max(counts.get(split[0], 0), split[1] + 1)
    again = {
        split[:2]
        for item in told
        if (split := split_row(item.path)) and split[2] == "value" and (split[0], str(item.value)) in known
    }
    for item in told:
        split = split_row(item.path)
        if split and split[:2] not in again:
            yield Found(row_path(split[0], counts.get(split[0], 0) + split[1], split[2]), item.value, item.evidence)
