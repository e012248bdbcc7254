"""Events on their way out: kept in the step that makes them true, delivered later, in order, at least once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.principal import Owner

LONGEST_PUT_OFF = timedelta(hours=1)
KEPT_DAYS = 7  # after an event was delivered
KEPT_FAILED_DAYS = 30  # after it was given up


@dataclass(frozen=True)
class Delivery:
    """One try to deliver an event. `body`: the event as JSON. `attempt`: the how-manieth try, from 1. `receipt` is the
    outbox's: which try this is."""

    owner: Owner
    id: str
    type: str
    about: str
    time: datetime
    body: str
    attempt: int
    receipt: str


@dataclass(frozen=True)
class EventRow:
    """An event as it is shown: its JSON."""

    id: str
    body: str


class Outbox(Protocol):
    """Events as rows. `InvoiceRepository.store`, `replace` and `delete` and `ScanRepository.advance` write them, in the
    same step, where an installation has an outbox; without one nothing is written.

    Those about one object are delivered one after the other: the next one waits until the one before is delivered or
    has failed."""

    def take(self, owner: Owner, about: str, *, lease: timedelta) -> Delivery | None:
        """The first undelivered event about the object, hidden from others for the lease (`LONGEST_PUT_OFF` at most).
        None when there is none, or when that one is put off or is being delivered. One that is hidden for longer than
        can be was hidden by a wrong clock, and is taken."""

    def delivered(self, owner: Owner, delivery: Delivery) -> None:
        """It has arrived: the next one may follow. A try that another has replaced changes nothing."""

    def put_off(self, owner: Owner, delivery: Delivery, *, delay: timedelta) -> None:
        """It has not arrived: to be tried again after the delay (`LONGEST_PUT_OFF` at most). As `delivered`."""

    def failed(self, owner: Owner, delivery: Delivery) -> None:
        """It is given up, and kept as failed: the next one may follow. As `delivered`."""

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[EventRow, ...], bool]:
        """The owner's events in order, delivered or not, behind the one of this id, which need not be there any more.
        True: there are more. What is shown is complete up to its last event: none comes in between later, so an event
        may be shown only some seconds after it was kept."""

    def waiting_all_owners(self) -> Iterator[tuple[Owner, str]]:
        """Objects about which an event may be due; each once or more."""

    def forget_all_owners(self, *, day: int) -> int:
        """Remove what was delivered `KEPT_DAYS` ago, or given up `KEPT_FAILED_DAYS` ago; returns how many. `day` (of
        `Round`) is today: days are counted where the clock is not to be relied on. Where the storage forgets by
        itself, nothing is done."""


class EventTarget(Protocol):
    """Where events are delivered."""

    at_once: int
    """How many it takes in one call, at most."""

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[str, str]:
        """Durable there when it returns. Gives, by id, a code for each that was not taken. `AppError`: none was, or
        nobody knows."""
