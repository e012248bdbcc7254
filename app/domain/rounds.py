"""How long something has waited, told by rounds of the sweeper: a clock of a machine may be set to any time at any
moment, so a difference of two of its times says nothing about days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = timedelta(minutes=1)  # clocks of one installation differ less: a later time comes from a clock that was wrong
LONGEST_STEP = timedelta(minutes=20)  # between two rounds of a program that runs


@dataclass(frozen=True)
class Round:
    """One round of the sweeper, and what is known from those before it.

    `day`: on how many days a round was made so far; however far the clock jumps, it is one more at most.
    `at`: the clock at the round. `steady_since`: from when on it went without a jump, and the program ran.
    """

    day: int
    at: datetime
    steady_since: datetime


def following(last: Round | None, now: datetime) -> Round:
    """The round that is made now, after the last one."""
    if last is None:
        return Round(day=1, at=now, steady_since=now)
    steady = timedelta() <= now - last.at <= LONGEST_STEP
    return Round(
        day=last.day + (now.date() != last.at.date()), at=now, steady_since=last.steady_since if steady else now
    )


def has_waited(since: datetime, now: datetime, long: timedelta) -> bool:
    """True also when `since` lies in the future: a wait that only guards against doing a thing twice must end, though
    nobody knows how long it was."""
    return not -AHEAD <= now - since < long
