"""Exports in steps: however they are cut, the file is the same; what is over goes; nobody's file stays."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from app.domain import ids
from app.domain.errors import NotFound, QuotaExceeded, StorageFull, Unavailable
from app.domain.export import Export, ExportState, Format, Pieces, Rows
from app.domain.principal import Owner
from app.domain.record import Query, Sort
from app.domain.stored import dump, load
from app.ports import Job
from app.services import export_jobs
from app.services.export_jobs import ExportJobs, SheetLimit
from tests.making import ANNA, BEN, a_record, an_invoice
from tests.world import World

IN_ORDER = Query(sort=Sort.CREATED_AT)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """With pages of three invoices and pieces of a few of them."""
    monkeypatch.setattr(export_jobs, "PAGE", 3)
    monkeypatch.setattr(export_jobs, "PIECE", 3_000)
    world = World()
    for number in range(20):
        record = a_record(an_invoice(seller=f"Seller {number}", number=f"R-{number}", lines=("Paper", "Ink")))
        world.invoices.begin(ANNA, record)
        world.invoices.store(ANNA, record.id)
    return world


def service(world: World, *, step: timedelta = export_jobs.STEP, **around: Any) -> ExportJobs:
    given = {"exports": world.exports, "files": world.export_files, "invoices": world.invoices, "jobs": world.jobs}
    return ExportJobs(
        **(given | {"sheet": None} | around),
        idempotency=world.idempotency,
        clock=world.clock,
        wake_workers=lambda: None,
        step=step,
    )


def asked(exports: ExportJobs, format_: Format = Format.CSV, rows: Rows = Rows.INVOICES, **more: Any) -> Export:
    return exports.start(ANNA, format_=format_, rows=rows, **({"query": IN_ORDER} | more))


def at_once(world: World, format_: Format = Format.CSV, rows: Rows = Rows.INVOICES) -> bytes:
    return b"".join(world.container.export.stream(ANNA, IN_ORDER, format_=format_, rows=rows))


def made(world: World, export: Export) -> bytes:
    kept = world.exports.get(ANNA, export.id)
    assert (kept.state, kept.reason) == (ExportState.DONE, None)
    data: bytes = world.export_files.whole[ANNA.key, export.id]
    assert kept.size == len(data)
    return data


def failed(world: World, export: Export) -> str:
    kept = world.exports.get(ANNA, export.id)
    assert kept.state is ExportState.FAILED
    assert kept.reason is not None
    assert set(world.export_files.walk_all_owners()) == set()
    return str(kept.reason.code)


def worked(exports: ExportJobs, export: Export, *, attempt: int = 1, owner: Owner = ANNA) -> int:
    """How many steps it took."""
    steps = 1
    while exports.process(Job(owner, export.id, attempt=attempt)) is not None:
        steps += 1
        assert steps < 100
    return steps


@pytest.mark.parametrize("rows", Rows)
@pytest.mark.parametrize("format_", [Format.CSV, Format.JSON])
@pytest.mark.parametrize("step", [export_jobs.STEP, timedelta()], ids=["in one step", "a page in a step"])
def test_the_file_is_that_of_the_export_in_the_call(world: World, step: timedelta, format_: Format, rows: Rows) -> None:
    exports = service(world, step=step)
    export = asked(exports, format_, rows)
    assert worked(exports, export) == (7 if step == timedelta() else 1)
    assert made(world, export) == at_once(world, format_, rows)
    assert world.exports.get(ANNA, export.id).invoices_done == 20


def test_a_spreadsheet_is_made_in_one_go(world: World) -> None:
    exports = service(world, step=timedelta())
    export = asked(exports, Format.XLSX, Rows.LINES)
    assert worked(exports, export) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(made(world, export))).active
    assert sheet is not None
    assert sheet.max_row == 41
    assert world.exports.get(ANNA, export.id).invoices_done == 20


@pytest.mark.parametrize(
    "limit", [SheetLimit(rows=39), SheetLimit(time=timedelta(seconds=-1))], ids=["too many rows", "too long"]
)
def test_a_spreadsheet_over_the_limit_fails_with_a_reason(world: World, limit: SheetLimit) -> None:
    exports = service(world, sheet=limit)
    export = asked(exports, Format.XLSX, Rows.LINES)
    worked(exports, export)
    assert failed(world, export) == "spreadsheet-too-large"


def test_a_spreadsheet_of_just_the_limit_is_made(world: World) -> None:
    exports = service(world, sheet=SheetLimit(rows=40))
    export = asked(exports, Format.XLSX, Rows.LINES)
    worked(exports, export)
    assert made(world, export)


def test_chosen_invoices_come_in_their_order_without_those_that_are_gone(world: World) -> None:
    names = [kept.record.id for kept in world.invoices.records(ANNA, IN_ORDER)]
    wanted = [*reversed(names[:8]), ids.invoice_id()]
    exports = service(world, step=timedelta())
    export = asked(exports, Format.JSON, invoice_ids=tuple(wanted))
    worked(exports, export)
    assert [row["id"] for row in json.loads(made(world, export))["invoices"]] == wanted[:-1]


@pytest.mark.parametrize("format_", Format)
def test_an_export_of_nothing_is_a_whole_file(world: World, format_: Format) -> None:
    exports = service(world)
    export = asked(exports, format_, query=Query(text="nobody"))
    worked(exports, export)
    data = made(world, export)
    if format_ is Format.JSON:
        assert json.loads(data) == {"invoices": []}
    elif format_ is Format.CSV:
        assert list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))) == []


# ---- cut off ---------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone: nothing of ours runs any more."""


