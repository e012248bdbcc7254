"""Files of several documents, of copies, and of one document over several pages, each with its truth."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from app.domain.invoice import Invoice
from tests.documents.rendered.facts import Facts
from tests.documents.rendered.pile_pages import (
    Marks,
    beside,
    blank,
    delivery_note,
    invoice_pages,
    joined,
    pages_of,
    says,
    some_facts,
    terms,
)
from tests.documents.rendered.tills import till_receipt


@dataclass
class Pile:
    """A file and where its documents stand: first page, last page, and the first page of what each is a copy of."""

    look: str
    files: list[bytes] = field(default_factory=list)
    documents: list[tuple[int, int, int | None]] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    blanks: bool = False  # a blank page may be of either side

    @property
    def pdf(self) -> bytes:
        return joined(self.files)

    @property
    def pages(self) -> int:
        return sum(map(pages_of, self.files))

    def add(self, *files: bytes, invoice: Invoice, copy_of: int | None = None) -> int:
        """A document of these files; its first page."""
        first = self.pages + 1
        self.files += files
        self.documents.append((first, self.pages, copy_of))
        self.invoices.append(invoice)
        return first


def _marks(chance: Random, facts: Facts, *, left_out: bool) -> Marks:
    count = says(facts, "count", left_out=left_out, chance=chance) if chance.random() < 0.5 else ""
    continued = says(facts, "continued", left_out=left_out, chance=chance) if chance.random() < 0.3 else ""
    return Marks(count, continued=continued, heads=chance.random() < 0.4)


def _behind(chance: Random, facts: Facts, *, left_out: bool) -> list[bytes]:
    """Sometimes a page of another kind behind an invoice."""
    luck = chance.random()
    if luck < 0.12:
        return [terms(facts, chance, left_out=left_out)]
    return [delivery_note(facts, chance, left_out=left_out)] if luck < 0.2 else []


def _invoices(chance: Random, pile: Pile, *, left_out: bool, one_seller: bool) -> None:
    like: Facts | None = None
    style = chance.randrange(10**6)
    for _ in range(chance.choice((2, 2, 3, 4))):
        facts = some_facts(chance, left_out=left_out, like=like, long=chance.random() < 0.2)
        like = facts if one_seller else None
        marks = _marks(chance, facts, left_out=left_out)
        pdf = invoice_pages(facts, style, left_out=left_out, marks=marks)
        pile.add(pdf, *_behind(chance, facts, left_out=left_out), invoice=facts.invoice)
        style = style if one_seller else chance.randrange(10**6)


def different_sellers(chance: Random, pile: Pile, *, left_out: bool) -> None:
    _invoices(chance, pile, left_out=left_out, one_seller=False)


def same_seller(chance: Random, pile: Pile, *, left_out: bool) -> None:
    _invoices(chance, pile, left_out=left_out, one_seller=True)


def with_receipts(chance: Random, pile: Pile, *, left_out: bool) -> None:
    if chance.random() < 0.5:
        facts = some_facts(chance, left_out=left_out)
        pile.add(invoice_pages(facts, chance.randrange(10**6), left_out=left_out), invoice=facts.invoice)
    for _ in range(chance.choice((2, 3))):
        pdf, receipt, _ = till_receipt(chance, left_out=left_out)
        pile.add(pdf, invoice=receipt)


def blanks_between(chance: Random, pile: Pile, *, left_out: bool) -> None:
    """As a machine scans both sides of each sheet."""
    pile.blanks = True
    for _ in range(2):
        facts = some_facts(chance, left_out=left_out)
        pdf = invoice_pages(facts, chance.randrange(10**6), left_out=left_out)
        pile.add(pdf, blank(), invoice=facts.invoice)


def copies(chance: Random, pile: Pile, *, left_out: bool) -> None:
    facts = some_facts(chance, left_out=left_out, long=chance.random() < 0.2)
    marks, style = _marks(chance, facts, left_out=left_out), chance.randrange(10**6)
    named = [says(facts, "original", left_out=left_out, chance=chance)]
    named += says(facts, "copies", left_out=left_out, chance=chance)
    first: int | None = None
    for name in named[: chance.choice((2, 3))] if chance.random() < 0.7 else ["", ""]:
        marks.copy = name
        pdf = invoice_pages(facts, style, left_out=left_out, marks=marks)
        page = pile.add(pdf, invoice=facts.invoice, copy_of=first)
        first = first or page


def several_on_a_page(chance: Random, pile: Pile, *, left_out: bool) -> None:
    """Two receipts beside one another."""
    made = [till_receipt(chance, left_out=left_out) for _ in range(2)]
    pile.add(beside(made[0][0], made[1][0]), invoice=made[0][1])
    pile.documents.append(pile.documents[0])
    pile.invoices.append(made[1][1])


def long_invoice(chance: Random, pile: Pile, *, left_out: bool) -> None:
    facts = some_facts(chance, left_out=left_out, long=True)
    marks = _marks(chance, facts, left_out=left_out)
    pile.add(invoice_pages(facts, chance.randrange(10**6), left_out=left_out, marks=marks), invoice=facts.invoice)


def with_pages_behind(chance: Random, pile: Pile, *, left_out: bool) -> None:
    facts = some_facts(chance, left_out=left_out, long=chance.random() < 0.3)
    marks = _marks(chance, facts, left_out=left_out)
    pdf = invoice_pages(facts, chance.randrange(10**6), left_out=left_out, marks=marks)
    behind = (terms(facts, chance, left_out=left_out), delivery_note(facts, chance, left_out=left_out), blank())
    pile.add(pdf, *chance.sample(behind, chance.choice((1, 1, 2))), invoice=facts.invoice)


def receipt(chance: Random, pile: Pile, *, left_out: bool) -> None:
    pdf, truth, _ = till_receipt(chance, left_out=left_out)
    pile.add(pdf, invoice=truth)


Way = Callable[..., None]
SEVERAL: tuple[Way, ...] = (different_sellers, same_seller, with_receipts, blanks_between, several_on_a_page)
COPIES: tuple[Way, ...] = (copies,)
SINGLE: tuple[Way, ...] = (long_invoice, long_invoice, with_pages_behind, with_pages_behind, receipt)


def pile(seed: int, ways: tuple[Way, ...], *, left_out: bool = False) -> Pile:
    """A file of one of these ways. The same seed gives the same file."""
    chance = Random(f"pile {seed} {left_out}")
    way = ways[seed % len(ways)]
    made = Pile(way.__name__.replace("_", " "))
    way(chance, made, left_out=left_out)
    return made
