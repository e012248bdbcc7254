"""The mark among the records of an AWS account: one row, which a restored table has as it was then."""

from datetime import datetime

from app.adapters.dynamodb.table import NEW, Action, ConditionFailed, DynamoTable, Row, Values, put, utc_text
from app.domain.installation import Mark

_PK, _SK = "INSTALLATION", "mark"
_LAST_TIME = "9"  # later than any time
_OF_RECORDS = ("stored", "pending", "ended", "reading")  # on which something may be to do: every scan and invoice


class DynamoMark:
    """The `RecordMarkStore` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def read(self) -> Mark | None:
        row = self._table.get(_PK, _SK)
        return Mark(row["installation"], int(row["stamp"]), datetime.fromisoformat(row["at"])) if row else None

    def write(self, mark: Mark, *, over: Mark | None) -> bool:
        row: Row = {
            "pk": _PK,
            "sk": _SK,
            "installation": mark.installation,
            "stamp": mark.stamp,
            "at": utc_text(mark.at),
        }
        try:
            self._table.write_one(put(row, when=NEW) if over is None else _instead(row, over))
        except ConditionFailed:
            return self.read() == mark  # an answer that got lost shows as a condition that our own write broke
        return True

    def is_empty(self) -> bool:
        return not any(True for what in _OF_RECORDS for _ in self._table.todo(what, before=_LAST_TIME))


def _instead(row: Row, over: Mark) -> Action:
    same: Values = {"installation": over.installation, "stamp": over.stamp}
    return put(row, when="installation = :installation AND stamp = :stamp", values=same)
