"""A clock that tests set."""

from datetime import UTC, datetime, timedelta


class SettableClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


def outside(time: datetime, before: datetime, after: datetime | None) -> bool:
    return time < before or (after is not None and time > after)
