"""A Check about something that is no sum: what was found is right, or it is not, and why."""

from app.domain.checks import Check, Outcome

TOLD_LINES = 50  # wrong lines told one by one; a document may have thousands


def verdict(
    check_id: str,
    *,
    wrong: str | None,
    right: str,
    fields: tuple[str, ...],
    rule: str | None = None,
    expected: str | None = None,
    found: str | None = None,
) -> Check:
    """Failed with the sentence `wrong`, or passed with the sentence `right` when there is nothing wrong."""
    outcome = Outcome.PASSED if wrong is None else Outcome.FAILED
    detail = right if wrong is None else wrong
    return Check(id=check_id, rule=rule, outcome=outcome, detail=detail, fields=fields, expected=expected, found=found)
