"""Answers of AnalyzeExpense as Textract forms them, put together by tests."""

from typing import Any

Json = dict[str, Any]


def geometry(x: float, y: float, width: float = 0.1, height: float = 0.012) -> Json:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return {
        "BoundingBox": {"Left": x, "Top": y, "Width": width, "Height": height},
        "Polygon": [{"X": left, "Y": top} for left, top in corners],
    }


def field(
    type_: str,
    text: str,
    *,
    label: str | None = None,
    confidence: float = 99.0,
    type_confidence: float = 99.0,
    page: int = 1,
    at: tuple[float, float] | None = None,
    size: tuple[float, float] = (0.1, 0.012),
    currency: str | None = None,
    groups: tuple[str, ...] = (),
    group_id: str = "group-1",
) -> Json:
    """One ExpenseField. `at` and `size` place its value; without `at` the expense does."""
    made: Json = {
        "Type": {"Text": type_, "Confidence": type_confidence},
        "ValueDetection": {"Text": text, "Confidence": confidence},
        "PageNumber": page,
    }
    if label is not None:
        made["LabelDetection"] = {"Text": label, "Confidence": 99.0}
    if at is not None:
        placed(made, at, size)
    if currency is not None:
        made["Currency"] = {"Code": currency, "Confidence": 99.0}
    if groups:
        made["GroupProperties"] = [{"Types": list(groups), "Id": group_id}]
    return made


def placed(made: Json, at: tuple[float, float], size: tuple[float, float]) -> None:
    """Its value there, a label left of it on the same row."""
    made["ValueDetection"]["Geometry"] = geometry(*at, *size)
    if "LabelDetection" in made:
        made["LabelDetection"]["Geometry"] = geometry(at[0] - 0.3, at[1], _width(made["LabelDetection"]["Text"]))


def _width(text: str) -> float:
    return 0.01 * max(map(len, text.splitlines()), default=1)


def row(*fields: Json) -> Json:
    return {"LineItemExpenseFields": list(fields)}


def block(text: str, at: tuple[float, float], size: tuple[float, float], *, page: int = 1) -> Json:
    """A WORD."""
    return {
        "BlockType": "WORD",
        "Id": f"word-{page}-{at[0]}-{at[1]}",
        "Text": text,
        "Confidence": 99.0,
        "Page": page,
        "Geometry": geometry(*at, *size),
    }


def words(text: str, x: float, y: float, *, page: int = 1, width: float = 0.012) -> list[Json]:
    """WORD blocks of a line of text, `width` a character."""
    blocks = []
    for word in text.split():
        blocks.append(block(word, (x, y), (width * len(word), 0.012), page=page))
        x += width * (len(word) + 1)
    return blocks


def worded_blocks(*rows: str) -> list[Json]:
    """Lines of text under one another."""
    return [block for place, text in enumerate(rows) for block in words(text, 0.1, 0.1 + 0.03 * place)]


COLUMNS = ("PRODUCT_CODE", "ITEM", "DESCRIPTION", "QUANTITY", "UNIT_PRICE", "PRICE", "TOTAL")


def expense(*summary: Json, rows: tuple[Json, ...] = (), blocks: list[Json] | None = None, index: int = 1) -> Json:
    """A page with its fields under one another, and its rows in columns, where they have no place of their own."""
    made: Json = {"ExpenseIndex": index, "SummaryFields": list(summary)}
    made["LineItemGroups"] = [{"LineItemGroupIndex": 1, "LineItems": list(rows)}] if rows else []
    if blocks is not None:
        made["Blocks"] = blocks
    height = 0.05
    for item in summary:
        height = _placed_below(item, 0.45, height)
    for item in rows:
        heights = [height]
        for each in item["LineItemExpenseFields"]:
            column = COLUMNS.index(each["Type"]["Text"]) if each["Type"]["Text"] in COLUMNS else 0
            heights.append(_placed_below(each, 0.05 + 0.13 * column, height))
        height = max(heights)
    return made


def _placed_below(made: Json, left: float, height: float) -> float:
    """Where the next one stands."""
    text = made["ValueDetection"]["Text"]
    if "Geometry" in made["ValueDetection"]:
        return height
    lines = max(1, len(text.splitlines()))
    placed(made, (left, height), (_width(text), 0.018 * lines))
    return height + 0.02 * lines + 0.01


def answer(*expenses: Json, pages: int = 1) -> Json:
    return {"DocumentMetadata": {"Pages": pages}, "ExpenseDocuments": list(expenses)}


def invoice_page(*, index: int = 1, page: int = 1, total: str | None = "$119.00", number: str = "INV-7") -> Json:
    """A page of an invoice with one line."""
    totals = [field("TOTAL", total, label="Total", page=page, currency="USD")] if total else []
    return expense(
        field("INVOICE_RECEIPT_ID", number, label="Invoice No:", page=page),
        field("VENDOR_NAME", "Harbour Tools Ltd", page=page),
        *totals,
        rows=(
            row(
                field("ITEM", f"Hammer {index}", page=page, at=(0.1, 0.4)),
                field("PRICE", "$119.00", page=page, at=(0.8, 0.4), currency="USD"),
            ),
        ),
        index=index,
    )
