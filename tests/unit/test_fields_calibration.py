"""From scores to confidences, and where the thresholds come from."""

import pytest

from app.domain.reading import Source
from app.engine.fields.calibration import calibrated, key, score_of
from tests.bench.reading.calibrate import Row, threshold


def rows(right: int, wrong: int, *, score: float, name: str = "a") -> list[Row]:
    return [Row(name, f"seller {n}", "total text", score, n < right) for n in range(right + wrong)]


def test_a_score_that_was_always_right_is_enough() -> None:
    assert threshold(rows(50, 0, score=0.8) + rows(5, 15, score=0.5)) == 0.8


def test_a_set_on_which_a_score_fails_keeps_it_from_being_enough() -> None:
    good, bad = rows(500, 0, score=0.8), rows(15, 5, score=0.8, name="b")
    assert threshold(good + bad) is None
    assert threshold(good + bad + rows(60, 0, score=0.9)) == 0.9


def test_few_values_prove_nothing() -> None:
    assert threshold(rows(10, 0, score=0.9)) is None


def test_places_in_lists_do_not_matter() -> None:
    assert key("payment.accounts.2.iban", Source.TEXT) == "payment.accounts.*.iban text"


@pytest.mark.parametrize("score", [0.0, 0.2, 0.5, 0.7, 0.85, 0.97, 1.0])
@pytest.mark.parametrize("path", ["amounts.gross", "issue_date", "seller.name", "never.heard.of"])
def test_confidences_rise_with_scores_and_lead_back_to_them(path: str, score: float) -> None:
    confidence = calibrated(path, Source.TEXT, score)
    assert 0 <= confidence <= 0.99
    assert score_of(path, Source.TEXT, confidence) == pytest.approx(score, abs=0.01)
    assert calibrated(path, Source.TEXT, min(1.0, score + 0.05)) >= confidence


def test_a_field_that_was_never_measured_is_never_sure() -> None:
    assert calibrated("never.heard.of", Source.ENGINE, 1.0) < 0.9
