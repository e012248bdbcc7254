"""Exports of any size, made by a worker in steps.

CSV and JSON are written page by page: after each piece the export's row says where to go on, so that a crash costs no
more than a piece. A step lasts some seconds, then others have their turn. A spreadsheet has its index at its end, so it
is made in one go, and there is a limit to what it holds.

No view of the moment is kept over the steps: what is saved, changed or deleted meanwhile may be in the file or not.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.domain import ids
from app.domain.correlation import request_id
from app.domain.errors import AppError, Conflict, NotFound, StorageFull
from app.domain.export import KEPT_FOR, Export, ExportState, Format, Pieces, Rows
from app.domain.principal import Owner
from app.domain.record import Counted, Query
from app.domain.rounds import AHEAD, has_waited
from app.domain.scan import Reason
from app.encoding.csv_rows import Cell
from app.ports import (
    Clock,
    ExportFiles,
    ExportRepository,
    IdempotencyStore,
    InvoiceRepository,
    Job,
    JobQueue,
)
from app.services.export import closing, opening, part, spreadsheet, table
from app.services.findings import Finding

log = logging.getLogger(__name__)

AT_ONCE = 3  # exports of an owner that are being made
MOST = 20  # exports that an owner keeps
MOST_TRIES = 7  # each of which ended without a word
MOST_BEGINNINGS = 3
PAGE = 100  # invoices that are read at a time
PIECE = 6 * 1024 * 1024  # bytes that are gathered before they are kept
MOST_PIECES = 2_000  # which the row has room for: 12 GB
STEP = timedelta(seconds=20)  # then the job goes on as a new one: far from the end of a function's time
TOLD_EVERY = timedelta(seconds=2)
TAKEN_FOR = timedelta(minutes=1)  # from the last sign of life of a worker
UNANSWERED = timedelta(minutes=5)  # without a sign of life: the job was lost


@dataclass(frozen=True)
class SheetLimit:
    """How large a spreadsheet may be: rows beside the head, and how long it may take to read them."""

    rows: int = 1_048_575  # of a sheet of the format
    time: timedelta | None = None


class Failed(Exception):
    """The export cannot be made, whoever tries."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.reason = Reason(code=code, detail=detail)


