"""Line items: one for each row of Textract's tables, rows that it threw together taken apart again."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.adapters.textract.answer import Expense, Field
from app.adapters.textract.choices import Choice, chosen
from app.adapters.textract.gaps import lost_prices
from app.adapters.textract.labels import Meaning, meaning, total_rank
from app.adapters.textract.printed import Style, one_line
from app.adapters.textract.rows import parted
from app.adapters.textract.totals import AMOUNT_TYPES
from app.domain.invoice import MAX_LINES
from app.domain.reading import Evidence, Found, Polygon, Source

_AMOUNTS = ("PRICE", "TOTAL")
_DESCRIPTIONS = ("ITEM", "DESCRIPTION")
_TOTAL_WORDS = frozenset(
    {"subtotal", "total", "tax", "sales tax", "vat", "gst", "balance", "balance due", "amount due", "total due", "cash",
     "change", "change due", "visa", "mastercard", "amex", "debit", "credit card", "tip", "discount", "grand total"}
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """The fields of one line item by type; `text` is the whole printed row."""

    fields: tuple[Field, ...]

    def of(self, *types: str) -> list[Field]:
        return [field for field in self.fields if field.type in types and field.text]

    @property
    def item(self) -> Field | None:
        """What the row is about, by its surest text."""
        return next(iter(self.of("ITEM") or self.of("DESCRIPTION")), None)


def lines(expenses: tuple[Expense, ...], summary: list[Field], style: Style) -> Iterator[Found]:
    """Every line with its evidence, and `lines_incomplete` where items are known to be missing or thrown together."""
    money = (field for field in summary if field.type in AMOUNT_TYPES)
    totals = {number.value for field in money if (number := style.amount(field.text)) is not None}
    missing = [_somewhere(lost.page, lost.box.corners) for expense in expenses for lost in lost_prices(expense, style)]
    place = 0
    for fields, whole in (part for expense in expenses for part in parted(expense, style)):
        row = Row(fields)
        if not whole:
            missing += [_somewhere(field.page, field.polygon) for field in fields[:1]]
        amount = _amount(row, style)
        if not row.of("ITEM", "DESCRIPTION", "PRICE", "TOTAL", "QUANTITY", "UNIT_PRICE", "PRODUCT_CODE", "EXPENSE_ROW"):
            continue
        if _is_total(row, amount, totals):
            continue
        if place == MAX_LINES:
            missing += [_somewhere(field.page, field.polygon) for field in fields[:1]]
            break
        if row.item is None and amount is None:
            missing += [_somewhere(field.page, field.polygon) for field in fields[:1]]
        yield from _line(f"lines.{place}", row, amount, style)
        place += 1
    if missing:
        yield Found("lines_incomplete", True, missing[0])


def _somewhere(page: int | None, polygon: Polygon | None) -> Evidence:
    return Evidence(source=Source.TEXTRACT, page=page, polygon=polygon)


def _is_total(row: Row, amount: list[Choice] | None, totals: set[Decimal]) -> bool:
    """Textract also takes the totals below a table for items. One that stands in the summary as well is no item."""
    if row.item is None or not amount or amount[0].value not in totals:
        return False
    words = " ".join("".join(char if char.isalpha() else " " for char in row.item.text.casefold()).split())
    return words in _TOTAL_WORDS or words.replace(" ", "") == "subtotal"


def _line(path: str, row: Row, amount: list[Choice] | None, style: Style) -> Iterator[Found]:
    code = _code(row)
    quantity, unit = _quantity(row, style)
    found = (
        chosen(f"{path}.description", _descriptions(row, code)),
        chosen(f"{path}.product_code", [Choice(one_line(code.text), one_line(code.text), code)] if code else []),
        chosen(f"{path}.quantity", quantity),
        chosen(f"{path}.unit", unit),
        chosen(f"{path}.unit_price", [style.amount_choice(field) for field in row.of("UNIT_PRICE")]),
        chosen(f"{path}.amount", amount or []),
        chosen(f"{path}.raw_row", [Choice(field.text, field.text, field) for field in row.of("EXPENSE_ROW")]),
    )
    yield from (item for item in found if item is not None)


def _amount(row: Row, style: Style) -> list[Choice] | None:
    """The price of the row. Of several the one under `Total`, else the rightmost; what cannot be read comes last."""
    fields = row.of("PRICE") or row.of("TOTAL")
    paid = [field for field in fields if meaning(field.label) is Meaning.PAID]
    choices = [style.amount_choice(field) for field in fields if field not in paid]
    ranked = sorted(
        choices,
        key=lambda item: (
            item.value is None,
            total_rank(item.field.label),
            -(item.field.box.x1 if item.field.box else 0),
        ),
    )
    return ranked or None


def _quantity(row: Row, style: Style) -> tuple[list[Choice], list[Choice]]:
    quantities, units = [], []
    for field in row.of("QUANTITY"):
        number = style.quantity(field.text)
        quantities.append(Choice(number and number.value, number.raw if number else one_line(field.text), field))
        if number is not None and number.unit:
            units.append(Choice(number.unit, number.unit, field))
    return sorted(quantities, key=lambda item: item.value is None), units


def _code(row: Row) -> Field | None:
    """Of several product codes the one next to the item: the others are of rows above and below."""
    codes, item = row.of("PRODUCT_CODE"), row.item
    if not codes or item is None or item.box is None:
        return next(iter(codes), None)
    middle = item.box.y0
    return min(codes, key=lambda field: abs(field.box.y0 - middle) if field.box else 1.0)


def _descriptions(row: Row, code: Field | None) -> list[Choice]:
    """The item on one line, without the product code that Textract also gives by itself."""
    codes = {one_line(field.text) for field in row.of("PRODUCT_CODE")} | ({one_line(code.text)} if code else set())
    found = []
    for field in row.of(*_DESCRIPTIONS):
        text = one_line(field.text)
        bare = " ".join(word for word in text.split() if word not in codes) or text
        found.append(Choice(bare, bare, field))
    return found
