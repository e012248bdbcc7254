"""What is kept outlives the code that wrote it: F58, for every kind of kept object and at every level of it."""

import json
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from app.domain.errors import Conflict
from app.domain.invoice import DocumentType, Invoice
from app.domain.record import Record, RecordStatus, Summary
from app.domain.scan import Scan, ScanState
from app.domain.stored import Stored, dump, load
from tests.later import examples, full_record, full_scan, with_members, with_values

EXAMPLES = {type(one).__name__: one for one in examples()}
KINDS = pytest.mark.parametrize("kind", EXAMPLES)


def changed(kept: Stored, **members: Any) -> str:
    """The text of an object with other values: `invoice__seller__name` names a place."""
    tree = json.loads(dump(kept))
    for path, value in members.items():
        node = tree
        *outside, last = path.split("__")
        for part in outside:
            node = node[int(part) if part.isdigit() else part]
        node[int(last) if last.isdigit() else last] = value
    return json.dumps(tree)


def same(one: str, other: str) -> bool:
    return bool(json.loads(one) == json.loads(other))


def test_every_kind_of_kept_object_is_tried() -> None:
    assert set(EXAMPLES) == {kind.__name__ for kind in Stored.__subclasses__()}


@KINDS
def test_what_is_known_is_read_and_written_as_ever(kind: str) -> None:
    kept = EXAMPLES[kind]
    assert load(type(kept), dump(kept)) == kept
    assert not load(type(kept), dump(kept)).aside


@KINDS
@pytest.mark.parametrize("seed", range(20))
def test_f58_unknown_members_at_every_level_are_passed_over_and_kept(kind: str, seed: int) -> None:
    kept = EXAMPLES[kind]
    text = with_members(dump(kept), Random(seed))
    read = load(type(kept), text)
    assert read.model_dump() == kept.model_dump()
    assert same(dump(read), text)


@KINDS
@pytest.mark.parametrize("seed", range(40))
def test_f58_unknown_values_and_forms_are_kept_or_the_object_is_refused_in_a_sentence(kind: str, seed: int) -> None:
    kept, chance = EXAMPLES[kind], Random(seed)
    text = with_values(dump(kept), chance, many=chance.randrange(1, 8))
    try:
        read = load(type(kept), text)
    except Conflict as told:
        assert told.code == "newer-data"
    else:
        if not read.aside:
            return  # it meant something to us, perhaps the same in another spelling
        again = load(type(kept), dump(read))
        assert (again, again.aside) == (read, read.aside)


@pytest.mark.parametrize(
    ("place", "value", "shown"),
    [
        ("invoice__document_type", "of_a_later_release", None),
        ("invoice__seller__address", "Kai 1, Hamburg", ""),
        ("invoice__lines__1__quantity", {"value": "2", "unit": "kg"}, None),
        ("invoice__notes", [{"text": "first"}, "second"], ()),
        ("invoice__lines", [{"description": "x"}] * 5_001, ()),
        ("invoice__seller__name", "x" * 10_001, None),
        ("invoice__amounts__gross", "1.12345678901", None),
    ],
)
def test_f58_a_value_that_is_not_understood_is_shown_as_absent_and_kept(place: str, value: Any, shown: object) -> None:
    text = changed(full_record(), **{place: value})
    read = load(Record, text)
    node: Any = read
    for part in place.split("__"):
        node = node[int(part)] if part.isdigit() else getattr(node, part)
    assert (shown == "" and node.text is None) or node == shown
    assert same(dump(read), text)


def test_f58_what_has_to_have_a_value_is_put_aside_with_what_needs_it() -> None:
    text = changed(full_record(), evidence__invoice_number__source="oracle", checks__0__outcome="skipped")
    read = load(Record, text)
    assert "invoice_number" not in read.evidence and "notes.1" in read.evidence
    assert [check.id for check in read.checks] == ["xml_vs_picture"]
    assert same(dump(read), text)


def test_f58_rows_behind_one_that_is_not_understood_are_told_by_their_own_numbers() -> None:
    text = changed(full_record(), checks__0__outcome="skipped", checks__1__later=1, checks__1__page="first")
    read = load(Record, text)
    assert [(check.id, check.page) for check in read.checks] == [("xml_vs_picture", None)]
    assert same(dump(read), text)


@pytest.mark.parametrize("kind", [Record, Summary])
def test_f58_an_unknown_status_is_shown_as_one_that_a_person_has_to_look_at(kind: type[Record | Summary]) -> None:
    kept = full_record() if kind is Record else full_record().summary()
    text = changed(kept, status="archived")
    read = load(kind, text)
    assert (read.status, read.stands_in) == (RecordStatus.NEEDS_REVIEW, True)
    assert same(dump(read), text)


def test_f58_no_step_leads_on_from_a_state_of_a_later_release() -> None:
    text = changed(full_scan(), state="waiting")
    read = load(Scan, text)
    assert read.state is ScanState.READING
    assert not any(read.may_become(read.model_copy(update={"state": state})) for state in ScanState)
    assert same(dump(read), text)


def test_f58_what_was_put_elsewhere_since_is_not_put_back() -> None:
    text = changed(full_record(), invoice__document_type="of_a_later_release", invoice__lines__1__later="x")
    read = load(Record, text)
    set_by_hand = read.invoice.model_copy(update={"document_type": DocumentType.ORDER, "lines": ()})
    again = json.loads(dump(read.model_copy(update={"invoice": set_by_hand})))
    assert (again["invoice"]["document_type"], again["invoice"]["lines"]) == ("order", [])


@pytest.mark.parametrize("member", ["id", "document", "invoice", "version"])
def test_f58_without_what_every_object_has_it_is_refused_in_a_sentence(member: str) -> None:
    with pytest.raises(Conflict, match="newer version") as told:
        load(Record, changed(full_record(), **{member: ["another form"]}))
    assert told.value.code == "newer-data"


def test_a_text_that_was_cut_off_is_no_newer_release() -> None:
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        load(Record, dump(full_record())[:-9])


def test_the_border_stays_strict() -> None:
    for text in ('{"later": 1}', '{"document_type": "of_a_later_release"}', '{"lines": [{"later": 1}]}'):
        with pytest.raises(ValidationError):
            Invoice.model_validate_json(text)