class ExportJobs:
    def __init__(
        self,
        *,
        exports: ExportRepository,
        files: ExportFiles,
        invoices: InvoiceRepository,
        jobs: JobQueue,
        idempotency: IdempotencyStore,
        clock: Clock,
        wake_workers: Callable[[], None],
        sheet: SheetLimit | None = None,
        step: timedelta = STEP,
    ) -> None:
        self._exports = exports
        self._files = files
        self._invoices = invoices
        self._jobs = jobs
        self._idempotency = idempotency
        self._clock = clock
        self._wake_workers = wake_workers
        self._sheet = sheet or SheetLimit()
        self._step = step

    # ---- what its owner does -----------------------------------------------------------------------------------------

    def start(
        self, owner: Owner, *, format_: Format, rows: Rows, query: Query, invoice_ids: tuple[str, ...] | None = None
    ) -> Export:
        """Have an export made: of what the query finds, or of chosen invoices. `QuotaExceeded` code
        `too-many-exports`."""
        now = self._clock()
        export = Export(
            id=ids.export_id(),
            format=format_,
            rows=rows,
            query=query,
            ids=invoice_ids,
            created_at=now,
            updated_at=now,
            expires_at=now + KEPT_FOR,
            request_id=request_id.get(),
        )
        self._exports.add(owner, export, at_once=AT_ONCE, most=MOST)
        self._jobs.put(Job(owner, export.id, request_id=export.request_id))
        self._wake_workers()
        return export

    def get(self, owner: Owner, export_id: str) -> Export:
        """`NotFound`."""
        return self._exports.get(owner, export_id)

    def list(self, owner: Owner) -> tuple[Export, ...]:
        """Newest first."""
        return self._exports.list(owner)

    def link(self, owner: Owner, export: Export) -> str | None:
        """Where the file is for two minutes; None when there is none."""
        if export.state is not ExportState.DONE or not self._files.has(owner, export.id):
            return None
        return self._files.link(owner, export.id, file_name=export.file_name, media_type=export.format.media_type)

    def file(self, owner: Owner, export_id: str) -> str:
        """As `link`. `Conflict` code `export-not-done`; `NotFound`, also when the file is gone."""
        export = self._exports.get(owner, export_id)
        if export.state is not ExportState.DONE:
            raise Conflict("The export has no file: it is not done.", code="export-not-done")
        address = self.link(owner, export)
        if address is None:
            raise NotFound("The file of this export is no longer kept. Ask for a new one.")
        return address

    def delete(self, owner: Owner, export_id: str) -> None:
        """Remove it with its file, whether it is done or not. `NotFound`."""
        export = self._exports.get(owner, export_id)
        self._remove(owner, export)
        self._idempotency.forget(owner, export_id)

    def _remove(self, owner: Owner, export: Export) -> None:
        """The row first: a worker that is at it then finds no row, and removes what it has written."""
        self._exports.delete(owner, export.id)
        self._files.delete(owner.key, export.id, export.written)

    # ---- what a worker does ------------------------------------------------------------------------------------------

    def process(self, job: Job) -> timedelta | None:
        """Make the export, or go on with it. Returns None when it has ended, or how long until it goes on."""
        try:
            export = self._exports.get(job.owner, job.about)
        except NotFound:
            return None
        if export.state.ended:
            return None
        now = self._clock()
        if export.taken_until is not None and now < export.taken_until <= now + TAKEN_FOR + AHEAD:
            return export.taken_until - now  # another is at it, or has died
        making = Making(job.owner, export, self._exports, self._clock)
        try:
            if job.attempt > MOST_TRIES:
                raise _gave_up()
            return self._made(making)
        except (Failed, StorageFull) as error:
            reason = error.reason if isinstance(error, Failed) else Reason(code=error.code, detail=error.detail)
            self._fail(making, reason)
        except NotFound:  # deleted meanwhile, with all that was written so far
            self._files.delete(job.owner.key, job.about, making.export.written)
        except Conflict as error:  # another goes on with it
            log.info("export left to another: %s", error.code)
        return None

    def give_up(self, owner: Owner, export_id: str) -> None:
        """It was given for the last time."""
        export = self._exports.get(owner, export_id)
        if not export.state.ended:
            self._fail(Making(owner, export, self._exports, self._clock), _gave_up().reason)

    def _made(self, making: "Making") -> timedelta | None:
        if any(place[0] == "query" for place in making.export.aside):
            raise Failed("newer-data", "A newer version of this program asked for this export.")
        try:
            if making.export.format is Format.XLSX:
                written = self._written_in_one_go(making)
            else:
                going_on = self._written_in_steps(making)
                if going_on is None:
                    making.note(taken_until=None)
                    return timedelta()
                written = going_on
            self._files.finish(making.owner, making.export.id, written)
        except AppError as error:
            if error.code not in ("export-cut-off", "invalid-cursor"):
                raise
            log.warning("export begins anew: %s", error.code)
            self._files.delete(making.owner.key, making.export.id, making.export.written)
            making.note(written=None, after=None, written_invoices=0, invoices_done=0, complete=False, taken_until=None)
            return timedelta()
        now = self._clock()
        ended = {"written": None, "after": None, "taken_until": None, "expires_at": now + KEPT_FOR}
        making.note(state=ExportState.DONE, size=written.size, **ended)
        return None

    def _fail(self, making: "Making", reason: Reason) -> None:
        self._files.delete(making.owner.key, making.export.id, making.export.written)
        ended = {"written": None, "after": None, "taken_until": None, "expires_at": self._clock() + KEPT_FOR}
        try:
            making.note(state=ExportState.FAILED, reason=reason, **ended)
        except (NotFound, Conflict) as error:  # deleted, or ended by another
            log.info("export not failed: %s", error.code)

    def _begun(self, making: "Making") -> Pieces:
        """An empty file, in place of what was written of another try."""
        export = making.export
        if export.begun >= MOST_BEGINNINGS:
            raise _gave_up()
        self._files.delete(making.owner.key, export.id, export.written)
        written = self._files.begin(making.owner, export.id)
        making.note(state=ExportState.RUNNING, written=written, begun=export.begun + 1, invoices_done=0)
        return written

    def _written_in_steps(self, making: "Making") -> Pieces | None:
        """All of it, when all is written; None: the step is over."""
        export, ends = making.export, time.monotonic() + self._step.total_seconds()
        if export.complete and export.written is not None:
            return export.written
        gathered, written = bytearray(), export.written
        if written is None:
            written = self._begun(making)
        else:
            making.note(state=ExportState.RUNNING)
        if not written.size:
            gathered += opening(export.format, export.rows)
        after, done = export.after, export.written_invoices
        while True:
            found, after = self._page(making, after)
            for some in part(found, export.format, export.rows, before=done):
                gathered += some
            done += len(found)
            is_over = time.monotonic() >= ends
            if after is None:
                gathered += closing(export.format)
            if after is None or is_over or len(gathered) >= PIECE:
                written = self._added(making, written, bytes(gathered))
                gathered.clear()
                making.note(
                    written=written, after=after, written_invoices=done, invoices_done=done, complete=after is None
                )
            else:
                making.tell(done)
            if after is None:
                return written
            if is_over:
                return None

    def _written_in_one_go(self, making: "Making") -> Pieces:
        export, gathered, written = making.export, bytearray(), self._begun(making)
        for some in spreadsheet(self._limited(table(self._all(making), export.rows)), export.rows):
            gathered += some
            if len(gathered) >= PIECE:
                written = self._added(making, written, bytes(gathered))
                gathered.clear()
                making.note(written=written)
        written = self._added(making, written, bytes(gathered))
        making.note(written=written, invoices_done=making.done)
        return written

    def _limited(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        ends = time.monotonic() + self._sheet.time.total_seconds() if self._sheet.time else None
        for number, row in enumerate(rows, start=1):
            if number > self._sheet.rows or (ends is not None and time.monotonic() > ends):
                raise Failed(
                    "spreadsheet-too-large",
                    f"A spreadsheet holds up to {self._sheet.rows:,} rows here, and is made in one go; this is more. "
                    "Ask for csv, which has no such limit, or for a part, by dates.",
                )
            yield row

    def _all(self, making: "Making") -> Iterator[Counted]:
        after, done = None, 0
        while True:
            found, after = self._page(making, after)
            yield from found
            done += len(found)
            making.tell(done)
            if after is None:
                return

    def _page(self, making: "Making", after: str | None) -> tuple[tuple[Counted, ...], str | None]:
        owner, export = making.owner, making.export
        if export.ids is None:
            return self._invoices.records_part(owner, export.query, limit=PAGE, after=after)
        begin = int(after or 0)
        end = begin + PAGE
        found = tuple(self._invoices.records_of(owner, export.ids[begin:end]))
        return found, str(end) if end < len(export.ids) else None

    def _added(self, making: "Making", written: Pieces, data: bytes) -> Pieces:
        if len(written.pieces) >= MOST_PIECES:
            raise Failed("export-too-large", "The file would be larger than 12 GB. Ask for it in parts, by dates.")
        return self._files.add(making.owner, making.export.id, written, data)

    # ---- what the sweeper does ---------------------------------------------------------------------------------------

    def sweep(self, *, mend: bool, delete: bool) -> Iterator[Finding]:
        """Remove what is over and files of no export; put jobs again that were lost."""
        known, now = set[tuple[str, str]](), self._clock()
        for owner, export in self._exports.all_owners():
            known.add((owner.key, export.id))
            if has_waited(export.expires_at - KEPT_FOR, now, KEPT_FOR):
                if delete:
                    self._remove(owner, export)
                yield Finding("expired-export", export.id, "The export was kept for a day.", delete)
            elif not export.state.ended and has_waited(export.updated_at, now, UNANSWERED):
                if mend:
                    self._jobs.put(Job(owner, export.id, request_id=export.request_id))
                yield Finding("stuck-export", export.id, "queued again", mend)
        yield from self._files_of_nobody(known, delete)

    def _files_of_nobody(self, known: set[tuple[str, str]], delete: bool) -> Iterator[Finding]:
        """Never originals: what they hold is in the invoices, too."""
        for owner_key, export_id in set(self._files.walk_all_owners()) - known:
            if not self._exports.is_known(owner_key, export_id):
                if delete:
                    self._files.delete(owner_key, export_id)
                yield Finding("spare-export", export_id, "A file whose export is gone.", delete)


class Making:
    """One export while a worker is at it: its row, as this worker has written it last."""

    def __init__(self, owner: Owner, export: Export, exports: ExportRepository, clock: Clock) -> None:
        self.owner = owner
        self.export = export
        self.done = 0  # invoices that were read by this worker
        self._exports = exports
        self._clock = clock

    def note(self, **changes: Any) -> None:
        """Write the row. `Conflict` when another has, `NotFound` when it is gone: the worker then stops."""
        now = self._clock()
        always = {"version": self.export.version + 1, "updated_at": now, "taken_until": now + TAKEN_FOR}
        later = self.export.model_copy(update=always | changes)
        self._exports.replace(self.owner, later)
        self.export = later

    def tell(self, done: int) -> None:
        """How far it is; the row says so now and again."""
        self.done = done
        if has_waited(self.export.updated_at, self._clock(), TOLD_EVERY):
            self.note(invoices_done=done)


def _gave_up() -> Failed:
    return Failed("export-gave-up", "Making the export failed again and again.")
