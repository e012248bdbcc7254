"""How far the walk over all documents has come, in DynamoDB: one row while it is under way."""

from app.adapters.dynamodb.table import NEW, Action, ConditionFailed, DynamoTable, Row, delete, put

_KEY = ("WALKS", "documents")


class DynamoWalks:
    """The `WalkBook` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def place(self) -> str | None:
        row = self._table.get(*_KEY)
        return str(row["place"]) if row else None

    def move(self, to: str | None, *, over: str | None) -> bool:
        try:
            self._table.write_one(_step(to, over))
        except ConditionFailed:
            return self.place() == to  # an answer that got lost shows as a condition that our own write broke
        return True


def _step(to: str | None, over: str | None) -> Action:
    when, values = (NEW, None) if over is None else ("place = :over", {"over": over})
    if to is None:
        return delete(*_KEY, when=when, values=values)
    row: Row = dict(zip(("pk", "sk"), _KEY, strict=True)) | {"place": to}
    return put(row, when=when, values=values)
