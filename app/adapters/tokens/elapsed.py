"""Time that only goes forward, however the clocks of the machine behave."""

from collections.abc import Callable


class Elapsed:
    """Seconds since it was made; each step is the longest that any of the clocks (in seconds) has seen.

    The time of day also counts while an environment is frozen, but it may be set back; a monotonic clock is never set
    back, but may stand still in a frozen environment. Together they never make a thing look younger than it is.
    Not for several threads at once: the caller has a lock anyway.
    """

    def __init__(self, *clocks: Callable[[], float]) -> None:
        self._clocks = clocks
        self._read = [clock() for clock in clocks]
        self._seconds = 0.0

    def __call__(self) -> float:
        read = [clock() for clock in self._clocks]
        self._seconds += max(0.0, *(new - old for new, old in zip(read, self._read, strict=True)))
        self._read = read
        return self._seconds
