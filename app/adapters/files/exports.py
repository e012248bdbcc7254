"""Files of exports below one folder: `<2 signs of the owner's key>/<owner's key>/<id>`, and beside it, until it is
whole, its pieces: `<id>.<random>`."""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

from app.adapters.files.durable import DurableFiles
from app.adapters.files.links import FileLinks, Grant
from app.domain import ids
from app.domain.errors import Conflict, NotFound
from app.domain.export import Piece, Pieces
from app.domain.principal import Owner
from app.ports import Clock

_KIND = "exports"
_OWNER_KEY = re.compile(r"[0-9a-f]{32}")
_PIECE = re.compile(r"\.[0-9a-f]{16}")


class FileExports:
    """The `ExportFiles` of one machine; the app itself serves its links."""

    def __init__(self, root: Path, *, base_url: str, secret: bytes, clock: Clock) -> None:
        """As of `FileDocuments`, with a secret of its own: a link to an export opens nothing else."""
        self._files = DurableFiles(root)
        self._links = FileLinks(base_url=base_url, secret=secret, clock=clock, kinds=[_KIND], folder=_KIND)

    def begin(self, owner: Owner, export_id: str) -> Pieces:
        return Pieces(id=export_id)

    def add(self, owner: Owner, export_id: str, written: Pieces, data: bytes) -> Pieces:
        if not data:
            return written
        piece = Piece(name=secrets.token_hex(8), size=len(data))
        self._files.write(_path(owner.key, export_id, piece), data)
        return written.model_copy(update={"pieces": (*written.pieces, piece)})

    def finish(self, owner: Owner, export_id: str, written: Pieces) -> None:
        pieces = [_path(owner.key, export_id, piece) for piece in written.pieces]
        if not all(map(self._files.has, pieces)):
            if self.has(owner, export_id):
                return  # finished before, and its pieces removed since
            raise _cut_off()
        try:
            self._files.join(pieces, _path(owner.key, export_id))
        except FileNotFoundError as error:
            raise _cut_off() from error
        for piece in pieces:
            self._files.remove(piece)

    def link(self, owner: Owner, export_id: str, *, file_name: str, media_type: str) -> str:
        _path(owner.key, export_id)
        return self._links.link(Grant(owner.key, _KIND, export_id, media_type, file_name=file_name))

    def open_link(self, token: str) -> tuple[Iterator[bytes], str, str]:
        """As of `FileDocuments`, with the bytes in parts."""
        grant = self._links.grant_of_link(token)
        parts = self._files.parts(_path(grant.owner_key, grant.id))
        try:
            first = next(parts, b"")
        except FileNotFoundError as error:
            raise _absent() from error
        return chain((first,), parts), grant.file_name, grant.media_type

    def has(self, owner: Owner, export_id: str) -> bool:
        return ids.is_id(export_id, "exp") and self._files.has(_path(owner.key, export_id))

    def delete(self, owner_key: str, export_id: str, written: Pieces | None = None) -> None:
        if not (_OWNER_KEY.fullmatch(owner_key) and ids.is_id(export_id, "exp")):
            return
        folder = _path(owner_key, export_id)[:-1]
        for (name,), _ in list(self._files.walk(folder, 0)):
            if name == export_id or (name.startswith(export_id) and _PIECE.fullmatch(name[len(export_id) :])):
                self._files.remove((*folder, name))

    def walk_all_owners(self) -> Iterator[tuple[str, str]]:
        for (_, owner_key, name), _ in self._files.walk([], 2):
            export_id = name.partition(".")[0]
            if _OWNER_KEY.fullmatch(owner_key) and ids.is_id(export_id, "exp"):
                yield owner_key, export_id

    def remove_leftovers(self, before: datetime) -> int:
        """As of `FileDocuments`."""
        return self._files.remove_leftovers(before)


def _path(owner_key: str, export_id: str, piece: Piece | None = None) -> tuple[str, ...]:
    """`NotFound` for what is no id: it never becomes a part of a path."""
    if not ids.is_id(export_id, "exp"):
        raise _absent()
    return (owner_key[:2], owner_key, f"{export_id}.{piece.name}" if piece else export_id)


def _absent() -> NotFound:
    return NotFound("There is no such file.")


def _cut_off() -> Conflict:
    return Conflict("What was written of the export is gone.", code="export-cut-off")
