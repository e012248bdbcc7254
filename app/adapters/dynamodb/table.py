"""One DynamoDB table for everything: its layout, and the calls on it in terms of plain values.

    partition                    sort               row
    O#<owner>#S#<scan>           R, R#<mark>#<n>    a scan: head, pieces of its reading
    O#<owner>#I#<invoice>        R, R#<mark>#<n>    an invoice: head, pieces of its record
                                 H#<version>        its history; HP#<version>#<mark>#<n>: pieces of a long entry
                                 T#<gen>            under which words it was entered
    O#<owner>#W#<word>           1<created><id>     entries: the invoice under the beginnings of its words;
                                                    the empty word is the list of all, with their summaries
    O#<owner>#N                  <month, seller..>  totals (#T: those of versions that did not know what counts)
    O#<owner>#G                  <file, claim>      invoices that are the same document, the first in front
    O#<owner>#F#<sha256>         <invoice>          invoices of the same bytes
    O#<owner>#B#<seller,number>  <invoice>          invoices of the same business
    O#<owner>#C#<scan>           C                  the invoice that a scan was saved as
    O#<owner>#SA, #SU            1<created><id>     scans, newest first: all, and the unsaved
    O#<owner>#SF#<file, reader>  F                  the scan of these bytes
    O#<owner>#Q, #Q#<shard>      <span><start>      counted scans; `kept`: the documents that are kept;
                                                    held#<upload>: room for files of uploads
    ALL#R                        <month>            what readings of all owners have cost
    ALL#Q, ALL#Q#<shard>         <day>              pages of all owners
    O#<owner>#R                  <month, reader, n> what was read
    O#<owner>#U#<upload>         U                  an upload
    O#<owner>#X                  <export>           exports; `added`: how many there ever were
    O#<owner>#K#<route, key>     R, R#<mark>#<n>    answers to repeated requests
    O#<owner>#KA#<object>        <route, key>       which answers show an object
    O#<owner>#L                  <document>         documents without a record: to go, or found
    O#<owner>#E                  <event>            events, in order
    O#<owner>#EW#<object>        <event>            those about an object that are still to be delivered
    INSTALLATION                 mark               what the bucket's mark is compared with
    SECRETS                      <name>             random bytes of the installation
    ENDED                        <sign-in>          sign-ins whose tokens hold no longer
    ROUNDS                       last               the sweeper's last round
    TURNS                        <line>             who waits for a reader, and whose turn has come
    WALKS                        documents          how far its walk over all documents has come

`<owner>` is `Owner.key`: a role's rights can be limited by the leading key. Indexes `by_date`, `by_gross` and
`by_seller` give the list in other orders, and are sparse: entries under words are not in them. `by_todo` is for the
sweeper: what is unfinished, of all owners.
"""

import random
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

from app.adapters.aws.clients import AwsClients
from app.adapters.aws.dynamodb_calls import PART, Declined
from app.adapters.aws.refusals import refusal
from app.domain.errors import Unavailable

Value = str | int | Decimal | bytes
Values = Mapping[str, Value]
Row = dict[str, Any]
Action = tuple[str, dict[str, Any]]

SEPARATOR = "\0"  # below every sign that a folded text can hold, so that "ab" sorts before "ab c"
INDEXES = {"by_date": "d", "by_gross": "g", "by_seller": "s"}
# `w` is of entries that earlier versions had in the indexes: to leave it out would be to build the indexes anew.
_SHOWN_IN_INDEXES = ("d", "g", "s", "w", "due", "currency", "status", "failed")
_TRIES = 12
_LONGEST_WAIT = 0.8  # seconds
_READ_AT_ONCE = 100
_WRITTEN_AT_ONCE = 25
_CONFLICTS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


SHARDS = "0123456789abcdef"  # of what is to do, by the first sign of its owner's key
LAST_TIME = "9"  # after all texts of times


