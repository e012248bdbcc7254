"""Events under faults: what has happened against what has arrived.

`python -m tests.faults.outbox 10000` lets so many happen, with every fault of the harness at calls by chance, two who
write, two who deliver and a sweeper taking turns at every call, and prints what was found.
"""

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from app.domain.errors import AppError
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.record import Change, Record, RecordStatus
from app.domain.scan import Reason, ScanState
from app.ports import Delivery, Outbox
from app.services.dispatch import Dispatcher
from app.services.jobs import JobService
from tests.fakes import FakeEventTarget, FakeMetrics
from tests.faults.harness import FAULTS, Call, Fate, Harness
from tests.faults.places import on_disk
from tests.faults.schedule import Turns
from tests.making import ANNA, BEN, a_record, a_scan
from tests.world import Storage

Event = dict[str, Any]
_SECOND = timedelta(seconds=1)


def every_event(outbox: Outbox, owner: Owner) -> list[Event]:
    """All that are kept of an owner, in the order in which they are shown."""
    found: list[Event] = []
    more, after = True, None
    while more:
        rows, more = outbox.list(owner, limit=100, after=after)
        found += [json.loads(row.body) for row in rows]
        after = rows[-1].id if rows else after
    return found


def broken_deliveries(kept: list[Event], arrived: list[Delivery]) -> list[str]:
    """Events that are kept and did not arrive, and those that arrived before one that they come after."""
    found = []
    first: dict[str, int] = {}
    for place, delivery in enumerate(arrived):
        first.setdefault(delivery.id, place)
    of: dict[str, list[str]] = defaultdict(list)
    for event in kept:
        if event["id"] not in first:
            found.append(f"lost: {event['type']} {event['id']}")
        of[event["about"]].append(event["id"])
    for about, event_ids in of.items():
        places = [first[each] for each in event_ids if each in first]
        if places != sorted(places):
            found.append(f"out of order: {about}")
    return found


def broken_chains(kept: list[Event], present: dict[str, int]) -> list[str]:
    """Invoices of which another life is told than they had. `present`: versions of those that are stored."""
    found = []
    of: dict[str, list[Event]] = defaultdict(list)
    for event in kept:
        if event["type"] in ("invoice.saved", "invoice.changed", "invoice.deleted"):
            of[event["about"]].append(event)
    for about in of.keys() | present.keys():
        types = [event["type"].removeprefix("invoice.") for event in of[about]]
        versions = [event["data"]["version"] for event in of[about]]
        last = present.get(about) or (versions[-1] if versions else 0)
        wanted = ["saved", *["changed"] * (last - 1), *([] if about in present else ["deleted"])]
        if types != wanted or versions[:last] != list(range(1, last + 1)):
            found.append(f"told of {about}: {types} {versions}, it is at {present.get(about)}")
    return found


@dataclass
class Writer:
    """Saves, changes and deletes invoices and lets scans fail, and remembers what it was told has been done."""

    storage: Storage
    owner: Owner
    chance: random.Random
    stored: list[Record] = field(default_factory=list)
    answered: set[tuple[str, str]] = field(default_factory=set)  # object and type

    def step(self, scans: Any, invoices: Any, announce: Callable[[Owner, str], None]) -> None:
        what = self.chance.choice(("save", "save", "change", "change", "change", "delete", "fail"))
        if what == "fail":
            self._fail(scans, announce)
        elif what == "save" or not self.stored:
            self._save(scans, invoices, announce)
        elif what == "change":
            self._change(invoices, announce)
        else:
            self._delete(invoices, announce)

    def _save(self, scans: Any, invoices: Any, announce: Callable[[Owner, str], None]) -> None:
        status = self.chance.choice((RecordStatus.NEEDS_REVIEW, RecordStatus.REVIEWED))
        record = a_record(at=self.storage.clock(), status=status)
        scans.add(self.owner, a_scan(at=self.storage.clock()), quota=ScanQuota())
        invoices.begin(self.owner, record)
        self.stored.append(record)
        invoices.store(self.owner, record.id)
        self.answered.add((record.id, "invoice.saved"))
        announce(self.owner, record.id)

    def _change(self, invoices: Any, announce: Callable[[Owner, str], None]) -> None:
        place = self.chance.randrange(len(self.stored))
        before = invoices.get(self.owner, self.stored[place].id)
        after = before.model_copy(update={"version": before.version + 1, "status": RecordStatus.REVIEWED})
        change = Change(version=after.version, at=after.updated_at, action="edited", values={})
        invoices.replace(self.owner, after, change)
        self.answered.add((after.id, "invoice.changed"))
        announce(self.owner, after.id)

    def _delete(self, invoices: Any, announce: Callable[[Owner, str], None]) -> None:
        record = self.stored.pop(self.chance.randrange(len(self.stored)))
        if invoices.is_stored(self.owner, record.id):
            invoices.delete(self.owner, record.id, version=None)
            self.answered.add((record.id, "invoice.deleted"))
            announce(self.owner, record.id)

    def _fail(self, scans: Any, announce: Callable[[Owner, str], None]) -> None:
        scan = scans.add(self.owner, a_scan(at=self.storage.clock()), quota=ScanQuota())
        reason = Reason(code="damaged", detail="The file is damaged.")
        scans.advance(self.owner, scan.model_copy(update={"state": ScanState.FAILED, "reason": reason}))
        self.answered.add((scan.id, "scan.failed"))
        announce(self.owner, scan.id)


