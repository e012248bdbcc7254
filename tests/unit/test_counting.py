"""What one document counts as beside the others: one rule for lists, totals, export and page."""

from decimal import Decimal

import pytest

from app.domain.counting import Counts, Money, counts, money

HUNDRED = money("invoice", net=Decimal(100), tax=Decimal(19), gross=Decimal(119))


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        ([], Counts.DISPUTED),
        (["gross_total"], Counts.DISPUTED),
        (["duplicate_file"], Counts.ADDS),  # there is no earlier one any more
        (["duplicate_file", "duplicate_business"], Counts.ADDS),
        (["duplicate_file", "gross_total"], Counts.DISPUTED),
    ],
)
def test_what_was_kept_as_disputed_counts_when_a_duplicate_was_all_that_was_wrong(
    failed: list[str], expected: Counts
) -> None:
    assert counts("invoice", failed, HUNDRED, disputed=True, duplicate=False) is expected


@pytest.mark.parametrize("failed", [[], ["gross_total"], ["duplicate_file"]])
def test_a_duplicate_does_not_count_whatever_else_is_wrong(failed: list[str]) -> None:
    assert counts("invoice", failed, HUNDRED, disputed=True, duplicate=True) is Counts.DUPLICATE


@pytest.mark.parametrize(
    ("kind", "gross", "expected"),
    [
        ("invoice", "0.01", Counts.ADDS),
        ("invoice", "0.00", Counts.ADDS),
        ("invoice", "-0.01", Counts.REDUCES),
        ("credit_note", "0.01", Counts.REDUCES),
        ("credit_note", "-0.01", Counts.REDUCES),
        ("credit_note", "0.00", Counts.REDUCES),
        ("quote", "0.01", Counts.NOT_COUNTED),
        (None, "0.01", Counts.ADDS),
    ],
)
def test_the_kind_and_the_sign_decide_whether_it_adds(kind: str | None, gross: str, expected: Counts) -> None:
    sums = money(kind, net=None, tax=None, gross=Decimal(gross))
    assert counts(kind, [], sums, disputed=False, duplicate=False) is expected


def test_of_a_credit_note_every_amount_turns_its_sign_together() -> None:
    turned = money("credit_note", net=Decimal("-1.00"), tax=Decimal("3.10"), gross=Decimal("2.10"))
    assert turned == Money(net=Decimal("1.00"), tax=Decimal("-3.10"), gross=Decimal("-2.10"))
    assert money("credit_note", net=Decimal("1.00"), tax=None, gross=Decimal("-2.10")).gross == Decimal("-2.10")
