"""Exports that are made as jobs: their rows, and their files."""

from collections.abc import Iterator
from typing import Protocol

from app.domain.export import Export, Pieces
from app.domain.principal import Owner


class ExportRepository(Protocol):
    """Exports as durable rows, a few for each owner."""

    def add(self, owner: Owner, export: Export, *, at_once: int, most: int) -> None:
        """Keep a new one. `QuotaExceeded` code `too-many-exports` when the owner has `at_once` that have not ended, or
        `most` in all."""

    def get(self, owner: Owner, export_id: str) -> Export:
        """`NotFound` when the owner has no such export."""

    def list(self, owner: Owner) -> tuple[Export, ...]:
        """Newest first."""

    def replace(self, owner: Owner, export: Export) -> None:
        """Write the next version. `Conflict` unless the kept one is the one before, `NotFound` when it is gone."""

    def delete(self, owner: Owner, export_id: str) -> None:
        """Absent is fine."""

    def is_known(self, owner_key: str, export_id: str) -> bool:
        """True when the owner with this `Owner.key` has the export."""

    def all_owners(self) -> Iterator[tuple[Owner, Export]]:
        """Every export."""


class ExportFiles(Protocol):
    """Files of exports, each put together of pieces. They are derived: one without an export is nobody's."""

    def begin(self, owner: Owner, export_id: str) -> Pieces:
        """A new file without any bytes; what was begun before under this id is left to `delete`."""

    def add(self, owner: Owner, export_id: str, written: Pieces, data: bytes) -> Pieces:
        """The file with these bytes at its end, durable when it returns. It can be gone on
        from `written` again, as after a crash: the file is of the bytes that were added last. `StorageFull`; `Conflict`
        code `export-cut-off` when what was written is gone, or another went on from it at the same time."""

    def finish(self, owner: Owner, export_id: str, written: Pieces) -> None:
        """From now on the whole file is there under the id of the export. Again is fine. `Conflict` as in `add`."""

    def link(self, owner: Owner, export_id: str, *, file_name: str, media_type: str) -> str:
        """An address that serves the file for two minutes to whoever has it, as attachment of this type."""

    def has(self, owner: Owner, export_id: str) -> bool:
        """Whether there is a whole file."""

    def delete(self, owner_key: str, export_id: str, written: Pieces | None = None) -> None:
        """Remove the file of the owner with this `Owner.key`, whole or not, with all pieces. Absent is fine. `written`:
        what is known of one that is not whole."""

    def walk_all_owners(self) -> Iterator[tuple[str, str]]:
        """Owner's key and id of every export of which something is kept; one may come more than once."""