class Run:
    """Processes that die, one after the other, over one storage and one target."""

    def __init__(self, seed: int, storage: Storage, *, faults: float = 0.02) -> None:
        assert storage.outbox is not None
        self.chance = random.Random(seed)
        self.storage = storage
        self.outbox: Outbox = storage.outbox
        self.target = FakeEventTarget()
        self.metrics = FakeMetrics()
        self.writers = [Writer(storage, owner, self.chance) for owner in (ANNA, BEN)]
        self.crashes = 0
        self._faults = faults

    def until(self, events: int) -> None:
        """Until so many have arrived for the first time, and all that wait."""
        while len({each.id for each in self.target.arrived}) < events:
            self._process(steps=25)
            self.storage.clock.advance(self.chance.choice((1, 20, 70, 400)) * _SECOND)
        self._drained()

    def _drained(self) -> None:
        """The same program without faults, for the hours of the longest wait."""
        dispatcher, jobs = self._services(lambda port: port)
        for _ in range(30):
            while jobs.run_one():
                pass
            dispatcher.catch_up(at_most=10**6)
            self.storage.clock.advance(300 * _SECOND)

    def _services(self, around: Callable[[Any], Any]) -> tuple[Dispatcher, JobService]:
        queue = around(self.storage.jobs)
        dispatcher = Dispatcher(
            outbox=around(self.outbox),
            target=around(self.target),
            jobs=queue,
            wake_workers=lambda: None,
            metrics=self.metrics,
        )
        unused: Any = None  # jobs about scans and uploads, of which there are none here
        return dispatcher, JobService(
            jobs=queue,
            scans=unused,
            uploads=unused,
            invoices=unused,
            exports=unused,
            clock=self.storage.clock,
            wake_workers=lambda: None,
            dispatcher=dispatcher,
        )

    def _process(self, *, steps: int) -> None:
        turns = Turns(self.chance)
        harness = Harness(self._plan, self.storage.clock, turn=turns.turn)
        dispatcher, jobs = self._services(harness.around)
        scans, invoices = harness.around(self.storage.scans), harness.around(self.storage.invoices)

        def write(writer: Writer) -> Callable[[], None]:
            def act() -> None:
                for _ in range(steps):
                    with suppress(AppError):
                        writer.step(scans, invoices, dispatcher.announce)

            return act

        def work(_: int) -> None:
            for _ in range(2 * steps):
                with suppress(AppError):
                    jobs.run_one()

        def sweep() -> None:
            with suppress(AppError):
                dispatcher.catch_up(at_most=100)

        turns.run([*map(write, self.writers), partial(work, 1), partial(work, 2), sweep])
        self.crashes += harness.stopped

    def _plan(self, call: Call) -> Fate:
        if self.chance.random() >= self._faults:
            return Fate.FINE
        return self.chance.choice(FAULTS)

    def broken(self) -> list[str]:
        self.storage.clock.advance(60 * _SECOND)
        kept = [event for owner in (ANNA, BEN) for event in every_event(self.outbox, owner)]
        present = {record.id: record.version for _, record in self.storage.invoices.stored_all_owners()}
        told = {(event["about"], event["type"]) for event in kept}
        answered = {each for writer in self.writers for each in writer.answered}
        return [
            *broken_deliveries(kept, self.target.arrived),
            *broken_chains(kept, present),
            *(f"never told: {each}" for each in answered - told),
        ]


def main() -> None:
    with on_disk(events=True) as storage:
        run, began = Run(1, storage()), time.process_time()
        run.until(int(sys.argv[1]))
        found = run.broken()
        calls = len(run.target.arrived)
    events = len({each.id for each in run.target.arrived})
    print(f"{events} events, {calls} deliveries, {run.crashes} crashes, {time.process_time() - began:.0f} s of CPU")
    print("\n".join(found) or "nothing lost, all in order")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
