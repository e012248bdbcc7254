"""What a Cross Industry Invoice refers to, and its terms without a field of their own."""

from dataclasses import dataclass

from app.engine.einvoice import cii_elements as elements
from app.engine.einvoice import labelled, parts
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.labelled import Labelled
from app.engine.einvoice.xml import Node

_TENDER = "50"  # UNTDID 1001
_CONTEXT = ("ExchangedDocumentContext", "SpecifiedExchangedDocumentContext")
_OF_CONTEXT = (
    (labelled.SPECIFICATION, "GuidelineSpecifiedDocumentContextParameter/ID"),
    ("business process", "BusinessProcessSpecifiedDocumentContextParameter/ID"),
)
_OF_AGREEMENT = (
    ("seller's order", "SellerOrderReferencedDocument/IssuerAssignedID"),
    ("seller's legal information", "SellerTradeParty/Description"),
    ("tax representative", "SellerTaxRepresentativeTradeParty/Name"),
    ("tax representative's VAT id", "SellerTaxRepresentativeTradeParty/SpecifiedTaxRegistration/ID"),
    *(
        ("tax representative's address", f"SellerTaxRepresentativeTradeParty/PostalTradeAddress/{part}")
        for part in (
            "LineOne",
            "LineTwo",
            "LineThree",
            "PostcodeCode",
            "CityName",
            "CountrySubDivisionName",
            "CountryID",
        )
    ),
)
_OF_DELIVERY = (
    ("despatch advice", "DespatchAdviceReferencedDocument/IssuerAssignedID"),
    ("delivery note", "DeliveryNoteReferencedDocument/IssuerAssignedID"),
    ("receiving advice", "ReceivingAdviceReferencedDocument/IssuerAssignedID"),
)
_OF_SETTLEMENT = (
    ("tax exemption code", "ApplicableTradeTax/ExemptionReasonCode"),
    ("tax point", "ApplicableTradeTax/DueDateTypeCode"),
    ("mandate", "SpecifiedTradePaymentTerms/DirectDebitMandateID"),
    ("creditor id", "CreditorReferenceID"),
    ("debited account", "SpecifiedTradeSettlementPaymentMeans/PayerPartyDebtorFinancialAccount/IBANID"),
    ("card holder", "SpecifiedTradeSettlementPaymentMeans/ApplicableTradeSettlementFinancialCard/CardholderName"),
    ("date of preceding invoice", "InvoiceReferencedDocument/FormattedIssueDateTime/DateTimeString"),
)
_OF_DOCUMENTS = (("supporting document", "Name"), ("supporting document", "URIID"))


@dataclass(frozen=True)
class Trade:
    """The three parts of the head."""

    agreement: Node
    delivery: Node
    settlement: Node


def read(root: Node, trade: Trade, out: Findings) -> None:
    agreement, settlement = trade.agreement, trade.settlement
    out.code("buyer_reference", agreement.first("BuyerReference"))
    out.code("purchase_order", _document_id(agreement, "BuyerOrderReferencedDocument"))
    out.code("contract_reference", _document_id(agreement, "ContractReferencedDocument"))
    out.code("project_reference", agreement.first("SpecifiedProcuringProject/ID"))
    out.code("preceding_invoice", _document_id(settlement, "InvoiceReferencedDocument"))
    parts.others(out, _others(root, trade))


def _document_id(node: Node, name: str) -> Node | None:
    return node.first(f"{name}/IssuerAssignedID", f"{name}/ID")


def _others(root: Node, trade: Trade) -> Labelled:
    agreement, settlement = trade.agreement, trade.settlement
    yield from labelled.at(root.one(*_CONTEXT), _OF_CONTEXT)
    yield "note subject", root.all("ExchangedDocument/IncludedNote/SubjectCode")
    yield "preceding invoice", settlement.all("InvoiceReferencedDocument/IssuerAssignedID")[1:]
    yield from labelled.at(agreement, _OF_AGREEMENT)
    yield from labelled.at(trade.delivery, _OF_DELIVERY)
    yield from labelled.at(settlement, _OF_SETTLEMENT)
    for name, party in (("seller", "SellerTradeParty"), ("buyer", "BuyerTradeParty")):
        yield f"{name}'s electronic address", _electronic(agreement.one(party))
    totals = settlement.one(*elements.SUMMATION).all("TaxTotalAmount")
    chosen = elements.tax_totals(settlement)
    yield "tax in tax currency", [node for node in totals if node not in chosen]
    yield from _documents(agreement.all("AdditionalReferencedDocument"))


def _documents(references: list[Node]) -> Labelled:
    tenders = [node for node in references if any(code.text == _TENDER for code in node.all("TypeCode"))]
    yield "tender or lot", [number for node in tenders for number in node.all("IssuerAssignedID")]
    others = [node for node in references if node not in tenders]
    yield from labelled.documents(others, kind="TypeCode", number="IssuerAssignedID", table=_OF_DOCUMENTS)
    yield from labelled.attached(others, "AttachmentBinaryObject")


def _electronic(party: Node) -> list[Node]:
    """Addresses in a network; those that are mail addresses stand in `email`."""
    return [node for node in party.all("URIUniversalCommunication/URIID") if node.attributes.get("schemeID") != "EM"]
