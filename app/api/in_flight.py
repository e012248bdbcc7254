"""How much of bodies of requests may be held in memory at once: by the server, and of it for one owner."""

from collections import Counter
from collections.abc import Callable

from app.domain.errors import QuotaExceeded, Unavailable

MOST = 400 * 1024 * 1024  # bytes, of which one owner has half; a body always goes alone, however large
RETRY_AFTER = 2  # seconds


class Bodies:
    """Bytes that were promised to bodies under way. Asked before anything of a body is read."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._most_of_one = self._most // 2
        self._held = Counter[str | None]()

    def take(self, owner_key: str | None, size: int) -> Callable[[], None]:
        """Gives what gives the bytes back. `QuotaExceeded` code `too-much-at-once` when the owner sends too much at the
        same time, `Unavailable` code `busy` when all together do."""
        of_one, of_all = self._held[owner_key], self._held.total()
        if owner_key is not None and of_one and of_one + size > self._most_of_one:
            raise QuotaExceeded(
                "You send too much at the same time. Send the next file when another one has been answered.",
                code="too-much-at-once",
                retry_after=RETRY_AFTER,
            )
        if of_all and of_all + size > self._most:
            raise Unavailable("The server takes in all that it can hold.", code="busy", retry_after=RETRY_AFTER)
        self._held[owner_key] += size

        def give_back() -> None:
            self._held[owner_key] -= size
            if not self._held[owner_key]:
                del self._held[owner_key]

        return give_back
