"""Events in DynamoDB: a row by which each is shown, and beside it one that goes when it is delivered.

Both are written in the transaction that makes the event true. No counter is shared: an invoice's head names its last
event, and its next one gets a larger id; the owner's order is that of ids, whose beginnings are times.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from app.adapters.dynamodb.table import (
    Action,
    ConditionFailed,
    DynamoTable,
    Row,
    delete,
    put,
    update,
    utc_text,
)
from app.domain import ids
from app.domain.events import Fact
from app.domain.principal import Owner
from app.ports import KEPT_DAYS, KEPT_FAILED_DAYS, LONGEST_PUT_OFF, Clock, Delivery, EventRow

SETTLED = timedelta(seconds=30)
"""So long after its id was made nothing can be on its way to the table any more: what is older can be shown in order. A
function that answers requests ends after 29 seconds, and a transaction is tried for less."""

_UNFINISHED = "event"  # its name in the index of what is unfinished
_AT_ONCE = 100


class DynamoOutbox:
    """The `Outbox` of an AWS account."""

    def __init__(self, table: DynamoTable, *, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def appending(
        self, owner: Owner, facts: Iterable[Fact], *, after: str | None = None
    ) -> tuple[list[Action], str | None]:
        """Parts of a transaction, and the id of the last event. `after`: that of the last event before."""
        now, actions, last = self._clock(), list[Action](), after
        gone_after = _seconds(now + timedelta(days=KEPT_FAILED_DAYS))
        for fact in facts:
            event = fact.stamped(now, after=last)
            last, body = event.id, event.told()
            actions.append(put({"pk": _pk(owner), "sk": event.id, "body": body, "gone_after": gone_after}))
            waiting = {"pk": _waiting_pk(owner, fact.about), "sk": event.id, "body": body, "gone_after": gone_after}
            waiting |= {"issuer": owner.issuer, "subject": owner.subject, "about": fact.about, "type": fact.type}
            waiting |= {"at": utc_text(now), "attempts": 0, "receipt": "none"}
            actions.append(put(waiting | {"todo": f"{_UNFINISHED}#{owner.key[0]}", "since": utc_text(now)}))
        return actions, last

    def take(self, owner: Owner, about: str, *, lease: timedelta) -> Delivery | None:
        now, receipt = self._clock(), secrets.token_hex(8)
        rows, _ = self._table.part(_waiting_pk(owner, about), low="\0", high="\U0010ffff", limit=1)
        if not rows or not _is_free(rows[0], now):
            return None
        row = rows[0]
        taking = update(
            *(row["pk"], row["sk"], "SET since = :until, receipt = :mine ADD attempts :one"),
            when="receipt = :seen AND since = :free",
            values={
                **{"until": utc_text(now + lease), "mine": receipt, "one": 1},
                **{"seen": row["receipt"], "free": row["since"]},
            },
        )
        try:
            self._table.write_one(taking)
        except ConditionFailed:  # another was faster; or our own answer got lost, and the lease runs out
            return None
        return replace(_delivery(row), attempt=int(row["attempts"]) + 1, receipt=receipt)

    def delivered(self, owner: Owner, delivery: Delivery) -> None:
        self._end(owner, delivery, "delivered", KEPT_DAYS)

    def failed(self, owner: Owner, delivery: Delivery) -> None:
        self._end(owner, delivery, "failed", KEPT_FAILED_DAYS)

    def _end(self, owner: Owner, delivery: Delivery, fate: str, days: int) -> None:
        mine = {"mine": delivery.receipt}
        end = _seconds(self._clock() + timedelta(days=days))
        with suppress(ConditionFailed):
            self._table.write(
                delete(_waiting_pk(owner, delivery.about), delivery.id, when="receipt = :mine", values=mine),
                update(
                    *(_pk(owner), delivery.id, "SET gone_after = :end, fate = :fate"),
                    values={"end": end, "fate": fate},
                ),
            )

    def put_off(self, owner: Owner, delivery: Delivery, *, delay: timedelta) -> None:
        values = {"mine": delivery.receipt, "until": utc_text(self._clock() + delay)}
        with suppress(ConditionFailed):
            self._table.write_one(
                update(
                    *(_waiting_pk(owner, delivery.about), delivery.id, "SET since = :until"),
                    when="receipt = :mine",
                    values=values,
                )
            )

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[EventRow, ...], bool]:
        low = f"{after}\0" if after is not None else "\0"
        high = ids.first_event_id(self._clock() - SETTLED)
        rows, more = self._table.part(_pk(owner), low=low, high=high, limit=limit)
        return tuple(EventRow(row["sk"], row["body"]) for row in rows if "body" in row), more

    def waiting_all_owners(self) -> Iterator[tuple[Owner, str]]:
        now = self._clock()
        found = self._table.todo(_UNFINISHED, before=utc_text(now), after=utc_text(now + LONGEST_PUT_OFF))
        while some := list(islice(found, _AT_ONCE)):
            for row in self._table.get_all(some).values():
                if "todo" in row and _is_free(row, now):  # the index may lag behind
                    yield _delivery(row).owner, row["about"]

    def forget_all_owners(self, *, day: int) -> int:
        return 0  # the table forgets by itself: `gone_after`


def _pk(owner: Owner) -> str:
    return f"O#{owner.key}#E"


def _waiting_pk(owner: Owner, about: str) -> str:
    return f"O#{owner.key}#EW#{about}"


def _is_free(row: Row, now: datetime) -> bool:
    return not utc_text(now) < row["since"] <= utc_text(now + LONGEST_PUT_OFF)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _delivery(row: Row) -> Delivery:
    owner, time = Owner(row["issuer"], row["subject"]), datetime.fromisoformat(row["at"])
    return Delivery(
        *(owner, row["sk"], row["type"], row["about"], time, row["body"]),
        attempt=int(row["attempts"]),
        receipt=row["receipt"],
    )
