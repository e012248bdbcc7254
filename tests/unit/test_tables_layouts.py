"""Tables of items and taxes in drawn invoices of many looks, read through the text layer."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from app.domain.reading import Found, Source
from app.engine.fields.sheet import Sheet
from app.engine.lines import read_lines
from app.engine.tables import read_tables
from app.engine.text_layer import read_text_layer
from tests.documents.layouts import Drawn, draw

SEEDS = range(5000, 5060)


@dataclass(frozen=True)
class Told:
    """What was read of one document, and what was drawn."""

    drawn: Drawn
    lines: list[dict[str, Any]]
    taxes: list[dict[str, Any]]
    found: list[Found]


def rows(found: list[Found], name: str) -> list[dict[str, Any]]:
    by_place: dict[int, dict[str, Any]] = {}
    for item in found:
        parts = item.path.split(".")
        if parts[0] == name:
            by_place.setdefault(int(parts[1]), {})[parts[2]] = item.value
    return [by_place[place] for place in sorted(by_place)]


def told(seed: int) -> Told:
    drawn = draw(seed)
    text = read_text_layer(drawn.pdf)
    tables = read_tables(text)
    lines, taxes = read_lines(Sheet(text, tables.rows), tables), tables.taxes
    return Told(drawn, rows(lines, "lines"), rows(taxes, "taxes"), [*lines, *taxes])


@pytest.fixture(scope="module")
def documents() -> list[Told]:
    return [told(seed) for seed in SEEDS]


def right(line: dict[str, Any], drawn: Any) -> bool:
    same = "".join(line.get("description", "").split()) == "".join(drawn.description.split())
    numbers = {"quantity": drawn.quantity, "unit_price": drawn.unit_price, "amount": drawn.amount}
    return same and all(line.get(name) == value for name, value in numbers.items() if value is not None)


def test_nearly_every_item_is_found_and_nothing_else_is_taken_for_one(documents: list[Told]) -> None:
    drawn = sum(len(one.drawn.lines) for one in documents)
    given = sum(len(one.lines) for one in documents)
    amounts = sum(
        min(
            [line.get("amount") for line in one.lines].count(amount),
            [line.amount for line in one.drawn.lines].count(amount),
        )
        for one in documents
        for amount in {line.amount for line in one.drawn.lines}
    )
    assert amounts / drawn > 0.97
    assert amounts / given > 0.97


def test_most_documents_are_read_without_any_fault(documents: list[Told]) -> None:
    whole = [
        len(one.lines) == len(one.drawn.lines)
        and all(right(line, drawn) for line, drawn in zip(one.lines, one.drawn.lines, strict=True))
        for one in documents
    ]
    assert sum(whole) / len(whole) > 0.9


def test_tax_rows_that_show_their_base_are_read(documents: list[Told]) -> None:
    wanted = [
        ({"rate": tax.rate, "base": tax.base, "amount": tax.amount}, one.taxes)
        for one in documents
        for tax in one.drawn.taxes
        if len(one.drawn.taxes) == 1
    ]
    assert sum(want in taxes for want, taxes in wanted) / len(wanted) > 0.95


def test_what_is_said_to_be_sure_is_right(documents: list[Told]) -> None:
    sure = [
        (item, one)
        for one in documents
        for item in one.found
        if item.path.startswith("lines.")
        and item.path.endswith((".quantity", ".unit_price", ".amount"))
        and (item.evidence.confidence or 0) >= 0.9
    ]
    good = sum(
        int(item.path.split(".")[1]) < len(one.drawn.lines)
        and getattr(one.drawn.lines[int(item.path.split(".")[1])], item.path.split(".")[2]) == item.value
        for item, one in sure
    )
    assert len(sure) > 200
    assert good / len(sure) >= 0.98


def test_missing_items_are_told(documents: list[Told]) -> None:
    for one in documents:
        flagged = any(item.path == "lines_incomplete" for item in one.found)
        met = sum((line.get("amount", Decimal(0)) for line in one.lines), Decimal(0)) in (
            one.drawn.net,
            one.drawn.gross,
        )
        assert flagged or met or not one.lines, one.drawn.look


def test_every_value_has_its_printed_text_and_place(documents: list[Told]) -> None:
    for one in documents[:10]:
        for item in one.found:
            if item.path == "lines_incomplete":
                continue
            evidence = item.evidence
            assert evidence.source is Source.TEXT
            assert evidence.raw and evidence.page and evidence.polygon
            assert all(0 <= side <= 1 for point in evidence.polygon for side in point)
