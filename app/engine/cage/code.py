"""What a process that handles files from strangers may read: code, fonts, and what libraries ask of the machine."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import app
from app.engine.letters import alphabets

# Compiled libraries load others when they are first used; PDFium looks for fonts that a PDF does not bring along.
_OF_THE_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64", "/etc/ld.so.cache"),
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts"),
    *alphabets.OF_THE_SYSTEM,
    *("/proc/cpuinfo", "/sys/devices/system/cpu"),
)
_KEEPS_ALL = "/nix/store"  # where every program and library of such a system lies


def readable() -> list[Path]:
    """Files and folders, each with all below. Never the folder of the data, nor one that may hold it."""
    home = Path(app.__path__[0]).resolve()
    places = {*_libraries(home.parent), home, *map(Path, _OF_THE_SYSTEM)}
    if sys.base_prefix.startswith(_KEEPS_ALL):
        places.add(Path(_KEEPS_ALL))
    return sorted(places)


def _libraries(root: Path) -> set[Path]:
    """Of Python, and where it looks for modules. `root`, where the application itself lies, holds other things as a
    rule, a data folder for one; in a package for a function it is where the libraries are, and holds nothing else."""
    entries = (*sys.path, *os.environ.get("LD_LIBRARY_PATH", "").split(":"), f"{sys.base_prefix}/lib")
    found = {Path(entry).resolve() for entry in entries if entry}
    return found if _lies_in("pydantic", root) else found - {root}


def _lies_in(name: str, folder: Path) -> bool:
    spec = find_spec(name)
    return spec is not None and spec.origin is not None and Path(spec.origin).resolve().parent.parent == folder
