"""`invoices read`: print what is on documents, keep nothing."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from app.bootstrap import local
from app.commands.files import Search, read_file
from app.commands.say import say, say_json
from app.domain.check_context import CheckContext
from app.domain.checks import Check
from app.domain.document import Document
from app.domain.errors import AppError
from app.domain.readers import EINVOICE
from app.domain.reading import NOT_READ_BY, Reading, full
from app.domain.rules import run_checks
from app.settings import LocalSettings


@dataclass(frozen=True)
class Outcome:
    """Of one file: a reading with its checks, or the failure."""

    path: Path
    seconds: float
    reading: Reading | None = None
    checks: tuple[Check, ...] = ()
    error: AppError | None = None


@dataclass(frozen=True)
class FileReading:
    """Reads one file after another from the disk."""

    read: Callable[[bytes, Path], Reading]
    max_bytes: int

    def __call__(self, path: Path) -> Outcome:
        started = time.monotonic()
        try:
            reading = self.read(read_file(path, self.max_bytes), path)
            context = CheckContext(today=datetime.now(UTC).date(), electronic=reading.reader == EINVOICE.name)
            checks = (*reading.checks, *run_checks(reading.invoice, context))
            return Outcome(path, time.monotonic() - started, reading, checks)
        except AppError as error:
            return Outcome(path, time.monotonic() - started, error=error)


@contextmanager
def reading(reader: str, *, workers: int, settings: LocalSettings) -> Iterator[Callable[[bytes, Path], Reading]]:
    """How files are read: through the same border as the API, or as saved answers of Textract."""
    if reader == "textract":
        yield lambda data, path: local.read_saved_answer(data)
        return
    with local.reading(settings, workers=workers) as (inspector, readers):

        def read(data: bytes, path: Path) -> Reading:
            info = inspector.inspect(data, declared_type=None, file_name=path.name)
            return readers.read(Document(data, info), reader, lambda stage: None)

        yield read


def read_files(
    paths: list[Path], *, reader: str, jsonl: bool, workers: int, ignore: list[str], settings: LocalSettings
) -> int:
    """Print one result for each file, in the order given, then the folders that could not be opened. Returns the exit
    code: 1 when any failed."""
    failed, search = 0, Search(ignore)
    with reading(reader, workers=workers, settings=settings) as read_bytes:
        read = FileReading(read_bytes, settings.max_upload_bytes)
        with ThreadPoolExecutor(workers) as pool:
            try:
                closed = (Outcome(path, 0, error=error) for path, error in search.closed)
                for outcome in chain(pool.map(read, search.files(paths)), closed):
                    if outcome.error and search.passes_over(outcome.path, outcome.error.code):
                        continue
                    failed += outcome.error is not None
                    say_json(_row(outcome)) if jsonl else say(*_lines(outcome))
            finally:
                pool.shutdown(cancel_futures=True)
    if passed_over := search.told():
        say(passed_over, stderr=True)
    if not jsonl and failed:
        say(f"{failed} could not be read.", stderr=True)
    return 1 if failed else 0


def _row(outcome: Outcome) -> dict[str, object]:
    row: dict[str, object] = {"file": str(outcome.path), "ok": outcome.error is None}
    if outcome.error is not None:
        row["problem"] = {"code": outcome.error.code, "detail": outcome.error.detail}
    elif outcome.reading is not None:
        reading = outcome.reading
        row |= {
            "reader": reading.reader,
            "seconds": round(outcome.seconds, 3),
            "pages": reading.pages,
            "invoice": full(reading.invoice, reading.evidence, outcome.checks),
            "checks": [check.model_dump(mode="json") for check in outcome.checks],
            "notes": [note.model_dump(mode="json") for note in reading.notes],
        }
    return row


def _lines(outcome: Outcome) -> list[str]:
    if outcome.error is not None:
        return [str(outcome.path), f"  {outcome.error.code}: {outcome.error.detail}", ""]
    reading = outcome.reading
    if reading is None:
        return [str(outcome.path)]
    invoice = reading.invoice
    rows = [
        ("seller", invoice.seller.name),
        ("number", invoice.invoice_number),
        ("date", invoice.issue_date),
        ("due", invoice.due_date),
        ("net", invoice.amounts.net),
        ("tax", invoice.amounts.tax),
        ("total", invoice.amounts.gross),
        ("currency", invoice.currency),
        ("lines", len(invoice.lines) or None),
    ]
    shown = [f"  {label:<9} {value}" for label, value in rows if value is not None]
    shown += [f"  ! {check.detail}" for check in outcome.checks if check.failed]
    shown += [f"  ! {note.detail}" for note in reading.notes if note.code != NOT_READ_BY]
    head = f"{outcome.path}  ({reading.reader}, {reading.pages} page(s), {outcome.seconds:.2f} s)"
    return [head, *shown, ""]
