"""Scores to confidences. Of the values that get 0.9 or more, 98 of 100 are right.

For each field and source `calibration.json` holds the least score from which on that was so, on every set of documents
that it was measured on (`python -m tests.bench.reading.calibrate`). Scores below it stay below 0.9, also
where no score is enough.
"""

import json
import re
from functools import cache
from importlib.resources import files

from app.domain.reading import Source

SURE = 0.9
_BELOW = 0.89
_MOST = 0.99


def calibrated(path: str, source: Source, score: float) -> float:
    """The confidence of a value whose score is given."""
    enough = _enough(path, source)
    if enough is not None and score >= enough:
        share = (score - enough) / (1 - enough) if enough < 1 else 1.0
        return round(SURE + (_MOST - SURE) * min(1.0, share), 3)
    return round(_BELOW * min(1.0, score / (enough or 1.0)), 3)


def score_of(path: str, source: Source, confidence: float) -> float:
    """The score that gave a confidence: what the measuring starts from."""
    enough = _enough(path, source)
    if enough is not None and confidence >= SURE:
        return enough + (1 - enough) * (confidence - SURE) / (_MOST - SURE)
    return (enough or 1.0) * confidence / _BELOW


def key(path: str, source: Source) -> str:
    """The name of a field and source in the table: places in lists do not matter, nor who recognized the words."""
    known = Source.ENGINE if source is Source.TEXTRACT else source
    return f"{re.sub(r'[0-9]+', '*', path)} {known}"


def _enough(path: str, source: Source) -> float | None:
    return _table().get(key(path, source))


@cache
def _table() -> dict[str, float]:
    text = (files("app.engine.fields") / "calibration.json").read_text("utf-8")
    table: dict[str, float] = json.loads(text)
    return table
