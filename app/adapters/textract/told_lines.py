"""What an answer says of items: a row for each of Textract's tables, in our names."""

from collections.abc import Iterable, Iterator
from itertools import chain

from app.adapters.textract.answer import Expense, Field
from app.adapters.textract.printed import Style, found_at, one_line
from app.domain.invoice import MAX_LINES
from app.domain.reading import Evidence, Found, Source
from app.engine.fields.labels import Label
from app.engine.fields.matching import labels_of
from app.engine.values import parse_quantity

_ONE_ROW = 0.02  # parts of the page's height
_TOTALS = frozenset({Label.TOTAL, Label.GROSS, Label.NET})


def told_lines(expenses: Iterable[Expense], style: Style) -> Iterator[Found]:
    """`lines.N.*` of every row, and `lines_incomplete` where there are more than an invoice may have, or several items
    in one row. A number that is not understood has no value, and its text as the printed one."""
    rows = chain.from_iterable(chain.from_iterable(expense.tables for expense in expenses))
    for place, row in enumerate(rows):
        if place == MAX_LINES:
            yield Found("lines_incomplete", True, Evidence(source=Source.TEXTRACT))
            return
        fields = [field for field in row if field.text]
        yield from _line(f"lines.{place}", fields, style)
        if _holds_several(fields):
            yield found_at("lines_incomplete", True, fields[0])


def _holds_several(row: list[Field]) -> bool:
    """True for a row with prices one below the other: items were thrown together."""
    heights = sorted(field.box.y0 for field in row if field.type == "PRICE" and field.box)
    return bool(heights) and heights[-1] - heights[0] > _ONE_ROW


def _line(path: str, row: list[Field], style: Style) -> Iterator[Found]:
    of = {kind: [field for field in row if field.type == kind] for kind in {field.type for field in row}}
    item = next(iter(of.get("ITEM") or of.get("DESCRIPTION") or []), None)
    codes = of.get("PRODUCT_CODE", [])
    if item is not None:
        known = {one_line(code.text) for code in codes}
        text = " ".join(word for word in item.text.split() if word not in known) or one_line(item.text)
        yield found_at(f"{path}.description", text, item, raw=text)
    if codes:
        code = min(codes, key=lambda field: abs(field.box.y0 - item.box.y0) if item and item.box and field.box else 0.0)
        yield found_at(f"{path}.product_code", one_line(code.text), code)
    counts = [(field, parse_quantity(one_line(field.text), style.numbers)) for field in of.get("QUANTITY", [])]
    for field, number in sorted(counts, key=lambda item: item[1] is None)[:1]:
        yield found_at(f"{path}.quantity", number and number.value, field, raw=number.raw if number else None)
        if number is not None and number.unit:
            yield found_at(f"{path}.unit", number.unit, field, raw=number.unit)
    for name, fields in (("unit_price", of.get("UNIT_PRICE", [])), ("amount", _prices(of))):
        read = [(field, style.amount(field.text)) for field in fields]
        for field, number in sorted(read, key=lambda item: item[1] is None)[:1]:
            yield found_at(f"{path}.{name}", number and number.value, field, raw=number.raw if number else None)
    for field in of.get("EXPENSE_ROW", [])[:1]:
        yield found_at(f"{path}.raw_row", field.text, field)


def _prices(of: dict[str, list[Field]]) -> list[Field]:
    """What may be the amount of a row: under the label of a total, else the rightmost."""
    return sorted(
        of.get("PRICE") or of.get("TOTAL") or [],
        key=lambda field: (
            not any(match.label in _TOTALS for match in labels_of(one_line(field.label))),
            -(field.box.x1 if field.box else 0.0),
        ),
    )
