"""What the reader makes of the XML that comes in practice. Values in general: `test_einvoice_round_trip.py`."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import DocumentRejected
from app.domain.invoice import DocumentType, leaves, plain
from app.domain.readers import EINVOICE
from app.domain.reading import Reading
from app.engine.einvoice_reader import read
from tests.documents.einvoice_ubl import NAMESPACE
from tests.documents.einvoices import cii_file, cii_pdf, cii_xml, ubl_file, with_files
from tests.documents.pages import blank_pdf, letter_pdf, sample_invoice

ORDER = b"<SCRDMCCBDACIOMessageStructure><ExchangedDocument/></SCRDMCCBDACIOMessageStructure>"


def read_xml(xml: bytes | str) -> Reading:
    return read(xml if isinstance(xml, bytes) else xml.encode(), "application/xml", 1, lambda stage: None)


def values(reading: Reading) -> dict[str, Any]:
    return dict(leaves(plain(reading.invoice)))


def code_of(data: bytes, media_type: str = "application/xml") -> str:
    with pytest.raises(DocumentRejected) as caught:
        read(data, media_type, 1, lambda stage: None)
    return caught.value.code


def cii(
    settlement: str = "", *, lines: str = "", agreement: str = "", head: str = "<TypeCode>380</TypeCode>"
) -> Reading:
    return read_xml(
        f"""<CrossIndustryInvoice><ExchangedDocument>{head}</ExchangedDocument><SupplyChainTradeTransaction>{lines}
        <ApplicableHeaderTradeAgreement>{agreement}</ApplicableHeaderTradeAgreement>
        <ApplicableHeaderTradeSettlement>{settlement}</ApplicableHeaderTradeSettlement>
        </SupplyChainTradeTransaction></CrossIndustryInvoice>"""
    )


def ubl(content: str, *, name: str = "Invoice") -> Reading:
    return read_xml(f'<{name} xmlns="{NAMESPACE}{name}-2">{content}</{name}>')


def cii_line(name: str, *, amount: str | None = "1.00", price: str = "", extra: str = "") -> str:
    total = f"<LineTotalAmount>{amount}</LineTotalAmount>" if amount else ""
    return f"""<IncludedSupplyChainTradeLineItem>
        <AssociatedDocumentLineDocument>{extra}</AssociatedDocumentLineDocument>
        <SpecifiedTradeProduct><Name>{name}</Name></SpecifiedTradeProduct>
        <SpecifiedLineTradeAgreement><NetPriceProductTradePrice>{price}</NetPriceProductTradePrice>
        </SpecifiedLineTradeAgreement><SpecifiedLineTradeSettlement><SpecifiedTradeSettlementLineMonetarySummation>
        {total}</SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement>
        </IncludedSupplyChainTradeLineItem>"""


# ---- where the XML is ------------------------------------------------------------------------------------------------


def test_pdf_with_xml_is_read_with_its_evidence() -> None:
    made, stages = cii_pdf(seed=3), list[str]()
    reading = read(made.data, made.media_type, 2, stages.append)
    assert plain(reading.invoice)["amounts"] == plain(made.invoice)["amounts"]
    assert (reading.reader, reading.version, reading.pages) == ("einvoice", EINVOICE.version, 2)
    assert stages == ["einvoice"]
    issued = made.invoice.issue_date
    assert issued is not None and reading.evidence["issue_date"].raw == f"{issued:%Y%m%d}"
    assert reading.evidence["issue_date"].page is None


@pytest.mark.parametrize("made", [cii_file(), ubl_file()])
def test_xml_alone_is_read(made: Any) -> None:
    reading = read_xml(made.data)
    assert reading.invoice.amounts == made.invoice.amounts
    assert [line.description for line in reading.invoice.lines] == [line.description for line in made.invoice.lines]


def test_attached_xml_of_another_kind_is_passed_over() -> None:
    xml = cii_xml(sample_invoice())
    pdf = with_files(blank_pdf().data, {"factur-x.xml": ORDER, "metadata.xml": b"<x", "rechnung.xml": xml})
    assert read(pdf, "application/pdf", 1, lambda stage: None).invoice.invoice_number == sample_invoice().invoice_number


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (letter_pdf().data, "application/pdf", "unreadable-by"),
        (with_files(blank_pdf().data, {"order-x.xml": ORDER}), "application/pdf", "not-an-invoice"),
        (with_files(blank_pdf().data, {"factur-x.xml": b"<broken"}), "application/pdf", "damaged"),
        (b"\xff\xd8\xff", "image/jpeg", "unreadable-by"),
        (ORDER, "application/xml", "not-an-invoice"),
        (b"<html/>", "application/xml", "unreadable-by"),
        (b"<Invoice xmlns='urn:another'><ID>1</ID></Invoice>", "application/xml", "unreadable-by"),
        (b"<CrossIndustryInvoice/>", "application/xml", "nothing-to-read"),
        (b"<!DOCTYPE Invoice><Invoice/>", "application/xml", "unsafe-xml"),
    ],
)
def test_what_holds_no_invoice_is_refused(data: bytes, media_type: str, code: str) -> None:
    assert code_of(data, media_type) == code


def test_invoice_in_a_transport_envelope_is_read() -> None:
    inner = ubl_file().data.decode().partition("?>")[2]
    wrapped = f"<StandardBusinessDocument><StandardBusinessDocumentHeader/>{inner}</StandardBusinessDocument>"
    assert read_xml(wrapped).invoice == read_xml(ubl_file().data).invoice


# ---- the older and the incomplete ------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["CrossIndustryDocument", "Invoice"])
def test_zugferd_1_names_are_read(root: str) -> None:
    reading = read_xml(
        f"""<rsm:{root} xmlns:rsm="urn:old"><rsm:HeaderExchangedDocument><ID>R1</ID><TypeCode>380</TypeCode>
        <IssueDateTime format="102">20140519</IssueDateTime></rsm:HeaderExchangedDocument>
        <rsm:SpecifiedSupplyChainTradeTransaction><ApplicableSupplyChainTradeAgreement>
        <SellerTradeParty><Name>usegroup</Name>
        <SpecifiedTaxRegistration><ID schemeID="VA"></ID></SpecifiedTaxRegistration>
        </SellerTradeParty><ContractReferencedDocument><ID>V8</ID></ContractReferencedDocument>
        </ApplicableSupplyChainTradeAgreement><ApplicableSupplyChainTradeSettlement>
        <ApplicableTradeTax><ApplicablePercent>19.00</ApplicablePercent></ApplicableTradeTax>
        <SpecifiedTradeSettlementMonetarySummation><GrandTotalAmount currencyID="EUR">559.84</GrandTotalAmount>
        </SpecifiedTradeSettlementMonetarySummation></ApplicableSupplyChainTradeSettlement>
        </rsm:SpecifiedSupplyChainTradeTransaction></rsm:{root}>"""
    )
    assert values(reading) == {
        "document_type": "invoice",
        "invoice_number": "R1",
        "issue_date": "2014-05-19",
        "contract_reference": "V8",
        "seller.name": "usegroup",
        "amounts.gross": "559.84",
        "taxes.0.rate": "19.00",
    }


def test_wrong_values_are_left_out_and_kept_as_candidates() -> None:
    reading = cii(
        "<InvoiceCurrencyCode>EURO</InvoiceCurrencyCode><SpecifiedTradeSettlementHeaderMonetarySummation>"
        "<GrandTotalAmount>1,50</GrandTotalAmount></SpecifiedTradeSettlementHeaderMonetarySummation>",
        head="<TypeCode>4711</TypeCode><ID>1</ID><IssueDateTime><DateTimeString format='102'>20261301</DateTimeString>"
        "</IssueDateTime>",
    )
    assert values(reading) == {"invoice_number": "1"}
    kept = {path: found.candidates[0].value for path, found in reading.evidence.items() if found.candidates}
    assert kept == {"currency": "EURO", "amounts.gross": "1,50", "document_type": "4711", "issue_date": "20261301"}
    assert all(reading.evidence[path].confidence is None for path in kept)


def test_more_lines_than_are_kept_is_said() -> None:
    invoice = cii(lines="".join(cii_line(f"item {place}") for place in range(5_001))).invoice
    assert len(invoice.lines) == 5_000 and invoice.lines_incomplete


# ---- meaning ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("380", DocumentType.INVOICE),
        ("384", DocumentType.INVOICE),
        ("389", DocumentType.INVOICE),
        ("751", DocumentType.INVOICE),
        ("381", DocumentType.CREDIT_NOTE),
        ("261", DocumentType.CREDIT_NOTE),
        ("220", DocumentType.ORDER),
    ],
)
def test_type_code_gives_the_kind_of_document(code: str, kind: DocumentType) -> None:
    assert cii(head=f"<TypeCode>{code}</TypeCode>").invoice.document_type is kind


def test_credit_note_without_code_is_known_by_its_root_and_keeps_its_signs() -> None:
    reading = ubl(
        "<ID>C1</ID><LegalMonetaryTotal><PayableAmount>-8.79</PayableAmount></LegalMonetaryTotal>"
        "<CreditNoteLine><CreditedQuantity unitCode='H87'>-5</CreditedQuantity>"
        "<LineExtensionAmount>-5.00</LineExtensionAmount></CreditNoteLine>",
        name="CreditNote",
    )
    assert reading.invoice.document_type is DocumentType.CREDIT_NOTE
    assert reading.invoice.amounts.due == Decimal("-8.79")
    assert reading.invoice.lines[0].quantity == -5


def test_lines_that_only_remark_or_sum_up_become_notes() -> None:
    remark = "<IncludedNote><Content>Offer ends on Friday</Content></IncludedNote>"
    group = "<LineStatusReasonCode>GROUP</LineStatusReasonCode>"
    lines = cii_line("", amount=None, extra=remark) + cii_line("Paper") + cii_line("All papers", extra=group)
    invoice = cii(lines=lines).invoice
    assert [line.description for line in invoice.lines] == ["Paper"]
    assert invoice.notes == ("Offer ends on Friday", "All papers")


@pytest.mark.parametrize(
    ("price", "quantity", "unit_price"),
    [
        ("52.00", "1000", "0.052"),
        ("10.00", "3", "3.3333333333"),
        ("60.0000", "1.0000", "60.0000"),
        ("5.00", "0", "5.00"),
        ("200", "2", "100"),
    ],
)
def test_unit_price_is_for_one_unit(price: str, quantity: str, unit_price: str) -> None:
    given = f"<ChargeAmount>{price}</ChargeAmount><BasisQuantity>{quantity}</BasisQuantity>"
    assert values(cii(lines=cii_line("Nails", price=given)))["lines.0.unit_price"] == unit_price
    line = f"<LineExtensionAmount>1</LineExtensionAmount><Price><PriceAmount>{price}</PriceAmount>"
    reading = ubl(f"<InvoiceLine>{line}<BaseQuantity>{quantity}</BaseQuantity></Price></InvoiceLine>")
    assert values(reading)["lines.0.unit_price"] == unit_price


def test_line_allowances_and_charges_are_summed() -> None:
    extra = "<AllowanceCharge><ChargeIndicator>{}</ChargeIndicator><Amount>{}</Amount></AllowanceCharge>"
    extras = extra.format("false", "1.00") + extra.format("false", "2.50") + extra.format("true", "0.10")
    reading = ubl(f"<InvoiceLine><LineExtensionAmount>9</LineExtensionAmount>{extras}</InvoiceLine>")
    assert (reading.invoice.lines[0].discount, reading.invoice.lines[0].charge) == (Decimal("3.50"), Decimal("0.10"))
    assert reading.evidence["lines.0.discount"].raw == "1.00 + 2.50"


def terms(text: str, due: str, extra: str = "") -> str:
    return f"""<SpecifiedTradePaymentTerms><Description>{text}</Description>{extra}<DueDateDateTime>
        <DateTimeString format="102">{due}</DateTimeString></DueDateDateTime></SpecifiedTradePaymentTerms>"""


def test_cash_discount_is_not_the_due_date() -> None:
    kind = "ApplicableTradePaymentDiscountTerms"
    discount = f"<{kind}><CalculationPercent>2</CalculationPercent></{kind}>"
    marked = cii(terms("net", "20181120") + terms("2 %", "20181201", discount)).invoice
    assert marked.due_date == date(2018, 11, 20)
    worded = cii(terms("net", "20181120") + terms("2 % discount", "20181114")).invoice
    assert worded.due_date == date(2018, 11, 20)
    assert worded.payment.terms == "net\n2 % discount"
    assert (
        cii(
            "<SpecifiedTradePaymentTerms><Description>2 % until 14.11.2018</Description></SpecifiedTradePaymentTerms>"
        ).invoice.due_date
        is None
    )


def test_tax_is_in_the_currency_of_the_document() -> None:
    total = "<TaxTotalAmount currencyID='{}'>{}</TaxTotalAmount>"
    totals = total.format("EUR", "183.14") + total.format("GBP", "163.16")
    reading = cii(
        "<InvoiceCurrencyCode>GBP</InvoiceCurrencyCode><SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"{totals}</SpecifiedTradeSettlementHeaderMonetarySummation>"
    )
    assert reading.invoice.amounts.tax == Decimal("163.16")
    assert [(other.label, other.value) for other in reading.invoice.other_fields] == [("tax in tax currency", "183.14")]


def test_ubl_tax_rows_are_those_of_the_document_currency() -> None:
    rows = "<TaxSubtotal><TaxAmount>{1}</TaxAmount></TaxSubtotal>"
    total = f"<TaxTotal><TaxAmount currencyID='{{0}}'>{{1}}</TaxAmount>{rows}</TaxTotal>"
    reading = ubl(
        "<DocumentCurrencyCode>SEK</DocumentCurrencyCode>" + total.format("EUR", "2") + total.format("SEK", "20")
    )
    assert [tax.amount for tax in reading.invoice.taxes] == [Decimal(20)]


def test_all_accounts_are_given_and_a_number_that_is_no_iban_is_one_still() -> None:
    account = "<PayeeFinancialAccount><ID>{}</ID></PayeeFinancialAccount>"
    means = f"<PaymentMeans><PaymentMeansCode>58</PaymentMeansCode>{account}</PaymentMeans>"
    payment = ubl(means.format("DE89 3704 0044 0532 0130 00") + means.format("12-345")).invoice.payment
    assert [(account.iban, account.number) for account in payment.accounts] == [
        ("DE89370400440532013000", None),
        (None, "12-345"),
    ]
    assert payment.method == "SEPA credit transfer"


def test_only_the_end_of_a_card_number_is_kept() -> None:
    reading = ubl(
        "<PaymentMeans><CardAccount><PrimaryAccountNumberID>4111111111111234</PrimaryAccountNumberID></CardAccount></PaymentMeans>"
    )
    assert reading.invoice.payment.card_last4 == "1234"
    assert "41111" not in reading.model_dump_json()


def test_period_of_whole_months_is_from_its_first_to_its_last_day() -> None:
    month = "<{0}><DateTimeString format='610'>{1}</DateTimeString></{0}>"
    period = month.format("StartDateTime", "202601") + month.format("EndDateTime", "202602")
    invoice = cii(f"<BillingSpecifiedPeriod>{period}</BillingSpecifiedPeriod>").invoice
    assert (invoice.service_period.start, invoice.service_period.end) == (date(2026, 1, 1), date(2026, 2, 28))


def test_freight_is_a_charge() -> None:
    freight = "<Description>Freight</Description><AppliedAmount>15.00</AppliedAmount>"
    (charge,) = cii(
        f"<SpecifiedLogisticsServiceCharge>{freight}</SpecifiedLogisticsServiceCharge>"
    ).invoice.allowances_charges
    assert (charge.charge, charge.amount, charge.reason) == (True, Decimal("15.00"), "Freight")


def test_long_note_goes_on_in_the_next() -> None:
    assert [len(note) for note in ubl(f"<Note>{'x' * 25_000}</Note><Note>y</Note>").invoice.notes] == [
        10_000,
        10_000,
        5_000,
        1,
    ]


def test_network_address_is_no_mail_address() -> None:
    party = "<Party><EndpointID schemeID='{}'>{}</EndpointID></Party>"
    seller, buyer = party.format("EM", "a@seller.example"), party.format("9930", "DE1")
    invoice = ubl(
        f"<AccountingSupplierParty>{seller}</AccountingSupplierParty><AccountingCustomerParty>{buyer}</AccountingCustomerParty>"
    ).invoice
    assert (invoice.seller.email, invoice.buyer.email) == ("a@seller.example", None)
    assert [(other.label, other.value) for other in invoice.other_fields] == [("buyer's electronic address", "DE1")]


def test_rows_without_values_take_no_place() -> None:
    reading = cii("<ApplicableTradeTax/><ApplicableTradeTax><BasisAmount>5</BasisAmount></ApplicableTradeTax>")
    assert reading.evidence["taxes.0.base"].raw == "5"


# ---- terms without a field of their own ------------------------------------------------------------------------------


def others(reading: Reading) -> dict[str | None, str | None]:
    return {other.label: other.value for other in reading.invoice.other_fields}


def test_cii_terms_of_the_head_are_kept_by_label() -> None:
    reading = cii(
        "<SpecifiedTradeSettlementPaymentMeans><PayerPartyDebtorFinancialAccount><IBANID>DE02</IBANID>"
        "</PayerPartyDebtorFinancialAccount></SpecifiedTradeSettlementPaymentMeans>"
        "<ApplicableTradeTax><DueDateTypeCode>72</DueDateTypeCode></ApplicableTradeTax>",
        agreement="<SellerTradeParty><Description>Court of Kiel</Description></SellerTradeParty>"
        "<AdditionalReferencedDocument><IssuerAssignedID>T-1</IssuerAssignedID><TypeCode>50</TypeCode>"
        "</AdditionalReferencedDocument><AdditionalReferencedDocument><IssuerAssignedID>M-7</IssuerAssignedID>"
        "<TypeCode>130</TypeCode></AdditionalReferencedDocument><AdditionalReferencedDocument>"
        "<IssuerAssignedID>A-1</IssuerAssignedID><TypeCode>916</TypeCode>"
        "<AttachmentBinaryObject filename='hours.pdf'>AAAA</AttachmentBinaryObject></AdditionalReferencedDocument>",
        head="<IncludedNote><Content>n</Content><SubjectCode>REG</SubjectCode></IncludedNote>",
    )
    assert others(reading) == {
        "note subject": "REG",
        "seller's legal information": "Court of Kiel",
        "debited account": "DE02",
        "tax point": "72",
        "tender or lot": "T-1",
        "invoiced object": "M-7",
        "supporting document": "A-1",
        "attached file": "hours.pdf",
    }


def test_ubl_terms_of_the_head_are_kept_by_label() -> None:
    reading = ubl(
        "<CustomizationID>urn:cen.eu:en16931:2017</CustomizationID><ProfileID>P1</ProfileID>"
        "<OriginatorDocumentReference><ID>T-1</ID></OriginatorDocumentReference>"
        "<BillingReference><InvoiceDocumentReference><ID>R0</ID><IssueDate>2026-01-02</IssueDate>"
        "</InvoiceDocumentReference></BillingReference>"
        "<PaymentMeans><PaymentMandate><ID>M1</ID><PayerFinancialAccount><ID>DE02</ID></PayerFinancialAccount>"
        "</PaymentMandate></PaymentMeans>"
    )
    assert others(reading) == {
        "specification": "urn:cen.eu:en16931:2017",
        "business process": "P1",
        "tender or lot": "T-1",
        "mandate": "M1",
        "debited account": "DE02",
        "date of preceding invoice": "2026-01-02",
    }
    assert reading.invoice.preceding_invoice == "R0"


def test_terms_of_a_line_are_told_in_its_note() -> None:
    reading = ubl(
        "<InvoiceLine><ID>1</ID><Note>by rail</Note><LineExtensionAmount>9</LineExtensionAmount>"
        "<AccountingCost>4711</AccountingCost><Item><Name>Lamp</Name>"
        "<BuyersItemIdentification><ID>B1</ID></BuyersItemIdentification>"
        "<SellersItemIdentification><ID>S1</ID></SellersItemIdentification>"
        "<OriginCountry><IdentificationCode>VN</IdentificationCode></OriginCountry>"
        "<AdditionalItemProperty><Name>Colour</Name><Value>blue</Value></AdditionalItemProperty></Item>"
        "<Price><PriceAmount>9</PriceAmount><AllowanceCharge><Amount>1</Amount><BaseAmount>10</BaseAmount>"
        "</AllowanceCharge></Price></InvoiceLine>"
    )
    (line,) = reading.invoice.lines
    assert line.product_code == "S1"
    assert line.note == (
        "by rail\nbuyer's product code: B1\norigin: VN\ngross price: 10\nprice discount: 1\n"
        "booking reference: 4711\nColour: blue"
    )


def sub_line(number: str, amount: str, inside: str = "") -> str:
    return (
        f"<SubInvoiceLine><ID>{number}</ID><LineExtensionAmount>{amount}</LineExtensionAmount>"
        f"<Item><Name>part {number}</Name></Item>{inside}</SubInvoiceLine>"
    )


def test_lines_inside_a_line_take_its_place_when_they_make_its_amount() -> None:
    inside = sub_line("1.1", "4.00", sub_line("1.1.1", "4.00")) + sub_line("1.2", "6.00")
    whole = "<ID>1</ID><LineExtensionAmount>{}</LineExtensionAmount><Item><Name>set</Name></Item>"
    line = f"<InvoiceLine>{whole}{{}}</InvoiceLine>"
    told = ubl(line.format("10.00", inside)).invoice
    assert [(item.line_no, item.amount) for item in told.lines] == [
        ("1.1.1", Decimal("4.00")),
        ("1.2", Decimal("6.00")),
    ]
    kept = ubl(line.format("11.00", inside)).invoice
    assert [(item.line_no, item.amount) for item in kept.lines] == [("1", Decimal("11.00"))]
