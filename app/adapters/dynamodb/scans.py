"""Scans in DynamoDB: a head with the scan, pieces with its reading, two list rows, one claim on its bytes or work."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import islice

from app.adapters.dynamodb import counters, read_totals, room
from app.adapters.dynamodb.chunks import HEAD, LAST, by_key, changing, cleaning, cut, joined, keys, new_mark
from app.adapters.dynamodb.counters import Take
from app.adapters.dynamodb.entries import (
    PRESENT,
    Budget,
    Entries,
    Order,
    checked_place,
    common,
    entry_key,
    filled,
    limits_after,
)
from app.adapters.dynamodb.loose import dropping
from app.adapters.dynamodb.outbox import DynamoOutbox
from app.adapters.dynamodb.scan_claims import DEAD, ScanClaims, is_alive, scan_of, scan_pk
from app.adapters.dynamodb.scan_counters import counted_in_month, counting, uncounted
from app.adapters.dynamodb.table import (
    LAST_TIME,
    NEW,
    SEPARATOR,
    Action,
    ConditionFailed,
    DynamoTable,
    Row,
    delete,
    pauses,
    put,
    update,
    utc_text,
)
from app.domain import cursor, events, ids
from app.domain.errors import Conflict, NotFound, QuotaExceeded, StorageFull
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.reading import Reading
from app.domain.scan import ReaderTotals, Scan, ScanState
from app.domain.scan_counts import require_storage
from app.domain.stored import dump, load
from app.domain.turns import Line
from app.ports import Clock, Key, Kind

_NEWEST_FIRST = Order("sk", None, down=True)
_AT_ONCE = 100
_OF_HEAD = {"pk", "sk", "rev", "mark", "pieces", "issuer", "subject", "invoice_id", "body", "todo", "since"}


class DynamoScans:
    """The `ScanRepository` of an AWS account."""

    def __init__(self, table: DynamoTable, outbox: DynamoOutbox | None = None, *, clock: Clock) -> None:
        """`outbox`: where it is told what happens; None: nobody is told."""
        self._table = table
        self._outbox = outbox
        self._clock = clock
        self._claims = ScanClaims(table)

    # ---- one scan ----------------------------------------------------------------------------------------------------

    def add(self, owner: Owner, scan: Scan, *, quota: ScanQuota) -> Scan:
        for pause in pauses():
            claim = self._claims.find(owner, scan)
            kept = self._of_same_work(owner, claim)
            if kept is not None:
                return kept
            mark = new_mark()
            head = _head(owner, scan, mark, rev=1, chunks=self._keep_reading(owner, scan, mark))
            claims = [] if scan.state in DEAD else [self._claims.take(owner, scan, claim)]
            takes, taken_over = self._kept(owner, scan, quota)
            takes = [*takes, *counting(owner, scan, quota, self._clock())]
            others = [*claims, *taken_over, put(head, when=NEW), *_list_rows(owner, scan)]
            try:
                counters.write(self._table, takes, *others)
                return scan
            except (ConditionFailed, QuotaExceeded, StorageFull) as refused:
                self._forget_pieces(head)
                if not isinstance(refused, ConditionFailed):
                    raise
            pause()
        raise AssertionError("pauses() ends with an error")

    def admit(self, owner: Owner, scan_id: str, *, quota: ScanQuota) -> Scan:
        for pause in pauses():
            before = self._head_of(owner, scan_id)
            scan = scan_of(before)
            if scan.waits is None or scan.state.ended:
                return scan
            now = self._clock()
            scan = scan.admitted(now)
            head = _head(owner, scan, before["mark"], rev=int(before["rev"]) + 1, chunks=int(before["pieces"]))
            try:
                counters.write(self._table, list(counting(owner, scan, quota, now)), _in_place(head, before))
                return scan
            except ConditionFailed:
                pause()
        raise AssertionError("pauses() ends with an error")

    def get(self, owner: Owner, scan_id: str) -> Scan:
        for pause in pauses():
            rows = by_key(self._table.partition(_require_pk(owner.key, scan_id), low=HEAD, high=LAST))
            head = _require_alive(rows.get((scan_pk(owner.key, scan_id), HEAD)))
            scan = scan_of(head)
            if not head["pieces"]:
                return scan
            text = joined(head["pk"], head["mark"], int(head["pieces"]), rows)
            if text is not None:
                return scan.model_copy(update={"reading": load(Reading, text)})
            pause()
        raise changing()

    def counted(self, owner: Owner) -> tuple[int, int]:
        return counted_in_month(self._table, owner, self._clock())

    def read_totals(self, owner: Owner) -> tuple[ReaderTotals, ...]:
        return tuple(read_totals.kept(self._table, owner))

    def paid_all_owners(self, month: str) -> Decimal:
        return read_totals.paid(self._table, month)

    def find_owner(self, owner_key: str, scan_id: str) -> Owner | None:
        head = self._table.get(scan_pk(owner_key, scan_id), HEAD) if ids.is_id(scan_id, "scn") else None
        return Owner(head["issuer"], head["subject"]) if head is not None and is_alive(head) else None

    def advance(self, owner: Owner, scan: Scan) -> Scan:
        mark = new_mark()
        for pause in pauses():
            before = self._head_of(owner, scan.id)
            if before["mark"] == mark:  # an earlier try was written and its answer got lost
                return scan.in_place_of(scan_of(before))
            present = scan_of(before)
            if not present.may_become(scan):
                raise Conflict(f"The scan is {present.state} and cannot become {scan.state}.", code="scan-state")
            later = scan.in_place_of(present)
            head = _head(owner, later, mark, rev=int(before["rev"]) + 1, chunks=self._keep_reading(owner, scan, mark))
            seen = _in_place(head, before)
            try:
                if scan.state in DEAD:
                    told = self._outbox.appending(owner, events.of_scan(scan))[0] if self._outbox else ()
                    self._table.write(seen, *self._claims.leave(owner, scan), *uncounted(owner, scan), *told)
                else:
                    self._table.write(seen, *read_totals.changes(owner, scan))
            except ConditionFailed:
                pause()
                continue
            with cleaning():
                self._forget_pieces(before)
            return later
        raise AssertionError("pauses() ends with an error")

    def rereadings(self, owner: Owner, scan_id: str) -> tuple[Scan, ...]:
        found = (scan_of(head) for head in self._claims.rereadings(owner, scan_id)) if ids.is_id(scan_id, "scn") else ()
        return tuple(scan for scan in found if scan.state not in DEAD)

    def renew(self, owner: Owner, scan_id: str, by: Scan) -> None:
        mark = new_mark()
        for pause in pauses():
            before = self._head_of(owner, scan_id)
            if before["mark"] == mark:
                return
            later = scan_of(before).renewed(by)
            chunks = self._keep_reading(owner, later, mark)
            head = _head(owner, later, mark, rev=int(before["rev"]) + 1, chunks=chunks)
            try:
                self._table.write_one(_in_place(head, before))
            except ConditionFailed:
                pause()
                continue
            with cleaning():
                self._forget_pieces(before)
            return

    def keep(self, owner: Owner, scan_id: str) -> None:
        for pause in pauses():
            before = self._head_of(owner, scan_id)
            scan = scan_of(before)
            if scan.keep or scan.invoice_id is not None:
                return
            kept = scan.model_copy(update={"keep": True})
            head = _head(owner, kept, before["mark"], rev=int(before["rev"]) + 1, chunks=int(before["pieces"]))
            try:
                self._table.write_one(_in_place(head, before))
                return
            except ConditionFailed:
                pause()

    def mark_saved(self, owner: Owner, scan_id: str, invoice_id: str) -> None:
        for pause in pauses():
            before = self._head_of(owner, scan_id)
            scan = scan_of(before)
            if scan.invoice_id == invoice_id:
                return
            if scan.invoice_id is not None:
                raise Conflict("Another invoice was saved from this scan.", code="already-saved")
            saved = scan.model_copy(update={"invoice_id": invoice_id})
            head = _head(owner, saved, before["mark"], rev=int(before["rev"]) + 1, chunks=int(before["pieces"]))
            try:
                self._table.write(
                    _in_place(head, before),
                    delete(*_list_key(owner, scan, unsaved=True)),
                )
                return
            except ConditionFailed:
                pause()

    def delete(self, owner: Owner, scan_id: str) -> None:
        if not ids.is_id(scan_id, "scn"):
            return
        for pause in pauses():
            head = self._table.get(scan_pk(owner.key, scan_id), HEAD)
            if head is None or not is_alive(head):
                return
            scan = scan_of(head)
            gone = {"pk": head["pk"], "sk": HEAD, "rev": head["rev"] + 1, "gone": 1}
            gone |= {"todo": f"gone-scan#{owner.key[0]}", "since": utc_text(self._clock())}
            try:
                self._table.write(
                    put(gone, when="rev = :seen", values={"seen": head["rev"]}),
                    *(delete(*_list_key(owner, scan, unsaved=unsaved)) for unsaved in (False, True)),
                    *self._claims.leave(owner, scan),
                    *(room.change(owner, -1, -scan.document.size) if scan.again_of is None else ()),
                    dropping(owner, Key(Kind.SCAN, scan_id), at=self._clock()),
                )
            except ConditionFailed:
                pause()
                continue
            with cleaning():
                self._remove(head["pk"])
            return

    # ---- many scans --------------------------------------------------------------------------------------------------

    def list(
        self, owner: Owner, *, state: ScanState | None, unsaved: bool, limit: int, after: str | None
    ) -> tuple[tuple[Scan, ...], str | None]:
        query = f"scans {state} {unsaved}"
        place = checked_place(cursor.read(query, after, length=1)[0]) if after is not None else None
        budget, order = Budget(), _NEWEST_FIRST
        entries = Entries(
            *(self._table, _list_pk(owner, unsaved=unsaved), order, limits_after(order, PRESENT, place)),
            budget=budget,
            at_once=limit + 1,
        )

        def scans_of(hints: list[Row]) -> list[tuple[str, Scan]]:
            key_of = {scan_pk(owner.key, hint["sk"].split(SEPARATOR)[1]): hint["sk"] for hint in hints}
            heads = self._table.get_all([(pk, HEAD) for pk in key_of])
            alive = ((key, heads.get((pk, HEAD))) for pk, key in key_of.items())
            found = [(key, scan_of(head)) for key, head in alive if head is not None and is_alive(head)]
            return [(key, scan) for key, scan in found if _is_asked(scan, state, unsaved=unsaved)]

        hints = common([entries], order, budget, place)
        scans, further = filled(hints, scans_of, limit=limit, order=order, budget=budget)
        return tuple(scans), cursor.write(query, further) if further is not None else None

    def wait_from(self, owner: Owner, scan_id: str, day: int) -> None:
        if not ids.is_id(scan_id, "scn"):
            return
        alive = "attribute_exists(issuer) AND attribute_not_exists(waits_from)"
        noted = update(scan_pk(owner.key, scan_id), HEAD, "SET waits_from = :day", when=alive, values={"day": day})
        with suppress(ConditionFailed):
            self._table.write_one(noted)

    def in_line(self, owner_key: str, line: Line, *, first: int, last: int) -> tuple[tuple[Owner, Scan], ...]:
        todo, found = _line_todo(owner_key, line), list[tuple[Owner, Scan]]()
        keys = self._table.todo_between(todo, _numbered(first), _numbered(last))
        while some := list(islice(keys, _AT_ONCE)):
            heads = self._table.get_all(some).values()
            found += [
                (Owner(head["issuer"], head["subject"]), scan_of(head)) for head in heads if head.get("todo") == todo
            ]
        return tuple(sorted(found, key=lambda each: each[1].number_in(line) or 0))

    def unfinished_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        self._finish_deletes()
        return self._all_owners("reading", before, after)

    def ended_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        return self._all_owners("ended", before, after)

    def _all_owners(self, what: str, before: datetime, after: datetime | None) -> Iterator[tuple[Owner, Scan]]:
        low, high = utc_text(before), utc_text(after) if after else LAST_TIME
        found = self._table.todo(what, before=low, after=high)
        while some := list(islice(found, _AT_ONCE)):
            for head in self._table.get_all(some).values():
                # The index may lag behind: the row itself says what is still to be done.
                if str(head.get("todo", "")).startswith(f"{what}#") and not low <= head["since"] <= high:
                    yield Owner(head["issuer"], head["subject"]), scan_of(head)

    def _finish_deletes(self) -> None:
        """Remove what a delete that was cut short left behind."""
        for pk, _ in list(self._table.todo("gone-scan")):
            self._remove(pk)

    # ---- rows --------------------------------------------------------------------------------------------------------

    def _head_of(self, owner: Owner, scan_id: str) -> Row:
        return _require_alive(self._table.get(_require_pk(owner.key, scan_id), HEAD))

    def _of_same_work(self, owner: Owner, claim: Row | None) -> Scan | None:
        holder = self._claims.held_by(owner, claim) if claim is not None else None
        if holder is None:
            return None
        try:
            return self.get(owner, holder)
        except NotFound:  # deleted between the two looks
            return None

    def _kept(self, owner: Owner, scan: Scan, quota: ScanQuota) -> tuple[Sequence[Take], Sequence[Action]]:
        """Count a document that is kept; that of an upload has had its room before, and takes it over."""
        if scan.again_of is not None:
            return [], []
        size = scan.document.size
        require_storage(quota, 1, size)
        hold = room.held_by(self._table, owner, scan.upload_id)
        if hold is None:
            return [room.take(self._table, owner, scan.id, size, quota=quota, now=self._clock())], []
        return [], [room.release(hold), *room.change(owner, 0, size - int(hold["held"]))]

    def _keep_reading(self, owner: Owner, scan: Scan, mark: str) -> int:
        """Write the pieces of the reading; returns how many there are."""
        if scan.reading is None:
            return 0
        chunks = cut(scan_pk(owner.key, scan.id), mark, dump(scan.reading))
        self._table.put_all(chunks)
        return len(chunks)

    def _forget_pieces(self, head: Row) -> None:
        self._table.delete_all(keys(head["pk"], head["mark"], int(head["pieces"])))

    def _remove(self, pk: str) -> None:
        """Everything of a deleted scan, its head last: while that is there, the rest can be found."""
        self._table.delete_all([(row["pk"], row["sk"]) for row in self._table.partition(pk) if row["sk"] != HEAD])
        self._table.delete_all([(pk, HEAD)])


def _require_pk(owner_key: str, scan_id: str) -> str:
    """`NotFound` for what is no id: it never becomes a part of a key."""
    if not ids.is_id(scan_id, "scn"):
        raise _absent()
    return scan_pk(owner_key, scan_id)


def _absent() -> NotFound:
    return NotFound("There is no such scan.")


def _require_alive(head: Row | None) -> Row:
    if head is None or not is_alive(head):
        raise _absent()
    return head


def _head(owner: Owner, scan: Scan, mark: str, *, rev: int, chunks: int) -> Row:
    head: Row = {"pk": scan_pk(owner.key, scan.id), "sk": HEAD, "rev": rev, "mark": mark, "pieces": chunks}
    head |= {"issuer": owner.issuer, "subject": owner.subject, "invoice_id": scan.invoice_id}
    head["body"] = dump(scan, exclude={"reading", "invoice_id", "waits_from"})
    if not scan.state.ended or scan.invoice_id is None:
        what = "ended" if scan.state.ended else "reading"
        head |= {"todo": f"{what}#{owner.key[0]}", "since": utc_text(scan.updated_at)}
    if not scan.state.ended and scan.ticket is not None:
        head |= {"todo": _line_todo(owner.key, scan.ticket.line), "since": _numbered(scan.ticket.number)}
    return head


def _line_todo(owner_key: str, line: Line) -> str:
    return f"turn-{line}#{owner_key}"


def _numbered(number: int) -> str:
    """Text of fixed length whose order is that of the numbers."""
    return f"{number:016d}"


def _in_place(head: Row, seen: Row) -> Action:
    """Write a head unless somebody else changed it. What a newer release has written beside stays there."""
    unknown = {name: value for name, value in seen.items() if name not in _OF_HEAD}
    return put(unknown | head, when="rev = :seen", values={"seen": seen["rev"]})


def _is_asked(scan: Scan, state: ScanState | None, *, unsaved: bool) -> bool:
    return state in (None, scan.state) and not (unsaved and scan.invoice_id is not None)


def _list_pk(owner: Owner, *, unsaved: bool) -> str:
    return f"O#{owner.key}#{'SU' if unsaved else 'SA'}"


def _list_key(owner: Owner, scan: Scan, *, unsaved: bool) -> tuple[str, str]:
    return _list_pk(owner, unsaved=unsaved), entry_key(utc_text(scan.created_at), scan.id)


def _list_rows(owner: Owner, scan: Scan) -> Iterator[Action]:
    if scan.again_of is not None:
        return
    for unsaved in (False, True) if scan.invoice_id is None else (False,):
        pk, sk = _list_key(owner, scan, unsaved=unsaved)
        yield put({"pk": pk, "sk": sk})
