"""Answers that are gathered before they are given, where what stands in front takes no stream and has no patience."""

import time
from collections.abc import Iterator

from app.domain.errors import InvalidInput

SECONDS = 22.0  # of the 29 that a gateway waits


def limited(whole: Iterator[bytes], *, most: int | None) -> Iterator[bytes]:
    """The same parts; with a limit, none is given before all are there. `InvalidInput` code `export-too-large` when
    they are more than `most` bytes, or take too long to make."""
    if most is None:
        return whole
    ends, parts, size = time.monotonic() + SECONDS, [], 0
    for part in whole:
        size += len(part)
        if size > most or time.monotonic() > ends:
            raise InvalidInput(
                "The export is larger than an answer can be here. `POST /v1/exports` has it made, without this limit.",
                code="export-too-large",
            )
        parts.append(part)
    return iter(parts)
