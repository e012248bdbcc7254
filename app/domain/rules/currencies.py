"""Facts about currencies: ISO 4217 codes, minor units, and what cash is rounded to."""

# ruff: noqa: SIM905 (codes in one string read better than hundreds of quoted ones)

from decimal import Decimal

CODES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
    CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
    PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND
    TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XAG XAU XCD XCG XDR XOF XPD XPF XPT
    XSU XUA YER ZAR ZMW ZWG
    """.split()
)

# Metals, funds and units of account: codes that no price is printed in, and CHE begins Swiss VAT numbers.
ACCOUNTED = frozenset("BOV CHE CHW CLF COU MXV USN UYI UYW XAG XAU XBA XBB XDR XPD XPT XSU XUA".split())

# Digits after the point; every other currency has two.
MINOR_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

# Officially with a minor unit, in practice mostly printed and rounded without.
OFTEN_WHOLE = frozenset("COP CZK HUF IDR INR KZT LKR NOK PHP PKR RUB SEK THB TWD TZS".split())

# The smallest sum that is paid in cash, to which tills round.
CASH_UNIT = {
    code: Decimal(unit)
    for unit, codes in {
        "0.05": "AUD CAD CHF EUR MYR SGD",
        "0.10": "HKD ILS NZD ZAR",
        "0.25": "THB",
        "0.50": "DKK",
        "1": "CZK INR NOK SEK",
        "5": "HUF",
    }.items()
    for code in codes.split()
}

# Where invoices, too, are often rounded so without saying it.
ROUNDED_ON_INVOICES = frozenset("CHF CZK DKK HUF INR NOK SEK".split())
