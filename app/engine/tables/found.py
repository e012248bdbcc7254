"""Items to found values with their evidence."""

from collections.abc import Sequence
from typing import Any

from app.domain.reading import Evidence, Found, Source
from app.domain.sure import BELOW_SURE
from app.engine.tables.items import Cell, Item, product_agrees
from app.engine.tables.labels import Kind
from app.engine.tables.taxes import TaxRow
from app.engine.tables.totals import Agreement, PrintedTotals, agreement
from app.engine.words import Word, polygon

_NUMBERS = {
    Kind.QUANTITY: "quantity",
    Kind.UNIT_PRICE: "unit_price",
    Kind.AMOUNT: "amount",
    Kind.TAX_RATE: "tax_rate",
    Kind.TAX_AMOUNT: "tax_amount",
    Kind.DISCOUNT: "discount",
}
_TEXTS = {
    Kind.DESCRIPTION: "description",
    Kind.UNIT: "unit",
    Kind.PRODUCT_CODE: "product_code",
    Kind.LINE_NO: "line_no",
}

_TEXT_CONFIDENCE = 0.8
"""Of a description over several lines: where a name ends and a remark begins is not printed."""


def line_found(items: Sequence[Item], sure: Sequence[float], totals: PrintedTotals, source: Source) -> list[Found]:
    """`lines.N.*` of every item, and `lines_incomplete` when the document says that some are missing. `sure`: how sure
    each item is one, 0 to 1."""
    summed = agreement(items, totals) is not Agreement.NONE
    lacking = bool(items) and not summed and bool(totals.labelled)
    sure = [min(each, BELOW_SURE) for each in sure] if lacking else sure
    found = []
    for place, item in enumerate(items):
        base = min(sure[place], _confidence(item, summed=summed))
        for kind, name in (*_NUMBERS.items(), *_TEXTS.items()):
            cell = item.cells.get(kind)
            if cell is None:
                continue
            value: Any = cell.number.value if kind in _NUMBERS and cell.number else cell.text
            if kind in _NUMBERS and cell.number is None:
                found.append(_unread(f"lines.{place}.{name}", cell, base, source))
                continue
            told = _told(item, kind, base, sure[place])
            found.append(Found(f"lines.{place}.{name}", value, evidence(cell, told, source)))
        words = tuple(word for line in item.lines for word in line.words)
        raw = item.raw or " ".join(line.text for line in item.lines)
        found.append(Found(f"lines.{place}.raw_row", raw, evidence(Cell(words, raw), base, source)))
    if lacking:
        found.append(Found("lines_incomplete", True, Evidence(source=source, confidence=0.5)))
    return found


def rows_found(items: Sequence[Item], totals: PrintedTotals, source: Source) -> list[Found]:
    """The same of items that a service names: as sure as their arithmetic lets them be."""
    summed = agreement(items, totals) is not Agreement.NONE
    return line_found(items, [_confidence(item, summed=summed) for item in items], totals, source)


def _unread(path: str, cell: Cell, base: float, source: Source) -> Found:
    """What stands for a number and is none that could be read."""
    seen = evidence(cell, base, source).as_candidate(cell.text)
    return Found(path, None, Evidence(source=source, candidates=(seen,)))


def _told(item: Item, kind: Kind, base: float, sure: float) -> float:
    """How sure one value of an item is. Its amount is as sure as the item; what multiplies to it, too."""
    if kind is Kind.AMOUNT or (kind in (Kind.QUANTITY, Kind.UNIT_PRICE) and product_agrees(item)):
        return sure
    unsure = kind is Kind.DESCRIPTION and (_several_lines(item.cells[kind]) or not item.labelled)
    return min(base, _TEXT_CONFIDENCE) if unsure else base


def _several_lines(cell: Cell) -> bool:
    heights = {(word.page, round(word.y1, 2)) for word in cell.words}
    return len(heights) > 1


def tax_found(rows: Sequence[TaxRow], source: Source) -> list[Found]:
    """`taxes.N.*` of every row. All rows agree in themselves."""
    found = []
    for place, row in enumerate(rows):
        for name, placed in (("rate", row.rate), ("base", row.base), ("amount", row.amount)):
            if placed is None:
                continue
            cell = Cell(placed.words, placed.printed.raw, placed.printed)
            found.append(Found(f"taxes.{place}.{name}", placed.printed.value, evidence(cell, 0.95, source)))
    return found


def _confidence(item: Item, *, summed: bool) -> float:
    agrees = product_agrees(item)
    confidence = {True: 0.9, None: 0.75, False: 0.5}[agrees]
    return min(0.98, confidence + (0.08 if summed else -0.1)) if item.labelled else confidence - 0.1


def evidence(cell: Cell, confidence: float, source: Source) -> Evidence:
    """What a cell rests on. Words of several pages keep the place on the first."""
    if not cell.words:
        return Evidence(raw=cell.text, confidence=round(confidence, 3), source=source)
    page = min(word.page for word in cell.words)
    here = tuple(word for word in cell.words if word.page == page)
    sure = confidence * _recognized(cell.words)
    return Evidence(raw=cell.text, confidence=round(sure, 3), page=page, polygon=polygon(here), source=source)


def _recognized(words: Sequence[Word]) -> float:
    return min(word.confidence for word in words)
