"""The mark beside the documents of one machine: a small file that goes wherever the folder goes."""

from contextlib import suppress
from pathlib import Path

from app.adapters.files.durable import DurableFiles
from app.domain import mark_text
from app.domain.installation import Mark

NAME = "installation.json"


class FileMark:
    """The `MarkStore` of a folder with documents."""

    def __init__(self, root: Path) -> None:
        self._files = DurableFiles(root)

    def read(self) -> Mark | None:
        with suppress(FileNotFoundError):
            return mark_text.read(self._files.read([NAME]))
        return None

    def write(self, mark: Mark, *, over: Mark | None) -> bool:
        if self.read() != over:
            return False
        self._files.replace([NAME], mark_text.written(mark))
        return True
