"""What a training page says: parties, numbers, days, items and totals, invented."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.bench.training.speech import Speech

_SYLLABLES = [
    "ba", "be", "bo", "bra", "ca", "co", "cor", "da", "del", "do", "el", "en", "fa", "fin", "ga", "gra", "ha",
    "hol", "in", "ka", "ker", "la", "len", "lo", "ma", "mar", "mer", "mo", "na", "nor", "o", "or", "pa", "pe",
    "po", "ra", "ri", "ro", "sa", "sen", "so", "sta", "ta", "ter", "to", "tri", "va", "ven", "vi", "wa", "wel",
    "wo", "za", "zen", "qui", "lux", "tec", "sol", "ver", "gen",
]  # fmt: skip
_FORMS = {
    "en": "Ltd|LLC|Inc.|Limited|Co.|Corp.|plc|Pty Ltd|& Sons|Company|Group", "de": "GmbH|AG|KG|e.K.|GmbH & Co. KG|OHG|UG",
    "fr": "SARL|SAS|SA|EURL", "es": "S.L.|S.A.|S.A. de C.V.", "it": "S.r.l.|S.p.A.|SNC", "nl": "B.V.|VOF", "pt": "Lda|Ltda|S.A.",
    "sv": "AB", "da": "ApS|A/S", "pl": "Sp. z o.o.", "ms": "Sdn Bhd", "vi": "JSC|Co., Ltd",
    "cs": "s.r.o.|a.s.", "fi": "Oy|Oyj", "hu": "Kft.|Zrt.", "no": "AS", "ro": "SRL|S.A.", "tr": "A.Ş.|Ltd. Şti.",
}  # fmt: skip
_TRADES = [
    "Consulting", "Design", "Media", "Foods", "Bakery", "Logistics", "Print", "Software", "Garden", "Electric",
    "Motors", "Hotel", "Café", "Restaurant", "Market", "Pharmacy", "Hardware", "Books", "Supplies", "Services",
    "Studio", "Trading", "Systems", "Bau", "Technik", "Handel", "Verlag", "Transport", "Energie",
]  # fmt: skip
_PEOPLE = [
    "Anna", "Peter", "Maria", "John", "Linh", "Jonas", "Sofia", "Ahmed", "Laura", "Tomas", "Elena", "David",
    "Priya", "Kenji", "Olga", "Marco",
]  # fmt: skip
_STREETS = [
    "Street", "Road", "Avenue", "Lane", "straße", "weg", "Rue", "Calle", "Via", "Jalan", "gatan", "vej", "ulica",
    "Drive", "Blvd", "Platz",
]  # fmt: skip
_GOODS = [
    "paper", "cable", "chair", "service", "hours", "bread", "coffee", "milk", "screw", "lamp", "filter", "oil",
    "licence", "travel", "cleaning", "hosting", "pen", "box", "water", "cheese", "rice", "battery", "phone",
    "paint", "tiles", "repair", "delivery", "training", "apple", "tea", "soap", "support",
]  # fmt: skip
_PLACES = [
    "house", "shop", "city", "university", "clinic", "bank", "institute", "store", "centre", "club", "school",
]  # fmt: skip
_RATES = (
    ("19", "7"), ("20", "10"), ("21", "9"), ("8.25",), ("6",), ("10",), ("25", "12"), ("22",), ("18",), ("5",), ("7.5",),
    ("23", "8"), ("16",),
)  # fmt: skip


@dataclass
class Party:
    name: str
    rows: list[str]
    person: str
    phone: str
    mail: str
    web: str
    tax_id: str


@dataclass
class Item:
    text: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    code: str


@dataclass
class Facts:
    seller: Party
    buyer: Party
    number: str
    issued: date
    due: date
    items: list[Item]
    rates: list[Decimal]
    discount: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    taxes: list[tuple[Decimal, Decimal, Decimal]] = field(default_factory=list)  # rate, base, amount
    gross: Decimal = Decimal(0)

    @property
    def tax(self) -> Decimal:
        return sum((amount for _, _, amount in self.taxes), Decimal(0))


def word(chance: Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 2, 3)))).capitalize()


def motto(chance: Random) -> str:
    """What firms print under their name."""
    goods = [chance.choice(_GOODS) for _ in range(3)]
    return chance.choice(
        ("{0} & {1} for you", "The best {0} in town", "{0} · {1} · {2}", "We care for your {0}", "{0}, {1} and {2}",
         "Innovation in {0}", "{0} since 19{n}", "Quality {0}", "Your partner for {0}", "{0} {1} {2}")
    ).format(*goods, n=digits(chance, 2))  # fmt: skip


def company(chance: Random, language: str) -> str:
    luck = chance.random()
    if luck < 0.08:  # one person
        return f"{chance.choice(_PEOPLE)} {word(chance)}"
    if luck < 0.16:  # words of every day
        text = f"{chance.choice(_GOODS)} {chance.choice(_GOODS + _PLACES)}".title()
        return f"{text} {chance.choice(_FORMS[language].split('|'))}" if chance.random() < 0.4 else text
    if luck < 0.2:
        return f"{chance.choice(_PLACES).title()} {chance.choice(('of', 'de', 'di', ''))} {word(chance)}".replace(
            "  ", " "
        )
    name = word(chance)
    luck = chance.random()
    if luck < 0.3:
        name += f" {chance.choice(_TRADES)}"
    elif luck < 0.45:
        name = f"{name} & {word(chance)}"
    elif luck < 0.6:
        name += f" {word(chance)}"
    elif luck < 0.68:
        name = f"{chance.choice(_PEOPLE)} {name}"
    elif luck < 0.74:
        name = f"{chance.choice(('The', 'La', 'Das', 'El', 'Le'))} {name} {chance.choice(_TRADES)}"
    if chance.random() < 0.55:
        name += f" {chance.choice(_FORMS[language].split('|'))}"
    return name.upper() if chance.random() < 0.2 else name


def digits(chance: Random, count: int) -> str:
    return "".join(str(chance.randint(0, 9)) for _ in range(count))


def party(chance: Random, speech: Speech) -> Party:
    name = company(chance, speech.language)
    town, code = word(chance), digits(chance, chance.choice((4, 5, 5, 6)))
    street = f"{word(chance)} {chance.choice(_STREETS)}"
    house = str(chance.randint(1, 300))
    rows = [f"{house} {street}" if chance.random() < 0.5 else f"{street} {house}"]
    rows.append(chance.choice((f"{code} {town}", f"{town} {code}", f"{town}, {word(chance)[:2].upper()} {code}", town)))
    if chance.random() < 0.2:
        rows.append(chance.choice(("Germany", "USA", "France", "Deutschland", "United Kingdom", "India", "España")))
    if chance.random() < 0.15:
        rows = [", ".join(rows)]
    host = name.lower().split()[0].strip("&.,") + chance.choice((".com", ".de", ".example", ".net", ".fr", ".org"))
    return Party(
        name,
        rows,
        f"{chance.choice(_PEOPLE)} {word(chance)}",
        chance.choice(("+{a} {b} {c}", "({b}) {c}", "0{b}/{c}", "{b}-{c}")).format(
            a=chance.randint(1, 99), b=digits(chance, 3), c=digits(chance, 7)
        ),
        f"{chance.choice(('info', 'office', 'mail', 'billing'))}@{host}"
        if chance.random() < 0.8
        else f"{word(chance).lower()}@gmail.com",
        f"www.{host}",
        chance.choice(("{c}{n}", "{c}{n}", "{n}", "{c} {n}", "{m}-{n}")).format(
            c=speech.country, n=digits(chance, chance.choice((8, 9, 9, 10, 11))), m=digits(chance, 2)
        ),
    )


def number(chance: Random, issued: date) -> str:
    count = digits(chance, chance.choice((2, 3, 4, 4, 5, 6, 8)))
    forms = (
        count, count, count, f"{issued.year}-{count}", f"INV-{count}", f"{issued:%Y%m}{count}", f"RE{count}", f"F{issued:%y}/{count}",
        f"{chance.choice('ABCDEFGHKMPRSX')}{count}", f"{chance.choice('ABCDEFGH')}-{issued.year}-{count}", f"{count}/{issued.year}",
        f"{count}-{digits(chance, 3)}", f"{word(chance)[:3].upper()}-{count}", f"#{count}", f"{digits(chance, 3)}-{digits(chance, 3)}-{digits(chance, 5)}",
        f"{chance.choice('ABC')}{chance.choice('XYZ')} {count}", f"{digits(chance, 4)}-{digits(chance, 8)}",
        f"{digits(chance, 8)}-{digits(chance, 4)}", f"{chance.choice('ABCDEFGH')}{digits(chance, 7)}-{digits(chance, 4)}",
    )  # fmt: skip
    return chance.choice(forms)


def facts(chance: Random, speech: Speech, *, most_items: int = 12, taxed: bool = True) -> Facts:
    issued = date(1970, 1, 1) + timedelta(days=chance.randint(0, 20600))
    if chance.random() < 0.75:
        issued = date(2012, 1, 1) + timedelta(days=chance.randint(0, 5400))
    scale = {"VND": 20000, "IDR": 10000, "KRW": 1000, "JPY": 100, "HUF": 300, "CLP": 800, "COP": 3000}.get(
        speech.code, 1
    )
    items = []
    for _ in range(chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, most_items))):
        quantity = Decimal(chance.choice((1, 1, 1, 1, 2, 2, 3, 4, 5, 10, 12, 24, 100)))
        price = speech.round(
            Decimal(chance.choice((chance.randint(50, 3000), chance.randint(500, 200000)))) * scale / 100
        )
        text = " ".join(chance.choice(_GOODS) for _ in range(chance.choice((1, 2, 2, 3))))
        items.append(
            Item(
                speech.word(text),
                quantity,
                price,
                speech.round(quantity * price),
                f"{word(chance)[:2].upper()}{digits(chance, 4)}",
            )
        )
    all_rates = [Decimal(rate) for rate in chance.choice(_RATES)]
    rates = [] if not taxed or chance.random() < 0.22 else all_rates[: chance.choice((1, 1, 1, 2))]
    made = Facts(
        party(chance, speech), party(chance, speech), number(chance, issued), issued,
        issued + timedelta(days=chance.choice((7, 10, 14, 14, 15, 21, 30, 30, 30, 45, 60))), items, rates,
    )  # fmt: skip
    total = sum((item.amount for item in items), Decimal(0))
    if chance.random() < 0.12:
        made.discount = speech.round(total * chance.choice((2, 5, 10)) / 100)
    if chance.random() < 0.15:
        made.shipping = speech.round(Decimal(chance.choice(("5", "9.90", "15", "4.50", "120"))) * scale)
    made.net = total - made.discount + made.shipping
    left = made.net
    for place, rate in enumerate(rates):
        base = left if place == len(rates) - 1 else speech.round(made.net * chance.randint(20, 80) / 100)
        left -= base
        made.taxes.append((rate, base, speech.round(base * rate / 100)))
    made.gross = made.net + made.tax
    return made
