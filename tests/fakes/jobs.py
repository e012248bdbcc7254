"""Rounds and jobs in memory."""

import secrets
import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.rounds import Round, following
from app.ports import LONGEST_HIDDEN, Clock, Job
from tests.fakes.clock import SettableClock


class FakeRoundBook:
    def __init__(self) -> None:
        self._last: Round | None = None

    def last(self) -> Round | None:
        return self._last

    def enter(self, now: datetime) -> Round:
        self._last = following(self._last, now)
        return self._last


@dataclass
class _Waiting:
    job: Job
    free_at: datetime


class FakeJobQueue:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SettableClock()
        self._lock = threading.RLock()
        self._turns: dict[Owner, int] = {}
        self.jobs: list[_Waiting] = []

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        with self._lock:
            for kept in self.jobs:
                waits = not kept.job.receipt or self._is_free(kept)
                if waits and (kept.job.owner, kept.job.about) == (job.owner, job.about):
                    kept.job = replace(kept.job, urgent=kept.job.urgent or job.urgent)
                    return
            self.jobs.append(_Waiting(replace(job, receipt="", attempt=0), self._clock() + delay))

    def take(self, *, lease: timedelta, only_urgent: bool = False, not_of: Collection[Owner] = ()) -> Job | None:
        with self._lock:
            free = [kept for kept in self.jobs if self._is_free(kept) and kept.job.urgent >= only_urgent]
            free = [kept for kept in free if kept.job.owner not in not_of]
            if not free:
                return None
            kept = min(free, key=lambda one: (self._turns.get(one.job.owner, 0), not one.job.urgent))
            self._turns[kept.job.owner] = max(self._turns.values(), default=0) + 1
            kept.job = replace(kept.job, receipt=secrets.token_hex(8), attempt=kept.job.attempt + 1)
            kept.free_at = self._clock() + lease
            return kept.job

    def extend(self, job: Job, *, lease: timedelta) -> None:
        for kept in self._taken(job):
            kept.free_at = self._clock() + lease
            return
        raise NotFound("The job is no longer yours: it has ended, or another worker took it over.")

    def done(self, job: Job) -> None:
        for kept in self._taken(job):
            self.jobs.remove(kept)

    def release(self, job: Job, *, delay: timedelta) -> None:
        for kept in self._taken(job):
            kept.job = replace(kept.job, receipt="", attempt=kept.job.attempt - 1)
            kept.free_at = self._clock() + delay

    def _is_free(self, kept: _Waiting) -> bool:
        return not timedelta() < kept.free_at - self._clock() <= LONGEST_HIDDEN

    def _taken(self, job: Job) -> list[_Waiting]:
        return [kept for kept in self.jobs if job.receipt and kept.job.receipt == job.receipt]
