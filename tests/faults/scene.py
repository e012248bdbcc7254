"""An installation with clients, a witness and faults, and what a restart and time do to it."""

from contextlib import suppress

from app.domain.errors import AppError
from tests.faults.clients import Client
from tests.faults.harness import Fate, Harness, Stopped, when
from tests.faults.invariants import broken
from tests.faults.ledger import Ledger, Witness
from tests.making import ANNA, BEN
from tests.world import Storage, World


class Scene:
    """A world, Anna in it, and what she and an outsider saw. Ben has an invoice, which is none of her business."""

    def __init__(self, storage: Storage | None = None, *, charges: bool = True) -> None:
        self.world = World(storage)
        self.world.reader.charges = charges
        self.witness = Witness(self.world.scans)
        self.world.scans = self.witness
        self.world.container = self.world.services()
        self.ledger = Ledger()
        self.anna = Client(self.world, ANNA, self.ledger)
        ben = Client(self.world, BEN, self.ledger)
        scan_id = ben.scan()
        self.work()
        assert ben.save(scan_id or "")

    def under(self, harness: Harness) -> None:
        self.world.container = self.world.services(harness.around)

    def work(self) -> None:
        """As `app/runner.py`: what goes wrong with the queue is tried again, until every lease has run out."""
        for _ in range(7):
            with suppress(AppError):
                self.world.work()
            self.world.later(seconds=6)

    def restarted(self, *, rounds: int = 12) -> None:
        """The process anew, and what it and the sweeper do within a bit more than half an hour."""
        self.world.container = self.world.services()
        self.world.container.sweep.resume()
        for _ in range(rounds):
            self.work()
            for _ in self.world.container.sweep.run():
                pass
            self.world.later(minutes=36 / rounds)

    def broken(self) -> list[str]:
        charged = getattr(self.world.reader, "read_of", None) if self.world.reader.charges else None
        found = broken(self.world.storage, self.ledger, witness=self.witness, charged=charged)
        return [*found, *(f"doctor: {finding}" for finding in self.world.container.sweep.verify())]


LEFT_BY = (
    ("documents.put", Fate.STOPPED_AFTER),
    ("jobs.put", Fate.STOPPED_BEFORE),
    ("reader.read", Fate.STOPPED_AFTER),
    ("invoices.begin", Fate.STOPPED_AFTER),
    ("documents.copy", Fate.STOPPED_AFTER),
    ("invoices.store", Fate.STOPPED_AFTER),
    ("scans.mark_saved", Fate.STOPPED_AFTER),
)


def half_done(scene: Scene) -> None:
    """Something of everything for the sweeper: a process that died at each of these calls, and twenty minutes."""
    for number, (call, fate) in enumerate(LEFT_BY):
        scene.under(Harness(when(call, fate), scene.world.clock))
        with suppress(Stopped):
            scan_id = scene.anna.scan(number)
            scene.work()
            if scan_id:
                scene.anna.save(scan_id)
    scene.world.container = scene.world.services()
    scene.world.later(minutes=20)
