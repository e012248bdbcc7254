"""Addresses that let a browser of the account in that runs the server, each once.

Whoever can open a port of this machine can ask the server for anything, so a file that other accounts cannot read tells
the right person: it holds a secret of the running server, and codes are made from that. A stopped server's are void.
"""

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from app.adapters.files.durable import DurableFiles
from app.domain.errors import NotFound
from app.domain.sign_in import NOT_ADMITTED, SignInRefused

CODE_SECONDS = 10 * 60
PAGE = "open.html"

_BODY = struct.Struct(">Q8s")  # until when it is good; what makes it another one than all others
_SEAL_BYTES = 16


class StartCodes:
    """Codes of one start of the server. 128 bits of seal leave nothing to guess, so wrong ones are not counted: that
    would only let other accounts lock the right person out."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def make(self, now: float) -> str:
        body = _BODY.pack(int(now) + CODE_SECONDS, secrets.token_bytes(8))
        return base64.urlsafe_b64encode(body + self._seal(body)).decode().rstrip("=")

    def id_of(self, code: str, now: float) -> str:
        """What the code is known by from now on; `SignInRefused` with `not_admitted` when it is none or too old."""
        try:
            given = base64.b64decode(code.encode("ascii") + b"=", b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error):
            given = b""
        body, seal = given[: _BODY.size], given[_BODY.size :]
        if not hmac.compare_digest(self._seal(body), seal) or now >= _BODY.unpack(body)[0]:
            raise SignInRefused("The address was used before, is too old, or is none of ours.", code=NOT_ADMITTED)
        return body.hex()

    def _seal(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, body, hashlib.sha256)[:_SEAL_BYTES]


class StartFile:
    """The secret of the server that runs on a port: a file of mode 0600 in a folder of 0700, locked while it runs. So a
    code is never made for a port that another account took when the server had stopped."""

    def __init__(self, folder: Path, port: int) -> None:
        self._path = folder / f"start_{port}"
        self._files = DurableFiles(folder)

    @contextmanager
    def held(self, secret: bytes) -> Iterator[None]:
        """Inside, the server runs."""
        self._files.replace([self._path.name], secret)
        with self._path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                self._files.remove([self._path.name])

    def secret(self) -> bytes:
        """`NotFound` when no server runs."""
        try:
            with self._path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._files.read([self._path.name])
        except FileNotFoundError:
            pass
        raise NotFound("No server of this data folder runs on this port. Start it, or set DATA_DIR and PORT as it has.")

    def page_to(self, address: str) -> Path:
        """A file of mode 0600 that leads to the address. A browser is started with its name alone, because every
        account can read the arguments of every process."""
        leads = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={escape(address)}">'
        self._files.replace([PAGE], leads.encode())
        return (self._path.parent / PAGE).absolute()


def new_secret() -> bytes:
    return os.urandom(32)