def definition(name: str) -> dict[str, Any]:
    """The arguments of CreateTable; what the infrastructure has to make."""
    names = ("pk", "sk", *INDEXES.values(), "todo", "since")

    def index(index_name: str, partition: str, sort: str, projection: dict[str, Any]) -> dict[str, Any]:
        return {"IndexName": index_name, "KeySchema": _key_schema(partition, sort), "Projection": projection}

    shown = {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(_SHOWN_IN_INDEXES)}
    orders = [
        index(index_name, "pk", sort, shown | {"NonKeyAttributes": [n for n in _SHOWN_IN_INDEXES if n != sort]})
        for index_name, sort in INDEXES.items()
    ]
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key_schema("pk", "sk"),
        "AttributeDefinitions": [{"AttributeName": attribute, "AttributeType": "S"} for attribute in names],
        "GlobalSecondaryIndexes": [*orders, index("by_todo", "todo", "since", {"ProjectionType": "KEYS_ONLY"})],
    }


TIME_TO_LIVE = {"Enabled": True, "AttributeName": "gone_after"}  # seconds since 1970


class ConditionFailed(Exception):
    """A write was refused by a condition; `places` are those of the actions whose conditions did not hold."""

    def __init__(self, places: tuple[int, ...]) -> None:
        super().__init__(f"conditions {places} did not hold")
        self.places = places


# ---- actions ---------------------------------------------------------------------------------------------------------


def put(row: Row, *, when: str | None = None, values: Values | None = None) -> Action:
    """Write a whole row. `when`: a condition, in which `:name` stands for `values[name]`."""
    return "Put", {"Item": _item(row), **_condition(when, values)}


def update(pk: str, sk: str, change: str, *, when: str | None = None, values: Values | None = None) -> Action:
    """Change some attributes of a row. `change`: an update expression, values as in `put`."""
    return "Update", {"Key": _key(pk, sk), "UpdateExpression": change, **_condition(when, values)}


def delete(pk: str, sk: str, *, when: str | None = None, values: Values | None = None) -> Action:
    return "Delete", {"Key": _key(pk, sk), **_condition(when, values)}


NEW = "attribute_not_exists(pk)"
KEPT = "attribute_exists(pk)"


