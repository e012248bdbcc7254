"""The claims of a token whose signature holds: whether it is for us, now, and for whom."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.adapters.tokens.form import Fault
from app.domain.principal import Owner, Principal
from app.domain.sign_in import MAX_LIFE

MAX_AHEAD = 60  # seconds that the issuer's clock may be ahead of ours
MAX_TIME = 2**53  # seconds; keeps a giant integer from meeting a float

_SUBJECT = re.compile(r"[A-Za-z0-9_-]{1,128}")


def _never(_: str) -> bool:
    return False


@dataclass(frozen=True)
class Expected:
    """What a token must say.

    `resource`: our id among the audiences, for issuers that put `aud` into access tokens; None: `aud` is refused.
    `owner_issuer`: the name under which owners are filed, when it is not the issuer's address.
    `denied`: tells whether a sign-in, by its `origin_jti`, was ended early.
    """

    issuer: str
    client_ids: frozenset[str]
    resource: str | None = None
    owner_issuer: str | None = None
    denied: Callable[[str], bool] = field(default=_never)


def principal(claims: Mapping[str, Any], expected: Expected, *, now: float) -> Principal:
    """Who the token speaks for; `Fault` when it is not meant for us or not now. `now` in seconds since 1970."""
    _check_times(claims, now)
    if _text(claims, "iss") != expected.issuer:
        raise Fault("iss is another issuer")
    if _text(claims, "token_use") != "access":
        raise Fault("token_use is not access")
    client_id = _text(claims, "client_id")
    if client_id not in expected.client_ids:
        raise Fault("client_id is another application")
    _check_audience(claims, expected.resource)
    subject = _text(claims, "sub")
    if not _SUBJECT.fullmatch(subject):
        raise Fault("sub is malformed")
    sign_in = _text(claims, "origin_jti") if "origin_jti" in claims else None
    if sign_in is not None and expected.denied(sign_in):
        raise Fault("the sign-in was ended")
    return Principal(
        owner=Owner(issuer=expected.owner_issuer or expected.issuer, subject=subject),
        scopes=_scopes(claims),
        client_id=client_id,
        groups=_groups(claims),
        sign_in=sign_in,
    )


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if now >= expires:
        raise Fault("exp has passed")
    if issued > now + MAX_AHEAD:
        raise Fault("iat is ahead")
    if "nbf" in claims and _time(claims, "nbf") > now + MAX_AHEAD:
        raise Fault("nbf is ahead")
    if expires - issued > MAX_LIFE:
        raise Fault("the token lives too long")


def _time(claims: Mapping[str, Any], name: str) -> int | float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_TIME:
        raise Fault(f"{name} is not a time")
    return value


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise Fault(f"{name} is not text")
    return value


def _check_audience(claims: Mapping[str, Any], resource: str | None) -> None:
    if "aud" not in claims:
        return
    audience = claims["aud"]
    listed = audience if isinstance(audience, list) else [audience]
    if resource is None or resource not in listed:
        raise Fault("aud is another service")


def _scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(_text(claims, "scope").split()) if "scope" in claims else frozenset()


def _groups(claims: Mapping[str, Any]) -> frozenset[str]:
    groups = claims.get("cognito:groups", [])
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise Fault("groups are not a list of names")
    return frozenset(groups)
