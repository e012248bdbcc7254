"""Answers to requests with an Idempotency-Key, in DynamoDB. A head without a status belongs to a request that runs."""

import hashlib
import json
from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from app.adapters.dynamodb.chunks import HEAD, LAST, by_key, changing, cut, joined, keys, new_mark
from app.adapters.dynamodb.table import (
    KEPT,
    SEPARATOR,
    ConditionFailed,
    DynamoTable,
    Row,
    delete,
    pauses,
    put,
    utc_text,
)
from app.domain.errors import Conflict, InvalidInput
from app.domain.principal import Owner
from app.ports import Clock, KeptResponse

KEPT_FOR = timedelta(hours=24)
_REMOVED_AFTER = timedelta(days=1)  # of being out of use: a late answer still finds its row


# A request that would run for longer than it may has begun by a wrong clock, and its end is not known.
_FREE = "attribute_not_exists(pk) OR expires_at <= :now OR (attribute_not_exists(about) AND expires_at > :latest)"


class DynamoIdempotency:
    """The `IdempotencyStore` of an AWS account."""

    def __init__(self, table: DynamoTable, *, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def begin(self, owner: Owner, route: str, key: str, *, fingerprint: str, run_for: timedelta) -> KeptResponse | None:
        now, pk, mark = self._clock(), _pk(owner, route, key), new_mark()
        head = _head(pk, mark, now + run_for) | {"fingerprint": fingerprint, "pieces": 0}
        values = {"now": utc_text(now), "latest": utc_text(now + run_for)}
        for pause in pauses():
            try:
                self._table.write_one(put(head, when=_FREE, values=values))
                return None
            except ConditionFailed:
                rows = by_key(self._table.partition(pk, low=HEAD, high=LAST))
            kept = rows.get((pk, HEAD))
            if kept is not None and kept["expires_at"] > utc_text(now):
                if kept["mark"] == mark:  # our own earlier try, whose answer got lost
                    return None
                response = _respond(kept, fingerprint, rows)
                if response is not None:
                    return response
            pause()
        raise changing()

    def finish(self, owner: Owner, route: str, key: str, response: KeptResponse) -> None:
        until, pk, mark = self._clock() + KEPT_FOR, _pk(owner, route, key), new_mark()
        kept = self._table.get(pk, HEAD)
        if kept is None:
            return
        chunks = cut(pk, mark, b64encode(response.body).decode())
        for chunk in chunks:
            chunk["gone_after"] = _gone_after(until)
        self._table.put_all(chunks)
        head = _head(pk, mark, until) | {"fingerprint": kept["fingerprint"], "pieces": len(chunks)}
        head |= {"status": response.status, "headers": json.dumps(dict(response.headers)), "about": response.about}
        about = {"pk": _about_pk(owner, response.about), "sk": pk, "gone_after": _gone_after(until)}
        try:
            self._table.write(put(head, when=KEPT), put(about))
        except ConditionFailed:  # forgotten meanwhile
            self._table.delete_all([(chunk["pk"], chunk["sk"]) for chunk in chunks])

    def abandon(self, owner: Owner, route: str, key: str) -> None:
        pk = _pk(owner, route, key)
        kept = self._table.get(pk, HEAD)
        if kept is not None and "status" not in kept:
            try:
                self._table.write_one(delete(pk, HEAD, when="mark = :seen", values={"seen": kept["mark"]}))
            except ConditionFailed:
                return  # it ended, or another request has taken the key over

    def forget(self, owner: Owner, about: str) -> None:
        shown = list(self._table.partition(_about_pk(owner, about)))
        for row in shown:
            head = self._table.get(row["sk"], HEAD)
            if head is not None and head.get("about") == about:
                chunks = keys(head["pk"], head["mark"], int(head["pieces"]))
                self._table.delete_all([(head["pk"], HEAD), *chunks])
        self._table.delete_all([(row["pk"], row["sk"]) for row in shown])


def _pk(owner: Owner, route: str, key: str) -> str:
    """Of fixed length, whatever the key is."""
    request = SEPARATOR.join((route, key)).encode(errors="surrogatepass")
    return f"O#{owner.key}#K#{hashlib.sha256(request).hexdigest()}"


def _about_pk(owner: Owner, about: str) -> str:
    return f"O#{owner.key}#KA#{about}"


def _head(pk: str, mark: str, expires_at: datetime) -> Row:
    return {
        "pk": pk,
        "sk": HEAD,
        "mark": mark,
        "expires_at": utc_text(expires_at),
        "gone_after": _gone_after(expires_at),
    }


def _gone_after(moment: datetime) -> int:
    return int((moment + _REMOVED_AFTER).timestamp())


def _respond(head: Row, fingerprint: str, rows: dict[tuple[str, str], Row]) -> KeptResponse | None:
    """The kept answer; None when it is being replaced right now. `InvalidInput`, `Conflict` as `begin` says."""
    if head["fingerprint"] != fingerprint:
        raise InvalidInput(
            "This Idempotency-Key came with another request before. Use a new key for a new request.",
            code="idempotency-key-reused",
        )
    if "status" not in head:
        raise Conflict("The first request with this Idempotency-Key is still running.", code="request-running")
    text = joined(head["pk"], head["mark"], int(head["pieces"]), rows)
    if text is None:
        return None
    return KeptResponse(int(head["status"]), json.loads(head["headers"]), b64decode(text), head["about"])
