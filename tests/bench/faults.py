"""More faults than the tests have time for: `python -m tests.bench.faults [kills N | schedules N | disk N | account]`.

`kills`: the real server killed under load, N times (50). `schedules`: by chance, in memory (10,000); `disk`: on SQLite
and files (300); `account`: every call of a client's life to an emulated account. Prints what was done and what was
broken.
"""

import itertools
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

from tests import aws
from tests.faults.killed import kill_rounds
from tests.faults.life import broken_at
from tests.faults.places import on_aws, on_disk
from tests.faults.schedule import broken_seeds

MOST_CALLS = 150


def kills(rounds: int = 50) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told, found = kill_rounds(Path(folder), rounds)
    print(f"{rounds} kills, {len(told.saved)} saves and {len(told.deleted)} deletes answered,", end=" ")
    print(f"{len(told.errors)} errors, broken: {found or 'nothing'}")
    for error in told.errors[:10]:
        print("   ", error)


def schedules(many: int = 10_000) -> None:
    print(f"{many} schedules in memory, broken: {broken_seeds(range(many)) or 'nothing'}")


def disk(many: int = 300) -> None:
    with on_disk() as storage:
        print(f"{many} schedules on a disk, broken: {broken_seeds(range(many), storage) or 'nothing'}")


def account() -> None:
    os.environ.update(aws.KEYS)
    with aws.ministack() as address:
        aws.warm_up(address)
        clients = aws.clients_of(address)
        found = {}
        for number in itertools.takewhile(lambda n: n < MOST_CALLS, itertools.count(1)):
            found[number] = broken_at(number, on_aws(clients, clients))
        print(f"{len(found)} calls, broken: { {n: said for n, said in found.items() if said} or 'nothing' }")


def main() -> None:
    logging.disable(logging.CRITICAL)
    what = {"kills": kills, "schedules": schedules, "disk": disk, "account": account}
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    for name in [asked] if asked in what else what:
        began = time.monotonic()
        what[name](*map(int, sys.argv[2:3] if asked else ()))
        print(f"    {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
