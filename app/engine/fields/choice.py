"""From possible values to one found value: the best supported one, and the others beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.reading import Candidate, Evidence, Found, Source
from app.engine.fields.calibration import calibrated
from app.engine.fields.sheet import Piece
from app.engine.words import Word, polygon

MOST_CANDIDATES = 5
LEAST_SCORE = 0.4  # below it a value is left out, and only kept as a candidate


@dataclass(frozen=True)
class Choice:
    """A possible value. `score` says how well the document supports it: 0 to 1, meant as a probability."""

    value: Any
    raw: str
    words: tuple[Word, ...]
    score: float

    @property
    def confidence(self) -> float:
        """The score, lowered where its characters were hard to recognize."""
        surely_read = min((word.confidence for word in self.words), default=1.0)
        return round(self.score * min(1.0, surely_read / 0.9), 3)


def choice(value: Any, pieces: Piece | Iterable[Piece], score: float, raw: str | None = None) -> Choice:
    """A choice from where it is printed; several pieces are several rows of one text."""
    rows = [pieces] if isinstance(pieces, Piece) else list(pieces)
    printed = " ".join(piece.text for piece in rows) if raw is None else raw
    page = rows[0].page
    return Choice(value, printed, tuple(word for piece in rows for word in piece.words if word.page == page), score)


def best(path: str, choices: Iterable[Choice], source: Source, *, least: float = LEAST_SCORE) -> Found | None:
    """The choice with the highest score; below `least` there is no value, only candidates. None without choices."""
    ranked: list[Choice] = []
    for item in sorted(choices, key=lambda item: -item.score):
        if len(ranked) > MOST_CANDIDATES:
            break
        if all(item.value != other.value for other in ranked):
            ranked.append(item)
    if not ranked:
        return None
    sure = ranked[0].score >= least
    others = tuple(_candidate(path, item, source) for item in (ranked[1:] if sure else ranked)[:MOST_CANDIDATES])
    if not sure:
        return Found(path, None, Evidence(source=source, candidates=others))
    chosen = ranked[0]
    return Found(
        path,
        chosen.value,
        Evidence(
            raw=chosen.raw,
            confidence=calibrated(path, source, chosen.confidence),
            page=chosen.words[0].page if chosen.words else None,
            polygon=polygon(chosen.words) if chosen.words else None,
            source=source,
            candidates=others,
        ),
    )


def _candidate(path: str, item: Choice, source: Source) -> Candidate:
    return Candidate(
        value=str(item.value),
        raw=item.raw,
        confidence=calibrated(path, source, item.confidence),
        page=item.words[0].page if item.words else None,
        polygon=polygon(item.words) if item.words else None,
        source=source,
    )
