"""The learned weights of lines: `weights.json`, written by `python -m tests.bench.training --write`. What is said in
`app/engine/evidence/weights.py` of where they come from holds here, too; they hold no word of any document."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.engine.evidence.trees import Trees


@dataclass(frozen=True)
class Weights:
    """`first`, `second`: the scorers of both looks; `sureness`: weights of what speaks for an amount, the last for
    itself; `margin`: what is taken off the logit so that the promise holds on sets that were not learned from;
    `width`: how many features the first look has."""

    first: Trees
    second: Trees
    sureness: tuple[float, ...]
    margin: float
    width: int


def made_of(told: Mapping[str, Any]) -> Weights:
    return Weights(
        Trees(told["first"]), Trees(told["second"]), tuple(told["sureness"]), told["margin"], int(told["width"])
    )


@cache
def weights() -> Weights:
    return made_of(json.loads((files("app.engine.lines") / "weights.json").read_text("utf-8")))
