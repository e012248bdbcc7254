"""File names in headers (RFC 6266), read and written."""

import re
from urllib.parse import quote, unquote

from python_multipart.multipart import parse_options_header

MAX_NAME = 255

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


def attachment(name: str) -> str:
    """The header that makes a browser save under `name`; one line of ASCII, whatever the name holds."""
    shown = "".join(character for character in name if character.isprintable())[:MAX_NAME].strip() or "document"
    plain = "".join(character if character.isascii() and character not in '"\\%' else "_" for character in shown)
    if plain == shown:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
