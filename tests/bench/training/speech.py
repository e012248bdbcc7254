"""How a training page speaks: words for labels of a language, or of none that exists; numbers, dates and money."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random

from app.engine.fields.labels import Label, phrases
from app.engine.languages.patterns import fold

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_FORMS = ("1,234.50", "1.234,50", "1 234,50", "1'234.50", "1234.50", "1234,50", "1,234", "1.234", "1 234")
_COUNTRIES = {
    "en": ("US", "GB", "AU", "IN", "SG", "CA", "ZA"), "de": ("DE", "AT", "CH"), "fr": ("FR", "BE", "CH"),
    "es": ("ES", "MX", "AR", "CL", "CO"), "it": ("IT",), "nl": ("NL",), "pt": ("PT", "BR"), "sv": ("SE",),
    "da": ("DK",), "pl": ("PL",), "ms": ("MY",), "vi": ("VN",), "cs": ("CZ",), "fi": ("FI",), "hu": ("HU",), "no": ("NO",), "ro": ("RO",), "tr": ("TR",),
}  # fmt: skip
_MONEY = {
    "US": ("$", "USD"), "GB": ("£", "GBP"), "AU": ("$", "AUD"), "IN": ("₹", "INR"), "SG": ("S$", "SGD"), "CA": ("$", "CAD"),
    "ZA": ("R", "ZAR"), "DE": ("€", "EUR"), "AT": ("€", "EUR"), "CH": ("CHF", "CHF"), "FR": ("€", "EUR"), "BE": ("€", "EUR"),
    "ES": ("€", "EUR"), "MX": ("$", "MXN"), "AR": ("$", "ARS"), "CL": ("$", "CLP"), "CO": ("$", "COP"), "IT": ("€", "EUR"),
    "NL": ("€", "EUR"), "PT": ("€", "EUR"), "BR": ("R$", "BRL"), "SE": ("kr", "SEK"), "DK": ("kr", "DKK"), "PL": ("zł", "PLN"),
    "MY": ("RM", "MYR"), "VN": ("đ", "VND"), "JP": ("¥", "JPY"), "ID": ("Rp", "IDR"), "KR": ("₩", "KRW"), "HU": ("Ft", "HUF"),
    "CZ": ("Kč", "CZK"), "TR": ("TL", "TRY"), "RO": ("lei", "RON"), "NO": ("kr", "NOK"), "TH": ("฿", "THB"), "FI": ("€", "EUR"),
}  # fmt: skip
_WITHOUT_CENTS = {"VN", "JP", "ID", "KR", "HU", "CL", "CO"}
_OTHER_COUNTRIES = ("JP", "ID", "KR", "HU", "CZ", "TR", "RO", "NO", "TH")


@cache
def vocabulary() -> dict[str, dict[Label, tuple[str, ...]]]:
    words: dict[str, dict[Label, list[str]]] = defaultdict(lambda: defaultdict(list))
    for language, label, phrase in phrases():
        words[language][label].append(phrase)
    return {language: {label: tuple(own) for label, own in kinds.items()} for language, kinds in words.items()}


@dataclass
class Speech:
    """One page's language, country and forms. `unknown`: its words belong to no language."""

    chance: Random
    language: str
    country: str
    unknown: bool

    def __post_init__(self) -> None:
        chance = self.chance
        self.whole = self.country in _WITHOUT_CENTS and chance.random() < 0.9
        dots = self.language in ("en", "ms") or self.country in ("MX", "JP", "KR", "TH")
        groups = (_FORMS[0], _FORMS[0], _FORMS[4]) if dots else (_FORMS[1], _FORMS[1], _FORMS[2], _FORMS[5], _FORMS[3])
        if self.country == "CH":
            groups = (_FORMS[3], _FORMS[4])
        self.form = chance.choice(groups)
        self.symbol, self.code = _MONEY[self.country]
        self.money = chance.choice(("none", "none", "before", "behind", "code", "code before"))
        self.dates = self._date_form()
        letters = list("abcdefghijklmnopqrstuvwxyz")
        vowels, others = [c for c in letters if c in "aeiouy"], [c for c in letters if c not in "aeiouy"]
        chance.shuffle(vowels)
        chance.shuffle(others)
        self._cipher = str.maketrans(
            "".join(c for c in letters if c in "aeiouy") + "".join(c for c in letters if c not in "aeiouy"),
            "".join(vowels) + "".join(others),
        )
        self.case = chance.choice((str, str.capitalize, str.capitalize, str.title, str.upper))
        self._said: dict[object, str] = {}

    def _date_form(self) -> str:
        forms = (
            ["%Y-%m-%d", "{d} {m} %Y", "{d:02}. {m} %Y", "%d %b %Y"] if not self.unknown else ["%Y-%m-%d", "%d.%m.%Y"]
        )
        if self.country == "US":
            forms += ["%m/%d/%Y", "%m/%d/%y", "{M} {d}, %Y", "{M} {d}, %Y", "%m-%d-%y", "{S} {d}, %Y"]
        else:
            forms += ["%d/%m/%Y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d/%m/%y"]
        if self.country in ("JP", "KR", "HU"):
            forms = ["%Y/%m/%d", "%Y-%m-%d", "%Y.%m.%d"]
        return self.chance.choice(forms)

    def day(self, value: date) -> str:
        month = _MONTHS.get(self.language, _MONTHS["en"]).split()[value.month - 1]
        short = _MONTHS["en"].split()[value.month - 1][:3]
        form = self.dates.replace("%b", short.title())
        form = form.format(
            d=value.day,
            m=month if self.language in _MONTHS and self.language != "en" else month.title(),
            M=month.title(),
            S=short.title(),
        )
        return value.strftime(form)

    def say(self, label: Label, fallback: str = "") -> str:
        """The page's words for a kind of label; the same each time."""
        if label not in self._said:
            known = vocabulary().get(self.language, {}).get(label) or vocabulary()["en"].get(label) or (fallback,)
            self._said[label] = self._own(self.chance.choice(known))
        return self._said[label]

    def word(self, text: str) -> str:
        """Any words, as this page says and writes them."""
        return self._own(text)

    def _own(self, text: str) -> str:
        return self.case(fold(text).translate(self._cipher) if self.unknown else text)

    def amount(self, value: Decimal, *, bare: bool = False) -> str:
        cents = f"{abs(value):.2f}"
        head, tail = cents.split(".")
        mark = self.form[1] if self.form[1] in ",.' " else ""
        if mark:
            groups = []
            while len(head) > 3:
                groups.insert(0, head[-3:])
                head = head[:-3]
            head = mark.join([head, *groups])
        text = head if self.whole else f"{head}{self.form[-3]}{tail}"
        text = f"-{text}" if value < 0 else text
        if bare:
            return text
        return {
            "before": f"{self.symbol}{text}", "behind": f"{text} {self.symbol}", "code": f"{text} {self.code}",
            "code before": f"{self.code} {text}",
        }.get(self.money, text)  # fmt: skip

    def round(self, value: Decimal) -> Decimal:
        return value.quantize(Decimal(1) if self.whole else Decimal("0.01"), ROUND_HALF_UP)


def speech(chance: Random) -> Speech:
    unknown = chance.random() < 0.25
    language = chance.choice(
        (
            "en",
            "en",
            "en",
            "de",
            "fr",
            "es",
            "it",
            "nl",
            "pt",
            "sv",
            "da",
            "pl",
            "ms",
            "vi",
            "cs",
            "fi",
            "hu",
            "no",
            "ro",
            "tr",
        )
    )
    country = chance.choice(_COUNTRIES[language])
    if unknown or chance.random() < 0.08:
        country = chance.choice(_OTHER_COUNTRIES)
    return Speech(chance, language, country, unknown)
