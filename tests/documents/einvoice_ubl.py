"""An `Invoice` as UBL 2.1: every field that the syntax has."""

from xml.etree import ElementTree

from app.domain.invoice import AllowanceCharge, DocumentType, Instalment, Invoice, Line, Party, Period
from tests.documents.einvoice_elements import SCHEMES, TAX_NUMBER, TYPE_CODES, Place, street_lines

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"


class _Ubl(Place):
    def prefixed(self, name: str, *, leaf: bool) -> str:
        return f"{'cbc' if leaf else 'cac'}:{name}"


def ubl_xml(invoice: Invoice) -> bytes:
    """As a UBL 2.1 Invoice, or CreditNote when it is one."""
    name = "CreditNote" if invoice.document_type is DocumentType.CREDIT_NOTE else "Invoice"
    spaces = {"xmlns": f"{NAMESPACE}{name}-2"}
    spaces |= {
        f"xmlns:{short}": f"{NAMESPACE}Common{kind}Components-2"
        for short, kind in (("cac", "Aggregate"), ("cbc", "Basic"))
    }
    root = _Ubl(ElementTree.Element(name, spaces))
    root.put("ID", invoice.invoice_number)
    root.put("IssueDate", invoice.issue_date)
    root.put("IssueTime", invoice.issue_time and invoice.issue_time.isoformat())
    root.put("DueDate", invoice.due_date)
    root.put(f"{name}TypeCode", invoice.document_type and TYPE_CODES[invoice.document_type])
    for note in invoice.notes:
        root.put("Note", note)
    root.put("TaxPointDate", invoice.tax_point_date)
    root.put("DocumentCurrencyCode", invoice.currency)
    root.put("TaxCurrencyCode", invoice.tax_currency)
    root.put("AccountingCost", invoice.buyer.account_number)
    root.put("BuyerReference", invoice.buyer_reference)
    _ubl_period(root, invoice.service_period)
    root.put("OrderReference/ID", invoice.purchase_order)
    root.put("OrderReference/IssueDate", invoice.order_date)
    root.put("BillingReference/InvoiceDocumentReference/ID", invoice.preceding_invoice)
    root.put("ContractDocumentReference/ID", invoice.contract_reference)
    root.put("ProjectReference/ID", invoice.project_reference)
    _ubl_party(root.add("AccountingSupplierParty/Party"), invoice.seller)
    _ubl_party(root.add("AccountingCustomerParty/Party"), invoice.buyer)
    if invoice.payee != Party():
        _ubl_party(root.add("PayeeParty"), invoice.payee)
    _ubl_delivery(root.add("Delivery"), invoice)
    _ubl_payment(root, invoice)
    for extra in invoice.allowances_charges:
        _ubl_allowance(root.add("AllowanceCharge"), extra)
    root.put("TaxExchangeRate/CalculationRate", invoice.exchange_rate)
    _ubl_amounts(root, invoice)
    for line in invoice.lines:
        _ubl_line(root.add(f"{name}Line"), line, credited=name == "CreditNote")
    return root.xml()


def _ubl_period(place: _Ubl, period: Period) -> None:
    place.put("InvoicePeriod/StartDate", period.start)
    place.put("InvoicePeriod/EndDate", period.end)


def _ubl_party(place: _Ubl, party: Party) -> None:
    place.put("WebsiteURI", party.website)
    place.put("PartyIdentification/ID", party.customer_id)
    for tax_id in party.tax_ids:
        if tax_id.scheme != TAX_NUMBER:
            scheme = tax_id.scheme and SCHEMES[tax_id.scheme]
            place.add("PartyIdentification").put("ID", tax_id.value, schemeID=scheme)
    place.put("PartyName/Name", party.trading_name)
    _ubl_address(place.add("PostalAddress"), party)
    numbers = [
        (party.vat_id, "VAT"),
        *((tax_id.value, "FC") for tax_id in party.tax_ids if tax_id.scheme == TAX_NUMBER),
    ]
    for number, scheme in numbers:
        if number:
            registration = place.add("PartyTaxScheme")
            registration.put("CompanyID", number)
            registration.put("TaxScheme/ID", scheme)
    place.put("PartyLegalEntity/RegistrationName", party.name)
    place.put("Contact/Name", party.contact)
    place.put("Contact/Telephone", party.phone)
    place.put("Contact/ElectronicMail", party.email)


