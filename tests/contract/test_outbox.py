"""What every `Outbox` promises, and what those that write into it promise."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from app.domain import ids
from app.domain.errors import Conflict, NotFound, Stale
from app.domain.events import schema
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.record import Change, Query, Record, RecordStatus
from app.domain.scan import Reason, ScanState
from app.ports import KEPT_DAYS, KEPT_FAILED_DAYS, LONGEST_PUT_OFF, Delivery
from tests.contract.conftest import Told
from tests.fakes import SettableClock
from tests.making import ANNA, BEN, a_record, a_scan, an_invoice

LEASE = timedelta(minutes=1)
SHOWN_BY_THEN = timedelta(minutes=1)


def saved(told: Told, owner: Owner = ANNA, **values: Any) -> Record:
    record = a_record(an_invoice(number="R-1"), **values)
    told.scans.add(owner, a_scan(), quota=ScanQuota())
    told.invoices.begin(owner, record)
    return told.invoices.store(owner, record.id)


def changed(told: Told, record: Record, owner: Owner = ANNA, **values: Any) -> Record:
    after = record.model_copy(update={"version": record.version + 1, **values})
    change = Change(version=after.version, at=after.updated_at, action="edited", values={})
    told.invoices.replace(owner, after, change)
    return after


def take(told: Told, about: str, owner: Owner = ANNA) -> Delivery:
    delivery = told.outbox.take(owner, about, lease=LEASE)
    assert delivery is not None
    return delivery


def nothing(told: Told, about: str, owner: Owner = ANNA) -> bool:
    return told.outbox.take(owner, about, lease=LEASE) is None


def shown(told: Told, clock: SettableClock, owner: Owner = ANNA, *, after: str | None = None) -> list[dict[str, Any]]:
    clock.advance(SHOWN_BY_THEN)
    rows, more = told.outbox.list(owner, limit=100, after=after)
    assert not more
    return [json.loads(row.body) for row in rows]


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


def drained(told: Told, about: str) -> list[str]:
    """Types of what is delivered about an object, one after the other."""
    found = []
    while delivery := told.outbox.take(ANNA, about, lease=LEASE):
        found.append(delivery.type)
        told.outbox.delivered(ANNA, delivery)
    return found


# ---- what is written -------------------------------------------------------------------------------------------------


def test_a_life_is_told_step_by_step(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    later = changed(told, record, status=RecordStatus.DISPUTED)
    told.invoices.delete(ANNA, record.id, version=2)
    events = shown(told, clock)
    assert types(events) == ["invoice.saved", "invoice.changed", "invoice.deleted"]
    names = {"invoice_id": record.id, "scan_id": record.scan_id}
    assert [event["data"] for event in events] == [
        {**names, "version": 1, "status": "reviewed"},
        {**names, "version": later.version, "status": "disputed", "action": "edited"},
        {**names, "version": 2},
    ]
    assert {event["about"] for event in events} == {record.id}
    assert [event["id"] for event in events] == sorted({event["id"] for event in events})
    assert all(ids.is_id(event["id"], "evt") for event in events)


def test_what_is_written_is_what_the_schema_says(told: Told, clock: SettableClock) -> None:
    from jsonschema import Draft202012Validator

    record = saved(told, status=RecordStatus.NEEDS_REVIEW)
    changed(told, record)
    told.invoices.delete(ANNA, record.id, version=None)
    failed(told)
    events = shown(told, clock)
    assert len(set(types(events))) == 5
    for event in events:
        Draft202012Validator(schema()).validate(event)


def test_what_nobody_has_looked_at_is_told_to_need_it_once(told: Told, clock: SettableClock) -> None:
    record = saved(told, status=RecordStatus.NEEDS_REVIEW)
    again = changed(told, record)
    changed(told, changed(told, again, status=RecordStatus.REVIEWED), status=RecordStatus.NEEDS_REVIEW)
    assert types(shown(told, clock)) == [
        *("invoice.saved", "invoice.needs_review", "invoice.changed"),
        *("invoice.changed", "invoice.changed", "invoice.needs_review"),
    ]


def test_what_is_done_again_is_told_once(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    told.invoices.store(ANNA, record.id)
    assert types(shown(told, clock)) == ["invoice.saved"]


def test_what_does_not_happen_is_not_told(told: Told, clock: SettableClock) -> None:
    record = a_record()
    told.scans.add(ANNA, a_scan(), quota=ScanQuota())
    told.invoices.begin(ANNA, record)
    told.invoices.delete(ANNA, record.id, version=None)  # never stored
    with pytest.raises(NotFound):
        told.invoices.store(ANNA, record.id)
    taken_back = told.invoices.begin(ANNA, a_record())
    assert told.invoices.take_back(ANNA, taken_back.id)
    kept = saved(told)
    with pytest.raises(Stale):
        changed(told, kept.model_copy(update={"version": 5}))
    with pytest.raises(Stale):
        told.invoices.delete(ANNA, kept.id, version=5)
    assert types(shown(told, clock)) == ["invoice.saved"]


def failed(told: Told, owner: Owner = ANNA) -> str:
    scan = told.scans.add(owner, a_scan(), quota=ScanQuota())
    reason = Reason(code="damaged", detail="The file is damaged.")
    told.scans.advance(owner, scan.model_copy(update={"state": ScanState.FAILED, "reason": reason}))
    return scan.id


def test_a_scan_that_fails_is_told_and_no_other_step_of_it(told: Told, clock: SettableClock) -> None:
    scan_id = failed(told)
    other = told.scans.add(ANNA, a_scan(), quota=ScanQuota())
    told.scans.advance(ANNA, other.model_copy(update={"state": ScanState.READING}))
    told.scans.advance(ANNA, other.model_copy(update={"state": ScanState.CANCELLED}))
    with pytest.raises(Conflict):
        told.scans.advance(ANNA, other.model_copy(update={"state": ScanState.FAILED}))
    (event,) = shown(told, clock)
    assert (event["type"], event["about"]) == ("scan.failed", scan_id)
    assert event["data"] == {"scan_id": scan_id, "code": "damaged", "again_of": None}


def test_changes_at_once_are_told_once_each(told: Told, clock: SettableClock) -> None:
    record = saved(told)

    def change(_: int) -> int:
        try:
            return changed(told, record).version
        except Stale:
            return 0

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(change, range(4))) == [0, 0, 0, 2]
    assert types(shown(told, clock)) == ["invoice.saved", "invoice.changed"]


# ---- in order, at least once -----------------------------------------------------------------------------------------


def test_events_about_an_object_are_taken_one_after_the_other(told: Told) -> None:
    record = saved(told)
    changed(told, record)
    first = take(told, record.id)
    assert (first.owner, first.type, first.about, first.attempt) == (ANNA, "invoice.saved", record.id, 1)
    assert json.loads(first.body)["id"] == first.id
    assert nothing(told, record.id), "the next one waits until the first is delivered"
    told.outbox.delivered(ANNA, first)
    assert take(told, record.id).type == "invoice.changed"


def test_objects_do_not_wait_for_each_other(told: Told) -> None:
    one, other = saved(told), saved(told)
    assert take(told, one.id).about == one.id
    assert take(told, other.id).about == other.id


def test_what_is_put_off_comes_when_its_time_has_come_and_none_overtakes_it(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    changed(told, record)
    told.outbox.put_off(ANNA, take(told, record.id), delay=timedelta(minutes=10))
    assert nothing(told, record.id)
    assert list(told.outbox.waiting_all_owners()) in ([], [(ANNA, record.id)])
    clock.advance(timedelta(minutes=11))
    again = take(told, record.id)
    assert (again.type, again.attempt) == ("invoice.saved", 2)
    told.outbox.delivered(ANNA, again)
    assert drained(told, record.id) == ["invoice.changed"]


def test_what_has_failed_makes_room_for_the_next(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    changed(told, record)
    told.outbox.failed(ANNA, take(told, record.id))
    assert drained(told, record.id) == ["invoice.changed"]
    assert types(shown(told, clock)) == ["invoice.saved", "invoice.changed"], "it is kept"


def test_f41_a_lease_runs_out_and_its_holder_decides_nothing_more(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    dead = take(told, record.id)
    clock.advance(LEASE + timedelta(seconds=1))
    mine = take(told, record.id)
    assert (mine.id, mine.attempt) == (dead.id, 2)
    told.outbox.delivered(ANNA, dead)
    told.outbox.failed(ANNA, dead)
    told.outbox.put_off(ANNA, dead, delay=timedelta())
    assert nothing(told, record.id), "it is still being delivered"
    told.outbox.delivered(ANNA, mine)
    told.outbox.delivered(ANNA, mine)
    assert nothing(told, record.id)


def test_f53_what_a_wrong_clock_has_hidden_is_taken(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    clock.advance(timedelta(days=300))
    told.outbox.put_off(ANNA, take(told, record.id), delay=LONGEST_PUT_OFF)
    clock.advance(-timedelta(days=300))
    assert (ANNA, record.id) in list(told.outbox.waiting_all_owners())
    assert take(told, record.id).attempt == 2


def test_f53_ids_grow_though_the_clock_goes_back(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    clock.advance(-timedelta(days=300))
    record = changed(told, record)
    changed(told, record)
    clock.advance(timedelta(days=300))
    events = shown(told, clock)
    assert [event["data"]["version"] for event in events] == [1, 2, 3]


def test_taken_by_many_at_once_it_is_one_delivery(told: Told) -> None:
    record = saved(told)
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda _: told.outbox.take(ANNA, record.id, lease=LEASE), range(8)))
    assert len([each for each in taken if each]) == 1


def test_what_waits_is_found_over_all_owners(told: Told, clock: SettableClock) -> None:
    records = {ANNA: saved(told), BEN: saved(told, BEN)}
    scan_id = failed(told, BEN)
    wanted = {(owner, record.id) for owner, record in records.items()} | {(BEN, scan_id)}
    clock.advance(timedelta(seconds=1))
    assert set(told.outbox.waiting_all_owners()) == wanted
    told.outbox.delivered(ANNA, take(told, records[ANNA].id))
    assert set(told.outbox.waiting_all_owners()) == wanted - {(ANNA, records[ANNA].id)}


# ---- what is shown ---------------------------------------------------------------------------------------------------


def test_another_owner_sees_and_takes_nothing(told: Told, clock: SettableClock) -> None:
    record = saved(told)
    assert nothing(told, record.id, BEN)
    assert shown(told, clock, BEN) == []


def test_a_long_list_comes_in_parts_and_goes_on_later(told: Told, clock: SettableClock) -> None:
    records = [saved(told) for _ in range(5)]
    saved(told, BEN)
    clock.advance(SHOWN_BY_THEN)
    seen: list[str] = []
    more, after = True, None
    while more:
        rows, more = told.outbox.list(ANNA, limit=2, after=after)
        assert len(rows) <= 2
        seen += [json.loads(row.body)["about"] for row in rows]
        after = rows[-1].id if rows else after
    assert sorted(seen) == sorted(record.id for record in records)
    assert shown(told, clock, after=after) == []
    late = saved(told)
    assert [event["about"] for event in shown(told, clock, after=after)] == [late.id]


def test_what_is_shown_is_followed_by_none_that_comes_before_it(told: Told, clock: SettableClock) -> None:
    """A list that was read while others write: going on from its end misses nothing."""
    seen: list[str] = []

    def read() -> None:
        rows, _ = told.outbox.list(ANNA, limit=100, after=seen[-1] if seen else None)
        seen.extend(row.id for row in rows)

    with ThreadPoolExecutor(4) as threads:
        saves = [threads.submit(saved, told) for _ in range(12)]
        for save in saves:
            save.result()
            clock.advance(timedelta(seconds=3))
            read()
    clock.advance(SHOWN_BY_THEN)
    read()
    every, _ = told.outbox.list(ANNA, limit=100, after=None)
    assert len(every) == 12
    assert seen == [row.id for row in every]


def test_the_delivered_are_forgotten_after_days_and_the_failed_later(told: Told, clock: SettableClock) -> None:
    arrived, given_up, waiting = saved(told), saved(told), saved(told)
    told.outbox.delivered(ANNA, take(told, arrived.id))
    told.outbox.failed(ANNA, take(told, given_up.id))
    assert told.outbox.forget_all_owners(day=100) == 0
    assert told.outbox.forget_all_owners(day=100 + KEPT_DAYS - 1) == 0
    assert told.outbox.forget_all_owners(day=100 + KEPT_DAYS) == 1
    assert [event["about"] for event in shown(told, clock)] == [given_up.id, waiting.id]
    assert told.outbox.forget_all_owners(day=100 + KEPT_FAILED_DAYS) == 1
    assert [event["about"] for event in shown(told, clock)] == [waiting.id]


def test_the_table_is_told_when_to_forget(table: Any, clock: SettableClock) -> None:
    from app.adapters.dynamodb.invoices import DynamoInvoices
    from app.adapters.dynamodb.outbox import DynamoOutbox
    from app.adapters.dynamodb.scans import DynamoScans

    outbox = DynamoOutbox(table, clock=clock)
    told = Told(DynamoScans(table, outbox, clock=clock), DynamoInvoices(table, outbox), outbox)
    arrived, given_up = saved(told), saved(told)
    told.outbox.delivered(ANNA, take(told, arrived.id))
    told.outbox.failed(ANNA, take(told, given_up.id))
    days = [
        round((int(row["gone_after"]) - clock().timestamp()) / 86_400)
        for row in table.partition(f"O#{ANNA.key}#E")
        if json.loads(row["body"])["about"] in (arrived.id, given_up.id)
    ]
    assert sorted(days) == [KEPT_DAYS, KEPT_FAILED_DAYS]


def test_without_an_outbox_nothing_is_kept(untold: Told, clock: SettableClock) -> None:
    record = saved(untold)
    untold.invoices.delete(ANNA, changed(untold, record).id, version=None)
    failed(untold)
    assert shown(untold, clock) == []
    assert list(untold.outbox.waiting_all_owners()) == []
    assert untold.invoices.list(ANNA, Query(), limit=9, after=None).items == ()
