"""File names in headers of requests (RFC 6266)."""

import re
from urllib.parse import unquote

from python_multipart.multipart import parse_options_header

_EXTENDED = re.compile(r";\s*filename\*\s*=\s*utf-8'[a-z-]*'([^;\s]+)", re.IGNORECASE)


def given_name(header: str | bytes | None) -> str | None:
    """The file name of a Content-Disposition as it was sent, or None. It is for display only: never believe it."""
    if not header:
        return None
    text = header if isinstance(header, str) else header.decode("latin-1")
    if extended := _EXTENDED.search(text):
        return unquote(extended[1], errors="replace")
    _, options = parse_options_header(text)
    return _text(options[b"filename"]) if b"filename" in options else None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
