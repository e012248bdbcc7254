"""How quick and how large the real server is: `python -m tests.bench.serving`. Prints a table; nothing is asserted.

Every document has a seed of its own, so that none is answered from an earlier scan.
"""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.documents import einvoices, pages
from tests.documents.made import Made
from tests.served import Served

ROUNDS = 15
PICTURES = 50


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        with Served(Path(folder) / "data") as server:
            print(f"start to first answer       {time.monotonic() - started:8.2f} s")
            _scans(server, "e-invoice PDF", lambda seed: einvoices.cii_pdf(seed=seed))
            _scans(server, "text-layer PDF", lambda seed: pages.invoice_pdf(seed=seed))
            _scans(server, "receipt picture", lambda seed: pages.receipt_picture(seed=seed, noise=4))
            _saves(server)
            _memory(server)


def _scans(server: Served, name: str, make: Callable[[int], Made]) -> None:
    times, readers = [], set()
    for seed in range(100, 100 + ROUNDS + 2):
        made = make(seed)
        started = time.perf_counter()
        answer = server.client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)})
        times.append(time.perf_counter() - started)
        answer.raise_for_status()
        readers.add(answer.json()["reading"]["reader"])
    _row(f"{name} ({', '.join(readers)})", times[2:])


def _saves(server: Served) -> None:
    times = []
    for seed in range(500, 500 + ROUNDS):
        made = pages.invoice_pdf(seed=seed)
        scan = server.client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)}).json()
        started = time.perf_counter()
        server.client.post("/v1/invoices", json={"scan_id": scan["id"]}).raise_for_status()
        times.append(time.perf_counter() - started)
    _row("save", times)


def _memory(server: Served) -> None:
    """Resident memory of the server and its workers, sampled while pictures are read one after another."""
    samples: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            samples.append(resident_mb(server.process.pid))

    thread = threading.Thread(target=watch)
    thread.start()
    peaks = []
    for seed in range(1000, 1000 + PICTURES):
        made = pages.invoice_picture(seed=seed, noise=4) if seed % 2 else pages.receipt_picture(seed=seed, noise=4)
        server.client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)}).raise_for_status()
        peaks.append(max(samples, default=0))
    done.set()
    thread.join()
    print(f"memory over {PICTURES} pictures     peak {max(samples):.0f} MB; after 10: {peaks[9]:.0f} MB")


def resident_mb(pid: int) -> float:
    """Proportional memory of a process and its children: pages that they share count once."""
    total = 0.0
    for process in [pid, *_children(pid)]:
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0) / 1024
    return total


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _row(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"{name:<28}median {statistics.median(times) * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
