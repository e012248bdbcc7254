"""An `Invoice` as a Cross Industry Invoice: every field that the syntax has."""

from datetime import date
from xml.etree import ElementTree

from app.domain.invoice import Account, AllowanceCharge, Invoice, Line, Party, Period, Tax
from tests.documents.einvoice_elements import SCHEMES, TAX_NUMBER, TYPE_CODES, Place, street_lines

NAMESPACES = {
    "xmlns:rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "xmlns:ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "xmlns:udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}


class _Cii(Place):
    def prefixed(self, name: str, *, leaf: bool) -> str:
        if name in ("ExchangedDocumentContext", "ExchangedDocument", "SupplyChainTradeTransaction"):
            return f"rsm:{name}"
        return f"udt:{name}" if name in ("DateTimeString", "DateString", "Indicator") else f"ram:{name}"

    def day(self, path: str, value: date | None, *, last: str = "DateTimeString") -> None:
        self.put(f"{path}/{last}", value and f"{value:%Y%m%d}", format="102")

    def period(self, value: Period) -> None:
        self.day("BillingSpecifiedPeriod/StartDateTime", value.start)
        self.day("BillingSpecifiedPeriod/EndDateTime", value.end)


PROFILE = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"


def cii_xml(invoice: Invoice) -> bytes:
    """As a Cross Industry Invoice of the Factur-X EXTENDED profile."""
    root = _Cii(ElementTree.Element("rsm:CrossIndustryInvoice", NAMESPACES))
    root.put("ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID", PROFILE)
    document = root.add("ExchangedDocument")
    document.put("ID", invoice.invoice_number)
    document.put("TypeCode", invoice.document_type and TYPE_CODES[invoice.document_type])
    document.day("IssueDateTime", invoice.issue_date)
    document.put("LanguageID", invoice.language)
    for note in invoice.notes:
        document.add("IncludedNote").put("Content", note)
    transaction = root.add("SupplyChainTradeTransaction")
    for line in invoice.lines:
        _cii_line(transaction.add("IncludedSupplyChainTradeLineItem"), line)
    _cii_agreement(transaction.add("ApplicableHeaderTradeAgreement"), invoice)
    delivery = transaction.add("ApplicableHeaderTradeDelivery")
    _cii_party(delivery, "ShipToTradeParty", invoice.ship_to)
    _cii_party(delivery, "ShipFromTradeParty", invoice.ship_from)
    delivery.day("ActualDeliverySupplyChainEvent/OccurrenceDateTime", invoice.delivery_date)
    _cii_settlement(transaction.add("ApplicableHeaderTradeSettlement"), invoice)
    return root.xml()


def _cii_agreement(agreement: _Cii, invoice: Invoice) -> None:
    agreement.put("BuyerReference", invoice.buyer_reference)
    _cii_party(agreement, "SellerTradeParty", invoice.seller)
    _cii_party(agreement, "BuyerTradeParty", invoice.buyer)
    agreement.put("BuyerOrderReferencedDocument/IssuerAssignedID", invoice.purchase_order)
    agreement.day("BuyerOrderReferencedDocument/FormattedIssueDateTime", invoice.order_date)
    agreement.put("ContractReferencedDocument/IssuerAssignedID", invoice.contract_reference)
    agreement.put("SpecifiedProcuringProject/ID", invoice.project_reference)


def _cii_party(parent: _Cii, name: str, party: Party) -> None:
    if party == Party():
        return
    place = parent.add(name)
    place.put("ID", party.customer_id)
    for tax_id in party.tax_ids:
        if tax_id.scheme != TAX_NUMBER:
            place.put("GlobalID", tax_id.value, schemeID=tax_id.scheme and SCHEMES[tax_id.scheme])
    place.put("Name", party.name)
    place.put("SpecifiedLegalOrganization/TradingBusinessName", party.trading_name)
    place.put("DefinedTradeContact/PersonName", party.contact)
    place.put("DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber", party.phone)
    place.put("DefinedTradeContact/EmailURIUniversalCommunication/URIID", party.email)
    address = party.address
    place.put("PostalTradeAddress/PostcodeCode", address.postal_code)
    for part, text in zip(("LineOne", "LineTwo", "LineThree"), street_lines(address.street), strict=True):
        place.put(f"PostalTradeAddress/{part}", text)
    place.put("PostalTradeAddress/CityName", address.city)
    place.put("PostalTradeAddress/CountryID", address.country)
    place.put("PostalTradeAddress/CountrySubDivisionName", address.region)
    place.add("SpecifiedTaxRegistration").put("ID", party.vat_id, schemeID="VA")
    for tax_id in party.tax_ids:
        if tax_id.scheme == TAX_NUMBER:
            place.add("SpecifiedTaxRegistration").put("ID", tax_id.value, schemeID="FC")


def _cii_settlement(settlement: _Cii, invoice: Invoice) -> None:
    settlement.put("PaymentReference", invoice.payment.reference)
    settlement.put("TaxCurrencyCode", invoice.tax_currency)
    settlement.put("InvoiceCurrencyCode", invoice.currency)
    _cii_party(settlement, "InvoiceeTradeParty", invoice.bill_to)
    _cii_party(settlement, "PayeeTradeParty", invoice.payee)
    settlement.put("TaxApplicableTradeCurrencyExchange/ConversionRate", invoice.exchange_rate)
    settlement.put("SpecifiedTradeSettlementPaymentMeans/Information", invoice.payment.method)
    card = "SpecifiedTradeSettlementPaymentMeans/ApplicableTradeSettlementFinancialCard/ID"
    settlement.put(card, invoice.payment.card_last4 and f"XXXXXXXXXXXX{invoice.payment.card_last4}")
    for account in invoice.payment.accounts:
        _cii_account(settlement.add("SpecifiedTradeSettlementPaymentMeans"), account)
    if invoice.tax_point_date:
        settlement.day("ApplicableTradeTax/TaxPointDate", invoice.tax_point_date, last="DateString")
    for tax in invoice.taxes:
        _cii_tax(settlement.add("ApplicableTradeTax"), tax)
    settlement.period(invoice.service_period)
    for extra in invoice.allowances_charges:
        _cii_allowance(settlement.add("SpecifiedTradeAllowanceCharge"), extra)
    terms = settlement.add("SpecifiedTradePaymentTerms")
    terms.put("Description", invoice.payment.terms)
    terms.day("DueDateDateTime", invoice.due_date)
    for instalment in invoice.payment.instalments:
        part = settlement.add("SpecifiedTradePaymentTerms")
        part.day("DueDateDateTime", instalment.due_date)
        part.put("PartialPaymentAmount", instalment.amount)
    _cii_amounts(settlement.add("SpecifiedTradeSettlementHeaderMonetarySummation"), invoice)
    settlement.put("InvoiceReferencedDocument/IssuerAssignedID", invoice.preceding_invoice)
    settlement.put("ReceivableSpecifiedTradeAccountingAccount/ID", invoice.buyer.account_number)


def _cii_account(means: _Cii, account: Account) -> None:
    means.put("PayeePartyCreditorFinancialAccount/IBANID", account.iban)
    means.put("PayeePartyCreditorFinancialAccount/AccountName", account.holder)
    means.put("PayeePartyCreditorFinancialAccount/ProprietaryID", account.number)
    means.put("PayeeSpecifiedCreditorFinancialInstitution/BICID", account.bic)


def _cii_tax(place: _Cii, tax: Tax) -> None:
    place.put("CalculatedAmount", tax.amount)
    place.put("TypeCode", "VAT")
    place.put("ExemptionReason", tax.exemption_reason)
    place.put("BasisAmount", tax.base)
    place.put("CategoryCode", tax.category)
    place.put("RateApplicablePercent", tax.rate)


def _cii_allowance(place: _Cii, extra: AllowanceCharge) -> None:
    place.put("ChargeIndicator/Indicator", extra.charge)
    place.put("CalculationPercent", extra.percent)
    place.put("BasisAmount", extra.base)
    place.put("ActualAmount", extra.amount)
    place.put("Reason", extra.reason)
    place.put("CategoryTradeTax/CategoryCode", extra.tax_category)
    place.put("CategoryTradeTax/RateApplicablePercent", extra.tax_rate)


def _cii_amounts(place: _Cii, invoice: Invoice) -> None:
    amounts = invoice.amounts
    place.put("LineTotalAmount", amounts.lines_total)
    place.put("ChargeTotalAmount", amounts.charges)
    place.put("AllowanceTotalAmount", amounts.discount)
    place.put("TaxBasisTotalAmount", amounts.net)
    place.put("TaxTotalAmount", amounts.tax, currencyID=invoice.currency)
    place.put("RoundingAmount", amounts.rounding)
    place.put("GrandTotalAmount", amounts.gross)
    place.put("TotalPrepaidAmount", amounts.paid)
    place.put("DuePayableAmount", amounts.due)


def _cii_line(place: _Cii, line: Line) -> None:
    place.put("AssociatedDocumentLineDocument/LineID", line.line_no)
    place.put("AssociatedDocumentLineDocument/IncludedNote/Content", line.note)
    place.put("SpecifiedTradeProduct/SellerAssignedID", line.product_code)
    place.put("SpecifiedTradeProduct/Name", line.description)
    place.put("SpecifiedLineTradeAgreement/BuyerOrderReferencedDocument/IssuerAssignedID", line.purchase_order)
    place.put("SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount", line.unit_price)
    place.put("SpecifiedLineTradeDelivery/BilledQuantity", line.quantity, unitCode=line.unit)
    place.day("SpecifiedLineTradeDelivery/ActualDeliverySupplyChainEvent/OccurrenceDateTime", line.date)
    settlement = place.add("SpecifiedLineTradeSettlement")
    settlement.put("ApplicableTradeTax/CalculatedAmount", line.tax_amount)
    settlement.put("ApplicableTradeTax/CategoryCode", line.tax_category)
    settlement.put("ApplicableTradeTax/RateApplicablePercent", line.tax_rate)
    settlement.period(line.period)
    for charged, amount in ((False, line.discount), (True, line.charge)):
        if amount is not None:
            _cii_allowance(
                settlement.add("SpecifiedTradeAllowanceCharge"), AllowanceCharge(charge=charged, amount=amount)
            )
    settlement.put("SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", line.amount)
