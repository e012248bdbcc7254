"""Clients, workers and the sweeper of one installation, in an order by chance, with faults by chance; all from a seed.

Each runs in a thread of its own, and only one at a time: before every call that leaves the services the seed says who
goes on, how much time passes, and what becomes of the call. The same seed gives the same schedule again.
"""

import random
import threading
from collections.abc import Callable
from contextlib import suppress

from app.domain.errors import AppError
from tests.faults.clients import Client
from tests.faults.harness import FAULTS, Call, Fate, Harness, Stopped
from tests.faults.scene import Scene
from tests.making import ANNA, BEN
from tests.world import INVOICE, Storage

STEPS = 4  # that a client takes
Act = Callable[[], None]


class Turns:
    """Runs several, one at a time; at `turn` another may go on."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._waiting: list[threading.Semaphore] = []
        self._ended = threading.Semaphore(0)
        self._failed: list[BaseException] = []
        self._mine = threading.local()

    def run(self, acts: list[Act]) -> None:
        threads = [threading.Thread(target=self._run, args=(act,), daemon=True) for act in acts]
        own = [threading.Semaphore(0) for _ in acts]
        self._own = dict(zip(acts, own, strict=True))
        for thread in threads:
            thread.start()
        self._waiting = own
        self._next()
        for _ in threads:
            self._ended.acquire()
        for thread in threads:
            thread.join()
        if self._failed:
            raise self._failed[0]

    def turn(self) -> None:
        own = getattr(self._mine, "own", None)
        if own is None:
            return  # a thread of the program's own
        self._waiting.append(own)
        self._next()
        own.acquire()

    def _run(self, act: Act) -> None:
        self._mine.own = self._own_of(act)
        self._mine.own.acquire()
        try:
            act()
        except Stopped:
            pass
        except BaseException as error:
            self._failed.append(error)
        finally:
            if self._waiting:
                self._next()
            self._ended.release()

    def _own_of(self, act: Act) -> threading.Semaphore:
        return self._own[act]

    def _next(self) -> None:
        self._waiting.pop(self._chance.randrange(len(self._waiting))).release()


class Schedule:
    def __init__(self, seed: int, storage: Storage | None = None) -> None:
        self.chance = random.Random(seed)
        self.scene = Scene(storage, charges=self.chance.random() < 0.5)
        self._faults = self.chance.choice((0.0, 0.01, 0.05))

    def run(self) -> list[str]:
        """What was broken in the end."""
        for _ in range(self.chance.randint(1, 3)):
            self._until_all_end_or_a_crash()
            self.scene.world.later(seconds=self.chance.choice((0, 1, 40, 200)))
            self.scene.world.reader.version = self.chance.choice(("1", "2"))
        self.scene.restarted()
        return self.scene.broken()

    def _until_all_end_or_a_crash(self) -> None:
        turns = Turns(self.chance)
        harness = Harness(self._plan, self.scene.world.clock, turn=turns.turn)
        self.scene.under(harness)
        clients = [Client(self.scene.world, owner, self.scene.ledger) for owner in (ANNA, ANNA, BEN)]
        acts: list[Act] = [
            *(self._client(client) for client in clients),
            self._worker(),
            self._worker(),
            self._sweeper(),
        ]
        turns.run(acts)

    def _plan(self, call: Call) -> Fate:
        if self.chance.random() < 0.1:
            self.scene.world.later(seconds=self.chance.choice((0.1, 1, 5, 31)))
        if self.chance.random() >= self._faults:
            return Fate.FINE
        return self.chance.choice(FAULTS)

    def _client(self, client: Client) -> Act:
        def act() -> None:
            for _ in range(STEPS):
                self._step(client)

        return act

    def _step(self, client: Client) -> None:
        number = self.chance.randint(1, 2)
        what = self.chance.choice(("scan", "save", "save", "save", "edit", "delete", "cancel", "again"))
        if what == "scan":
            client.scan(number, key=self.chance.choice((None, f"scan {number}")))
        elif what == "again":
            client.read_again(number)
        elif what == "save":
            scan_id = client.scan(number)
            if scan_id:
                client.save(scan_id, key=self.chance.choice((None, f"save {scan_id}")))
        elif what == "cancel":
            scan_id = client.scan(number)
            if scan_id:
                client.cancel(scan_id)
        else:
            invoices = client.invoices()
            if invoices:
                invoice_id = self.chance.choice(invoices)
                if what == "edit":
                    name = f"R-{self.chance.randint(1, 9)}"
                    client.edit(invoice_id, INVOICE.model_copy(update={"invoice_number": name}))
                else:
                    client.delete(invoice_id)

    def _worker(self) -> Act:
        def act() -> None:
            for _ in range(6):
                with suppress(AppError):
                    self.scene.world.container.jobs.run_one()
                self.scene.world.later(seconds=1)

        return act

    def _sweeper(self) -> Act:
        def act() -> None:
            with suppress(AppError):
                self.scene.world.container.sweep.resume()
            for _ in range(2):
                with suppress(AppError):
                    for _ in self.scene.world.container.sweep.run():
                        pass
                self.scene.world.later(minutes=self.chance.choice((0, 1, 5)))

        return act


def broken_seeds(seeds: range, storage: Callable[[], Storage] | None = None) -> dict[int, list[str]]:
    """Which schedules broke what."""
    found = ((seed, Schedule(seed, storage() if storage else None).run()) for seed in seeds)
    return {seed: broken for seed, broken in found if broken}
