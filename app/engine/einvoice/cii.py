"""UN/CEFACT Cross Industry Invoice: Factur-X and ZUGFeRD 2 in all profiles, XRechnung, and ZUGFeRD 1.0.

ZUGFeRD 1.0 has the same tree under other names for the upper levels; where the names differ both are listed.
"""

from datetime import date

from app.domain.invoice import MAX_LINES
from app.engine.einvoice import parts, values
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

DOCUMENT = ("ExchangedDocument", "HeaderExchangedDocument")
_TRANSACTION = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_HEADER, _LINE = (
    ("ApplicableHeaderTrade", "ApplicableSupplyChainTrade"),
    ("SpecifiedLineTrade", "SpecifiedSupplyChainTrade"),
)
_SUMMATION = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_LINE_SUMMATION = ("SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_NOT_ITEMS = frozenset({"GROUP", "INFORMATION"})  # subtotals and remarks: their amounts are not in the sum of lines


def read(root: Node, out: Findings) -> None:
    """Everything the message says, in the invoice's fields."""
    transaction = _part(root, *_TRANSACTION)
    agreement, delivery, settlement = (
        _part(transaction, *(name + part for name in _HEADER)) for part in ("Agreement", "Delivery", "Settlement")
    )
    lines = transaction.all("IncludedSupplyChainTradeLineItem")
    _document(_part(root, *DOCUMENT), lines, out)
    _references(agreement, settlement, out)
    _parties(agreement, delivery, settlement, out)
    _dates(agreement, delivery, settlement, out)
    _currencies(settlement, out)
    _amounts(settlement, out)
    _payment(settlement, out.at("payment"))
    items = [line for line in lines if _is_item(line)]
    if not out.rows("lines", items, _line, limit=MAX_LINES):
        out.value("lines_incomplete", True, str(len(items)))


def _part(node: Node, *names: str) -> Node:
    return next((part for name in names for part in node.all(name)), Node(names[0], {}))


def _document(document: Node, lines: list[Node], out: Findings) -> None:
    parts.document_type(out, document.first("TypeCode"))
    out.code("invoice_number", document.first("ID"))
    out.date("issue_date", document.first("IssueDateTime/DateTimeString", "IssueDateTime"))
    out.code("language", document.first("LanguageID"))
    remarks = [note for line in lines if not _is_item(line) for note in _remarks(line)]
    parts.notes(out, [*document.all("IncludedNote/Content"), *remarks])


def _references(agreement: Node, settlement: Node, out: Findings) -> None:
    out.code("buyer_reference", agreement.first("BuyerReference"))
    out.code("purchase_order", _document_id(agreement, "BuyerOrderReferencedDocument"))
    out.code("contract_reference", _document_id(agreement, "ContractReferencedDocument"))
    out.code("project_reference", agreement.first("SpecifiedProcuringProject/ID"))
    preceding = settlement.all("InvoiceReferencedDocument/IssuerAssignedID")
    out.code("preceding_invoice", _document_id(settlement, "InvoiceReferencedDocument"))
    representative = agreement.one("SellerTaxRepresentativeTradeParty")
    total = _part(settlement, *_SUMMATION).all("TaxTotalAmount")
    labelled = (
        ("preceding invoice", preceding[1:]),
        ("seller's order", agreement.all("SellerOrderReferencedDocument/IssuerAssignedID")),
        ("tax representative", representative.all("Name")),
        ("tax representative's VAT id", representative.all("SpecifiedTaxRegistration/ID")),
        ("tax exemption code", settlement.all("ApplicableTradeTax/ExemptionReasonCode")),
        ("mandate", settlement.all("SpecifiedTradePaymentTerms/DirectDebitMandateID")),
        ("creditor id", settlement.all("CreditorReferenceID")),
        ("tax in tax currency", [node for node in total if node is not _tax_total(settlement)]),
    )
    parts.others(out, labelled)


def _document_id(node: Node, name: str) -> Node | None:
    return node.first(f"{name}/IssuerAssignedID", f"{name}/ID")


def _parties(agreement: Node, delivery: Node, settlement: Node, out: Findings) -> None:
    seller, buyer = agreement.one("SellerTradeParty"), agreement.one("BuyerTradeParty")
    _party(seller, out.at("seller"), seller.all("ID"))
    _party(buyer, out.at("buyer"))
    out.code("buyer.customer_id", buyer.first("ID"))
    out.code("buyer.account_number", settlement.first("ReceivableSpecifiedTradeAccountingAccount/ID"))
    for name, node in (
        ("bill_to", settlement.one("InvoiceeTradeParty")),
        ("ship_to", delivery.one("ShipToTradeParty")),
        ("ship_from", delivery.one("ShipFromTradeParty")),
        ("payee", settlement.one("PayeeTradeParty")),
    ):
        _party(node, out.at(name), node.all("ID"))


def _party(party: Node, out: Findings, own_ids: list[Node] | None = None) -> None:
    registrations = party.all("SpecifiedTaxRegistration/ID")
    vat_ids = [node for node in registrations if node.attributes.get("schemeID") == "VA" and node.text]
    organization, contact = party.one("SpecifiedLegalOrganization"), party.one("DefinedTradeContact")
    out.text("name", party.first("Name"))
    out.text("trading_name", organization.first("TradingBusinessName"))
    out.code("vat_id", vat_ids[0] if vat_ids else None)
    rest = [node for node in registrations if node not in vat_ids[:1]]
    parts.identifiers(out, [*(own_ids or []), *party.all("GlobalID"), *organization.all("ID"), *rest])
    out.text("contact", contact.first("PersonName", "DepartmentName"))
    out.code("phone", contact.first("TelephoneUniversalCommunication/CompleteNumber"))
    mail = [node for node in party.all("URIUniversalCommunication/URIID") if node.attributes.get("schemeID") == "EM"]
    out.code("email", contact.first("EmailURIUniversalCommunication/URIID") or next(iter(mail), None))
    postal = party.one("PostalTradeAddress")
    parts.address(
        out,
        street=[line for name in ("LineOne", "LineTwo", "LineThree") for line in postal.all(name)],
        city=postal.first("CityName"),
        region=postal.first("CountrySubDivisionName"),
        postal_code=postal.first("PostcodeCode"),
        country=postal.first("CountryID"),
    )


def _dates(agreement: Node, delivery: Node, settlement: Node, out: Findings) -> None:
    order = "BuyerOrderReferencedDocument"
    out.date("order_date", agreement.first(f"{order}/FormattedIssueDateTime/DateTimeString", f"{order}/IssueDateTime"))
    out.date("delivery_date", _event(delivery))
    out.date("tax_point_date", settlement.first("ApplicableTradeTax/TaxPointDate/DateString"))
    _period(settlement, "service_period", out)
    terms = settlement.all("SpecifiedTradePaymentTerms")
    final = [node for node in terms if not node.all("ApplicableTradePaymentDiscountTerms")]
    due = [node for node in map(_due_date, final) if node] or [node for node in map(_due_date, terms) if node]
    # Several dates are steps of a cash discount or of instalments: the whole amount is due with the last.
    out.date("due_date", max(due, key=_day, default=None))


def _due_date(terms: Node) -> Node | None:
    return terms.first("DueDateDateTime/DateTimeString", "DueDateDateTime")


def _day(node: Node) -> date:
    days = values.span(node.text, node.attributes.get("format"))
    return days[1] if days else date.min


def _event(delivery: Node) -> Node | None:
    path = "ActualDeliverySupplyChainEvent/OccurrenceDateTime"
    return delivery.first(f"{path}/DateTimeString", path)


def _period(settlement: Node, name: str, out: Findings) -> None:
    period = settlement.one("BillingSpecifiedPeriod")
    start, end = (period.first(f"{part}/DateTimeString", part) for part in ("StartDateTime", "EndDateTime"))
    out.period(name, start, end)


def _currencies(settlement: Node, out: Findings) -> None:
    out.letters("currency", settlement.first("InvoiceCurrencyCode"), count=3)
    out.letters("tax_currency", settlement.first("TaxCurrencyCode"), count=3)
    out.number("exchange_rate", settlement.first("TaxApplicableTradeCurrencyExchange/ConversionRate"))


def _amounts(settlement: Node, out: Findings) -> None:
    summation, amounts = _part(settlement, *_SUMMATION), out.at("amounts")
    amounts.number("lines_total", summation.first("LineTotalAmount"))
    amounts.number("discount", summation.first("AllowanceTotalAmount"))
    amounts.number("charges", summation.first("ChargeTotalAmount"))
    amounts.number("net", summation.first("TaxBasisTotalAmount"))
    amounts.number("tax", _tax_total(settlement))
    amounts.number("gross", summation.first("GrandTotalAmount"))
    amounts.number("paid", summation.first("TotalPrepaidAmount"))
    amounts.number("rounding", summation.first("RoundingAmount"))
    amounts.number("due", summation.first("DuePayableAmount"))
    out.rows("taxes", settlement.all("ApplicableTradeTax"), _tax, limit=parts.MAX_ROWS)
    extras = [*settlement.all("SpecifiedTradeAllowanceCharge"), *settlement.all("SpecifiedLogisticsServiceCharge")]
    out.rows("allowances_charges", extras, _allowance_charge, limit=parts.MAX_ROWS)


def _tax_total(settlement: Node) -> Node | None:
    totals = _part(settlement, *_SUMMATION).all("TaxTotalAmount")
    return parts.amount_in(totals, settlement.first("InvoiceCurrencyCode"))


def _rate(tax: Node) -> Node | None:
    return tax.first("RateApplicablePercent", "ApplicablePercent")


def _tax(out: Findings, tax: Node) -> None:
    out.code("category", tax.first("CategoryCode"))
    out.number("rate", _rate(tax))
    out.number("base", tax.first("BasisAmount"))
    out.number("amount", tax.first("CalculatedAmount"))
    out.text("exemption_reason", tax.first("ExemptionReason", "ExemptionReasonCode"))


def _allowance_charge(out: Findings, node: Node) -> None:
    tax = _part(node, "CategoryTradeTax", "AppliedTradeTax")
    if node.name == "SpecifiedLogisticsServiceCharge":
        out.value("charge", True, node.name)
    else:
        parts.indicator(out, "charge", _indicator(node))
    out.number("amount", node.first("ActualAmount", "AppliedAmount"))
    out.number("base", node.first("BasisAmount"))
    out.number("percent", node.first("CalculationPercent"))
    out.text("reason", node.first("Reason", "Description", "ReasonCode"))
    out.code("tax_category", tax.first("CategoryCode"))
    out.number("tax_rate", _rate(tax))


def _indicator(node: Node) -> Node | None:
    return node.first("ChargeIndicator/Indicator", "ChargeIndicator")


def _payment(settlement: Node, out: Findings) -> None:
    terms, means = settlement.all("SpecifiedTradePaymentTerms"), settlement.all("SpecifiedTradeSettlementPaymentMeans")
    out.text("terms", *(note for term in terms for note in term.all("Description")))
    out.code("reference", settlement.first("PaymentReference"))
    way = "SpecifiedTradeSettlementPaymentMeans"
    parts.method(out, settlement.first(f"{way}/Information"), settlement.first(f"{way}/TypeCode"))
    out.rows("accounts", means, _account, limit=parts.MAX_IDS)
    parts.card(out, settlement.first(f"{way}/ApplicableTradeSettlementFinancialCard/ID"))
    partial = [node for node in terms if node.first("PartialPaymentAmount")]
    out.rows("instalments", partial, _instalment, limit=parts.MAX_ROWS)


def _account(out: Findings, means: Node) -> None:
    account = means.one("PayeePartyCreditorFinancialAccount")
    parts.account(
        out,
        iban=account.first("IBANID"),
        number=account.first("ProprietaryID"),
        bic=means.first("PayeeSpecifiedCreditorFinancialInstitution/BICID"),
        holder=account.first("AccountName"),
    )


def _instalment(out: Findings, terms: Node) -> None:
    out.date("due_date", _due_date(terms))
    out.number("amount", terms.first("PartialPaymentAmount"))


def _line_part(line: Node, part: str) -> Node:
    return _part(line, *(name + part for name in _LINE))


def _is_item(line: Node) -> bool:
    """A line that is sold: it has a quantity, a price or an amount, and is no subtotal of other lines."""
    status = line.first("AssociatedDocumentLineDocument/LineStatusReasonCode")
    if status and status.text.upper() in _NOT_ITEMS:
        return False
    return bool(
        _line_part(line, "Delivery").first("BilledQuantity")
        or _line_part(line, "Agreement").first("NetPriceProductTradePrice/ChargeAmount")
        or _part(_line_part(line, "Settlement"), *_LINE_SUMMATION).first("LineTotalAmount")
    )


def _remarks(line: Node) -> list[Node]:
    return [*line.all("SpecifiedTradeProduct/Name"), *line.all("AssociatedDocumentLineDocument/IncludedNote/Content")]


def _line(out: Findings, line: Node) -> None:
    document, product = line.one("AssociatedDocumentLineDocument"), line.one("SpecifiedTradeProduct")
    agreement, delivery, settlement = (_line_part(line, part) for part in ("Agreement", "Delivery", "Settlement"))
    out.code("line_no", document.first("LineID"))
    out.text("description", product.first("Name", "Description"))
    out.code("product_code", product.first("SellerAssignedID", "GlobalID", "BuyerAssignedID"))
    parts.quantity(out, delivery.first("BilledQuantity"))
    price = agreement.one("NetPriceProductTradePrice")
    parts.unit_price(out, price.first("ChargeAmount"), price.first("BasisQuantity"))
    extras = settlement.all("SpecifiedTradeAllowanceCharge")
    for name, charged in (("discount", False), ("charge", True)):
        out.total(name, [n for e in extras if parts.truth(_indicator(e)) is charged for n in e.all("ActualAmount")])
    out.number("amount", _part(settlement, *_LINE_SUMMATION).first("LineTotalAmount"))
    tax = settlement.one("ApplicableTradeTax")
    out.code("tax_category", tax.first("CategoryCode"))
    out.number("tax_rate", _rate(tax))
    out.number("tax_amount", tax.first("CalculatedAmount"))
    order = "BuyerOrderReferencedDocument"
    out.code("purchase_order", agreement.first(f"{order}/IssuerAssignedID", f"{order}/ID", f"{order}/LineID"))
    out.date("date", _event(delivery))
    _period(settlement, "period", out)
    more = product.all("Description") if product.first("Name") else []
    out.text("note", *more, *document.all("IncludedNote/Content"))
