"""What a printed label says about an amount, a number or a date. English: AnalyzeExpense reads nothing else."""

import re
from enum import StrEnum


class Meaning(StrEnum):
    """What a field that Textract calls TOTAL, SUBTOTAL or an amount paid stands for."""

    GROSS = "gross"
    NET = "net"
    DUE = "due"
    PAID = "paid"
    PRIOR = "prior_balance"
    CHANGE = "change"  # given back in cash


_MEANINGS: tuple[tuple[Meaning, re.Pattern[str]], ...] = tuple(
    (meaning, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"))
    for meaning, words in (
        (
            Meaning.PRIOR,
            r"(?:previous|prior|last|opening|old|past due) (?:\w+ )?balance|brought forward|balance forward",
        ),
        (Meaning.CHANGE, r"change"),
        (Meaning.DUE, r"(?:to be|to) pa(?:y|id)|due|owe|owing|owed|balance|outstanding|remaining|payable"),
        (Meaning.PAID, r"paid|payments?|tender(?:ed)?|tend|deposits?|received|cash|prepaid|visa|mastercard|amex"),
        (Meaning.NET, r"sub ?-?total|net|(?:before|without|excl\w*|ex|exc)\.? (?:\w+ )?(?:tax|vat|gst)|taxable"),
    )
)
_BALANCE = re.compile(r"(?<![a-z])(?:balance|outstanding|remaining)(?![a-z])")
_GRAND = re.compile(r"(?<![a-z])(?:grand|invoice|final|bill|incl\w*)(?![a-z])")
_TOTAL = re.compile(r"(?<![a-z])total(?![a-z])")
_NOT_A_NUMBER_OF_IT = re.compile(
    r"(?<![a-z])(?:account|acct|a/c|customer|client|member|patient|card|terminal|store|cashier|policy|meter|merchant)(?![a-z])"
)
_RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,4})?)\s?%")


def meaning(label: str) -> Meaning | None:
    """What the label says; None when it says nothing of these, as `Total` does."""
    plain = " ".join(label.lower().split())
    return next((meaning for meaning, pattern in _MEANINGS if pattern.search(plain)), None)


def is_balance(label: str) -> bool:
    """A balance is what is left, and no total of the document."""
    return bool(_BALANCE.search(label.lower()))


def total_rank(label: str) -> int:
    """Among several totals: 0 for `Grand Total`, 1 for `Total`, 2 for anything else."""
    plain = label.lower()
    return 0 if _GRAND.search(plain) else 1 if _TOTAL.search(plain) else 2


def numbers_something_else(label: str) -> bool:
    """`Account number` over a value that Textract takes for the number of the invoice."""
    return bool(_NOT_A_NUMBER_OF_IT.search(label.lower()))


def rate_in(label: str) -> str | None:
    """The percent that a label of a tax holds: `VAT (20%)`."""
    found = _RATE.findall(label)
    return str(found[0]).replace(",", ".") if len(found) == 1 else None


def without_label(text: str, label: str) -> str:
    """`Invoice #1258` under the label `Invoice #` is 1258."""
    words = label.strip(" :.")
    if words and text.lower().startswith(words.lower()) and len(text) > len(words):
        return text[len(words) :].strip(" :.#") or text
    return text