class Fragile:
    """A port that dies before or after one of its calls."""

    def __init__(self, port: Any, dies_at: int, *, after: bool, error: Callable[[], BaseException] = Killed) -> None:
        self._port, self._left, self._after, self._error = port, dies_at, after, error

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._port, name)

        def called(*args: Any, **given: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise self._error()
            result = call(*args, **given)
            if self._left == 0:
                raise self._error()
            return result

        return called


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("port", ["exports", "files"])
def test_a_worker_that_dies_at_any_call_costs_nothing_of_the_file(
    world: World, port: str, after: bool, format_: Format
) -> None:
    whole = {"exports": world.exports, "files": world.export_files}
    expected = at_once(world, format_) if format_ is not Format.XLSX else b""
    calls = 0
    while True:
        calls += 1
        export = asked(service(world), format_)
        fragile = Fragile(whole[port], calls, after=after)
        try:
            worked(service(world, **{port: fragile}), export)
        except Killed:
            world.clock.advance(timedelta(minutes=2))
            worked(service(world), export, attempt=2)
        data = made(world, export)
        assert not expected or data == expected
        service(world).delete(ANNA, export.id)
        if fragile._left > 0:
            break
    assert calls > 4


def test_another_worker_waits_for_one_that_is_at_it(world: World) -> None:
    exports = service(world)
    export = asked(exports)
    taken = export.model_copy(update={"version": 2, "taken_until": world.clock() + timedelta(seconds=40)})
    world.exports.replace(ANNA, taken)
    assert exports.process(Job(ANNA, export.id)) == timedelta(seconds=40)
    world.clock.advance(timedelta(seconds=41))
    worked(exports, export)
    assert made(world, export) == at_once(world)


def test_what_was_written_and_is_gone_is_written_anew(world: World) -> None:
    exports = service(world, step=timedelta())
    export = asked(exports)
    exports.process(Job(ANNA, export.id))
    world.export_files.delete(ANNA.key, export.id)
    worked(exports, export)
    assert made(world, export) == at_once(world)
    assert world.exports.get(ANNA, export.id).begun == 2


def test_what_is_lost_again_and_again_is_given_up(world: World) -> None:
    class Forgetful:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.export_files, name)

        def finish(self, owner: Owner, export_id: str, written: Pieces) -> None:
            world.export_files.pieces.clear()
            world.export_files.finish(owner, export_id, written)

    exports = service(world, files=Forgetful())
    export = asked(exports)
    assert worked(exports, export) == 4
    assert failed(world, export) == "export-gave-up"


def test_a_full_store_fails_it_with_a_reason(world: World) -> None:
    exports = service(world, files=Fragile(world.export_files, 3, after=False, error=lambda: StorageFull("Full.")))
    export = asked(exports)
    worked(exports, export)
    assert failed(world, export) == "storage-full"


def test_what_is_out_of_reach_is_tried_again_and_in_the_end_given_up(world: World) -> None:
    down = Fragile(world.export_files, 3, after=False, error=lambda: Unavailable("Away."))
    export = asked(service(world))
    with pytest.raises(Unavailable):
        worked(service(world, files=down), export)
    assert world.exports.get(ANNA, export.id).state is ExportState.RUNNING
    world.clock.advance(timedelta(minutes=2))
    worked(service(world), export, attempt=export_jobs.MOST_TRIES + 1)
    assert failed(world, export) == "export-gave-up"


def test_an_export_that_is_deleted_while_it_is_made_leaves_nothing(world: World) -> None:
    exports = service(world, step=timedelta())
    export = asked(exports)

    class Deleting:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.export_files, name)

        def add(self, *args: Any) -> Pieces:
            exports.delete(ANNA, export.id)
            written: Pieces = world.export_files.add(*args)
            return written

    assert service(world, files=Deleting()).process(Job(ANNA, export.id)) is None
    assert set(world.export_files.walk_all_owners()) == set()
    with pytest.raises(NotFound):
        exports.get(ANNA, export.id)


