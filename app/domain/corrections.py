"""What a person's version of an invoice means against the version before: which evidence still holds, what changed."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from app.domain.checks import OF_DOCUMENT, Check
from app.domain.invoice import Invoice, leaves, plain, row_path, split_row
from app.domain.reading import Candidate, Evidence, Source

Leaves = dict[str, object]


def carry_over(before: Invoice, evidence: dict[str, Evidence], after: Invoice) -> dict[str, Evidence]:
    """The evidence of `after`: that of `before` where the value is the same, `user` where it is another.

    A row of a list keeps its evidence when it moves, because rows are matched by their values.
    """
    old, new = dict(leaves(plain(before))), dict(leaves(plain(after)))
    came_from = _moved_rows(old, new)
    result: dict[str, Evidence] = {}
    for path, value in new.items():
        origin = _origin(path, came_from)
        known = evidence.get(origin) if origin else None
        if origin and known and old.get(origin) == value:
            result[path] = known
        else:
            result[path] = _by_person(known, old.get(origin) if origin else None)
    return result


def still_hold(checks: Iterable[Check], before: Invoice, after: Invoice) -> tuple[Check, ...]:
    """What a reader found by looking at the document, as far as a person has not put another value in its place."""
    changed = changes(before, after).keys()
    return tuple(
        check for check in checks if check.id in OF_DOCUMENT and not (check.failed and changed & set(check.fields))
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
    if known is None:
        return Evidence(source=Source.USER, confidence=1.0)
    others = known.candidates
    if replaced is not None:
        place = known.model_dump(exclude={"candidates"})
        others = (Candidate(value=str(replaced), **place), *others)
    return Evidence(source=Source.USER, confidence=1.0, candidates=others)


def _rows(values: Leaves) -> dict[str, dict[int, Leaves]]:
    """List name -> number of the row -> values of the row by the path inside it."""
    lists: dict[str, dict[int, Leaves]] = {}
    for path, value in values.items():
        split = split_row(path)
        if split:
            name, number, inside = split
            lists.setdefault(name, {}).setdefault(number, {})[inside] = value
    return lists


def _moved_rows(old: Leaves, new: Leaves) -> dict[tuple[str, int], int]:
    """List name and number of each new row that came from an old one -> the number it had there."""
    came_from: dict[tuple[str, int], int] = {}
    old_lists = _rows(old)
    for name, rows in _rows(new).items():
        before, after = list(old_lists.get(name, {}).items()), list(rows.items())
        match = SequenceMatcher(None, [_key(row) for _, row in before], [_key(row) for _, row in after])
        for kind, start, end, new_start, new_end in match.get_opcodes():
            if kind == "equal":
                pairs = zip(after[new_start:new_end], before[start:end], strict=True)
                found = {number: origin for (number, _), (origin, _) in pairs}
            else:
                found = _pair_changed(before[start:end], after[new_start:new_end])
            came_from |= {(name, number): origin for number, origin in found.items()}
    return came_from


def _key(row: Leaves) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(row.items()))


def _pair_changed(before: list[tuple[int, Leaves]], after: list[tuple[int, Leaves]]) -> dict[int, int]:
    """Between unchanged rows: each new row comes from the first free old one that shares the most values, if any."""
    found: dict[int, int] = {}
    for number, values in after:
        shared = [sum(old.get(name) == value for name, value in values.items()) for _, old in before]
        best = max(shared, default=0)
        if best:
            found[number] = before[shared.index(best)][0]
            before = before[shared.index(best) + 1 :]
    return found


def _origin(path: str, came_from: dict[tuple[str, int], int]) -> str | None:
    split = split_row(path)
    if split is None:
        return path
    name, number, inside = split
    origin = came_from.get((name, number))
    return None if origin is None else row_path(name, origin, inside)
