"""Going over all documents in parts: each is looked at once, however little time there is, and whatever is cut off."""

from collections.abc import Callable
from itertools import count

import pytest

from app.domain.errors import Unavailable
from app.domain.principal import Owner
from app.ports import Key, Kind
from app.services import walk
from app.services.findings import Finding
from app.services.leftovers import Leftovers
from tests.fakes import FakeWalkBook
from tests.making import ANNA, BEN
from tests.world import PAPER, World

PREFIX = {Kind.UPLOAD: "upl", Kind.SCAN: "scn", Kind.INVOICE: "inv"}


class Looking:
    """Documents without a record, which a look finds, and the rounds that look."""

    def __init__(self) -> None:
        self.world, self.book = World(), FakeWalkBook()
        self.leftovers = self.over(self.world.documents)

    def over(self, documents: object) -> Leftovers:
        world = self.world
        return Leftovers(
            documents=documents,  # type: ignore[arg-type]
            loose=world.loose,
            scans=world.scans,
            uploads=world.uploads,
            invoices=world.invoices,
            walks=self.book,
            clock=world.clock,
        )

    def leave(self, how_many: int, *, owners: tuple[Owner, ...] = (ANNA, BEN)) -> list[Key]:
        keys = [Key(kind, f"{PREFIX[kind]}_{number:032x}") for kind in Kind for number in range(how_many)]
        for key in keys:
            for owner in owners:
                self.world.documents.put(owner, key, PAPER)
        self.world.later(minutes=16)
        return keys

    def round(self, has_time: Callable[[], bool] = lambda: True) -> list[Finding]:
        return list(self.leftovers.look(note=True, delete=True, has_time=has_time))

    def found(self) -> int:
        return len(list(self.world.loose.found_all_owners()))


def documents_in_time(most: int) -> Callable[[], bool]:
    """Time for so many documents."""
    asked = count(1)
    return lambda: next(asked) <= most


@pytest.mark.parametrize("most", [1, 2, 7, 18, 100])
def test_rounds_without_time_for_all_look_at_each_document_once(most: int) -> None:
    looking = Looking()
    keys = looking.leave(3)
    told = looking.round(documents_in_time(most))
    while looking.leftovers.is_looking():
        part = looking.round(documents_in_time(most))
        assert len(part) <= most
        told += part
    assert sorted(finding.id for finding in told) == sorted([key.id for key in keys] * 2)
    assert looking.found() == len(keys) * 2


def test_a_round_without_any_time_leaves_the_look_to_the_next() -> None:
    looking = Looking()
    looking.leave(1)
    assert looking.round(lambda: False) == []
    assert looking.leftovers.is_looking()
    assert len(looking.round()) == 6
    assert not looking.leftovers.is_looking()


def test_what_comes_and_goes_between_two_rounds_is_looked_at_where_it_lies_ahead() -> None:
    looking = Looking()
    first, *_, last = looking.leave(3, owners=(ANNA,))
    assert [finding.id for finding in looking.round(documents_in_time(1))] == [first.id]
    looking.world.documents.delete(ANNA, first)
    looking.world.documents.delete(ANNA, last)
    newer = Key(Kind.INVOICE, "inv_" + "f" * 32)
    looking.world.documents.put(ANNA, newer, PAPER)
    told = [finding.id for finding in looking.round()]
    assert (newer.id in told, last.id in told) == (True, False)
    assert [stored.key for stored in looking.world.loose.found_all_owners() if stored.key == first] == [first]
    looking.round()
    assert first not in {stored.key for stored in looking.world.loose.found_all_owners()}, "gone: no longer found"


@pytest.mark.parametrize("most", [1, 2, 5, 100])
def test_what_has_a_record_again_or_is_gone_is_forgotten_in_parts_too(most: int) -> None:
    looking = Looking()
    keys = looking.leave(2)
    looking.round()
    gone = keys[0], keys[-1]
    for key in gone:
        looking.world.documents.delete(ANNA, key)
    claimed = looking.world.saved(ANNA)
    looking.world.loose.note(ANNA.key, next(o for o in stored(looking) if o.key.id == claimed))
    looking.round(documents_in_time(most))
    while looking.leftovers.is_looking():
        looking.round(documents_in_time(most))
    left = {(one.owner_key, one.key) for one in looking.world.loose.found_all_owners()}
    assert left == {(owner.key, key) for owner in (ANNA, BEN) for key in keys} - {(ANNA.key, key) for key in gone}


def stored(looking: Looking) -> list[walk.StoredObject]:
    return [found for kind in Kind for found in looking.world.documents.walk_all_owners(kind)]


def test_a_decision_that_is_made_while_the_look_goes_on_is_not_forgotten() -> None:
    looking = Looking()
    *_, last = looking.leave(2, owners=(ANNA,))
    looking.round()

    def decide() -> bool:
        looking.world.loose.drop(ANNA, last)
        return True

    looking.round(decide)
    assert looking.world.loose.is_dropped(ANNA.key, last)


def test_a_round_that_breaks_off_goes_on_where_it_was() -> None:
    looking = Looking()
    keys = looking.leave(4, owners=(ANNA,))
    has, asked = looking.world.documents.has, count()

    def breaks(owner_key: str, key: Key) -> bool:
        if next(asked) == 5:
            raise Unavailable("The document store does not answer.")
        return bool(has(owner_key, key))

    looking.world.documents.has = breaks
    with pytest.raises(Unavailable):
        looking.round()
    assert [finding.id for finding in looking.round()] == [key.id for key in keys[5:]]


def test_a_round_that_is_killed_goes_over_a_few_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "KEPT_EVERY", 3)
    looking = Looking()
    keys = looking.leave(4, owners=(ANNA,))
    killed = looking.leftovers.look(note=True, delete=True, has_time=lambda: True)
    for _ in range(8):
        next(killed)
    kept = looking.book.place()
    assert kept is not None and kept.endswith(keys[5].id)
    assert [finding.id for finding in looking.round()] == [key.id for key in keys[8:]], "told once"


def test_f60_of_two_rounds_at_once_one_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "KEPT_EVERY", 1)
    looking = Looking()
    looking.leave(4, owners=(ANNA,))
    asked: list[int] = []

    def another_meanwhile() -> bool:
        asked.append(1)
        if len(asked) == 3:
            looking.round()
        return True

    looking.round(another_meanwhile)
    assert len(asked) <= 4
    assert looking.found() == 12
    assert not looking.leftovers.is_looking()


def test_looking_alone_goes_over_all_and_leaves_the_place_of_the_sweeper() -> None:
    looking = Looking()
    looking.leave(2)
    looking.round(documents_in_time(3))
    place = looking.book.place()
    assert len(list(looking.leftovers.look(note=False, delete=False, has_time=lambda: True))) == 12
    assert looking.book.place() == place


def test_the_place_of_a_release_that_knows_more_kinds_begins_the_walk_anew() -> None:
    looking = Looking()
    looking.leave(1)
    looking.book.kept = "certificates/0123/crt_1"
    assert len(looking.round()) == 6
    assert not looking.leftovers.is_looking()
