"""How much memory an export needs that is made as a job: `python -m tests.bench.exports [INVOICES]`.

Builds a seeded database of one owner in a temporary folder, then has the worker export it in a process of its own, as
CSV and as XLSX. Prints the invoices, the seconds, the size of the file, and by how much the most memory of the process
was above what it held before. That must not grow with the invoices: compare two runs, 5,000 and 100,000.
"""

import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app.adapters.files.exports import FileExports
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.exports import SqliteExports
from app.adapters.sqlite.idempotency import SqliteIdempotency
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.jobs import SqliteJobs
from app.domain.export import ExportState, Format, Rows
from app.domain.record import Query
from app.services.export_jobs import ExportJobs
from tests.bench.storage import MANY, fill, invented_words, record


def build(folder: Path, count: int) -> None:
    chance = random.Random(7)
    sellers = [f"{name.title()} GmbH" for name in invented_words(chance, 300)]
    vocabulary = invented_words(chance, 2_000)
    database = SqliteDatabase.open(folder / "invoices.sqlite")
    fill(database, MANY, (record(chance, number, sellers, vocabulary) for number in range(count)))
    database.close()


def export(folder: Path, format_: Format) -> None:
    """In a process of its own: the most memory of a process never goes down."""
    database = SqliteDatabase.open(folder / "invoices.sqlite")
    jobs = SqliteJobs(database, clock=now)
    files = FileExports(folder / "exports", base_url="http://x", secret=b"s" * 32, clock=now)
    exports = ExportJobs(
        exports=SqliteExports(database),
        files=files,
        invoices=SqliteInvoices(database),
        jobs=jobs,
        idempotency=SqliteIdempotency(database, clock=now),
        clock=now,
        wake_workers=lambda: None,
    )
    small = exports.start(MANY, format_=format_, rows=Rows.INVOICES, query=Query(), invoice_ids=("none",))
    work(exports, small.id)  # what is imported at first use is not the export's
    before, begin = most_memory(), time.perf_counter()
    made = exports.start(MANY, format_=format_, rows=Rows.INVOICES, query=Query())
    steps = work(exports, made.id)
    done = exports.get(MANY, made.id)
    assert done.state is ExportState.DONE, done.reason
    assert done.size is not None
    print(
        f"{format_:5} {done.invoices_done:8,} invoices {time.perf_counter() - begin:7.1f} s {steps:3} steps "
        f"{done.size / 1e6:7.1f} MB   memory +{most_memory() - before:.1f} MB over {before:.1f} MB",
        flush=True,
    )


def work(exports: ExportJobs, export_id: str) -> int:
    from app.ports import Job

    steps = 1
    while exports.process(Job(MANY, export_id, attempt=1)) is not None:
        steps += 1
    return steps


def now() -> datetime:
    return datetime.now(UTC)


def most_memory() -> float:
    """Megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def main() -> None:
    if len(sys.argv) > 2:
        export(Path(sys.argv[1]), Format(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), count)
        for format_ in (Format.CSV, Format.XLSX):
            subprocess.run([sys.executable, "-m", "tests.bench.exports", folder, format_], check=True)


if __name__ == "__main__":
    main()
