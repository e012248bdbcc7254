"""Lines in memory."""

import threading
from dataclasses import replace

from app.domain.turns import Line, LineState, Standing


class FakeTurnBook:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.lines: dict[Line, LineState] = {}
        self.writes = 0

    def look(self, line: Line) -> LineState:
        return self.lines.get(line, LineState())

    def join(self, line: Line, owner_key: str, *, first: int) -> LineState:
        with self._lock:
            state = self.look(line)
            standing = state.standings.get(owner_key, Standing(first, first))
            standings = {**state.standings, owner_key: replace(standing, joined=standing.joined + 1)}
            return self._keep(line, replace(state, standings=standings))

    def replace(self, line: Line, state: LineState, *, over: LineState) -> bool:
        with self._lock:
            kept = self.look(line)
            if kept.revision != over.revision:
                return False
            served = {key: standing.served for key, standing in state.standings.items()}
            standings = {
                key: replace(standing, served=served.get(key, standing.served))
                for key, standing in kept.standings.items()
            }
            self._keep(line, replace(state, standings=standings))
            return True

    def leave(self, line: Line, owner_key: str, *, seen: Standing) -> bool:
        with self._lock:
            state = self.look(line)
            if state.standings.get(owner_key) != seen:
                return False
            standings = {key: standing for key, standing in state.standings.items() if key != owner_key}
            self._keep(line, replace(state, standings=standings))
            return True

    def _keep(self, line: Line, state: LineState) -> LineState:
        self.writes += 1
        self.lines[line] = state
        return state
