"""Whether documents and records belong together: asked before anything is deleted, and kept true as both grow."""

from datetime import timedelta

from app.domain.errors import Unavailable
from app.domain.installation import Mark, Trouble, first_mark, trouble_of
from app.ports import Clock, DocumentStore, Kind, MarkStore, RecordMarkStore

_TRIES = 5


class InstallationService:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        beside_documents: MarkStore,
        among_records: RecordMarkStore,
        clock: Clock,
        stamped_every: timedelta,
    ) -> None:
        """`stamped_every`: marks younger than that are not moved on, as each step may cost."""
        self._documents = documents
        self._beside_documents = beside_documents
        self._among_records = among_records
        self._clock = clock
        self._stamped_every = stamped_every

    def trouble(self) -> Trouble | None:
        """Why nothing may be deleted at present; None when all is well."""
        return self._trouble(*self._look())

    def grow(self) -> Trouble | None:
        """Move both marks on, unless there is trouble, which is returned: it stays until somebody accepts it."""
        documents, records = self._look()
        trouble = self._trouble(documents, records)
        if trouble is None:
            kept = records and documents
            if kept is None or not timedelta() <= self._clock() - kept.at < self._stamped_every:
                self._step(documents, records)
        return trouble

    def accept(self) -> None:
        """A person has decided that documents and records belong together as they are."""
        for _ in range(_TRIES):
            if self.trouble() is None:
                return
            self._step(*self._look())
        raise Unavailable("The marks of this installation are being changed by others. Try again.")

    def _look(self) -> tuple[Mark | None, Mark | None]:
        """Both marks; another process may move them on between two looks, so nothing may have changed meanwhile."""
        documents = self._beside_documents.read()
        for _ in range(_TRIES):
            records, again = self._among_records.read(), self._beside_documents.read()
            if again == documents:
                break
            documents = again
        return documents, records

    def _trouble(self, documents: Mark | None, records: Mark | None) -> Trouble | None:
        return trouble_of(
            documents,
            records,
            any_documents=self._any_documents,
            any_records=lambda: not self._among_records.is_empty(),
        )

    def _any_documents(self) -> bool:
        return any(True for kind in Kind for _ in self._documents.walk_all_owners(kind))

    def _step(self, documents: Mark | None, records: Mark | None) -> None:
        now = self._clock()
        latest = max((mark for mark in (documents, records) if mark), key=lambda mark: mark.stamp, default=None)
        mark = latest.next(now) if latest else first_mark(now)
        if documents and documents.installation != mark.installation:
            mark = Mark(documents.installation, mark.stamp, now)
        if self._among_records.write(mark, over=records):
            self._beside_documents.write(mark, over=documents)
