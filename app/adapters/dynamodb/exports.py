"""Exports in DynamoDB: one row each in a partition of the owner's, beside one that counts how many were added."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from app.adapters.dynamodb.table import (
    NEW,
    ConditionFailed,
    DynamoTable,
    Row,
    delete,
    pauses,
    put,
    utc_text,
)
from app.domain import ids
from app.domain.errors import Conflict, NotFound
from app.domain.export import KEPT_FOR, Export, require_room
from app.domain.principal import Owner
from app.domain.stored import dump, load

_ADDED = "added"  # before all ids
_UNFINISHED = "export"  # its name in the index of what is unfinished
_AT_ONCE = 100
_FORGOTTEN_AFTER = timedelta(days=7)  # by the table, if no sweep ran


class DynamoExports:
    """The `ExportRepository` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def add(self, owner: Owner, export: Export, *, at_once: int, most: int) -> None:
        row = self._row_of(owner, export)
        for pause in pauses():
            added = self._table.get(_pk(owner.key), _ADDED)
            require_room(self.list(owner), at_once=at_once, most=most)
            number = int(added["added"]) if added else 0
            counter: Row = {"pk": _pk(owner.key), "sk": _ADDED, "added": number + 1}
            when, values = ("added = :seen", {"seen": number}) if added else (NEW, None)
            try:
                self._table.write(put(row, when=NEW), put(counter, when=when, values=values))
                return
            except ConditionFailed:  # another was added meanwhile
                pause()
        raise AssertionError("pauses() ends with an error")

    def get(self, owner: Owner, export_id: str) -> Export:
        return load(Export, self._require(owner, export_id)["body"])

    def list(self, owner: Owner) -> tuple[Export, ...]:
        rows = self._table.partition(_pk(owner.key), low="exp_", high="exp_g")
        exports = (load(Export, row["body"]) for row in rows)
        return tuple(sorted(exports, key=lambda export: (export.created_at, export.id), reverse=True))

    def replace(self, owner: Owner, export: Export) -> None:
        row = self._row_of(owner, export)
        try:
            self._table.write_one(put(row, when="version = :before", values={"before": export.version - 1}))
        except ConditionFailed as error:
            if self._require(owner, export.id)["body"] != row["body"]:  # else our own answer got lost
                raise Conflict("The export was changed in the meantime.") from error

    def delete(self, owner: Owner, export_id: str) -> None:
        if ids.is_id(export_id, "exp"):
            self._table.write_one(delete(_pk(owner.key), export_id))

    def is_known(self, owner_key: str, export_id: str) -> bool:
        return self._row(owner_key, export_id) is not None

    def all_owners(self) -> Iterator[tuple[Owner, Export]]:
        found = self._table.todo(_UNFINISHED)
        while some := list(islice(found, _AT_ONCE)):
            for row in self._table.get_all(some).values():
                yield Owner(row["issuer"], row["subject"]), load(Export, row["body"])

    def _row_of(self, owner: Owner, export: Export) -> Row:
        row: Row = {"pk": _pk(owner.key), "sk": export.id, "issuer": owner.issuer, "subject": owner.subject}
        row |= {"version": export.version, "body": dump(export)}
        row |= {"todo": f"{_UNFINISHED}#{owner.key[0]}", "since": utc_text(export.created_at)}
        return row | {"gone_after": int((export.created_at + KEPT_FOR + _FORGOTTEN_AFTER).timestamp())}

    def _require(self, owner: Owner, export_id: str) -> Row:
        row = self._row(owner.key, export_id)
        if row is None:
            raise NotFound("There is no such export.")
        return row

    def _row(self, owner_key: str, export_id: str) -> Row | None:
        return self._table.get(_pk(owner_key), export_id) if ids.is_id(export_id, "exp") else None


def _pk(owner_key: str) -> str:
    return f"O#{owner_key}#X"
