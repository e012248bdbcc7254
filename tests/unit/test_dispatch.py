"""Delivering: when it is tried again, when it is given up, and what waits meanwhile."""

import json
from datetime import timedelta
from itertools import accumulate
from pathlib import Path

import pytest

from app.bootstrap import local
from app.domain.errors import Unavailable
from app.domain.invoice import Invoice
from app.services.dispatch import MOST_TRIES, TRIED_FOR, wait_after
from app.settings import LocalSettings
from tests.documents.einvoices import cii_file
from tests.making import ANNA, BEN
from tests.world import INVOICE, PAPER, World, in_memory

EDITED = INVOICE.model_copy(update={"invoice_number": "R-2"})


def a_world() -> World:
    return World(in_memory(events=True))


def arrived(world: World) -> list[str]:
    return [each.type for each in world.target.arrived]


def edited(world: World, invoice_id: str, *, version: int = 1, invoice: Invoice = EDITED) -> None:
    world.container.invoices.replace(ANNA, invoice_id, invoice, version=version)


def swept(world: World) -> list[str]:
    return [finding.code for finding in world.container.sweep.run()]


def test_waits_grow_to_an_hour_and_end_after_three_days() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MOST_TRIES)]
    assert waits[0] == timedelta(seconds=10) and waits == sorted(waits) and waits[-1] == timedelta(hours=1)
    *before, total = accumulate(waits)
    assert before[-1] < TRIED_FOR <= total < TRIED_FOR + timedelta(hours=1)


def test_what_happens_is_delivered_by_a_job_right_after_it() -> None:
    world = a_world()
    invoice_id = world.saved(ANNA)
    assert world.work() == 1
    assert arrived(world) == ["invoice.saved"]
    edited(world, invoice_id)
    world.container.invoices.delete(ANNA, invoice_id, version=2)
    world.work()
    assert arrived(world) == ["invoice.saved", "invoice.changed", "invoice.deleted"]
    assert world.metrics.counted["EventsDelivered"] == 3


def test_a_job_waits_with_its_event_and_goes_on_with_the_next() -> None:
    world = a_world()
    world.target.down = True
    invoice_id = world.saved(ANNA)
    world.work()
    edited(world, invoice_id)
    world.work()
    assert arrived(world) == []
    world.target.down = False
    world.work()
    assert arrived(world) == [], "its time has not come"
    world.later(seconds=12)
    world.work()
    assert arrived(world) == ["invoice.saved", "invoice.changed"]


def test_a_job_that_could_not_be_put_delays_the_event_until_the_sweep_and_harms_nothing() -> None:
    world = a_world()
    scan_id = world.scanned(ANNA)

    def put(*_: object, **__: object) -> None:
        raise Unavailable("The queue does not answer.")

    world.jobs.put, kept = put, world.jobs.put
    assert world.container.invoices.save(ANNA, scan_id).version == 1
    world.jobs.put = kept
    assert world.work() == 0
    assert "undelivered-events" in swept(world)
    assert arrived(world) == ["invoice.saved"]


def test_the_sweep_delivers_one_event_of_an_object_at_a_time_and_all_of_them() -> None:
    world = a_world()
    world.jobs.put = lambda *_, **__: None
    invoice_ids = []
    for number in range(15):
        scan = world.container.scans.start(ANNA, PAPER + b"%d" % number)
        world.container.scans.work.fail(ANNA, scan, "damaged", "The file is damaged.")
        invoice_ids.append(scan.id)
    calls: list[list[str]] = []
    deliver = world.target.deliver

    def noted(deliveries):  # type: ignore[no-untyped-def]
        calls.append([each.about for each in deliveries])
        return deliver(deliveries)

    world.target.deliver = noted  # type: ignore[method-assign]  # to see it
    assert "undelivered-events" in swept(world)
    assert sorted(each.about for each in world.target.arrived) == sorted(invoice_ids)
    assert [len(call) for call in calls] == [10, 5]
    assert "undelivered-events" not in swept(world)


