"""Threads that work off the queue while a server or an import runs."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from app.container import Container
from app.domain.errors import AppError
from app.domain.installation import Trouble

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0  # seconds; work of this process wakes the threads at once
SWEEP_EVERY = timedelta(minutes=5)
STAMP_EVERY = timedelta(minutes=1)  # what a copy of the database may be behind without being known as older


class Runner:
    """`start` begins the workers and, if asked, the sweeper; `stop` waits a while until the running jobs are done, and
    gives the others back. From one to the other the marks of documents and records grow.

    One worker more than there are readers of pictures, so that XML and text go on beside them; and as many as there are
    readers that do only what somebody waits for. So many an owner may have at work, and there is one more than that:
    whatever one of them hands over, the next job of another begins at once."""

    def __init__(self, container: Container, *, readers: int, sweep: bool) -> None:
        self._container = container
        self._stopping = threading.Event()
        self._most_of_one = readers + 1 + readers
        targets: list[Callable[[], None]] = [self._work] * (readers + 2) + [self._work_for_waiting] * readers
        targets += [self._keep_stamped, *([self._sweep] if sweep else [])]
        self._threads = [threading.Thread(target=target, daemon=True) for target in targets]

    def start(self) -> Trouble | None:
        """Returns why documents and records do not belong together, if so: then nothing is deleted."""
        trouble = self._stamp()
        for thread in self._threads:
            thread.start()
        return trouble

    def stop(self, *, wait_seconds: float = 10) -> None:
        self._stopping.set()
        self._container.wake.set()
        until = time.monotonic() + wait_seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._container.jobs.give_back()
        self._stamp()

    def _work_for_waiting(self) -> None:
        self._work(only_urgent=True)

    def _work(self, *, only_urgent: bool = False) -> None:
        while not self._stopping.is_set():
            self._container.wake.clear()
            try:
                if self._container.jobs.run_one(only_urgent=only_urgent, most_of_one=self._most_of_one):
                    self._container.wake.set()  # there may be more, for this thread and for the others
                    continue
            except AppError as error:  # the database is busy or full: it may heal
                log.warning("queue: %s", error.detail)
            if not self._stopping.is_set():
                self._container.wake.wait(LOOK_AGAIN)

    def _keep_stamped(self) -> None:
        while not self._stopping.wait(STAMP_EVERY.total_seconds()):
            self._stamp()

    def _stamp(self) -> Trouble | None:
        try:
            return self._container.installation.grow()
        except AppError as error:
            log.warning("stamp: %s", error.detail)
            return None

    def _sweep(self) -> None:
        """At the start, for what a crash has left, and then now and again."""
        self._container.sweep.resume()
        self._container.wake.set()
        while True:
            try:
                for finding in self._container.sweep.run():
                    log.info("sweep: %s %s %s", finding.code, finding.id, finding.detail)
            except AppError as error:
                log.warning("sweep: %s", error.detail)
            if self._stopping.wait(SWEEP_EVERY.total_seconds()):
                return
