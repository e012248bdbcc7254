"""No event is lost and none overtakes an earlier one about the same object, whatever dies, fails or gets no answer."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from app.domain.errors import DocumentRejected
from app.services.dispatch import MOST_TRIES, wait_after
from tests import aws
from tests.faults.harness import FAULTS, Fate, Harness, Stopped, at
from tests.faults.outbox import Run, broken_chains, broken_deliveries, every_event
from tests.faults.places import on_aws, on_disk
from tests.faults.scene import Scene
from tests.faults.test_crash_points import MOST_CALLS, delete, edit, nothing, saved, scan_and_save
from tests.faults.test_places import LOST
from tests.making import ANNA, BEN
from tests.world import in_memory

Action = Callable[[Scene], None]


def scan_in_vain(scene: Scene) -> None:
    scene.world.reader.gives = DocumentRejected("damaged", "The file is damaged.")
    scene.anna.scan()
    scene.work()


ACTIONS: dict[str, tuple[Action, Action, str]] = {
    "save": (nothing, scan_and_save, "invoice.saved"),
    "edit": (saved, edit, "invoice.changed"),
    "delete": (saved, delete, "invoice.deleted"),
    "fail": (nothing, scan_in_vain, "scan.failed"),
}


def broken(scene: Scene) -> list[str]:
    storage = scene.world.storage
    assert storage.outbox is not None
    kept = [event for owner in (ANNA, BEN) for event in every_event(storage.outbox, owner)]
    present = {record.id: record.version for _, record in storage.invoices.stored_all_owners()}
    return [*broken_deliveries(kept, scene.world.target.arrived), *broken_chains(kept, present)]


@pytest.mark.parametrize("fate", FAULTS, ids=lambda fate: fate.name)
@pytest.mark.parametrize("name", ACTIONS)
def test_every_call_goes_wrong_once(name: str, fate: Fate) -> None:
    prepared, action, told = ACTIONS[name]
    for number in count(1):
        assert number < MOST_CALLS
        scene = Scene(in_memory(events=True), charges=False)
        prepared(scene)
        harness = Harness(at(number, fate), scene.world.clock)
        scene.under(harness)
        with suppress(Stopped):
            action(scene)
        if len(harness.calls) < number:
            break
        scene.restarted(rounds=2)
        assert broken(scene) == [], f"call {number}: {harness.calls[number - 1]}"
        action(scene)  # the client asks again
        scene.restarted(rounds=2)
        assert broken(scene) == [], f"call {number}, repeated"
        assert told in [each.type for each in scene.world.target.arrived if each.owner == ANNA], f"call {number}"
    assert number > 4


def without_loss(run: Run, events: int) -> None:
    run.until(events)
    assert run.broken() == []
    arrived = [each.id for each in run.target.arrived]
    assert len(set(arrived)) >= events
    assert run.crashes, "nothing went wrong"


def test_of_a_thousand_events_on_one_machine_none_is_lost() -> None:
    with on_disk(events=True) as storage:
        without_loss(Run(7, storage(), faults=0.03), 1_000)


@pytest.mark.parametrize("seed", range(4))
def test_of_events_in_memory_none_is_lost(seed: int) -> None:
    without_loss(Run(seed, in_memory(events=True), faults=0.05), 60)


def test_of_events_in_an_account_none_is_lost(wire: aws.Wire, account: aws.Clients) -> None:
    """With answers that get lost on the wire as well."""
    run = Run(3, on_aws(wire.clients, account, events=True), faults=0.04)
    operations = ("TransactWriteItems", "UpdateItem", "Query")
    with wire.faults(*(aws.call("dynamodb", name, times=5, **LOST) for name in operations)):
        without_loss(run, 60)


def test_what_is_delivered_twice_has_the_same_id() -> None:
    run = Run(5, in_memory(events=True), faults=0.08)
    run.until(150)
    arrived = [each.id for each in run.target.arrived]
    assert len(arrived) > len(set(arrived)), "no delivery was repeated"
    assert len({each.id: each.body for each in run.target.arrived}) == len({(e.id, e.body) for e in run.target.arrived})
    assert run.broken() == []


def test_a_target_that_is_down_for_two_days_gets_all_of_it_in_order() -> None:
    run = Run(11, in_memory(events=True), faults=0)
    run.target.down = True
    for _ in range(6):
        run._process(steps=5)
    assert run.target.arrived == []
    dispatcher, _ = run._services(lambda port: port)
    for _ in range(48):
        dispatcher.catch_up(at_most=1_000)
        run.storage.clock.advance(wait_after(MOST_TRIES))
    run.target.down = False
    run._drained()
    assert run.target.arrived
    assert run.broken() == []
