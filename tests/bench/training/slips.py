"""Slips of tills with items for training: the ways in which tills list what was bought, and the sums beneath."""

from decimal import Decimal
from random import Random

from app.engine.fields.labels import Label
from app.engine.words import DocumentText
from tests.bench.training.facts import Facts, Item, digits, facts, word
from tests.bench.training.paper import Paper
from tests.bench.training.speech import Speech

_WIDE = 230.0
_WAYS = ("bare", "counted", "columns", "beneath", "before", "named first", "all columns")


class Slip:
    """One slip being written; `amounts`: of its items."""

    def __init__(self, chance: Random, spoken: Speech) -> None:
        self.chance, self.speech = chance, spoken
        self.facts: Facts = facts(chance, spoken, most_items=18)
        self.paper = Paper(chance, wide=_WIDE, high=chance.choice((420.0, 560.0, 760.0)))
        self.size = chance.choice((8.0, 9.0, 10.0))
        self.step = self.size * chance.choice((1.15, 1.3, 1.5))
        self.y = 15.0
        self.letters = chance.choice(("", "", "", " A", " B", "A", "*", " *"))
        self.amounts = [str(item.amount) for item in self.facts.items]
        self.symbol = chance.random() < 0.15

    def draw(self) -> DocumentText:
        chance = self.chance
        if chance.random() < 0.8:
            self._head()
        way = chance.choice(_WAYS)
        if way in ("columns", "all columns") and chance.random() < 0.6:
            self._row(self.speech.word("item"), self.speech.word("total"), ((150, self.speech.word("qty")),))
        for item in self.facts.items:
            self._item(item, way)
        self.y += self.step * chance.choice((0.2, 0.8))
        self._sums()
        return self.paper.done(noise=chance.choice((0.0, 0.0, 0.5, 1.0, 2.0)))

    def _row(self, left: str, right: str = "", between: tuple[tuple[float, str], ...] = (), x: float = 8.0) -> None:
        self.y += self.step
        self.paper.put(x, self.y, left, self.size)
        for at, text in between:
            self.paper.put(at, self.y, text, self.size, "right")
        if right:
            self.paper.put(_WIDE - 8, self.y, right, self.size, "right")

    def _amount(self, value: Decimal) -> str:
        return self.speech.amount(value, bare=not self.symbol)

    def _head(self) -> None:
        made, say, chance = self.facts, self.speech.say, self.chance
        rows = [made.seller.name, *made.seller.rows, f"{say(Label.PHONE)}: {made.seller.phone}", made.seller.tax_id,
                f"{self.speech.day(made.issued)} {chance.randint(8, 21):02}:{chance.randint(0, 59):02}",
                f"{say(Label.INVOICE_NUMBER)}: {made.number}", f"{self.speech.word('cashier')} {digits(chance, 3)}"]  # fmt: skip
        for row in rows:
            if chance.random() < 0.7:
                self._row(row)

    def _item(self, item: Item, way: str) -> None:
        chance, price = self.chance, self._amount(item.price)
        amount = self._amount(item.amount) + self.letters
        text = item.text.upper() if chance.random() < 0.5 else item.text
        text = f"{digits(chance, chance.choice((4, 6, 13)))} {text}"[:34] if chance.random() < 0.15 else text
        times = f"{item.quantity}{chance.choice((' x ', 'x ', ' X ', ' @ ', ' * '))}{price}"
        if way == "bare":
            self._row(text, amount)
        elif way == "counted":
            self._row(f"{item.quantity}{chance.choice((' ', ' ', 'x ', ' x '))}{text}", amount)
        elif way == "columns":
            self._row(text[:20], amount, ((150, str(item.quantity)),))
        elif way == "all columns":
            self._row(text[:16], amount, ((120, str(item.quantity)), (170, price)))
        elif way == "beneath" or (way == "before" and item.quantity == 1):
            self._row(text, amount)
            if item.quantity > 1 or chance.random() < 0.2:
                self._row(times, x=16)
        elif way == "before":
            self._row(times, x=16)
            self._row(text, amount)
        else:
            self._row(text)
            self._row(times, amount, x=chance.choice((8, 20)))
        if chance.random() < 0.06:  # what goes with it
            self._row(f"- {self.speech.word(word(chance))}", x=16)
        if chance.random() < 0.03:
            self._row(digits(chance, 12), x=16)

    def _sums(self) -> None:
        chance, say, made = self.chance, self.speech.say, self.facts
        inside = chance.random() < 0.5
        before = made.net + made.discount - made.shipping
        gross = made.net if inside else made.gross
        if chance.random() < 0.6 or gross != before:
            count = ((150.0, str(len(made.items))),) if chance.random() < 0.2 else ()
            self._row(say(Label.LINES_TOTAL), self._amount(before), count)
        if made.discount:
            self._row(say(Label.DISCOUNT), self._amount(chance.choice((1, -1)) * made.discount))
        if made.shipping:
            self._row(say(Label.SERVICE_CHARGE), self._amount(made.shipping))
        for rate, _, tax in () if inside else made.taxes:
            self._row(f"{say(Label.TAX)} {rate}%" if chance.random() < 0.6 else say(Label.TAX), self._amount(tax))
        self._row(say(chance.choice((Label.TOTAL, Label.TOTAL, Label.GROSS, Label.DUE))), self._amount(gross))
        luck = chance.random()
        if luck < 0.45:
            step = Decimal(chance.choice((5, 10, 50, 100))) * (1000 if gross > 5000 else 1)
            given = (gross // step + 1) * step
            self._row(say(Label.CASH), self._amount(given))
            self._row(say(Label.CHANGE), self._amount(given - gross))
        elif luck < 0.7:
            self._row(self.speech.word(chance.choice(("visa", "card", "debit"))), self._amount(gross))
        if chance.random() < 0.25:
            self._row(self.speech.word(chance.choice(("items", "qty", "points"))), str(len(made.items)))
        if inside and made.taxes and chance.random() < 0.6:
            self._rates(gross, made.taxes[0][0])

    def _rates(self, gross: Decimal, rate: Decimal) -> None:
        net = self.speech.round(gross * 100 / (100 + rate))
        places = ((110.0, self._amount(net)), (170.0, self._amount(gross - net)))
        self._row(f"A {rate}%", self._amount(gross), places)
        if self.chance.random() < 0.5:
            self._row(self.speech.word("total"), self._amount(gross), places)
