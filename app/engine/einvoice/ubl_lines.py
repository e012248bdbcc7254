"""The items of a UBL invoice or credit note."""

from app.engine.einvoice import labelled, parts, ubl_families, values
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.labelled import Labelled
from app.engine.einvoice.xml import Node

_LINES = {"Invoice": "InvoiceLine", "CreditNote": "CreditNoteLine"}
_INSIDE = {"InvoiceLine": "SubInvoiceLine", "CreditNoteLine": "SubCreditNoteLine"}
_IDENTIFICATIONS = ("SellersItemIdentification", "StandardItemIdentification", "BuyersItemIdentification")
_OF_ITEM = (
    ("buyer's product code", "BuyersItemIdentification/ID"),
    ("standard product code", "StandardItemIdentification/ID"),
    ("classification", "CommodityClassification/ItemClassificationCode"),
    ("origin", "OriginCountry/IdentificationCode"),
)
_OF_LINE = (
    ("gross price", "Price/AllowanceCharge/BaseAmount"),
    ("price discount", "Price/AllowanceCharge/Amount"),
    ("booking reference", "AccountingCost"),
    ("invoiced object", "DocumentReference/ID"),
    ("reason", "AllowanceCharge/AllowanceChargeReason"),
)


def of(root: Node) -> list[Node]:
    """All lines in order. A line whose amount is told by lines inside it gives way to these."""
    name = _LINES[root.name]
    return [part for line in root.all(name) for part in _leaves(line, _INSIDE[name])]


def _leaves(line: Node, inside: str) -> list[Node]:
    below = line.all(inside)
    amounts = [values.number(node.text) for part in below for node in part.all("LineExtensionAmount")]
    whole = line.first("LineExtensionAmount")
    if not below or whole is None or None in amounts:
        return [line]
    if values.total(amount for amount in amounts if amount is not None) != values.number(whole.text):
        return [line]
    return [part for each in below for part in _leaves(each, inside)]


def _quantity(line: Node) -> Node | None:
    return line.first("InvoicedQuantity", "CreditedQuantity")


def is_item(line: Node) -> bool:
    """A line that is sold: it has a quantity, a price or an amount."""
    return bool(_quantity(line) or line.first("LineExtensionAmount", "Price/PriceAmount"))


def remarks(line: Node) -> list[Node]:
    """The texts of a line that is no item."""
    return [*line.all("Item/Name"), *line.all("Item/Description"), *line.all("Note")]


def read(out: Findings, line: Node) -> None:
    """One item into its row of `lines`."""
    item, price = line.one("Item"), line.one("Price")
    out.code("line_no", line.first("ID"))
    out.text("description", item.first("Name", "Description"))
    code = item.first(*(f"{kind}/ID" for kind in _IDENTIFICATIONS))
    out.code("product_code", code)
    parts.quantity(out, _quantity(line))
    parts.unit_price(out, price.first("PriceAmount"), price.first("BaseQuantity"))
    out.total("discount", _extras(line, charged=False))
    out.total("charge", _extras(line, charged=True))
    out.number("amount", line.first("LineExtensionAmount"))
    category, taxed = "TaxCategory", "TaxTotal/TaxSubtotal/TaxCategory"
    ubl_families.tax_category(out, "tax_category", item.first(f"Classified{category}/ID") or line.first(f"{taxed}/ID"))
    out.number("tax_rate", item.first(f"Classified{category}/Percent") or line.first(f"{taxed}/Percent"))
    out.number("tax_amount", line.first("TaxTotal/TaxAmount"))
    out.code("purchase_order", line.first("OrderLineReference/OrderReference/ID", "OrderLineReference/LineID"))
    out.date("date", line.first("Delivery/ActualDeliveryDate"))
    out.period("period", line.first("InvoicePeriod/StartDate"), line.first("InvoicePeriod/EndDate"))
    more = item.all("Description") if item.first("Name") else []
    out.text("note", *more, *line.all("Note"), *labelled.told(_further(line, item, code)))


def _further(line: Node, item: Node, code: Node | None) -> Labelled:
    """Terms of the line without a field of their own."""
    for label, nodes in labelled.at(item, _OF_ITEM):
        yield label, [node for node in nodes if node is not code]
    yield from labelled.at(line, _OF_LINE)
    yield from labelled.properties(item.all("AdditionalItemProperty"), "Name", "Value")


def _extras(line: Node, *, charged: bool) -> list[Node]:
    """Amounts of the allowances, or of the charges, on the line."""
    chosen = [node for node in line.all("AllowanceCharge") if parts.truth(node.first("ChargeIndicator")) is charged]
    return [amount for node in chosen for amount in node.all("Amount")]
