"""What a look at the page says of one value of the XML."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.checks import Check, Outcome
from app.domain.place import Polygon
from app.engine.fields.sheet import Piece
from app.engine.words import Word, polygon

CHECK = "xml_vs_picture"


class State(StrEnum):
    SHOWN = "shown"
    CONTRADICTED = "contradicted"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class Verdict:
    """`name`: of the value, for people. `found`: what the page shows instead, as printed, at its place."""

    path: str
    name: str
    expected: str
    state: State
    found: str | None = None
    words: tuple[Word, ...] = ()

    def check(self) -> Check:
        """A contradiction as a finding."""
        page = self.words[0].page if self.words else None
        return Check(
            id=CHECK,
            outcome=Outcome.FAILED,
            detail=f"{self.name}: the XML says {self.expected}, page {page or '?'} shows {self.found}",
            fields=(self.path,),
            expected=self.expected,
            found=self.found,
            page=page,
            polygon=self._polygon(),
        )

    def _polygon(self) -> Polygon | None:
        return polygon(tuple(word for word in self.words if word.page == self.words[0].page)) if self.words else None


def shown(path: str, name: str, expected: str) -> Verdict:
    return Verdict(path, name, expected, State.SHOWN)


def not_shown(path: str, name: str, expected: str) -> Verdict:
    return Verdict(path, name, expected, State.NOT_SHOWN)


def contradicted(path: str, name: str, expected: str, rival: Piece) -> Verdict:
    return Verdict(path, name, expected, State.CONTRADICTED, rival.text.strip(), rival.words)


def contradicted_by(path: str, name: str, expected: str, raw: str, words: tuple[Word, ...]) -> Verdict:
    return Verdict(path, name, expected, State.CONTRADICTED, raw, words)


def summary(verdicts: list[Verdict]) -> Check:
    """One passed Check that tells what was found on the page and what was not."""
    seen = [verdict for verdict in verdicts if verdict.state is State.SHOWN]
    absent = [verdict.name for verdict in verdicts if verdict.state is State.NOT_SHOWN]
    detail = f"the page shows {len(seen)} of {len(verdicts)} values as the XML has them"
    if absent:
        detail += f"; not found on it: {', '.join(dict.fromkeys(absent))}"
    fields = tuple(verdict.path for verdict in seen)
    return Check(id=CHECK, outcome=Outcome.PASSED, detail=detail, fields=fields)
