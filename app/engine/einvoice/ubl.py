"""OASIS UBL 2.1 Invoice and CreditNote, as EN 16931, XRechnung and Peppol use them."""

from app.domain.invoice import MAX_LINES, DocumentType
from app.engine.einvoice import cash_discounts, parts, ubl_families, ubl_lines, ubl_references, values
from app.engine.einvoice.cii_elements import day
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node


def read(root: Node, out: Findings) -> None:
    """Everything the message says, in the invoice's fields."""
    lines = ubl_lines.of(root)
    _document(root, lines, out)
    ubl_references.read(root, out)
    _parties(root, out)
    _dates(root, out)
    _amounts(root, out)
    _payment(root, out.at("payment"))
    items = [line for line in lines if ubl_lines.is_item(line)]
    if not out.rows("lines", items, ubl_lines.read, limit=MAX_LINES):
        out.value("lines_incomplete", True, str(len(items)))


def _document(root: Node, lines: list[Node], out: Findings) -> None:
    code = root.first("InvoiceTypeCode", "CreditNoteTypeCode")
    if code:
        parts.document_type(out, code)
    else:
        kind = DocumentType.CREDIT_NOTE if root.name == "CreditNote" else DocumentType.INVOICE
        out.value("document_type", kind, root.name)
    out.code("invoice_number", root.first("ID"))
    out.date("issue_date", root.first("IssueDate"))
    out.time("issue_time", root.first("IssueTime"))
    remarks = [note for line in lines if not ubl_lines.is_item(line) for note in ubl_lines.remarks(line)]
    parts.notes(out, [*root.all("Note"), *remarks])


def _text(node: Node | None) -> str:
    return node.text if node else ""


def _parties(root: Node, out: Findings) -> None:
    seller, buyer = root.one("AccountingSupplierParty/Party"), root.one("AccountingCustomerParty/Party")
    _party(seller, out.at("seller"))
    _identifiers(seller, seller.all("PartyIdentification/ID"), out.at("seller"))
    _party(buyer, out.at("buyer"))
    numbers = buyer.all("PartyIdentification/ID")
    plain = [node for node in numbers if node.text and not node.attributes.get("schemeID")][:1]
    out.code("buyer.customer_id", next(iter(plain), None))
    out.code("buyer.account_number", root.first("AccountingCost"))
    _identifiers(buyer, [node for node in numbers if node not in plain], out.at("buyer"))
    payee = root.one("PayeeParty")
    _party(payee, out.at("payee"))
    _identifiers(payee, payee.all("PartyIdentification/ID"), out.at("payee"))
    _ship_to(root.one("Delivery"), out.at("ship_to"))


def _identifiers(party: Node, own: list[Node], out: Findings) -> None:
    vat_id = _vat_id(party)
    numbers = [number for number in party.all("PartyTaxScheme/CompanyID") if number is not vat_id]
    parts.identifiers(out, [*own, *party.all("PartyLegalEntity/CompanyID")], numbers)


def _vat_id(party: Node) -> Node | None:
    schemes = (node for node in party.all("PartyTaxScheme") if _text(node.first("TaxScheme/ID")).upper() == "VAT")
    return next((node for node in (scheme.first("CompanyID") for scheme in schemes) if node), None)


def _party(party: Node, out: Findings) -> None:
    registered, known = party.first("PartyLegalEntity/RegistrationName"), party.first("PartyName/Name")
    contact = party.one("Contact")
    out.text("name", registered or known)
    out.text("trading_name", known if registered else None)
    out.code("vat_id", _vat_id(party))
    out.text("contact", contact.first("Name"))
    out.code("phone", contact.first("Telephone"))
    endpoint = party.first("EndpointID")
    mail = endpoint if endpoint and endpoint.attributes.get("schemeID") == "EM" else None
    out.code("email", contact.first("ElectronicMail") or mail)
    out.code("website", party.first("WebsiteURI"))
    _address(party.one("PostalAddress"), out)


def _ship_to(delivery: Node, out: Findings) -> None:
    out.text("name", delivery.first("DeliveryParty/PartyName/Name"))
    parts.identifiers(out, delivery.all("DeliveryLocation/ID"))
    _address(delivery.one("DeliveryLocation/Address"), out)


def _address(postal: Node, out: Findings) -> None:
    names = ("StreetName", "BuildingNumber", "AdditionalStreetName", "AddressLine/Line")
    parts.address(
        out,
        street=[line for name in names for line in postal.all(name)],
        city=postal.first("CityName"),
        region=postal.first("CountrySubentity"),
        postal_code=postal.first("PostalZone"),
        country=postal.first("Country/IdentificationCode"),
    )


def _dates(root: Node, out: Findings) -> None:
    out.date("due_date", _due_date(root))
    out.date("tax_point_date", root.first("TaxPointDate"))
    out.date("order_date", root.first("OrderReference/IssueDate"))
    out.date("delivery_date", root.first("Delivery/ActualDeliveryDate"))
    out.period("service_period", root.first("InvoicePeriod/StartDate"), root.first("InvoicePeriod/EndDate"))


def _due_date(root: Node) -> Node | None:
    """Of several dates in the terms the last: the whole amount is due with it."""
    given = root.first("DueDate", "PaymentMeans/PaymentDueDate")
    return given or max((node for node in root.all("PaymentTerms/PaymentDueDate") if node.text), key=day, default=None)


