"""Send a set of hostile files through the API of a real server: `python -m tests.bench.hostile FOLDER [--read-every
N]`.

The folder holds the files and MANIFEST.csv with `file`, `kind`, `expected` (accepted or rejected) and `declared_type`.
Told are: answers of 5xx, ends of the server, connections to elsewhere, processor time and memory beyond the limits, and
how often the answer is the expected one. Of the accepted files every Nth is read to its end, the others only taken.
"""

import argparse
import csv
import os
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.served import Served

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MOST_SECONDS = 5.0
MOST_MB = {"rejected": 512, "accepted": 1536}
ACCEPTED_CODES = {"nothing-to-read", "gave-up"}


@dataclass
class Result:
    file: str
    kind: str
    expected: str
    got: str
    status: int
    code: str
    cpu: float
    mb: float


class Watch:
    """Looks at the server and its workers all the time: memory in use, and who they are connected to."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak_mb = 0.0
        self.foreign: set[str] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            pids = tree(self.pid)
            # Of one process: a file is handled in one, while others hold what they read before.
            self.peak_mb = max([self.peak_mb, *map(resident_mb, pids)])
            self.foreign |= connections(pids)


def tree(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(text) for text in _read(task).split()]
    return found


def resident_mb(pid: int) -> float:
    parts = _read(Path(f"/proc/{pid}/statm")).split()
    return int(parts[1]) * PAGE / 1e6 if parts else 0.0


def cpu_seconds(pids: list[int]) -> float:
    """Of the processes and of their ended children."""
    total = 0
    for pid in pids:
        fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
        total += sum(int(text) for text in fields[11:15])
    return total / TICKS


def connections(pids: list[int]) -> set[str]:
    """Remote ends outside this machine that the processes are connected to, or try to be."""
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                target = str(link.readlink())
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in _read(Path(f"/proc/net/{table}")).splitlines()[1:]:
            fields = line.split()
            remote = fields[2].partition(":")[0]
            loopback = remote.endswith("7F") or set(remote) == {"0"} or remote == "0" * 24 + "01000000"
            if fields[9] in inodes and not loopback and not remote.endswith("0000FFFF0100007F"):
                found.add(fields[2])
    return found


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def send(server: Served, file: Path, declared: str, *, read: bool) -> httpx.Response:
    """Hand the file over; what is taken is read to its end, or cancelled at once."""
    wait = {"Prefer": "wait=25" if read else "respond-async"}
    upload = (file.name, file.read_bytes(), declared or "application/octet-stream")
    answer = server.client.post("/v1/scans", files={"file": upload}, headers=wait)
    while read and answer.status_code in {200, 202} and answer.json()["state"] in {"queued", "reading"}:
        answer = server.client.get(f"/v1/scans/{answer.json()['id']}?wait=25")
    if not read and answer.status_code == 202:
        server.client.delete(answer.headers["location"])
    return answer


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--read-every", type=int, default=10)
    given = asked.parse_args()
    with (given.folder / "MANIFEST.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    results, ends, taken = [], 0, 0
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "data", **SETTINGS) as server:
        watch = Watch(server.process.pid)
        for row in rows:
            watch.peak_mb, before = 0.0, cpu_seconds(tree(server.process.pid))
            read = row["expected"] == "accepted" and taken % given.read_every == 0
            taken += row["expected"] == "accepted"
            answer = send(server, given.folder / row["file"], row["declared_type"], read=read)
            time.sleep(0.02)  # lets the sampler of memory see the worker between two files
            ends += server.process.poll() is not None
            body = answer.json()
            code = str(body.get("code") or (body.get("reason") or {}).get("code") or "")
            fine = (answer.status_code < 300 and body.get("state") != "failed") or code in ACCEPTED_CODES
            cpu = cpu_seconds(tree(server.process.pid)) - before
            got = "accepted" if fine else "rejected"
            results.append(
                Result(row["file"], row["kind"], row["expected"], got, answer.status_code, code, cpu, watch.peak_mb)
            )
        watch.close()
    tell(results, ends=ends, foreign=watch.foreign, read=len(range(0, taken, given.read_every)))


def tell(results: list[Result], *, ends: int, foreign: set[str], read: int) -> None:
    kinds: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        kinds[one.kind].append(one)
    for kind, found in sorted(kinds.items()):
        agreed = sum(one.got == one.expected for one in found)
        print(
            f"{kind:<26} {agreed:>3}/{len(found):<3} "
            f"{max(one.cpu for one in found):>6.1f} s {max(one.mb for one in found):>6.0f} MB"
        )
    for one in results:
        late, large = one.cpu > MOST_SECONDS, one.mb > MOST_MB[one.expected]
        if one.got != one.expected or one.status >= 500 or late or large:
            print(
                f"  {one.file}: expected {one.expected}, got {one.status} {one.code}, {one.cpu:.1f} s, {one.mb:.0f} MB"
            )
    for remote in sorted(foreign):
        print(f"  connection to {remote}")
    agreed = sum(one.got == one.expected for one in results)
    print(
        f"figure: n={len(results)} read={read} agreement={agreed / len(results):.4f} ends={ends} "
        f"5xx={sum(one.status >= 500 for one in results)} connections={len(foreign)} "
        f"over_cpu={sum(one.cpu > MOST_SECONDS for one in results)} "
        f"over_mb={sum(one.mb > MOST_MB[one.expected] for one in results)}"
    )


SETTINGS = {"quota_scans_per_minute": "100000", "max_upload_mb": "60"}


if __name__ == "__main__":
    main()
