"""Whose a job of Textract is: said in its tag, and so in the notice of its end."""

import re

_TAG = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})")


def tag_of(owner_key: str, scan_id: str) -> str:
    """What a job is tagged with, and its notice says: 64 characters, as many as a tag may have."""
    return owner_key + scan_id.removeprefix("scn_")


def from_tag(tag: str) -> tuple[str, str]:
    """Owner's key and scan id of a tag. ValueError for one that is not ours."""
    found = _TAG.fullmatch(tag)
    if not found:
        raise ValueError("a tag that we did not give")
    return found[1], f"scn_{found[2]}"
