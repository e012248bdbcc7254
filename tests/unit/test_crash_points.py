"""Stop the process after each outside call of scan, save, edit and delete, start again, sweep, and look whether every
promise still holds."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from app.domain.document import digest
from app.domain.errors import NotFound
from app.domain.record import Query
from app.ports import Key, Kind
from tests.making import ANNA
from tests.world import INVOICE, World

EDITED = INVOICE.model_copy(update={"invoice_number": "R-2"})
MOST_CALLS = 60


class Stopped(BaseException):
    """The process is gone: no `except` of the code under test may see this."""


class Stopper:
    """Counts the calls that leave the services, over all ports, and stops after the n-th has taken effect."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.stopped = False

    def around(self, port: Any) -> Any:
        return _Counted(port, self)

    def called(self) -> None:
        if self.stopped:
            raise Stopped
        self.left -= 1
        if self.left == 0:
            self.stopped = True
            raise Stopped


class _Counted:
    def __init__(self, port: Any, stopper: Stopper) -> None:
        self._port = port
        self._stopper = stopper

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._port, name)
        if not callable(value):
            return value

        def call(*arguments: Any, **named: Any) -> Any:
            if self._stopper.stopped:
                raise Stopped
            result = value(*arguments, **named)
            self._stopper.called()
            return result

        return call


def scan_and_save(world: World) -> str:
    return world.saved(ANNA)


def edit(world: World) -> str:
    invoice_id = world.container.invoices.list(ANNA, Query(), limit=1, after=None).items[0].id
    return world.container.invoices.replace(ANNA, invoice_id, EDITED, version=1).id


def delete(world: World) -> str:
    invoice_id = world.container.invoices.list(ANNA, Query(), limit=1, after=None).items[0].id
    world.container.invoices.delete(ANNA, invoice_id, version=1)
    return invoice_id


def stopped_after(calls: int, action: Callable[[World], str], *, prepared: bool) -> tuple[World, str | None]:
    """A world whose process died after that many calls; the second value is the answer, if one was given."""
    world = World()
    if prepared:
        world.saved(ANNA)
    world.container = world.services(Stopper(calls).around)
    answer = None
    with suppress(Stopped):
        answer = action(world)
    world.container = world.services()
    return world, answer


def mended(world: World) -> None:
    """What a restart and the sweeper do within 31 minutes."""
    world.container.sweep.resume()
    for _ in range(32):
        world.work()
        for _ in world.container.sweep.run():
            pass
        world.later(minutes=1)


def check_invariants(world: World) -> None:
    stored = {record.id: (owner, record) for owner, record in world.invoices.stored_all_owners()}
    for owner, record in stored.values():  # INV-2
        data = world.documents.get(owner, Key(Kind.INVOICE, record.id))
        assert digest(data) == record.document.sha256
    assert {found.key.id for found in world.documents.walk_all_owners(Kind.INVOICE)} == stored.keys()  # INV-3
    assert all(
        world.scans.needs_document(found.owner_key, found.key.id)
        for found in world.documents.walk_all_owners(Kind.SCAN)
    )
    assert list(world.scans.unfinished_all_owners(before=world.clock())) == []  # INV-7
    assert list(world.invoices.pending_all_owners(before=world.clock())) == []
    assert list(world.container.sweep.verify()) == []


CALLS = range(1, MOST_CALLS)


@pytest.mark.parametrize("calls", CALLS)
def test_scan_and_save_stopped_anywhere(calls: int) -> None:
    world, answer = stopped_after(calls, scan_and_save, prepared=False)
    mended(world)
    check_invariants(world)
    if answer:  # INV-1
        assert world.container.invoices.get(ANNA, answer).invoice == INVOICE
    again = world.saved(ANNA)  # the person tries again: one invoice, one reading charged
    assert answer in (None, again)
    assert len(world.container.invoices.list(ANNA, Query(), limit=9, after=None).items) == 1
    mended(world)
    check_invariants(world)


@pytest.mark.parametrize("calls", CALLS)
def test_a_save_is_repeated_at_once_by_the_client(calls: int) -> None:
    world, _ = stopped_after(calls, scan_and_save, prepared=False)
    world.later(minutes=3)  # leases have run out, no sweeper was there
    world.container.sweep.resume()
    world.saved(ANNA)
    assert len(world.container.invoices.list(ANNA, Query(), limit=9, after=None).items) == 1
    mended(world)
    check_invariants(world)


@pytest.mark.parametrize("calls", CALLS)
def test_an_edit_stopped_anywhere(calls: int) -> None:
    world, answer = stopped_after(calls, edit, prepared=True)
    mended(world)
    check_invariants(world)
    (item,) = world.container.invoices.list(ANNA, Query(), limit=9, after=None).items
    expected = EDITED if item.version == 2 else INVOICE
    assert world.container.invoices.get(ANNA, item.id).invoice == expected
    assert answer is None or item.version == 2
    assert len(world.container.invoices.history(ANNA, item.id)) == item.version


@pytest.mark.parametrize("calls", CALLS)
def test_a_delete_stopped_anywhere(calls: int) -> None:
    world, answer = stopped_after(calls, delete, prepared=True)
    mended(world)
    check_invariants(world)
    if answer:  # INV-9
        with pytest.raises(NotFound):
            world.container.invoices.get(ANNA, answer)


def test_the_sweep_reaches_every_call() -> None:
    """The longest action makes fewer calls than are swept: the last stop points are after its end."""
    _, answer = stopped_after(MOST_CALLS - 1, scan_and_save, prepared=False)
    assert answer


@pytest.mark.parametrize("calls", range(1, 12))
def test_a_sweep_stopped_anywhere_harms_nothing(calls: int) -> None:
    world, _ = stopped_after(9, scan_and_save, prepared=True)
    world.later(minutes=31)
    world.container = world.services(Stopper(calls).around)
    with suppress(Stopped):
        for _ in world.container.sweep.run():
            pass
    world.container = world.services()
    mended(world)
    check_invariants(world)
