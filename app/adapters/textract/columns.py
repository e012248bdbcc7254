"""The columns of a table, by where Textract found its fields, and which of them a word is in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.adapters.textract.answer import Block, Box, Field
from app.adapters.textract.printed import Style

_NUMBERS = ("QUANTITY", "UNIT_PRICE", "PRICE")
_SLACK = 0.01
_CODE = re.compile(r"[A-Z]{0,3}[\d-]{5,}")
_TIMES = re.compile(r"[xX\u00d7@*]")


@dataclass(frozen=True)
class Span:
    x0: float
    x1: float

    def holds(self, box: Box) -> bool:
        return self.x0 <= (box.x0 + box.x1) / 2 <= self.x1

    def meets(self, other: "Span | None") -> bool:
        return other is not None and self.x0 < other.x1 and other.x0 < self.x1


class Columns:
    def __init__(self, spans: dict[str, Span], style: Style) -> None:
        self._spans = spans
        self._style = style

    @classmethod
    def of(cls, table: Sequence[Sequence[Field]], style: Style) -> "Columns":
        """By all rows of a table; a row apart does not widen them."""
        spans = {}
        for kind in ("ITEM", "PRODUCT_CODE", *_NUMBERS):
            boxes = [field.box for row in table for field in row if field.type == kind and field.text and field.box]
            if boxes:
                spans[kind] = Span(median(box.x0 for box in boxes) - _SLACK, median(box.x1 for box in boxes) + _SLACK)
        return cls(spans, style)

    @property
    def prices(self) -> Span | None:
        return self._spans.get("PRICE")

    def is_price(self, word: Block) -> bool:
        """A printed amount with cents in the column of the prices."""
        number = self._style.amount(word.text) if self.prices is not None and self.prices.holds(word.box) else None
        return number is not None and number.decimals > 0

    def is_text(self, word: Block) -> bool:
        """A word of a description, wherever it stands."""
        letters = sum(char.isalpha() for char in word.text)
        return letters > 1 and not _CODE.fullmatch(word.text) and self._style.amount(word.text) is None

    def kind(self, word: Block, line: Sequence[Block]) -> str:
        """The column of a word. Where others stand under the items, as on receipts, only what is on a line of numbers
        is of these, and long numbers are codes."""
        item, code = self._spans.get("ITEM"), self._spans.get("PRODUCT_CODE")
        if code is not None and (_CODE.fullmatch(word.text) or (code.holds(word.box) and not code.meets(item))):
            return "PRODUCT_CODE"
        numbers = not any(self.is_text(other) for other in line)
        if numbers and _TIMES.fullmatch(word.text):
            return "EXPENSE_ROW"
        for kind in reversed(_NUMBERS):
            span = self._spans.get(kind)
            if span is not None and span.holds(word.box) and (kind == "PRICE" or numbers or not span.meets(item)):
                return kind
        return "ITEM"
