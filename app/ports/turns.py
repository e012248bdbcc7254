"""Lines of documents that wait for a reader."""

from typing import Protocol

from app.domain.turns import Line, LineState, Standing


class TurnBook(Protocol):
    """The state of each line (`app.domain.turns`), shared by all that read."""

    def look(self, line: Line) -> LineState:
        """As it is now; the empty state of a line that nobody was in."""

    def join(self, line: Line, owner_key: str, *, first: int) -> LineState:
        """The state after one more of the owner has joined, in one step: its number is the owner's `joined`. Whoever is
        not in the line yet begins with the number after `first`. When an answer gets lost a number may be left out."""

    def replace(self, line: Line, state: LineState, *, over: LineState) -> bool:
        """Write `free_at`, `last` and what was served. False, and nothing happens, when another revision than that of
        `over` is kept. Those who joined meanwhile stay."""

    def leave(self, line: Line, owner_key: str, *, seen: Standing) -> bool:
        """Forget an owner of whom nothing waits. False, and nothing happens, when the standing is another by now."""
