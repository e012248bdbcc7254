"""Secrets of an installation: random bytes made at first use and kept in the data folder."""

import re
import secrets
from pathlib import Path

from app.adapters.files.durable import DurableFiles
from app.domain.errors import Unavailable

SECRET_BYTES = 32
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class LocalSecrets:
    """Secrets by name, each a file of 32 bytes with mode 0600."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = DurableFiles(folder)

    def get(self, name: str) -> bytes:
        """The 32 bytes of this name, the same at every start and in every process; made when there are none.

        `Unavailable` when the file does not hold 32 bytes: a guessable or cut secret is never used.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name of a secret: {name!r}")
        try:
            secret = self._files.read([name])
        except FileNotFoundError:
            self._files.write([name], secrets.token_bytes(SECRET_BYTES))
            secret = self._files.read([name])  # of two first starts at once, both use what was there first
        if len(secret) != SECRET_BYTES:
            raise Unavailable(f"{self._folder / name} is damaged. Restore it, or delete it to have a new one made.")
        return secret
