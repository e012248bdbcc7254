"""Going over all documents, in as many rounds as it takes."""

from collections.abc import Callable, Iterator

from app.ports import DocumentStore, Kind, StoredObject, WalkBook

KEPT_EVERY = 500  # documents: so many are gone over again when a round is cut off

Place = tuple[int, str, str]  # number of the kind, owner's key, id: the order of the walk

_KINDS = list(Kind)
_START: Place = (0, "", "")
_BEGUN = ""  # the place of a walk that has passed nothing yet


def place_of(stored: StoredObject) -> Place:
    return _KINDS.index(stored.key.kind), stored.owner_key, stored.key.id


class Walk:
    """What is ahead, from where the last round stopped, for as long as there is time.

    Whoever iterates calls `keep` at the end, however it came. `is_over`: nothing is ahead any more.
    """

    def __init__(self, documents: DocumentStore, *, book: WalkBook | None, has_time: Callable[[], bool]) -> None:
        """Without a `book` it begins at the start."""
        self._documents = documents
        self._book = book
        self._has_time = has_time
        self._kept = book.place() if book else None
        self._reached = _read(self._kept)
        self.is_over = False

    def is_ahead(self, stored: StoredObject) -> bool:
        return place_of(stored) > self._reached

    def __iter__(self) -> Iterator[StoredObject]:
        if self._kept is None and not self._move(_BEGUN):
            return
        for passed, stored in enumerate(self._ahead()):
            if not self._has_time() or (passed and passed % KEPT_EVERY == 0 and not self.keep()):
                return
            yield stored
            self._reached = place_of(stored)
        self.is_over = True

    def keep(self) -> bool:
        """False: somebody else has gone on meanwhile, and this one is to stop."""
        if self.is_over:
            return self._move(None)
        return self._reached == _START or self._move(_text(self._reached))

    def _ahead(self) -> Iterator[StoredObject]:
        number, owner_key, id_ = self._reached
        for kind in _KINDS[number:]:
            begun = kind is _KINDS[number] and self._reached != _START
            yield from self._documents.walk_all_owners(kind, after=(owner_key, id_) if begun else None)

    def _move(self, to: str | None) -> bool:
        if self._book is None:
            return True
        moved = to == self._kept or self._book.move(to, over=self._kept)
        if moved:
            self._kept = to
        return moved


def _text(place: Place) -> str:
    number, *rest = place
    return "/".join((_KINDS[number].value, *rest))


def _read(text: str | None) -> Place:
    """The start for what another release wrote that goes over more kinds."""
    kind, _, rest = (text or "").partition("/")
    owner_key, _, id_ = rest.partition("/")
    return (_KINDS.index(Kind(kind)), owner_key, id_) if kind in _KINDS else _START
