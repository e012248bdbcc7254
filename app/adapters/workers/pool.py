"""Workers of one class: so many at once, shared between owners, kept warm between requests, replaced when lost or
worn."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.adapters.workers.fair_share import FairShare
from app.adapters.workers.process import WorkerProcess
from app.domain.principal import Owner


class PoolClosed(Exception):
    """The server is stopping."""


class WorkerPool:
    """Safe to use from many threads; a request waits for a free worker. One owner has at most `size` of them, and while
    he does there is one more for others (`FairTurns`)."""

    def __init__(
        self,
        start: Callable[[], WorkerProcess],
        *,
        size: int,
        ready: int,
        most_resident_mb: int,
        most_requests: int,
        spare: bool = False,
    ) -> None:
        """`ready` workers are started at once, the others when they are needed. One that holds more memory after a
        request, or has answered so many, is replaced. `spare`: when `size` of them are busy, one more is started before
        anybody asks for it, so that whoever comes beside a heavy user does not wait for its start."""
        self._start = start
        self._most_resident_mb = most_resident_mb
        self._most_requests = most_requests
        self._turns = FairShare(size)
        self._size = size
        self._spare = spare
        self._lock = threading.Lock()
        self._closed = False
        self._idle = [start() for _ in range(ready)]
        self._busy: set[WorkerProcess] = set()

    @contextmanager
    def worker(self, owner: Owner | None = None) -> Iterator[WorkerProcess]:
        """A worker for one request on behalf of an owner. When the request ends by any exception the worker is stopped:
        nobody knows what it is still doing. `PoolClosed` when the pool is, or was closed meanwhile."""
        with self._turns.place(owner):
            worker = self._take()
            try:
                yield worker
            except BaseException:
                worker.stop()
                raise
            finally:
                self._give_back(worker)

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Stop all workers, busy ones too."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            for worker in (*idle, *self._busy):
                worker.stop()
        for worker in idle:
            worker.release()

    def _take(self) -> WorkerProcess:
        with self._lock:
            if self._closed:
                raise PoolClosed
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    break
                worker.release()
            else:
                worker = self._start()
            self._busy.add(worker)
            if self._spare and not self._idle and len(self._busy) == self._size:
                self._idle.append(self._start())
            return worker

    def _give_back(self, worker: WorkerProcess) -> None:
        worn = worker.requests >= self._most_requests or worker.resident_mb > self._most_resident_mb
        with self._lock:
            self._busy.discard(worker)
            if worker.alive and not worn and not self._closed:
                self._idle.append(worker)
                return
        worker.stop()
        worker.release()
