"""What AnalyzeExpense has no type for, from the words of the page: IBAN, BIC, VAT ids, the kind of document.

The words go through the engine's own field reading; only what a check digit, a form or a label supports is taken.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from app.adapters.textract.answer import Block, Expense
from app.domain.countries import vat_fault
from app.domain.countries.iso import CODES
from app.domain.reading import Evidence, Found, Source
from app.domain.rules.bank import BIC, compact
from app.engine.fields import registers
from app.engine.fields.choice import Choice, best
from app.engine.fields.labels import Label
from app.engine.fields.parties import role_at
from app.engine.fields.sheet import Sheet
from app.engine.fields.titles import document_type
from app.engine.words import DocumentText, PageText, Word

MOST_WORDS = 20_000
MOST_WORDS_OF_A_PAGE = 2_500
_WIDTH, _HEIGHT = 210.0, 297.0  # Textract tells no aspect ratio; A4 is near enough for rows and gaps
_SURE_TITLE = 0.6


def from_words(expenses: Iterable[Expense]) -> list[Found]:
    """Account numbers, VAT ids and the title of the document."""
    pages = _pages(expenses)
    if not pages:
        return []
    sheet = Sheet(DocumentText(Source.ENGINE, pages))
    found = [*_accounts(sheet), *_vat_ids(sheet), *_title(sheet)]
    return [replace(item, evidence=_by_textract(item)) for item in found]


def _by_textract(item: Found) -> Evidence:
    candidates = tuple(
        candidate.model_copy(update={"source": Source.TEXTRACT}) for candidate in item.evidence.candidates
    )
    return item.evidence.model_copy(update={"source": Source.TEXTRACT, "candidates": candidates})


def _pages(expenses: Iterable[Expense]) -> tuple[PageText, ...]:
    words: dict[int, dict[tuple[str, float, float], Word]] = {}
    blocks = (block for expense in expenses for block in expense.blocks if block.kind == "WORD")
    for block in islice(blocks, MOST_WORDS):
        page = words.setdefault(block.page, {})
        if len(page) < MOST_WORDS_OF_A_PAGE:
            page.setdefault((block.text, block.box.x0, block.box.y0), _word(block))
    return tuple(PageText(page, _WIDTH, _HEIGHT, tuple(words[page].values())) for page in sorted(words))


def _word(block: Block) -> Word:
    box = block.box
    return Word("".join(block.text.split()), box.x0, box.y0, box.x1, box.y1, block.page, block.confidence)


def _accounts(sheet: Sheet) -> Iterator[Found]:
    """IBANs whose check digits hold, each with the BIC that stands at the same place in the order."""
    ibans, bics = registers.ibans(sheet), [item for item in registers.bics(sheet) if _is_bic(item.value)]
    for place in range(min(20, max(len(ibans), len(bics)))):
        for name, items in (("iban", ibans), ("bic", bics)):
            if place < len(items):
                yield from _one(f"payment.accounts.{place}.{name}", [items[place]])


def _is_bic(text: str) -> bool:
    match = BIC.fullmatch(compact(text))
    return match is not None and match[1] in CODES


def _vat_ids(sheet: Sheet) -> Iterator[Found]:
    placed = [(item, role_at(sheet, row) is Label.BUYER) for item, row in registers.vat_ids(sheet) if _holds(item)]
    yield from _one("seller.vat_id", [item for item, bought in placed if not bought])
    labelled = [item for item in registers.buyer_vat_ids(sheet) if _holds(item)]
    yield from _one("buyer.vat_id", [*labelled, *(item for item, bought in placed if bought)])


def _holds(item: Choice) -> bool:
    return vat_fault(compact(item.value)) is None


def _title(sheet: Sheet) -> Iterator[Found]:
    yield from _one("document_type", [item for item in document_type(sheet) if item.score >= _SURE_TITLE])


def _one(path: str, choices: list[Choice]) -> Iterator[Found]:
    found = best(path, choices, Source.TEXTRACT)
    if found is not None:
        yield found
