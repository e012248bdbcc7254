"""Files of the disk that a command is asked to take."""

from collections.abc import Iterator
from pathlib import Path

from app.domain.errors import DocumentRejected


def files(paths: list[Path]) -> Iterator[Path]:
    """Files as given; of a folder all files in it to the bottom, by name, hidden ones left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            if found.is_file() and not any(part.startswith(".") for part in found.relative_to(path).parts):
                yield found


def read_file(path: Path, max_bytes: int) -> bytes:
    """The bytes. `DocumentRejected`: `no-file` when it cannot be opened, `too-large` before it is read."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise DocumentRejected("too-large", f"The file has {size:,} bytes; the limit is {max_bytes:,}.")
        return path.read_bytes()
    except OSError as error:
        raise DocumentRejected("no-file", f"The file cannot be opened: {error.strerror}.") from error
