"""Events on their way out, in memory."""

import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.errors import Unavailable
from app.domain.events import Fact
from app.domain.principal import Owner
from app.ports import KEPT_DAYS, KEPT_FAILED_DAYS, LONGEST_PUT_OFF, Clock, Delivery, EventRow
from tests.fakes.clock import SettableClock


@dataclass
class _Kept:
    delivery: Delivery
    free_at: datetime
    state: str = "waiting"
    ended_day: int | None = None


class FakeOutbox:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SettableClock()
        self._lock = threading.RLock()
        self.events: list[_Kept] = []

    def append(self, owner: Owner, facts: Iterable[Fact]) -> None:
        with self._lock:
            for fact in facts:
                last = max((kept.delivery.id for kept in self.events if kept.delivery.owner == owner), default=None)
                now = self._clock()
                event = fact.stamped(now, after=last)
                body = event.told()
                self.events.append(_Kept(Delivery(owner, event.id, fact.type, fact.about, now, body, 0, ""), now))

    def take(self, owner: Owner, about: str, *, lease: timedelta) -> Delivery | None:
        with self._lock:
            for kept in self.events:
                if kept.state != "waiting" or (kept.delivery.owner, kept.delivery.about) != (owner, about):
                    continue
                if not self._is_free(kept):
                    return None
                attempt = kept.delivery.attempt + 1
                kept.delivery = replace(kept.delivery, attempt=attempt, receipt=secrets.token_hex(8))
                kept.free_at = self._clock() + lease
                return kept.delivery
            return None

    def delivered(self, owner: Owner, delivery: Delivery) -> None:
        for kept in self._mine(owner, delivery):
            kept.state = "delivered"

    def put_off(self, owner: Owner, delivery: Delivery, *, delay: timedelta) -> None:
        for kept in self._mine(owner, delivery):
            kept.free_at = self._clock() + delay

    def failed(self, owner: Owner, delivery: Delivery) -> None:
        for kept in self._mine(owner, delivery):
            kept.state = "failed"

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[EventRow, ...], bool]:
        own = [kept.delivery for kept in self.events if kept.delivery.owner == owner]
        rows = [EventRow(event.id, event.body) for event in own if event.id > (after or "")]
        return tuple(rows[:limit]), len(rows) > limit

    def waiting_all_owners(self) -> Iterator[tuple[Owner, str]]:
        for kept in list(self.events):
            if kept.state == "waiting" and self._is_free(kept):
                yield kept.delivery.owner, kept.delivery.about

    def forget_all_owners(self, *, day: int) -> int:
        with self._lock:
            before = len(self.events)
            for kept in self.events:
                if kept.state != "waiting" and kept.ended_day is None:
                    kept.ended_day = day
            self.events = [kept for kept in self.events if not _is_over(kept, day)]
            return before - len(self.events)

    def _is_free(self, kept: _Kept) -> bool:
        return not timedelta() < kept.free_at - self._clock() <= LONGEST_PUT_OFF

    def _mine(self, owner: Owner, delivery: Delivery) -> Iterator[_Kept]:
        for kept in self.events:
            mine = (kept.delivery.id, kept.delivery.receipt) == (delivery.id, delivery.receipt)
            if kept.state == "waiting" and kept.delivery.owner == owner and mine:
                yield kept


def _is_over(kept: _Kept, day: int) -> bool:
    days = KEPT_DAYS if kept.state == "delivered" else KEPT_FAILED_DAYS
    return kept.ended_day is not None and day - kept.ended_day >= days


class FakeEventTarget:
    """Remembers what arrives. `refuses`: ids that it does not take; `down`: it takes nothing at all."""

    at_once = 10

    def __init__(self) -> None:
        self.arrived: list[Delivery] = []
        self.refuses: set[str] = set()
        self.down = False

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[str, str]:
        if self.down:
            raise Unavailable("The target does not answer.")
        refused = {each.id: "refused" for each in deliveries if each.id in self.refuses}
        self.arrived += [each for each in deliveries if each.id not in refused]
        return refused