class DynamoTable:
    """Calls on the table. `Unavailable` may come from any."""

    def __init__(self, clients: AwsClients, *, name: str) -> None:
        self._clients = clients
        self.name = name

    def _call(self, operation: str, **request: Any) -> dict[str, Any]:
        return self._clients.dynamodb().call(operation, request)

    # ---- read ------------------------------------------------------------------------------------------------------

    def get(self, pk: str, sk: str) -> Row | None:
        """One row, as it is now."""
        response = self._call("GetItem", TableName=self.name, Key=_key(pk, sk), ConsistentRead=True)
        return _row(response["Item"]) if "Item" in response else None

    def get_all(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Row]:
        """The rows of these keys that there are, as they are now."""
        found: dict[tuple[str, str], Row] = {}
        distinct = list(dict.fromkeys(keys))
        for start in range(0, len(distinct), _READ_AT_ONCE):
            waiting = [_key(*key) for key in distinct[start : start + _READ_AT_ONCE]]
            for pause in pauses():
                request = {self.name: {"Keys": waiting, "ConsistentRead": True}}
                response = self._call("BatchGetItem", RequestItems=request)
                for item in response["Responses"].get(self.name, ()):
                    row = _row(item)
                    found[row["pk"], row["sk"]] = row
                waiting = response.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
                if not waiting:
                    break
                pause()
        return found

    def part(
        self,
        pk: str,
        *,
        low: str,
        high: str,
        order: str | None = None,
        down: bool = False,
        limit: int,
        only: Sequence[str] | None = None,
    ) -> tuple[list[Row], bool]:
        """Up to `limit` rows of a partition with sort keys from `low` to `high`, both included; True: there
        may be more.

        `order`: an index, which may lag behind; without one the rows are as they are now. `only`: the attributes that
        are wanted; None: all.
        """
        if low > high:
            return [], False
        wanted = {"ProjectionExpression": ",".join(only)} if only else {}
        response = self._call(
            "Query",
            **self._question(order, "pk", INDEXES[order] if order else "sk", "BETWEEN :low AND :high"),
            ExpressionAttributeValues={":p": {"S": pk}, ":low": {"S": low}, ":high": {"S": high}},
            ScanIndexForward=not down,
            Limit=limit,
            **wanted,
        )
        return [_row(item) for item in response["Items"]], "LastEvaluatedKey" in response

    def partition(
        self, pk: str, *, low: str = "\0", high: str = "\U0010ffff", at_once: int | None = None
    ) -> Iterator[Row]:
        """All rows of a partition with sort keys from `low` to `high`, in order, as they are now. They come in parts of
        1 MB, or of `at_once` rows, as they are asked for."""
        if low > high:
            return iter(())
        values = {":p": {"S": pk}, ":low": {"S": low}, ":high": {"S": high}}
        limit = {"Limit": at_once} if at_once else {}
        return self._all_parts(
            self._question(None, "pk", "sk", "BETWEEN :low AND :high") | {"ExpressionAttributeValues": values} | limit
        )

    def todo(self, what: str, *, before: str = LAST_TIME, after: str = LAST_TIME) -> Iterator[tuple[str, str]]:
        """Keys of the rows of all owners on which something is to be done since before a time, or since after another;
        may lag behind."""
        sides = [("<", before), *([(">", after)] if after < LAST_TIME else [])]
        for shard, (side, limit) in product(SHARDS, sides):
            question = self._question("by_todo", "todo", "since", f"{side} :limit")
            values = {":p": {"S": f"{what}#{shard}"}, ":limit": {"S": limit}}
            for row in self._all_parts(question | {"ExpressionAttributeValues": values}):
                yield row["pk"], row["sk"]

    def todo_between(self, what: str, low: str, high: str) -> Iterator[tuple[str, str]]:
        """Keys of the rows under a name with `since` from `low` to `high`, both included, in order; may lag behind."""
        values = {":p": {"S": what}, ":low": {"S": low}, ":high": {"S": high}}
        question = self._question("by_todo", "todo", "since", "BETWEEN :low AND :high")
        for row in self._all_parts(question | {"ExpressionAttributeValues": values}):
            yield row["pk"], row["sk"]

    def todo_part(self, what: str, *, after: Row | None, limit: int) -> tuple[list[Row], bool]:
        """Up to `limit` keys of one shard in order, behind one of them; True: there may be more. May lag behind."""
        place = {"ExclusiveStartKey": _item(after)} if after else {}
        response = self._call(
            "Query",
            **self._question("by_todo", "todo", "since", "< :limit"),
            ExpressionAttributeValues={":p": {"S": what}, ":limit": {"S": LAST_TIME}},
            Limit=limit,
            **place,
        )
        return [_row(item) for item in response["Items"]], "LastEvaluatedKey" in response

    def _question(self, index: str | None, partition: str, sort: str, range_: str) -> dict[str, Any]:
        return {
            "TableName": self.name,
            "KeyConditionExpression": f"#p = :p AND #s {range_}",
            "ExpressionAttributeNames": {"#p": partition, "#s": sort},
            **({"IndexName": index} if index else {"ConsistentRead": True}),
        }

    def _all_parts(self, question: dict[str, Any]) -> Iterator[Row]:
        place: dict[str, Any] = {}
        while True:
            response = self._call("Query", **question, **place)
            yield from map(_row, response["Items"])
            if "LastEvaluatedKey" not in response:
                return
            place = {"ExclusiveStartKey": response["LastEvaluatedKey"]}

    # ---- write -----------------------------------------------------------------------------------------------------

    def write(self, *actions: Action) -> None:
        """All actions take effect together or none does; `ConditionFailed` when one's condition does not hold.

        Repeated under one token when others change the same rows or an answer gets lost: it takes effect once.
        """
        token = secrets.token_hex(16)
        steps = [{kind: {"TableName": self.name, **arguments}} for kind, arguments in actions]
        for pause in pauses():
            try:
                self._call("TransactWriteItems", TransactItems=steps, ClientRequestToken=token)
                return
            except Declined as declined:
                codes = declined.reasons
                if failed := tuple(place for place, code in enumerate(codes) if code == "ConditionalCheckFailed"):
                    raise ConditionFailed(failed) from declined
                if codes and not _CONFLICTS & set(codes):
                    raise refusal(PART, declined.code, 400) from declined
            pause()

    def write_one(self, action: Action) -> None:
        """As `write`, for half the price. An answer that got lost may show as `ConditionFailed` of our own write."""
        kind, arguments = action
        for pause in pauses():
            try:
                self._call(f"{kind}Item", TableName=self.name, **arguments)
                return
            except Declined as declined:
                if declined.code == "ConditionalCheckFailedException":
                    raise ConditionFailed((0,)) from declined
            pause()

    def changed(self, action: Action) -> Row:
        """The row after an update without a condition. When an answer gets lost, it may be done twice."""
        _, arguments = action
        response = self._call("UpdateItem", TableName=self.name, ReturnValues="ALL_NEW", **arguments)
        return _row(response["Attributes"])

    def put_all(self, rows: Iterable[Row]) -> None:
        """Write rows one by one, many at a time; again is fine."""
        self._in_batches([{"PutRequest": {"Item": _item(row)}} for row in rows])

    def delete_all(self, keys: Iterable[tuple[str, str]]) -> None:
        self._in_batches([{"DeleteRequest": {"Key": _key(*key)}} for key in keys])

    def _in_batches(self, requests: list[dict[str, Any]]) -> None:
        for start in range(0, len(requests), _WRITTEN_AT_ONCE):
            waiting = requests[start : start + _WRITTEN_AT_ONCE]
            for pause in pauses():
                response = self._call("BatchWriteItem", RequestItems={self.name: waiting})
                waiting = response.get("UnprocessedItems", {}).get(self.name, [])
                if not waiting:
                    break
                pause()


