"""What a client does in an installation from hand-over to delete, asking again until it is answered."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.domain.errors import AppError
from tests.faults.harness import Fate, Harness, Stopped, at
from tests.faults.scene import Scene
from tests.world import INVOICE, Storage

EDITED = INVOICE.model_copy(update={"invoice_number": "R-2"})
TRIES = 4


def until(answered: Callable[[], Any]) -> Any:
    """As a client does: asks again until it is answered."""
    for _ in range(TRIES):
        with suppress(AppError):
            result = answered()
            if result:
                return result
    raise AssertionError("no answer")


def life(scene: Scene) -> None:
    """Two documents handed over and saved, one changed, the other deleted."""
    anna, kept = scene.anna, list[str]()
    for number in range(2):
        scan_id = until(lambda number=number: anna.scan(number, key=f"s{number}"))
        scene.work()
        kept.append(until(lambda scan_id=scan_id: anna.save(scan_id, key=f"k{scan_id}")))
    until(lambda: anna.edit(kept[0], EDITED))
    until(lambda: anna.delete(kept[1]))


def broken_at(number: int, storage: Storage) -> list[str]:
    """What is broken when the process dies at that call of a life, is started again, and the client begins anew."""
    scene = Scene(storage)
    scene.under(Harness(at(number, Fate.STOPPED_AFTER), scene.world.clock))
    with suppress(Stopped):
        life(scene)
    scene.world.container = scene.world.services()
    scene.world.later(minutes=3)
    scene.world.container.sweep.resume()
    scene.work()
    with suppress(AssertionError):  # what may have been charged has failed, and is handed over again by a person
        life(scene)
    scene.restarted(rounds=2)
    return scene.broken()
