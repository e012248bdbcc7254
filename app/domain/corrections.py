"""What a person's version of an invoice means against the version before: which evidence still holds, what changed."""

from difflib import SequenceMatcher

from app.domain.invoice import Invoice, leaves, plain
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


def _rows(values: Leaves) -> dict[str, dict[str, Leaves]]:
    """Outermost list name -> row path -> values of the row by the path inside it."""
    lists: dict[str, dict[str, Leaves]] = {}
    for path, value in values.items():
        split = _split_row(path)
        if split:
            name, row, inside = split
            lists.setdefault(name, {}).setdefault(row, {})[inside] = value
    return lists


def _split_row(path: str) -> tuple[str, str, str] | None:
    """`lines.3.amount` -> (`lines`, `lines.3`, `amount`); None for a path outside any list."""
    parts = path.split(".")
    for place, part in enumerate(parts):
        if part.isdigit():
            return ".".join(parts[:place]), ".".join(parts[: place + 1]), ".".join(parts[place + 1 :])
    return None


def _moved_rows(old: Leaves, new: Leaves) -> dict[str, str | None]:
    """New row path -> the old row it came from, in order of both lists, or None for a new row."""
    came_from: dict[str, str | None] = {}
    old_lists = _rows(old)
    for name, rows in _rows(new).items():
        before, after = list(old_lists.get(name, {}).items()), list(rows.items())
        match = SequenceMatcher(None, [_key(row) for _, row in before], [_key(row) for _, row in after])
        for kind, start, end, new_start, new_end in match.get_opcodes():
            if kind == "equal":
                pairs = zip(after[new_start:new_end], before[start:end], strict=True)
                came_from |= {row: origin for (row, _), (origin, _) in pairs}
            else:
                came_from |= _pair_changed(before[start:end], after[new_start:new_end])
    return came_from


def _key(row: Leaves) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(row.items()))


def _pair_changed(before: list[tuple[str, Leaves]], after: list[tuple[str, Leaves]]) -> dict[str, str | None]:
    """Between unchanged rows: each new row comes from the first free old one that shares the most values, if any."""
    came_from: dict[str, str | None] = {}
    for row, values in after:
        shared = [sum(old.get(name) == value for name, value in values.items()) for _, old in before]
        best = max(shared, default=0)
        came_from[row] = before[shared.index(best)][0] if best else None
        if best:
            before = before[shared.index(best) + 1 :]
    return came_from


def _origin(path: str, came_from: dict[str, str | None]) -> str | None:
    split = _split_row(path)
    if split is None:
        return path
    _, row, inside = split
    origin = came_from.get(row)
    return (f"{origin}.{inside}" if inside else origin) if origin else None
