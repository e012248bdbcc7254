"""Learning: trees for each field, folds of whole sets, the second look at amounts, kinds, and how sure to be."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from typing import Any
from zlib import crc32

import lightgbm
import numpy
from sklearn.linear_model import LogisticRegression

from app.engine.evidence.arithmetic import cents
from app.engine.evidence.choosing import FORM_OF, letters, support
from app.engine.evidence.joint import ROLES, joint_rows
from app.engine.evidence.trees import folded, probability
from tests.bench.training.samples import Sample
from tests.bench.training.truth import asked, is_right, may_be_absent, right_ones

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
FOLDS = ({"saas"}, {"cord", "inv3d"}, {"sroie", "german-receipts", "rendered"})
"""Sets that are left out together."""
BY_DOCUMENT = frozenset({"invented", "rvl"})
"""Sets that are parted document by document: pages by chance, and scans of a public archive, of whose truths a fifth is
arbitrary; left out whole they would tell more of that than of the trees."""
_TREES = {
    "objective": "binary", "num_leaves": 24, "learning_rate": 0.1, "min_data_in_leaf": 20, "feature_fraction": 0.35, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 4.0, "verbosity": -1, "num_threads": 1, "max_bin": 63, "seed": 1, "deterministic": True,
}  # fmt: skip
_SMALL = _TREES | {"num_leaves": 10, "feature_fraction": 1.0}
_ROUNDS, _JOINT_ROUNDS = 110, 60
SURE = 0.9
PROMISED = 0.962  # of values at 0.9 or more, on every set by itself while it is left out
_LEAST_OF_A_SET = 25
_MOST_MARGIN = 4.0

Scores = dict[str, list[Any]]
"""By field and sample: a score for every option."""


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


def _values(sample: Sample) -> list[Decimal]:
    return [Decimal(value) for value in sample.forms["amounts"].values]


def _joint(samples: Sequence[Sample], scores: Scores) -> list[tuple[list[int], list[list[float]]]]:
    return [
        joint_rows(_values(sample), {role: scores[role][place] for role in ROLES})
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
                    [again[cents(value)] + 1e-6 * one for value, one in zip(_values(sample), first, strict=True)]
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


def chosen(sample: Sample, field: str, scores: Sequence[float]) -> tuple[str, list[float]] | None:
    """The best value, and what speaks for it."""
    form = sample.forms[FORM_OF[field]]
    best: dict[str, tuple[float, int]] = {}
    for place, (value, number) in enumerate(zip(form.values, scores, strict=True)):
        if value not in best or number > best[value][0]:
            best[value] = (float(number), place)
    if not best:
        return None
    ordered = sorted(best.items(), key=lambda item: -item[1][0])
    value, (_, place) = ordered[0]
    told = sample.told.get(field)
    agrees = told is not None and letters(told[0]) == letters(value)
    return value, support(
        [number for _, (number, _) in ordered], told=told[1] if told else None, agrees=agrees, noisy=sample.noisy,
        read=form.read[place], known=sample.known, doubt=form.doubt[place],
    )  # fmt: skip


def choices(samples: Sequence[Sample], scores: Scores) -> Iterator[tuple[Sample, str, str, list[float], bool]]:
    """Every best value with its support and whether it is right, where the truth is known."""
    for place, sample in enumerate(samples):
        for field in FORM_OF:
            if asked(sample.truth, field) and (made := chosen(sample, field, scores[field][place])) is not None:
                names = right_ones(sample.truth, field)
                yield sample, field, made[0], made[1], bool(names) and is_right(field, made[0], names)


def fit_sureness(samples: Sequence[Sample], scores: Scores) -> dict[str, Any]:
    """From left-out scores: one line through all fields with an offset for each, and the margin by which it is lowered
    until every set keeps the promise."""
    told = list(choices(samples, scores))
    fields = list(FORM_OF)
    rows = numpy.array([[*speaks, *(float(field == own) for own in fields)] for _, field, _, speaks, _ in told])
    right = numpy.array([ok for *_, ok in told])
    counts: dict[str, int] = defaultdict(int)
    for sample, *_ in told:
        counts[sample.set] += 1
    weight = [1 / max(60, counts[sample.set]) for sample, *_ in told]
    line = LogisticRegression(C=0.5, max_iter=3000, fit_intercept=False)
    line.fit(rows, right, sample_weight=numpy.array(weight) * len(told) / sum(weight))
    logits = rows @ line.coef_[0]
    count = len(line.coef_[0]) - len(fields)
    return {
        "weights": [round(float(w), 4) for w in line.coef_[0][:count]],
        "offsets": {field: round(float(w), 4) for field, w in zip(fields, line.coef_[0][count:], strict=True)},
        "margins": {field: _margin(told, logits, field) for field in fields},
    }


def _margin(told: Sequence[Any], logits: Any, field: str) -> float:
    """What is taken off a field's logits until it keeps the promise on every set, and on all together."""
    own = [
        (sample.set, ok, number) for (sample, name, _, _, ok), number in zip(told, logits, strict=True) if name == field
    ]
    margin = 0.0
    while margin < _MOST_MARGIN and not _keeps(own, margin):
        margin += 0.05
    return round(margin, 2)


