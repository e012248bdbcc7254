"""Which ExpenseDocuments of an answer are one document. Textract gives one for each page, and one for each of several
receipts in a picture."""

from collections.abc import Sequence

from app.adapters.textract.answer import Expense
from app.adapters.textract.printed import Style
from app.adapters.textract.told import told_of
from app.domain.reading import Found, PartOfFile
from app.engine.evidence.told import letters

Document = tuple[Expense, ...]


def documents_of(expenses: Sequence[Expense]) -> list[Document]:
    """Pages that do not contradict each other about number, seller, date and total are one document. The first with
    anything on it comes first: adding up different receipts would give totals nobody printed."""
    groups: list[list[Expense]] = []
    values: list[dict[str, set[str]]] = []
    for expense in expenses:
        own = _values((expense,))
        if groups and not _contradict(values[-1], own):
            groups[-1].append(expense)
            for path, texts in own.items():
                values[-1].setdefault(path, set()).update(texts)
        else:
            groups.append([expense])
            values.append(own)
    filled = [group for group in groups if any(item.summary or item.tables or item.blocks for item in group)]
    return [tuple(group) for group in filled]


def part_of(document: Document) -> PartOfFile:
    """What tells one of several documents from the others."""
    found = {item.path: item.value for item in _told(document)}
    fields = (field for expense in document for field in expense.fields)
    pages = [field.page for field in fields if field.page is not None] or [1]
    return PartOfFile(
        first_page=min(pages),
        last_page=max(pages),
        invoice_number=found.get("invoice_number"),
        gross=found.get("amounts.gross"),
    )


def _told(document: Sequence[Expense]) -> list[Found]:
    return told_of(document, Style.of([text for expense in document for text in expense.texts]))


def _values(document: Sequence[Expense]) -> dict[str, set[str]]:
    """All that is told of each path, by letters and digits."""
    found: dict[str, set[str]] = {}
    for item in _told(document):
        texts = [str(item.value)] if item.value is not None else []
        texts += [candidate.value for candidate in item.evidence.candidates]
        found[item.path] = {plain for text in texts if (plain := letters(text))}
    return found


def _contradict(known: dict[str, set[str]], own: dict[str, set[str]]) -> bool:
    numbers = _differ(known, own, "invoice_number")
    if numbers is not None:
        return numbers
    return bool(_differ(known, own, "amounts.gross")) and (
        bool(_differ(known, own, "seller.name")) or bool(_differ(known, own, "issue_date"))
    )


def _differ(known: dict[str, set[str]], own: dict[str, set[str]], path: str) -> bool | None:
    """True when both have values there and none in common; None when one of them has none."""
    ours, theirs = known.get(path), own.get(path)
    return not ours & theirs if ours and theirs else None
