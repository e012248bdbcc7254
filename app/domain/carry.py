"""What this release does not understand of an invoice goes along when a person changes it, and from a scan to the
invoice that is saved from it."""

from collections.abc import Iterator, Sequence

from app.domain.corrections import Moves
from app.domain.reading import Reading
from app.domain.record import Record
from app.domain.stored import Aside, Place, Unknown

_FINDINGS = ("invoice", "evidence", "checks")  # what a reading and a record both have


def carried(before: Reading | Record, after: Record) -> Aside:
    """What is put aside in `after`. Of the findings: in the row that it belongs to, and only as long as what it is
    about is the same. The rest of a reading stays with the reading."""
    if not before.aside:
        return {}
    kept = dict(_findings(before, after))
    if isinstance(before, Record):
        kept |= {place: unknown for place, unknown in before.aside.items() if place[0] not in _FINDINGS}
    return kept


def _findings(before: Reading | Record, after: Record) -> Iterator[tuple[Place, Unknown]]:
    moves = Moves(before.invoice, after.invoice)
    for place, unknown in before.aside.items():
        match place:
            case ("invoice", *inside):
                moved = _moved(inside, moves)
                if moved:
                    yield ("invoice", *moved), unknown
            case ("evidence", str(path), *inside):
                target = moves.target(path)
                if target and before.evidence.get(path) == after.evidence.get(target):
                    yield ("evidence", target, *inside), unknown
            case ("checks",):
                yield place, unknown
    yield from _of_checks(before, after)


def _of_checks(before: Reading | Record, after: Record) -> Iterator[tuple[Place, Unknown]]:
    """Rows that are not understood come behind the others."""
    found = [(place, unknown) for place, unknown in before.aside.items() if place[0] == "checks" and len(place) > 1]
    of_checks = [(int(place[1]), place[2:], unknown) for place, unknown in found]
    rows = {number: unknown for number, inside, unknown in of_checks if not inside}
    for number, inside, unknown in of_checks:
        known = before.checks[number - sum(row < number for row in rows)] if inside else None
        if known in after.checks:
            yield ("checks", after.checks.index(known), *inside), unknown
    for place, unknown in enumerate(rows.values(), start=len(after.checks)):
        yield ("checks", place), unknown


def _moved(place: Sequence[str | int], moves: Moves) -> Place | None:
    """The same in the row that its row became; None when that is gone."""
    for depth, part in enumerate(place):
        if isinstance(part, int):
            number = moves.row(".".join(map(str, place[:depth])), part)
            return None if number is None else (*place[:depth], number, *place[depth + 1 :])
    return tuple(place)
