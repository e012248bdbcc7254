"""ebInterface 4.1 to 6.1, Austria's own form (https://www.wko.at/ebinterface).

Version 4 names taxes otherwise than 5 and 6; where the names differ both are listed.
"""

from collections.abc import Iterator

from app.domain.invoice import MAX_LINES, DocumentType
from app.engine.einvoice import labelled, parts
from app.engine.einvoice.cash_discounts import CashDiscount
from app.engine.einvoice.cash_discounts import read as read_discount
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

NAMESPACE = "http://www.ebinterface.at/schema/"
_TYPES = {
    "CreditMemo": DocumentType.CREDIT_NOTE,
    "SubsequentCredit": DocumentType.CREDIT_NOTE,
    "Invoice": DocumentType.INVOICE,
    "FinalSettlement": DocumentType.INVOICE,
    "InvoiceForAdvancePayment": DocumentType.INVOICE,
    "InvoiceForPartialDelivery": DocumentType.INVOICE,
    "SelfBilling": DocumentType.INVOICE,
    "SubsequentDebit": DocumentType.INVOICE,
}
_LINE_EXTRAS = "ReductionAndSurchargeListLineItemDetails"


def is_ebinterface(root: Node) -> bool:
    """By its namespace, for its root is called `Invoice` like others."""
    return root.name == "Invoice" and any(NAMESPACE in uri for uri in root.attributes.values())


def read(root: Node, out: Findings) -> None:
    """Everything the document says, in the invoice's fields."""
    kind = root.attributes.get("DocumentType", "")
    out.value("document_type", _TYPES.get(kind), kind or "Invoice")
    out.code("invoice_number", root.first("InvoiceNumber"))
    out.date("issue_date", root.first("InvoiceDate"))
    out.date("due_date", root.first("PaymentConditions/DueDate"))
    out.letters("currency", _attribute(root, "InvoiceCurrency"), count=3)
    out.code("language", _attribute(root, "Language"))
    out.code(
        "preceding_invoice", root.first("CancelledOriginalDocument/InvoiceNumber", "RelatedDocument/InvoiceNumber")
    )
    out.code(
        "purchase_order", root.first("InvoiceRecipient/OrderReference/OrderID", "OrderingParty/OrderReference/OrderID")
    )
    out.code("buyer.customer_id", root.first("InvoiceRecipient/BillersInvoiceRecipientID"))
    for name, element in (("seller", "Biller"), ("buyer", "InvoiceRecipient")):
        _party(root.one(element), out.at(name))
    _delivery(root.one("Delivery"), out)
    _amounts(root, out)
    _payment(root, out.at("payment"))
    parts.notes(out, root.all("Comment"))
    parts.others(out, [(labelled.SPECIFICATION, [_claimed(root)])])
    items = root.all("Details/ItemList/ListLineItem")
    if not out.rows("lines", items, _line, limit=MAX_LINES):
        out.value("lines_incomplete", True, str(len(items)))


def _claimed(root: Node) -> Node:
    return _node(next((uri for uri in root.attributes.values() if NAMESPACE in uri), "ebInterface"))


def _attribute(node: Node, name: str) -> Node | None:
    text = node.attributes.get(name, "").strip()
    return _node(text) if text else None


def _node(text: str) -> Node:
    node = Node("", {})
    node.text = text
    return node


def _party(party: Node, out: Findings) -> None:
    place = party.one("Address")
    contact = place.first("Contact") or party.first("Contact/Name")
    out.text("name", place.first("Name"))
    out.code("vat_id", party.first("VATIdentificationNumber"))
    out.text("contact", contact)
    out.code("phone", place.first("Phone") or party.first("Contact/Phone"))
    out.code("email", place.first("Email") or party.first("Contact/Email"))
    parts.identifiers(out, _identified(party))
    _address(place, out)


def _identified(party: Node) -> Iterator[Node]:
    """Other numbers of a party: the kind stands in an attribute."""
    for node in party.all("FurtherIdentification"):
        named = Node(node.name, {"schemeID": node.attributes.get("IdentificationType", "")})
        named.text = node.text
        yield named


def _address(place: Node, out: Findings) -> None:
    country = place.one("Country")
    parts.address(
        out,
        street=place.all("Street"),
        city=place.first("Town"),
        region=None,
        postal_code=place.first("ZIP"),
        country=_attribute(country, "CountryCode"),
    )


def _delivery(delivery: Node, out: Findings) -> None:
    out.date("delivery_date", delivery.first("Date"))
    out.period("service_period", delivery.first("Period/FromDate"), delivery.first("Period/ToDate"))
    out.text("ship_to.name", delivery.first("Address/Name"))
    _address(delivery.one("Address"), out.at("ship_to"))


