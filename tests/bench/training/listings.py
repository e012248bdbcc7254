"""Pages with items for training: tables and lists put together by chance, with what stands around them."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from app.engine.fields.labels import Label
from app.engine.languages import languages
from app.engine.words import DocumentText
from tests.bench.training.facts import Facts, digits, facts, word
from tests.bench.training.paper import WIDTH, Paper, width_of
from tests.bench.training.slips import Slip
from tests.bench.training.speech import Speech, speech

_NUMERIC = ("quantity", "unit_price", "discount", "tax_rate", "amount")
_WIDTHS = {"line_no": 28.0, "product_code": 62.0, "quantity": 50.0, "unit": 36.0, "unit_price": 72.0, "discount": 46.0,
           "tax_rate": 44.0, "amount": 80.0, "description": 0.0}  # fmt: skip
_ORDERS = (
    ("line_no", "product_code", "description", "quantity", "unit", "unit_price", "discount", "tax_rate", "amount"),
    ("quantity", "unit", "product_code", "description", "unit_price", "discount", "amount"),
    ("product_code", "description", "tax_rate", "quantity", "unit_price", "amount"),
    ("line_no", "quantity", "description", "unit_price", "amount", "tax_rate"),
    ("description", "amount"),
    ("line_no", "description", "unit_price", "quantity", "amount"),
)
_OFTEN = {"description": 1.0, "amount": 1.0, "quantity": 0.85, "unit_price": 0.8, "line_no": 0.5, "product_code": 0.5,
          "unit": 0.3, "discount": 0.15, "tax_rate": 0.4}  # fmt: skip
_UNITS = ("pcs", "Stk", "h", "kg", "ea", "m", "box")
_UNITED = {
    language.code: {kind: words for kind, words in language.columns.items() if words} for language in languages()
}


@dataclass(frozen=True)
class _Place:
    kind: str
    x: float
    align: str
    title: str


def listing(seed: int) -> tuple[DocumentText, list[str]]:
    """The words of a document and the amounts of its items, in printed order."""
    chance = Random(f"listing {seed}")
    spoken = speech(chance)
    if chance.random() < 0.4:
        slip = Slip(chance, spoken)
        return slip.draw(), slip.amounts
    page = _Listing(chance, spoken)
    return page.draw(), page.amounts


class _Listing:
    def __init__(self, chance: Random, spoken: Speech) -> None:
        self.chance, self.speech = chance, spoken
        self.facts: Facts = facts(chance, spoken, most_items=30)
        self.paper = Paper(chance)
        self.size = chance.choice((7, 8, 9, 9, 10, 10, 11))
        self.step = self.size * chance.choice((1.2, 1.4, 1.7))
        self.y = chance.uniform(30, 70)
        self.amounts = [str(item.amount) for item in self.facts.items]
        self.left, self.right = chance.choice((30.0, 45.0, 70.0)), chance.choice((500.0, 550.0, 570.0))
        self.bare = chance.random() < 0.75

    def draw(self) -> DocumentText:
        self._head()
        places = self._columns()
        if self.chance.random() < 0.88:
            self._titles(places)
        self._items(places)
        self._totals()
        self._foot()
        return self.paper.done(noise=self.chance.choice((0.0, 0.0, 0.0, 0.5, 1.0, 2.0)))

    def _head(self) -> None:
        chance, made, say = self.chance, self.facts, self.speech.say
        rows = [made.seller.name, *made.seller.rows, made.seller.phone, made.buyer.name, *made.buyer.rows]
        rows += [
            f"{say(Label.INVOICE_NUMBER)}: {made.number}",
            f"{say(Label.ISSUE_DATE)}: {self.speech.day(made.issued)}",
        ]
        rows += [f"{say(Label.CUSTOMER_ID)} {digits(chance, 5)}", f"{say(Label.DUE)} {self.speech.amount(made.gross)}"][
            : chance.randint(0, 2)
        ]
        for row in rows:
            self.y += self.step
            self.paper.put(self.left if chance.random() < 0.8 else 330.0, self.y, row, self.size)
        if chance.random() < 0.15:  # numbers in columns above the table
            for place in range(4):
                at = self.left + place * 120
                self.paper.put(at, self.y + self.step * 1.5, self.speech.word(word(chance)), self.size)
                self.paper.put(at, self.y + self.step * 2.7, digits(chance, chance.randint(2, 6)), self.size)
            self.y += self.step * 3
        self.y += self.step * 2

    def _columns(self) -> list[_Place]:
        chance = self.chance
        kinds = [kind for kind in chance.choice(_ORDERS) if chance.random() < _OFTEN[kind]]
        if "unit_price" not in kinds and "quantity" in kinds and chance.random() < 0.5:
            kinds.remove("quantity")
        wide = sum(_WIDTHS[kind] for kind in kinds)
        room = max(90.0, self.right - self.left - wide)
        align = chance.choice(("right", "right", "right", "right", "left", "middle"))
        x, places = self.left, []
        for kind in kinds:
            own = _WIDTHS[kind] or room
            aligned = align if kind in _NUMERIC else "left"
            at = {"right": x + own - 6, "left": x, "middle": x + own / 2}[aligned]
            places.append(_Place(kind, min(at, self.right), aligned, self._title(kind)))
            x += own
        return places

    def _title(self, kind: str) -> str:
        known = _UNITED.get(self.speech.language, {}).get(kind) or _UNITED["en"].get(kind, (kind,))
        usable = [text for text in known if "*" not in text] or [kind]
        return self.speech.word(self.chance.choice(usable))

    def _titles(self, places: list[_Place]) -> None:
        lower = self.chance.random() < 0.2  # titles over two rows
        for place in places:
            words = place.title.split()
            if lower and len(words) > 1:
                self.paper.put(place.x, self.y, words[0], self.size, place.align)
                self.paper.put(place.x, self.y + self.step, " ".join(words[1:]), self.size, place.align)
            else:
                self.paper.put(place.x, self.y, place.title, self.size, place.align)
        self.y += self.step * (1.4 if lower else self.chance.choice((0.2, 0.6)))

    def _items(self, places: list[_Place]) -> None:
        chance, speech = self.chance, self.speech
        way = chance.choice(("plain",) * 5 + ("below", "above", "low", "behind", "leaders"))
        gap = chance.choice((1, 1, 1.5, 2))
        letter = chance.choice(("",) * 7 + (" A", "*", "A"))
        summed = Decimal(0)
        section = chance.random() < 0.12
        for number, item in enumerate(self.facts.items):
            self.y += self.step * gap
            if self.y > 700:
                self._next_page(summed if chance.random() < 0.5 else None)
            if section and chance.random() < 0.3:
                self.paper.put(self.left, self.y, speech.word(word(chance)), self.size)
                self.y += self.step
            summed += item.amount
            text = item.text + (f" {digits(chance, chance.randint(1, 4))}" if chance.random() < 0.25 else "")
            if way == "behind":
                self._behind(item.quantity, item.price, item.amount, text)
                continue
            cells = {
                "line_no": str(number + 1), "product_code": item.code, "description": text,
                "quantity": str(item.quantity) + (".00" if chance.random() < 0.05 else ""),
                "unit": chance.choice(_UNITS), "unit_price": speech.amount(item.price, bare=self.bare),
                "discount": "0%", "tax_rate": f"{self.facts.rates[0] if self.facts.rates else 0}%",
                "amount": speech.amount(item.amount, bare=self.bare) + letter,
            }  # fmt: skip
            self._row(places, cells, way)
        self.y += self.step * chance.choice((1, 1.5, 3))

    def _row(self, places: list[_Place], cells: dict[str, str], way: str) -> None:
        chance, top = self.chance, self.y
        more = [self.speech.word(chance.choice(self.facts.items).text) for _ in range(chance.randint(1, 3))]
        wraps = chance.random() < (0.8 if way in ("below", "above", "low") else 0.12)
        if wraps and way == "above":  # numbers beside the last row of the text
            self.y += self.step * len(more)
        for place in places:
            text, y = cells[place.kind], self.y
            if place.kind == "description":
                y = top
            elif place.kind == "amount" and way == "low":
                y += self.step * 0.5
            if way == "leaders" and place.kind == "amount":
                text = "." * chance.randint(4, 30) + text
            self.paper.put(place.x, y, text, self.size, place.align)
            if place.kind == "description" and wraps:
                for count, row in enumerate(more, 1):
                    self.paper.put(place.x, top + count * self.step, row, self.size, place.align)
        if wraps and way != "above":
            self.y += self.step * len(more)
        if chance.random() < 0.03:
            self.y += self.step
            self.paper.put(
                self.left + 40, self.y, f"{self.speech.say(Label.DISCOUNT)} {chance.choice((5, 10))}%", self.size
            )

    def _behind(self, quantity: Decimal, price: Decimal, amount: Decimal, text: str) -> None:
        """Quantity times price under the name, or before it."""
        told = f"{quantity} {self.chance.choice(('x', 'x', '@', 'X', '*'))} {self.speech.amount(price, bare=True)}"
        shown = self.speech.amount(amount, bare=self.bare)
        self.paper.put(self.left, self.y, text, self.size)
        if quantity == 1 or self.chance.random() < 0.3:
            self.paper.put(self.right, self.y, shown, self.size, "right")
            return
        self.y += self.step
        self.paper.put(self.left + 10, self.y, told, self.size)
        self.paper.put(self.right, self.y, shown, self.size, "right")

    def _next_page(self, summed: Decimal | None) -> None:
        label = self.speech.word(self.chance.choice(("carried forward", "subtotal", "übertrag", "à reporter")))
        if summed:
            self._sum(label, summed)
        self.paper.turn_page()
        self.y = 60.0
        if summed and self.chance.random() < 0.7:
            self._sum(label, summed)
        self.y += self.step

    def _sum(self, label: str, value: Decimal, x: float = 330.0) -> None:
        self.y += self.step
        text = self.speech.amount(value, bare=self.bare)
        at = min(x, self.right - width_of(text, self.size) - width_of(label, self.size) - 12)
        self.paper.put(at, self.y, label, self.size)
        self.paper.put(self.right, self.y, text, self.size, "right")

    def _totals(self) -> None:
        chance, say, made = self.chance, self.speech.say, self.facts
        x = chance.choice((300.0, 350.0, self.left))
        before = made.net + made.discount - made.shipping
        if chance.random() < 0.6 or made.discount or made.shipping:
            self._sum(say(Label.LINES_TOTAL), before, x)
        if made.discount:
            self._sum(say(Label.DISCOUNT), chance.choice((1, -1)) * made.discount, x)
        if made.shipping:
            self._sum(say(Label.SHIPPING), made.shipping, x)
        if made.taxes and chance.random() < 0.7:
            self._sum(say(Label.NET), made.net, x)
        table = chance.random() < 0.25
        for rate, base, amount in () if table else made.taxes:
            of = f" {self.speech.amount(base, bare=True)}" if chance.random() < 0.2 else ""
            self._sum(f"{say(Label.TAX)} {rate}%{of}", amount, x)
        self._sum(say(chance.choice((Label.GROSS, Label.TOTAL, Label.TOTAL, Label.DUE))), made.gross, x)
        if chance.random() < 0.2:
            self._sum(say(Label.PAID), made.gross, x)
            self._sum(say(Label.DUE), Decimal(0), x)
        if table and made.taxes:
            self._rates()

    def _rates(self) -> None:
        """What is taxed at each rate, with a row of sums."""
        self.y += self.step * 2
        say, amount = self.speech.say, self.speech.amount
        titles = ("%", say(Label.NET), say(Label.TAX), say(Label.GROSS))
        rows = [(f"{rate}%", base, tax, base + tax) for rate, base, tax in self.facts.taxes]
        if self.chance.random() < 0.5:
            rows.append((self.speech.word("total"), self.facts.net, self.facts.tax, self.facts.gross))
        right = self.chance.choice((self.right, 360.0))
        for row in (titles, *rows):
            self.y += self.step
            for place, value in enumerate(row):
                text = value if isinstance(value, str) else amount(value, bare=True)
                self.paper.put(right - (3 - place) * 75, self.y, text, self.size, "right")

    def _foot(self) -> None:
        chance, made = self.chance, self.facts
        rows = [f"{self.speech.say(Label.TERMS)}: {chance.choice((7, 14, 30))}", f"IBAN {self.speech.country}{digits(chance, 20)}",
                f"{self.speech.word('capital')} {self.speech.amount(Decimal(digits(chance, 5)))}",
                f"{made.seller.name} {self.speech.amount(made.gross)} {self.speech.day(made.due)}"]  # fmt: skip
        for row in rows:
            if chance.random() < 0.3 and self.y < 820:
                self.y += self.step
                self.paper.put(self.left, self.y, row, self.size)
        if chance.random() < 0.3:
            self.paper.put(
                WIDTH / 2, 825, f"{made.seller.name} · {made.seller.mail} · {digits(chance, 7)}", 7, "middle"
            )