def pauses() -> Iterator[Any]:
    """Gives, for each try, what waits before the next: longer each time, by chance. `Unavailable` after the last."""
    for attempt in range(_TRIES):
        longest = min(_LONGEST_WAIT, 0.02 * 2**attempt)
        yield lambda longest=longest: time.sleep(random.uniform(0, longest))  # noqa: S311 - spreads tries
    raise Unavailable(f"{PART} is busy: others keep changing the same rows.", code="throttled")


def utc_text(moment: datetime) -> str:
    """Text of fixed length whose order is the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


# ---- values ----------------------------------------------------------------------------------------------------------


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _condition(when: str | None, values: Values | None) -> dict[str, Any]:
    given: dict[str, Any] = {"ConditionExpression": when} if when else {}
    if values:
        given["ExpressionAttributeValues"] = {f":{name}": _tagged(value) for name, value in values.items()}
    return given


def _item(row: Row) -> dict[str, Any]:
    return {name: _tagged(value) for name, value in row.items() if value is not None}


def _tagged(value: Value) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bytes):
        return {"B": b64encode(value).decode()}
    return {"N": format(value, "f") if isinstance(value, Decimal) else str(value)}


def _row(item: dict[str, Any]) -> Row:
    return {name: _plain(tagged) for name, tagged in item.items()}


def _plain(tagged: dict[str, Any]) -> Value:
    ((tag, value),) = tagged.items()
    plain: Value = value if tag == "S" else Decimal(value) if tag == "N" else b64decode(value)
    return plain
