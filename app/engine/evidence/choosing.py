"""The value of each field: every option is scored, amounts are judged together, the best is given or, where too little
speaks for any, none."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.reading import Found
from app.engine.evidence.arithmetic import cents
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


def support(
    scores: Sequence[float], *, told: float | None, agrees: bool, noisy: bool, read: float, known: float, doubt: bool
) -> list[float]:
    """What speaks for the first of some values, as numbers from which its confidence is told. `scores`: theirs, the
    best first. `told`: how sure the rules are of their own choice, None without one; `agrees`: it is the same. `read`:
    how surely its words were recognized; `known`: how many labels of known languages the document has, 0 to 1."""
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
    ]


def support_of(page: Page, field: str, values: Sequence[Ranked]) -> list[float]:
    """The same for the values of a field of a page."""
    option = values[0].option
    told = page.told.chosen.get(PATH_OF[field])
    return support(
        [item.score for item in values],
        told=(told.evidence.confidence or 0.0) if told is not None else None,
        agrees=told is not None and alike(told.value, option.value),
        noisy=page.sheet.noisy,
        read=option.read,
        known=page.known,
        doubt=option.doubt,
    )


def confidence(field: str, speaks: Sequence[float], sureness: Sureness) -> float:
    """The probability that the chosen value is right, on a document of a kind that was not learned from."""
    total = sum(weight * number for weight, number in zip(sureness.weights, speaks, strict=True))
    return probability(total + sureness.offsets[field])
