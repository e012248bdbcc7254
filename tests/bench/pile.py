"""A pile of scanned pages, and a single one meanwhile: `python -m tests.bench.pile [PAGES]`.

Prints pages a minute, how long a single scan took on the idle server and while the pile was read, a document of six
pages, and the most memory of the server with all its processes, and of one of them. What counts is the ratio of the two
single scans: it is measured in one run.
"""

import os
import sys
import tempfile
import threading
import time
from io import BytesIO
from pathlib import Path
from statistics import median

import httpx
from PIL import Image

from tests.documents.rendered import sheet
from tests.documents.rendered.degrade import WAYS, encoded
from tests.served import Served

SINGLES = 3
LONG = 6  # pages of one document
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


class Watch:
    """The most memory that a process and its children held, looked at ten times a second."""

    def __init__(self, pid: int) -> None:
        self.all = self.one = 0.0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            held = [_resident(pid) for pid in _family(self._pid)]
            self.all, self.one = max(self.all, sum(held)), max(self.one, *held)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task").glob("*/children")
    below = [int(child) for file in children for child in file.read_text().split()]
    return [pid, *(each for child in below for each in _family(child))]


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MB
    except OSError:
        return 0.0  # it has just ended


def main(count: int) -> None:
    first, *pictures = [_page(seed) for seed in range(500, 501 + count + 2 * SINGLES)]
    idle, busy, pile = pictures[:SINGLES], pictures[SINGLES : 2 * SINGLES], pictures[2 * SINGLES :]
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "data") as server:
        watch = Watch(server.process.pid)
        _single(server.client, first)  # the models are loaded now
        before = [_single(server.client, page) for page in idle]
        began = time.monotonic()
        waiting = [_put(server.client, page, "respond-async").json()["id"] for page in pile]
        meanwhile = [_single(server.client, page) for page in busy]
        for scan in waiting:
            _ended(server.client, scan)
        rate = 60 * (len(pile) + len(busy)) / (time.monotonic() - began)
        began = time.monotonic()
        scan = _put(server.client, _long(pile[:LONG]), "respond-async", media_type="application/pdf")
        _ended(server.client, scan.json()["id"])
        long = time.monotonic() - began
        watch.end()
    print(f"{rate:.1f} pages a minute; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"single scan: idle {median(before):.2f} s, beside the pile {median(meanwhile):.2f} s")
    print(f"{LONG} pages of one document: {long:.2f} s")
    print(f"most memory: {watch.all:.0f} MB in all, {watch.one:.0f} MB in one process")


def _page(seed: int) -> bytes:
    return encoded(WAYS["scan"](sheet(seed).pdf, seed)[:1])[0]


def _long(pages: list[bytes]) -> bytes:
    turned = [Image.open(BytesIO(page)).rotate(0.3, fillcolor="white") for page in pages]  # no page is known yet
    written = BytesIO()
    turned[0].save(written, "PDF", save_all=True, append_images=turned[1:], resolution=200)
    return written.getvalue()


def _put(client: httpx.Client, data: bytes, prefer: str, *, media_type: str = "image/jpeg") -> httpx.Response:
    answer = client.post("/v1/scans", content=data, headers={"Content-Type": media_type, "Prefer": prefer})
    return answer.raise_for_status()


def _single(client: httpx.Client, data: bytes) -> float:
    began = time.monotonic()
    answer = _put(client, data, "wait=28")
    if answer.status_code == 202:
        _ended(client, answer.json()["id"])
    return time.monotonic() - began


def _ended(client: httpx.Client, scan: str) -> None:
    while client.get(f"/v1/scans/{scan}", params={"wait": 20}).json()["state"] in {"queued", "reading"}:
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
