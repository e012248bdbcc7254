"""Items and tax rows of a document: several ways to read them, the printed totals decide between the ways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.reading import Found
from app.engine.layout import Line, document_lines
from app.engine.tables.found import rows_found, tax_found
from app.engine.tables.header import Header, find_headers, is_item_header
from app.engine.tables.items import Item, product_agrees
from app.engine.tables.labels import TAX_WORDS, Kind, plain_words
from app.engine.tables.placed import PageSizes, page_sizes
from app.engine.tables.plain import plain_items
from app.engine.tables.rows import read_table
from app.engine.tables.taxes import lines_of_tax_tables, tax_rows
from app.engine.tables.told import is_incomplete, is_tax, told_items
from app.engine.tables.totals import Agreement, PrintedTotals, agreement, printed_totals
from app.engine.values import NumberStyle, number_style
from app.engine.words import DocumentText


@dataclass(frozen=True)
class _Page:
    """What the ways of reading share."""

    lines: tuple[Line, ...]
    sizes: PageSizes
    style: NumberStyle
    noisy: bool
    told: list[Item]


@dataclass(frozen=True)
class Tables:
    """`taxes`: the tax rows as `taxes.N.rate`, `.base`, `.amount`, in printed order. `rows`: places of the printed
    rows that surely are items, among the rows of the document. `items`, `headers`, `style`, `agreement`, `tax_lines`
    (by identity): what they come from, as evidence for others. `named`: `lines.N.*` where a service names the rows."""

    taxes: list[Found]
    rows: frozenset[int]
    items: list[Item]
    headers: list[Header]
    style: NumberStyle
    agreement: Agreement
    tax_lines: frozenset[int]
    named: list[Found]


def read_tables(text: DocumentText) -> Tables:
    """Items and tax rows: what is an item is no tax row."""
    page = _prepared(text)
    items, totals = _items(page)
    taken = [line for item in items for line in item.lines]
    rows = tax_rows(page.lines, taken, page.style, noisy=page.noisy)
    agreed = agreement(items, totals)
    sure = {id(line) for line in taken} if agreed is not Agreement.NONE else set()
    places = frozenset(place for place, line in enumerate(page.lines) if id(line) in sure)
    named = rows_found(items, totals, text.source) if page.told else []
    if page.told and agreed is Agreement.NONE:
        named += list(is_incomplete(text, items))[:1]
    return Tables(
        tax_found(rows, text.source) or [item for item in text.told if is_tax(item)],
        places,
        items,
        find_headers(page.lines, page.style),
        page.style,
        agreed,
        frozenset(id(row.line) for row in rows),
        named,
    )


def _prepared(text: DocumentText) -> _Page:
    lines = document_lines(text)
    style = number_style(line.text for line in lines)
    return _Page(lines, page_sizes(text), style, text.recognized, told_items(text, lines, style) if text.told else [])


def _items(page: _Page) -> tuple[list[Item], PrintedTotals]:
    """The way of reading that agrees best with the printed totals; of several, the first that gives anything."""
    best: list[Item] = []
    best_agreement = -1
    for items in _ways(page):
        agreed = agreement(items, printed_totals(page.lines, items, page.style, noisy=page.noisy))
        if len(items) * 2 < len(best) and (best is page.told or _mostly_multiply_out(best)):
            continue
        # Where a number or two were misread nothing adds up: still items, whatever other amounts make a sum.
        worth = max(agreed, Agreement.LOOSE) if _mostly_multiply_out(items) else agreed
        if items and worth > best_agreement:
            best, best_agreement = items, worth
        if agreed is Agreement.EXACT or (agreed is Agreement.LOOSE and (items is page.told or _multiply_out(items))):
            break
    return best, printed_totals(page.lines, best, page.style, noisy=page.noisy)


def _ways(page: _Page) -> Iterator[list[Item]]:
    yield page.told
    tables = _tables(page)
    every = [item for table in tables for item in table]
    yield _full(every, noisy=page.noisy)
    yield every
    if len(tables) > 1:
        for table in tables:
            yield _full(table, noisy=page.noisy)
            yield table
    barred = lines_of_tax_tables(page.lines, find_headers(page.lines, page.style))
    yield plain_items(page.lines, barred, page.style, noisy=page.noisy)


def _multiply_out(items: Sequence[Item]) -> bool:
    """True when quantity times price shows of every item of a labelled table that it is one."""
    return all(item.labelled and product_agrees(item) for item in items)


def _mostly_multiply_out(items: Sequence[Item]) -> bool:
    """True when that is so of at least two thirds of three items or more."""
    shown = sum(item.labelled and product_agrees(item) is True for item in items)
    return len(items) > 2 and shown * 3 >= len(items) * 2


def _full(items: Sequence[Item], *, noisy: bool) -> list[Item]:
    """Without the lines that carry an amount and lack what most items have (notes of gross prices, discounts). From a
    picture a price will do: the quantity may be lost."""
    told = [item for item in items if Kind.QUANTITY in item.cells or (noisy and _is_priced(item)) or _is_numbered(item)]
    numbered = bool(told) and all(_is_numbered(item) for item in told)
    below = told == list(items[: len(told)])  # what lacks it stands under the table
    return told if told and (numbered or below or len(told) * 3 >= len(items)) else list(items)


def _is_priced(item: Item) -> bool:
    """True with a price of one piece; in the row of a tax it is what the tax is taken of."""
    words = {word for line in item.lines for word in plain_words(line.text)}
    return Kind.UNIT_PRICE in item.cells and not TAX_WORDS & words


def _is_numbered(item: Item) -> bool:
    """True with a number of its own; a rate of tax in that column is none."""
    text = item.cells[Kind.LINE_NO].text if Kind.LINE_NO in item.cells else ""
    return any(map(str.isdigit, text)) and "%" not in text and not TAX_WORDS & set(plain_words(text))


def _tables(page: _Page) -> list[list[Item]]:
    """The items of every table of items."""
    headers = find_headers(page.lines, page.style)
    ends = [*(header.first for header in headers[1:]), len(page.lines)][: len(headers)]
    return [
        read_table(page.lines, header, end, page.sizes, page.style, noisy=page.noisy)
        for header, end in zip(headers, ends, strict=True)
        if is_item_header(header)
    ]
