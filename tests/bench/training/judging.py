"""What was chosen, judged: right or wrong, how sure to be, and from where on to give a value."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy
from sklearn.linear_model import LogisticRegression

from app.domain.sure import SURE
from app.engine.evidence.choosing import FORM_OF, balance, letters, promised, support
from app.engine.evidence.joint import ROLES
from app.engine.evidence.trees import probability
from tests.bench.training.samples import Sample, Scores
from tests.bench.training.truth import asked, is_right, may_be_absent, right_ones

PROMISED = 0.962  # of values at 0.9 or more, on every set by itself while it is left out
_LEAST_OF_A_SET = 25
_MOST_MARGIN = 4.0


def ordered(sample: Sample, field: str, scores: Sequence[float]) -> list[tuple[str, tuple[float, int]]]:
    """Distinct values, the best first, each with its score and place."""
    best: dict[str, tuple[float, int]] = {}
    for place, (value, number) in enumerate(zip(sample.forms[FORM_OF[field]].values, scores, strict=True)):
        if value not in best or number > best[value][0]:
            best[value] = (float(number), place)
    return sorted(best.items(), key=lambda item: -item[1][0])


def balanced(sample: Sample, scores: Mapping[str, Sequence[float]]) -> tuple[float, float]:
    values = sample.amounts
    if not values:
        return 0.0, 0.0
    tops = {role: int(numpy.argmax(scores[role])) for role in ROLES}
    return balance({role: (values[place], float(scores[role][place])) for role, place in tops.items()})


def chosen(sample: Sample, field: str, scores: Mapping[str, Sequence[float]]) -> tuple[str, list[float]] | None:
    """The best value, and what speaks for it. `scores` are the sample's, by field."""
    form = sample.forms[FORM_OF[field]]
    values = ordered(sample, field, scores[field])
    if not values:
        return None
    value, (_, place) = values[0]
    told = sample.told.get(field)
    agrees = told is not None and letters(told[0]) == letters(value)
    return value, support(
        [number for _, (number, _) in values], told=told[1] if told else None, agrees=agrees, noisy=sample.noisy,
        read=form.read[place], known=sample.known, doubt=form.doubt[place],
        summed=form.summed[place], balanced=balanced(sample, scores) if field in ROLES else (0.0, 0.0),
    )  # fmt: skip


def choices(samples: Sequence[Sample], scores: Scores) -> Iterator[tuple[Sample, str, str, list[float], bool]]:
    """Every best value with its support and whether it is right, where the truth is known."""
    for place, sample in enumerate(samples):
        own = {field: scores[field][place] for field in FORM_OF}
        for field in FORM_OF:
            if asked(sample.truth, field) and (made := chosen(sample, field, own)) is not None:
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
        own = {field: scores[field][place] for field in FORM_OF}
        for field in fields:
            if not asked(sample.truth, field):
                continue
            made = chosen(sample, field, own)
            given = made is not None and unsure(field, made[1], sureness) >= least[field]
            names = right_ones(sample.truth, field)
            if given and made is not None:
                ok = bool(names) and is_right(field, made[0], names)
                counts[sample.set][0 if ok else 1] += 1 if ok or not names else 2
            elif names and not may_be_absent(sample.truth, field):
                counts[sample.set][2] += 1
    return {name: 2 * right / max(1, 2 * right + wrong + missing) for name, (right, wrong, missing) in counts.items()}


def sure_by_set(
    samples: Sequence[Sample], scores: Scores, sureness: Mapping[str, Any], least: Mapping[str, float]
) -> dict[str, list[tuple[bool, float]]]:
    """For each set its given values: whether right, and how confident."""
    found: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for sample, field, _, speaks, ok in choices(samples, scores):
        sure = unsure(field, speaks, sureness)
        if sure >= least[field]:
            found[sample.set].append((ok, promised(sure, sureness["margins"][field])))
    return found


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
