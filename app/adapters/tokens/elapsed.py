"""Time that only goes forward, however the clocks of the machine behave."""

from collections.abc import Callable


class Elapsed:
    """Seconds since it was made. Each step is the longer one of two clocks (in seconds), and never below zero.

    `wall`, the time of day, also counts while an environment is frozen, but it may be set back. `steady` is never set
    back, but may stand still in a frozen environment. Together they make nothing look younger than it is.
    Not for several threads at once: the caller has a lock anyway.
    """

    def __init__(self, wall: Callable[[], float], steady: Callable[[], float]) -> None:
        self._wall, self._steady = wall, steady
        self._last_wall, self._last_steady = wall(), steady()
        self._seconds = 0.0

    def __call__(self) -> float:
        wall, steady = self._wall(), self._steady()
        self._seconds += max(0.0, wall - self._last_wall, steady - self._last_steady)
        self._last_wall, self._last_steady = wall, steady
        return self._seconds
