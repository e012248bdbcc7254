"""Work that is done later, and the news that starts it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.principal import Owner
from app.domain.rounds import Round


class RoundBook(Protocol):
    """Remembers the sweeper's rounds, as durably as the rows that are judged by them."""

    def last(self) -> Round | None:
        """The last round; None before the first."""

    def enter(self, now: datetime) -> Round:
        """The round that is made now (`app.domain.rounds.following`). Of several at once each counts on its own."""


LONGEST_HIDDEN = timedelta(minutes=15)  # no delay and no lease of a job is longer


@dataclass(frozen=True)
class Job:
    """Work on a scan (to be read), an upload (to be scanned), an invoice (whose document is put back), an export (to be
    made), or the events about an object (`ids.events_about`; to be delivered). `receipt` and `attempt` are the queue's:
    which delivery this is, and the how-manieth try. `request_id` names the request that asked for it. `urgent`:
    somebody waits for it. `unknown`: what a newer release says of it, to be passed on."""

    owner: Owner
    about: str
    receipt: str = ""
    attempt: int = 0
    request_id: str | None = None
    urgent: bool = False
    unknown: Mapping[str, object] = field(default_factory=dict, hash=False)


class JobQueue(Protocol):
    """Work that survives a restart. Delivered at least once."""

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        """Durable when it returns, to be taken after `delay` (`LONGEST_HIDDEN` at most). The same again while it waits:
        one delivery is enough, and urgent when either was."""

    def take(self, *, lease: timedelta, only_urgent: bool = False, not_of: Collection[Owner] = ()) -> Job | None:
        """The oldest free job, urgent ones of an owner first, hidden from others for the lease; None when there is
        none. A job whose lease ran out is free again, with the next `attempt`: the one before has failed. One that is
        hidden for longer than can be was hidden by a wrong clock, and is free. `not_of`: owners who have enough at
        work; a queue whose service keeps owners apart by itself need not look."""

    def extend(self, job: Job, *, lease: timedelta) -> None:
        """Keep a taken job hidden from now on. `NotFound` when another delivery has replaced this one. A short lease
        gives a failed job back soon, as a further attempt."""

    def done(self, job: Job) -> None:
        """Remove it. A job that was delivered again meanwhile is left alone."""

    def release(self, job: Job, *, delay: timedelta) -> None:
        """Give it back, to be taken again after `delay`. It only had to wait: that is no attempt."""


@dataclass(frozen=True)
class UploadArrived:
    """A file was put under a ticket. `size`: its bytes, if the news tells."""

    owner_key: str
    upload_id: str
    size: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ReadingEnded:
    """A job of a `JobReader` has come to an end, good or bad."""

    owner_key: str
    scan_id: str
    job: str


@dataclass(frozen=True)
class Nothing:
    """A message that asks for nothing; `why`, for the figures."""

    why: str


Event = Job | UploadArrived | ReadingEnded | Nothing
