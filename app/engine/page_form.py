"""The words of pages as bytes: between processes, and as they are kept."""

from pydantic import TypeAdapter

from app.engine.words import PageText

_PAGES = TypeAdapter(tuple[PageText, ...])


def packed(pages: tuple[PageText, ...]) -> bytes:
    """JSON."""
    return _PAGES.dump_json(pages)


def unpacked(data: bytes) -> tuple[PageText, ...]:
    """`ValueError` for anything that `packed` did not give."""
    return _PAGES.validate_json(data)
