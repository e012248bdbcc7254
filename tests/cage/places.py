"""A copy of the application whose parser is taken over, and what there is to be got on the machine."""

import json
import re
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.engine.cage import landlock
from app.engine.cage.kernel import NotOffered
from tests.cage import taken_over
from tests.packages import ROOT

SECRET = "hidden-in-the-surroundings"
LAYERS = ("privileges", "landlock", "seccomp")
CAGE, KERNEL = "app/engine/cage/__init__.py", "app/engine/cage/kernel.py"
_VICTIMS = ("unlink", "rename", "link", "chmod", "truncate", "utime")


def why_no_landlock() -> str:
    try:
        return "" if landlock.offered() else "none"
    except NotOffered as error:
        return str(error)


needs_landlock = pytest.mark.skipif(bool(why_no_landlock()), reason=f"no Landlock here: {why_no_landlock()}")


@dataclass(frozen=True)
class Escape:
    tried: int
    worked: frozenset[str]

    @classmethod
    def told(cls, problem: str) -> "Escape":
        """From the body of the answer."""
        found = re.search(r'"(\d+) tried; worked: ([^"\s]*)"', problem)
        assert found, problem
        return cls(int(found[1]), frozenset(filter(None, found[2].split(","))))


def overtaken(source: Path, folder: Path, *, layers: Iterable[str] = LAYERS) -> Path:
    """A copy in `folder` of what lies in `source` (with `app`, and for a function its libraries): the parser is taken
    over, the cage has these layers, and without `privileges` the server does not hide either."""
    copied(source, folder, layers=layers)
    _put(folder / "app" / "engine" / "inspect.py", Path(taken_over.__file__).read_text())
    if "privileges" not in layers:
        _changed(folder / KERNEL, 'if sys.platform == "linux":\n        prctl', "if False:\n        prctl")
    return folder


def copied(source: Path, folder: Path, *, layers: Iterable[str]) -> Path:
    """The application as it is, but for the layers of its cage."""
    if source == ROOT:
        shutil.copytree(source / "app", folder / "app", ignore=shutil.ignore_patterns("web"))
    else:
        shutil.copytree(source, folder)
    kept = "".join(f"{name}, " for name in layers)
    _changed(folder / CAGE, "(privileges, landlock, seccomp)", f"({kept})")
    return folder


def _changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    _put(file, text.replace(old, new))


def _put(file: Path, text: str) -> None:
    file.write_text(text)
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        compiled.unlink()


def document(where: dict[str, Any]) -> bytes:
    """What the parser that is taken over understands."""
    return b"%PDF-1.4\n" + json.dumps(where).encode()


@contextmanager
def treasures(folder: Path, *, code: Path) -> Iterator[dict[str, Any]]:
    """What lies about on a machine: files, one of them in the folder `code`, and sockets that listen."""
    victims = folder / "victims"
    victims.mkdir()
    for name in _VICTIMS:
        (victims / name).write_text("precious")
    (victims / "exec").write_text("no program")
    (victims / "exec").chmod(0o755)
    beside = code / "beside"
    beside.write_text("precious")
    abstract = f"invoices-{uuid4().hex}"
    with socket.socket(socket.AF_UNIX) as named, socket.socket(socket.AF_UNIX) as unnamed:
        named.bind(str(folder / "socket"))
        unnamed.bind("\0" + abstract)
        named.listen()
        unnamed.listen()
        yield {
            "victims": str(victims),
            "beside": str(beside),
            "unix": str(folder / "socket"),
            "abstract": abstract,
            "home": str(Path.home()),
            "secret": SECRET,
        }
