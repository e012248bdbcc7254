"""Requests that are cut off, sent again, or meet each other: F01 to F03, F12 to F17, F26 to F29."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from app.api.idempotency import RUN_FOR
from app.domain.errors import AppError, Conflict, NotFound, Stale
from app.domain.scan import ScanState
from app.ports import Key, Kind
from tests.faults.clients import Client, paper_of
from tests.faults.harness import Fate, Harness, Plan, Stopped, at, when
from tests.faults.scene import Scene
from tests.faults.schedule import Turns
from tests.making import ANNA
from tests.world import INVOICE

EDITED = INVOICE.model_copy(update={"invoice_number": "R-2"})
AGAIN = RUN_FOR + timedelta(seconds=1)


def stopped(scene: Scene, plan: Plan, act: Callable[[], object]) -> None:
    """The process dies on the way, and is started again; nobody has swept yet."""
    scene.under(Harness(plan, scene.world.clock))
    with pytest.raises(Stopped):
        act()
    scene.world.container = scene.world.services()


def whole(scene: Scene) -> None:
    scene.restarted()
    assert scene.broken() == []


def together(scene: Scene, seed: int, *acts: Callable[[], object]) -> None:
    """All at once, in an order by chance."""
    turns = Turns(Random(seed))
    scene.under(Harness(at(0, Fate.FINE), scene.world.clock, turn=turns.turn))
    turns.run(list(acts))
    scene.world.container = scene.world.services()


def a_saved_invoice(scene: Scene) -> str:
    scan_id = scene.anna.scan()
    scene.work()
    invoice_id = scene.anna.save(scan_id or "")
    assert invoice_id
    return invoice_id


# ---- sent again ------------------------------------------------------------------------------------------------------


def test_f01_a_scan_repeated_after_the_clients_time_out_is_the_same() -> None:
    scene = Scene()
    stopped(scene, when("idempotency.finish", Fate.STOPPED_BEFORE), lambda: scene.anna.scan(key="k"))
    assert scene.anna.scan(key="k") is None, "the first may still run"
    scene.world.clock.advance(AGAIN)
    scan_id = scene.anna.scan(key="k")
    assert scan_id
    assert scene.anna.scan(key="k") == scan_id
    whole(scene)


def test_f02_the_same_bytes_without_a_key_are_the_same_scan() -> None:
    scene = Scene()
    first = scene.anna.scan()
    scene.work()
    assert scene.anna.scan() == first
    scene.work()
    assert len(scene.witness.added) == 2, "one of Ben's and one of Anna's"
    whole(scene)


@pytest.mark.parametrize("seed", range(20))
def test_f03_two_scans_of_the_same_bytes_at_once_are_one(seed: int) -> None:
    scene, ids = Scene(), set[str | None]()
    together(scene, seed, lambda: ids.add(scene.anna.scan()), lambda: ids.add(scene.anna.scan()), scene.work)
    assert len(ids) == 1
    whole(scene)


# ---- killed ----------------------------------------------------------------------------------------------------------


def test_f12_killed_before_any_write_there_is_nothing_to_see() -> None:
    scene = Scene()
    before = list(scene.world.documents.objects)
    stopped(scene, when("documents.put", Fate.STOPPED_BEFORE), scene.anna.scan)
    assert list(scene.world.documents.objects) == before
    assert len(scene.witness.added) == 1
    whole(scene)


SAVE_STEPS = {
    "F13 after the pending record": "invoices.begin",
    "F14 after the document, before the transaction": "documents.copy",
    "F15 after the transaction, before the answer": "invoices.store",
}


@pytest.mark.parametrize("sweeps_first", [True, False])
@pytest.mark.parametrize("step", SAVE_STEPS)
def test_killed_while_saving(step: str, sweeps_first: bool) -> None:
    scene = Scene()
    scan_id = scene.anna.scan() or ""
    scene.work()
    stopped(scene, when(SAVE_STEPS[step], Fate.STOPPED_AFTER), lambda: scene.anna.save(scan_id, key="k"))
    if sweeps_first:
        whole(scene)
        assert len(scene.anna.invoices()) == (0 if step.startswith("F13") else 1)
    else:
        scene.world.clock.advance(AGAIN)
    invoice_id = scene.anna.save(scan_id, key="k")
    assert scene.anna.invoices() == [invoice_id]
    assert scene.anna.save(scan_id, key="k") == invoice_id
    whole(scene)


def test_f15_an_edit_repeated_after_its_answer_was_lost_is_the_same_edit() -> None:
    scene = Scene()
    invoice_id = a_saved_invoice(scene)
    stopped(scene, when("invoices.replace", Fate.STOPPED_AFTER), lambda: scene.anna.edit(invoice_id, EDITED, version=1))
    assert scene.anna.edit(invoice_id, EDITED, version=1) == 2
    assert len(scene.world.invoices.history(ANNA, invoice_id)) == 2
    with pytest.raises(Stale):
        scene.world.container.invoices.replace(ANNA, invoice_id, INVOICE, version=1)
    whole(scene)


def test_f16_a_key_whose_request_died_is_free_when_its_time_is_over() -> None:
    scene = Scene()
    stopped(scene, when("idempotency.begin", Fate.STOPPED_AFTER), lambda: scene.anna.scan(key="k"))
    assert scene.anna.scan(key="k") is None
    scene.world.later(seconds=61)  # the longest request ends after half a minute
    assert scene.anna.scan(key="k")
    whole(scene)


# ---- two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_f26_of_two_editors_with_the_same_version_one_wins(seed: int) -> None:
    scene, told = Scene(), list[int | None]()
    invoice_id = a_saved_invoice(scene)
    other = INVOICE.model_copy(update={"invoice_number": "R-3"})
    together(
        scene,
        seed,
        lambda: told.append(scene.anna.edit(invoice_id, EDITED, version=1)),
        lambda: told.append(scene.anna.edit(invoice_id, other, version=1)),
    )
    assert sorted(told, key=str) == [2, None]
    assert len(scene.world.invoices.history(ANNA, invoice_id)) == 2
    whole(scene)


def test_f27_a_result_that_comes_late_changes_nothing_that_a_person_saved() -> None:
    scene = Scene(charges=False)
    scan_id = scene.anna.scan() or ""
    late = scene.world.container.jobs
    saved = list[str | None]()

    def meanwhile() -> None:
        scene.world.reader.meanwhile = lambda: None
        scene.world.later(seconds=31)  # the lease has run out
        scene.work()  # another worker reads it
        saved.append(scene.anna.save(scan_id, EDITED))
        late_reading = INVOICE.model_copy(update={"invoice_number": "late"})
        scene.world.reader.gives = scene.world.reader.gives.model_copy(update={"invoice": late_reading})

    scene.world.reader.meanwhile = meanwhile
    late.run_one()
    (invoice_id,) = saved
    assert scene.world.container.invoices.get(ANNA, invoice_id or "").invoice == EDITED
    scan = scene.world.container.scans.get(ANNA, scan_id)
    assert scan.state is ScanState.DONE
    assert scan.reading and scan.reading.invoice == INVOICE
    whole(scene)


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_f28_a_result_that_comes_after_a_delete_brings_nothing_back(how: str) -> None:
    scene = Scene(charges=False)
    scan_id = scene.anna.scan() or ""

    def meanwhile() -> None:
        scene.world.reader.meanwhile = lambda: None
        if how == "cancelled":
            assert scene.anna.cancel(scan_id)
            return
        scene.world.later(seconds=31)
        scene.work()
        assert scene.anna.delete(scene.anna.save(scan_id) or "")

    scene.world.reader.meanwhile = meanwhile
    scene.world.container.jobs.run_one()
    assert scene.anna.invoices() == []
    assert [key for whose, key in scene.world.documents.objects if whose == ANNA.key] == []
    if how == "cancelled":
        assert scene.world.container.scans.get(ANNA, scan_id).state is ScanState.CANCELLED
    else:
        with pytest.raises(NotFound):
            scene.world.container.scans.get(ANNA, scan_id)
    whole(scene)


def test_f29_a_delete_again_is_fine_and_one_that_was_cut_off_can_be_repeated() -> None:
    for number in range(1, 30):
        scene = Scene()
        invoice_id = a_saved_invoice(scene)
        harness = Harness(at(number, Fate.STOPPED_AFTER), scene.world.clock)
        scene.under(harness)
        with suppress(Stopped):
            scene.anna.delete(invoice_id)
        scene.world.container = scene.world.services()
        assert scene.anna.delete(invoice_id)
        assert scene.anna.delete(invoice_id)
        scan_id = scene.ledger.scan_of[ANNA, invoice_id]
        with pytest.raises(NotFound):
            scene.world.container.scans.get(ANNA, scan_id)
        with pytest.raises(NotFound):
            scene.world.documents.get(ANNA, Key(Kind.SCAN, scan_id))
        whole(scene)
        if len(harness.calls) < number:
            return
    raise AssertionError("a delete has no end")


@pytest.mark.parametrize("when_kept", ["before the delete", "after the delete"])
def test_f29_a_kept_answer_does_not_show_what_was_deleted(when_kept: str) -> None:
    scene = Scene()
    scan_id = scene.anna.scan() or ""
    scene.work()
    if when_kept == "before the delete":
        invoice_id = scene.anna.save(scan_id, key="k") or ""
        assert scene.anna.delete(invoice_id)
    else:  # the request that saved was slower than the delete, and keeps its answer last

        def slower(client: Client) -> None:
            finish = scene.world.idempotency.finish

            def late(*given: object) -> None:
                scene.world.idempotency.finish = finish
                for invoice_id in client.invoices():
                    assert client.delete(invoice_id)
                finish(*given)

            scene.world.idempotency.finish = late
            client.save(scan_id, key="k")

        slower(scene.anna)
    assert scene.anna.save(scan_id, key="k") is None
    whole(scene)


def test_a_save_of_a_scan_that_was_saved_otherwise_is_refused_and_harms_nothing() -> None:
    scene = Scene()
    invoice_id = a_saved_invoice(scene)
    scan_id = scene.ledger.scan_of[ANNA, invoice_id]
    with pytest.raises(Conflict):
        scene.world.container.invoices.save(ANNA, scan_id, EDITED)
    with pytest.raises(AppError):
        scene.world.container.scans.start(ANNA, b"GIF")
    assert scene.world.container.scans.start(ANNA, paper_of(ANNA, 1)).id == scan_id
    whole(scene)