def test_an_event_that_is_refused_holds_up_its_own_object_alone() -> None:
    world = a_world()
    poison = world.saved(ANNA)
    world.target.refuses.add(world.storage.outbox.events[0].delivery.id)  # type: ignore[union-attr]  # there is one
    other = world.saved(BEN)
    edited(world, poison)
    world.work()
    swept(world)
    assert [each.about for each in world.target.arrived] == [other]


def test_after_three_days_it_is_given_up_counted_and_the_next_one_follows() -> None:
    world = a_world()
    invoice_id = world.saved(ANNA)
    edited(world, invoice_id)
    first, second = world.storage.outbox.events  # type: ignore[union-attr]  # there is one
    world.target.refuses.add(first.delivery.id)
    began = world.clock()
    while not world.target.arrived:
        world.work()
        swept(world)
        assert world.clock() - began < timedelta(days=5)
        world.later(minutes=5)
    assert world.clock() - began > TRIED_FOR
    assert [each.id for each in world.target.arrived] == [second.delivery.id]
    assert (first.state, second.state) == ("failed", "delivered")
    assert world.metrics.counted["EventsFailed"] == 1


def test_a_clock_that_jumps_gives_nothing_up() -> None:
    world = a_world()
    world.target.down = True
    world.saved(ANNA)
    for days in (40, -80, 4_000):
        world.later(days=days)
        swept(world)
    world.target.down = False
    world.later(hours=1)
    swept(world)
    assert arrived(world) == ["invoice.saved"]


def test_a_target_that_fails_in_a_way_of_its_own_stops_neither_worker_nor_sweep() -> None:
    world = a_world()

    def broken(_: object) -> dict[str, str]:
        raise ZeroDivisionError

    deliver, world.target.deliver = world.target.deliver, broken  # type: ignore[method-assign, assignment]  # to see it
    world.saved(ANNA)
    world.work()
    world.later(minutes=1)
    swept(world)
    world.target.deliver = deliver  # type: ignore[method-assign]  # to see it
    world.later(minutes=5)
    swept(world)
    assert arrived(world) == ["invoice.saved"]


def test_a_sweep_ends_when_the_target_does_not_answer() -> None:
    world = a_world()
    for number in range(25):
        world.saved(ANNA, PAPER + b"%d" % number)
    calls = []

    def down(deliveries: object) -> dict[str, str]:
        calls.append(deliveries)
        raise Unavailable("The target does not answer.")

    world.target.deliver = down  # type: ignore[method-assign, assignment]  # to see it
    swept(world)
    assert len(calls) == 1


def test_looking_alone_delivers_nothing() -> None:
    world = a_world()
    world.saved(ANNA)
    assert [finding.code for finding in world.container.sweep.run(mend=False)] == []
    assert arrived(world) == []


def test_the_delivered_are_forgotten_after_a_week_of_rounds() -> None:
    world = a_world()
    world.saved(ANNA)
    world.work()
    for _ in range(7):
        swept(world)
        assert len(world.container.dispatcher.list(ANNA, limit=9, after=None)[0]) == 1  # type: ignore[union-attr]  # there is one
        world.later(days=1)
    swept(world)
    assert world.container.dispatcher.list(ANNA, limit=9, after=None) == ((), False)  # type: ignore[union-attr]  # there is one


def test_jobs_about_events_that_are_left_from_before_do_nothing_where_none_are_kept() -> None:
    from app.domain import ids
    from app.ports import Job

    world = World()
    world.jobs.put(Job(ANNA, ids.events_about(ids.invoice_id())))
    assert world.work() == 1


@pytest.mark.parametrize("named", [True, False])
def test_one_machine_keeps_events_where_a_file_is_named(named: bool, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    settings = LocalSettings.from_mapping({"DATA_DIR": str(tmp_path / "data"), "EVENTS_FILE": str(file) * named})
    with local.laptop(settings) as laptop:
        container = laptop.container
        scan = container.scans.start(ANNA, cii_file().data)
        container.scans.work.fail(ANNA, scan, "damaged", "The file is damaged.")
        while container.jobs.run_one():
            pass
        assert (container.dispatcher is not None) == named
    told = [json.loads(line)["type"] for line in file.read_text().splitlines()] if file.exists() else []
    assert told == ["scan.failed"] * named
