"""What every `ScanRepository` promises."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from app.domain import ids
from app.domain.errors import Conflict, InvalidInput, NotFound, QuotaExceeded, StorageFull
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.reading import Cost, Note
from app.domain.scan import READER_BUSY, ReaderTotals, Reason, Scan, ScanState, Ticket, Waiting
from app.domain.turns import Line
from app.ports import ScanRepository
from tests.fakes import SettableClock
from tests.making import ANNA, BEN, NOON, a_reading, a_scan

FREE = ScanQuota()

REASON = Reason(
    code="too-complex", detail="It took too long.", notes=(Note(code="not-read-by", detail="text: No text layer."),)
)


def added(scans: ScanRepository, owner: Owner, *given: Scan) -> None:
    for scan in given:
        assert scans.add(owner, scan, quota=FREE) == scan


def all_of(scans: ScanRepository, owner: Owner, *, limit: int = 100, unsaved: bool = False) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        part, after = scans.list(owner, state=None, unsaved=unsaved, limit=limit, after=after)
        assert len(part) <= limit
        found += [scan.id for scan in part]
        if after is None:
            return found


# ---- one scan --------------------------------------------------------------------------------------------------------


def test_a_scan_comes_back_whole(scans: ScanRepository) -> None:
    scan = a_scan(state=ScanState.FAILED, stage="text", attempts=3, reason=REASON)
    added(scans, ANNA, scan)
    assert scans.get(ANNA, scan.id) == scan


def test_a_reading_comes_back_whole(scans: ScanRepository) -> None:
    scan = a_scan(state=ScanState.READING)
    added(scans, ANNA, scan)
    done = scan.model_copy(update={"state": ScanState.DONE, "reading": a_reading()})
    assert scans.advance(ANNA, done) == done
    assert scans.get(ANNA, scan.id) == done


@pytest.mark.parametrize("name", ["", "scn_1", "x'; DROP TABLE scans; --", "\0"])
def test_an_unknown_id_is_not_found(scans: ScanRepository, name: str) -> None:
    with pytest.raises(NotFound):
        scans.get(ANNA, name)
    assert scans.find_owner(ANNA.key, name) is None


def test_another_owners_scan_is_not_found(scans: ScanRepository) -> None:
    scan = a_scan()
    added(scans, ANNA, scan)
    with pytest.raises(NotFound):
        scans.get(BEN, scan.id)
    with pytest.raises(NotFound):
        scans.advance(BEN, scan.model_copy(update={"state": ScanState.READING}))
    with pytest.raises(NotFound):
        scans.mark_saved(BEN, scan.id, ids.invoice_id())
    scans.delete(BEN, scan.id)
    assert all_of(scans, BEN) == []
    assert scans.get(ANNA, scan.id) == scan


def test_it_is_known_to_whom_a_scan_belongs(scans: ScanRepository) -> None:
    scan = a_scan()
    added(scans, ANNA, scan)
    assert scans.find_owner(ANNA.key, scan.id)
    assert not scans.find_owner(BEN.key, scan.id)
    assert not scans.find_owner(ANNA.key, ids.scan_id())


def test_a_deleted_scan_is_gone(scans: ScanRepository) -> None:
    scan = a_scan()
    added(scans, ANNA, scan)
    scans.delete(ANNA, scan.id)
    scans.delete(ANNA, scan.id)
    with pytest.raises(NotFound):
        scans.get(ANNA, scan.id)
    with pytest.raises(NotFound):
        scans.advance(ANNA, scan.model_copy(update={"state": ScanState.READING}))


# ---- states ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("present", "later"), list(product(ScanState, ScanState)))
def test_states_only_go_forward(scans: ScanRepository, present: ScanState, later: ScanState) -> None:
    scan = a_scan(state=present)
    added(scans, ANNA, scan)
    changed = scan.model_copy(update={"state": later, "stage": "text", "updated_at": NOON + timedelta(seconds=1)})
    if present.may_become(later):
        assert scans.advance(ANNA, changed) == changed
        assert scans.get(ANNA, scan.id) == changed
    else:
        with pytest.raises(Conflict):
            scans.advance(ANNA, changed)
        assert scans.get(ANNA, scan.id) == scan


def test_f22_of_two_ends_at_once_one_counts(scans: ScanRepository) -> None:
    scan = a_scan(state=ScanState.READING)
    added(scans, ANNA, scan)

    def end(state: ScanState) -> bool:
        try:
            scans.advance(ANNA, scan.model_copy(update={"state": state}))
        except Conflict:
            return False
        return True

    ends = [ScanState.DONE, ScanState.FAILED, ScanState.CANCELLED] * 3
    with ThreadPoolExecutor(9) as threads:
        won = list(threads.map(end, ends))
    assert won.count(True) == 1
    assert scans.get(ANNA, scan.id).state is ends[won.index(True)]


def test_a_step_forward_keeps_which_invoice_was_saved(scans: ScanRepository) -> None:
    scan, invoice_id = a_scan(), ids.invoice_id()
    added(scans, ANNA, scan)
    scans.mark_saved(ANNA, scan.id, invoice_id)
    later = scans.advance(ANNA, scan.model_copy(update={"state": ScanState.READING}))
    assert later.invoice_id == invoice_id
    assert scans.get(ANNA, scan.id) == later


def test_a_wish_to_keep_a_scan_outlasts_whoever_reads_it_and_does_not_know(scans: ScanRepository) -> None:
    """The reader writes the row as it was when it began."""
    scan = a_scan()
    added(scans, ANNA, scan)
    scans.keep(ANNA, scan.id)
    scans.keep(ANNA, scan.id)
    later = scans.advance(ANNA, scan.model_copy(update={"state": ScanState.READING}))
    assert (later.keep, scans.get(ANNA, scan.id)) == (True, later)
    done = scans.advance(ANNA, scan.model_copy(update={"state": ScanState.DONE, "reading": a_reading()}))
    scans.keep(ANNA, scan.id)
    assert (done.keep, scans.get(ANNA, scan.id)) == (True, done)


def test_only_ones_own_unsaved_scan_can_be_kept(scans: ScanRepository) -> None:
    draft, saved = a_scan(), a_scan()
    for scan in (draft, saved):
        added(scans, ANNA, scan)
    scans.mark_saved(ANNA, saved.id, ids.invoice_id())
    scans.keep(ANNA, saved.id)
    assert not scans.get(ANNA, saved.id).keep
    for owner, scan_id in ((BEN, draft.id), (ANNA, ids.scan_id())):
        with pytest.raises(NotFound):
            scans.keep(owner, scan_id)
    assert not scans.get(ANNA, draft.id).keep


def test_a_scan_is_saved_as_one_invoice(scans: ScanRepository) -> None:
    scan, invoice_id = a_scan(), ids.invoice_id()
    added(scans, ANNA, scan)
    scans.mark_saved(ANNA, scan.id, invoice_id)
    scans.mark_saved(ANNA, scan.id, invoice_id)
    with pytest.raises(Conflict):
        scans.mark_saved(ANNA, scan.id, ids.invoice_id())
    assert scans.get(ANNA, scan.id).invoice_id == invoice_id
    with pytest.raises(NotFound):
        scans.mark_saved(ANNA, ids.scan_id(), invoice_id)


def test_f40_while_one_try_waits_for_a_reader_that_charges_no_other_reads(scans: ScanRepository) -> None:
    scan = a_scan()
    added(scans, ANNA, scan)
    first, second = (
        scan.model_copy(update={"state": ScanState.READING, "taken_by": name}) for name in ("first", "second")
    )
    scans.advance(ANNA, first)
    scans.advance(ANNA, second)  # neither has asked yet

    def asks(one: Scan) -> bool:
        try:
            scans.advance(ANNA, one.model_copy(update={"sent": True}))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        asked = list(threads.map(asks, [first, second] * 4))
    assert asked in ([True, False] * 4, [False, True] * 4)
    winner, loser = (first, second) if asked[0] else (second, first)
    with pytest.raises(Conflict):
        scans.advance(ANNA, loser)
    scans.advance(ANNA, winner)  # it was told that nothing was charged
    scans.advance(ANNA, loser.model_copy(update={"sent": True}))
    done = winner.model_copy(update={"state": ScanState.DONE})
    assert scans.advance(ANNA, done) == done


# ---- the same bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [ScanState.QUEUED, ScanState.READING, ScanState.DONE])
def test_the_same_bytes_give_the_first_scan(scans: ScanRepository, state: ScanState) -> None:
    first = a_scan(content="bill", state=state, reading=a_reading() if state is ScanState.DONE else None)
    added(scans, ANNA, first)
    second = a_scan(content="bill")
    assert scans.add(ANNA, second, quota=FREE) == first
    with pytest.raises(NotFound):
        scans.get(ANNA, second.id)


@pytest.mark.parametrize("state", [ScanState.FAILED, ScanState.CANCELLED])
def test_what_failed_or_was_cancelled_is_tried_anew(scans: ScanRepository, state: ScanState) -> None:
    added(scans, ANNA, a_scan(content="bill", state=state), a_scan(content="bill"))


@pytest.mark.parametrize("other", [{"reader": "text"}, {"reader_version": "2"}])
def test_the_same_bytes_are_the_same_scan_whatever_is_to_read_them(
    scans: ScanRepository, other: dict[str, str]
) -> None:
    first = a_scan(content="bill")
    added(scans, ANNA, first)
    assert scans.add(ANNA, a_scan(content="bill", **other), quota=FREE) == first


def test_another_file_is_another_scan(scans: ScanRepository) -> None:
    added(scans, ANNA, a_scan(content="bill"), a_scan(content="another bill"))


@pytest.mark.parametrize("fate", [ScanState.FAILED, ScanState.CANCELLED, None])
def test_when_the_scan_of_a_file_comes_to_nothing_the_next_one_counts(
    scans: ScanRepository, fate: ScanState | None
) -> None:
    first, second = a_scan(content="bill"), a_scan(content="bill")
    added(scans, ANNA, first)
    if fate is None:
        scans.delete(ANNA, first.id)
    else:
        scans.advance(ANNA, first.model_copy(update={"state": fate}))
    added(scans, ANNA, second)
    assert scans.add(ANNA, a_scan(content="bill"), quota=FREE) == second


# ---- waiting for a quota ---------------------------------------------------------------------------------------------


def a_waiting_scan(clock: SettableClock, **values: object) -> Scan:
    waits = Waiting(code="quota-exceeded", detail="Not today.", since=clock.now, until=clock.now + timedelta(hours=9))
    return a_scan(at=clock.now, waits=waits, **values)  # type: ignore[arg-type]


def test_what_waits_takes_room_and_is_counted_when_it_is_admitted(scans: ScanRepository, clock: SettableClock) -> None:
    clock.now = datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC)
    quota = ScanQuota(per_day=1, pages_per_month=4, documents=3, pages_of_all_per_day=4)
    scans.add(ANNA, a_scan(pages=2, at=clock.now), quota=quota)
    first, second = (a_waiting_scan(clock, pages=2) for _ in range(2))
    for scan in (first, second):
        assert scans.add(ANNA, scan, quota=quota) == scan
        assert scans.get(ANNA, scan.id) == scan
    assert scans.counted(ANNA) == (1, 2)
    with pytest.raises(StorageFull):
        scans.add(ANNA, a_waiting_scan(clock), quota=quota)
    with pytest.raises(QuotaExceeded, match="day") as told:
        scans.admit(ANNA, first.id, quota=quota)
    assert told.value.retry_after == 3_600
    assert scans.get(ANNA, first.id) == first
    clock.advance(timedelta(hours=2))
    admitted = scans.admit(ANNA, first.id, quota=quota)
    assert (admitted.waits, admitted.counted_at, admitted.updated_at) == (None, clock.now, clock.now)
    assert scans.get(ANNA, first.id) == scans.admit(ANNA, first.id, quota=quota) == admitted
    assert scans.counted(ANNA) == (1, 2)  # of December
    with pytest.raises(QuotaExceeded):
        scans.admit(ANNA, second.id, quota=quota)
    with pytest.raises(NotFound):
        scans.admit(BEN, second.id, quota=quota)


def test_what_waited_and_failed_is_taken_out_of_where_it_was_counted(
    scans: ScanRepository, clock: SettableClock
) -> None:
    clock.now = datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC)
    never, once = (a_waiting_scan(clock) for _ in range(2))
    added(scans, ANNA, a_scan(at=clock.now), never, once)
    scans.advance(ANNA, never.model_copy(update={"state": ScanState.FAILED}))
    assert scans.counted(ANNA) == (1, 1)
    clock.advance(timedelta(hours=2))
    admitted = scans.admit(ANNA, once.id, quota=FREE)
    assert scans.counted(ANNA) == (1, 1)
    scans.advance(ANNA, admitted.model_copy(update={"state": ScanState.FAILED}))
    assert scans.counted(ANNA) == (0, 0)


def test_what_waits_may_wait_longer_or_end_but_is_not_read(scans: ScanRepository, clock: SettableClock) -> None:
    scan = a_waiting_scan(clock)
    added(scans, ANNA, scan)
    longer = scan.model_copy(update={"waits": scan.waits and scan.waits.model_copy(update={"detail": "Nor now."})})
    assert scans.advance(ANNA, longer) == longer
    for wrong in ({"state": ScanState.READING}, {"waits": None}):
        with pytest.raises(Conflict):
            scans.advance(ANNA, longer.model_copy(update=wrong))
    cancelled = longer.model_copy(update={"state": ScanState.CANCELLED})
    assert scans.advance(ANNA, cancelled) == cancelled
    assert scans.admit(ANNA, scan.id, quota=FREE) == cancelled
    assert scans.counted(ANNA) == (0, 0)


def test_of_many_that_wait_no_more_are_admitted_than_fit(scans: ScanRepository, clock: SettableClock) -> None:
    waiting = [a_waiting_scan(clock) for _ in range(8)]
    added(scans, ANNA, *waiting)

    def admit(scan: Scan) -> bool:
        try:
            return scans.admit(ANNA, scan.id, quota=ScanQuota(per_day=3)).waits is None
        except QuotaExceeded:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(admit, waiting)).count(True) == 3
    assert scans.counted(ANNA) == (3, 3)


# ---- reading again ---------------------------------------------------------------------------------------------------


def again(first: Scan, **values: object) -> Scan:
    return first.model_copy(update={"id": ids.scan_id(), "state": ScanState.QUEUED, "again_of": first.id, **values})


def test_a_scan_is_read_again_beside_the_first_once_for_each_reader_and_version(scans: ScanRepository) -> None:
    first = a_scan(content="bill", state=ScanState.DONE)
    other, newer = again(first, reader="text"), again(first, reader_version="2")
    added(scans, ANNA, first, other, newer)
    assert scans.add(ANNA, again(first, reader="text"), quota=FREE) == other
    assert scans.add(ANNA, a_scan(content="bill"), quota=FREE) == first
    assert {scan.id for scan in scans.rereadings(ANNA, first.id)} == {other.id, newer.id}
    assert scans.rereadings(BEN, first.id) == ()
    assert scans.rereadings(ANNA, other.id) == scans.rereadings(ANNA, "\0") == ()
    assert all_of(scans, ANNA) == all_of(scans, ANNA, unsaved=True) == [first.id]
    assert scans.get(ANNA, newer.id) == newer


@pytest.mark.parametrize("fate", [ScanState.FAILED, ScanState.CANCELLED, None])
def test_a_reading_again_that_came_to_nothing_may_be_tried_anew(scans: ScanRepository, fate: ScanState | None) -> None:
    first = a_scan(content="bill", state=ScanState.DONE)
    tried = again(first, reader_version="2")
    added(scans, ANNA, first, tried)
    if fate is None:
        scans.delete(ANNA, tried.id)
    else:
        scans.advance(ANNA, tried.model_copy(update={"state": fate}))
    assert scans.rereadings(ANNA, first.id) == ()
    added(scans, ANNA, again(first, reader_version="2"))


def test_reading_again_is_work_that_is_counted_and_takes_no_room(scans: ScanRepository, clock: SettableClock) -> None:
    clock.now = NOON  # of the month of the scans
    quota = ScanQuota(per_day=3, documents=1, document_bytes=1)
    first = a_scan(content="bill", pages=2, state=ScanState.DONE)
    scans.add(ANNA, first, quota=quota)
    scans.add(ANNA, again(first, reader="text"), quota=quota)
    last = again(first, reader_version="2")
    scans.add(ANNA, last, quota=quota)
    assert scans.counted(ANNA) == (3, 6)
    with pytest.raises(QuotaExceeded):
        scans.add(ANNA, again(first, reader_version="3"), quota=quota)
    scans.delete(ANNA, last.id)
    scans.delete(ANNA, first.id)
    scans.add(ANNA, a_scan(content="bill"), quota=ScanQuota(documents=1))


def test_a_draft_takes_what_was_read_again(scans: ScanRepository) -> None:
    first = a_scan(content="bill", state=ScanState.READING)
    added(scans, ANNA, first)
    scans.advance(ANNA, first.model_copy(update={"state": ScanState.DONE, "reading": a_reading()}))
    reading = a_reading().model_copy(update={"reader": "engine"})
    at = NOON + timedelta(hours=1)
    by = again(first, reader="engine", reader_version="2", reading=reading, updated_at=at)
    scans.renew(ANNA, first.id, by)
    scans.renew(ANNA, first.id, by)
    kept = scans.get(ANNA, first.id)
    assert (kept.id, kept.state, kept.reading) == (first.id, ScanState.DONE, reading)
    assert (kept.reader, kept.reader_version, kept.updated_at) == ("engine", "2", at)
    assert len(scans.read_totals(ANNA)) == 1  # what is read is counted where it was read


def test_what_is_no_draft_is_not_read_over(scans: ScanRepository) -> None:
    saved, waiting = a_scan(state=ScanState.DONE), a_scan()
    added(scans, ANNA, saved, waiting)
    scans.mark_saved(ANNA, saved.id, ids.invoice_id())
    for scan in (saved, waiting):
        with pytest.raises(Conflict):
            scans.renew(ANNA, scan.id, again(scan, reading=a_reading()))
        assert scans.get(ANNA, scan.id).reading is None
    with pytest.raises(NotFound):
        scans.renew(BEN, saved.id, again(saved))


# ---- whose bytes -----------------------------------------------------------------------------------------------------


def test_the_same_bytes_of_another_owner_are_another_scan(scans: ScanRepository) -> None:
    added(scans, ANNA, a_scan(content="bill"))
    added(scans, BEN, a_scan(content="bill"))


def test_f03_the_same_bytes_many_times_at_once_are_one_scan(scans: ScanRepository) -> None:
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda _: scans.add(ANNA, a_scan(content="bill"), quota=FREE).id, range(16)))
    assert len(set(kept)) == 1
    assert all_of(scans, ANNA) == kept[:1]


# ---- quotas ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quota", "named", "wait"),
    [
        (ScanQuota(per_minute=2), "2 scan.* per minute", timedelta(seconds=30)),
        (ScanQuota(per_day=2), "2 scan.* per day", timedelta(hours=1, seconds=30)),
        (ScanQuota(per_month=2), "2 scan.* per month", timedelta(days=2, hours=1, seconds=30)),
        (ScanQuota(pages_per_month=7), "7 page.* per month", timedelta(days=2, hours=1, seconds=30)),
    ],
)
def test_a21_f54_a_scan_over_the_limit_is_refused_until_the_span_ends(
    scans: ScanRepository, clock: SettableClock, quota: ScanQuota, named: str, wait: timedelta
) -> None:
    clock.now = datetime(2028, 2, 27, 22, 59, 30, tzinfo=UTC)  # a leap year
    for _ in range(2):
        scans.add(ANNA, a_scan(pages=3, at=clock.now), quota=quota)
    refused = a_scan(pages=3, at=clock.now)
    with pytest.raises(QuotaExceeded, match=named) as told:
        scans.add(ANNA, refused, quota=quota)
    assert told.value.retry_after == wait.total_seconds()
    assert scans.find_owner(ANNA.key, refused.id) is None
    scans.add(BEN, a_scan(pages=3, at=clock.now), quota=quota)
    clock.advance(wait - timedelta(milliseconds=1))
    with pytest.raises(QuotaExceeded):
        scans.add(ANNA, refused.model_copy(update={"created_at": clock.now}), quota=quota)
    clock.advance(timedelta(milliseconds=1))
    later = refused.model_copy(update={"created_at": clock.now})
    assert scans.add(ANNA, later, quota=quota) == later


def test_f54_of_two_limits_the_longer_wait_is_told(scans: ScanRepository, clock: SettableClock) -> None:
    clock.now = datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC)
    quota = ScanQuota(per_minute=1, per_day=1)
    scans.add(ANNA, a_scan(at=clock.now), quota=quota)
    with pytest.raises(QuotaExceeded, match="day") as told:
        scans.add(ANNA, a_scan(at=clock.now), quota=quota)
    assert told.value.retry_after == 3600


def test_a_repeat_costs_nothing(scans: ScanRepository) -> None:
    quota = ScanQuota(per_day=1)
    first = scans.add(ANNA, a_scan(content="bill"), quota=quota)
    for _ in range(3):
        assert scans.add(ANNA, a_scan(content="bill"), quota=quota) == first


def test_a_refused_scan_is_not_counted(scans: ScanRepository) -> None:
    quota = ScanQuota(per_day=2, pages_per_month=5)
    for _ in range(3):
        with pytest.raises(QuotaExceeded):
            scans.add(ANNA, a_scan(pages=6), quota=quota)
    added_one = a_scan(pages=5)
    assert scans.add(ANNA, added_one, quota=quota) == added_one


def test_what_was_counted_stays_counted(scans: ScanRepository) -> None:
    quota = ScanQuota(per_day=1)
    scan = scans.add(ANNA, a_scan(), quota=quota)
    scans.delete(ANNA, scan.id)
    with pytest.raises(QuotaExceeded):
        scans.add(ANNA, a_scan(), quota=quota)


def test_what_was_read_is_counted_by_month_and_reader(scans: ScanRepository) -> None:
    paid = Cost(pages=3, usd_per_page=Decimal("0.0105"), price_of=NOON.date())
    first, second, third = (a_scan(state=ScanState.READING) for _ in range(3))
    added(scans, ANNA, first, second, third)
    december = NOON.replace(month=12)
    for scan, at, reading in (
        (first, NOON, a_reading()),
        (second, december, a_reading().model_copy(update={"reader": "textract", "pages": 3, "cost": paid})),
        (third, december, a_reading().model_copy(update={"reader": "textract", "pages": 3, "cost": paid})),
    ):
        done = scan.model_copy(update={"state": ScanState.DONE, "updated_at": at, "reading": reading})
        scans.advance(ANNA, done)
        with pytest.raises(Conflict):
            scans.advance(ANNA, done)
    scans.delete(ANNA, third.id)
    assert scans.read_totals(ANNA) == (
        ReaderTotals(month="2026-11", reader="text", documents=1, pages=1, usd=Decimal(0)),
        ReaderTotals(month="2026-12", reader="textract", documents=2, pages=6, usd=Decimal("0.063")),
    )
    assert scans.read_totals(BEN) == ()
    assert [scans.paid_all_owners(f"2026-{month}") for month in (11, 12)] == [Decimal(0), Decimal("0.063")]


def test_what_was_paid_is_that_of_all_owners(scans: ScanRepository) -> None:
    cost = Cost(pages=2, usd_per_page=Decimal("0.01"), price_of=NOON.date())
    for owner in (ANNA, BEN):
        added(scans, owner, scan := a_scan())
        done = {"state": ScanState.DONE, "reading": a_reading().model_copy(update={"cost": cost})}
        scans.advance(owner, scan.model_copy(update=done))
    assert scans.paid_all_owners("2026-11") == Decimal("0.04")


def test_what_failed_was_not_read(scans: ScanRepository) -> None:
    scan = a_scan()
    added(scans, ANNA, scan)
    scans.advance(ANNA, scan.model_copy(update={"state": ScanState.FAILED}))
    assert scans.read_totals(ANNA) == ()


def test_f06_f07_a_scan_that_fails_is_no_longer_counted_but_in_its_minute(
    scans: ScanRepository, clock: SettableClock
) -> None:
    quota = ScanQuota(per_minute=3, per_day=2, per_month=2, pages_per_month=8)
    first, second = (a_scan(pages=4, at=clock.now) for _ in range(2))
    added(scans, ANNA, first, second)
    assert scans.counted(ANNA) == (2, 8)
    failed = first.model_copy(update={"state": ScanState.FAILED, "reason": Reason(code="damaged", detail="x")})
    scans.advance(ANNA, failed)
    with pytest.raises(Conflict):
        scans.advance(ANNA, failed)
    scans.advance(ANNA, second.model_copy(update={"state": ScanState.DONE}))
    assert scans.counted(ANNA) == (1, 4)
    assert scans.counted(BEN) == (0, 0)
    scans.add(ANNA, a_scan(pages=4, at=clock.now), quota=quota)
    with pytest.raises(QuotaExceeded, match="month"):
        scans.add(ANNA, a_scan(pages=1, at=clock.now), quota=quota)
    with pytest.raises(QuotaExceeded, match="minute"):
        scans.add(ANNA, a_scan(pages=1, at=clock.now), quota=ScanQuota(per_minute=3))


def test_a22_many_at_once_at_the_limit_exactly_as_many_pass_as_are_left(scans: ScanRepository) -> None:
    quota = ScanQuota(per_day=5)
    for _ in range(4):
        scans.add(ANNA, a_scan(), quota=quota)

    def passes(_: int) -> bool:
        try:
            scans.add(ANNA, a_scan(), quota=quota)
        except QuotaExceeded:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(passes, range(100))) == 1
    assert len(all_of(scans, ANNA)) == 5


# ---- lists -----------------------------------------------------------------------------------------------------------


def test_a_list_is_newest_first_in_parts_without_readings(scans: ScanRepository) -> None:
    made = [
        a_scan(at=NOON + timedelta(minutes=minute), state=ScanState.DONE, reading=a_reading())
        for minute in (3, 1, 2, 5, 4)
    ]
    added(scans, ANNA, *made)
    newest_first = [scan.id for scan in sorted(made, key=lambda scan: scan.created_at, reverse=True)]
    for limit in (1, 2, 5, 6):
        assert all_of(scans, ANNA, limit=limit) == newest_first
    part, _ = scans.list(ANNA, state=None, unsaved=False, limit=9, after=None)
    assert [scan.reading for scan in part] == [None] * 5


def test_scans_of_one_moment_come_once_each(scans: ScanRepository) -> None:
    made = [a_scan() for _ in range(7)]
    added(scans, ANNA, *made)
    assert sorted(all_of(scans, ANNA, limit=2)) == sorted(scan.id for scan in made)


def test_a_list_by_state_and_of_the_unsaved(scans: ScanRepository) -> None:
    done, saved, failed = a_scan(state=ScanState.DONE), a_scan(state=ScanState.DONE), a_scan(state=ScanState.FAILED)
    added(scans, ANNA, done, saved, failed)
    scans.mark_saved(ANNA, saved.id, ids.invoice_id())
    of_state, _ = scans.list(ANNA, state=ScanState.DONE, unsaved=False, limit=9, after=None)
    assert {scan.id for scan in of_state} == {done.id, saved.id}
    both, _ = scans.list(ANNA, state=ScanState.DONE, unsaved=True, limit=9, after=None)
    assert [scan.id for scan in both] == [done.id]
    assert set(all_of(scans, ANNA, unsaved=True)) == {done.id, failed.id}


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "e30", "bnVsbA", "W10", "\0", "é" * 50, "A" * 10_000])
def test_a_cursor_that_nobody_gave_is_refused(scans: ScanRepository, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        scans.list(ANNA, state=None, unsaved=False, limit=9, after=cursor)


def test_a_cursor_of_another_list_is_refused(scans: ScanRepository) -> None:
    added(scans, ANNA, a_scan(), a_scan())
    _, cursor = scans.list(ANNA, state=None, unsaved=False, limit=1, after=None)
    with pytest.raises(InvalidInput):
        scans.list(ANNA, state=ScanState.QUEUED, unsaved=False, limit=1, after=cursor)


# ---- sweeping --------------------------------------------------------------------------------------------------------


def test_the_sweeper_sees_old_scans_of_all_owners(scans: ScanRepository) -> None:
    old, new = NOON - timedelta(hours=1), NOON
    by_name = {
        name: a_scan(state=state, at=at, reading=a_reading() if state is ScanState.DONE else None)
        for name, (state, at) in {
            "queued": (ScanState.QUEUED, old),
            "reading": (ScanState.READING, old),
            "done": (ScanState.DONE, old),
            "saved": (ScanState.DONE, old),
            "failed": (ScanState.FAILED, old),
            "cancelled": (ScanState.CANCELLED, old),
            "new": (ScanState.QUEUED, new),
            "new and done": (ScanState.DONE, new),
        }.items()
    }
    for name, scan in by_name.items():
        added(scans, BEN if name in ("reading", "failed") else ANNA, scan)
    scans.mark_saved(ANNA, by_name["saved"].id, ids.invoice_id())
    name_of = {scan.id: name for name, scan in by_name.items()}

    unfinished = {(owner, name_of[scan.id]) for owner, scan in scans.unfinished_all_owners(before=NOON)}
    assert unfinished == {(ANNA, "queued"), (BEN, "reading")}
    ended = list(scans.ended_all_owners(before=NOON, after=NOON))
    assert {(owner, name_of[scan.id]) for owner, scan in ended} == {
        (ANNA, "done"),
        (BEN, "failed"),
        (ANNA, "cancelled"),
    }
    assert all(scan.reading is None for _, scan in ended)


def test_f53_the_sweeper_sees_scans_of_a_time_to_come(scans: ScanRepository) -> None:
    ahead = NOON + timedelta(days=40)
    for at in (NOON, ahead):
        added(scans, ANNA, a_scan(at=at), a_scan(state=ScanState.FAILED, at=at))
    for seen in (scans.unfinished_all_owners, scans.ended_all_owners):
        assert list(seen(before=NOON)) == []
        assert [scan.updated_at for _, scan in seen(before=NOON, after=NOON + timedelta(minutes=1))] == [ahead]


def test_a_scan_waits_from_the_first_day_that_was_noted(scans: ScanRepository) -> None:
    waiting, saved_one = a_scan(state=ScanState.FAILED), a_scan(state=ScanState.FAILED)
    added(scans, ANNA, waiting, saved_one)
    for day in (7, 9):
        scans.wait_from(ANNA, waiting.id, day)
    scans.wait_from(BEN, saved_one.id, 7)
    scans.wait_from(ANNA, ids.scan_id(), 7)
    noted = {scan.id: scan.waits_from for _, scan in scans.ended_all_owners(before=NOON + timedelta(days=1))}
    assert noted == {waiting.id: 7, saved_one.id: None}
    assert scans.get(ANNA, waiting.id).waits_from == 7
    scans.mark_saved(ANNA, waiting.id, ids.invoice_id())
    scans.delete(ANNA, saved_one.id)
    scans.wait_from(ANNA, saved_one.id, 7)
    assert all_of(scans, ANNA) == [waiting.id]


def test_the_sweeper_may_delete_while_it_walks(scans: ScanRepository) -> None:
    added(scans, ANNA, *(a_scan(state=ScanState.FAILED) for _ in range(450)))
    seen = 0
    for owner, scan in scans.ended_all_owners(before=NOON + timedelta(seconds=1)):
        scans.delete(owner, scan.id)
        seen += 1
    assert seen == 450
    assert all_of(scans, ANNA) == []


# ---- all owners together, and room -----------------------------------------------------------------------------------


def test_a23_all_owners_together_have_so_many_pages_a_day(scans: ScanRepository, clock: SettableClock) -> None:
    clock.now = datetime(2026, 11, 29, 22, 59, 30, tzinfo=UTC)
    quota = ScanQuota(pages_of_all_per_day=5)
    scans.add(ANNA, a_scan(pages=3, at=clock.now), quota=quota)
    with pytest.raises(QuotaExceeded, match="00:00 UTC") as told:
        scans.add(BEN, a_scan(pages=3, at=clock.now), quota=quota)
    assert (told.value.code, told.value.retry_after) == ("daily-stop", 3_630)
    scans.add(BEN, a_scan(pages=2, at=clock.now), quota=quota)
    clock.advance(timedelta(seconds=3_630))
    scans.add(BEN, a_scan(pages=5, at=clock.now), quota=quota)


def test_a23_a_document_larger_than_a_day_is_stopped_too(scans: ScanRepository) -> None:
    with pytest.raises(QuotaExceeded) as told:
        scans.add(ANNA, a_scan(pages=6), quota=ScanQuota(pages_of_all_per_day=5))
    assert told.value.code == "daily-stop"
    assert all_of(scans, ANNA) == []


@pytest.mark.parametrize("quota", [ScanQuota(documents=2), ScanQuota(document_bytes=2)], ids=["documents", "bytes"])
def test_a24_an_owner_has_so_much_room(scans: ScanRepository, quota: ScanQuota) -> None:
    first, second, third = a_scan(), a_scan(), a_scan()
    for scan in (first, second):
        scans.add(ANNA, scan, quota=quota)
    with pytest.raises(StorageFull, match="2") as told:
        scans.add(ANNA, third, quota=quota)
    assert told.value.code == "storage-quota"
    assert third.id not in all_of(scans, ANNA)
    assert scans.add(ANNA, first.model_copy(update={"id": ids.scan_id()}), quota=quota) == first
    scans.add(BEN, a_scan(), quota=quota)
    scans.delete(ANNA, first.id)
    scans.delete(ANNA, first.id)
    scans.add(ANNA, third, quota=quota)
    with pytest.raises(StorageFull):
        scans.add(ANNA, a_scan(), quota=quota)


def test_a24_room_is_kept_when_a_scan_goes_on(scans: ScanRepository) -> None:
    quota = ScanQuota(documents=1)
    scan = a_scan()
    scans.add(ANNA, scan, quota=quota)
    scans.advance(ANNA, scan.model_copy(update={"state": ScanState.DONE, "reading": a_reading()}))
    scans.mark_saved(ANNA, scan.id, ids.invoice_id())
    with pytest.raises(StorageFull):
        scans.add(ANNA, a_scan(), quota=quota)
    scans.delete(ANNA, scan.id)
    scans.add(ANNA, a_scan(), quota=quota)


@pytest.mark.parametrize(
    "quota",
    [ScanQuota(pages_of_all_per_day=3), ScanQuota(documents=3), ScanQuota(document_bytes=3)],
    ids=["A23 pages of all", "A24 documents", "A24 bytes"],
)
def test_of_many_at_once_no_more_pass_than_fit(scans: ScanRepository, quota: ScanQuota) -> None:
    def add(_: int) -> bool:
        try:
            scans.add(ANNA, a_scan(), quota=quota)
        except (StorageFull, QuotaExceeded) as error:
            assert error.code in {"storage-quota", "daily-stop"}
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(add, range(8))).count(True) == 3
    assert len(all_of(scans, ANNA)) == 3


# ---- in a line -------------------------------------------------------------------------------------------------------


def _in_line(number: int, line: Line = Line.JOB) -> Scan:
    waits = Waiting(code=READER_BUSY, detail="Not yet.", since=NOON, until=NOON + timedelta(hours=1), place=number)
    return a_scan(state=ScanState.READING, waits=waits, ticket=Ticket(line=line, number=number))


def test_those_in_a_line_are_found_by_their_numbers(scans: ScanRepository) -> None:
    waiting = {number: _in_line(number) for number in (12, 9, 100)}
    added(scans, ANNA, *waiting.values(), _in_line(10, Line.CALL), a_scan(state=ScanState.READING))
    added(scans, BEN, of_ben := _in_line(11))

    def found(owner: Owner, first: int, last: int) -> list[str]:
        some = scans.in_line(owner.key, Line.JOB, first=first, last=last)
        assert {whose for whose, _ in some} <= {owner}
        return [scan.id for _, scan in some]

    assert found(ANNA, 0, 100) == [waiting[9].id, waiting[12].id, waiting[100].id]
    assert found(ANNA, 10, 99) == [waiting[12].id]
    assert found(BEN, 0, 100) == [of_ben.id]


def test_one_in_a_line_is_not_unfinished_until_its_turn_has_come(scans: ScanRepository) -> None:
    later = NOON + timedelta(days=1)
    added(scans, ANNA, scan := _in_line(1))
    assert list(scans.unfinished_all_owners(before=later)) == []
    resumed = scans.advance(ANNA, scan.resumed(NOON))
    assert (resumed.waits, resumed.ticket, resumed.resumed_at) == (None, scan.ticket, NOON)
    assert [found.id for _, found in scans.in_line(ANNA.key, Line.JOB, first=0, last=9)] == [scan.id]
    scans.advance(ANNA, resumed.model_copy(update={"ticket": None, "job": "7"}))
    assert scans.in_line(ANNA.key, Line.JOB, first=0, last=9) == ()
    assert [found.id for _, found in scans.unfinished_all_owners(before=later)] == [scan.id]


def test_one_that_ends_in_a_line_leaves_it_and_is_not_counted_when_it_failed(
    scans: ScanRepository, clock: SettableClock
) -> None:
    scan = _in_line(1).model_copy(update={"created_at": clock.now, "waits": None, "ticket": None})
    added(scans, ANNA, scan)
    waits = _in_line(1)
    scans.advance(ANNA, scan.model_copy(update={"waits": waits.waits, "ticket": waits.ticket}))
    assert scans.counted(ANNA) == (1, 1)
    scans.advance(ANNA, scan.model_copy(update={"state": ScanState.FAILED, "waits": waits.waits, "reason": REASON}))
    assert scans.in_line(ANNA.key, Line.JOB, first=0, last=9) == ()
    assert scans.counted(ANNA) == (0, 0)