def _keeps(own: Sequence[tuple[str, bool, float]], margin: float) -> bool:
    sure: dict[str, list[bool]] = defaultdict(list)
    for name, ok, number in own:
        if probability(number - margin) >= SURE:
            sure[name].append(ok)
            sure[""].append(ok)
    return all(sum(each) >= PROMISED * len(each) for each in sure.values() if len(each) >= _LEAST_OF_A_SET)


def fit_least(samples: Sequence[Sample], scores: Scores, sureness: Mapping[str, Any]) -> dict[str, float]:
    """For each field the probability from which on giving the value is better than leaving it out: highest mean F1 of
    the sets, with the truths that have no right option counted as missing."""
    found = {}
    for field in FORM_OF:
        best, found[field] = -1.0, 0.35
        for least in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
            figures = f1_by_set(samples, scores, sureness, {field: least}, fields=(field,))
            mean = sum(figures.values()) / len(figures)
            if mean > best + 1e-9:
                best, found[field] = mean, least
    return found


def unsure(field: str, speaks: Sequence[float], sureness: Mapping[str, Any]) -> float:
    """The probability before the margin is taken off: what values are given by."""
    total = sum(w * n for w, n in zip(sureness["weights"], speaks, strict=True)) + sureness["offsets"][field]
    return probability(total)


def f1_by_set(
    samples: Sequence[Sample],
    scores: Scores,
    sureness: Mapping[str, Any],
    least: Mapping[str, float],
    fields: Iterable[str] = FORM_OF,
) -> dict[str, float]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, sample in enumerate(samples):
        for field in fields:
            if not asked(sample.truth, field):
                continue
            made = chosen(sample, field, scores[field][place])
            given = made is not None and unsure(field, made[1], sureness) >= least[field]
            names = right_ones(sample.truth, field)
            if given and made is not None:
                ok = bool(names) and is_right(field, made[0], names)
                counts[sample.set][0 if ok else 1] += 1 if ok or not names else 2
            elif names and not may_be_absent(sample.truth, field):
                counts[sample.set][2] += 1
    return {name: 2 * right / max(1, 2 * right + wrong + missing) for name, (right, wrong, missing) in counts.items()}


def rules_by_set(samples: Sequence[Sample], fields: Iterable[str] = FORM_OF) -> dict[str, float]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sample in samples:
        for field in fields:
            if not asked(sample.truth, field):
                continue
            names = right_ones(sample.truth, field)
            told = sample.told.get(field)
            if told is not None:
                ok = bool(names) and is_right(field, told[0], names)
                counts[sample.set][0 if ok else 1] += 1 if ok or not names else 2
            elif names and not may_be_absent(sample.truth, field):
                counts[sample.set][2] += 1
    return {name: 2 * right / max(1, 2 * right + wrong + missing) for name, (right, wrong, missing) in counts.items()}


def flat(model: Any) -> list[list[float]]:
    return [list(folded(tree["tree_structure"])) for tree in model.dump_model()["tree_info"]]
