"""What a person has looked at, and what not: as it is named, kept, told and relied on."""

from typing import Any

import pytest

from app.domain.checks import Check, Outcome
from app.domain.corrections import carry_over
from app.domain.invoice import Invoice
from app.domain.looked_at import complete, count_unseen, folded, is_path, marked, seen, unseen, vouches
from app.domain.reading import Candidate, Evidence, Source, full
from app.domain.record import RecordStatus
from tests.making import ANNA
from tests.world import INVOICE, World

READ = Evidence(source=Source.TEXT, confidence=0.9)
LINES = {f"lines.{line}.{name}": READ for line in range(2) for name in ("amount", "quantity")}
EVIDENCE = {"invoice_number": READ, "amounts.net": READ, "amounts.gross": READ, **LINES}


def told(evidence: dict[str, Evidence]) -> dict[str, bool | None]:
    return {path: item.looked_at for path, item in evidence.items()}


def test_what_is_named_was_looked_at_and_the_rest_not() -> None:
    evidence = marked(EVIDENCE, ["amounts.gross", "lines.1"], rest=False)
    assert seen(evidence) == ("amounts.gross", "lines.1")
    assert unseen(evidence) == ("amounts.net", "invoice_number", "lines.0")
    assert count_unseen(evidence) == 4


def test_a_path_stands_for_all_beneath_it_and_for_nothing_beside_it() -> None:
    evidence = marked({"lines.1.amount": READ, "lines.10.amount": READ}, ["lines.1"], rest=False)
    assert told(evidence) == {"lines.1.amount": True, "lines.10.amount": False}
    assert all(told(marked(EVIDENCE, ["lines"], rest=None))[path] for path in LINES)


def test_what_was_looked_at_stays_so_and_what_nobody_spoke_of_stays_unknown() -> None:
    before = {"amounts.net": READ.model_copy(update={"looked_at": True}), "amounts.gross": READ}
    assert told(marked(before, [], rest=False)) == {"amounts.net": True, "amounts.gross": False}
    assert told(marked(before, [], rest=None)) == {"amounts.net": True, "amounts.gross": None}


def test_that_there_is_no_such_value_can_be_looked_at() -> None:
    evidence = marked(EVIDENCE, ["due_date", "seller", "lines.7.amount"], rest=False)
    assert evidence["due_date"].looked_at is True
    assert "seller" not in evidence and "lines.7.amount" not in evidence
    assert full(Invoice(), evidence)["due_date"] == {
        **{"value": None, "raw": None, "confidence": None, "page": None, "polygon": None, "source": "user"},
        **{"candidates": [], "looked_at": True, "checks": []},
    }


def test_paths_are_folded_as_far_as_they_stand_for_all() -> None:
    every = ["seller.name", "seller.vat_id", "lines.0.amount", "lines.0.unit", "lines.1.amount"]
    assert folded(every, every) == ("lines", "seller")
    assert folded(every[2:4], every) == ("lines.0",)
    assert folded(["seller.name"], every) == ("seller.name",)
    assert folded([], every) == ()


def test_nothing_is_counted_where_nobody_said() -> None:
    assert count_unseen(EVIDENCE) is None
    assert count_unseen(marked(EVIDENCE, ["lines"], rest=None)) is None
    assert count_unseen({}) == 0
    assert count_unseen(marked(EVIDENCE, EVIDENCE, rest=False)) == 0


@pytest.mark.parametrize(
    "path", ["seller", "seller.name", "lines", "lines.3", "lines.4999.amount", "notes.0", "taxes.0.rate"]
)
def test_a_place_of_an_invoice(path: str) -> None:
    assert is_path(path)


@pytest.mark.parametrize(
    "path",
    ["", "amount.gross", "seller.nam", "lines.x", "lines.-1", "lines.٣", "lines.0.amount.x", "seller.", ".seller"],
)
def test_no_place_of_an_invoice(path: str) -> None:
    assert not is_path(path)


# ---- corrections -----------------------------------------------------------------------------------------------------


def test_a_changed_value_was_looked_at_and_one_that_stays_is_as_before() -> None:
    before = Invoice.model_validate({"invoice_number": "R-1", "purchase_order": "P"})
    after = before.model_copy(update={"invoice_number": "R-7"})
    evidence = carry_over(before, {"invoice_number": READ, "purchase_order": READ}, after)
    assert told(evidence) == {"invoice_number": True, "purchase_order": None}


