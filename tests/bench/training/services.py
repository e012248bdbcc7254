"""Invoices and receipts as services on the web send them, for training: amount in a headline, parties side by side."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from random import Random

from app.engine.fields.labels import Label
from tests.bench.training.facts import Party, digits, facts
from tests.bench.training.invoices import TITLES
from tests.bench.training.paper import Paper
from tests.bench.training.speech import Speech

_LEFT, _MIDDLE, _RIGHT = 42.0, 310.0, 552.0
_PAID = ("Date paid", "Paid on", "Payment date", "Receipt date")
_ACCOUNTS = ("Account", "Workspace", "Customer", "Subscription", "Organization", "Plan", "Username")
_CARDS = ("Visa - {}", "Mastercard •••• {}", "VISA ending in {}", "PayPal", "SEPA {}", "Amex-{}")
_LINES = ("Page 1 of 1", "Thank you for your business!", "Questions? Contact support", "Pay online", "Reverse charge")


class ServicePage:
    """One bill of a service being written; `truth` fills up as values are printed."""

    def __init__(self, chance: Random, speech: Speech) -> None:
        self.chance, self.speech = chance, speech
        self.facts = facts(chance, speech, most_items=5)
        self.paper = Paper(chance)
        self.size = chance.choice((8.0, 9.0, 10.0, 11.0))
        self.step = self.size * chance.choice((1.3, 1.5, 1.8))
        self.y = chance.uniform(40, 90)
        self.paid = chance.random() < 0.4
        self.truth: dict[str, object] = {
            "type": "receipt" if self.paid else "invoice", "seller": self.facts.seller.name, "number": None,
            "date": None, "due": None, "net": None, "tax": None, "gross": str(self.facts.gross),
            "currency": speech.code,
        }  # fmt: skip

    def draw(self) -> dict[str, object]:
        chance, made = self.chance, self.facts
        brand = made.seller.name.split()[0]
        title = TITLES[self.speech.language].split("|")[0]
        if self.paid:
            title = chance.choice(("Receipt", "Payment Receipt", title))
            self.truth["type"] = "receipt" if "eceipt" in title else "?"
        logo = chance.choice(("", brand, brand.lower(), made.seller.name))
        left, right = (title, logo) if chance.random() < 0.6 else (logo, title)
        big = self.size * chance.choice((1.4, 1.8, 2.4))
        if left:
            self.paper.put(_LEFT, self.y + big, self.speech.word(left) if left == title else left, big)
        if right:
            self.paper.put(_RIGHT, self.y + big, self.speech.word(right) if right == title else right, big, "right")
        self.y += big + self.step
        blocks = [self._numbers, self._parties]
        if chance.random() < 0.3:
            blocks.reverse()
        for block in blocks:
            block()
            self.y += self.step * chance.choice((0.5, 1, 2))
        if chance.random() < 0.4:
            self._headline()
        self._items()
        self._totals()
        self._foot()
        return self.truth

    def _numbers(self) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        rows = [(speech.say(Label.INVOICE_NUMBER, "Invoice number"), made.number)]
        self.truth["number"] = made.number
        if self.paid and chance.random() < 0.5:
            rows.append((speech.word("Receipt number"), f"{digits(chance, 4)}-{digits(chance, 4)}"))
        self.truth["date"] = made.issued.isoformat()
        rows.append((speech.say(chance.choice((Label.ISSUE_DATE, Label.PLAIN_DATE))), speech.day(made.issued)))
        if self.paid and chance.random() < 0.6:
            rows.append((speech.word(chance.choice(_PAID)), speech.day(made.issued)))
        elif chance.random() < 0.6:
            rows.append((speech.say(Label.DUE_DATE), speech.day(made.due)))
            self.truth["due"] = made.due.isoformat()
        if chance.random() < 0.4:
            rows.append((speech.word(chance.choice(_ACCOUNTS)), digits(chance, chance.choice((4, 6, 8, 10)))))
        if chance.random() < 0.3:
            rows.append((speech.word("Payment method"), chance.choice(_CARDS).format(digits(chance, 4))))
        if chance.random() < 0.25:
            rows.append((speech.word("Billing period"), self._period()))
        if chance.random() < 0.4:
            chance.shuffle(rows)
        x, gap = chance.choice((_LEFT, _LEFT, _MIDDLE)), chance.choice((0.0, 110.0, 130.0))
        for label, value in rows:
            self.y += self.step
            end = self.paper.put(x, self.y, label + chance.choice((":", "")) * (not gap), self.size)
            self.paper.put(max(end, x + gap), self.y, value, self.size)

    def _period(self) -> str:
        return f"{self.speech.day(self.facts.issued)} - {self.speech.day(self.facts.issued + timedelta(days=30))}"

    def _parties(self) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        own = [made.seller.name, *self._reach(made.seller)]
        if chance.random() < 0.3:
            own.insert(0, speech.say(Label.SELLER, "From"))
        other = [speech.say(Label.BUYER, "Bill to"), made.buyer.name, *made.buyer.rows]
        if chance.random() < 0.3:
            other.insert(1, made.buyer.person)
        if chance.random() < 0.4:
            other.append(made.buyer.mail)
        columns = [(_LEFT, own), (_MIDDLE, other)]
        if chance.random() < 0.15:
            columns = [(_MIDDLE, own), (_LEFT, other)]
        if chance.random() < 0.15:  # only at the foot
            columns = [(_LEFT, other)]
            self.truth["seller"] = "?"
        top = self.y
        for x, rows in columns:
            for place, row in enumerate(rows, 1):
                self.paper.put(x, top + place * self.step, row, self.size)
                self.y = max(self.y, top + place * self.step)

    def _reach(self, party: Party) -> Iterable[str]:
        chance, speech = self.chance, self.speech
        yield from party.rows
        if chance.random() < 0.5:
            yield party.mail
        if chance.random() < 0.3:
            yield party.phone
        if chance.random() < 0.4:
            yield f"{speech.say(Label.VAT_ID)} {party.tax_id}"

    def _headline(self) -> None:
        speech, made = self.speech, self.facts
        says, day = ("paid on", made.issued) if self.paid else ("due", made.due)
        if not self.paid:
            self.truth["due"] = made.due.isoformat()
        self.y += self.step * 1.5
        text = f"{speech.amount(made.gross)} {speech.word(says)} {speech.day(day)}"
        self.paper.put(_LEFT, self.y, text, self.size * self.chance.choice((1.2, 1.6)))
        self.y += self.step

    def _items(self) -> None:
        chance, speech = self.chance, self.speech
        self.y += self.step
        for x, title in ((_LEFT, "Description"), (360.0, "Qty"), (450.0, "Unit price"), (_RIGHT, "Amount")):
            self.paper.put(x, self.y, speech.word(title), self.size, "left" if x == _LEFT else "right")
        for item in self.facts.items:
            self.y += self.step * 1.2
            self.paper.put(_LEFT, self.y, item.text, self.size)
            self.paper.put(360, self.y, str(item.quantity), self.size, "right")
            self.paper.put(450, self.y, speech.amount(item.price), self.size, "right")
            self.paper.put(_RIGHT, self.y, speech.amount(item.amount), self.size, "right")
            if chance.random() < 0.4:
                self.y += self.step
                self.paper.put(_LEFT, self.y, self._period(), self.size)
        self.y += self.step

    def _totals(self) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        rows = [(speech.say(Label.LINES_TOTAL), made.net + made.discount - made.shipping)]
        self.truth["net"] = [str(rows[0][1]), None]
        if made.discount:
            rows.append((speech.say(Label.DISCOUNT), -made.discount))
        if made.shipping:
            rows.append((speech.say(Label.SHIPPING), made.shipping))
        if made.taxes:
            if len(rows) > 1 or chance.random() < 0.3:
                rows.append((speech.say(Label.NET), made.net))
            self.truth["net"] = str(made.net)
            for rate, base, amount in made.taxes:
                on = f"({rate}% {speech.word('on')} {speech.amount(base)})" if chance.random() < 0.4 else f"{rate}%"
                rows.append((f"{speech.say(Label.TAX)} {on}", amount))
            self.truth["tax"] = str(made.tax)
        elif len(rows) > 1:
            self.truth["net"] = "?"
        rows.append((speech.say(Label.TOTAL), made.gross))
        if self.paid:
            rows.append((speech.say(Label.PAID), made.gross))
            if chance.random() < 0.4:
                rows.append((speech.say(Label.DUE), Decimal(0)))
        elif chance.random() < 0.6:
            rows.append((speech.say(Label.DUE), made.gross))
        x = chance.choice((_MIDDLE, 360.0))
        for label, value in rows:
            self.y += self.step
            self.paper.put(x, self.y, label, self.size)
            self.paper.put(_RIGHT, self.y, speech.amount(value), self.size, "right")
        self.y += self.step

    def _foot(self) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        rows = [speech.word(chance.choice(_LINES))] if chance.random() < 0.5 else []
        if self.paid and chance.random() < 0.5:
            card = chance.choice(_CARDS).format(digits(chance, 4))
            rows.append(f"{card} {speech.day(made.issued)} {speech.amount(made.gross)} {digits(chance, 8)}")
        if self.truth["seller"] == "?" or chance.random() < 0.3:
            self.truth["seller"] = made.seller.name
            rows.append(" · ".join([made.seller.name, *self._reach(made.seller)])[:110])
        for row in rows:
            self.y += self.step
            self.paper.put(_LEFT, self.y, row, self.size * 0.9)
