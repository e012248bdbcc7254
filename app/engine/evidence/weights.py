"""The learned weights: `weights.json`, written by `python -m tests.bench.training --write`.

They are kept because they cannot be made from the repository alone: beside pages that the project renders they are
learned from documents that do not come with it (RVL-CDIP and CORD as annotated by deepcpcfg, inv3d, parsee, receipts of
Softmatic, SROIE: MIT and CC-BY-4.0, which allow it). They hold thresholds and sums of trees and no text of a document:
words are known by hashes alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.engine.evidence.trees import Trees


@dataclass(frozen=True)
class Sureness:
    """How scores become confidences: weights of what speaks for a choice, one offset a field, and a margin a field: how
    much more than 0.9 has to speak for a value, on the logit, for the promise to hold on sets not learned from."""

    weights: tuple[float, ...]
    offsets: Mapping[str, float]
    margins: Mapping[str, float]


@dataclass(frozen=True)
class Weights:
    """`fields`: a scorer for each field; `joint`: the second look at amounts; `least`: the probability from which on a
    value is given, by field; `widths`: how many features each form has."""

    fields: Mapping[str, Trees]
    joint: Mapping[str, Trees]
    sureness: Sureness
    least: Mapping[str, float]
    widths: Mapping[str, int]


def made_of(told: Mapping[str, Any]) -> Weights:
    sure = told["sureness"]
    return Weights(
        fields={name: Trees(flat) for name, flat in told["fields"].items()},
        joint={name: Trees(flat) for name, flat in told["joint"].items()},
        sureness=Sureness(tuple(sure["weights"]), sure["offsets"], sure["margins"]),
        least=told["least"],
        widths=told["widths"],
    )


@cache
def weights() -> Weights:
    return made_of(json.loads((files("app.engine.evidence") / "weights.json").read_text("utf-8")))
