"""Whether the XML says one thing only. Where it, or another XML beside it, says something else too, every program takes
what it finds first: the payer another total than the auditor."""

from collections.abc import Iterator
from typing import Any

from app.domain.checks import Check, Outcome
from app.domain.invoice import Invoice, leaves, plain
from app.engine.einvoice import cii_elements
from app.engine.einvoice.envelope import Source
from app.engine.einvoice.formats import CII, UBL, Format, format_of
from app.engine.einvoice.xml import Node

CHECK = "einvoice_rivals"
_MOST = 20
# What a payment and a booking rest on.
_COMPARED = (
    *("document_type", "invoice_number", "issue_date", "currency", "seller.name", "seller.vat_id"),
    *(f"amounts.{name}" for name in ("net", "tax", "gross", "due")),
)
_TRANSACTION = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_HEAD = ("ExchangedDocument", "HeaderExchangedDocument")
_AGREEMENT = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
Steps = tuple[tuple[str, ...], ...]  # a path, each step by any of its names
# Elements that an invoice has once, with the field that they fill.
_ONCE_IN_CII: tuple[tuple[Steps, str], ...] = (
    ((_TRANSACTION,), ""),
    ((_HEAD, ("ID",)), "invoice_number"),
    ((_HEAD, ("TypeCode",)), "document_type"),
    ((_HEAD, ("IssueDateTime",)), "issue_date"),
    ((_TRANSACTION, _AGREEMENT, ("SellerTradeParty",), ("Name",)), "seller.name"),
    ((_TRANSACTION, _SETTLEMENT, ("InvoiceCurrencyCode",)), "currency"),
    *(
        ((_TRANSACTION, _SETTLEMENT, cii_elements.SUMMATION, (name,)), f"amounts.{field}")
        for name, field in (
            ("TaxBasisTotalAmount", "net"),
            ("GrandTotalAmount", "gross"),
            ("DuePayableAmount", "due"),
        )
    ),
)
_ONCE_IN_UBL: tuple[tuple[Steps, str], ...] = (
    ((("ID",),), "invoice_number"),
    ((("InvoiceTypeCode", "CreditNoteTypeCode"),), "document_type"),
    ((("IssueDate",),), "issue_date"),
    ((("AccountingSupplierParty",), ("Party",)), "seller.name"),
    ((("DocumentCurrencyCode",),), "currency"),
    *(
        ((("LegalMonetaryTotal",), (name,)), f"amounts.{field}")
        for name, field in (
            ("TaxExclusiveAmount", "net"),
            ("TaxInclusiveAmount", "gross"),
            ("PayableAmount", "due"),
        )
    ),
)
_ONCE: dict[Format | None, tuple[tuple[Steps, str], ...]] = {CII: _ONCE_IN_CII, UBL: _ONCE_IN_UBL}


def checks(source: Source, invoice: Invoice, others: list[tuple[Source, Invoice]]) -> tuple[Check, ...]:
    """A failed Check for each value of which the XML, or an XML beside it, says another one."""
    found = [*_repeated(source.root), *(each for other in others for each in _between(source, invoice, *other))]
    return tuple(found[:_MOST])


def _between(source: Source, invoice: Invoice, other: Source, others: Invoice) -> Iterator[Check]:
    ours, theirs = (dict(leaves(plain(each))) for each in (invoice, others))
    accounts = _accounts(invoice), _accounts(others)
    for path in _COMPARED:
        one, two = _of(invoice, path), _of(others, path)
        if one is not None and two is not None and _plain(one) != _plain(two):
            yield _check(source.title, _second(source, other), path, str(ours[path]), str(theirs[path]))
    if all(accounts) and accounts[0] != accounts[1]:
        yield _check(
            source.title,
            _second(source, other),
            "payment.accounts.0.iban",
            *(", ".join(sorted(each)) for each in accounts),
        )


def _second(source: Source, other: Source) -> str:
    return other.title if other.title != source.title else f"a second invoice in {source.title}"


def _check(first: str, second: str, path: str, ours: str, theirs: str) -> Check:
    ours, theirs = ours[:200], theirs[:200]
    name = path.rpartition(".")[2].replace("_", " ")
    detail = f"{name}: {first[:80]} says {ours}, {second[:80]} says {theirs}. Another program may take the second."
    return Check(id=CHECK, outcome=Outcome.FAILED, detail=detail, fields=(path,), expected=ours, found=theirs)


def _repeated(root: Node) -> Iterator[Check]:
    """Elements of which there may be one only and there are several that differ; amounts by their currency."""
    for steps, path in _ONCE.get(format_of(root), ()):
        groups: dict[str, dict[str, None]] = {}  # texts by currency
        for node in _at(root, steps):
            groups.setdefault(node.attributes.get("currencyID", ""), {})[_whole(node)] = None
        if "" in groups:  # one without a currency is in any
            groups = {"": {text: None for said in groups.values() for text in said}}
        for said in groups.values():
            if len(said) > 1:
                yield _said_twice(steps[-1][0], path, list(said))


def _said_twice(name: str, path: str, said: list[str]) -> Check:
    first, second = (text[:100] for text in said[:2])
    short = f": {first} and {second}" if path and max(map(len, said)) <= 100 else ""
    detail = f"the XML has {len(said)} different {name}, where one is right{short}. Programs take this or that."
    fields = (path,) if path else ()
    return Check(id=CHECK, outcome=Outcome.FAILED, detail=detail, fields=fields, expected=first, found=second)


def _at(root: Node, steps: Steps) -> list[Node]:
    nodes = [root]
    for names in steps:
        nodes = [child for node in nodes for child in node.children if child.name in names]
    return nodes


def _whole(node: Node) -> str:
    """All text in an element, however deep."""
    texts, waiting = [], [node]
    while waiting:
        each = waiting.pop()
        texts.append(each.text)
        waiting.extend(reversed(each.children))
    return " ".join(filter(None, texts))


def _of(invoice: Invoice, path: str) -> Any:
    value: Any = invoice
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _plain(value: Any) -> Any:
    return " ".join(value.split()).casefold() if type(value) is str else value


def _accounts(invoice: Invoice) -> set[str]:
    given = (account.iban or account.number for account in invoice.payment.accounts)
    return {"".join(each.split()).upper() for each in given if each}
