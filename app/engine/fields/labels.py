"""What a label on a document announces. The words themselves are data: one file a language in `app/engine/languages`.

A phrase belongs to one kind. Where several phrases fit at one place the longest wins, so `other` also holds what only
looks like a label of ours ("total quantity"). Accents, capitals, blanks and punctuation do not matter.
"""

from collections.abc import Iterator
from enum import StrEnum

from app.domain.countries import countries
from app.engine.languages import NEUTRAL, each


class Label(StrEnum):
    """What kind of value a label announces."""

    INVOICE_NUMBER = "invoice_number"
    PLAIN_NUMBER = "plain_number"  # "Number:", of the document unless something says more
    ISSUE_DATE = "issue_date"
    PLAIN_DATE = "plain_date"  # "Date:", of the document unless something says more
    DUE_DATE = "due_date"
    DELIVERY_DATE = "delivery_date"
    SERVICE_PERIOD = "service_period"
    OTHER_DATE = "other_date"
    PURCHASE_ORDER = "purchase_order"
    CUSTOMER_ID = "customer_id"
    CURRENCY = "currency"
    SELLER = "seller"
    BUYER = "buyer"
    OTHER_PARTY = "other_party"
    VAT_ID = "vat_id"
    BUYER_VAT_ID = "buyer_vat_id"
    TAX_NUMBER = "tax_number"
    PHONE = "phone"
    EMAIL = "email"
    LINES_TOTAL = "lines_total"
    NET = "net"
    TAX = "tax"
    GROSS = "gross"
    TOTAL = "total"  # of what, the arithmetic has to say
    ROUNDED = "rounded"
    DUE = "due"
    PAID = "paid"
    CASH = "cash"
    CHANGE = "change"
    DISCOUNT = "discount"
    SHIPPING = "shipping"
    TIP = "tip"
    SERVICE_CHARGE = "service_charge"
    ROUNDING = "rounding"
    IBAN = "iban"
    BIC = "bic"
    REFERENCE = "reference"
    TERMS = "terms"
    OTHER = "other"


class Form(StrEnum):
    """How a value is written."""

    AMOUNT = "amount"
    DATE = "date"
    NUMBER = "number"  # letters and digits


ANNOUNCED = {
    "due_date": (Form.DATE, Label.DUE_DATE),
    "delivery_date": (Form.DATE, Label.DELIVERY_DATE),
    "purchase_order": (Form.NUMBER, Label.PURCHASE_ORDER),
    "buyer.customer_id": (Form.NUMBER, Label.CUSTOMER_ID),
    "payment.reference": (Form.NUMBER, Label.REFERENCE),
    "amounts.lines_total": (Form.AMOUNT, Label.LINES_TOTAL),
    "amounts.paid": (Form.AMOUNT, Label.PAID),
    "amounts.discount": (Form.AMOUNT, Label.DISCOUNT),
    "amounts.shipping": (Form.AMOUNT, Label.SHIPPING),
    "amounts.service_charge": (Form.AMOUNT, Label.SERVICE_CHARGE),
    "amounts.tip": (Form.AMOUNT, Label.TIP),
    "amounts.rounding": (Form.AMOUNT, Label.ROUNDING),
}
"""Values for which the words of their label are all that is needed: path, form and label."""


def phrases() -> Iterator[tuple[str, Label, str]]:
    """Every phrase with its language and kind. The names of taxes are those of the countries, too."""
    for label in Label:
        for language, phrase in each("labels", label):
            yield language, label, phrase
    for country in countries().values():
        for name in country.tax_names:
            yield NEUTRAL, Label.TAX, name
