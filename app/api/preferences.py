"""Request headers that steer a call: how long to wait (RFC 7240), which version is meant (RFC 9110)."""

import re
from dataclasses import dataclass

from starlette.datastructures import Headers

from app.domain.digits import only_digits
from app.domain.errors import InvalidInput, Stale
from app.domain.record import Record

MAX_WAIT = 28

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)')
_VERSION = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Patience:
    """`applied`: the preference that was honoured, to be told in Preference-Applied."""

    seconds: float
    applied: str | None = None


def patience(headers: Headers, *, default: int) -> Patience:
    """`Prefer: wait=N` before `respond-async` before the default. What is not understood is ignored."""
    preferences = [one.strip().lower() for value in headers.getlist("prefer") for one in value.split(",")]
    for preference in preferences:
        name, _, value = preference.partition("=")
        seconds = value.strip().strip('"')
        if name.strip() == "wait" and only_digits(seconds):
            wait = min(int(seconds), MAX_WAIT)
            return Patience(wait, applied=f"wait={wait}")
    if "respond-async" in preferences:
        return Patience(0, applied="respond-async")
    return Patience(default)


def etag(record: Record) -> str:
    return f'"{record.version}"'


def wanted_versions(headers: Headers) -> frozenset[int] | None:
    """Versions named in If-Match, or None for `*`: whichever version there is, read or not. A weak tag names none.

    `InvalidInput` code `precondition-required` when the header is missing: a change made blindly would undo another.
    """
    given = headers.getlist("if-match")
    if not given:
        raise InvalidInput(
            "Send If-Match with the ETag of the version that you have seen.", code="precondition-required"
        )
    text = ", ".join(given)
    return None if text.strip() == "*" else frozenset(int(tag) for tag in _tags(text) if _VERSION.fullmatch(tag))


def require_version(headers: Headers, record: Record) -> int:
    """The version of the record if it is one that If-Match names; `Stale` if not."""
    versions = wanted_versions(headers)
    if versions is not None and record.version not in versions:
        raise Stale(f"The invoice is now version {record.version}. Read it again and repeat your change.")
    return record.version


def version_to_replace(headers: Headers, record: Record) -> int:
    """As `require_version`. The version before the present one is given too: the change may be a repeat."""
    versions = wanted_versions(headers)
    if versions is not None and record.version not in versions and record.version - 1 in versions:
        return record.version - 1
    return require_version(headers, record)


def is_known(headers: Headers, record: Record) -> bool:
    """True when If-None-Match names the present version, weakly compared."""
    text = ", ".join(headers.getlist("if-none-match"))
    return text.strip() == "*" or str(record.version) in _tags(text, weak=True)


def _tags(text: str, *, weak: bool = False) -> list[str]:
    return [found[2] for found in _TAG.finditer(text) if weak or not found[1]]
