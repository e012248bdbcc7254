"""All comparisons over one document."""

from app.domain.checks import Check
from app.domain.invoice import Invoice
from app.engine.crosscheck import accounts, amounts, lines, parties, references
from app.engine.crosscheck.known import Known
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import State, Verdict, summary
from app.engine.words import DocumentText


def compare(invoice: Invoice, text: DocumentText) -> tuple[Check, ...]:
    """A failed Check for every contradiction, with both values and the place; else one passed, which says what the page
    shows. None for a page that shows nothing of the invoice: it is a cover, or written in another script."""
    found = verdicts(invoice, text)
    wrong = [verdict for verdict in found if verdict.state is State.CONTRADICTED]
    if wrong:
        return tuple(verdict.check() for verdict in wrong)
    return (summary(found),) if any(verdict.state is State.SHOWN for verdict in found) else ()


def verdicts(invoice: Invoice, text: DocumentText) -> list[Verdict]:
    """One for every value that was looked for."""
    known, pages = Known(invoice), Pages(text)
    steps = (
        references.number,
        references.dates,
        parties.seller,
        accounts.accounts,
        amounts.totals,
        lines.currency,
        lines.amounts,
    )
    return [verdict for step in steps for verdict in step(known, pages)]
