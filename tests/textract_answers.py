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
    at: tuple[float, float] = (0.1, 0.1),
    size: tuple[float, float] = (0.1, 0.012),
    currency: str | None = None,
    groups: tuple[str, ...] = (),
    group_id: str = "group-1",
) -> Json:
    """One ExpenseField. `at` and `size` place its value."""
    made: Json = {
        "Type": {"Text": type_, "Confidence": type_confidence},
        "ValueDetection": {"Text": text, "Confidence": confidence, "Geometry": geometry(*at, *size)},
        "PageNumber": page,
    }
    if label is not None:
        made["LabelDetection"] = {"Text": label, "Confidence": 99.0, "Geometry": geometry(at[0] - 0.05, at[1])}
    if currency is not None:
        made["Currency"] = {"Code": currency, "Confidence": 99.0}
    if groups:
        made["GroupProperties"] = [{"Types": list(groups), "Id": group_id}]
    return made


def row(*fields: Json) -> Json:
    return {"LineItemExpenseFields": list(fields)}


def words(text: str, x: float, y: float, *, page: int = 1, width: float = 0.012) -> list[Json]:
    """WORD blocks of a line of text, `width` a character."""
    blocks = []
    for number, word in enumerate(text.split()):
        blocks.append(
            {
                "BlockType": "WORD",
                "Id": f"word-{page}-{x}-{y}-{number}",
                "Text": word,
                "Confidence": 99.0,
                "Page": page,
                "Geometry": geometry(x, y, width * len(word), 0.012),
            }
        )
        x += width * (len(word) + 1)
    return blocks


def expense(*summary: Json, rows: tuple[Json, ...] = (), blocks: list[Json] | None = None, index: int = 1) -> Json:
    made: Json = {"ExpenseIndex": index, "SummaryFields": list(summary)}
    made["LineItemGroups"] = [{"LineItemGroupIndex": 1, "LineItems": list(rows)}] if rows else []
    if blocks is not None:
        made["Blocks"] = blocks
    return made


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
