"""Whether one owner's heavy files hold up another's: `python -m tests.bench.neighbours [--rounds 15]`. Prints how long
an ordinary scan takes alone, and beside ten heavy ones of another owner that are handed over again and again."""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx

from tests.documents.hostile import pdf_from_objects
from tests.documents.pages import invoice_pdf
from tests.served import Served

HEAVY_AT_ONCE = 10
ROWS = 50


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=15)
    rounds = given.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "data") as server:
        seeds = count(3_000)
        _ordinary(server, seeds, 3)  # warm
        alone = _ordinary(server, seeds, rounds)
        with _heavy(server) as answered:
            beside = _ordinary(server, seeds, rounds)
        for name, times in (("alone", alone), ("beside heavy ones", beside)):
            print(f"{name:20} p50 {statistics.median(times):6.2f} s   worst {max(times):6.2f} s")
        p50, worst = statistics.median(beside) / statistics.median(alone), max(beside) / max(alone)
        print(f"{'ratio':20} p50 {p50:6.2f}     worst {worst:6.2f}     heavy ones answered: {answered}")


def _ordinary(server: Served, seeds: Iterator[int], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        made = invoice_pdf(seed=next(seeds))
        started = time.perf_counter()
        answer = server.client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)})
        answer.raise_for_status()
        times.append(time.perf_counter() - started)
    return times


def _wait_until_at_work(server: Served, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False) as client:
        end = time.monotonic() + 60
        while not client.get("/v1/scans", params={"state": "reading"}).json()["items"]:
            if time.monotonic() > end:
                raise TimeoutError("the heavy files are not read")
            time.sleep(0.1)  # until the heavy files are at work; a measurement, no test


@contextmanager
def _heavy(server: Served) -> Iterator[list[int]]:
    """Ten at a time of another owner; the statuses that were answered."""
    answered: list[int] = []
    stop, numbers = threading.Event(), count()
    token = server.token("heavy")

    def send() -> None:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=120, trust_env=False) as client:
            while not stop.is_set():
                answer = client.post("/v1/scans", files={"file": ("heavy.pdf", heavy_pdf(next(numbers)))})
                answered.append(answer.status_code)

    threads = [threading.Thread(target=send, daemon=True) for _ in range(HEAVY_AT_ONCE)]
    for thread in threads:
        thread.start()
    _wait_until_at_work(server, token)
    try:
        yield answered
    finally:
        stop.set()
        for thread in threads:
            thread.join(120)


def heavy_pdf(number: int, pages: int = 60) -> bytes:
    """A statement of hundreds of bills: text alone, with totals on every row."""
    labels = ("Subtotal", "Service charge", "Tax", "Total")
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for page in range(pages):
        rows = [
            b"BT /F 9 Tf 60 %d Td (%s) Tj 300 0 Td (%d.%02d) Tj ET"
            % (800 - 15 * row, labels[row % 4].encode(), 7919 * (page * ROWS + row + number) % 9_000, row)
            for row in range(ROWS)
        ]
        text = b"\n".join(rows)
        place = len(objects) + 1
        kids.append(b"%d 0 R" % place)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (place + 1)
        )
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), pages)
    return pdf_from_objects(*objects)


if __name__ == "__main__":
    main()
