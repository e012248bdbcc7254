"""INV-11 by chance: whatever happens to the database and to the clock, no bytes of an invoice leave unless its owner
deleted it."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from app.domain.document import digest
from app.domain.errors import AppError
from app.domain.installation import Mark
from app.domain.principal import Owner
from app.domain.record import RecordStatus
from tests.faults.clients import paper_of
from tests.making import ANNA, BEN
from tests.world import World

SEEDS, STEPS = 60, 25
KEPT_IN = ("pending", "stored", "changes")  # of the invoices


class Life:
    """An installation whose database is copied, put back, lost and exchanged while people work."""

    def __init__(self, seed: int) -> None:
        self.world = World()
        self.chance = Random(seed)
        self.copies: list[dict[str, Any]] = [self._records()]
        self.kept: set[tuple[Owner, str]] = set()  # saved documents, by owner and digest
        self.papers = 0

    def _records(self) -> dict[str, Any]:
        world = self.world
        invoices = {name: getattr(world.invoices, name) for name in KEPT_IN}
        rest = {"scans": world.scans.scans, "uploads": world.uploads.uploads, "loose": world.loose.rows}
        return deepcopy(invoices | rest | {"mark": world.storage.among_records.read()})

    def _put(self, records: dict[str, Any]) -> None:
        records = deepcopy(records)
        for name in KEPT_IN:
            setattr(self.world.invoices, name, records[name])
        self.world.scans.scans, self.world.uploads.uploads = records["scans"], records["uploads"]
        self.world.loose.rows = records["loose"]
        self.world.storage.among_records.mark = records["mark"]  # type: ignore[attr-defined]

    # ---- what happens ------------------------------------------------------------------------------------------------

    def save(self) -> None:
        owner = self.chance.choice((ANNA, BEN))
        paper = paper_of(owner, self.papers)
        self.papers += 1
        self.world.saved(owner, paper)
        self.kept.add((owner, digest(paper)))

    def delete(self) -> None:
        for owner, invoice_id in list(self.world.invoices.stored)[:1]:
            record = self.world.container.invoices.get(owner, invoice_id)
            self.kept.discard((owner, record.document.sha256))
            self.world.container.invoices.delete(owner, invoice_id, version=record.version)

    def copy(self) -> None:
        self.copies.append(self._records())

    def put_back(self) -> None:
        self._put(self.chance.choice(self.copies))

    def lose(self) -> None:
        empty: dict[str, Any] = {name: {} for name in (*KEPT_IN, "scans", "uploads", "loose")}
        self._put(empty | {"mark": None})

    def exchange(self) -> None:
        other = World()
        other.saved(BEN, b"%PDF of another installation")
        foreign = Life.__new__(Life)
        foreign.world = other
        self._put(foreign._records() | {"mark": Mark("f" * 32, self.chance.randrange(90), other.clock())})

    def jump(self) -> None:
        self.world.clock.advance(timedelta(days=self.chance.choice((-40, -1, 1, 40))))

    def wait(self) -> None:
        self.world.later(minutes=self.chance.choice((1, 20, 60)))

    def sweep(self) -> None:
        self.world.container = self.world.services()
        self.world.container.sweep.resume()
        for _ in self.world.container.sweep.run():
            pass

    def grow(self) -> None:
        self.world.container.installation.grow()

    def accept(self) -> None:
        self.world.container.installation.accept()

    def take_in(self) -> None:
        for owner in (ANNA, BEN):
            for stored in self.world.container.loose.list(owner, limit=100, after=None)[0]:
                self.world.container.loose.take_in(owner, stored.key.id)

    def work(self) -> None:
        self.world.work()

    # ---- what must hold ----------------------------------------------------------------------------------------------

    def missing(self) -> set[tuple[str, str]]:
        there = {(owner_key, digest(data)) for (owner_key, _), (data, _) in self.world.documents.objects.items()}
        return {(owner.key, sha256) for owner, sha256 in self.kept} - there


HAPPENINGS: list[Callable[[Life], None]] = [
    *(Life.save, Life.save, Life.delete, Life.copy, Life.put_back, Life.lose, Life.exchange, Life.jump, Life.wait),
    *(Life.sweep, Life.sweep, Life.grow, Life.grow, Life.accept, Life.take_in, Life.work),
]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_inv11_no_document_leaves_unless_its_owner_deleted_it(seed: int) -> None:
    life = Life(seed)
    happened = []
    for _ in range(STEPS):
        happening = life.chance.choice(HAPPENINGS)
        happened.append(happening.__name__)
        try:
            happening(life)
        except AppError as error:  # of records that say what is not so; told, and no reason to lose anything
            happened[-1] += f" ({error.code})"
        assert life.missing() == set(), " ".join(happened)
    life.accept()
    for _ in range(3):
        life.sweep()
        life.take_in()
        life.work()
    assert life.missing() == set(), " ".join(happened)


def test_inv11_an_invoice_of_which_older_records_know_the_draft_alone_is_an_invoice_again() -> None:
    """It was scanned, the records were copied, it was saved, the copy was put back: what was kept does not become a
    draft, which would end with its days."""
    life = Life(0)
    world = life.world
    paper = paper_of(ANNA, 0)
    draft = world.scanned(ANNA, paper)
    older = life._records()
    world.container.invoices.save(ANNA, draft)
    life.kept.add((ANNA, digest(paper)))
    life.wait()
    life._put(older)
    life.wait()
    life.sweep()
    (found,) = world.container.loose.list(ANNA, limit=9, after=None)[0]
    taken = world.container.loose.take_in(ANNA, found.key.id)
    assert (taken.id, taken.known, taken.keep) == (draft, True, True)
    life.work()
    (record,) = (record for _, record in world.invoices.stored_all_owners())
    assert (record.scan_id, record.status) == (draft, RecordStatus.NEEDS_REVIEW)
    life.accept()
    for _ in range(45):
        world.later(days=1)
        life.sweep()
    assert life.missing() == set()
    assert world.container.loose.list(ANNA, limit=9, after=None)[0] == ()
