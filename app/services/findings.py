"""What the sweeper and the doctor tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that was not as it should be, and whether it was mended."""

    code: str
    id: str
    detail: str
    mended: bool
