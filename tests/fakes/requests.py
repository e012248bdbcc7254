"""What a request needs besides, in memory."""

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.errors import Conflict, InvalidInput
from app.domain.principal import Owner
from app.ports import Clock, KeptResponse
from tests.fakes.clock import SettableClock


class FakeMetrics:
    """Remembers what was counted: by name and dimensions."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        # A `Counter` is typed for whole numbers; the cost of reading is none.
        self.counted[" ".join([name, *dimensions.values()])] += value  # type: ignore[assignment]


@dataclass
class _Request:
    fingerprint: str
    expires_at: datetime
    answer: KeptResponse | None = None


class FakeIdempotencyStore:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SettableClock()
        self._lock = threading.RLock()
        self.requests: dict[tuple[Owner, str, str], _Request] = {}

    def begin(self, owner: Owner, route: str, key: str, *, fingerprint: str, run_for: timedelta) -> KeptResponse | None:
        with self._lock:
            kept = self.requests.get((owner, route, key))
            if kept is None or self._is_over(kept, run_for):
                self.requests[owner, route, key] = _Request(fingerprint, self._clock() + run_for)
                return None
        if kept.fingerprint != fingerprint:
            raise InvalidInput("This Idempotency-Key came with another request.", code="idempotency-key-reused")
        if kept.answer is None:
            raise Conflict("The first request with this key is still running.", code="request-running")
        return kept.answer

    def _is_over(self, kept: _Request, run_for: timedelta) -> bool:
        left = kept.expires_at - self._clock()
        return left <= timedelta() or (kept.answer is None and left > run_for)

    def finish(self, owner: Owner, route: str, key: str, answer: KeptResponse) -> None:
        kept = self.requests.get((owner, route, key))
        if kept:
            kept.answer, kept.expires_at = answer, self._clock() + timedelta(hours=24)

    def abandon(self, owner: Owner, route: str, key: str) -> None:
        kept = self.requests.get((owner, route, key))
        if kept and kept.answer is None:
            del self.requests[owner, route, key]

    def forget(self, owner: Owner, about: str) -> None:
        for place, kept in list(self.requests.items()):
            if place[0] == owner and kept.answer and kept.answer.about == about:
                del self.requests[place]
