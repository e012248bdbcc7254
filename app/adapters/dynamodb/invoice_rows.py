"""The rows of one invoice in its own partition: head, record in pieces, history, ledgers; read, tidied and removed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.adapters.dynamodb.chunks import HEAD, LAST, by_key, changing, cut, joined, keys, new_mark
from app.adapters.dynamodb.invoice_entries import END_OF_LEDGERS, is_ledger, leave, ledger_key, since_of_stored
from app.adapters.dynamodb.table import SEPARATOR, Action, DynamoTable, Row, pauses, put, utc_text
from app.domain import ids
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.record import Change, Record
from app.domain.stored import dump, load

_HISTORY, _END_OF_HISTORY = "H#", "H$"
_PIECES_OF_HISTORY = "HP#"  # behind the entries, so that a walk along them meets no pieces
_LONGEST_IN_ROW = 50_000  # bytes of a history entry; a longer one is cut, which is packed and so costs less, too
_OF_HEAD = {"pk", "sk", "stage", "issuer", "subject", "todo", "since", "mark", "pieces", "gen"}


@dataclass(frozen=True)
class Kept:
    """A head, the record it names, and all other rows but history that were beside it when it was read."""

    head: Row
    record: Record
    beside: tuple[Row, ...]

    @property
    def stored(self) -> bool:
        return bool(self.head["stage"] == "stored")


class InvoiceRows:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    # ---- read --------------------------------------------------------------------------------------------------------

    def head_of(self, owner_key: str, invoice_id: str) -> Row | None:
        """Of a pending or stored invoice."""
        if not ids.is_id(invoice_id, "inv"):
            return None
        head = self._table.get(_pk(owner_key, invoice_id), HEAD)
        return head if head is not None and head["stage"] != "gone" else None

    def kept(self, owner: Owner, invoice_id: str, *, alone: bool = False) -> Kept:
        """Pending or stored; `NotFound` else. `alone`: without what is beside the record, for it stays as it is."""
        pk = require_pk(owner.key, invoice_id)
        for pause in pauses():
            rows = by_key(self._table.partition(pk, low=HEAD, high=LAST if alone else END_OF_LEDGERS))
            head = rows.pop((pk, HEAD), None)
            if head is None or head["stage"] == "gone":
                raise absent()
            text = joined(pk, head["mark"], int(head["pieces"]), rows)
            if text is not None:
                return Kept(head, load(Record, text), tuple(rows.values()))
            pause()
        raise changing()

    def stored(self, owner: Owner, invoice_id: str, *, alone: bool = False) -> Kept:
        kept = self.kept(owner, invoice_id, alone=alone)
        if not kept.stored:
            raise absent()
        return kept

    def if_stored(self, owner: Owner, invoice_id: str) -> Iterator[Record]:
        try:
            yield self.stored(owner, invoice_id, alone=True).record
        except NotFound:
            return

    def records_of(self, owner: Owner, rows: Sequence[Row]) -> Iterator[Record]:
        """The records of list rows, read together; one that changed since is read by itself."""
        pk_of = {row["sk"]: _pk(owner.key, str(row["sk"].split(SEPARATOR)[1])) for row in rows}
        wanted = [key for row in rows for key in keys(pk_of[row["sk"]], row["mark"], int(row["pieces"]))]
        chunks = self._table.get_all(wanted)
        for row in rows:
            pk = pk_of[row["sk"]]
            text = joined(pk, row["mark"], int(row["pieces"]), chunks)
            if text is not None:
                yield load(Record, text)
            else:
                yield from self.if_stored(owner, id_of(pk))

    def history(self, owner: Owner, invoice_id: str) -> Iterator[Change]:
        for row in self._table.partition(_pk(owner.key, invoice_id), low=_HISTORY, high=_END_OF_HISTORY):
            yield load(Change, row["change"] if "change" in row else self._long_entry(row))

    def _long_entry(self, row: Row) -> str:
        named = {"mark": row["mark"], "count": int(row["pieces"]), "under": _under(row["sk"])}
        text = joined(row["pk"], rows=self._table.get_all(keys(row["pk"], **named)), **named)
        if text is None:  # an entry never changes: the invoice was deleted between the two looks
            raise absent()
        return text

    # ---- take away ---------------------------------------------------------------------------------------------------

    def tidy(self, owner: Owner, seen: Kept, head: Row) -> None:
        """Remove what was beside the old head and the new one does not name.

        Only what was seen before the change: no try that began later can be among it, and of those that began
        earlier none can succeed any more.
        """
        named = {*keys(head["pk"], head["mark"], int(head["pieces"])), (head["pk"], ledger_key(head["gen"]))}
        for row in seen.beside:
            if (row["pk"], row["sk"]) not in named:
                self._take_away(owner.key, row)

    def forget_hints(self, owner: Owner, pk: str, gen: str) -> None:
        ledger = self._table.get(pk, ledger_key(gen))
        if ledger is not None:
            leave(self._table, owner.key, ledger)

    def remove(self, pk: str) -> None:
        """Everything of a deleted invoice, its head last: while that is there, the rest can be found."""
        owner_key = pk.split("#")[1]
        for row in list(self._table.partition(pk)):
            if row["sk"] != HEAD:
                self._take_away(owner_key, row)
        self._table.delete_all([(pk, HEAD)])

    def _take_away(self, owner_key: str, row: Row) -> None:
        if is_ledger(row):
            leave(self._table, owner_key, row)
        else:
            self._table.delete_all([(row["pk"], row["sk"])])


def _pk(owner_key: str, invoice_id: str) -> str:
    return f"O#{owner_key}#I#{invoice_id}"


def require_pk(owner_key: str, invoice_id: str) -> str:
    """`NotFound` for what is no id: it never becomes a part of a key."""
    if not ids.is_id(invoice_id, "inv"):
        raise absent()
    return _pk(owner_key, invoice_id)


def id_of(pk: str) -> str:
    return pk.rpartition("#")[2]


def absent() -> NotFound:
    return NotFound("There is no such invoice.")


def new_head(owner: Owner, record: Record, stage: str) -> Row:
    saved = utc_text(record.created_at)
    return {
        "pk": _pk(owner.key, record.id),
        "sk": HEAD,
        "stage": stage,
        "issuer": owner.issuer,
        "subject": owner.subject,
        "todo": f"{stage}#{owner.key[0]}",
        "since": since_of_stored(saved) if stage == "stored" else saved,
    }


def later_head(owner: Owner, record: Record, seen: Row, *, mark: str, chunks: int, gen: str) -> Row:
    """In place of another: what a newer release has written beside stays there."""
    unknown = {name: value for name, value in seen.items() if name not in _OF_HEAD}
    return unknown | new_head(owner, record, "stored") | {"mark": mark, "pieces": chunks, "gen": gen}


def if_as_seen(head: Row, seen: Row) -> Action:
    """Write a head unless somebody else changed it: every change gives it another mark or stage."""
    return put(head, when="mark = :mark AND stage = :stage", values={name: seen[name] for name in ("mark", "stage")})


def history_rows(pk: str, change: Change) -> tuple[Row, list[Row]]:
    """The entry, and the pieces of one that is too long for its row: they are written before it."""
    row, text = {"pk": pk, "sk": f"{_HISTORY}{change.version:08}"}, dump(change)
    if len(text.encode()) <= _LONGEST_IN_ROW:
        return row | {"change": text}, []
    mark = new_mark()
    pieces = cut(pk, mark, text, under=_under(row["sk"]))
    return row | {"mark": mark, "pieces": len(pieces)}, pieces


def _under(sk: str) -> str:
    return _PIECES_OF_HISTORY + sk.removeprefix(_HISTORY)


def keys_of(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return [(row["pk"], row["sk"]) for row in rows]
