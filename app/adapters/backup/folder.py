"""What a backup looks like: one pool of documents, and a folder for each time it was made.

    documents/<kind>/…        every document that a generation lists, once; never changed
    <number>-<time>/          a generation: the database and the small files of the data folder, as they were
        SHA256SUMS            every file of it, the documents of the pool too: `sha256sum -c SHA256SUMS` checks it

A generation gets its name when it is whole. Generations are ordered by number, for a clock may have been wrong.
"""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.adapters.backup.files import ASIDE, files_below, flush_folder, flush_folders, write_file
from app.adapters.files.durable import make_private_folder
from app.domain.errors import Conflict, InvalidInput, Unavailable

DATABASE = "invoices.sqlite"
SUMS = "SHA256SUMS"
_NAME = re.compile(r"([0-9]{6,})-\S+")
_MARK = "invoices-backup"
_POOL = "documents"
_IN_POOL = ("..", _POOL)
_NEW = ".unfinished"


@dataclass(frozen=True)
class Generation:
    number: int
    folder: Path

    def sums(self) -> Iterator[tuple[Path, str]]:
        """Every file, by its path from the folder on (`../documents/…` in the pool), with its SHA-256."""
        for line in (self.folder / SUMS).read_text().splitlines():
            sha256, _, name = line.partition("  ")
            path = Path(name)
            inside = path.parts[2:] if path.parts[:2] == _IN_POOL else path.parts
            if path.is_absolute() or not inside or ".." in inside:  # somebody else has written into it
                raise Unavailable(f"{self.folder / SUMS} names files that are none of the backup.", code="data-damaged")
            yield path, sha256


class BackupFolder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.pool = root / _POOL

    def generations(self) -> list[Generation]:
        """Whole ones, oldest first."""
        found = [(_NAME.fullmatch(path.name), path) for path in self.root.iterdir()] if self.root.is_dir() else []
        whole = [Generation(int(match[1]), path) for match, path in found if match and (path / SUMS).is_file()]
        return sorted(whole, key=lambda one: one.number)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Make the folder where there is none, for this process alone. `InvalidInput` when it is something else."""
        foreign = self.root.exists() and not (self.root / _MARK).exists()
        if foreign and (not self.root.is_dir() or any(self.root.iterdir())):
            raise InvalidInput(f"{self.root} is not empty, and no backup of this program. Name another folder.")
        make_private_folder(self.root)
        with (self.root / _MARK).open("a") as mark:
            (self.root / _MARK).chmod(0o600)
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(f"Another backup to {self.root} is running.") from error
            yield

    def begin(self) -> Path:
        """An empty folder for a generation that is not whole yet; what an earlier try left is removed."""
        new = self.root / _NEW
        shutil.rmtree(new, ignore_errors=True)
        make_private_folder(new)
        return new

    def finish(self, now: datetime, sums: dict[Path, str]) -> Generation:
        """Give the generation its name, when everything of it is on the disk."""
        new, number = self.root / _NEW, max((one.number for one in self.generations()), default=0) + 1
        write_file(new / SUMS, "".join(f"{sha256}  {path.as_posix()}\n" for path, sha256 in sorted(sums.items())))
        flush_folders(self.pool)
        flush_folders(new)
        folder = self.root / f"{number:06}-{now:%Y-%m-%dT%H%M%SZ}"
        new.rename(folder)
        flush_folder(self.root)
        return Generation(number, folder)

    def prune(self, keep: int) -> None:
        """Remove all but the newest generations, and documents that none of those lists."""
        for old in self.generations()[:-keep]:
            (old.folder / SUMS).unlink()  # from now on it is none
            shutil.rmtree(old.folder)
        for left in list(self.pool.rglob(f"{ASIDE}*")):
            left.unlink()
        listed = {path for one in self.generations() for path, _ in one.sums()}
        for path in list(files_below(self.pool)):
            if self.listed_as(path) not in listed:
                (self.pool / path).unlink()

    def listed_as(self, document: Path) -> Path:
        """The path of a document of the pool in `SUMS`."""
        return Path(*_IN_POOL) / document
