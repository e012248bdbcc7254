"""File names in headers of answers (RFC 6266)."""

from urllib.parse import quote

MAX_NAME = 255


def attachment(name: str) -> str:
    """The header that makes a browser save under `name`; one line of ASCII, whatever the name holds. Signs that are not
    seen, such as those that turn the direction of writing around, are left out."""
    shown = "".join(sign for sign in name if sign.isprintable())[:MAX_NAME].strip() or "document"
    plain = "".join(sign if sign.isascii() and sign not in '"\\%' else "_" for sign in shown)
    if plain == shown:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
