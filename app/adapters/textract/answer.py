"""An answer of AnalyzeExpense or GetExpenseAnalysis as records. Nothing in it is believed: whatever is missing or of
the wrong type is taken as absent."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.domain.errors import DocumentRejected
from app.domain.reading import Polygon
from app.domain.visible import visible

MOST_ITEMS = 50_000  # fields and blocks of one kind that are looked at; far beyond any answer of Textract


@dataclass(frozen=True, slots=True)
class Box:
    """Sides in parts of the page, 0-1 from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """Of its height."""
        return (self.y0 + self.y1) / 2

    @property
    def corners(self) -> Polygon:
        return ((self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1))

    def holds(self, other: "Box") -> bool:
        """True when the middle of the other lies inside."""
        return self.x0 <= (other.x0 + other.x1) / 2 <= self.x1 and self.y0 <= other.middle <= self.y1


@dataclass(frozen=True, slots=True)
class Field:
    """One ExpenseField. `confidence` is that of the value, lowered by doubt about its type; None when not told."""

    type: str  # `INVOICE_RECEIPT_ID`; `OTHER` when Textract has no name for it
    text: str
    label: str
    confidence: float | None
    label_confidence: float | None
    page: int | None
    box: Box | None
    polygon: Polygon | None
    label_box: Box | None
    currency: str | None
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Block:
    """A WORD or LINE of the text."""

    kind: str
    text: str
    confidence: float
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Expense:
    """One ExpenseDocument: a page of an invoice, or one of several receipts on a page."""

    summary: tuple[Field, ...]
    tables: tuple[tuple[tuple[Field, ...], ...], ...]  # tables of rows of fields
    blocks: tuple[Block, ...]

    @property
    def fields(self) -> Iterator[Field]:
        """Those of the summary, then those of the rows."""
        yield from self.summary
        yield from chain.from_iterable(chain.from_iterable(self.tables))

    @property
    def texts(self) -> list[str]:
        """Its printed lines, else what its fields hold."""
        lines = [block.text for block in self.blocks if block.kind == "LINE"]
        return lines or [text for field in self.fields for text in (field.label, field.text) if text]


@dataclass(frozen=True, slots=True)
class Answer:
    pages: int
    expenses: tuple[Expense, ...]
    partial: bool  # Textract says that it could not read all pages


def parse_answer(answer: object) -> Answer:
    """The records of an answer. `DocumentRejected` `unreadable-by` for anything that is no answer of AnalyzeExpense."""
    if not isinstance(answer, dict) or not isinstance(answer.get("ExpenseDocuments"), list):
        raise DocumentRejected("unreadable-by", "This is no answer of Textract's AnalyzeExpense.")
    outer = _blocks(answer, page=None)
    expenses = tuple(
        _expense(item, outer if len(answer["ExpenseDocuments"]) == 1 else ())
        for item in _mappings(answer["ExpenseDocuments"])
    )
    pages = _page(_inside(answer, "DocumentMetadata").get("Pages"))
    shown = [field.page for expense in expenses for field in expense.summary if field.page is not None]
    return Answer(
        pages=pages or max(shown, default=1),
        expenses=expenses,
        partial=answer.get("JobStatus") == "PARTIAL_SUCCESS" or bool(answer.get("Warnings")),
    )


def _expense(item: Mapping[str, Any], outer_blocks: tuple[Block, ...]) -> Expense:
    tables = tuple(
        tuple(
            tuple(_field(field) for field in _mappings(row.get("LineItemExpenseFields")))
            for row in _mappings(group.get("LineItems"))
        )
        for group in _mappings(item.get("LineItemGroups"))
    )
    summary = tuple(_field(field) for field in _mappings(item.get("SummaryFields")))
    pages = {field.page for field in summary} | {field.page for table in tables for row in table for field in row}
    known = pages - {None}
    # Blocks of a one-page answer name no page.
    return Expense(summary, tables, _blocks(item, page=known.pop() if len(known) == 1 else None) or outer_blocks)


def _field(item: Mapping[str, Any]) -> Field:
    type_, value, label = (_inside(item, name) for name in ("Type", "ValueDetection", "LabelDetection"))
    groups = list(_mappings(item.get("GroupProperties")))
    code = _inside(item, "Currency").get("Code")
    geometry = _inside(value, "Geometry")
    return Field(
        type=_text(type_).upper() or "OTHER",
        text=_text(value),
        label=_text(label),
        confidence=_product(_confidence(value), _confidence(type_)),
        label_confidence=_confidence(label),
        page=_page(item.get("PageNumber")),
        box=_box(geometry),
        polygon=_polygon(geometry),
        label_box=_box(_inside(label, "Geometry")),
        currency=code if isinstance(code, str) else None,
        groups=frozenset(kind for group in groups for kind in _texts(group.get("Types"))),
    )


def _blocks(item: Mapping[str, Any], *, page: int | None) -> tuple[Block, ...]:
    return tuple(_block_records(item, page or 1))


def _block_records(item: Mapping[str, Any], usual_page: int) -> Iterator[Block]:
    for block in _mappings(item.get("Blocks")):
        box, kind, text = _box(_inside(block, "Geometry")), block.get("BlockType"), _text(block)
        if box is not None and text and kind in ("WORD", "LINE"):
            confidence = _confidence(block)
            yield Block(
                kind, text, 1.0 if confidence is None else confidence, _page(block.get("Page")) or usual_page, box
            )


def _mappings(items: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(items, list):
        for item in items[:MOST_ITEMS]:
            if isinstance(item, dict):
                yield item


def _inside(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = item.get(name)
    return found if isinstance(found, dict) else {}


def _texts(items: object) -> Iterator[str]:
    if isinstance(items, list):
        yield from (item for item in items if isinstance(item, str))


def _text(item: Mapping[str, Any]) -> str:
    """Without what no JSON and no database can hold."""
    text = item.get("Text")
    return visible(text.encode(errors="replace").decode()).strip() if isinstance(text, str) else ""


def _page(value: object) -> int | None:
    known = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 100_000
    return value if known and isinstance(value, int) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value) if abs(value) < 1e9 else math.nan  # a giant int would not fit
    return number if math.isfinite(number) else None


def _confidence(item: Mapping[str, Any]) -> float | None:
    """0-1; None for what cannot be a percentage."""
    number = _number(item.get("Confidence"))
    return number / 100 if number is not None and 0 <= number <= 100 else None


def _product(value: float | None, type_: float | None) -> float | None:
    """Both the characters and the type must be right. A type of exactly 70 is what older models gave to every field
    they knew by its label: it says nothing."""
    if value is None:
        return None
    return round(value * (1.0 if type_ is None or type_ == 0.7 else type_), 4)


def _box(geometry: Mapping[str, Any]) -> Box | None:
    box = _inside(geometry, "BoundingBox")
    left, top, width, height = (_number(box.get(name)) for name in ("Left", "Top", "Width", "Height"))
    if left is None or top is None or width is None or height is None or width < 0 or height < 0:
        return None
    return Box(_part(left), _part(top), _part(left + width), _part(top + height))


def _polygon(geometry: Mapping[str, Any]) -> Polygon | None:
    """Its corners; those of the bounding box when there is no polygon."""
    corners = [(_number(point.get("X")), _number(point.get("Y"))) for point in _mappings(geometry.get("Polygon"))]
    whole = tuple((_part(x), _part(y)) for x, y in corners[:20] if x is not None and y is not None)
    if len(whole) >= 3:
        return whole
    box = _box(geometry)
    return box.corners if box else None


def _part(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