def _ubl_address(place: _Ubl, party: Party) -> None:
    first, second, third = street_lines(party.address.street)
    place.put("StreetName", first)
    place.put("AdditionalStreetName", second)
    place.put("CityName", party.address.city)
    place.put("PostalZone", party.address.postal_code)
    place.put("CountrySubentity", party.address.region)
    place.put("AddressLine/Line", third)
    place.put("Country/IdentificationCode", party.address.country)


def _ubl_delivery(place: _Ubl, invoice: Invoice) -> None:
    place.put("ActualDeliveryDate", invoice.delivery_date)
    for tax_id in invoice.ship_to.tax_ids:
        place.put("DeliveryLocation/ID", tax_id.value, schemeID=tax_id.scheme and SCHEMES[tax_id.scheme])
    _ubl_address(place.add("DeliveryLocation/Address"), invoice.ship_to)
    place.put("DeliveryParty/PartyName/Name", invoice.ship_to.name)


def _ubl_payment(root: _Ubl, invoice: Invoice) -> None:
    payment = invoice.payment
    if payment.method:
        root.put("PaymentMeans/PaymentMeansCode", "ZZZ", name=payment.method)
    root.put("PaymentMeans/PaymentID", payment.reference)
    card = payment.card_last4 and f"XXXXXXXXXXXX{payment.card_last4}"
    root.put("PaymentMeans/CardAccount/PrimaryAccountNumberID", card)
    for account in payment.accounts:
        place = root.add("PaymentMeans").add("PayeeFinancialAccount")
        place.put("ID", account.iban or account.number)
        place.put("Name", account.holder)
        place.put("FinancialInstitutionBranch/ID", account.bic)
    root.add("PaymentTerms").put("Note", payment.terms)
    for instalment in payment.instalments:
        _ubl_instalment(root.add("PaymentTerms"), instalment)


def _ubl_instalment(place: _Ubl, instalment: Instalment) -> None:
    place.put("Amount", instalment.amount)
    place.put("PaymentDueDate", instalment.due_date)


def _ubl_allowance(place: _Ubl, extra: AllowanceCharge) -> None:
    place.put("ChargeIndicator", extra.charge)
    place.put("AllowanceChargeReason", extra.reason)
    place.put("MultiplierFactorNumeric", extra.percent)
    place.put("Amount", extra.amount)
    place.put("BaseAmount", extra.base)
    place.put("TaxCategory/ID", extra.tax_category)
    place.put("TaxCategory/Percent", extra.tax_rate)


def _ubl_amounts(root: _Ubl, invoice: Invoice) -> None:
    amounts = invoice.amounts
    root.put("TaxTotal/TaxAmount", amounts.tax, currencyID=invoice.currency)
    for tax in invoice.taxes:
        place = root.add("TaxTotal/TaxSubtotal")
        place.put("TaxableAmount", tax.base)
        place.put("TaxAmount", tax.amount)
        place.put("TaxCategory/ID", tax.category)
        place.put("TaxCategory/Percent", tax.rate)
        place.put("TaxCategory/TaxExemptionReason", tax.exemption_reason)
    total = root.add("LegalMonetaryTotal")
    total.put("LineExtensionAmount", amounts.lines_total)
    total.put("TaxExclusiveAmount", amounts.net)
    total.put("TaxInclusiveAmount", amounts.gross)
    total.put("AllowanceTotalAmount", amounts.discount)
    total.put("ChargeTotalAmount", amounts.charges)
    total.put("PrepaidAmount", amounts.paid)
    total.put("PayableRoundingAmount", amounts.rounding)
    total.put("PayableAmount", amounts.due)


def _ubl_line(place: _Ubl, line: Line, *, credited: bool) -> None:
    place.put("ID", line.line_no)
    place.put("Note", line.note)
    place.put("CreditedQuantity" if credited else "InvoicedQuantity", line.quantity, unitCode=line.unit)
    place.put("LineExtensionAmount", line.amount)
    _ubl_period(place, line.period)
    place.put("OrderLineReference/OrderReference/ID", line.purchase_order)
    place.put("Delivery/ActualDeliveryDate", line.date)
    place.put("TaxTotal/TaxAmount", line.tax_amount)
    for charged, amount in ((False, line.discount), (True, line.charge)):
        if amount is not None:
            _ubl_allowance(place.add("AllowanceCharge"), AllowanceCharge(charge=charged, amount=amount))
    place.put("Item/Name", line.description)
    place.put("Item/SellersItemIdentification/ID", line.product_code)
    place.put("Item/ClassifiedTaxCategory/ID", line.tax_category)
    place.put("Item/ClassifiedTaxCategory/Percent", line.tax_rate)
    place.put("Price/PriceAmount", line.unit_price)
