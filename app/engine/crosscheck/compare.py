"""All comparisons over one document."""

from decimal import localcontext

from app.domain.checks import Check
from app.domain.invoice import Invoice
from app.domain.rules import DIGITS
from app.engine.crosscheck import accounts, amounts, lines, parties, references
from app.engine.crosscheck.confirmed import confirming
from app.engine.crosscheck.known import Known
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import State, Verdict, summary
from app.engine.sights import Place
from app.engine.words import DocumentText


def compare(invoice: Invoice, text: DocumentText) -> tuple[Check, ...]:
    """A failed Check for every contradiction, with both values and the place; else one passed, which says what the page
    shows. None for a page that shows nothing of the invoice: it is a cover, or written in another script."""
    return told(verdicts(invoice, text))


def compare_and_place(invoice: Invoice, text: DocumentText) -> tuple[tuple[Check, ...], tuple[Place, ...]]:
    """The same, and where the page shows the values by which money goes astray."""
    known, pages = Known(invoice), Pages(text)
    found = _verdicts(known, pages)
    return told(found), tuple(confirming(found, pages))


def told(found: list[Verdict]) -> tuple[Check, ...]:
    """The verdicts as Checks."""
    wrong = [verdict for verdict in found if verdict.state is State.CONTRADICTED]
    if wrong:
        return tuple(verdict.check() for verdict in wrong)
    return (summary(found),) if any(verdict.state is State.SHOWN for verdict in found) else ()


def verdicts(invoice: Invoice, text: DocumentText) -> list[Verdict]:
    """One for every value that was looked for."""
    return _verdicts(Known(invoice), Pages(text))


def _verdicts(known: Known, pages: Pages) -> list[Verdict]:
    steps = (
        references.number,
        references.dates,
        parties.seller,
        accounts.accounts,
        amounts.totals,
        lines.currency,
        lines.amounts,
    )
    with localcontext(prec=DIGITS):  # the usual 28 are too few for prices times rates of an XML that says anything
        return [verdict for step in steps for verdict in step(known, pages)]
