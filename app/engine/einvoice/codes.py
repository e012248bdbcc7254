"""Code lists of electronic invoices, as far as they change what we store."""

from app.domain.invoice import DocumentType

# UNTDID 1001: the codes of EN 16931 and its national extensions, and of orders and quotes that get sent as invoices.
_CREDIT_NOTES = ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532")
_DEBIT_NOTES = ("80", "84", "383", "527")
_INVOICES = (
    *("82", "102", "130", "202", "203", "204", "211", "218", "219", "295", "326", "331", "380", "382"),
    *("384", "385", "386", "387", "388", "389", "390", "393", "394", "395", "456", "457", "471", "472", "473"),
    *("500", "501", "553", "575", "623", "633", "751", "780", "817", "870", "875", "876", "877", "935"),
)
DOCUMENT_TYPES = (
    dict.fromkeys(_INVOICES, DocumentType.INVOICE)
    | dict.fromkeys(_CREDIT_NOTES, DocumentType.CREDIT_NOTE)
    | dict.fromkeys(_DEBIT_NOTES, DocumentType.DEBIT_NOTE)
    | dict.fromkeys(("270", "351"), DocumentType.DELIVERY_NOTE)
    | dict.fromkeys(("220", "221", "224", "226", "227", "230", "231"), DocumentType.ORDER)
    | {"310": DocumentType.QUOTE, "325": DocumentType.PROFORMA, "493": DocumentType.STATEMENT}
)

# Codes of EN 16931's list that are no ISO 3166-1 code, by the one that stands for them elsewhere.
COUNTRIES = {"1A": "XK"}

# UNTDID 4461
PAYMENT_MEANS = {
    "10": "cash",
    "20": "cheque",
    "21": "banker's draft",
    "23": "bank cheque",
    "30": "credit transfer",
    "31": "debit transfer",
    "42": "payment to bank account",
    "48": "bank card",
    "49": "direct debit",
    "54": "credit card",
    "55": "debit card",
    "57": "standing agreement",
    "58": "SEPA credit transfer",
    "59": "SEPA direct debit",
    "68": "online payment service",
    "93": "reference giro",
    "97": "clearing between partners",
}

# ISO 6523 ICD numbers and VAT scheme letters, by the name of the register
REGISTERS = {
    "0002": "siren",
    "0007": "se-orgnr",
    "0009": "siret",
    "0060": "duns",
    "0088": "gln",
    "0096": "dk-p",
    "0106": "kvk",
    "0151": "abn",
    "0183": "ch-uid",
    "0184": "cvr",
    "0190": "oin",
    "0192": "no-orgnr",
    "0195": "uen",
    "0204": "leitweg",
    "0208": "kbo",
    "FC": "tax-number",
    "VA": "vat",
}
