"""Rules over an invoice in its plain form, whatever read it. Pure: same invoice, same answers."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.place import Polygon

OF_DOCUMENT = frozenset(
    {"xml_vs_picture", "text_vs_picture", "einvoice_form", "einvoice_unusable", "einvoice_rivals", "several_documents"}
)
"""Checks that a reader made by looking at the document itself. The values alone cannot tell them again."""


CHECKS: dict[str, str] = {
    "not_an_invoice": "it shows what makes a document an invoice",
    "missing": "total, number, seller and lines were found",
    "several_documents": "the file holds one document",
    "lines_sum": "the lines add up to their total",
    "lines_complete": "every line was read",
    "line_product": "quantity x price = amount of the line",
    "allowances_sum": "the allowances add up to their total",
    "charges_sum": "the charges add up to their total",
    "net_total": "lines - allowances + charges = total without tax",
    "tax_rate_amount": "taxable amount x rate = tax",
    "tax_rate": "no tax rate is above 100 %",
    "tax_base_sum": "the lines of a tax category add up to its taxable amount",
    "tax_sum": "the rows of the tax table add up to the tax",
    "gross_total": "total without tax + tax = total with tax",
    "amount_due": "total with tax - paid + rounding = amount due",
    "tax_breakdown": "the tax table has a row for every category of the lines",
    "tax_category_rate": "the rate fits the tax category",
    "exemption_reason": "a reason is given where no tax is due, and only there",
    "seller_tax_id": "who charges tax has a number of the tax office",
    "buyer_tax_id": "who has to pay the tax in the seller's place has a number of the tax office",
    "supply_date": "a supply within the EU says when",
    "supply_country": "a supply within the EU says to which country",
    "required_term": "an electronic invoice says what it has to say",
    "einvoice_form": "the XML, and the PDF around it, have the form of their profile",
    "einvoice_unusable": "the XML inside the document can be used",
    "einvoice_rivals": "the XML says one thing only, and no other XML beside it says another",
    "xml_vs_picture": "the page shows what the XML says",
    "text_vs_picture": "the page shows what the text inside the file says",
    "vat_prefix": "a VAT number begins with a country",
    "tax_id": "form and check digits of tax numbers hold",
    "iban": "country, length and check digits of an IBAN hold",
    "bic": "form and country of a BIC hold",
    "bank_changed": "the seller was paid to this account before",
    "currency_consistent": "the currency exists and fits the document",
    "date_order": "the dates follow one another",
    "rule_applied": "every rule could be applied to the values",
    "duplicate_file": "the same file is not kept already",
    "duplicate_business": "the same bill is not kept already",
}
"""Every rule by its id: what holds when it passes."""


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"


class Check(BaseModel):
    """One rule applied. A rule whose values are absent gives no Check at all."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(description="stable name of the rule", examples=["gross_total"])]
    rule: Annotated[str | None, Field(description="the rule of EN 16931 behind it", examples=["BR-CO-15"])] = None
    outcome: Outcome
    detail: Annotated[str, Field(description="the numbers in words", examples=["100.00 + 19.00 = 119.00, as printed"])]
    fields: Annotated[tuple[str, ...], Field(description="paths of the values it looked at")] = ()
    expected: Annotated[str | None, Field(description="what the rule gives")] = None
    found: Annotated[str | None, Field(description="what the document says")] = None
    tolerance: Annotated[str | None, Field(description="largest difference that passes")] = None
    page: Annotated[int | None, Field(ge=1, description="where `found` stands, when the document was looked at")] = None
    polygon: Annotated[Polygon | None, Field(description="corners, clockwise from the top left")] = None

    @property
    def failed(self) -> bool:
        return self.outcome is Outcome.FAILED
