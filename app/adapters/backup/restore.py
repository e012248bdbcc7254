"""Put a backup back into a data folder, checked file by file. What lies there is never overwritten."""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.adapters.backup.database import require_known_form
from app.adapters.backup.files import copy_file, digest_of, flush_folder, flush_folders, plain_errors
from app.adapters.backup.folder import DATABASE, SUMS, BackupFolder, Generation
from app.adapters.backup.local import NOT_OURS, Told
from app.adapters.files.durable import make_private_folder
from app.domain.errors import Conflict, InvalidInput, NotFound, Unavailable

_ASIDE = NOT_OURS[0]
_OLD = "old"  # what lay in the data folder, until all of it is here: a database and its side files stay together
_MOVING = "moving"  # is there from the moment on at which the data folder is empty


class LocalRestore:
    def __init__(self, source: Path, data_dir: Path) -> None:
        self._backup = BackupFolder(source)
        self._data = data_dir

    def put_back(self, *, name: str | None, replace: bool, now: datetime, told: Told) -> Path:
        """Restore the newest generation, or the one of this name; gives its folder. `replace`: what lies in the data
        folder is moved aside, into a folder in it. Cut short, it can be repeated, and no program works in it till then.

        `NotFound`, `Conflict` when the data folder is in use, `Unavailable` when a file of the backup is damaged: then
        the data folder is as it was.
        """
        with plain_errors():
            generation = self._chosen(name)
            require_known_form(generation.folder / DATABASE)
            aside = self._data / _ASIDE
            if self._present() and not (replace or self._is_under_way()):
                raise Conflict(
                    f"{self._data.absolute()} is not empty, and nothing in it is overwritten. Restore into another "
                    "folder (DATA_DIR=), or use --replace, which moves aside what is there."
                )
            self._stage(generation, aside, told)
            self._make_room(now)
            self._move_in(aside)
        return generation.folder

    def _chosen(self, name: str | None) -> Generation:
        found = {one.folder.name: one for one in self._backup.generations()}
        if not found:
            raise NotFound(f"There is no whole backup in {self._backup.root.absolute()}.")
        chosen = found.get(name or list(found)[-1])
        if chosen is None:
            raise InvalidInput(f"There is no {name} in this backup. There are: {', '.join(found)}.")
        return chosen

    def _present(self) -> list[Path]:
        """What lies in the data folder, but for what a restore has put there."""
        paths = sorted(self._data.iterdir()) if self._data.exists() else []
        return [path for path in paths if not path.name.startswith(NOT_OURS)]

    def _is_under_way(self) -> bool:
        """An earlier try was cut short when it had begun to move things."""
        return any((self._data / _ASIDE / name).exists() for name in (_OLD, _MOVING))

    def _stage(self, generation: Generation, aside: Path, told: Told) -> None:
        """A checked copy of everything, beside what is there."""
        if aside.exists():
            shutil.rmtree(aside / "new", ignore_errors=True)
        make_private_folder(aside)
        sums = list(generation.sums())
        try:
            for number, (path, sha256) in enumerate(sums, 1):
                target = aside / "new" / Path(*(part for part in path.parts if part != ".."))
                with suppress(FileNotFoundError):
                    copy_file(generation.folder / path, target)
                if digest_of(target) != sha256:
                    raise Unavailable(
                        f"{(generation.folder / path).resolve()} is missing or damaged; nothing was restored. "
                        "Try another generation (--generation).",
                        code="data-damaged",
                    )
                told("restored", number, len(sums))
        except BaseException:
            if not self._is_under_way():
                shutil.rmtree(aside)
            raise
        flush_folders(aside)

    def _make_room(self, now: datetime) -> None:
        moving, old, present = self._data / _ASIDE / _MOVING, self._data / _ASIDE / _OLD, self._present()
        if moving.exists():  # an earlier try was cut short here: what is there came from it
            for path in present:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        elif present or old.exists():
            make_private_folder(old)
            for path in present:
                path.rename(old / path.name)
            old.rename(self._data / f"{NOT_OURS[1]}{now:%Y-%m-%dT%H%M%SZ}")
        make_private_folder(moving)
        flush_folder(self._data)

    def _move_in(self, aside: Path) -> None:
        """The database last: without one nobody takes the folder for an installation."""
        names = sorted((aside / "new").iterdir(), key=lambda path: path.name == DATABASE)
        for path in names:
            if path.name != SUMS:
                path.rename(self._data / path.name)
        flush_folder(self._data)
        shutil.rmtree(aside)


def require_whole(data_dir: Path) -> None:
    """`Unavailable` when a restore into the folder was cut short."""
    if (data_dir / _ASIDE).exists():
        raise Unavailable(f"A restore into {data_dir.absolute()} was cut short. Run `invoices restore` again.")
