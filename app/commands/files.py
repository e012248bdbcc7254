"""Files of the disk that a command is asked to take."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from stat import S_ISREG

from app.commands.say import at_home
from app.domain.errors import DocumentRejected

# What systems, browsers and offices leave in folders.
_LITTER = ("thumbs.db", "ehthumbs.db", "desktop.ini", "~$*", "*.tmp", "*.part", "*.crdownload", "*.lnk", "*.url")
# What people leave there. The bytes decide: of these only what is no document is passed over.
_NOTES = ("*.txt", "*.md", "*.log", "*.rtf", "*.csv", "*.ini")
_NO_DOCUMENT = frozenset({"unsupported-type", "empty-file"})


class Search:
    """Looks for files, and remembers what it passed over, by kind, and which folders it could not open.

    `ignore`: patterns as of a shell, of the name or of the path below the folder; case does not matter.
    """

    def __init__(self, ignore: Sequence[str] = ()) -> None:
        self.passed_over: Counter[str] = Counter()
        self.closed: list[tuple[Path, DocumentRejected]] = []
        self._ignore = tuple(pattern.casefold() for pattern in ignore)
        self._found = set[Path]()

    def files(self, paths: Sequence[Path]) -> Iterator[Path]:
        """Files as given, whatever they are; of a folder all that may be documents, to the bottom, by name.

        Links to files are followed inside the folder: whoever wrote one that leads out of it may mean files that are
        not theirs. Links to folders are not, for they may lead round in a circle. Whatever is named itself is taken.
        """
        for path in map(at_home, paths):
            if path.is_dir():
                yield from self._below(path, path)
            else:
                yield path

    def passes_over(self, path: Path, code: str) -> bool:
        """True for a note that was found in a folder and refused as no document."""
        note = path in self._found and code in _NO_DOCUMENT and _is_like(path.name, _NOTES)
        self.passed_over["notes"] += note
        return note

    def told(self) -> str | None:
        """What was passed over, in a sentence."""
        many = self.passed_over.total()
        kinds = ", ".join(f"{kind}: {count}" for kind, count in sorted(self.passed_over.items()) if count)
        return f"{many} passed over ({kinds})." if many else None

    def _below(self, folder: Path, top: Path) -> Iterator[Path]:
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            said = DocumentRejected("no-folder", f"The folder cannot be opened: {error.strerror}.")
            self.closed.append((folder, said))
            return
        for entry in entries:
            path = folder / entry.name
            why = self._reason_to_pass(entry, top)
            if why:
                self.passed_over[why] += 1
            elif entry.is_dir(follow_symlinks=False):
                yield from self._below(path, top)
            else:
                self._found.add(path)
                yield path

    def _reason_to_pass(self, entry: os.DirEntry[str], top: Path) -> str | None:
        if entry.name.startswith("."):
            return "hidden"
        if _is_like(entry.name, self._ignore) or _is_like(str(Path(entry.path).relative_to(top)), self._ignore):
            return "to be ignored"
        if _is_like(entry.name, _LITTER):
            return "of the system"
        if entry.is_symlink() and entry.is_dir():
            return "linked folders"
        broken = entry.is_symlink() and not Path(entry.path).exists()  # opening it tells why
        if entry.is_symlink() and not broken and not Path(entry.path).resolve().is_relative_to(top.resolve()):
            return "links out of the folder"
        is_any = broken or entry.is_dir(follow_symlinks=False) or entry.is_file()
        return None if is_any else "no plain files"


def _is_like(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern) for pattern in patterns)


def read_file(path: Path, max_bytes: int) -> bytes:
    """The bytes. `DocumentRejected`: `no-file` when it cannot be opened or is no plain file, `too-large` before it is
    read."""
    try:
        _require_plain(path.stat(), max_bytes)  # before it is opened: to open a device may do something
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            _require_plain(os.fstat(file.fileno()), max_bytes)
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise DocumentRejected("no-file", f"The file cannot be opened: {error.strerror}.") from error
    if len(data) > max_bytes:
        raise DocumentRejected("too-large", f"The file has grown over the limit of {max_bytes:,} bytes.")
    return data


def _require_plain(facts: os.stat_result, max_bytes: int) -> None:
    if not S_ISREG(facts.st_mode):
        raise DocumentRejected("no-file", "This is no plain file. Pipes, devices and the like are not read.")
    if facts.st_size > max_bytes:
        raise DocumentRejected("too-large", f"The file has {facts.st_size:,} bytes; the limit is {max_bytes:,}.")
