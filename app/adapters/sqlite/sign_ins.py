"""Browsers that were let in, sign-ins that can be renewed, and ended ones: kept, so that no restart brings one back.

Secrets are kept as digests, so whoever reads the database or a copy of it is not signed in by that.
"""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

from app.adapters.sqlite.database import SqliteDatabase
from app.domain.sign_in import NOT_ADMITTED, SignInRefused

RENEWAL_SECONDS = 7 * 24 * 60 * 60
BROWSER_SECONDS = 30 * 24 * 60 * 60
LONGEST_TOKEN = 24 * 60 * 60

Result = TypeVar("Result")


@dataclass(frozen=True)
class SignIn:
    """A person who signed in to one application. `id` (the tokens' `origin_jti`) is shared by all tokens from it.
    `browser`: the one in which it happened; None for programs."""

    id: str
    user: str
    client_id: str
    scopes: tuple[str, ...]
    at: int
    nonce: str | None = None
    browser: str | None = None


class SqliteSignIns:
    """Tokens are `id.secret`. A renewal token is good once and gives the next one; whoever shows a used one holds a
    copy, so the whole sign-in is ended."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        with database.reading() as connection:
            rows = connection.execute("SELECT id FROM sign_ins WHERE ended = 1").fetchall()
        self._ended = {str(row["id"]) for row in rows}  # asked for at every request

    # ---- browsers ----

    def admit(self, browser: str, now: float) -> str:
        """The token of a browser that comes with the code of this id; `SignInRefused` when another one has."""
        secret = secrets.token_urlsafe(32)
        until = int(now) + BROWSER_SECONDS
        if not self._change(lambda connection: _add(connection, now, (browser, secret, _BROWSER, None, "{}", until))):
            raise _stranger()
        return f"{browser}.{secret}"

    def browser(self, token: str, now: float) -> str:
        """The id of the browser that has this token; `SignInRefused` when it was not let in, or signed out."""
        browser, _, secret = token.partition(".")
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT 1 FROM sign_ins WHERE {_HOLDS}", (browser, _digest(secret), now, _BROWSER)
            ).fetchone()
        if found is None:
            raise _stranger()
        return browser

    # ---- sign-ins ----

    def begin(self, sign_in: SignIn, now: float) -> str:
        """The first renewal token of a new sign-in; `SignInRefused` when it is ended already."""
        secret = secrets.token_urlsafe(32)
        about, until = json.dumps(asdict(sign_in)), sign_in.at + RENEWAL_SECONDS
        row = (sign_in.id, secret, sign_in.client_id, sign_in.browser, about, until)
        if not self._change(lambda connection: _add(connection, now, row)):
            raise refused("code")
        return f"{sign_in.id}.{secret}"

    def renew(self, token: str, client_id: str, now: float) -> tuple[SignIn, str]:
        """The sign-in and its next renewal token; `SignInRefused` with `invalid_grant` for a token that is not the
        newest one, expired, or of another application."""
        self._end_if_used(token, now)
        id_, _, secret = token.partition(".")
        fresh = secrets.token_urlsafe(32)
        given = (_digest(fresh), id_, _digest(secret), now, client_id)
        row = self._change(
            lambda connection: connection.execute(
                f"UPDATE sign_ins SET secret = ? WHERE {_HOLDS} RETURNING about", given
            ).fetchone()
        )
        if row is None:
            raise refused("refresh token")
        about = json.loads(row["about"])
        return SignIn(**{**about, "scopes": tuple(about["scopes"])}), f"{id_}.{fresh}"

    def revoke(self, token: str, client_id: str, now: float) -> None:
        """End the sign-in of a renewal token and its browser's admission. Unknown ones are fine."""
        self._end_if_used(token, now)
        id_, _, secret = token.partition(".")
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT 1 FROM sign_ins WHERE {_HOLDS}", (id_, _digest(secret), now, client_id)
            ).fetchone()
        if found is not None:
            self.end(id_, now)

    def end(self, sign_in: str, now: float, *, browser_too: bool = True) -> None:
        """No token of the sign-in holds from now on; its browser, too, has to be let in anew."""
        ids = self._change(lambda connection: _end(connection, sign_in, now, browser_too=browser_too))
        self._ended |= ids

    def is_ended(self, sign_in: str) -> bool:
        return sign_in in self._ended

    def _end_if_used(self, token: str, now: float) -> None:
        """The browser stays let in: a copied tab has its token from there, and is the same person."""
        id_, _, secret = token.partition(".")
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT 1 FROM sign_ins WHERE id = ? AND secret != ? AND client != ?", (id_, _digest(secret), _BROWSER)
            ).fetchone()
        if found is not None:
            self.end(id_, now, browser_too=False)

    def _change(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """Also on a full disk: who cannot sign in cannot delete anything either."""
        return self._database.removing(change)


# Digests of secrets of 256 bits are compared, so how long that takes tells nothing.
_HOLDS = "id = ? AND secret = ? AND ended = 0 AND holds_until > ? AND client = ?"
_BROWSER = ""  # in place of a client


def _add(connection: sqlite3.Connection, now: float, row: tuple[str, str, str, str | None, str, int]) -> bool:
    """False when there is one of this id. What no token can rest on any longer goes."""
    id_, secret, *rest = row
    connection.execute("DELETE FROM sign_ins WHERE holds_until < ?", (now - LONGEST_TOKEN,))
    added = connection.execute(
        "INSERT INTO sign_ins (id, secret, client, browser, about, holds_until, ended) VALUES (?, ?, ?, ?, ?, ?, 0) "
        "ON CONFLICT DO NOTHING",
        (id_, _digest(secret), *rest),
    )
    return added.rowcount == 1


def _end(connection: sqlite3.Connection, id_: str, now: float, *, browser_too: bool) -> set[str]:
    connection.execute(
        "INSERT INTO sign_ins (id, secret, client, about, holds_until, ended) VALUES (?, '', '', '{}', ?, 1) "
        "ON CONFLICT (id) DO UPDATE SET ended = 1",
        (id_, int(now) + LONGEST_TOKEN),
    )
    if not browser_too:
        return {id_}
    rows = connection.execute(
        "UPDATE sign_ins SET ended = 1 WHERE id = (SELECT browser FROM sign_ins WHERE id = ?) RETURNING id",
        (id_,),
    )
    return {id_, *(str(row["id"]) for row in rows)}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _stranger() -> SignInRefused:
    return SignInRefused("This browser was not let in.", code=NOT_ADMITTED)


def refused(what: str) -> SignInRefused:
    return SignInRefused(f"The {what} is not valid, was used before, or has expired.", code="invalid_grant")
