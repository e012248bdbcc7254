"""Found values become an invoice; what a field cannot hold is kept as a candidate."""

from decimal import Decimal

from app.domain.checks import Check, Outcome
from app.domain.invoice import Invoice, leaves, nest, plain
from app.domain.reading import Candidate, Evidence, Found, Source, build_reading, full

SEEN = Evidence(source=Source.ENGINE, confidence=0.7, raw="R-1", page=1, polygon=((0, 0), (1, 0), (1, 1), (0, 1)))


def test_values_and_lists_are_put_in_their_places() -> None:
    found = [
        Found("invoice_number", "R-1", SEEN),
        Found("lines.0.amount", Decimal("12.50"), SEEN),
        Found("lines.1.amount", Decimal("1.10"), SEEN),
        Found("notes.0", "thanks", SEEN),
    ]
    invoice = build_reading(reader="engine", version="1", pages=1, found=found).invoice
    assert invoice.invoice_number == "R-1"
    assert [line.amount for line in invoice.lines] == [Decimal("12.50"), Decimal("1.10")]
    assert invoice.notes == ("thanks",)


def test_a_value_its_field_cannot_hold_stays_as_candidate() -> None:
    reading = build_reading(reader="engine", version="1", pages=1, found=[Found("currency", "Dollars", SEEN)])
    assert reading.invoice.currency is None
    assert reading.evidence["currency"].confidence is None
    assert [candidate.value for candidate in reading.evidence["currency"].candidates] == ["Dollars"]


def test_a_row_whose_values_are_all_refused_is_left_out_and_the_next_moves_up_with_its_evidence() -> None:
    second = SEEN.model_copy(update={"page": 2})
    found = [
        Found("lines.3.amount", "not a number", SEEN),
        Found("lines.7.amount", Decimal("2.00"), second),
        Found("lines.7.quantity", None, second.model_copy(update={"candidates": (Candidate(value="1"),)})),
    ]
    reading = build_reading(reader="engine", version="1", pages=2, found=found)
    assert [line.amount for line in reading.invoice.lines] == [Decimal("2.00")]
    assert reading.evidence["lines.0.amount"].page == 2
    assert reading.evidence.keys() == {"lines.0.amount", "lines.0.quantity"}


def test_the_full_form_has_a_leaf_for_each_value_and_each_doubt() -> None:
    doubt = Evidence(source=Source.ENGINE, candidates=(Candidate(value="9.00", raw="9,00"),))
    reading = build_reading(
        reader="engine",
        version="1",
        pages=1,
        found=[Found("invoice_number", "R-1", SEEN), Found("amounts.gross", None, doubt)],
    )
    check = Check(id="gross_total", outcome=Outcome.FAILED, detail="no", fields=("invoice_number",))
    shown = full(reading.invoice, reading.evidence, [check])
    assert shown["invoice_number"]["value"] == "R-1"
    assert shown["invoice_number"]["checks"] == ["gross_total"]
    assert shown["amounts"]["gross"]["value"] is None
    assert shown["amounts"]["gross"]["candidates"][0]["value"] == "9.00"


def test_leaves_and_nest_undo_each_other() -> None:
    invoice = Invoice.model_validate(
        {
            "seller": {"tax_ids": [{"scheme": "mst", "value": "0101"}]},
            "lines": [{"amount": "1"}] * 12,
            "notes": ["a", "b"],
        }
    )
    assert nest(dict(leaves(plain(invoice)))) == plain(invoice)


def test_the_plain_form_keeps_every_digit() -> None:
    invoice = Invoice.model_validate({"amounts": {"gross": "1234567890123456789.0100"}})
    assert plain(invoice) == {"amounts": {"gross": "1234567890123456789.0100"}}
