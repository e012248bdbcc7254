"""Secrets of an installation: random bytes made at first use and kept in the table, which is encrypted.

So none stands in the environment, in Terraform's state or in a log, and a function needs no further right or call.
"""

import secrets
from contextlib import suppress

from app.adapters.dynamodb.table import NEW, ConditionFailed, DynamoTable, put
from app.domain.errors import Unavailable

SECRET_BYTES = 32
_PK = "SECRETS"


class DynamoSecrets:
    """Secrets by name, each asked for once by a process."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table
        self._known: dict[str, bytes] = {}

    def get(self, name: str) -> bytes:
        """The 32 bytes of this name, the same in every function; made when there are none."""
        if name not in self._known:
            self._known[name] = self._kept(name) or self._made(name)
        return self._known[name]

    def _kept(self, name: str) -> bytes | None:
        row = self._table.get(_PK, name)
        if row is None:
            return None
        secret = bytes(row["secret"])
        if len(secret) != SECRET_BYTES:
            raise Unavailable("A secret of this installation is damaged.")
        return secret

    def _made(self, name: str) -> bytes:
        with suppress(ConditionFailed):  # of two first uses at once, both take what was there first
            self._table.write_one(put({"pk": _PK, "sk": name, "secret": secrets.token_bytes(SECRET_BYTES)}, when=NEW))
        kept = self._kept(name)
        if kept is None:
            raise Unavailable("A secret of this installation was removed while it was made.")
        return kept
