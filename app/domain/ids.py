"""Ids are made here and nowhere else: 128 random bits behind a prefix that names the kind."""

import re
import secrets

PATTERN = re.compile(r"(scn|inv|upl|exp)_[0-9a-f]{32}")


def scan_id() -> str:
    return f"scn_{secrets.token_hex(16)}"


def invoice_id() -> str:
    return f"inv_{secrets.token_hex(16)}"


def upload_id() -> str:
    return f"upl_{secrets.token_hex(16)}"


def export_id() -> str:
    return f"exp_{secrets.token_hex(16)}"


def try_id() -> str:
    """Names one try to read a scan; seen by nobody."""
    return secrets.token_hex(8)


def is_id(text: str, kind: str) -> bool:
    """True when `text` is an id of `kind` (`scn`, `inv`, `upl` or `exp`)."""
    return bool(PATTERN.fullmatch(text)) and text.startswith(f"{kind}_")
