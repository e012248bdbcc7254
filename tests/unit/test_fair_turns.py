"""Places that owners share: nobody takes them all, and who comes beside a heavy one waits for nobody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.adapters.workers.fair_share import FairShare


class Holders:
    """Threads that take a place and hold it until they are told."""

    def __init__(self, turns: FairShare) -> None:
        self._turns = turns
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.began: list[str] = []
        self.ended = threading.Event()
        self.changed = threading.Condition(self._lock)

    def come(self, user: str, until: threading.Event | None = None) -> None:
        thread = threading.Thread(target=self._hold, args=(user, until or self.ended), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _hold(self, user: str, until: threading.Event) -> None:
        with self._turns.place(user):
            with self._lock:
                self.began.append(user)
                self.changed.notify_all()
            until.wait(30)

    def wait_for(self, count: int) -> None:
        with self._lock:
            assert self.changed.wait_for(lambda: len(self.began) >= count, timeout=30)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Until the threads have come so far."""
        for _ in range(3_000):
            if holds():
                return
            self.ended.wait(0.01)
        raise AssertionError("it never came to that")

    def end(self) -> None:
        self.ended.set()
        for thread in self._threads:
            thread.join(30)


def test_a_heavy_user_leaves_a_place_for_whoever_comes() -> None:
    turns = FairShare(2)
    holders = Holders(turns)
    for _ in range(10):
        holders.come("heavy")
    holders.wait_for(2)
    holders.come("other")
    holders.wait_for(3)
    assert sorted(holders.began) == ["heavy", "heavy", "other"]
    holders.end()
    assert holders.began.count("heavy") == 10


def test_users_take_turns() -> None:
    turns = FairShare(1)
    first, holders = threading.Event(), Holders(turns)
    holders.come("x", first)
    holders.come("y", first)
    holders.wait_for(2)
    for user in ("a", "a", "b", "a", "b"):
        before = sum(map(len, turns._waiting.values()))
        holders.come(user)
        holders.wait_until(lambda before=before: sum(map(len, turns._waiting.values())) > before)
    first.set()
    holders.wait_for(4)
    assert sorted(holders.began[2:4]) == ["a", "b"]
    holders.end()
    assert sorted(holders.began[2:]) == ["a", "a", "a", "b", "b"]


def test_a_place_is_free_again_after_a_fault() -> None:
    turns = FairShare(1)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), turns.place("a"):
            raise ZeroDivisionError
    with turns.place("a"), turns.place("b"):
        pass


def test_no_more_places_than_there_are_and_no_more_than_his_share_to_anyone() -> None:
    turns, lock = FairShare(3), threading.Lock()
    now: list[int] = []
    seen: list[tuple[int, int]] = []

    def use(user: int) -> None:
        with turns.place(user):
            with lock:
                now.append(user)
                seen.append((len(now), now.count(user)))
            with lock:
                now.remove(user)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(use, [number % 3 for number in range(600)]))
    assert max(all_of_them for all_of_them, _ in seen) <= 4
    assert max(of_one for _, of_one in seen) <= 3
    assert len(seen) == 600
