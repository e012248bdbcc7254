"""The issuer's key set, kept in memory and renewed over the network as rarely as is safe.

Lives as long as the process. Requests wait for the network only when they cannot be answered without it; there is one
fetch at a time, and all who need it wait for the same one.
"""

import logging
import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.tokens.fetch import NotFetched
from app.adapters.tokens.form import Fault, strict_object
from app.adapters.tokens.keys import PublicKey, public_keys
from app.domain.errors import Unavailable

# All in seconds.
SOFT_LIMIT = 60 * 60  # younger than this, a set is used without asking
HARD_LIMIT = 24 * 60 * 60  # older than this, it is not used at all
REFRESH_PAUSE = 60  # between attempts to replace a set past the soft limit
MISS_PAUSE = 10  # between fetches for ids that are not in the set, whatever the ids are
LONGEST_PAUSE = 30  # after failures: 1, 2, 4 ... up to this, times a random share

log = logging.getLogger(__name__)


@dataclass
class KeyCounts:
    """What the cache did since it was made, for metrics."""

    hits: int = 0  # a key was given
    stale_hits: int = 0  # ... out of a set past the soft limit
    misses: int = 0  # no key was given: the id is unknown, or there is no set
    fetches: int = 0
    errors: int = 0  # fetches that brought no set that can be used


class _Fetch(threading.Event):
    """A fetch under way; set when it has ended, well or not."""


class CachedKeys:
    """`KeySource` over the key set that `fetch` brings. May be shared by threads.

    `now`: seconds that never go back. `bundled`: a key set that came with the deployment, used until one is fetched;
    `Fault` when it is none.
    """

    def __init__(
        self,
        fetch: Callable[[], bytes],
        now: Callable[[], float],
        *,
        bundled: bytes | None = None,
        share: Callable[[], float] = random.random,
    ) -> None:
        self.counts = KeyCounts()
        self._fetch = fetch
        self._now = now
        self._share = share
        self._guard = threading.Lock()
        self._running: _Fetch | None = None
        self._keys: dict[str, PublicKey] = {}
        self._as_of = -math.inf  # when the set was known to be the issuer's
        self._tried_at = -math.inf
        self._missed_at = -math.inf
        self._pause_until = -math.inf
        self._failures = 0
        if bundled is not None:
            self._keys = _key_set(bundled)
            self._as_of = now() - SOFT_LIMIT  # of unknown age: to be renewed at once

    def key(self, kid: str) -> PublicKey | None:
        """The key with this id; None when the issuer has none. `Unavailable` when there is no set to look into."""
        with self._guard:
            now = self._now()
            fetch, is_ours = self._fetch_for(kid, now)
            if fetch is None:
                return self._respond(kid, now)
        if is_ours:
            self._run(fetch)
        else:
            fetch.wait()  # ends as surely as the fetch does
        with self._guard:
            return self._respond(kid, self._now())

    def warm_up(self) -> None:
        """Fetch the set now unless a fresh one is there. Failing is fine: the first request tries again."""
        with self._guard:
            fetch, is_ours = self._fetch_for(None, self._now())
        if fetch is not None and is_ours:
            self._run(fetch)

    def age(self) -> float | None:
        """Seconds since the set was fetched; None when there is none."""
        with self._guard:
            return None if self._as_of == -math.inf else self._now() - self._as_of

    # ---- inside; everything but `_run` needs the lock ----

    def _fetch_for(self, kid: str | None, now: float) -> tuple[_Fetch | None, bool]:
        """The fetch whose end this request must await, and whether it has to run it. None for `kid`: any key."""
        age = now - self._as_of
        usable = age < HARD_LIMIT
        known = usable and (kid is None or kid in self._keys)
        if known and age < SOFT_LIMIT:
            return None, False
        if self._running is not None:  # whose key is known does not wait for others
            return (None if known else self._running), False
        if now < self._pause_until:
            return None, False
        if known and now - self._tried_at < REFRESH_PAUSE:
            return None, False
        if usable and not known:
            if now - self._missed_at < MISS_PAUSE:
                return None, False
            self._missed_at = now
        self._tried_at = now
        self._running = _Fetch()
        self.counts.fetches += 1
        return self._running, True

    def _run(self, fetch: _Fetch) -> None:
        try:
            keys = _key_set(self._fetch())
        except (NotFetched, Fault) as failure:
            with self._guard:
                self._note_failure(failure)
        else:
            with self._guard:
                self._take(keys)
        finally:
            with self._guard:
                self._running = None
            fetch.set()

    def _take(self, keys: dict[str, PublicKey]) -> None:
        if not keys and self._keys and self._now() - self._as_of < HARD_LIMIT:
            self._note_failure(Fault("no key of the set can be used"))
            return
        self._keys = keys
        self._as_of = self._tried_at  # the answer may be as old as the question
        self._failures = 0

    def _note_failure(self, failure: Exception) -> None:
        self.counts.errors += 1
        pause = min(LONGEST_PAUSE, 2**self._failures) * self._share()
        self._failures = min(self._failures + 1, LONGEST_PAUSE)  # the power above stays small
        self._pause_until = self._now() + pause
        log.warning("The key set was not renewed: %s", failure)

    def _respond(self, kid: str, now: float) -> PublicKey | None:
        age = now - self._as_of
        found = self._keys.get(kid) if age < HARD_LIMIT else None
        if found is not None:
            self.counts.hits += 1
            self.counts.stale_hits += age >= SOFT_LIMIT
            return found
        self.counts.misses += 1
        if age < HARD_LIMIT:
            return None
        raise Unavailable(
            "The keys to check tokens with cannot be fetched at the moment.",
            retry_after=max(1, math.ceil(self._pause_until - now)),
        )


def _key_set(data: bytes) -> dict[str, PublicKey]:
    """The usable keys, perhaps none; `Fault` when `data` is no key set or an empty one."""
    key_set = strict_object(data)
    keys = public_keys(key_set)
    if not key_set["keys"]:
        raise Fault("the key set is empty")
    return keys