def _amounts(root: Node, out: Findings) -> None:
    amounts = out.at("amounts")
    rows = [*root.all("Tax/TaxItem"), *root.all("Tax/VAT/VATItem"), *root.all("Tax/VAT/TaxItem")]
    amounts.total("net", [base for row in rows for base in row.all("TaxableAmount") + row.all("TaxedAmount")])
    amounts.total("tax", [tax for row in rows for tax in row.all("TaxAmount") + row.all("Amount")])
    amounts.number("gross", root.first("TotalGrossAmount"))
    amounts.number("paid", root.first("PrepaidAmount"))
    amounts.number("rounding", root.first("RoundingAmount"))
    amounts.number("due", root.first("PayableAmount"))
    out.rows("taxes", rows, _tax, limit=parts.MAX_ROWS)
    extras = root.one("ReductionAndSurchargeDetails")
    found = [(node, False) for node in extras.all("Reduction")] + [(node, True) for node in extras.all("Surcharge")]
    out.rows("allowances_charges", found, _adjustment, limit=parts.MAX_ROWS)


def _rate(tax: Node) -> Node | None:
    return tax.first("TaxPercent", "VATRate")


def _category(tax: Node) -> Node | None:
    rate = tax.one("TaxPercent", "VATRate")
    return _attribute(rate, "TaxCategoryCode") or _attribute(rate, "TaxCode")


def _tax(out: Findings, tax: Node) -> None:
    out.code("category", _category(tax))
    out.number("rate", _rate(tax))
    out.number("base", tax.first("TaxableAmount", "TaxedAmount"))
    out.number("amount", tax.first("TaxAmount", "Amount"))
    out.text("exemption_reason", tax.first("TaxExemption", "Comment"))


def _adjustment(out: Findings, pair: tuple[Node, bool]) -> None:
    node, charged = pair
    tax = node.one("TaxItem")
    out.value("charge", charged, node.name)
    out.number("amount", node.first("Amount"))
    out.number("base", node.first("BaseAmount"))
    out.number("percent", node.first("Percentage"))
    out.text("reason", node.first("Comment"))
    out.code("tax_category", _category(tax) or _category(node))
    out.number("tax_rate", _rate(tax) or _rate(node))


def _payment(root: Node, out: Findings) -> None:
    method, conditions = root.one("PaymentMethod"), root.one("PaymentConditions")
    transfer = method.one("UniversalBankTransaction")
    out.text("terms", *conditions.all("Comment"))
    out.text("method", method.first("Comment"))
    out.code("reference", transfer.first("PaymentReference"))
    out.rows("accounts", transfer.all("BeneficiaryAccount"), _account, limit=parts.MAX_IDS)
    out.rows("cash_discounts", map(_discount, conditions.all("Discount")), read_discount, limit=parts.MAX_IDS)


def _discount(node: Node) -> CashDiscount:
    return CashDiscount(
        until=node.first("PaymentDate"),
        percent=node.first("Percentage"),
        base=node.first("BaseAmount"),
        amount=node.first("Amount"),
    )


def _account(out: Findings, account: Node) -> None:
    parts.account(
        out,
        iban=account.first("IBAN"),
        number=account.first("BankAccountNr"),
        bank=account.first("BIC", "BankCode"),
        holder=account.first("BankAccountOwner"),
    )


def _line(out: Findings, line: Node) -> None:
    tax, price = line.one("TaxItem", "VATItem"), line.one("UnitPrice")
    described = line.all("Description")
    out.code("line_no", line.first("PositionNumber"))
    out.text("description", *described[:1])
    out.code("product_code", line.first("ArticleNumber"))
    quantity = line.first("Quantity")
    out.number("quantity", quantity)
    out.code("unit", _attribute(line.one("Quantity"), "Unit"))
    parts.unit_price(out, line.first("UnitPrice"), _attribute(price, "BaseQuantity"))
    out.total("discount", line.all(f"{_LINE_EXTRAS}/ReductionListLineItem/Amount"))
    out.total("charge", line.all(f"{_LINE_EXTRAS}/SurchargeListLineItem/Amount"))
    out.number("amount", line.first("LineItemAmount"))
    out.code("tax_category", _category(tax) or _category(line))
    out.number("tax_rate", _rate(tax) or _rate(line))
    out.number("tax_amount", tax.first("TaxAmount"))
    out.code("purchase_order", line.first("InvoiceRecipientsOrderReference/OrderID"))
    out.date("date", line.first("Delivery/Date"))
    out.period("period", line.first("Delivery/Period/FromDate"), line.first("Delivery/Period/ToDate"))
    out.text("note", *described[1:], *line.all("AdditionalInformation/Text"))
