"""Exports and their files in memory."""

import secrets
from collections.abc import Iterator

from app.domain import ids
from app.domain.errors import Conflict, NotFound
from app.domain.export import Export, Piece, Pieces, require_room
from app.domain.principal import Owner


class FakeExportRepository:
    def __init__(self) -> None:
        self.exports: dict[tuple[Owner, str], Export] = {}

    def add(self, owner: Owner, export: Export, *, at_once: int, most: int) -> None:
        require_room(self.list(owner), at_once=at_once, most=most)
        self.exports[owner, export.id] = export

    def get(self, owner: Owner, export_id: str) -> Export:
        try:
            return self.exports[owner, export_id]
        except KeyError as error:
            raise NotFound("There is no such export.") from error

    def list(self, owner: Owner) -> tuple[Export, ...]:
        found = [export for (whose, _), export in self.exports.items() if whose == owner]
        return tuple(sorted(found, key=lambda export: (export.created_at, export.id), reverse=True))

    def replace(self, owner: Owner, export: Export) -> None:
        if self.get(owner, export.id).version != export.version - 1:
            raise Conflict("The export was changed in the meantime.")
        self.exports[owner, export.id] = export

    def delete(self, owner: Owner, export_id: str) -> None:
        self.exports.pop((owner, export_id), None)

    def is_known(self, owner_key: str, export_id: str) -> bool:
        return any((owner.key, name) == (owner_key, export_id) for owner, name in self.exports)

    def all_owners(self) -> Iterator[tuple[Owner, Export]]:
        yield from [(owner, export) for (owner, _), export in self.exports.items()]


class FakeExportFiles:
    def __init__(self) -> None:
        self.pieces: dict[tuple[str, str], dict[str, bytes]] = {}
        self.whole: dict[tuple[str, str], bytes] = {}

    def begin(self, owner: Owner, export_id: str) -> Pieces:
        return Pieces(id=export_id)

    def add(self, owner: Owner, export_id: str, written: Pieces, data: bytes) -> Pieces:
        piece = Piece(name=secrets.token_hex(4), size=len(data))
        self.pieces.setdefault((owner.key, export_id), {})[piece.name] = data
        return written.model_copy(update={"pieces": (*written.pieces, piece)})

    def finish(self, owner: Owner, export_id: str, written: Pieces) -> None:
        kept = self.pieces.get((owner.key, export_id), {})
        if any(piece.name not in kept for piece in written.pieces):
            raise Conflict("What was written of the export is gone.", code="export-cut-off")
        self.whole[owner.key, export_id] = b"".join(kept[piece.name] for piece in written.pieces)

    def link(self, owner: Owner, export_id: str, *, file_name: str, media_type: str) -> str:
        if not ids.is_id(export_id, "exp"):
            raise NotFound("There is no such file.")
        return f"https://files.test/{secrets.token_urlsafe(12)}"

    def has(self, owner: Owner, export_id: str) -> bool:
        return (owner.key, export_id) in self.whole

    def delete(self, owner_key: str, export_id: str, written: Pieces | None = None) -> None:
        self.pieces.pop((owner_key, export_id), None)
        self.whole.pop((owner_key, export_id), None)

    def walk_all_owners(self) -> Iterator[tuple[str, str]]:
        yield from list(dict.fromkeys([*self.pieces, *self.whole]))
