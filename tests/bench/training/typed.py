"""Typed bills of offices and agencies, for training: a letterhead, few rows, amounts at the end of dots, stamps."""

from datetime import date
from decimal import Decimal
from random import Random

from tests.bench.training.facts import digits, facts, word
from tests.bench.training.paper import WIDTH, Paper
from tests.bench.training.speech import Speech

_TITLES = "INVOICE|Invoice|STATEMENT|BILL|INVOICE|Statement|INVOICE|Production Invoice|Media Invoice|"
_NUMBERS = "Invoice No.|INVOICE NO.|Invoice Number:|Our Invoice|Invoice #|No.|BILL NO.|Inv. No."
_DATES = "Date|DATE|Invoice Date:|Date:|Billing Date|DATE OF INVOICE||"
_TO = "To:|TO|Sold To|Bill To:|BILLED TO|CLIENT|In Account With||"
_TOTALS = (
    "TOTAL|Total|TOTAL DUE|Amount Due|TOTAL AMOUNT DUE|PLEASE PAY THIS AMOUNT|INVOICE TOTAL|BALANCE DUE|"
    "Total This Invoice|NET AMOUNT DUE|GRAND TOTAL|AMOUNT DUE THIS INVOICE|Total Payable"
)
_BODY = (
    "For professional services rendered|Re: your order of {d}|Fee for consultation|Terms: Net {n} days|"
    "Your Order No. {n}|Job No. {n}|Client Code {n}|Vendor No. {n}|Account {n}|Product: {w}|Period of service: {m}|"
    "Shipped via {w}|P.O. {n}"
)
_STAMPS = "RECEIVED {d}|PAID {d}|APPROVED|{n}|OK to pay {w}|Acct. {n}|Charge {n}-{n}|ENTERED {d}|Coded {n} {n}"
_REMIT = "Remit to:|Please remit to|REMITTANCE ADDRESS|Make checks payable to|Mail payment to:"


