"""The value of each field: every option is scored, amounts are judged together, the best is given or, where too little
speaks for any, none."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.reading import Found
from app.domain.sure import BELOW_SURE, SURE
from app.engine.evidence.arithmetic import FEW_CENTS, cents
from app.engine.evidence.features import Page
from app.engine.evidence.joint import ROLES, joint_rows
from app.engine.evidence.options import Option
from app.engine.evidence.told import alike
from app.engine.evidence.trees import logit, probability
from app.engine.evidence.weights import Sureness, Weights

FORM_OF = {
    "gross": "amounts", "net": "amounts", "tax": "amounts", "date": "dates", "due": "dates", "number": "numbers",
    "seller": "names",
}  # fmt: skip
PATH_OF = {
    "gross": "amounts.gross", "net": "amounts.net", "tax": "amounts.tax", "date": "issue_date", "due": "due_date",
    "number": "invoice_number", "seller": "seller.name",
}  # fmt: skip
_TELLING = 0.3  # score from which on an amount may contradict others
_RIVAL = 0.05


NEAR_RIVAL = 0.5
"""Score of a second value with which the first is not sure."""


@dataclass(frozen=True)
class Ranked:
    """A value with the option that shows it best, and its score: 0 to 1, comparable within one field."""

    option: Option
    score: float


def ranked(options: Sequence[Option], scores: Sequence[float]) -> list[Ranked]:
    """Distinct values, the best first; of several places of a value the best one."""
    best: dict[object, Ranked] = {}
    for option, score in zip(options, scores, strict=True):
        if option.value not in best or score > best[option.value].score:
            best[option.value] = Ranked(option, score)
    return sorted(best.values(), key=lambda item: -item.score)


def rankings(page: Page, weights: Weights) -> dict[str, list[Ranked]]:
    """For each field its values, the best first."""
    rows = {
        "amounts": page.rows_of_amounts(),
        "dates": page.rows_of_dates(),
        "numbers": page.rows_of_numbers(),
        "names": page.rows_of_names(),
    }
    scores = {field: [trees.score(row) for row in rows[FORM_OF[field]]] for field, trees in weights.fields.items()}
    scores |= _together(page, scores, weights)
    return {field: ranked(getattr(page, form), scores[field]) for field, form in FORM_OF.items()}


def _together(page: Page, scores: dict[str, list[float]], weights: Weights) -> dict[str, list[float]]:
    """The scores of amounts after a second look. Of places of the same amount the first look still tells the best."""
    values = [option.value for option in page.amounts]
    keys, rows = joint_rows(values, {role: scores[role] for role in ROLES})
    found = {}
    for role in ROLES:
        again = {key: weights.joint[role].score(row) for key, row in zip(keys, rows, strict=True)}
        found[role] = [again[cents(value)] + 1e-6 * first for value, first in zip(values, scores[role], strict=True)]
    return found


def decided(values: Sequence[Ranked], named: Found | None) -> list[Ranked]:
    """Of values that are both likely the one that a service names comes first; the others as they are."""
    likely = [item for item in values if item.score > NEAR_RIVAL and named and alike(item.option.value, named.value)]
    return [*likely[:1], *(item for item in values if item not in likely[:1])]


def balance(best: Mapping[str, tuple[Decimal, float]]) -> tuple[float, float]:
    """Whether the best net amount, tax and total, each with its score, add up, and whether they contradict each other:
    1 for yes. Amounts of which too little speaks for one tell nothing."""
    if not all(role in best and best[role][1] > _TELLING for role in ROLES):
        return 0.0, 0.0
    gross, net, tax = (best[role][0] for role in ROLES)
    holds = abs(net + tax - gross) <= FEW_CENTS
    return float(holds), float(not holds)


def support(
    scores: Sequence[float],
    *,
    told: float | None,
    agrees: bool,
    noisy: bool,
    read: float,
    known: float,
    doubt: bool,
    summed: bool,
    balanced: tuple[float, float],
) -> list[float]:
    """What speaks for the first of some values, as numbers from which its confidence is told. `scores`: theirs, the
    best first. `told`: how sure the rules are of their own choice, None without one; `agrees`: it is the same. `read`:
    how surely its words were recognized; `known`: how many labels of known languages the document has, 0 to 1.
    `summed`: it is the sum of others; `balanced`: of amounts, what `balance` says."""
    second = scores[1] if len(scores) > 1 else 0.0
    return [
        logit(scores[0]),
        logit(scores[0]) - logit(second),
        scores[0] / max(1e-6, sum(scores)),
        float(agrees),
        float(agrees) * (told or 0.0),
        float(told is not None and not agrees),
        float(noisy),
        read,
        known,
        float(doubt),
        float(summed),
        *balanced,
        math.log1p(sum(score > _RIVAL for score in scores[1:])),
    ]


def support_of(page: Page, field: str, ranked_values: Mapping[str, Sequence[Ranked]]) -> list[float]:
    """The same for the values of a field of a page, from those of all fields."""
    values = ranked_values[field]
    option = values[0].option
    best = {role: (own[0].option.value, own[0].score) for role in ROLES if (own := ranked_values[role])}
    told = page.told.chosen.get(PATH_OF[field])
    return support(
        [item.score for item in values],
        told=(told.evidence.confidence or 0.0) if told is not None else None,
        agrees=told is not None and alike(told.value, option.value),
        noisy=page.sheet.noisy,
        read=option.read,
        known=page.known,
        doubt=option.doubt,
        summed=field in ROLES and page.sums.is_sum(option.value),
        balanced=balance(best) if field in ROLES else (0.0, 0.0),
    )


def confidence(field: str, speaks: Sequence[float], sureness: Sureness) -> float:
    """The probability that the chosen value is right, on a document of a kind that was not learned from."""
    total = sum(weight * number for weight, number in zip(sureness.weights, speaks, strict=True))
    return probability(total + sureness.offsets[field])


def promised(sure: float, margin: float) -> float:
    """The confidence that is told of a value. Until so much speaks for it that the promise was kept on sets that were
    not learned from (0.9, and the margin on its logit), it stays below 0.9, in the same order."""
    enough = probability(logit(SURE) + margin)
    return sure if sure >= enough else BELOW_SURE * sure / enough
