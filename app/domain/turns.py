"""Who may ask a reader next that takes only so many documents a second: lines in which owners take turns.

Whoever joins gets a number in the line of its owner. A turn is a time that is dealt to the next number of an owner, one
owner after the other, so a pile of one holds up no other's. Numbers only grow, and a number that is not above `served`
has had its turn dealt: the state of a line decides, messages only wake.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

DEALT_AHEAD = timedelta(seconds=30)
DEAL_AGAIN = timedelta(seconds=15)  # when so little of what was dealt is left
MOST_AT_ONCE = 50  # turns in one deal
LONGEST_AHEAD = timedelta(minutes=10)  # what is further away was set by a clock that was wrong
JOB_LASTS = timedelta(seconds=15)  # a job of a page or two; where many are longer, Textract says so and is waited for

FETCHES = 1.1  # of a job: some ask too early


class Line(StrEnum):
    JOB = "job"  # documents that are read as jobs
    CALL = "call"  # those that are read in a call


@dataclass(frozen=True)
class Standing:
    """Of one owner in a line: the last number that joined, and the last whose turn was dealt."""

    joined: int
    served: int

    @property
    def waiting(self) -> int:
        return max(0, self.joined - self.served)


@dataclass(frozen=True)
class LineState:
    """`free_at`: from when on no turn is dealt yet. `last`: the owner who had the last one. `standings`: by owner's
    key; an owner who is not there has nothing waiting. `revision`: grows with every deal, not when somebody joins."""

    revision: int = 0
    free_at: datetime | None = None
    last: str = ""
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return sum(standing.waiting for standing in self.standings.values())

    def free_from(self, now: datetime) -> datetime:
        return self.free_at if self.free_at and now < self.free_at <= now + LONGEST_AHEAD else now

    def dealt_after(self, moment: datetime, every: timedelta) -> int:
        """How many turns were dealt for after this moment, at most."""
        return max(0, ceil((self.free_from(moment) - moment) / every))

    def has_come(self, owner_key: str, number: int) -> bool:
        """True when the turn of this number was dealt."""
        standing = self.standings.get(owner_key)
        return standing is None or number <= standing.served

    def before(self, owner_key: str, number: int) -> int:
        """How many have their turn first, if nobody else comes."""
        standing = self.standings.get(owner_key)
        mine = number - standing.served if standing else 1
        others = (each.waiting for key, each in self.standings.items() if key != owner_key)
        return max(0, mine - 1) + sum(min(waiting, mine) for waiting in others)


@dataclass(frozen=True)
class Turn:
    owner_key: str
    number: int
    at: datetime


def at_once(state: LineState, now: datetime, every: timedelta) -> LineState | None:
    """The state after a turn that is had now, as nobody waits; None when it cannot be had."""
    if state.waiting or state.free_from(now) > now:
        return None
    return replace(state, revision=state.revision + 1, free_at=now + every)


def held_back(state: LineState, until: datetime) -> LineState:
    """After a refusal: nobody has a turn before."""
    return replace(state, revision=state.revision + 1, free_at=max(until, state.free_at or until))


def dealt(state: LineState, now: datetime, every: timedelta) -> tuple[LineState, tuple[Turn, ...]]:
    """The next turns, `every` so often, to the owners in rotation; nothing while enough is dealt."""
    at = state.free_from(now)
    if not state.waiting or at - now > DEAL_AGAIN:
        return state, ()
    keys = sorted(key for key, standing in state.standings.items() if standing.waiting)
    line = deque([*(key for key in keys if key > state.last), *(key for key in keys if key <= state.last)])
    standings, turns = dict(state.standings), list[Turn]()
    while line and len(turns) < MOST_AT_ONCE and at <= now + DEALT_AHEAD:
        key = line.popleft()
        served = standings[key].served + 1
        standings[key] = replace(standings[key], served=served)
        turns.append(Turn(key, served, at))
        at += every
        if standings[key].waiting:
            line.append(key)
    last = turns[-1].owner_key if turns else state.last
    return LineState(state.revision + 1, at, last, standings), tuple(turns)


def every_job(*, starts: float, fetches: float, at_once: int) -> timedelta:
    """How often a job may begin. Each is started and fetched, by calls with limits a second of their own, and no more
    than `at_once` may run."""
    return max(timedelta(seconds=max(1 / starts, FETCHES / fetches)), JOB_LASTS / at_once)
