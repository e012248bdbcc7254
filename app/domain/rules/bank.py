"""Bank accounts: IBAN, BIC, and whether the seller used them before."""

import re
from collections.abc import Iterator

from app.domain.check_context import CheckContext
from app.domain.checks import Check
from app.domain.countries.iso import CODES, KOSOVO
from app.domain.invoice import Invoice
from app.domain.rules.verdict import verdict

# Characters of an IBAN by country, as registered with SWIFT.
IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}([A-Z0-9]{3})?")


def compact(number: str) -> str:
    """Letters and digits alone, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def check_ibans(invoice: Invoice) -> Iterator[Check]:
    """Country, length and check digits (ISO 13616) of every IBAN."""
    for place, account in enumerate(invoice.payment.accounts):
        if account.iban is not None:
            iban, path = compact(account.iban), f"payment.accounts.{place}.iban"
            yield verdict(
                "iban", wrong=_iban_fault(iban), right=f"{iban}: check digits hold", fields=(path,), found=account.iban
            )


def _iban_fault(iban: str) -> str | None:
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", iban):
        return f"{iban} has not the form of an IBAN: country, two check digits, account"
    country, length = iban[:2], IBAN_LENGTHS.get(iban[:2])
    if country not in CODES | {KOSOVO}:
        return f"{iban}: there is no country {country}"
    if length is not None and len(iban) != length:
        return f"{iban} has {len(iban)} characters; an IBAN of {country} has {length}"
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    if int(digits) % 97 != 1:
        return f"{iban}: check digits {iban[2:4]} do not fit the account; a character is wrong"
    return None


def check_bics(invoice: Invoice) -> Iterator[Check]:
    """Shape and country (ISO 9362) of every BIC."""
    for place, account in enumerate(invoice.payment.accounts):
        if account.bic is not None:
            bic, path = compact(account.bic), f"payment.accounts.{place}.bic"
            yield verdict("bic", wrong=_bic_fault(bic), right=f"{bic}: form holds", fields=(path,), found=account.bic)


def _bic_fault(bic: str) -> str | None:
    match = BIC.fullmatch(bic)
    if match is None:
        return f"{bic} has not the form of a BIC: four letters, country, two or five more"
    if match[1] not in CODES | {KOSOVO}:
        return f"{bic}: there is no country {match[1]}"
    return None


def check_accounts_known(invoice: Invoice, context: CheckContext) -> Iterator[Check]:
    """The seller was paid to this account before. A first invoice of a seller gives no Check."""
    known = {compact(number) for number in context.known_accounts or ()}
    if not known:
        return
    for place, account in enumerate(invoice.payment.accounts):
        name = "iban" if account.iban is not None else "number"
        number = account.iban or account.number
        if number is None:
            continue
        new = compact(number) not in known
        yield verdict(
            "bank_changed",
            wrong=f"{number} was on no earlier invoice of this seller: ask them before you pay" if new else None,
            right=f"{number} was on earlier invoices of this seller",
            fields=(f"payment.accounts.{place}.{name}",),
            expected=", ".join(sorted(known)),
            found=number,
        )
