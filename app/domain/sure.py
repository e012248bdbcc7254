"""Whether a reading is sure enough that no costlier reader need be asked, and what two readings make together."""

from collections.abc import Iterator
from datetime import date

from app.domain.check_context import CheckContext
from app.domain.invoice import leaves, plain, split_row
from app.domain.reading import Comparison, Evidence, Found, Reading, Source, build_reading

SURE = 0.9
"""A confidence is calibrated: of the values that have at least this one, 98 of 100 are right."""
BELOW_SURE = SURE - 0.01
NEEDED = ("amounts.gross", "issue_date", "seller.name")
_ABSENT = "missing"
"""Said of what another reader would hardly find either, such as the lines of a bill that has none: no reason to ask."""
ENOUGH_FOR_A_NAME = 0.75
"""A seller's name is never as sure as a number with a label and a sum: logos and branches stand beside it."""


def is_sure(reading: Reading, today: date) -> bool:
    """True for what an XML says; for words when total and date are sure, a seller is named and no rule that looks at
    the values fails. Words of a text layer that hold no bill at all are sure too: there is none."""
    sources = {item.source for item in reading.evidence.values()}
    if sources == {Source.XML} or (not reading.evidence and reading.reader == Source.TEXT):
        return True
    for path in NEEDED:
        found = reading.evidence.get(path)
        least = ENOUGH_FOR_A_NAME if path == "seller.name" else SURE
        if found is None or (found.confidence or 0.0) < least:
            return False
    from app.domain.rules import run_checks  # late: most requests read nothing

    checks = run_checks(reading.invoice, CheckContext(today=today))
    return not any(check.failed and check.fields and check.id != _ABSENT for check in checks)


def at_most(evidence: Evidence, most: float) -> Evidence:
    """The evidence with no more than this confidence."""
    return evidence.model_copy(update={"confidence": evidence.confidence and round(min(evidence.confidence, most), 3)})


def compared(reading: Reading, found: Comparison) -> Reading:
    """The reading with what a look at its pages gave. What a page contradicts is not sure, whatever said it."""
    doubted = {path for check in found.checks if check.failed for path in check.fields}
    evidence = {path: at_most(each, BELOW_SURE) if path in doubted else each for path, each in reading.evidence.items()}
    return reading.model_copy(
        update={
            "evidence": evidence,
            "checks": (*reading.checks, *found.checks),
            "notes": (*reading.notes, *found.notes),
        }
    )


def doubted(reading: Reading) -> Reading:
    """The reading with no value that is sure."""
    evidence = {path: at_most(each, BELOW_SURE) for path, each in reading.evidence.items()}
    return reading.model_copy(update={"evidence": evidence})


def completed(first: Reading, second: Reading) -> Reading:
    """Both readings as one: of each value the surer, the second's when they are alike; lists from the second unless it
    has none. A value that lost stays as a candidate, and `source` says of each which reader gave it."""
    found = build_reading(reader=second.reader, version=second.version, pages=second.pages, found=_surer(first, second))
    checked = {check.id for check in second.checks} & {"several_documents"}
    both = found.model_copy(
        update={
            "checks": (*(check for check in first.checks if check.id not in checked), *second.checks),
            "notes": tuple(dict.fromkeys((*first.notes, *second.notes))),
            "cost": second.cost.plus(first.cost) if second.cost else first.cost,
            "documents": second.documents or first.documents,
        }
    )
    return doubted(both) if any(check.id == "several_documents" for check in both.checks) else both


def _surer(first: Reading, second: Reading) -> Iterator[Found]:
    ours, theirs = (dict(_found(reading)) for reading in (first, second))
    lists = {row[0] for path in theirs if (row := split_row(path))}
    for path in dict.fromkeys([*ours, *theirs]):
        row = split_row(path)
        one, other = ours.get(path), theirs.get(path)
        if row and row[0] in lists:
            one = None
        if one is None or other is None:
            kept = one or other
            if kept is not None:
                yield kept
            continue
        kept, lost = (one, other) if _confidence(one) > _confidence(other) else (other, one)
        yield kept if kept.value == lost.value else _with_candidate(kept, lost)


def _found(reading: Reading) -> Iterator[tuple[str, Found]]:
    values = dict(leaves(plain(reading.invoice)))
    for path, evidence in reading.evidence.items():
        yield path, Found(path, values.get(path), evidence)


def _confidence(found: Found) -> float:
    return found.evidence.confidence or 0.0 if found.value is not None else -1.0


def _with_candidate(kept: Found, lost: Found) -> Found:
    if lost.value is None or any(item.value == str(lost.value) for item in kept.evidence.candidates):
        return kept
    candidates = (*kept.evidence.candidates, lost.evidence.as_candidate(lost.value))
    return Found(kept.path, kept.value, kept.evidence.model_copy(update={"candidates": candidates}))
