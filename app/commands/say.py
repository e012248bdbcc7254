"""The one way to the terminal, for what others have written: names of files, and what stands on documents.

None of it can act on the terminal or be taken for our markup: every text is made harmless here, and no other file of
the command line prints. JSON for programs spells such signs in the way of JSON, so that nothing of it is lost.
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

# Control characters, line and paragraph ends, what turns the direction of writing around, and bytes that are no text.
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Screen(Console):
    """A console that shows every text as it is."""

    def say(self, text: object, *, style: str | None = None) -> None:
        """One line."""
        self.print(harmless(text), style=style, soft_wrap=True)

    def show(self, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
        """A table."""
        table = Table(*columns)
        for row in rows:
            table.add_row(*map(harmless, row))
        self.print(table)


def console(*, stderr: bool = False) -> Screen:
    return Screen(stderr=stderr, markup=False, emoji=False, highlight=False)


def say(*lines: object, stderr: bool = False) -> None:
    """Each on a line of its own, without wrapping: also for programs that read it."""
    print("\n".join(map(harmless, lines)), file=sys.stderr if stderr else sys.stdout, flush=True)


def say_json(value: object) -> None:
    """One line of JSON."""
    line = json.dumps(value, ensure_ascii=False)
    print(_ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", line), flush=True)


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
