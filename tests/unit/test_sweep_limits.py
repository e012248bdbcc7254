"""The time limits of the sweeper and of what waits: nothing happens a moment before, and a moment after it does."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from app.domain.errors import Conflict
from app.domain.invoice import Invoice
from app.domain.principal import Owner
from app.domain.rounds import AHEAD, Round, following, has_waited
from app.domain.scan import Scan, ScanState
from app.ports import Key, Kind
from tests.making import ANNA, NOON, a_record
from tests.world import PAPER, World

MOMENT = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def codes(world: World) -> list[str]:
    return [finding.code for finding in world.container.sweep.run()]


def half_saved(world: World) -> None:
    record = world.invoices.begin(ANNA, a_record(at=world.clock()))
    world.documents.put(ANNA, Key(Kind.INVOICE, record.id), PAPER)


def stuck(world: World) -> None:
    world.container.scans.start(ANNA, PAPER)


def unseen_upload(world: World) -> None:
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf", keep=True)
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)


def scan_without_row(world: World) -> None:
    world.documents.put(ANNA, Key(Kind.SCAN, "scn_" + "0" * 32), PAPER)


LIMITS = [
    (half_saved, "half-saved", 2 * MINUTE),
    (stuck, "stuck-scan", 2 * MINUTE),
    (unseen_upload, "unseen-upload", 5 * MINUTE),
    (scan_without_row, "found-document", 15 * MINUTE),
]


@pytest.mark.parametrize(("leave", "code", "limit"), LIMITS)
def test_what_may_still_be_worked_on_is_left_alone(leave: Callable[[World], None], code: str, limit: timedelta) -> None:
    world = World()
    leave(world)
    world.clock.advance(limit - MOMENT)
    assert codes(world) == []


@pytest.mark.parametrize(("leave", "code", "limit"), LIMITS)
def test_what_nobody_can_be_working_on_any_more_is_found(
    leave: Callable[[World], None], code: str, limit: timedelta
) -> None:
    world = World()
    leave(world)
    world.clock.advance(limit + MOMENT)
    assert codes(world) == [code]


@pytest.mark.parametrize(("ahead", "found"), [(MINUTE - MOMENT, []), (MINUTE + MOMENT, ["half-saved"])])
def test_clocks_of_one_installation_differ_by_a_minute(ahead: timedelta, found: list[str]) -> None:
    world = World()
    world.invoices.begin(ANNA, a_record(at=world.clock() + ahead))
    assert codes(world) == found


@pytest.mark.parametrize(("last", "failed"), [(timedelta(), False), (MOMENT, True)])
def test_a_scan_has_half_an_hour(last: timedelta, failed: bool) -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    codes(world)
    for step in [timedelta(minutes=10)] * 2 + [timedelta(minutes=10) + last]:
        world.clock.advance(step)
        codes(world)
    assert (world.container.scans.get(ANNA, scan.id).state is ScanState.FAILED) is failed


@pytest.mark.parametrize(("rest", "steady"), [(20 * MINUTE, True), (20 * MINUTE + MOMENT, False), (-MOMENT, False)])
def test_a_program_that_rested_longer_than_a_round_takes_did_not_run(rest: timedelta, steady: bool) -> None:
    last = Round(day=3, at=NOON, steady_since=NOON - MINUTE)
    assert following(last, NOON + rest) == Round(
        day=3, at=NOON + rest, steady_since=last.steady_since if steady else NOON + rest
    )


@pytest.mark.parametrize(
    ("since", "waited"),
    [
        (timedelta(minutes=5), True),
        (timedelta(minutes=5) - MOMENT, False),
        (timedelta(), False),
        (-AHEAD, False),
        (-AHEAD - MOMENT, True),
    ],
)
def test_a_wait_ends_in_time_and_with_a_clock_that_was_wrong(since: timedelta, waited: bool) -> None:
    assert has_waited(NOON - since, NOON, timedelta(minutes=5)) is waited


@pytest.mark.parametrize(("passed", "kept"), [(MINUTE - MOMENT, False), (MINUTE, True)])
def test_another_save_of_the_same_scan_may_run_for_a_minute(passed: timedelta, kept: bool) -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    document = world.container.scans.get(ANNA, scan_id).document
    died = a_record(at=world.clock()).model_copy(update={"scan_id": scan_id, "document": document})
    world.invoices.begin(ANNA, died)
    world.clock.advance(passed)
    if kept:
        assert world.container.invoices.save(ANNA, scan_id, Invoice(invoice_number="R-2")).id != died.id
    else:
        with pytest.raises(Conflict) as refused:
            world.container.invoices.save(ANNA, scan_id, Invoice(invoice_number="R-2"))
        assert refused.value.code == "save-running"


def half_saved_over(world: World, data: bytes) -> str:
    """The id of a save that died behind its bytes, with these in the place of the document."""
    scan_id = world.scanned(ANNA)
    document = world.container.scans.get(ANNA, scan_id).document
    record = a_record(at=world.clock()).model_copy(update={"scan_id": scan_id, "document": document})
    kept = world.invoices.begin(ANNA, record)
    world.documents.put(ANNA, Key(Kind.INVOICE, kept.id), data)
    world.clock.advance(2 * MINUTE + MOMENT)
    return str(kept.id)


def test_a_half_saved_invoice_with_its_bytes_is_finished_and_keeps_its_digest() -> None:
    world = World()
    invoice_id = half_saved_over(world, PAPER)
    assert codes(world) == ["half-saved"]
    record = world.container.invoices.get(ANNA, invoice_id)
    assert record.document == world.inspector.inspect(PAPER, declared_type=None, file_name=None)
    assert world.container.scans.get(ANNA, record.scan_id).invoice_id == invoice_id
    assert list(world.container.sweep.verify()) == []


@pytest.mark.parametrize("data", [PAPER[:-1], PAPER + b"2", b""])
def test_a_half_saved_invoice_over_other_bytes_is_taken_back_and_can_be_saved_again(data: bytes) -> None:
    world = World()
    invoice_id = half_saved_over(world, data)
    scan_id = next(record for _, record in world.invoices.pending_all_owners(before=world.clock())).scan_id
    assert codes(world) == ["half-saved"]
    assert not world.invoices.is_known(ANNA.key, invoice_id)
    again = world.container.invoices.save(ANNA, scan_id)
    assert world.documents.get(ANNA, Key(Kind.INVOICE, again.id)) == PAPER


def test_a_scan_that_ends_while_the_sweeper_looks_is_neither_failed_nor_told(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    codes(world)
    for _ in range(3):
        world.clock.advance(timedelta(minutes=10))
        codes(world)
    world.clock.advance(MINUTE)
    look = world.scans.unfinished_all_owners

    def look_and_cancel_meanwhile(**times: datetime) -> Iterator[tuple[Owner, Scan]]:
        seen = list(look(**times))
        world.container.scans.cancel(ANNA, scan.id)
        return iter(seen)

    monkeypatch.setattr(world.scans, "unfinished_all_owners", look_and_cancel_meanwhile)
    assert codes(world) == []
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.CANCELLED
