"""Net amount, tax and total chosen together: each amount is judged again by what the others would be beside it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.engine.evidence.arithmetic import MOST_TAX, cents
from app.engine.evidence.trees import logit

ROLES = ("gross", "net", "tax")
_NEVER = -10.0
_MOST = 60  # amounts that are tried with one another

Scores = Mapping[str, Sequence[float]]


def best_of_values(values: Sequence[Decimal], scores: Sequence[float]) -> dict[int, float]:
    """For each amount, in cents, its best score anywhere on the document."""
    best: dict[int, float] = {}
    for value, score in zip(values, scores, strict=True):
        key = cents(value)
        best[key] = max(score, best.get(key, 0.0))
    return best


def joint_rows(values: Sequence[Decimal], scores: Scores) -> tuple[list[int], list[list[float]]]:
    """Distinct amounts in cents, and for each the features by which it is judged beside the others."""
    best = {role: best_of_values(values, scores[role]) for role in ROLES}
    keys = list(best["gross"])
    logits = {role: {key: logit(best[role][key]) for key in keys} for role in ROLES}
    top = {role: max(keys, key=logits[role].__getitem__) for role in ROLES} if keys else {}
    partners = _partners(keys, logits)
    counts: dict[int, int] = {}
    for value in values:
        counts[cents(value)] = counts.get(cents(value), 0) + 1
    rows = []
    for key in keys:
        row = [logits[role][key] for role in ROLES]
        row += [logits[role][key] - _best_other(logits[role], key) for role in ROLES]
        row += [logits[role][top[role]] for role in ROLES]
        row += [partners[role].get(key, _NEVER) for role in ROLES]
        row += [max(partners[role].values(), default=_NEVER) for role in ROLES]
        row += [
            float(abs(top["net"] + top["tax"] - key) <= 1),
            float(abs(key + top["tax"] - top["gross"]) <= 1),
            float(abs(top["net"] + key - top["gross"]) <= 1),
            float(key == top["gross"]),
            key / top["gross"] if top["gross"] else 0.0,
            float(counts[key]),
            float(len(keys)),
            float(key == 0),
        ]
        rows.append(row)
    return keys, rows


def _best_other(logits: Mapping[int, float], key: int) -> float:
    return max((score for other, score in logits.items() if other != key), default=_NEVER)


def _partners(keys: Sequence[int], logits: Mapping[str, Mapping[int, float]]) -> dict[str, dict[int, float]]:
    """For each role and amount the best that two others can be with it: the weaker of their two scores."""
    likely = sorted(keys, key=lambda key: -max(logits[role][key] for role in ROLES))[:_MOST]
    known = set(likely)
    found: dict[str, dict[int, float]] = {role: {} for role in ROLES}
    for net in likely:
        for tax in likely:
            if not 0 < tax <= MOST_TAX * net:
                continue
            for total in (net + tax - 1, net + tax, net + tax + 1):
                if total not in known:
                    continue
                own = {"gross": total, "net": net, "tax": tax}
                for role in ROLES:
                    others = min(logits[other][own[other]] for other in ROLES if other != role)
                    place = found[role]
                    place[own[role]] = max(place.get(own[role], _NEVER), others)
    return found
