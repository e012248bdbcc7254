"""Files that are whole or absent: written aside, flushed to the disk, then linked to their name, which is never reused.

Folders are opened one by one without following links, so nothing that lies below the root can lead out of it.
"""

import errno
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from app.domain.errors import StorageFull, Unavailable

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_ASIDE = "incoming"
_PART = 1024 * 1024  # read at once


class DurableFiles:
    """Files below one root, named by a path of plain names that the caller has checked. 0600 in folders of 0700."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, path: Sequence[str], data: bytes) -> bool:
        """False when there is a file of this name, whatever it holds. Durable when it returns.

        `StorageFull` leaves nothing behind.
        """
        *parents, name = path
        temporary = f"{secrets.token_hex(16)}.part"
        try:
            with _translated(), self._folder([_ASIDE], make=True) as aside, self._folder(parents, make=True) as folder:
                try:
                    with _written_new(aside, temporary, [data]):
                        return _link(aside, temporary, folder, name)
                finally:
                    with suppress(FileNotFoundError):
                        os.unlink(temporary, dir_fd=aside)
        except FileNotFoundError as error:
            raise Unavailable("Something else lies where the data folder should have a folder.") from error

    def replace(self, path: Sequence[str], data: bytes) -> None:
        """Write a file over what may be there. Durable when it returns; a crash leaves the old one or the new one."""
        *parents, name = path
        temporary = f"{secrets.token_hex(16)}.part"
        with _translated(), self._folder([_ASIDE], make=True) as aside, self._folder(parents, make=True) as folder:
            try:
                with _written_new(aside, temporary, [data]):
                    os.rename(temporary, name, src_dir_fd=aside, dst_dir_fd=folder)
                os.fsync(folder)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=aside)

    def join(self, pieces: Sequence[Sequence[str]], path: Sequence[str]) -> None:
        """Write the bytes of all pieces over what may be at `path`, as `replace`. `FileNotFoundError` when one is
        absent."""
        *parents, name = path
        temporary = f"{secrets.token_hex(16)}.part"
        with _translated(), self._folder([_ASIDE], make=True) as aside, self._folder(parents, make=True) as folder:
            try:
                with _written_new(aside, temporary, chain.from_iterable(map(self.parts, pieces))):
                    os.rename(temporary, name, src_dir_fd=aside, dst_dir_fd=folder)
                os.fsync(folder)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=aside)

    def has(self, path: Sequence[str]) -> bool:
        """Whether `read` would find a file."""
        with _translated(), suppress(FileNotFoundError), self._folder(path[:-1]) as folder:
            return _plain_file(folder, path[-1]) is not None
        return False

    def link(self, source: Sequence[str], target: Sequence[str]) -> bool:
        """Give the bytes a second name; False when it is taken. `FileNotFoundError` when the source is absent."""
        with (
            _translated(),
            self._folder(source[:-1]) as source_folder,
            self._folder(target[:-1], make=True) as target_folder,
        ):
            return _link(source_folder, source[-1], target_folder, target[-1])

    def read(self, path: Sequence[str]) -> bytes:
        """`FileNotFoundError` when there is no such file, or something else in its place."""
        with self._opened(path) as file:
            return file.read()

    def parts(self, path: Sequence[str]) -> Iterator[bytes]:
        """As `read`, little by little: opened at the first, and readable to the end though it is removed meanwhile."""
        with self._opened(path) as file:
            while part := file.read(_PART):
                yield part

    @contextmanager
    def _opened(self, path: Sequence[str]) -> Iterator[BinaryIO]:
        with _translated(), self._folder(path[:-1]) as folder:
            if _plain_file(folder, path[-1]) is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path[-1])
            with os.fdopen(os.open(path[-1], _FILE, dir_fd=folder), "rb") as file:
                yield file

    def remove(self, path: Sequence[str]) -> None:
        """Durably gone. Absent is fine."""
        with _translated(), suppress(FileNotFoundError), self._folder(path[:-1]) as folder:
            os.unlink(path[-1], dir_fd=folder)
            os.fsync(folder)

    def walk(self, path: Sequence[str], depth: int) -> Iterator[tuple[tuple[str, ...], os.stat_result]]:
        """Plain files that lie `depth` folders below, with their names from there on. Links are passed over."""
        names: list[str] = []
        found: list[tuple[str, os.stat_result]] = []
        with suppress(FileNotFoundError), _translated(), self._folder(path) as folder:
            names = sorted(os.listdir(folder))  # noqa: PTH208 (of a descriptor)
            if depth == 0:
                found = [(name, facts) for name in names if (facts := _plain_file(folder, name))]
        if depth == 0:
            yield from (((name,), facts) for name, facts in found)
            return
        for name in names:
            for rest, facts in self.walk([*path, name], depth - 1):
                yield (name, *rest), facts

    def remove_leftovers(self, before: datetime) -> int:
        """Remove files that a killed process was writing and that nobody touched since `before`; returns how many.

        Whoever still writes one holds a lock on it: the clock alone could be wrong.
        """
        found = [
            name for (name,), facts in self.walk([_ASIDE], 0) if datetime.fromtimestamp(facts.st_ctime, UTC) < before
        ]
        left = [name for name in found if not self._is_locked([_ASIDE, name])]
        for name in left:
            self.remove([_ASIDE, name])
        return len(left)

    def _is_locked(self, path: Sequence[str]) -> bool:
        """True also where nobody can tell."""
        try:
            with self._folder(path[:-1]) as folder, os.fdopen(os.open(path[-1], _FILE, dir_fd=folder)) as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        return False

    @contextmanager
    def _folder(self, path: Sequence[str], *, make: bool = False) -> Iterator[int]:
        """A descriptor of the folder. Absent, or a link in its place: `FileNotFoundError`."""
        if make:
            make_private_folder(self._root)
        folder = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for name in path:
                if make:
                    _make_folder(folder, name)
                below = _open_folder(folder, name)
                os.close(folder)
                folder = below
            yield folder
        finally:
            os.close(folder)


def make_private_folder(path: Path) -> None:
    """Make the folder and what is missing above it, all 0700. Rights of what exists are left to who made it."""
    if path.is_dir():
        return
    make_private_folder(path.parent)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():  # else another process was faster
            raise NotADirectoryError(errno.ENOTDIR, "This is a file and no folder", str(path)) from None
    else:
        above = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(above)
        finally:
            os.close(above)


def keep_private(path: Path) -> None:
    """Make the folder as above, and close one that is there: what lies in a folder of 0700 is out of reach of other
    accounts, whatever its own rights are.

    `Unavailable` when it belongs to another account, which could open it again.
    """
    make_private_folder(path)
    facts = path.stat()
    if facts.st_uid not in (os.geteuid(), 0):
        raise Unavailable(f"{path.absolute()} belongs to another account, which could change everything in it.")
    if facts.st_mode & 0o077:
        with suppress(PermissionError):  # of a folder of root's, who may read everything anyway
            path.chmod(0o700)
    if path.stat().st_mode & 0o022:
        raise Unavailable(f"Other accounts may write in {path.absolute()}. Close it to them: chmod go-w")


def _open_folder(parent: int, name: str) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except OSError as error:
        raise _absent_if_foreign(error) from error


def _make_folder(parent: int, name: str) -> None:
    try:
        os.mkdir(name, 0o700, dir_fd=parent)
    except FileExistsError:
        return
    os.fsync(parent)


@contextmanager
def _written_new(folder: int, name: str, parts: Iterable[bytes]) -> Iterator[None]:
    """Flushed to the disk; locked until the end of what is done with it, see `remove_leftovers`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(name, flags, 0o600, dir_fd=folder), "wb", buffering=0) as file:
        with suppress(OSError):  # some network drives have no locks
            fcntl.flock(file, fcntl.LOCK_EX)
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
        yield


def _link(source_folder: int, source: str, folder: int, name: str) -> bool:
    try:
        os.link(source, name, src_dir_fd=source_folder, dst_dir_fd=folder, follow_symlinks=False)
        return True
    except FileExistsError:
        return False
    finally:
        os.fsync(folder)  # also when taken: whoever took it may have died before this line


def _plain_file(folder: int, name: str) -> os.stat_result | None:
    with suppress(FileNotFoundError):
        facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
        return facts if S_ISREG(facts.st_mode) else None
    return None


def _absent_if_foreign(error: OSError) -> OSError:
    """A link or a file where a folder should be was not put there by us: as if nothing was there."""
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), error.filename)
    return error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StorageFull("There is no room left where the data folder lies. Nothing was kept.") from error
        raise Unavailable(f"The data folder cannot be used: {error.strerror}.") from error
