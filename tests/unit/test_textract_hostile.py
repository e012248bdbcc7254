"""Answers that are damaged or made up: a reading or a refusal comes out, never another failure."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.textract.mapping import read_answer
from app.adapters.textract.saved import read_saved_answer
from app.domain.errors import DocumentRejected
from app.domain.invoice import MAX_LINES
from app.domain.reading import Reading
from tests.pace import SECOND, within
from tests.textract_answers import Json, answer, expense, field, invoice_page, row, words

ODD_VALUES: list[Any] = [
    None, True, -1, 0, 10**40, -3.5, float("nan"), float("inf"), "", " ", "\0", "\ud800", "<script>alert(1)</script>",
    "x" * 20_000, "9" * 400, "1e999", "٣٤", [], {}, [None], [[]], {"Text": 7}, [{"Text": []}],
]  # fmt: skip


def whole() -> Json:
    """An answer with something of everything."""
    page = invoice_page()
    page["SummaryFields"] += [
        field("TAX", "$19.00", label="VAT 19%"),
        field("SUBTOTAL", "$100.00", label="Subtotal"),
        field("INVOICE_RECEIPT_DATE", "03/04/2024", label="Date"),
        field("NAME", "Design Co.", groups=("RECEIVER", "RECEIVER_BILL_TO")),
        field("ADDRESS", "Design Co.\n1 High St", groups=("RECEIVER",)),
        field("COUNTRY", "USA", groups=("VENDOR",)),
        field("TAX_PAYER_ID", "12-3456789", label="EIN"),
        field("OTHER", "114801", label="APPROVAL #"),
    ]
    page["Blocks"] = words("IBAN: DE89 3704 0044 0532 0130 00 total 119.00", 0.1, 0.9)
    return answer(page)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON."""
    children: list[tuple[Any, Any]] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    return [path, *(place for name, child in children for place in places(child, (*path, name)))]


PLACES = [path for path in places(whole()) if path]


def changed(changes: list[tuple[tuple[Any, ...], Any]]) -> Json:
    made = whole()
    for path, value in changes:
        node: Any = made
        try:
            for name in path[:-1]:
                node = node[name]
            node[path[-1]] = copy.deepcopy(value)
        except (LookupError, TypeError):  # an earlier change took the place away
            continue
    return made


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD_VALUES)), min_size=1, max_size=8))
def test_a50_whatever_stands_in_an_answer_it_is_read_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    try:
        reading = read_answer(changed(changes))
    except DocumentRejected as refused:
        assert refused.code == "unreadable-by"
    else:
        assert Reading.model_validate_json(reading.model_dump_json()) == reading


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="replace")))
def test_a50_bytes_that_are_no_answer_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentRejected):
        read_saved_answer(data)


def test_a50_an_answer_cut_anywhere_is_refused() -> None:
    data = json.dumps(whole()).encode()
    for end in range(0, len(data), 97):
        with pytest.raises(DocumentRejected):
            read_saved_answer(data[:end])


def test_a50_a_deeply_nested_file_is_refused() -> None:
    with pytest.raises(DocumentRejected):
        read_saved_answer(b"[" * 200_000)


def test_a50_confidences_that_are_none_count_for_little() -> None:
    def sure(confidence: object) -> float:
        order = field("PO_NUMBER", "X-5")
        order["ValueDetection"]["Confidence"] = confidence
        return read_answer(answer(expense(order))).evidence["purchase_order"].confidence or 0.0

    for confidence in (-5, 250, "99", None):
        assert 0 < sure(confidence) < sure(80)


def test_a50_markup_is_text_like_any_other() -> None:
    reading = read_answer(answer(expense(field("VENDOR_NAME", "<b>Tools</b> & Co"))))
    assert reading.invoice.seller.name == "<b>Tools</b> & Co"


def test_a50_ten_thousand_lines_and_thousands_of_everything_else_are_read_in_a_few_seconds() -> None:
    many = 1_000
    page = expense(
        *(field("OTHER", f"value {n}", label=f"label {n}") for n in range(many)),
        *(field("TAX", f"{n}.00", label=f"tax {n}") for n in range(many)),
        *(field("NAME", f"name {n}", groups=("VENDOR",)) for n in range(many)),
        *(field("TAX_PAYER_ID", f"{n}") for n in range(many)),
        rows=tuple(row(field("ITEM", f"Item {n}"), field("PRICE", "1.00")) for n in range(10_000)),
        blocks=[block for n in range(many) for block in words("Total of all items 12.00", 0.1, n / many)],
    )
    with within(20 * SECOND):
        reading = read_answer(answer(page))
    invoice = reading.invoice
    assert (len(invoice.lines), invoice.lines_incomplete) == (MAX_LINES, True)
    assert (len(invoice.other_fields), len(invoice.seller.tax_ids), len(invoice.taxes)) == (200, 20, 100)


def test_a50_half_a_surrogate_pair_does_not_spoil_the_rest() -> None:
    reading = read_answer(answer(expense(field("VENDOR_NAME", "Tools \ud800\0Ltd"), field("TOTAL", "\ud800"))))
    assert reading.invoice.seller.name == "Tools ?Ltd"
    assert [item.value for item in reading.evidence["amounts.gross"].candidates] == ["?"]
