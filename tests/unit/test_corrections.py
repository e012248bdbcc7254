"""Evidence follows its values when a person changes an invoice."""

from app.domain.corrections import carry_over, changes
from app.domain.invoice import Invoice
from app.domain.reading import Evidence, Source

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
