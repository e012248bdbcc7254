"""Text out of documents: written by strangers, shown to people."""

import re

# Control characters but line ends and tabs, and what turns the direction of writing around to make text look like
# another. What scripts and emoji need to join their letters stays.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text without its control characters. Everything else stays: it is data, whatever it says."""
    return _UNSEEN.sub("", text)
