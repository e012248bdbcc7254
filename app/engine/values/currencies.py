"""Which currency a code, a symbol, a country, an IBAN or a VAT id speaks for."""

import re

CODES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF"
    " CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG"
    " HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD"
    " MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB"
    " RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD"
    " UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW".split()
)

# The likeliest first. Several: the country decides.
SYMBOLS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "US$": ("USD",),
    "A$": ("AUD",),
    "AU$": ("AUD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "CDN$": ("CAD",),
    "S$": ("SGD",),
    "HK$": ("HKD",),
    "NZ$": ("NZD",),
    "NT$": ("TWD",),
    "MX$": ("MXN",),
    "R$": ("BRL",),
    "$": ("USD", "CAD", "AUD", "SGD", "NZD", "HKD", "MXN", "TWD", "ARS", "CLP", "COP"),
    "RM": ("MYR",),
    "₫": ("VND",),
    "đ": ("VND",),
    "VNĐ": ("VND",),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "円": ("JPY",),
    "元": ("CNY",),
    "RMB": ("CNY",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "kr": ("SEK", "DKK", "NOK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
    "SFr.": ("CHF",),
    "Fr.": ("CHF",),
    "₹": ("INR",),
    "Rs": ("INR", "PKR", "LKR", "MUR", "NPR"),
    "Rs.": ("INR", "PKR", "LKR", "MUR", "NPR"),
    "₺": ("TRY",),
    "TL": ("TRY",),
    "₽": ("RUB",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "฿": ("THB",),
    "₱": ("PHP",),
    "Rp": ("IDR",),
    "lei": ("RON",),
    "Ft": ("HUF",),
    "лв": ("BGN",),
    "₪": ("ILS",),
    "₦": ("NGN",),
    "₵": ("GHS",),
    "₸": ("KZT",),
    "₾": ("GEL",),
}

WORDS: dict[str, tuple[str, ...]] = {
    "euro": ("EUR",),
    "euros": ("EUR",),
    "pounds": ("GBP",),
    "sterling": ("GBP",),
    "dollar": SYMBOLS["$"],
    "dollars": SYMBOLS["$"],
    "ringgit": ("MYR",),
    "đồng": ("VND",),
    "dong": ("VND",),
    "franken": ("CHF",),
    "kronor": ("SEK",),
    "kroner": ("DKK", "NOK"),
    "zloty": ("PLN",),
    "złoty": ("PLN",),
    "rupees": ("INR",),
    "yen": ("JPY",),
}

_EURO = "AD AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK".split()
CURRENCY_OF_COUNTRY: dict[str, str] = dict.fromkeys(_EURO, "EUR") | {
    "AE": "AED", "AL": "ALL", "AR": "ARS", "AU": "AUD", "BA": "BAM", "BD": "BDT", "BG": "BGN", "BR": "BRL",
    "CA": "CAD", "CH": "CHF", "CL": "CLP", "CN": "CNY", "CO": "COP", "CZ": "CZK", "DK": "DKK", "EG": "EGP",
    "GB": "GBP", "GE": "GEL", "GH": "GHS", "HK": "HKD", "HU": "HUF", "ID": "IDR", "IL": "ILS", "IN": "INR",
    "IS": "ISK", "JP": "JPY", "KE": "KES", "KR": "KRW", "KZ": "KZT", "LI": "CHF", "LK": "LKR", "MA": "MAD",
    "MK": "MKD", "MX": "MXN", "MY": "MYR", "NG": "NGN", "NO": "NOK", "NZ": "NZD", "PE": "PEN", "PH": "PHP",
    "PK": "PKR", "PL": "PLN", "QA": "QAR", "RO": "RON", "RS": "RSD", "RU": "RUB", "SA": "SAR", "SE": "SEK",
    "SG": "SGD", "TH": "THB", "TN": "TND", "TR": "TRY", "TW": "TWD", "UA": "UAH", "US": "USD", "UY": "UYU",
    "VN": "VND", "ZA": "ZAR",
}  # fmt: skip

_VAT_ONLY = {"EL": "GR", "XI": "GB"}
_FOLDED = {symbol.casefold(): codes for symbol, codes in SYMBOLS.items()} | WORDS
_SYMBOL_PATTERN = "|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True))
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_SYMBOL = re.compile(rf"(?<![^\W\d_])(?:{_SYMBOL_PATTERN})(?![^\W\d_])")


def currencies_named(text: str) -> tuple[str, ...]:
    """ISO codes that a short text may mean, likeliest first; empty when it names none. A code outranks a symbol."""
    for code in _CODE.findall(text):
        if code in CODES:
            return (code,)
    symbol = _SYMBOL.search(text)
    if symbol:
        return SYMBOLS[symbol.group()]
    return _FOLDED.get(text.strip(" .,:()").casefold(), ())


def choose_currency(candidates: tuple[str, ...], countries: tuple[str, ...] = ()) -> str | None:
    """The one currency that is meant; the first country (most trusted first) whose currency is a candidate decides.
    None when several remain."""
    if len(candidates) == 1:
        return candidates[0]
    for country in countries:
        own = CURRENCY_OF_COUNTRY.get(country)
        if own is not None and own in candidates:
            return own
    return None


def country_of_iban(iban: str) -> str | None:
    """Country of an IBAN by its first letters, the rest is not checked."""
    match = re.match(r"\s*([A-Z]{2})\s?\d{2}", iban)
    return match.group(1) if match else None


def country_of_vat_id(vat_id: str) -> str | None:
    """Country of a VAT id that starts with letters (`DE`, `EL`, `CHE` ...); None for a bare number."""
    letters = re.match(r"\s*([A-Z]{2})", vat_id)
    if not letters:
        return None
    prefix = _VAT_ONLY.get(letters.group(1), letters.group(1))
    return prefix if prefix in CURRENCY_OF_COUNTRY else None
