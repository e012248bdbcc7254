"""Evidence follows its values when a person changes an invoice."""

from typing import Any

import pytest

from app.domain.checks import OF_DOCUMENT, Check, Outcome
from app.domain.corrections import carry_over, changes, still_hold
from app.domain.invoice import Invoice
from app.domain.reading import Candidate, Evidence, Source

READ = Invoice.model_validate(
    {
        "invoice_number": "R-1",
        "amounts": {"gross": "119.00"},
        "lines": [
            {"description": "Paper", "quantity": "1", "amount": "40.00"},
            {"description": "Ink", "quantity": "1", "amount": "60.00"},
        ],
        "notes": ["first", "second"],
    }
)


def seen(page: int) -> Evidence:
    return Evidence(source=Source.ENGINE, confidence=0.8, page=page)


EVIDENCE = {
    "invoice_number": seen(1),
    "amounts.gross": seen(1),
    "lines.0.description": seen(1),
    "lines.1.description": seen(2),
    "notes.1": seen(2),
}


def test_a_value_that_stays_keeps_its_evidence() -> None:
    assert carry_over(READ, EVIDENCE, READ)["amounts.gross"] == seen(1)


def test_a_corrected_value_is_the_users_and_keeps_the_old_one_as_candidate() -> None:
    after = READ.model_copy(update={"invoice_number": "R-7"})
    evidence = carry_over(READ, EVIDENCE, after)["invoice_number"]
    assert evidence.source is Source.USER
    assert evidence.confidence == 1.0
    assert [(candidate.value, candidate.page) for candidate in evidence.candidates] == [("R-1", 1)]


def test_a_value_that_was_typed_in_is_the_users() -> None:
    after = READ.model_copy(update={"purchase_order": "PO 5"})
    assert carry_over(READ, EVIDENCE, after)["purchase_order"].source is Source.USER


def test_a_line_that_moves_up_keeps_its_evidence() -> None:
    after = READ.model_copy(update={"lines": READ.lines[1:]})
    assert carry_over(READ, EVIDENCE, after)["lines.0.description"] == seen(2)


def test_a_line_put_between_leaves_the_others_their_evidence() -> None:
    new = READ.lines[0].model_copy(update={"description": "Pens"})
    after = READ.model_copy(update={"lines": (READ.lines[0], new, READ.lines[1])})
    evidence = carry_over(READ, EVIDENCE, after)
    assert evidence["lines.1.description"].source is Source.USER
    assert evidence["lines.2.description"] == seen(2)


def test_an_entry_of_a_plain_list_keeps_its_evidence() -> None:
    after = READ.model_copy(update={"notes": ("second",)})
    assert carry_over(READ, EVIDENCE, after)["notes.0"] == seen(2)


def test_changes_name_the_path_and_both_values() -> None:
    after = READ.model_copy(update={"invoice_number": None, "purchase_order": "PO 5"})
    assert changes(READ, after) == {"invoice_number": ("R-1", None), "purchase_order": (None, "PO 5")}


def test_no_change_is_an_empty_record() -> None:
    assert changes(READ, READ) == {}


BY_HAND = Evidence(source=Source.USER, confidence=1.0, looked_at=True)


def corrected(**update: Any) -> dict[str, Evidence]:
    """All evidence after a correction."""
    return carry_over(READ, EVIDENCE, READ.model_copy(update=update))


def without(*paths: str) -> dict[str, Evidence]:
    return {path: item for path, item in EVIDENCE.items() if path not in paths}


def test_of_a_corrected_value_nothing_old_is_left_but_as_a_candidate() -> None:
    old = Candidate(value="R-1", confidence=0.8, page=1, source=Source.ENGINE)
    by_hand = BY_HAND.model_copy(update={"candidates": (old,)})
    assert corrected(invoice_number="R-7") == without("invoice_number") | {"invoice_number": by_hand}


def test_of_a_value_that_was_taken_out_no_evidence_is_left() -> None:
    assert corrected(invoice_number=None) == without("invoice_number")


def test_of_a_line_that_was_taken_out_no_evidence_is_left() -> None:
    assert corrected(lines=READ.lines[:1]) == without("lines.1.description")


def test_of_a_cell_that_was_emptied_no_evidence_is_left() -> None:
    emptied = READ.lines[1].model_copy(update={"description": None})
    assert corrected(lines=(READ.lines[0], emptied)) == without("lines.1.description")


def test_what_was_known_of_an_absent_value_stays_until_there_is_one() -> None:
    maybe = Candidate(value="PO 5")
    doubted = {"purchase_order": Evidence(source=Source.ENGINE, candidates=(maybe,))}
    assert carry_over(READ, doubted, READ) == doubted
    filled = carry_over(READ, doubted, READ.model_copy(update={"purchase_order": "PO 6"}))
    assert filled["purchase_order"] == BY_HAND.model_copy(update={"candidates": (maybe,)})


def found(check_id: str, outcome: Outcome = Outcome.FAILED) -> Check:
    return Check(id=check_id, outcome=outcome, detail="as it was read", fields=("invoice_number",))


OF_READER = sorted(OF_DOCUMENT)[0]


@pytest.mark.parametrize(
    ("check", "update", "stays"),
    [
        (found(OF_READER), {}, True),
        (found(OF_READER), {"purchase_order": "PO 5"}, True),
        (found(OF_READER), {"invoice_number": "R-7"}, False),
        (found(OF_READER), {"invoice_number": None}, False),
        (found(OF_READER, Outcome.PASSED), {"invoice_number": "R-7"}, True),
        (found("of_a_newer_release"), {}, True),
        (found("of_a_newer_release"), {"invoice_number": "R-7"}, False),
        (found("gross_total"), {}, False),  # is told again from the values
    ],
)
def test_what_a_reader_found_holds_until_the_value_is_another(
    check: Check, update: dict[str, Any], stays: bool
) -> None:
    assert still_hold([check], READ, READ.model_copy(update=update)) == ((check,) if stays else ())
