"""The sweeper's rounds in DynamoDB: one row."""

from datetime import datetime

from app.adapters.dynamodb.table import NEW, ConditionFailed, DynamoTable, pauses, put, utc_text
from app.domain.rounds import Round, following

_KEY = ("ROUNDS", "last")


class DynamoRounds:
    """The `RoundBook` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def last(self) -> Round | None:
        row = self._table.get(*_KEY)
        if row is None:
            return None
        times = (datetime.fromisoformat(row[name]) for name in ("made_at", "steady_since"))
        return Round(int(row["day"]), *times)

    def enter(self, now: datetime) -> Round:
        for pause in pauses():
            last = self.last()
            made = following(last, now)
            times = {"made_at": utc_text(made.at), "steady_since": utc_text(made.steady_since)}
            row = dict(zip(("pk", "sk"), _KEY, strict=True)) | {"day": made.day} | times
            when, values = (NEW, None) if last is None else ("made_at = :seen", {"seen": utc_text(last.at)})
            try:
                self._table.write_one(put(row, when=when, values=values))
                return made
            except ConditionFailed:  # another sweeper was faster; or our own answer got lost
                pause()
        raise AssertionError("pauses() ends with an error")
