"""Ids are made here and nowhere else: 128 random bits behind a prefix that names the kind; of an event 80, behind its
time."""

import re
import secrets
from datetime import datetime

PATTERN = re.compile(r"(scn|inv|upl|evt|exp)_[0-9a-f]{32}")
_EVENT = "evt_"
_MOMENT = 12  # hex digits of an event's id that count milliseconds since 1970


def scan_id() -> str:
    return f"scn_{secrets.token_hex(16)}"


def invoice_id() -> str:
    return f"inv_{secrets.token_hex(16)}"


def upload_id() -> str:
    return f"upl_{secrets.token_hex(16)}"


def event_id(at: datetime, *, after: str | None = None) -> str:
    """Ids of events grow with time. One that comes `after` another is larger, whatever the clock says."""
    moment = _milliseconds(at)
    if after is not None:
        moment = max(moment, int(after[len(_EVENT) :][:_MOMENT], 16) + 1)
    return f"{_EVENT}{moment:0{_MOMENT}x}{secrets.token_hex(10)}"


def first_event_id(at: datetime) -> str:
    """Smaller than any id of an event of this moment or later, and larger than all before; itself none."""
    return f"{_EVENT}{_milliseconds(at):0{_MOMENT}x}"


def events_about(object_id: str) -> str:
    """What a job is about that delivers the events about an object."""
    return _EVENT + object_id


def object_of_events(about: str) -> str | None:
    """The reverse of `events_about`; None when it is about something else."""
    return about.removeprefix(_EVENT) if about.startswith(_EVENT) and PATTERN.fullmatch(about[len(_EVENT) :]) else None


def _milliseconds(at: datetime) -> int:
    return max(0, int(at.timestamp() * 1_000))


def export_id() -> str:
    return f"exp_{secrets.token_hex(16)}"


def try_id() -> str:
    """Names one try to read a scan; seen by nobody."""
    return secrets.token_hex(8)


def is_id(text: str, kind: str) -> bool:
    """True when `text` is an id of `kind` (`scn`, `inv`, `upl`, `evt` or `exp`)."""
    return bool(PATTERN.fullmatch(text)) and text.startswith(f"{kind}_")
