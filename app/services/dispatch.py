"""Deliver events, in order for each object, until they have arrived or three days are over."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, count, islice, takewhile

from app.domain import ids
from app.domain.errors import AppError
from app.domain.principal import Owner
from app.ports import (
    LONGEST_HIDDEN,
    LONGEST_PUT_OFF,
    Delivery,
    EventRow,
    EventTarget,
    Job,
    JobQueue,
    Metrics,
    Outbox,
)

log = logging.getLogger(__name__)

Announce = Callable[[Owner, str], None]
"""Says that something has happened to an object of an owner, after it was kept."""

FIRST_WAIT = timedelta(seconds=10)
TRIED_FOR = timedelta(days=3)
LEASE = timedelta(minutes=1)  # longer than any call of a target
_AFTER = timedelta(seconds=1)  # clocks differ: a job comes when its event is surely due


def nobody_is_told(owner: Owner, about: str) -> None:
    """Where no events are kept."""


def wait_after(attempt: int) -> timedelta:
    """How long an event is put off after its first, second ... try has failed."""
    return min(FIRST_WAIT * (1 << min(attempt - 1, 20)), LONGEST_PUT_OFF)


# By tries and not by times: a clock that was set to another day must not give up what was tried twice.
MOST_TRIES = 1 + sum(
    1 for _ in takewhile(lambda waited: waited < TRIED_FOR, accumulate(map(wait_after, count(1)), initial=timedelta()))
)


class Dispatcher:
    def __init__(
        self,
        *,
        outbox: Outbox,
        target: EventTarget,
        jobs: JobQueue,
        wake_workers: Callable[[], None],
        metrics: Metrics,
    ) -> None:
        self._outbox = outbox
        self._target = target
        self._jobs = jobs
        self._wake_workers = wake_workers
        self._metrics = metrics

    def announce(self, owner: Owner, about: str) -> None:
        """Have the events about an object delivered soon. They are kept by now: what fails here delays them until the
        sweep, and is no failure of what has happened."""
        with suppress(AppError):
            self._jobs.put(Job(owner, ids.events_about(about)))
            self._wake_workers()

    def dispatch(self, owner: Owner, about: str) -> timedelta | None:
        """Deliver the events about an object. Returns None when there is nothing more to do now, or how long to wait
        before another try."""
        while delivery := self._outbox.take(owner, about, lease=LEASE):
            if self._deliver([delivery]).refused and delivery.attempt < MOST_TRIES:
                wait = wait_after(delivery.attempt) + _AFTER
                return wait if wait <= LONGEST_HIDDEN else None  # then the sweep knows when
        return None

    def catch_up(self, *, at_most: int) -> int:
        """Deliver what was left behind, of all owners, in about so many tries; none more when the target does not
        answer. Returns how many events have arrived."""
        waiting, tries, done = self._outbox.waiting_all_owners(), 0, 0
        while tries < at_most and (some := tuple(dict.fromkeys(islice(waiting, self._target.at_once)))):
            for handed in self._emptied(some):
                tries += len(handed.arrived) + len(handed.refused)
                done += len(handed.arrived)
                if not handed.answered:
                    return done
        return done

    def _emptied(self, objects: Iterable[tuple[Owner, str]]) -> "Iterator[_Handed]":
        """Of each object one event at a time: of two in one call the second might arrive alone."""
        while taken := [each for place in objects if (each := self._outbox.take(*place, lease=LEASE))]:
            handed = self._deliver(taken)
            yield handed
            objects = [(each.owner, each.about) for each in handed.arrived]

    def forget(self, *, day: int) -> None:
        self._outbox.forget_all_owners(day=day)

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[EventRow, ...], bool]:
        return self._outbox.list(owner, limit=limit, after=after)

    def _deliver(self, deliveries: Sequence[Delivery]) -> "_Handed":
        codes, answered = self._handed_over(deliveries)
        arrived = tuple(each for each in deliveries if each.id not in codes)
        refused = tuple(each for each in deliveries if each.id in codes)
        for each in arrived:
            self._outbox.delivered(each.owner, each)
            self._metrics.count("EventsDelivered")
        for each in refused:
            self._later(each, codes[each.id])
        return _Handed(arrived, refused, answered)

    def _handed_over(self, deliveries: Sequence[Delivery]) -> tuple[Mapping[str, str], bool]:
        """Why each was not taken that was not, and whether the target has answered."""
        try:
            return self._target.deliver(deliveries), True
        except AppError as error:
            return {each.id: error.code for each in deliveries}, False
        except Exception:
            # The last border before the target: whatever is wrong with one event, others go on, and this one ends.
            log.exception("an event target failed")
            return {each.id: "internal-error" for each in deliveries}, True

    def _later(self, delivery: Delivery, code: str) -> None:
        told = {"event": delivery.id, "code": code, "attempt": delivery.attempt}
        if delivery.attempt < MOST_TRIES:
            log.info("event not delivered", extra=told)
            self._outbox.put_off(delivery.owner, delivery, delay=wait_after(delivery.attempt))
        else:
            log.error("event given up", extra=told)
            self._outbox.failed(delivery.owner, delivery)
            self._metrics.count("EventsFailed")


@dataclass(frozen=True)
class _Handed:
    """What became of the events of one call."""

    arrived: tuple[Delivery, ...]
    refused: tuple[Delivery, ...]
    answered: bool
