"""What a person's version of an invoice means against the version before: which evidence still holds, what changed."""

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
    for name, new_rows in _rows(new).items():
        free = list(old_lists.get(name, {}).items())
        for row, values in new_rows.items():
            found = _most_alike(values, free)
            came_from[row] = free[found][0] if found is not None else None
            if found is not None:
                free = free[found + 1 :]
    return came_from


def _most_alike(values: Leaves, rows: list[tuple[str, Leaves]]) -> int | None:
    """Place of the first row that shares the most values; None when none shares any."""
    shared = [sum(row.get(name) == value for name, value in values.items()) for _, row in rows]
    best = max(shared, default=0)
    return shared.index(best) if best else None


def _origin(path: str, came_from: dict[str, str | None]) -> str | None:
    split = _split_row(path)
    if split is None:
        return path
    _, row, inside = split
    origin = came_from.get(row)
    return (f"{origin}.{inside}" if inside else origin) if origin else None