def test_an_export_of_another_owner_is_not_made(world: World) -> None:
    exports = service(world)
    export = asked(exports)
    assert exports.process(Job(BEN, export.id)) is None
    assert world.exports.get(ANNA, export.id).state is ExportState.QUEUED
    with pytest.raises(NotFound):
        exports.delete(BEN, export.id)


def test_its_progress_is_told_between_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "PIECE", 10**9)
    seen: list[int] = []

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.invoices, name)

        def records_part(self, *args: Any, **given: Any) -> Any:
            seen.append(world.exports.get(ANNA, export.id).invoices_done)
            world.clock.advance(timedelta(seconds=3))
            return world.invoices.records_part(*args, **given)

    exports = service(world, invoices=Slow())
    export = asked(exports)
    worked(exports, export)
    assert seen == [0, 3, 6, 9, 12, 15, 18]


def later_release(export: Export, **more: object) -> Export:
    """As a later release has written it, and this one reads it."""
    return load(Export, json.dumps(json.loads(dump(export)) | more))


def test_an_export_that_a_newer_release_narrows_is_not_made_wider(world: World) -> None:
    exports = service(world)
    export = asked(exports)
    world.exports.exports[ANNA, export.id] = later_release(export, query={"text": None, "paid": True})
    worked(exports, export)
    assert failed(world, export) == "newer-data"


def test_what_a_newer_release_says_of_an_export_otherwise_is_kept(world: World) -> None:
    exports = service(world)
    export = asked(exports)
    world.exports.exports[ANNA, export.id] = later_release(export, colour="blue")
    worked(exports, export)
    assert json.loads(dump(world.exports.get(ANNA, export.id)))["colour"] == "blue"
    assert world.exports.get(ANNA, export.id).state is ExportState.DONE


# ---- with the worker and the sweeper ---------------------------------------------------------------------------------


def test_the_worker_makes_exports(world: World) -> None:
    export = asked(world.container.export_jobs)
    assert world.work() == 1
    assert made(world, export) == at_once(world)


def test_only_so_many_are_made_at_once(world: World) -> None:
    for _ in range(export_jobs.AT_ONCE):
        asked(world.container.export_jobs)
    with pytest.raises(QuotaExceeded):
        asked(world.container.export_jobs)
    world.work()
    asked(world.container.export_jobs)


def swept(world: World, **how: bool) -> list[tuple[str, str]]:
    return [(finding.code, finding.id) for finding in world.container.sweep.run(**how)]


def test_a_day_after_it_was_made_an_export_goes_with_its_file(world: World) -> None:
    export = asked(world.container.export_jobs)
    world.later(hours=1)
    world.work()
    world.later(hours=23, minutes=59)
    assert swept(world) == []
    world.later(minutes=2)
    assert swept(world, mend=False) == [("expired-export", export.id)]
    assert made(world, export)
    assert swept(world) == [("expired-export", export.id)]
    assert set(world.export_files.walk_all_owners()) == set()
    assert world.exports.list(ANNA) == ()
    assert len(list(world.invoices.records(ANNA, IN_ORDER))) == 20


def test_an_export_whose_job_was_lost_is_queued_again(world: World) -> None:
    export = asked(service(world, jobs=type("Lost", (), {"put": lambda *_: None})()))
    world.later(minutes=6)
    assert swept(world) == [("stuck-export", export.id)]
    world.work()
    assert made(world, export)
    assert swept(world) == []


def test_a_file_of_no_export_goes_and_no_original_with_it(world: World) -> None:
    saved = world.saved(ANNA)
    export = asked(world.container.export_jobs)
    world.work()
    lost = ids.export_id()
    world.export_files.add(ANNA, lost, world.export_files.begin(ANNA, lost), b"rest")
    before = set(world.documents.objects)
    assert swept(world, mend=False) == [("spare-export", lost)]
    assert swept(world) == [("spare-export", lost)]
    assert made(world, export)
    assert set(world.export_files.walk_all_owners()) == {(ANNA.key, export.id)}
    assert set(world.documents.objects) == before
    assert world.container.invoices.get(ANNA, saved).invoice.amounts.gross == Decimal("119.00")


def test_a_worker_that_is_asked_for_the_last_time_gives_up(world: World) -> None:
    export = asked(world.container.export_jobs)
    world.container.events.give_up(Job(ANNA, export.id))
    assert failed(world, export) == "export-gave-up"
    world.work()
    assert failed(world, export) == "export-gave-up"


def test_in_an_account_a_step_that_is_over_is_a_message_of_its_own(world: World) -> None:
    exports = world.container.export_jobs
    exports._step = timedelta()
    export = asked(exports)
    job = world.jobs.take(lease=timedelta(seconds=30))
    assert job is not None
    world.jobs.done(job)
    world.container.events.handle(job, attempt=3)
    following = world.jobs.take(lease=timedelta(seconds=30))
    assert following is not None
    assert (following.about, following.attempt) == (export.id, 1)
