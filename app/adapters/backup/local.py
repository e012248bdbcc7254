"""Back up a data folder while programs work in it.

Documents first, for they are many and never change; then the database at one moment; then the few documents that it
names and that came in between. One that is gone by then was deleted since that moment, or is missing: another moment
tells, in the end one in which writers wait, for a record goes before its bytes. So no record of a backup lacks bytes
that the installation had.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.adapters.backup.database import Named, copy_database, named_documents, writers_wait
from app.adapters.backup.files import copy_file, digest_of, files_below, plain_errors
from app.adapters.backup.folder import DATABASE, BackupFolder
from app.domain.errors import InvalidInput, NotFound

DOCUMENTS = "documents"
EXPORTS = "exports"
HALF_WRITTEN = (DOCUMENTS, "incoming")
NOT_OURS = (".restoring", "before-restore-")  # what a restore has put aside
_DEPTH = 4  # of a document below the folder of documents: kind, two signs of the owner, owner, id

Told = Callable[[str, int, int], None]  # what is being done; how many of how many


@dataclass(frozen=True)
class BackedUp:
    """`copied`: documents that were new. `missing`, `changed`: ids of those that are not what their records say."""

    folder: Path
    documents: int
    copied: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]


class LocalBackup:
    def __init__(self, data_dir: Path, target: Path) -> None:
        self._data = data_dir
        self._backup = BackupFolder(target)
        self._copied = 0

    def make(self, *, keep: int, now: datetime, told: Told) -> BackedUp:
        """Add a generation, and remove all but the newest `keep`. Cut short, it adds none and can be repeated."""
        with plain_errors():
            self._require_apart()
            with self._backup.open():
                new = self._backup.begin()
                self._copy_new(list(self._documents()), told)
                named, missing = self._copy_moment(new)
                sums, changed = self._verify(named, told)
                for path in files_below(new):
                    sums[path] = digest_of(new / path) or ""
                made = self._backup.finish(now, sums)
                self._backup.prune(keep)
        return BackedUp(made.folder, len(named), self._copied, missing, changed)

    def _require_apart(self) -> None:
        if not (self._data / DATABASE).is_file():
            raise NotFound(f"There are no invoices in {self._data.absolute()}: it has no {DATABASE}. Set DATA_DIR.")
        here, there = self._data.resolve(), self._backup.root.resolve()
        if here == there or here in there.parents or there in here.parents:
            raise InvalidInput("A backup lies outside the data folder. Name another folder, best on another disk.")

    def _documents(self) -> Iterable[Path]:
        return (path for path in files_below(self._data / DOCUMENTS) if len(path.parts) == _DEPTH)

    def _copy_new(self, documents: list[Path], told: Told) -> None:
        for number, path in enumerate(documents, 1):
            if not (self._backup.pool / path).exists():
                self._copy(path)
            told("copied", number, len(documents))

    def _copy(self, path: Path) -> bool:
        """False when the document is not there."""
        try:
            copy_file(self._data / DOCUMENTS / path, self._backup.pool / path)
        except FileNotFoundError:
            return False
        self._copied += 1
        return True

    def _is_in_pool(self, path: Path) -> bool:
        return (self._backup.pool / path).exists() or self._copy(path)

    def _copy_moment(self, new: Path) -> tuple[list[Named], tuple[str, ...]]:
        """The database and what it names; the ids of documents that are missing."""
        for writers in (nullcontext(), nullcontext(), writers_wait(self._data / DATABASE)):
            with writers:
                # Small files before the database: whatever they say of it is not newer than it.
                self._copy_small_files(new)
                copy_database(self._data / DATABASE, new / DATABASE)
                named = list(named_documents(new / DATABASE))
                absent = [one for one in named if not self._is_in_pool(one.path)]
            if not absent:
                break
        return named, tuple(one.path.name for one in absent)

    def _copy_small_files(self, new: Path) -> None:
        for path in files_below(self._data):
            if not _has_its_own_way(path):
                with suppress(FileNotFoundError):
                    copy_file(self._data / path, new / path)

    def _verify(self, named: list[Named], told: Told) -> tuple[dict[Path, str], tuple[str, ...]]:
        """The digests of all documents to be listed; the ids of those that differ from their records."""
        wanted = {one.path: one.sha256 for one in named}
        listed = sorted({*wanted, *self._documents()})
        sums, changed = dict[Path, str](), list[str]()
        for number, path in enumerate(listed, 1):
            found = digest_of(self._backup.pool / path)
            if found is not None and found != wanted.get(path, found):
                self._copy(path)  # the copy was damaged, perhaps
                found = digest_of(self._backup.pool / path)
                changed += [path.name] if found not in (None, wanted[path]) else []
            if found is not None:
                sums[self._backup.listed_as(path)] = found
            told("checked", number, len(listed))
        return sums, tuple(changed)


def _has_its_own_way(path: Path) -> bool:
    """Documents, the database with its side files, what is half written or put aside, and exports: they are made again
    in no time."""
    document = path.parts[0] == DOCUMENTS and len(path.parts) == _DEPTH + 1
    half = path.parts[:2] == HALF_WRITTEN or path.parts[0].startswith(NOT_OURS)
    return document or half or path.parts[0] == EXPORTS or path.name.startswith(DATABASE)
