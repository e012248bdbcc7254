"""Everything that can go wrong, at every call that leaves the services while somebody scans, saves, edits, deletes,
cancels or imports, and while the sweeper mends; then a restart, and every promise is looked at."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from app.commands.files import Search
from app.commands.import_folder import Pile
from app.domain.errors import AppError
from tests.faults.clients import paper_of
from tests.faults.harness import FAULTS, Fate, Harness, Stopped, at
from tests.faults.scene import Scene, half_done
from tests.making import ANNA
from tests.world import INVOICE

EDITED = INVOICE.model_copy(update={"invoice_number": "R-2"})
MOST_CALLS = 100


# ---- what is done ----------------------------------------------------------------------------------------------------


def nothing(scene: Scene) -> None:
    pass


def saved(scene: Scene) -> None:
    scan_id = scene.anna.scan()
    scene.work()
    assert scene.anna.save(scan_id or "")


def scan_and_save(scene: Scene) -> None:
    scan_id = scene.anna.scan(key="scan")
    scene.work()
    if scan_id:
        scene.anna.save(scan_id, key="save")


def scan_of_two_pages_and_cancel(scene: Scene) -> None:
    scan_id = scene.anna.scan()
    if scan_id:
        scene.anna.cancel(scan_id)
    scene.work()


def edit(scene: Scene) -> None:
    for invoice_id in scene.anna.invoices():
        scene.anna.edit(invoice_id, EDITED, version=1)


def delete(scene: Scene) -> None:
    for invoice_id in scene.anna.invoices():
        scene.anna.delete(invoice_id)


def newer_reader(scene: Scene) -> None:
    scene.world.reader.version = "2"
    scene.world.reader.gives = scene.world.reader.gives.model_copy(update={"invoice": EDITED})


def draft_and_newer_reader(scene: Scene) -> None:
    scene.anna.scan()
    scene.work()
    newer_reader(scene)


def read_draft_again_and_save(scene: Scene) -> None:
    scan_id = scene.anna.read_again()
    scene.work()
    if scan_id:
        scene.anna.save(scan_id)


def saved_and_newer_reader(scene: Scene) -> None:
    saved(scene)
    newer_reader(scene)


def read_invoice_again_and_take(scene: Scene) -> None:
    scene.anna.read_again()
    scene.work()
    for invoice_id in scene.anna.invoices():
        scene.anna.take(invoice_id, EDITED)


def import_a_pile(scene: Scene, folder: Path) -> None:
    for number in range(3):
        (folder / f"{number}.pdf").write_bytes(paper_of(ANNA, number))

    def paths() -> Iterator[Path]:
        yield from sorted(folder.iterdir())
        scene.work()

    with suppress(AppError):
        for _ in Pile(scene.world.container, ANNA, Search([])).take_in(paths()):  # type: ignore[arg-type]
            pass


def sweep(scene: Scene) -> None:
    with suppress(AppError):
        for _ in scene.world.container.sweep.run():
            pass


Action = Callable[[Scene], None]
ACTIONS: dict[str, tuple[Action, Action]] = {
    "scan and save": (nothing, scan_and_save),
    "cancel": (nothing, scan_of_two_pages_and_cancel),
    "edit": (saved, edit),
    "delete": (saved, delete),
    "read a draft again": (draft_and_newer_reader, read_draft_again_and_save),
    "read an invoice again": (saved_and_newer_reader, read_invoice_again_and_take),
    "sweep": (half_done, sweep),
}


def swept(action: Action, prepared: Action, fate: Fate, *, charges: bool) -> Iterator[tuple[int, Scene]]:
    """A scene for every call that the action makes, at which that went wrong."""
    for number in count(1):
        assert number < MOST_CALLS
        scene = Scene(charges=charges)
        prepared(scene)
        harness = Harness(at(number, fate), scene.world.clock)
        scene.under(harness)
        with suppress(Stopped):
            action(scene)
        if len(harness.calls) < number:
            return
        yield number, scene


@pytest.mark.parametrize("charges", [True, False], ids=["paid reader", "free reader"])
@pytest.mark.parametrize("fate", FAULTS, ids=lambda fate: fate.name)
@pytest.mark.parametrize("name", ACTIONS)
def test_every_call_goes_wrong_once(name: str, fate: Fate, charges: bool) -> None:
    prepared, action = ACTIONS[name]
    calls = 0
    for number, scene in swept(action, prepared, fate, charges=charges):
        calls = number
        scene.restarted()
        assert scene.broken() == [], f"call {number}"
        action(scene)  # the client asks again
        scene.restarted()
        assert scene.broken() == [], f"call {number}, repeated"
        if name == "edit":
            (invoice_id,) = scene.anna.invoices()
            assert scene.world.container.invoices.get(ANNA, invoice_id).version == 2
        elif name == "delete":
            assert scene.anna.invoices() == []
        elif name == "read an invoice again":
            (invoice_id,) = scene.anna.invoices()
            assert scene.world.container.invoices.get(ANNA, invoice_id).version == 2 or charges
        elif name == "scan and save":
            assert len(scene.anna.invoices()) == 1 or charges
    assert calls >= 4


@pytest.mark.parametrize("fate", FAULTS, ids=lambda fate: fate.name)
def test_every_call_of_an_import_goes_wrong_once(fate: Fate, tmp_path: Path) -> None:
    def action(scene: Scene) -> None:
        import_a_pile(scene, tmp_path)

    for number, scene in swept(action, nothing, fate, charges=False):
        scene.restarted()
        assert scene.broken() == [], f"call {number}"
        action(scene)
        scene.restarted()
        assert scene.broken() == [], f"call {number}, repeated"
        assert len(scene.anna.invoices()) == 3, f"call {number}, repeated"
