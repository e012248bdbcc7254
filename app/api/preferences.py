"""Request headers that steer a call: how long to wait (RFC 7240), which version is meant (RFC 9110)."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from starlette.datastructures import Headers
from starlette.requests import Request

from app.api.deps import Services
from app.domain.digits import only_digits
from app.domain.errors import InvalidInput, Stale
from app.domain.record import Record

MAX_WAIT = 28

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)')
_VERSION = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class WaitPreference:
    """`applied`: the preference that was honoured, to be told in Preference-Applied."""

    seconds: float
    applied: str | None = None


def patience(headers: Headers, *, default: int) -> WaitPreference:
    """`Prefer: wait=N` before `respond-async` before the default. What is not understood is ignored."""
    preferences = [one.strip().lower() for value in headers.getlist("prefer") for one in value.split(",")]
    for preference in preferences:
        name, _, value = preference.partition("=")
        seconds = value.strip().strip('"')
        if name.strip() == "wait" and only_digits(seconds):
            wait = min(int(seconds), MAX_WAIT)
            return WaitPreference(wait, applied=f"wait={wait}")
    if "respond-async" in preferences:
        return WaitPreference(0, applied="respond-async")
    return WaitPreference(default)


def etag(record: Record) -> str:
    return f'"{record.version}"'


def wanted_versions(if_match: str | None) -> frozenset[int] | None:
    """Versions named in If-Match, or None for `*`: whichever version there is, read or not. A weak tag names none.

    `InvalidInput` code `precondition-required` when the header is missing: a change made blindly would undo another.
    """
    if if_match is None:
        raise InvalidInput(
            "Send If-Match with the ETag of the version that you have seen.", code="precondition-required"
        )
    if if_match.strip() == "*":
        return None
    return frozenset(int(tag) for tag in _tags(if_match) if _VERSION.fullmatch(tag))


def require_version(if_match: str | None, record: Record) -> int:
    """The version of the record if it is one that If-Match names; `Stale` if not."""
    versions = wanted_versions(if_match)
    if versions is not None and record.version not in versions:
        raise Stale(f"The invoice is now version {record.version}. Read it again and repeat your change.")
    return record.version


def version_to_replace(if_match: str | None, record: Record) -> int:
    """As `require_version`. The version before the present one is given too: the change may be a repeat."""
    versions = wanted_versions(if_match)
    if versions is not None and record.version not in versions and record.version - 1 in versions:
        return record.version - 1
    return require_version(if_match, record)


def is_known(if_none_match: str | None, record: Record) -> bool:
    """True when If-None-Match names the present version, weakly compared."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or str(record.version) in _tags(if_none_match, weak=True)


def _tags(text: str, *, weak: bool = False) -> list[str]:
    return [found[2] for found in _TAG.finditer(text) if weak or not found[1]]


# ---- for routes ------------------------------------------------------------------------------------------------------
# The parameters are declared for the description; their values are those of all lines of the header, not of the first.


async def _prefer(
    request: Request,
    services: Services,
    prefer: Annotated[
        str | None,
        Header(
            alias="Prefer",
            description=f"`wait=N`: wait for the result, N seconds at most (0-{MAX_WAIT}); `respond-async`: do not "
            "wait (RFC 7240)",
            examples=["wait=20", "respond-async"],
        ),
    ] = None,
) -> WaitPreference:
    return patience(request.headers, default=services.settings.scan_wait_seconds)


async def _if_match(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="ETag of the version that you have seen (must be sent); `*`: any",
            examples=['"3"'],
        ),
    ] = None,
) -> str | None:
    return _whole(request, "if-match")


async def _if_none_match(
    request: Request,
    if_none_match: Annotated[
        str | None, Header(alias="If-None-Match", description="ETag of a version that you have", examples=['"3"'])
    ] = None,
) -> str | None:
    return _whole(request, "if-none-match")


def _whole(request: Request, name: str) -> str | None:
    given = request.headers.getlist(name)
    return ", ".join(given) if given else None


Prefer = Annotated[WaitPreference, Depends(_prefer)]
IfMatch = Annotated[str | None, Depends(_if_match)]
IfNoneMatch = Annotated[str | None, Depends(_if_none_match)]
