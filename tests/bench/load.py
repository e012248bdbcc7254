"""One local server under a mixed load for five minutes: `python -m tests.bench.load [SECONDS]`.

Four clients scan and save e-invoices, pages with text and now and then a picture, list, search and export, each asking
again as soon as it was answered. Prints how much was done, the errors, what was lost, and how long lists took.
"""

import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.documents import einvoices, pages
from tests.served import Served

CLIENTS = 4
SECONDS = 300
SETTINGS = {"quota_scans_per_minute": "100000"}  # the quota is not what is measured
KINDS = (einvoices.ubl_file, einvoices.ubl_file, pages.invoice_pdf, pages.invoice_pdf, pages.receipt_picture)


@dataclass
class Seen:
    """What one client did and was told."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)


def main(seconds: float) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Served(Path(folder) / "data", **SETTINGS) as server,
    ):
        end = time.monotonic() + seconds
        seen = [Seen() for _ in range(CLIENTS)]
        threads = [threading.Thread(target=_client, args=(server, one, number, end)) for number, one in enumerate(seen)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lost = _lost(server, [name for one in seen for name in one.saved])
    _tell(seconds, seen, lost)


def _client(server: Served, seen: Seen, number: int, end: float) -> None:
    chance = random.Random(number)
    with httpx.Client(base_url=server.url, headers=server.client.headers, timeout=60, trust_env=False) as client:
        for seed in range(number * 1_000_000, (number + 1) * 1_000_000):
            if time.monotonic() > end:
                return
            _scan_and_save(client, seen, chance, seed)
            for _ in range(4):
                _ask(client, seen, "list", "/v1/invoices", limit=50)
            _ask(client, seen, "search", "/v1/invoices", q=chance.choice(("gmbh", "paper", "invoice", "a")), limit=50)
            if chance.random() < 0.1:
                _ask(client, seen, "export", "/v1/invoices/export", format="csv")


def _scan_and_save(client: httpx.Client, seen: Seen, chance: random.Random, seed: int) -> None:
    made = chance.choice(KINDS)(seed=seed)
    began = time.perf_counter()
    scan = client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)})
    while scan.status_code == 202:
        scan = client.get(scan.headers["Location"], params={"wait": 20})
        if scan.json()["state"] in {"queued", "reading"}:
            scan.status_code = 202
            scan.headers["Location"] = f"/v1/scans/{scan.json()['id']}"
    _note(seen, f"scan of {made.media_type}", began, scan)
    if scan.status_code != 200:
        return
    began = time.perf_counter()
    saved = client.post("/v1/invoices", json={"scan_id": scan.json()["id"]})
    _note(seen, "save", began, saved)
    if saved.status_code == 201:
        seen.saved.append(saved.json()["id"])


def _ask(client: httpx.Client, seen: Seen, what: str, address: str, **query: str | int) -> None:
    began = time.perf_counter()
    _note(seen, what, began, client.get(address, params=query))


def _note(seen: Seen, what: str, began: float, answer: httpx.Response) -> None:
    seen.times.setdefault(what, []).append(time.perf_counter() - began)
    if answer.status_code not in {200, 201}:
        seen.errors[f"{what} {answer.status_code} {answer.text[:120]}"] += 1


def _lost(server: Served, saved: list[str]) -> int:
    """How many invoices that were answered with 201 cannot be read, or lack their file."""
    lost = 0
    for name in saved:
        record = server.client.get(f"/v1/invoices/{name}")
        file = server.client.get(f"/v1/invoices/{name}/document", follow_redirects=True)
        lost += record.status_code != 200 or file.status_code != 200
    return lost


def _tell(seconds: float, seen: list[Seen], lost: int) -> None:
    errors = sum((one.errors for one in seen), Counter[str]())
    saved = sum(len(one.saved) for one in seen)
    print(f"{CLIENTS} clients, {seconds:.0f} s: {saved} saved, {lost} lost, {errors.total()} errors")
    for error, many in errors.most_common(10):
        print(f"    {many} x {error}")
    print(f"    {'':<28}{'number':>8}{'p50 ms':>9}{'p95 ms':>9}{'most ms':>9}")
    for what in sorted({name for one in seen for name in one.times}):
        times = sorted(time_ * 1_000 for one in seen for time_ in one.times.get(what, ()))
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        print(f"    {what:<28}{len(times):>8}{statistics.median(times):>9.1f}{p95:>9.1f}{times[-1]:>9.1f}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
