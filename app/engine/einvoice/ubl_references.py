"""What a UBL document refers to, and its terms without a field of their own."""

from app.engine.einvoice import labelled, parts
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.labelled import Labelled
from app.engine.einvoice.xml import Node

_PROJECT = "50"  # UNTDID 1001; a credit note has no element of its own for the project
_OF_DOCUMENT = (
    (labelled.SPECIFICATION, "CustomizationID"),
    ("business process", "ProfileID"),
    ("seller's order", "OrderReference/SalesOrderID"),
    ("tender or lot", "OriginatorDocumentReference/ID"),
    ("seller's legal information", "AccountingSupplierParty/Party/PartyLegalEntity/CompanyLegalForm"),
    ("tax representative", "TaxRepresentativeParty/PartyName/Name"),
    ("tax representative's VAT id", "TaxRepresentativeParty/PartyTaxScheme/CompanyID"),
    *(
        ("tax representative's address", f"TaxRepresentativeParty/PostalAddress/{part}")
        for part in ("StreetName", "AdditionalStreetName", "PostalZone", "CityName", "CountrySubentity")
    ),
    ("tax representative's address", "TaxRepresentativeParty/PostalAddress/Country/IdentificationCode"),
    ("tax exemption code", "TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode"),
    ("tax point", "InvoicePeriod/DescriptionCode"),
    ("despatch advice", "DespatchDocumentReference/ID"),
    ("receiving advice", "ReceiptDocumentReference/ID"),
    ("mandate", "PaymentMeans/PaymentMandate/ID"),
    ("debited account", "PaymentMeans/PaymentMandate/PayerFinancialAccount/ID"),
    ("card holder", "PaymentMeans/CardAccount/HolderName"),
    ("date of preceding invoice", "BillingReference/InvoiceDocumentReference/IssueDate"),
    ("date of preceding invoice", "BillingReference/CreditNoteDocumentReference/IssueDate"),
)
_OF_DOCUMENTS = (
    ("supporting document", "DocumentDescription"),
    ("supporting document", "Attachment/ExternalReference/URI"),
)


def read(root: Node, out: Findings) -> None:
    out.code("buyer_reference", root.first("BuyerReference"))
    out.code("purchase_order", root.first("OrderReference/ID"))
    out.code("contract_reference", root.first("ContractDocumentReference/ID"))
    projects = [node.first("ID") for node in root.all("AdditionalDocumentReference") if _is_project(root, node)]
    out.code("project_reference", root.first("ProjectReference/ID") or next(iter(projects), None))
    preceding = _preceding(root)
    out.code("preceding_invoice", next(iter(preceding), None))
    parts.others(out, _others(root, preceding[1:]))


def tax_totals(root: Node) -> list[Node]:
    """The total tax in the currency of the document. Each kind of tax may have a total of its own, with rows below it;
    they add up. One without rows repeats what others say."""
    amounts = parts.amounts_in(root.all("TaxTotal/TaxAmount"), root.first("DocumentCurrencyCode"))
    with_rows = [
        amount
        for total in root.all("TaxTotal")
        if total.all("TaxSubtotal")
        for amount in total.all("TaxAmount")
        if amount in amounts
    ]
    return with_rows or amounts[:1]


def _is_project(root: Node, reference: Node) -> bool:
    code = reference.first("DocumentTypeCode")
    return root.name == "CreditNote" and code is not None and code.text == _PROJECT


def _preceding(root: Node) -> list[Node]:
    kinds = ("InvoiceDocumentReference", "CreditNoteDocumentReference")
    return [node for kind in kinds for node in root.all(f"BillingReference/{kind}/ID")]


def _others(root: Node, more_preceding: list[Node]) -> Labelled:
    yield "preceding invoice", more_preceding
    yield from labelled.at(root, _OF_DOCUMENT)
    for name, party in (("seller", "AccountingSupplierParty"), ("buyer", "AccountingCustomerParty")):
        yield f"{name}'s electronic address", _electronic(root.one(f"{party}/Party"))
    chosen = tax_totals(root)
    yield "tax in tax currency", [node for node in root.all("TaxTotal/TaxAmount") if node not in chosen]
    additional = [node for node in root.all("AdditionalDocumentReference") if not _is_project(root, node)]
    yield from labelled.documents(additional, kind="DocumentTypeCode", number="ID", table=_OF_DOCUMENTS)
    yield from labelled.attached(additional, "Attachment/EmbeddedDocumentBinaryObject")


def _electronic(party: Node) -> list[Node]:
    """Addresses in a network; those that are mail addresses stand in `email`."""
    return [node for node in party.all("EndpointID") if node.attributes.get("schemeID") != "EM"]
