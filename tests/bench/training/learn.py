"""Learning: trees for each field, folds of whole sets, the second look at amounts."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from typing import Any
from zlib import crc32

import lightgbm
import numpy

from app.engine.evidence.arithmetic import cents
from app.engine.evidence.choosing import FORM_OF
from app.engine.evidence.joint import ROLES, joint_rows
from app.engine.evidence.trees import folded
from tests.bench.training.samples import Sample, Scores
from tests.bench.training.truth import asked, right_ones

WEIGHT_OF_SET = {
    "rvl": 0.5,
    "cord": 1.0,
    "inv3d": 1.5,
    "german-receipts": 1.5,
    "saas": 2.5,
    "sroie": 0.6,
    "invented": 0.6,
    "rendered": 0.8,
}
"""So that no set, large or of one kind, decides alone."""
FOLDS = ({"saas"}, {"cord", "inv3d"}, {"sroie", "german-receipts", "rendered"}, {"rvl"})
"""Sets that are left out together."""
BY_DOCUMENT = frozenset({"invented"})
"""Sets that are parted document by document: pages by chance."""
_TREES = {
    "objective": "binary", "num_leaves": 24, "learning_rate": 0.1, "min_data_in_leaf": 20, "feature_fraction": 0.35, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 4.0, "verbosity": -1, "num_threads": 1, "max_bin": 63, "seed": 1, "deterministic": True,
}  # fmt: skip
_SMALL = _TREES | {"num_leaves": 10, "feature_fraction": 1.0}
_ROUNDS, _JOINT_ROUNDS = 110, 60


def fit(samples: Sequence[Sample], field: str) -> Any:
    form = FORM_OF[field]
    own = [sample for sample in samples if field in sample.forms[form].right and len(sample.forms[form].values)]
    rows = numpy.vstack([sample.forms[form].rows for sample in own])
    right = numpy.concatenate([sample.forms[form].right[field] for sample in own])
    weight = numpy.concatenate([[WEIGHT_OF_SET[sample.set]] * len(sample.forms[form].values) for sample in own])
    return lightgbm.train(_TREES, lightgbm.Dataset(rows, right, weight=weight), _ROUNDS)


def score(model: Any, samples: Sequence[Sample], field: str) -> list[Any]:
    forms = [sample.forms[FORM_OF[field]] for sample in samples]
    return [model.predict(form.rows, num_threads=1) if form.values else numpy.zeros(0) for form in forms]


def fold_of(sample: Sample) -> int:
    if sample.set in BY_DOCUMENT:
        return crc32(sample.name.encode()) % len(FOLDS)
    return next((place for place, sets in enumerate(FOLDS) if sample.set in sets), 0)


def left_out_scores(samples: Sequence[Sample], processes: int) -> Scores:
    """Every sample scored by trees that saw nothing of its set."""
    scores: Scores = {field: [None] * len(samples) for field in FORM_OF}
    tasks = [(field, fold) for field in FORM_OF for fold in range(len(FOLDS))]
    for (field, fold), found in zip(tasks, _each(_fold_scores, samples, tasks, processes), strict=True):
        places = [place for place, sample in enumerate(samples) if fold_of(sample) == fold]
        for place, own in zip(places, found, strict=True):
            scores[field][place] = own
    return scores


def fit_fields(samples: Sequence[Sample], processes: int) -> dict[str, list[list[float]]]:
    """The trees of each field, learned from all samples, as they are written down."""
    tasks = [(field,) for field in FORM_OF]
    return dict(zip(FORM_OF, _each(_fitted, samples, tasks, processes), strict=True))


_learned: Sequence[Sample] = ()


def _each(work: Callable[..., Any], samples: Sequence[Sample], tasks: Sequence[tuple[Any, ...]], processes: int) -> Any:
    """Each task in one of several processes, which have the samples from the start."""
    global _learned  # noqa: PLW0603 - what a forked process has without copying
    _learned = samples
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        return list(pool.map(work, *zip(*tasks, strict=True)))


def _fold_scores(field: str, fold: int) -> list[Any]:
    inside = [sample for sample in _learned if fold_of(sample) != fold]
    outside = [sample for sample in _learned if fold_of(sample) == fold]
    return score(fit(inside, field), outside, field)


def _fitted(field: str) -> list[list[float]]:
    return flat(fit(_learned, field))


def _joint(samples: Sequence[Sample], scores: Scores) -> list[tuple[list[int], list[list[float]]]]:
    return [
        joint_rows(sample.amounts, {role: scores[role][place] for role in ROLES})
        if sample.forms["amounts"].values
        else ([], [])
        for place, sample in enumerate(samples)
    ]


def fit_joint(samples: Sequence[Sample], scores: Scores) -> dict[str, Any]:
    """`scores` have to be of trees that did not see the samples."""
    looked = _joint(samples, scores)
    models = {}
    for role in ROLES:
        rows: list[list[float]] = []
        right: list[bool] = []
        weight: list[float] = []
        for sample, (keys, own) in zip(samples, looked, strict=True):
            if keys and asked(sample.truth, role):
                names = {cents(Decimal(str(name))) for name in right_ones(sample.truth, role)}
                rows += own
                right += [key in names for key in keys]
                weight += [WEIGHT_OF_SET[sample.set]] * len(keys)
        models[role] = lightgbm.train(_SMALL, lightgbm.Dataset(numpy.array(rows), right, weight=weight), _JOINT_ROUNDS)
    return models


def apply_joint(models: Mapping[str, Any], samples: Sequence[Sample], scores: Scores) -> Scores:
    found: Scores = dict(scores)
    for role in ROLES:
        found[role] = []
    for place, (sample, (keys, rows)) in enumerate(zip(samples, _joint(samples, scores), strict=True)):
        for role in ROLES:
            again = dict(zip(keys, models[role].predict(numpy.array(rows), num_threads=1), strict=True)) if keys else {}
            first = scores[role][place]
            found[role].append(
                numpy.array(
                    [again[cents(value)] + 1e-6 * one for value, one in zip(sample.amounts, first, strict=True)]
                )
            )
    return found


def crossed_joint(samples: Sequence[Sample], scores: Scores) -> Scores:
    """Left-out scores after a second look that did not see the sample's set either."""
    found: Scores = {field: list(values) for field, values in scores.items()}
    for fold in range(len(FOLDS)):
        inside = [place for place, sample in enumerate(samples) if fold_of(sample) != fold]
        outside = [place for place, sample in enumerate(samples) if fold_of(sample) == fold]
        models = fit_joint([samples[p] for p in inside], {role: [scores[role][p] for p in inside] for role in ROLES})
        part = apply_joint(
            models, [samples[p] for p in outside], {role: [scores[role][p] for p in outside] for role in ROLES}
        )
        for role in ROLES:
            for place, values in zip(outside, part[role], strict=True):
                found[role][place] = values
    return found


def flat(model: Any) -> list[list[float]]:
    return [list(folded(tree["tree_structure"])) for tree in model.dump_model()["tree_info"]]