class TypedPage:
    """One typed bill being written."""

    def __init__(self, chance: Random, speech: Speech) -> None:
        self.chance, self.speech = chance, speech
        self.facts = facts(chance, speech, most_items=6)
        self.facts.discount = self.facts.shipping = Decimal(0)
        self.facts.net = sum((item.amount for item in self.facts.items), Decimal(0))
        self.facts.gross = self.facts.net
        self.facts.taxes = []
        self.issued = date(chance.randint(1965, 2015), self.facts.issued.month, self.facts.issued.day % 28 + 1)
        self.paper = Paper(chance)
        self.size = chance.choice((9.0, 10.0, 11.0))
        self.step = self.size * chance.choice((1.2, 1.5, 2.0))
        self.y = chance.uniform(30, 70)

    def draw(self) -> dict[str, object]:
        chance, made = self.chance, self.facts
        self.truth: dict[str, object] = {
            "type": "invoice", "seller": made.seller.name, "number": None, "date": None, "due": None, "net": None,
            "tax": None, "gross": str(made.gross), "currency": "?",
        }  # fmt: skip
        self._letterhead()
        if chance.random() < 0.35:
            self._numbers()
            self._buyer()
        else:
            self._buyer()
            self._numbers()
        self._rows()
        self._totals()
        self._foot()
        return self.truth

    def _put(self, text: str, x: float = 60.0, big: float = 1.0, align: str = "left") -> None:
        self.y += self.step * max(1.0, big * 0.8)
        self.paper.put(x, self.y, text, self.size * big, align)

    def _pick(self, among: str) -> str:
        chance = self.chance
        text = chance.choice(among.split("|"))
        text = text.replace("{n}", digits(chance, chance.choice((2, 3, 4, 5, 6)))).replace("{w}", word(chance))
        return text.replace("{d}", self.speech.day(self.facts.due)).replace("{m}", f"{self.facts.due:%B %Y}")

    def _amount(self, value: Decimal) -> str:
        """A sum as typists write it."""
        whole = value == value.to_integral_value()
        cents = f"{value:,.2f}"
        text = cents[:-3] if whole and self.chance.random() < 0.4 else cents
        return self.chance.choice(("$", "$ ", "", "", "US$")) + text

    def _letterhead(self) -> None:
        chance, made = self.chance, self.facts
        name = made.seller.name.upper() if chance.random() < 0.4 else made.seller.name
        align, x = chance.choice((("middle", WIDTH / 2), ("left", 60.0), ("right", 540.0)))
        self._put(name, x, chance.choice((1, 1.3, 1.8, 2.4)), align)
        for row in [*made.seller.rows, made.seller.phone] if chance.random() < 0.85 else []:
            self._put(row, x, chance.choice((0.8, 1)), align)
        self.y += self.step
        title = self._pick(_TITLES)
        if title:
            self._put(title, chance.choice((60.0, 280.0, 420.0)), chance.choice((1, 1.4, 2)))

    def _numbers(self) -> None:
        chance, made = self.chance, self.facts
        rows = []
        if chance.random() < 0.85:
            rows.append((self._pick(_NUMBERS), made.number))
            self.truth["number"] = made.number
        if chance.random() < 0.95:
            rows.append((self._pick(_DATES), self.speech.day(self.issued)))
            self.truth["date"] = self.issued.isoformat()
        rows += [(self._pick(_BODY), "") for _ in range(chance.choice((0, 1, 1, 2, 3)))]
        chance.shuffle(rows)
        x = chance.choice((60.0, 340.0, 380.0))
        across = chance.random() < 0.2
        for place, (label, value) in enumerate(rows):
            if across:
                at = 60.0 + place * 130
                self.paper.put(at, self.y + self.step, label[:20], self.size)
                self.paper.put(at, self.y + 2 * self.step, value, self.size)
                continue
            self._put(label, x)
            self.paper.put(x + chance.choice((85, 100)), self.y, value, self.size)
        self.y += self.step * (3 if across else 1)

    def _buyer(self) -> None:
        made = self.facts
        label = self._pick(_TO)
        rows = [made.buyer.name, *made.buyer.rows]
        if self.chance.random() < 0.4:
            rows.insert(
                self.chance.choice((0, 1)), f"{self.chance.choice(('Attn:', 'Mr.', 'Ms.', 'Dr.'))} {made.buyer.person}"
            )
        if label:
            self._put(label)
        for row in rows:
            self._put(row, self.chance.choice((60.0, 60.0, 60.5)))
        self.y += self.step

    def _rows(self) -> None:
        chance = self.chance
        for _ in range(chance.choice((0, 1, 2))):
            self._put(self._pick(_BODY), chance.choice((60.0, 90.0)))
        dots = chance.choice(("", "", " ........", " . . . . ."))
        for item in self.facts.items:
            text = " ".join(word(chance) if chance.random() < 0.2 else part for part in item.text.split())
            self._put(text + dots, 75.0)
            if chance.random() < 0.4 and item.quantity > 1:
                self.paper.put(400, self.y, f"{item.quantity} @ {item.price}", self.size, "right")
            self.paper.put(530, self.y, self._amount(item.amount), self.size, "right")
        self.y += self.step

    def _totals(self) -> None:
        chance, made = self.chance, self.facts
        rows: list[tuple[str, Decimal]] = []
        if chance.random() < 0.25:
            tax = self.speech.round(made.net * chance.choice((4, 6, 7, 8)) / 100)
            rows = [
                (self._pick("Subtotal|SUB-TOTAL|Sub Total|Net"), made.net),
                (self._pick("Sales Tax|TAX|State Tax"), tax),
            ]
            self.truth |= {"net": str(made.net), "tax": str(tax), "gross": str(made.net + tax)}
        elif chance.random() < 0.25:
            less = self.speech.round(made.net * 15 / 100)
            rows = [("Gross", made.net), (self._pick("Less commission 15%|Less agency discount|Less: advance"), -less)]
            self.truth |= {"net": "?", "gross": str(made.net - less)}
        elif chance.random() < 0.3:
            rows = [(self._pick("Subtotal|SUB-TOTAL"), made.net)]
            self.truth["net"] = [str(made.net), None]
        rows.append((self._pick(_TOTALS), Decimal(str(self.truth["gross"]))))
        x = chance.choice((75.0, 300.0, 380.0))
        for label, value in rows:
            self._put(label, x)
            self.paper.put(530, self.y, self._amount(value), self.size, "right")
        self.y += self.step

    def _foot(self) -> None:
        chance, made = self.chance, self.facts
        if chance.random() < 0.4:
            self._put(self._pick(_REMIT), 60.0)
            for row in (made.seller.name, f"P.O. Box {digits(chance, 4)}", made.seller.rows[-1]):
                self._put(row, 60.0)
        for _ in range(chance.choice((0, 0, 1, 2, 4))):
            x, y = chance.uniform(40, 400), chance.uniform(self.y, 820) if self.y < 800 else 820
            self.paper.put(x, y, self._pick(_STAMPS), self.size * chance.choice((0.9, 1.3)))
        if chance.random() < 0.4:
            self.paper.put(540, 832, digits(chance, chance.choice((8, 9, 10))), self.size, "right")