def test_a_value_without_evidence_that_stays_was_not_looked_at() -> None:
    invoice = Invoice.model_validate({"invoice_number": "R-1"})
    assert carry_over(invoice, {}, invoice) == {}
    assert told(marked(complete({}, invoice), [], rest=False)) == {"invoice_number": False}


def test_what_the_reader_could_not_choose_stays_to_be_chosen_also_when_its_line_moves() -> None:
    lines = [{"description": "Paper"}, {"description": "Ink"}]
    before = Invoice.model_validate({"lines": lines})
    unsure = Evidence(source=Source.TEXT, candidates=(Candidate(value="1.00"),))
    evidence = {"due_date": unsure, "lines.0.amount": unsure, "lines.1.amount": unsure}
    after = before.model_copy(update={"lines": before.lines[1:]})
    kept = carry_over(before, evidence, after)
    assert {path for path, item in kept.items() if item.candidates} == {"due_date", "lines.0.amount"}


# ---- vouching --------------------------------------------------------------------------------------------------------

PATH = "payment.accounts.0.iban"
CHANGED = Check(id="bank_changed", outcome=Outcome.FAILED, detail="…", fields=(PATH,))


@pytest.mark.parametrize(
    ("item", "checks", "expected"),
    [
        ({"looked_at": True, "confidence": 0.2}, [CHANGED], True),
        ({"looked_at": False, "confidence": 0.95}, [], True),
        ({"looked_at": False, "confidence": 0.95}, [CHANGED], False),
        ({"looked_at": False, "confidence": 0.7}, [], True),
        ({"looked_at": False, "confidence": 0.69}, [], False),
        ({"looked_at": None, "confidence": 0.5}, [CHANGED], True),  # an older record: looked at as a whole
    ],
)
def test_an_account_in_doubt_vouches_only_when_somebody_looked_at_it(
    item: dict[str, Any], checks: list[Check], expected: bool
) -> None:
    assert vouches(PATH, {PATH: Evidence(source=Source.TEXT, **item)}, checks) is expected


# ---- saving and changing ---------------------------------------------------------------------------------------------


def test_a_save_that_says_what_was_looked_at() -> None:
    world = World()
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), looked_at=["amounts.gross"])
    assert record.status is RecordStatus.REVIEWED
    assert seen(record.evidence) == ("amounts.gross",)
    assert unseen(record.evidence)
    (saved,) = world.container.invoices.history(ANNA, record.id)
    assert saved.looked_at == ("amounts.gross",)
    assert saved.not_looked_at == count_unseen(record.evidence)


def test_a_save_that_does_not_say_so_leaves_it_unknown_but_for_what_it_changes() -> None:
    world = World()
    corrected = INVOICE.model_copy(update={"invoice_number": "R-7"})
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), corrected)
    assert seen(record.evidence) == ("invoice_number",)
    assert unseen(record.evidence) == ()
    (saved,) = world.container.invoices.history(ANNA, record.id)
    assert saved.not_looked_at is None


def test_what_is_kept_to_be_reviewed_later_was_looked_at_by_nobody() -> None:
    world = World()
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), reviewed=False, looked_at=None)
    assert seen(record.evidence) == ()
    assert count_unseen(record.evidence) == len(record.evidence)


def test_looking_is_a_change_of_its_own_and_a_change_takes_no_look_back() -> None:
    world = World()
    service = world.container.invoices
    record = service.save(ANNA, world.scanned(ANNA), looked_at=["amounts.gross"])
    service.replace(ANNA, record.id, INVOICE, version=1, looked_at=["amounts.net"])
    third = service.replace(ANNA, record.id, INVOICE.model_copy(update={"invoice_number": "R-7"}), version=2)
    assert {"amounts.gross", "amounts.net", "invoice_number"} <= {
        path for path, item in third.evidence.items() if item.looked_at
    }
    assert "issue_date" in {path for path, item in third.evidence.items() if item.looked_at is False}
    _, second, last = service.history(ANNA, record.id)
    assert (second.values, second.looked_at) == ({}, ("amounts.net",))
    assert last.looked_at == ()
    assert last.not_looked_at == (second.not_looked_at or 0) - 1
