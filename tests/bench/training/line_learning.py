"""Learns which numbers are amounts of items: two looks, folds of whole sets, and how sure to be."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import lightgbm
import numpy
from sklearn.linear_model import LogisticRegression

from app.engine.evidence.trees import probability
from app.engine.lines.choosing import choose
from app.engine.lines.columns import cents
from app.engine.lines.features import OF_RULES
from app.engine.lines.reading import support
from app.engine.lines.second import second_rows
from tests.bench.training.learn import flat
from tests.bench.training.line_samples import LEARNED, Listed

WEIGHT_OF_SET = {"rvl": 0.5, "cord": 2.0, "inv3d": 1.0, "saas": 2.0, "listings": 0.5, "rendered": 0.7}
"""So that no set, large or of one kind, decides alone."""
FOLDS = ({"cord"}, {"inv3d", "saas"}, {"rendered"})
"""Sets that are left out together."""
BY_DOCUMENT = frozenset({"rvl", "listings"})
"""Sets of which a part is left out each time: left out whole they would tell more of a set of which too many truths are
arbitrary, and of trees without any page by chance."""
_TREES = {
    "objective": "binary", "num_leaves": 24, "learning_rate": 0.1, "min_data_in_leaf": 20, "feature_fraction": 0.35, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 4.0, "verbosity": -1, "num_threads": 1, "max_bin": 63, "seed": 1, "deterministic": True,
}  # fmt: skip
_ROUNDS = (110, 90)
_PARTS = 3
_WITHOUT_RULES = 40  # of a hundred pages of our own: rules were developed on their kind, and would be believed too much
_SURE, _PROMISED = 0.9, 0.965
_LEAST_OF_A_SET, _MOST_MARGIN = 25, 4.0

NOISY = "rvl"
"""A set whose truths are wrong where the trees are surest (prices for amounts, items left out): it counts among all."""

Models = tuple[Any, Any]


def doubting(samples: Sequence[Listed]) -> list[Listed]:
    """The samples, of our own pages some without what the rules say of them."""
    found = []
    for sample in samples:
        if (
            sample.set in ("rendered", "listings")
            and crc32(sample.name.encode()) % 100 < _WITHOUT_RULES
            and len(sample.rows)
        ):
            rows = sample.rows.copy()
            rows[:, -OF_RULES:] = 0
            found.append(replace(sample, rows=rows))
        else:
            found.append(sample)
    return found


def fit(samples: Sequence[Listed], rows: Sequence[Any], look: int) -> Any:
    own = [place for place, sample in enumerate(samples) if len(rows[place])]
    weight = [[WEIGHT_OF_SET[samples[place].set]] * len(rows[place]) for place in own]
    data = lightgbm.Dataset(
        numpy.vstack([rows[place] for place in own]),
        numpy.concatenate([samples[place].right for place in own]),
        weight=numpy.concatenate(weight),
    )
    return lightgbm.train(_TREES, data, _ROUNDS[look])


def predict(model: Any, rows: Sequence[Any]) -> list[Any]:
    return [model.predict(own, num_threads=1) if len(own) else numpy.zeros(0) for own in rows]


def crossed(samples: Sequence[Listed]) -> list[Any]:
    """First scores of every sample by trees that did not see it: what the second look learns from."""
    found: list[Any] = [None] * len(samples)
    for part in range(_PARTS):
        inside = [sample for place, sample in enumerate(samples) if place % _PARTS != part]
        model = fit(inside, [sample.rows for sample in inside], 0)
        outside = [place for place in range(len(samples)) if place % _PARTS == part]
        for place, own in zip(outside, predict(model, [samples[place].rows for place in outside]), strict=True):
            found[place] = own
    return found


def second(samples: Sequence[Listed], first: Sequence[Any]) -> list[Any]:
    return [
        numpy.array(second_rows(sample.grid, sample.rows.tolist(), own.tolist()), dtype=numpy.float32)
        for sample, own in zip(samples, first, strict=True)
    ]


def learn(samples: Sequence[Listed]) -> Models:
    """Both looks. Real documents of whose items nothing was written down tell nothing."""
    samples = doubting([sample for sample in samples if sample.truth or sample.set not in LEARNED])
    again = fit(samples, second(samples, crossed(samples)), 1)
    return fit(samples, [sample.rows for sample in samples], 0), again


def scores(models: Models, samples: Sequence[Listed]) -> list[Any]:
    first = predict(models[0], [sample.rows for sample in samples])
    return predict(models[1], second(samples, first))


def fold_of(sample: Listed) -> int:
    if sample.set in BY_DOCUMENT:
        return crc32(sample.name.encode()) % len(FOLDS)
    return next(place for place, sets in enumerate(FOLDS) if sample.set in sets)


def left_out_scores(samples: Sequence[Listed]) -> list[Any]:
    """Every sample scored by trees that saw nothing of its set."""
    found: list[Any] = [None] * len(samples)
    for fold in range(len(FOLDS)):
        outside = [place for place, sample in enumerate(samples) if fold_of(sample) == fold]
        models = learn([sample for sample in samples if fold_of(sample) != fold])
        for place, own in zip(outside, scores(models, [samples[place] for place in outside]), strict=True):
            found[place] = own
    return found


def _told(samples: Sequence[Listed], found: Sequence[Any]) -> Iterator[tuple[str, list[float], bool]]:
    """Of every chosen amount its set, what speaks for it, and whether it is right."""
    for sample, own in zip(samples, found, strict=True):
        if not sample.truth and sample.set in LEARNED:
            continue
        chosen = choose(sample.grid, own.tolist())
        left = Counter(sample.truth)
        for place, speaks in zip(chosen, support(sample.grid, sample.rows, own.tolist(), chosen), strict=True):
            value = cents(sample.grid.numbers[place].value)
            yield sample.set, speaks, left[value] > 0
            left[value] -= 1


def fit_sureness(samples: Sequence[Listed], found: Sequence[Any]) -> dict[str, Any]:
    """From left-out scores: one line through what speaks for the chosen amounts, and the margin by which it is lowered
    until every set keeps the promise."""
    told = list(_told(samples, found))
    counts = Counter(name for name, *_ in told)
    rows, right = numpy.array([speaks for _, speaks, _ in told]), numpy.array([ok for *_, ok in told])
    line = LogisticRegression(C=0.5, max_iter=3000, fit_intercept=False)
    line.fit(rows, right, sample_weight=[len(told) / len(counts) / counts[name] for name, *_ in told])
    logits, margin = rows @ line.coef_[0], 0.0
    while margin < _MOST_MARGIN and not _keeps(told, logits, margin):
        margin += 0.05
    return {"sureness": [round(float(weight), 4) for weight in line.coef_[0]], "margin": round(margin, 2)}


def _keeps(told: Sequence[Any], logits: Any, margin: float) -> bool:
    sure: dict[str, list[bool]] = defaultdict(list)
    for (name, _, ok), number in zip(told, logits, strict=True):
        if probability(number - margin) >= _SURE:
            sure[""].append(ok)
            if name != NOISY:
                sure[name].append(ok)

    return all(sum(each) >= _PROMISED * len(each) for each in sure.values() if len(each) >= _LEAST_OF_A_SET)


def written(samples: Sequence[Listed], sureness: dict[str, Any]) -> dict[str, Any]:
    """The weights, learned from all samples, as they are written down."""
    first, second_look = learn(samples)
    width = next(sample.rows.shape[1] for sample in samples if len(sample.rows))
    return {"first": flat(first), "second": flat(second_look), "width": width, **sureness}


@dataclass
class Figures:
    matched: int = 0
    given: int = 0
    wanted: int = 0
    whole: int = 0
    documents: int = 0
    none: int = 0

    def add(self, truth: Counter[int], given: Counter[int]) -> None:
        self.matched += sum((truth & given).values())
        self.given += sum(given.values())
        self.wanted += sum(truth.values())
        self.whole += truth == given
        self.documents += 1
        self.none += bool(truth) and not given

    def __str__(self) -> str:
        f1 = 2 * self.matched / max(1, self.given + self.wanted)
        return f"F1 {f1:.3f} all {self.whole / max(1, self.documents):.2f} none {self.none} of {self.documents}"


def figures(samples: Sequence[Listed], found: Sequence[Any]) -> Figures:
    made = Figures()
    for sample, own in zip(samples, found, strict=True):
        places = choose(sample.grid, own.tolist())
        made.add(sample.truth, Counter(cents(sample.grid.numbers[place].value) for place in places))
    return made


def ruled(samples: Sequence[Listed]) -> Figures:
    made = Figures()
    for sample in samples:
        made.add(sample.truth, sample.ruled)
    return made
