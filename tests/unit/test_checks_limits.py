"""Every tolerance of the checks has a value on each side: what just fits passes, one step more fails.

A tolerance that grew, or shrank, is seen here, by the rule whose it is.
"""

from typing import Any

import pytest

from tests.unit.checking import check
from tests.unit.checks_limits import OF_FACTS, OF_XML, ON_PAPER, Limit

# Rules that tell faults alone, and what is no fault because nothing is known.
SILENT = {
    ("tax_rate", "a hundred percent"),
    ("amount_due", "nothing is due when it was paid in a way that is not told"),
}


def cases(beyond: bool) -> list[Any]:
    return [
        pytest.param(limit, value, id=f"{limit.rule}: {limit.of}: {value}")
        for limit in (*ON_PAPER, *OF_XML, *OF_FACTS)
        for value in (limit.beyond if beyond else limit.within)
    ]


def failures(limit: Limit, value: str) -> list[bool]:
    results = check(filled(limit.invoice, value), **limit.facts)
    return [result.failed for result in results if result.id == limit.rule]


def filled(node: Any, value: str) -> Any:
    """The invoice with the value in its place."""
    if isinstance(node, dict):
        return {name: filled(inner, value) for name, inner in node.items()}
    if isinstance(node, list):
        return [filled(inner, value) for inner in node]
    return value if node == "{}" else node


@pytest.mark.parametrize(("limit", "value"), cases(beyond=False))
def test_what_just_fits_passes(limit: Limit, value: str) -> None:
    told = failures(limit, value)
    assert not any(told)
    assert told or (limit.rule, limit.of) in SILENT, "a rule that says nothing cannot fail"


@pytest.mark.parametrize(("limit", "value"), cases(beyond=True))
def test_one_step_more_fails(limit: Limit, value: str) -> None:
    assert any(failures(limit, value))
