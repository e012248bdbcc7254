"""Room that is kept for the time when the disk is full: to delete needs some, before it gives any back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = 2 << 20  # bytes: enough for what a delete writes, many times over


class Reserve:
    """A file that holds nothing but its place on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fill(self) -> None:
        """Take the room, as far as there is any. No failure: it is tried again after the next delete."""
        with suppress(OSError):
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                if os.fstat(file).st_blocks * 512 < SIZE:
                    # Written, not only claimed: some file systems would make nothing of zeros.
                    os.pwrite(file, os.urandom(SIZE), 0)
            finally:
                os.close(file)

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Inside, others may use the room."""
        with suppress(OSError):
            os.truncate(self._path, 0)
        try:
            yield
        finally:
            self.fill()
