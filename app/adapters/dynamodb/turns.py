"""Lines in DynamoDB: a row each, with two numbers for each owner who has been in it since the last sweep."""

from datetime import datetime

from app.adapters.dynamodb.table import ConditionFailed, DynamoTable, Row, Value, update, utc_text
from app.domain.turns import Line, LineState, Standing

_PK = "TURNS"
_JOINED, _SERVED = "j_", "s_"  # and the owner's key


class DynamoTurns:
    """The `TurnBook` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def look(self, line: Line) -> LineState:
        return _state(self._table.get(_PK, line) or {})

    def join(self, line: Line, owner_key: str, *, first: int) -> LineState:
        joined, served = _JOINED + owner_key, _SERVED + owner_key
        change = f"SET {joined} = if_not_exists({joined}, :first) + :one, {served} = if_not_exists({served}, :first)"
        return _state(self._table.changed(update(_PK, line, change, values={"first": first, "one": 1})))

    def replace(self, line: Line, state: LineState, *, over: LineState) -> bool:
        changes = [f"revision = :revision, last_owner = :last{', free_at = :free' if state.free_at else ''}"]
        values: dict[str, Value] = {"revision": state.revision, "last": state.last, "seen": over.revision}
        if state.free_at:
            values["free"] = utc_text(state.free_at)
        for number, (key, standing) in enumerate(state.standings.items()):
            if over.standings.get(key, standing).served != standing.served:
                changes.append(f"{_SERVED}{key} = :s{number}")
                values[f"s{number}"] = standing.served
        when = "revision = :seen" if over.revision else "attribute_not_exists(revision) OR revision = :seen"
        return self._written(update(_PK, line, f"SET {', '.join(changes)}", when=when, values=values))

    def leave(self, line: Line, owner_key: str, *, seen: Standing) -> bool:
        joined, served = _JOINED + owner_key, _SERVED + owner_key
        when = f"{joined} = :joined AND {served} = :served"
        values: dict[str, Value] = {"joined": seen.joined, "served": seen.served}
        return self._written(update(_PK, line, f"REMOVE {joined}, {served}", when=when, values=values))

    def _written(self, action: tuple[str, dict[str, object]]) -> bool:
        try:
            self._table.write_one(action)
        except ConditionFailed:
            return False
        return True


def _state(row: Row) -> LineState:
    keys = [name.removeprefix(_JOINED) for name in row if name.startswith(_JOINED)]
    standings = {key: Standing(int(row[_JOINED + key]), int(row[_SERVED + key])) for key in keys}
    free_at = datetime.fromisoformat(row["free_at"]) if "free_at" in row else None
    return LineState(int(row.get("revision", 0)), free_at, str(row.get("last_owner", "")), standings)
