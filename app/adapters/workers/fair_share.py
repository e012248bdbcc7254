"""Places that are shared between those who ask for them."""

import threading
from collections import Counter, deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class FairShare:
    """Nobody has more than `most` places at a time, and there is one more than that: whoever comes beside a heavy user
    gets the next, however many requests that one has waiting. Waiting users take turns; the requests of one are served
    in their order. Safe to use from many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._free = most + 1
        self._changed = threading.Condition()
        self._held: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[object]] = {}  # in the order of their turns

    @contextmanager
    def place(self, user: Hashable) -> Iterator[None]:
        """Waits for a place and holds it."""
        with self._changed:
            ticket = object()
            line = self._waiting.setdefault(user, deque())
            line.append(ticket)
            self._hand_out()
            try:
                while ticket in line:
                    self._changed.wait()
            except BaseException:
                self._leave(user, ticket)
                raise
        try:
            yield
        finally:
            with self._changed:
                self._give_back(user)

    def _hand_out(self) -> None:
        """Free places to whoever is next and has not enough."""
        while self._free and (ready := [one for one in self._waiting if self._held[one] < self._most]):
            user = ready[0]
            line = self._waiting.pop(user)
            line.popleft()
            if line:
                self._waiting[user] = line  # behind the others
            self._held[user] += 1
            self._free -= 1
        self._changed.notify_all()

    def _give_back(self, user: Hashable) -> None:
        self._held[user] -= 1
        if not self._held[user]:
            del self._held[user]
        self._free += 1
        self._hand_out()

    def _leave(self, user: Hashable, ticket: object) -> None:
        """The waiting was broken off: the ticket is taken out, or the place that it has just got is given back."""
        line = self._waiting.get(user, deque())
        if ticket not in line:
            self._give_back(user)
            return
        line.remove(ticket)
        if not line:
            del self._waiting[user]
