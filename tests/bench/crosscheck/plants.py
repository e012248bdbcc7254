"""Differences between a page and its XML, one each: the page is edited, or, where words differ, the XML is another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from app.domain.invoice import Account, Invoice
from app.engine.words import DocumentText
from tests.bench.crosscheck.tamper import digits_of, other_digits, tampered
from tests.documents.rendered.facts import _iban, table


@dataclass(frozen=True)
class Case:
    """`path`: of the value that differs now."""

    path: str
    invoice: Invoice
    text: DocumentText


Plant = Callable[[Invoice, DocumentText, Random], Case | None]


def as_xml(truth: Invoice) -> Invoice:
    """What the XML of a rendered page says: as printed, and always an amount due."""
    due = truth.amounts.due if truth.amounts.due is not None else truth.amounts.gross
    return truth.model_copy(update={"amounts": truth.amounts.model_copy(update={"due": due})})


def _edited(path: str, printed: str, invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    digits = digits_of(printed)
    changed = tampered(text, digits, other_digits(digits, chance)) if digits else None
    return Case(path, invoice, changed) if changed else None


def _amount(path: str, value: Decimal | None, invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    return _edited(path, f"{value:.2f}", invoice, text, chance) if value else None


def total(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    return _amount("amounts.gross", invoice.amounts.gross, invoice, text, chance)


def due(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    if invoice.amounts.due == invoice.amounts.gross:
        return None
    return _amount("amounts.due", invoice.amounts.due, invoice, text, chance)


def net(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    return _amount("amounts.net", invoice.amounts.net, invoice, text, chance)


def all_totals(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    """Net, tax and total were changed so that they still add up; told by the total."""
    amounts = invoice.amounts
    if amounts.net is None or amounts.tax is None or amounts.gross is None or len(invoice.taxes) != 1:
        return None
    values = (amounts.net, amounts.tax, amounts.gross)
    factor = Decimal(chance.choice(("1.1", "1.2", "0.9", "0.95")))
    pairs = [(digits_of(f"{value:.2f}"), digits_of(f"{value * factor:.2f}")) for value in values]
    case: DocumentText | None = text
    for old, new in pairs:
        case = tampered(case, old, new) if case and len(old) == len(new) else None
    return Case("amounts.gross", invoice, case) if case else None


def line(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    place = chance.randrange(len(invoice.lines)) if invoice.lines else 0
    value = invoice.lines[place].amount if invoice.lines else None
    return _amount(f"lines.{place}.amount", value, invoice, text, chance)


def number(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    return _edited("invoice_number", invoice.invoice_number or "", invoice, text, chance)


def iban(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    """Another account whose check digits hold."""
    accounts = invoice.payment.accounts
    if not accounts or not accounts[0].iban:
        return None
    country = chance.choice([row["iban"] for row in table("countries").values() if row["iban"]])
    other = (Account(iban=_iban(chance, country), holder=accounts[0].holder),)
    payment = invoice.payment.model_copy(update={"accounts": other})
    return Case("payment.accounts.0.iban", invoice.model_copy(update={"payment": payment}), text)


def iban_digits(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    """Digits of the account changed on the page, check digits or not."""
    accounts = invoice.payment.accounts
    printed = (accounts[0].iban or "") if accounts else ""
    return _edited("payment.accounts.0.iban", printed, invoice, text, chance)


def vat_id(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    return _edited("seller.vat_id", invoice.seller.vat_id or "", invoice, text, chance)


def issued(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    if invoice.issue_date is None:
        return None
    other = invoice.issue_date + timedelta(days=chance.choice((-1, 1)) * chance.randint(1, 400))
    return Case("issue_date", invoice.model_copy(update={"issue_date": other}), text)


def payable(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    if invoice.due_date is None:
        return None
    other = invoice.due_date + timedelta(days=chance.randint(1, 60))
    return Case("due_date", invoice.model_copy(update={"due_date": other}), text)


def seller(invoice: Invoice, text: DocumentText, chance: Random) -> Case | None:
    names = [name for row in table("countries").values() for name in row["names"]]
    other = invoice.seller.model_copy(update={"name": chance.choice(names), "trading_name": None, "contact": None})
    if other.name in (invoice.seller.name, invoice.buyer.name):
        return None
    holders = tuple(account.model_copy(update={"holder": None}) for account in invoice.payment.accounts)
    payment = invoice.payment.model_copy(update={"accounts": holders})
    return Case("seller.name", invoice.model_copy(update={"seller": other, "payment": payment}), text)


PLANTS: dict[str, Plant] = {
    "total": total,
    "amount due": due,
    "net": net,
    "all totals": all_totals,
    "line amount": line,
    "number": number,
    "IBAN, another": iban,
    "IBAN, digits": iban_digits,
    "VAT id": vat_id,
    "issue date": issued,
    "due date": payable,
    "seller": seller,
}
