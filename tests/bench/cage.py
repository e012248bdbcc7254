"""What the cage of the parser costs: `python -m tests.bench.cage [ROUNDS]`.

Workers with and without it, in turns, so that a busy machine slows both alike: processor time (and time on the clock)
from the start to the first answer, of a page of text with its picture, and of a page that is recognized. The ratio is
of the medians of processor time.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from app.adapters.workers import process as worker_process
from app.adapters.workers.process import WorkerProcess
from tests.cage.places import copied
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf, invoice_picture
from tests.packages import ROOT

ROUNDS = 9
TICKS = os.sysconf("SC_CLK_TCK")
LIMITS = {"cpu_seconds": 100, "memory_mb": 1400}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    surroundings = worker_process._environment
    with tempfile.TemporaryDirectory() as folder:
        without = copied(ROOT, Path(folder) / "code", layers=())
        rows: dict[str, dict[str, list[tuple[float, float]]]] = {}
        for turn in range(rounds + 1):
            for name, root in (("with", ROOT), ("without", without)):
                worker_process._environment = lambda root=root: surroundings() | {"PYTHONPATH": str(root)}
                for step, spent in measured().items():
                    if turn:  # the first fills the caches of the file system, and of compiled modules
                        rows.setdefault(step, {}).setdefault(name, []).append(spent)
    print(f"{'':22}{'with':>20}{'without':>20}{'ratio':>8}")
    for step, found in rows.items():
        (cpu, clock), (bare, on_clock) = (
            tuple(median(part) for part in zip(*found[name], strict=True)) for name in ("with", "without")
        )
        print(f"{step:22}{cpu:8.0f} ms ({clock:5.0f}){bare:10.0f} ms ({on_clock:5.0f}){cpu / bare:8.2f}")


def measured() -> dict[str, tuple[float, float]]:
    """Milliseconds of processor time and on the clock, for each step of one worker's life."""
    page, picture = invoice_pdf(), invoice_picture()
    found: dict[str, tuple[float, float]] = {}
    began = time.perf_counter()
    worker = WorkerProcess(memory_mb=1400, niceness=0, warm=False)
    try:
        worker.missing()
        found["start"] = (_cpu(worker.pid) * 1000, (time.perf_counter() - began) * 1000)
        for step, made, heads in (
            ("first page of text", page, ("inspect", "read", "render")),
            ("another", page, ("inspect", "read", "render")),
            ("first page recognized", picture, ("inspect", "look")),
            ("another one", picture, ("inspect", "look")),
        ):
            before, began = _cpu(worker.pid), time.perf_counter()
            for command in heads:
                worker.ask(_head(command, made), made.data, seconds=300)
            found[step] = ((_cpu(worker.pid) - before) * 1000, (time.perf_counter() - began) * 1000)
        return found
    finally:
        worker.stop()
        worker.release()


def _head(command: str, made: Made) -> dict[str, Any]:
    return {"command": command, "media_type": made.media_type, "reader": "text", "page": 1, "pages": 1, **LIMITS}


def _cpu(pid: int) -> float:
    """Seconds of processor time so far, in hundredths."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()
