"""The items of a Cross Industry Invoice."""

from app.engine.einvoice import cii_elements as elements
from app.engine.einvoice import labelled, parts
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.labelled import Labelled
from app.engine.einvoice.xml import Node

_UPPER = ("SpecifiedLineTrade", "SpecifiedSupplyChainTrade")  # the second in ZUGFeRD 1.0
_SUMMATION = ("SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_NOT_ITEMS = frozenset({"GROUP", "INFORMATION"})  # subtotals and remarks: their amounts are not in the sum of lines

_OF_PRODUCT = (
    ("buyer's product code", "BuyerAssignedID"),
    ("standard product code", "GlobalID"),
    ("classification", "DesignatedProductClassification/ClassCode"),
    ("origin", "OriginTradeCountry/ID"),
)
_OF_PRICE = (
    ("gross price", "GrossPriceProductTradePrice/ChargeAmount"),
    ("price discount", "GrossPriceProductTradePrice/AppliedTradeAllowanceCharge/ActualAmount"),
)
_OF_SETTLEMENT = (
    ("booking reference", "ReceivableSpecifiedTradeAccountingAccount/ID"),
    ("invoiced object", "AdditionalReferencedDocument/IssuerAssignedID"),
    ("reason", "SpecifiedTradeAllowanceCharge/Reason"),
)


def is_item(line: Node) -> bool:
    """A line that is sold: it has a quantity, a price or an amount, and is no subtotal of other lines."""
    status = line.first("AssociatedDocumentLineDocument/LineStatusReasonCode")
    if status and status.text.upper() in _NOT_ITEMS:
        return False
    return bool(
        _part(line, "Delivery").first("BilledQuantity")
        or _part(line, "Agreement").first("NetPriceProductTradePrice/ChargeAmount")
        or _part(line, "Settlement").one(*_SUMMATION).first("LineTotalAmount")
    )


def remarks(line: Node) -> list[Node]:
    """The texts of a line that is no item."""
    return [*line.all("SpecifiedTradeProduct/Name"), *line.all("AssociatedDocumentLineDocument/IncludedNote/Content")]


def read(out: Findings, line: Node) -> None:
    """One item into its row of `lines`."""
    document, product = line.one("AssociatedDocumentLineDocument"), line.one("SpecifiedTradeProduct")
    agreement, delivery, settlement = (_part(line, part) for part in ("Agreement", "Delivery", "Settlement"))
    out.code("line_no", document.first("LineID"))
    out.text("description", product.first("Name", "Description"))
    out.code("product_code", product.first("SellerAssignedID", "GlobalID", "BuyerAssignedID"))
    parts.quantity(out, delivery.first("BilledQuantity"))
    price = agreement.one("NetPriceProductTradePrice")
    parts.unit_price(out, price.first("ChargeAmount"), price.first("BasisQuantity"))
    out.total("discount", _extras(settlement, charged=False))
    out.total("charge", _extras(settlement, charged=True))
    out.number("amount", settlement.one(*_SUMMATION).first("LineTotalAmount"))
    tax = settlement.one("ApplicableTradeTax")
    out.code("tax_category", tax.first("CategoryCode"))
    out.number("tax_rate", elements.rate(tax))
    out.number("tax_amount", tax.first("CalculatedAmount"))
    order = "BuyerOrderReferencedDocument"
    out.code("purchase_order", agreement.first(f"{order}/IssuerAssignedID", f"{order}/ID", f"{order}/LineID"))
    out.date("date", elements.event(delivery))
    elements.period(settlement, "period", out)
    more = product.all("Description") if product.first("Name") else []
    further = labelled.told(_further(product, agreement, settlement))
    out.text("note", *more, *document.all("IncludedNote/Content"), *further)


def _further(product: Node, agreement: Node, settlement: Node) -> Labelled:
    """Terms of the line without a field of their own."""
    code = product.first("SellerAssignedID", "GlobalID", "BuyerAssignedID")
    for label, nodes in labelled.at(product, _OF_PRODUCT):
        yield label, [node for node in nodes if node is not code]
    yield from labelled.at(agreement, _OF_PRICE)
    yield from labelled.at(settlement, _OF_SETTLEMENT)
    yield from labelled.properties(product.all("ApplicableProductCharacteristic"), "Description", "Value")


def _extras(settlement: Node, *, charged: bool) -> list[Node]:
    """Amounts of the allowances, or of the charges, on the line."""
    extras = settlement.all("SpecifiedTradeAllowanceCharge")
    chosen = [node for node in extras if parts.truth(elements.indicator(node)) is charged]
    return [amount for node in chosen for amount in node.all("ActualAmount")]


def _part(line: Node, part: str) -> Node:
    return line.one(*(name + part for name in _UPPER))
