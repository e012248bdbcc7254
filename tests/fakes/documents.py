"""Documents in memory."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from app.domain.errors import Conflict, NotFound
from app.domain.installation import Mark
from app.domain.principal import Owner
from app.ports import Clock, Key, Kind, StoredObject, UploadTicket
from tests.fakes.clock import SettableClock
from tests.fakes.cursors import Cursors


class FakeDocumentStore:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SettableClock()
        self.objects: dict[tuple[str, Key], tuple[bytes, datetime]] = {}

    def put(self, owner: Owner, key: Key, data: bytes) -> None:
        kept, _ = self.objects.setdefault((owner.key, key), (data, self._clock()))
        if kept != data:
            raise Conflict("Another document is kept under this name already.", code="document-exists")

    def get(self, owner: Owner, key: Key) -> bytes:
        try:
            return self.objects[owner.key, key][0]
        except KeyError as error:
            raise NotFound("There is no such document.") from error

    def has(self, owner_key: str, key: Key) -> bool:
        return (owner_key, key) in self.objects

    def copy(self, owner: Owner, source: Key, target: Key) -> None:
        if (owner.key, source) in self.objects or (owner.key, target) not in self.objects:
            self.put(owner, target, self.get(owner, source))

    def delete(self, owner: Owner, key: Key) -> None:
        self.objects.pop((owner.key, key), None)

    def link(self, owner: Owner, key: Key, *, file_name: str, media_type: str) -> str:
        return f"https://files.test/{secrets.token_urlsafe(12)}"

    def ticket(self, owner: Owner, key: Key, *, media_type: str, max_bytes: int) -> UploadTicket:
        fields = {"key": secrets.token_urlsafe(12), "Content-Type": media_type}
        return UploadTicket("https://files.test/uploads", fields, self._clock() + timedelta(minutes=5))

    def walk_all_owners(self, kind: Kind, *, after: tuple[str, str] | None = None) -> Iterator[StoredObject]:
        for (owner_key, key), (data, at) in sorted(self.objects.items(), key=lambda item: (item[0][0], item[0][1].id)):
            if key.kind is kind and (after is None or (owner_key, key.id) > after):
                yield StoredObject(owner_key, key, len(data), at)

    def delete_found(self, found: StoredObject) -> None:
        self.objects.pop((found.owner_key, found.key), None)


class FakeLooseDocuments:
    def __init__(self) -> None:
        self._cursors = Cursors()
        self.rows: dict[tuple[str, str], tuple[StoredObject, bool]] = {}

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[StoredObject, ...], str | None]:
        place = self._cursors.read("loose", after) if after is not None else ""
        found = sorted(name for (whose, name), (_, dropped) in self.rows.items() if whose == owner.key and not dropped)
        rest = [name for name in found if name > place]
        more = self._cursors.write("loose", rest[limit - 1]) if len(rest) > limit else None
        return tuple(self.rows[owner.key, name][0] for name in rest[:limit]), more

    def get(self, owner: Owner, key: Key) -> StoredObject:
        stored, dropped = self.rows.get((owner.key, key.id), (None, True))
        if stored is None or dropped or stored.key != key:
            raise NotFound("There is no such document.")
        return stored

    def drop(self, owner: Owner, key: Key) -> None:
        stored = StoredObject(owner.key, key, 0, datetime.now(UTC))
        self.rows[owner.key, key.id] = stored, True

    def is_dropped(self, owner_key: str, key: Key) -> bool:
        return (owner_key, key.id) in self.rows and self.rows[owner_key, key.id][1]

    def note(self, owner_key: str, found: StoredObject) -> bool:
        is_new = (owner_key, found.key.id) not in self.rows
        self.rows.setdefault((owner_key, found.key.id), (found, False))
        return is_new

    def forget(self, owner_key: str, key: Key) -> None:
        self.rows.pop((owner_key, key.id), None)

    def dropped_all_owners(self) -> Iterator[StoredObject]:
        yield from [stored for stored, dropped in self.rows.values() if dropped]

    def found_all_owners(self) -> Iterator[StoredObject]:
        yield from [stored for stored, dropped in self.rows.values() if not dropped]


class FakeWalkBook:
    def __init__(self) -> None:
        self.kept: str | None = None

    def place(self) -> str | None:
        return self.kept

    def move(self, to: str | None, *, over: str | None) -> bool:
        if self.kept != over:
            return False
        self.kept = to
        return True


class FakeMark:
    """The mark of either side."""

    def __init__(self, is_empty: Callable[[], bool] = lambda: True) -> None:
        self.mark: Mark | None = None
        self.is_empty = is_empty

    def read(self) -> Mark | None:
        return self.mark

    def write(self, mark: Mark, *, over: Mark | None) -> bool:
        if self.mark != over:
            return False
        self.mark = mark
        return True
