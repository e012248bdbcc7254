"""What a person's version of an invoice means against the version before: which evidence still holds, what changed."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from app.domain.checks import CHECKS, OF_DOCUMENT, Check
from app.domain.invoice import Invoice, has_place, leaves, plain, row_path, split_row
from app.domain.reading import Evidence, Source

Leaves = dict[str, object]


def carry_over(before: Invoice, evidence: dict[str, Evidence], after: Invoice) -> dict[str, Evidence]:
    """The evidence of `after`: that of `before` where the value is the same, `user` where it is another, which then is
    looked at. What was known of a value that is still absent, such as candidates, stays.

    A row of a list keeps its evidence when it moves, because rows are matched by their values. So does a value of a
    newer release, which is not seen here: its evidence goes where it goes.
    """
    old, new = dict(leaves(plain(before))), dict(leaves(plain(after)))
    moves = Moves(before, after)
    result: dict[str, Evidence] = {}
    for path, value in new.items():
        origin = moves.origin(path)
        known, replaced = (evidence.get(origin), old.get(origin)) if origin else (None, None)
        if replaced != value:
            result[path] = _by_person(known, replaced)
        elif known:
            result[path] = known
    for path, known in evidence.items():
        target = None if path in old else moves.target(path)
        if target and target not in new:
            result[target] = known
    return result


def still_hold(checks: Iterable[Check], before: Invoice, after: Invoice) -> tuple[Check, ...]:
    """What cannot be told again from the values, as far as a person has not put another one in its place: what a reader
    found by looking at the document, or a rule of a newer release."""
    changed = changes(before, after).keys()
    return tuple(
        check
        for check in checks
        if (check.id in OF_DOCUMENT or check.id not in CHECKS) and not (check.failed and changed & set(check.fields))
    )


def changes(before: Invoice, after: Invoice) -> dict[str, tuple[str | None, str | None]]:
    """Every path whose value differs: `{path: (before, after)}`, values as text, None where absent."""
    old, new = dict(leaves(plain(before))), dict(leaves(plain(after)))
    return {
        path: (_text(old.get(path)), _text(new.get(path)))
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _by_person(known: Evidence | None, replaced: object) -> Evidence:
    """Sure, because a person said it; what stood there before stays as a candidate with its place."""
    others = known.candidates if known else ()
    if known and replaced is not None:
        others = (known.as_candidate(replaced), *others)
    return Evidence(source=Source.USER, confidence=1.0, candidates=others, looked_at=True)


# ---- rows that move --------------------------------------------------------------------------------------------------


class Moves:
    """Which row of a list became which, from one version of an invoice to the next."""

    def __init__(self, before: Invoice, after: Invoice) -> None:
        old = dict(_lists(plain(before)))
        self._origins: dict[tuple[str, int], int] = {}
        for name, rows in _lists(plain(after)):
            for number, origin in _matched(old.get(name, []), rows).items():
                self._origins[name, number] = origin
        self._targets = {(name, origin): number for (name, number), origin in self._origins.items()}

    def origin(self, path: str) -> str | None:
        """Where the value of the later version stood before; None when its row is new."""
        return _renumbered(path, self._origins)

    def target(self, path: str) -> str | None:
        """Where the value of the earlier version stands now; None when its row is gone."""
        return _renumbered(path, self._targets)

    def row(self, name: str, number: int) -> int | None:
        """What a row of the earlier version became."""
        return self._targets.get((name, number))


def _lists(node: Any, path: str = "") -> Iterator[tuple[str, list[Leaves]]]:
    """Each list of a plain invoice by its path; of each row the values by the path inside it."""
    if isinstance(node, list):
        yield path, [dict(leaves(row)) for row in node]
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from _lists(value, f"{path}.{name}" if path else name)


def _matched(before: list[Leaves], after: list[Leaves]) -> dict[int, int]:
    """Number of each new row that came from an old one -> the number it had."""
    came_from: dict[int, int] = {}
    match = SequenceMatcher(None, [_key(row) for row in before], [_key(row) for row in after])
    for kind, start, end, new_start, new_end in match.get_opcodes():
        old, new = list(enumerate(before))[start:end], list(enumerate(after))[new_start:new_end]
        if kind == "equal":
            came_from |= {number: origin for (number, _), (origin, _) in zip(new, old, strict=True)}
        else:
            came_from |= _pair_changed(old, new)
    return came_from


def _key(row: Leaves) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(row.items()))


def _pair_changed(before: list[tuple[int, Leaves]], after: list[tuple[int, Leaves]]) -> dict[int, int]:
    """Between unchanged rows: each new row comes from the first free old one that shares the most values, if any. As
    many as before are the same rows: one that shares nothing was changed where it stands."""
    found: dict[int, int] = {}
    free = before
    for number, values in after:
        shared = [sum(old.get(name) == value for name, value in values.items()) for _, old in free]
        best = max(shared, default=0)
        if best:
            found[number] = free[shared.index(best)][0]
            free = free[shared.index(best) + 1 :]
    if len(before) == len(after):
        taken = set(found.values())
        for (number, _), (origin, _) in zip(after, before, strict=True):
            if number not in found and origin not in taken:
                found[number] = origin
    return found


def _renumbered(path: str, numbers: dict[tuple[str, int], int]) -> str | None:
    split = split_row(path)
    if split is None or not has_place(split[0]):  # a list of a newer release stays as it is
        return path
    name, number, inside = split
    other = numbers.get((name, number))
    return None if other is None else row_path(name, other, inside)
