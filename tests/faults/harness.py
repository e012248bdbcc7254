"""What can go wrong with a call that leaves the services, at any call, over any ports.

`Harness.around` wraps a port; before each call it asks its plan for the fate of that call. The same wrapper stops the
process, fails calls, loses answers, and lets time pass, so that a sweep over all calls and a schedule by chance differ
in their plans alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.domain.errors import NoResponse, StorageFull, Unavailable
from tests.fakes import SettableClock


class Stopped(BaseException):
    """The process is gone: no `except` of the code under test may see this."""


class Fate(StrEnum):
    FINE = "fine"
    STOPPED_BEFORE = "the process stops before the call"
    STOPPED_AFTER = "the process stops after the call took effect"
    FAILED = "the call fails and has no effect"
    LOST = "the call takes effect and its answer gets lost"
    FULL = "there is no room, and the call has no effect"
    SLOW = "the call takes two minutes"


FAULTS = tuple(fate for fate in Fate if fate is not Fate.FINE)
_TAKES_ROOM = {"put", "copy", "add", "advance", "mark_saved", "begin", "finish", "store", "replace"}
LONG = timedelta(minutes=2)


@dataclass(frozen=True)
class Call:
    """`number` counts from 1 over all ports."""

    number: int
    port: str
    name: str


Plan = Callable[[Call], Fate]


def at(number: int, fate: Fate) -> Plan:
    """That call has that fate, all others are fine."""
    return lambda call: fate if call.number == number else Fate.FINE


def when(name: str, fate: Fate, *, times: int = 1) -> Plan:
    """The first calls of that name (`scans.add`) have that fate."""
    left = [times]

    def plan(call: Call) -> Fate:
        if f"{call.port}.{call.name}" != name or left[0] == 0:
            return Fate.FINE
        left[0] -= 1
        return fate

    return plan


class Harness:
    """`turn` is called before each call: where others may run in between."""

    def __init__(self, plan: Plan, clock: SettableClock, *, turn: Callable[[], None] = lambda: None) -> None:
        self._plan = plan
        self._clock = clock
        self._turn = turn
        self.calls: list[Call] = []
        self.stopped = False

    def around(self, port: Any) -> Any:
        return _Wrapped(port, self)

    def call(self, port: Any, name: str, *arguments: Any, **named: Any) -> Any:
        self._turn()
        if self.stopped:
            raise Stopped
        call = Call(len(self.calls) + 1, _name_of(port), name)
        self.calls.append(call)
        fate = self._plan(call)
        match fate:
            case Fate.STOPPED_BEFORE:
                self.stop()
            case Fate.FAILED:
                raise Unavailable("The test lets this fail.")
            case Fate.FULL if name in _TAKES_ROOM:
                raise StorageFull("The test has used up the room.")
            case Fate.SLOW:
                self._clock.advance(LONG)
        result = getattr(port, name)(*arguments, **named)
        if isinstance(result, Iterator):
            result = iter(list(result))  # takes effect now, and is stale when it is used
        match fate:
            case Fate.STOPPED_AFTER:
                self.stop()
            case Fate.LOST:
                lost = NoResponse if call.port == "reader" else Unavailable
                raise lost("The test has lost the answer.")
        return result

    def stop(self) -> None:
        self.stopped = True
        raise Stopped


class _Wrapped:
    def __init__(self, port: Any, harness: Harness) -> None:
        self._port = port
        self._harness = harness

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._port, name)
        if not callable(value):
            return value
        return lambda *arguments, **named: self._harness.call(self._port, name, *arguments, **named)


_MARKS = {
    "waiting_all_owners": "outbox",
    "deliver": "target",
    "is_dropped": "loose",
    "copy": "documents",
    "unfinished_all_owners": "scans",
    "same_business": "invoices",
    "note": "uploads",
    "take": "jobs",
    "forget": "idempotency",
    "enter": "rounds",
    "read": "reader",
    "result": "job_reader",
}


def _name_of(port: Any) -> str:
    """The port that an adapter gives, told by a method that no other port has."""
    return next((port_name for method, port_name in _MARKS.items() if hasattr(port, method)), "screen")