def _amounts(root: Node, out: Findings) -> None:
    out.letters("currency", root.first("DocumentCurrencyCode"), count=3)
    out.letters("tax_currency", root.first("TaxCurrencyCode"), count=3)
    out.number("exchange_rate", root.first("TaxExchangeRate/CalculationRate"))
    total, amounts = root.one("LegalMonetaryTotal"), out.at("amounts")
    amounts.number("lines_total", total.first("LineExtensionAmount"))
    amounts.number("discount", total.first("AllowanceTotalAmount"))
    amounts.number("charges", total.first("ChargeTotalAmount"))
    _net(root, total, amounts)
    amounts.total("tax", ubl_references.tax_totals(root))
    amounts.number("gross", total.first("TaxInclusiveAmount"))
    amounts.number("paid", total.first("PrepaidAmount"))
    amounts.number("rounding", total.first("PayableRoundingAmount"))
    amounts.number("due", total.first("PayableAmount"))
    out.rows("taxes", _tax_rows(root), _tax, limit=parts.MAX_ROWS)
    out.rows("allowances_charges", root.all("AllowanceCharge"), _allowance_charge, limit=parts.MAX_ROWS)


def _net(root: Node, total: Node, out: Findings) -> None:
    """OIOUBL writes the tax where others write the total without it: its net total is what the parts add up to."""
    if not ubl_families.is_oioubl(root):
        out.number("net", total.first("TaxExclusiveAmount"))
        return
    parts_of_it = (("LineExtensionAmount", ""), ("ChargeTotalAmount", ""), ("AllowanceTotalAmount", "-"))
    found = [(sign, node, values.number(node.text)) for name, sign in parts_of_it for node in total.all(name)]
    given = [(sign, node, number) for sign, node, number in found if number is not None]
    if given:
        net = values.total(number.copy_negate() if sign else number for sign, _, number in given)
        out.value("net", net, " ".join(f"{sign or '+'} {node.text}" for sign, node, _ in given).removeprefix("+ "))


def _tax_rows(root: Node) -> list[Node]:
    """The subtotals in the document's currency; a second total repeats them in the tax currency."""
    totals, amounts = (
        [node for node in root.all("TaxTotal") if node.all("TaxSubtotal")],
        ubl_references.tax_totals(root),
    )
    chosen = [node for node in totals if any(amount in amounts for amount in node.all("TaxAmount"))]
    return [row for node in chosen or totals[:1] for row in node.all("TaxSubtotal")]


def _tax(out: Findings, tax: Node) -> None:
    category = tax.one("TaxCategory")
    ubl_families.tax_category(out, "category", category.first("ID"))
    out.number("rate", category.first("Percent") or tax.first("Percent"))
    out.number("base", tax.first("TaxableAmount"))
    out.number("amount", tax.first("TaxAmount"))
    out.text("exemption_reason", category.first("TaxExemptionReason", "TaxExemptionReasonCode"))


def _allowance_charge(out: Findings, node: Node) -> None:
    parts.indicator(out, "charge", node.first("ChargeIndicator"))
    out.number("amount", node.first("Amount"))
    out.number("base", node.first("BaseAmount"))
    out.number("percent", node.first("MultiplierFactorNumeric"))
    out.text("reason", node.first("AllowanceChargeReason", "AllowanceChargeReasonCode"))
    ubl_families.tax_category(out, "tax_category", node.first("TaxCategory/ID"))
    out.number("tax_rate", node.first("TaxCategory/Percent"))


def _payment(root: Node, out: Findings) -> None:
    means, terms = root.all("PaymentMeans"), root.all("PaymentTerms")
    out.text("terms", *(note for term in terms for note in term.all("Note")))
    out.code("reference", root.first("PaymentMeans/PaymentID"))
    code = root.first("PaymentMeans/PaymentMeansCode")
    name = code.attributes.get("name", "").strip() if code else ""
    if name:
        out.value("method", name, name)
    else:
        parts.method(out, root.first("PaymentMeans/InstructionNote"), code)
    accounts = [(way, account) for way in means for account in way.all("PayeeFinancialAccount")]
    out.rows("accounts", accounts, _account, limit=parts.MAX_IDS)
    parts.card(out, root.first("PaymentMeans/CardAccount/PrimaryAccountNumberID"))
    out.rows("cash_discounts", cash_discounts.of_ubl(terms), cash_discounts.read, limit=parts.MAX_IDS)
    partial = [node for node in terms if node.first("Amount") or node.first("InstallmentDueDate")]
    out.rows("instalments", partial, _instalment, limit=parts.MAX_ROWS)


def _account(out: Findings, pair: tuple[Node, Node]) -> None:
    way, account = pair
    number = account.first("ID")
    iban = number if number and parts.is_iban(number) else None
    parts.account(
        out,
        iban=iban,
        number=None if iban else number,
        bank=account.first("FinancialInstitutionBranch/ID", "FinancialInstitutionBranch/FinancialInstitution/ID"),
        holder=account.first("Name"),
        reference=way.first("PaymentID"),
    )


def _instalment(out: Findings, terms: Node) -> None:
    out.date("due_date", terms.first("InstallmentDueDate", "PaymentDueDate"))
    out.number("amount", terms.first("Amount"))
