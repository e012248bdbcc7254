"""Documents as files below one folder: `<kind>/<2 signs of the owner's key>/<owner's key>/<id>`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.adapters.files.durable import DurableFiles
from app.adapters.files.links import FileLinks, Grant
from app.domain import ids
from app.domain.errors import Conflict, DocumentRejected, NotFound
from app.domain.principal import Owner
from app.ports import Clock, Key, Kind, StoredObject, UploadArrived, UploadTicket

_PREFIX = {Kind.UPLOAD: "upl", Kind.SCAN: "scn", Kind.INVOICE: "inv"}
_OWNER_KEY = re.compile(r"[0-9a-f]{32}")


class FileDocuments:
    """The `DocumentStore` of one machine; the app itself serves its links and takes its uploads."""

    def __init__(self, root: Path, *, base_url: str, secret: bytes, clock: Clock) -> None:
        """`base_url`: where the app is reached from outside. `secret`: signs addresses (`local_secrets`)."""
        self._files = DurableFiles(root)
        self._links = FileLinks(base_url=base_url, secret=secret, clock=clock, kinds=list(Kind))

    def put(self, owner: Owner, key: Key, data: bytes) -> None:
        self._put(_new_path(owner.key, key), data)

    def get(self, owner: Owner, key: Key) -> bytes:
        return self._get(_path(owner.key, key))

    def has(self, owner_key: str, key: Key) -> bool:
        return _is_key(key) and self._files.has(_path(owner_key, key))

    def copy(self, owner: Owner, source: Key, target: Key) -> None:
        # Bytes never change under a name, so a second name is a copy, without the time and room of one.
        path = _new_path(owner.key, target)
        try:
            linked = self._files.link(_path(owner.key, source), path)
        except FileNotFoundError:
            self._get(path)  # copied before, and the source removed since; or `NotFound`
            return
        if not linked:
            self._require_same(path, self.get(owner, source))

    def delete(self, owner: Owner, key: Key) -> None:
        if _is_key(key):
            self._files.remove(_path(owner.key, key))

    def walk_all_owners(self, kind: Kind, *, after: tuple[str, str] | None = None) -> Iterator[StoredObject]:
        for (_, owner_key, name), facts in self._files.walk([kind.value], 2):
            is_ahead = after is None or (owner_key, name) > after
            if is_ahead and _OWNER_KEY.fullmatch(owner_key) and ids.is_id(name, _PREFIX[kind]):
                # The time of the last change of the name, for a copy shares the time of its bytes with its source.
                changed = datetime.fromtimestamp(facts.st_ctime, UTC)
                yield StoredObject(owner_key, Key(kind, name), facts.st_size, changed)

    def delete_found(self, found: StoredObject) -> None:
        if _OWNER_KEY.fullmatch(found.owner_key) and _is_key(found.key):
            self._files.remove(_path(found.owner_key, found.key))

    def remove_leftovers(self, before: datetime) -> int:
        """Remove half-written files of killed processes, not touched since `before`; returns how many."""
        return self._files.remove_leftovers(before)

    # ---- addresses ---------------------------------------------------------------------------------------------------

    def link(self, owner: Owner, key: Key, *, file_name: str, media_type: str) -> str:
        _new_path(owner.key, key)
        return self._links.link(Grant(owner.key, key.kind.value, key.id, media_type, file_name=file_name))

    def ticket(self, owner: Owner, key: Key, *, media_type: str, max_bytes: int) -> UploadTicket:
        _new_path(owner.key, key)
        return self._links.ticket(Grant(owner.key, key.kind.value, key.id, media_type, max_bytes=max_bytes))

    def open_link(self, token: str) -> tuple[bytes, str, str]:
        """Bytes, file name and media type behind the last part of a link.

        `Forbidden` (`link-invalid`, `link-expired`) for a link that does not hold, `NotFound` when the file is gone.
        """
        grant = self._links.grant_of_link(token)
        return self._get(_path(grant.owner_key, _key(grant))), grant.file_name, grant.media_type

    def upload_limit(self, fields: Mapping[str, str]) -> int:
        """How many bytes the holder of these form fields may put, to be known before the file is read.

        `Forbidden` (`link-invalid`, `link-expired`) when the ticket does not hold.
        """
        return self._links.grant_of_ticket(fields).max_bytes

    def accept_upload(self, fields: Mapping[str, str], data: bytes) -> UploadArrived:
        """Keep the file that came with the fields of a ticket; gives the news of it.

        `Forbidden` as in `upload_limit`; `DocumentRejected` (`empty-file`, `too-large`); `Conflict` when another file
        was put with this ticket before.
        """
        grant = self._links.grant_of_ticket(fields)
        if not data:
            raise DocumentRejected("empty-file", "The file is empty.")
        if len(data) > grant.max_bytes:
            raise DocumentRejected("too-large", f"The file has {len(data):,} bytes; the limit is {grant.max_bytes:,}.")
        self._put(_path(grant.owner_key, _key(grant)), data)
        return UploadArrived(grant.owner_key, grant.id, len(data))

    # ---- files -------------------------------------------------------------------------------------------------------

    def _put(self, path: Sequence[str], data: bytes) -> None:
        if not self._files.write(path, data):
            self._require_same(path, data)

    def _get(self, path: Sequence[str]) -> bytes:
        try:
            return self._files.read(path)
        except FileNotFoundError as error:
            raise _absent() from error

    def _require_same(self, path: Sequence[str], data: bytes) -> None:
        if self._get(path) != data:
            raise Conflict("Another document is kept under this name already.", code="document-exists")


def _key(grant: Grant) -> Key:
    return Key(Kind(grant.kind), grant.id)


def _is_key(key: Key) -> bool:
    return ids.is_id(key.id, _PREFIX[key.kind])


def _path(owner_key: str, key: Key) -> tuple[str, ...]:
    """`NotFound` for what is no id: it never becomes a part of a path."""
    if not _is_key(key):
        raise _absent()
    return (key.kind.value, owner_key[:2], owner_key, key.id)


def _new_path(owner_key: str, key: Key) -> tuple[str, ...]:
    """As `_path`, for writing: only the server makes ids, so a wrong one is a mistake in the program."""
    if not _is_key(key):
        raise ValueError(f"not an id of {key.kind}: {key.id!r}")
    return _path(owner_key, key)


def _absent() -> NotFound:
    return NotFound("There is no such document.")
