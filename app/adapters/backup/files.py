"""Files that are copied to another disk: private, flushed, whole under their name or absent, and told by their digest.

Not by hard links, which would share bytes with what they are to save, and which many a backup's disk does not have.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.adapters.files.durable import make_private_folder
from app.domain.errors import StorageFull, Unavailable

_PART = 1024 * 1024
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
ASIDE = ".part-"  # how the name of a file begins that is not whole yet


def copy_file(source: Path, target: Path) -> None:
    """`FileNotFoundError` when the source is absent."""
    with source.open("rb") as file:
        make_private_folder(target.parent)
        with _new_file(target) as copy:
            while part := file.read(_PART):
                copy.write(part)


def write_file(target: Path, text: str) -> None:
    make_private_folder(target.parent)
    with _new_file(target) as file:
        file.write(text.encode())


@contextmanager
def _new_file(target: Path) -> Iterator[BinaryIO]:
    aside = target.with_name(f"{ASIDE}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def digest_of(path: Path) -> str | None:
    """SHA-256 in hexadecimal; None when there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def files_below(root: Path) -> Iterator[Path]:
    """Plain whole files, by their path from `root` on. What vanishes meanwhile is left out, links are passed over."""
    for folder, _, names in os.walk(root, onerror=_raise_unless_gone):
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith(ASIDE) and path.is_file() and not path.is_symlink():
                yield path.relative_to(root)


def _raise_unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def flush_folders(root: Path) -> None:
    """Make the names of everything below durable."""
    for folder, _, _ in os.walk(root):
        flush_folder(Path(folder))


def flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some drives cannot flush a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def plain_errors() -> Iterator[None]:
    """What disks do wrong, in the words of the domain."""
    try:
        yield
    except OSError as error:
        where = error.filename2 or error.filename or "The disk"
        if error.errno in _NO_SPACE:
            raise StorageFull("There is no room left on the disk. Make some and run it again: it goes on.") from error
        raise Unavailable(f"{where} cannot be used: {error.strerror}.") from error
