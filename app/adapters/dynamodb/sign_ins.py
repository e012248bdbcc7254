"""Sign-ins that were ended early, in DynamoDB.

They are few and soon forgotten, and every request asks for one: so all are fetched together, once a minute.
"""

from datetime import datetime, timedelta

from app.adapters.dynamodb.table import DynamoTable, put
from app.domain.errors import Unavailable
from app.domain.rounds import has_waited
from app.domain.sign_in import MAX_LIFE
from app.ports import Clock

LOOKED_UP_EVERY = timedelta(minutes=1)
_PK = "ENDED"


class DynamoEndedSignIns:
    """The `EndedSignIns` of an AWS account."""

    def __init__(self, table: DynamoTable, *, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._ended: frozenset[str] = frozenset()
        self._looked_up: datetime | None = None

    def end(self, sign_in: str) -> None:
        gone_after = int(self._clock().timestamp()) + MAX_LIFE
        self._table.write_one(put({"pk": _PK, "sk": sign_in, "gone_after": gone_after}))
        self._ended |= {sign_in}

    def is_ended(self, sign_in: str) -> bool:
        """As it was known a minute ago at most; `Unavailable` when it was never looked up and cannot be."""
        now = self._clock()
        if self._looked_up is None or has_waited(self._looked_up, now, LOOKED_UP_EVERY):
            try:
                self._ended = frozenset(row["sk"] for row in self._table.partition(_PK))
            except Unavailable:
                if self._looked_up is None:
                    raise
            self._looked_up = now
        return sign_in in self._ended
