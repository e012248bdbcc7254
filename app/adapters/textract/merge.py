"""Which ExpenseDocuments of an answer are one document. Textract gives one for each page, and one for each of several
receipts in a picture."""

from dataclasses import dataclass

from app.adapters.textract.answer import Expense, Field
from app.adapters.textract.labels import numbers_something_else


@dataclass(frozen=True)
class Merged:
    """The expenses of the document that is read, and those of the other documents that the file holds."""

    expenses: tuple[Expense, ...]
    others: tuple[tuple[Expense, ...], ...] = ()

    @property
    def summary(self) -> list[Field]:
        return [field for expense in self.expenses for field in expense.summary]

    @property
    def rows(self) -> list[tuple[Field, ...]]:
        return [row for expense in self.expenses for table in expense.tables for row in table]


def merge(expenses: tuple[Expense, ...]) -> Merged:
    """Pages that do not contradict each other about number, seller, date and total are one document. Of several
    documents the first with anything on it is read: adding up different receipts would give totals nobody printed."""
    groups: list[list[Expense]] = []
    for expense in expenses:
        if groups and not _contradict(groups[-1], expense):
            groups[-1].append(expense)
        else:
            groups.append([expense])
    filled = [group for group in groups if any(item.summary or item.tables for item in group)]
    read = (filled or groups or [[]])[0]
    return Merged(tuple(read), tuple(tuple(group) for group in filled[1:]))


def _contradict(group: list[Expense], expense: Expense) -> bool:
    numbers = _differ(group, expense, "INVOICE_RECEIPT_ID")
    if numbers is not None:
        return numbers
    return bool(_differ(group, expense, "TOTAL")) and (
        bool(_differ(group, expense, "VENDOR_NAME")) or bool(_differ(group, expense, "INVOICE_RECEIPT_DATE"))
    )


def _differ(group: list[Expense], expense: Expense, kind: str) -> bool | None:
    """True when both sides have such a field and no value in common; None when one of them has none."""
    ours, theirs = {text for item in group for text in _values(item, kind)}, set(_values(expense, kind))
    return not ours & theirs if ours and theirs else None


def _values(expense: Expense, kind: str) -> list[str]:
    texts = [
        "".join(char for char in field.text.casefold() if char.isalnum())
        for field in expense.summary
        if field.type == kind and not (kind == "INVOICE_RECEIPT_ID" and numbers_something_else(field.label))
    ]
    return [text for text in texts if text]
