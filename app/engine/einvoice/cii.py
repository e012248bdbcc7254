"""UN/CEFACT Cross Industry Invoice: Factur-X and ZUGFeRD 2 in all profiles, XRechnung, and ZUGFeRD 1.0.

ZUGFeRD 1.0 has the same tree under other names for the upper levels; where the names differ both are listed.
"""

from app.domain.invoice import MAX_LINES
from app.engine.einvoice import cash_discounts, cii_lines, cii_references, parts
from app.engine.einvoice import cii_elements as elements
from app.engine.einvoice.cii_references import Trade
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

DOCUMENT = ("ExchangedDocument", "HeaderExchangedDocument")
_TRANSACTION = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_HEADER = ("ApplicableHeaderTrade", "ApplicableSupplyChainTrade")


def read(root: Node, out: Findings) -> None:
    """Everything the message says, in the invoice's fields."""
    transaction = root.one(*_TRANSACTION)
    agreement, delivery, settlement = (
        transaction.one(*(name + part for name in _HEADER)) for part in ("Agreement", "Delivery", "Settlement")
    )
    lines = transaction.all("IncludedSupplyChainTradeLineItem")
    _document(root.one(*DOCUMENT), lines, out)
    cii_references.read(root, Trade(agreement, delivery, settlement), out)
    _parties(agreement, delivery, settlement, out)
    _dates(agreement, delivery, settlement, out)
    _currencies(settlement, out)
    _amounts(settlement, out)
    _payment(settlement, out.at("payment"))
    items = [line for line in lines if cii_lines.is_item(line)]
    if not out.rows("lines", items, cii_lines.read, limit=MAX_LINES):
        out.value("lines_incomplete", True, str(len(items)))


def _document(document: Node, lines: list[Node], out: Findings) -> None:
    parts.document_type(out, document.first("TypeCode"))
    out.code("invoice_number", document.first("ID"))
    out.date("issue_date", document.first("IssueDateTime/DateTimeString", "IssueDateTime"))
    out.code("language", document.first("LanguageID"))
    remarks = [note for line in lines if not cii_lines.is_item(line) for note in cii_lines.remarks(line)]
    parts.notes(out, [*document.all("IncludedNote/Content"), *remarks])


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
    out.date("delivery_date", elements.event(delivery))
    out.date("tax_point_date", settlement.first("ApplicableTradeTax/TaxPointDate/DateString"))
    elements.period(settlement, "service_period", out)
    terms = settlement.all("SpecifiedTradePaymentTerms")
    final = [node for node in terms if not node.all("ApplicableTradePaymentDiscountTerms")]
    due = [node for node in map(_due_date, final) if node] or [node for node in map(_due_date, terms) if node]
    # Several dates are steps of a cash discount or of instalments: the whole amount is due with the last.
    out.date("due_date", max(due, key=elements.day, default=None))


def _due_date(terms: Node) -> Node | None:
    return terms.first("DueDateDateTime/DateTimeString", "DueDateDateTime")


def _currencies(settlement: Node, out: Findings) -> None:
    out.letters("currency", settlement.first("InvoiceCurrencyCode"), count=3)
    out.letters("tax_currency", settlement.first("TaxCurrencyCode"), count=3)
    out.number("exchange_rate", settlement.first("TaxApplicableTradeCurrencyExchange/ConversionRate"))


def _amounts(settlement: Node, out: Findings) -> None:
    summation, amounts = settlement.one(*elements.SUMMATION), out.at("amounts")
    amounts.number("lines_total", summation.first("LineTotalAmount"))
    amounts.number("discount", summation.first("AllowanceTotalAmount"))
    amounts.number("charges", summation.first("ChargeTotalAmount"))
    amounts.number("net", summation.first("TaxBasisTotalAmount"))
    amounts.total("tax", elements.tax_totals(settlement))
    amounts.number("gross", summation.first("GrandTotalAmount"))
    amounts.number("paid", summation.first("TotalPrepaidAmount"))
    amounts.number("rounding", summation.first("RoundingAmount"))
    amounts.number("due", summation.first("DuePayableAmount"))
    out.rows("taxes", settlement.all("ApplicableTradeTax"), _tax, limit=parts.MAX_ROWS)
    extras = [*settlement.all("SpecifiedTradeAllowanceCharge"), *settlement.all("SpecifiedLogisticsServiceCharge")]
    out.rows("allowances_charges", extras, _allowance_charge, limit=parts.MAX_ROWS)


def _tax(out: Findings, tax: Node) -> None:
    out.code("category", tax.first("CategoryCode"))
    out.number("rate", elements.rate(tax))
    out.number("base", tax.first("BasisAmount"))
    out.number("amount", tax.first("CalculatedAmount"))
    out.text("exemption_reason", tax.first("ExemptionReason", "ExemptionReasonCode"))


def _allowance_charge(out: Findings, node: Node) -> None:
    tax = node.one("CategoryTradeTax", "AppliedTradeTax")
    if node.name == "SpecifiedLogisticsServiceCharge":
        out.value("charge", True, node.name)
    else:
        parts.indicator(out, "charge", elements.indicator(node))
    out.number("amount", node.first("ActualAmount", "AppliedAmount"))
    out.number("base", node.first("BasisAmount"))
    out.number("percent", node.first("CalculationPercent"))
    out.text("reason", node.first("Reason", "Description", "ReasonCode"))
    out.code("tax_category", tax.first("CategoryCode"))
    out.number("tax_rate", elements.rate(tax))


def _payment(settlement: Node, out: Findings) -> None:
    terms, means = settlement.all("SpecifiedTradePaymentTerms"), settlement.all("SpecifiedTradeSettlementPaymentMeans")
    out.text("terms", *(note for term in terms for note in term.all("Description")))
    out.code("reference", settlement.first("PaymentReference"))
    way = "SpecifiedTradeSettlementPaymentMeans"
    parts.method(out, settlement.first(f"{way}/Information"), settlement.first(f"{way}/TypeCode"))
    out.rows("accounts", means, _account, limit=parts.MAX_IDS)
    out.rows("cash_discounts", cash_discounts.of_cii(terms), cash_discounts.read, limit=parts.MAX_IDS)
    parts.card(out, settlement.first(f"{way}/ApplicableTradeSettlementFinancialCard/ID"))
    partial = [node for node in terms if node.first("PartialPaymentAmount")]
    out.rows("instalments", partial, _instalment, limit=parts.MAX_ROWS)


def _account(out: Findings, means: Node) -> None:
    account = means.one("PayeePartyCreditorFinancialAccount")
    parts.account(
        out,
        iban=account.first("IBANID"),
        number=account.first("ProprietaryID"),
        bank=means.first("PayeeSpecifiedCreditorFinancialInstitution/BICID"),
        holder=account.first("AccountName"),
    )


def _instalment(out: Findings, terms: Node) -> None:
    out.date("due_date", _due_date(terms))
    out.number("amount", terms.first("PartialPaymentAmount"))
