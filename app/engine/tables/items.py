"""An item as it stands on the page: its printed lines, and its values by what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.engine.layout import Line
from app.engine.tables.labels import Kind
from app.engine.values import Printed
from app.engine.words import Word


@dataclass(frozen=True)
class Cell:
    """Words that carry one value, none where a service tells no place, and the value when it is a number."""

    words: tuple[Word, ...]
    text: str
    number: Printed | None = None


@dataclass(frozen=True)
class Item:
    """One item. `cells` holds at most one cell of each kind; `lines` are all printed lines that belong to it, `raw` is
    what a service says that is printed there."""

    cells: dict[Kind, Cell]
    lines: tuple[Line, ...]
    labelled: bool = True  # a header, or a service, named the columns
    raw: str = ""

    def number(self, kind: Kind) -> Decimal | None:
        cell = self.cells.get(kind)
        return cell.number.value if cell and cell.number else None

    @property
    def amount(self) -> Decimal | None:
        return self.number(Kind.AMOUNT)


def words_text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def product_agrees(item: Item) -> bool | None:
    """Does quantity times unit price, less a discount, give the amount? None when one of them is absent.

    The printed price may be rounded: half a unit of its last place for every piece is allowed, and one cent.
    """
    quantity, price, amount = (item.number(kind) for kind in (Kind.QUANTITY, Kind.UNIT_PRICE, Kind.AMOUNT))
    if quantity is None or price is None or amount is None:
        return None
    discount = item.number(Kind.DISCOUNT)
    full = quantity * price
    results = {full}
    if discount is not None:
        off = abs(discount)
        results |= {full * (100 - off) / 100, full - off, quantity * (price - off)}
    tax, rate = item.number(Kind.TAX_AMOUNT), item.number(Kind.TAX_RATE)
    results |= {full + tax} if tax else set()
    results |= {full * (100 + rate) / 100} if rate else set()
    results |= {full / basis for basis in (10, 100, 1000)}  # a price for ten, a hundred, a thousand pieces
    cell = item.cells[Kind.UNIT_PRICE]
    places = cell.number.decimals if cell.number else 0
    slack = Decimal("0.011") + (abs(quantity) * Decimal(1).scaleb(-places) / 2 if places > 2 else 0)
    slack = min(slack, abs(amount) / 20 + Decimal("0.011"))
    return any(abs(result - amount) <= slack or abs(result + amount) <= slack for result in results)
