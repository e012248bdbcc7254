"""How the command line shows what others have written: names of files, and what stands on documents.

None of it can act on the terminal or be taken for our markup: consoles are made here, and texts go through `harmless`.
"""

import re
from pathlib import Path

from rich.console import Console

# Control characters, line and paragraph ends, what turns the direction of writing around, and bytes that are no text.
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def console(*, stderr: bool = False) -> Console:
    """One that shows every text as it is."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def harmless(text: object) -> str:
    """On one line; what would act on the terminal is spelled out."""
    return _ACTING.sub(_spelled, str(text))


def _spelled(found: re.Match[str]) -> str:
    code = ord(found.group())
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name that is no UTF-8, as Python hands it on
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def at_home(path: Path) -> Path:
    """`~` is the home folder also where no shell has put it in."""
    try:
        return path.expanduser()
    except RuntimeError:  # of nobody that is known
        return path
