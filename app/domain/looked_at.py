"""Which values a person has looked at: named by whoever saves, kept with the evidence, told in history and export.

A path stands for the value there and for all beneath it: `seller` for every value of the seller, `lines.0` for a line.
"""

from collections.abc import Iterable, Iterator
from typing import get_origin

from pydantic import BaseModel

from app.domain.checks import Check
from app.domain.invoice import Invoice, has_place, kind_at, leaves, plain, split_row
from app.domain.reading import Evidence, Source

DOUBTFUL = 0.7
"""Below this readers are wrong often enough to be looked over: the review page leads a person there."""


def marked(evidence: dict[str, Evidence], named: Iterable[str], *, rest: bool | None) -> dict[str, Evidence]:
    """The evidence with the named values as looked at. Of others nothing changes; of those nobody has spoken of before,
    `rest` is noted. A value outside of lists that is absent can be looked at, too: there is none."""
    names = set(named)
    told: dict[str, Evidence] = {}
    for path, item in evidence.items():
        said = True if _is_named(path, names) else rest if item.looked_at is None else item.looked_at
        told[path] = item if said is item.looked_at else item.model_copy(update={"looked_at": said})
    absent = (path for path in names if path not in told and split_row(path) is None and is_value(path))
    return told | {path: Evidence(source=Source.USER, looked_at=True) for path in absent}


def complete(evidence: dict[str, Evidence], invoice: Invoice) -> dict[str, Evidence]:
    """With evidence for every value, so that each can be marked: one that no reader vouches for is the caller's."""
    own = Evidence(source=Source.USER, confidence=1.0)
    return {path: own for path, _ in leaves(plain(invoice))} | evidence


def _is_named(path: str, named: set[str]) -> bool:
    parts = path.split(".")
    return any(".".join(parts[:length]) in named for length in range(1, len(parts) + 1))


def seen(evidence: dict[str, Evidence]) -> tuple[str, ...]:
    """What a person has looked at."""
    return _where(evidence, True)


def unseen(evidence: dict[str, Evidence]) -> tuple[str, ...]:
    """What it is known of that nobody has looked at it."""
    return _where(evidence, False)


def newly_seen(before: dict[str, Evidence], after: dict[str, Evidence]) -> tuple[str, ...]:
    """What has been looked at in `after` and not in `before`, of the same values."""
    old = {path for path, item in before.items() if item.looked_at}
    return folded((path for path, item in after.items() if item.looked_at and path not in old), after)


def count_unseen(evidence: dict[str, Evidence]) -> int | None:
    """How many values nobody has looked at; None when it is not known of some."""
    said = [item.looked_at for item in evidence.values()]
    return None if None in said else said.count(False)


def _where(evidence: dict[str, Evidence], looked_at: bool) -> tuple[str, ...]:
    return folded((path for path, item in evidence.items() if item.looked_at is looked_at), evidence)


def folded(some: Iterable[str], every: Iterable[str]) -> tuple[str, ...]:
    """The fewest paths that stand for `some` of `every`: all of a line is `lines.0`, all of the lines is `lines`."""
    wanted = set(some)
    counts: dict[str, list[int]] = {}
    for path in every:
        for above in _aboves(path):
            count = counts.setdefault(above, [0, 0])
            count[0] += 1
            count[1] += path in wanted
    whole = {above for above, (all_, of_them) in counts.items() if all_ == of_them}
    return tuple(sorted({next((above for above in _aboves(path) if above in whole), path) for path in wanted}))


def _aboves(path: str) -> Iterator[str]:
    """`lines`, `lines.0` of `lines.0.amount`."""
    parts = path.split(".")
    return (".".join(parts[:length]) for length in range(1, len(parts)))


def vouches(path: str, evidence: dict[str, Evidence], checks: Iterable[Check]) -> bool:
    """Whether a value of a reviewed invoice can be relied on later: a person has looked at it, or there was nothing to
    look at it for. Where nobody said, as in older records, the whole was looked at."""
    item = evidence.get(path)
    if item is None or item.looked_at is not False:
        return True
    failed = any(check.failed and path in check.fields for check in checks)
    return not failed and (item.confidence is None or item.confidence >= DOUBTFUL)


# ---- paths -----------------------------------------------------------------------------------------------------------


def is_path(path: str) -> bool:
    """True for the place of a value in an invoice, or of several: `seller`, `lines.3`, `lines.3.amount`."""
    return path.isascii() and has_place(path)


def is_value(path: str) -> bool:
    kind = kind_at(path)
    is_model = isinstance(kind, type) and issubclass(kind, BaseModel)
    return kind is not None and get_origin(kind) is not tuple and not is_model
