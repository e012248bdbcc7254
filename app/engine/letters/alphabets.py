"""Which alphabets can be read on this machine: one file of Tesseract's data each, by Tesseract's name of it.

`vie.traineddata` comes with the program; see `NOTICE.md`. Others are read where the system has them, as Debian's
packages `tesseract-ocr-rus`, `tesseract-ocr-ell` and so on put them there: a file is used without a word of code.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

OF_THE_SYSTEM = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/opt/homebrew/share/tessdata")
"""Where packages of operating systems put such data."""
_NO_ALPHABETS = frozenset({"eng", "osd", "snum", "equ"})
_ENDING = ".traineddata"


@dataclass(frozen=True)
class Alphabet:
    """Data to read one alphabet, or one language's part of it."""

    name: str
    folder: str


@cache
def alphabets() -> dict[str, Alphabet]:
    """By name; none where Tesseract's library is not installed. Those of the program come first."""
    if find_spec("tesserocr") is None:
        return {}
    own = Path(str(files("app.engine.letters")))
    found: dict[str, Alphabet] = {}
    for folder in (own, *map(Path, OF_THE_SYSTEM)):
        for file in sorted(folder.glob(f"*{_ENDING}")):
            name = file.name.removesuffix(_ENDING)
            if name not in _NO_ALPHABETS:
                found.setdefault(name, Alphabet(name, str(folder)))
    return found
