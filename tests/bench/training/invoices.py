"""Invoices for training: blocks put together by chance, nothing of a real layout."""

from decimal import Decimal
from random import Random

from app.engine.fields.labels import Label
from tests.bench.training.boxes import boxes
from tests.bench.training.facts import Facts, Party, digits, facts, motto
from tests.bench.training.paper import WIDTH, Paper
from tests.bench.training.speech import Speech

TITLES = {
    "en": "Invoice|INVOICE|Tax Invoice|Bill|Invoice", "de": "Rechnung|RECHNUNG|Faktura", "fr": "Facture|FACTURE", "es": "Factura|FACTURA",
    "it": "Fattura", "nl": "Factuur", "pt": "Fatura|Nota Fiscal", "sv": "Faktura", "da": "Faktura", "pl": "Faktura VAT", "ms": "Invois|Tax Invoice",
    "vi": "Hóa đơn|HÓA ĐƠN GIÁ TRỊ GIA TĂNG", "cs": "Faktura|Faktura - daňový doklad", "fi": "Lasku", "hu": "Számla", "no": "Faktura",
    "ro": "Factură", "tr": "Fatura",
}  # fmt: skip
_CREDIT = {
    "en": "Credit Note",
    "de": "Gutschrift",
    "fr": "Avoir",
    "es": "Nota de crédito",
    "it": "Nota di credito",
    "nl": "Creditnota",
}
_COLUMNS = {
    "en": ("Description", "Qty", "Unit Price", "Amount"), "de": ("Bezeichnung", "Menge", "Einzelpreis", "Gesamt"),
    "fr": ("Désignation", "Qté", "Prix unitaire", "Montant"), "es": ("Descripción", "Cant.", "Precio", "Importe"),
    "it": ("Descrizione", "Q.tà", "Prezzo", "Importo"), "nl": ("Omschrijving", "Aantal", "Prijs", "Bedrag"),
}  # fmt: skip
_LEFT, _RIGHT = 45.0, 550.0


class InvoicePage:
    """One invoice being written; `truth` fills up as values are printed."""

    def __init__(self, chance: Random, speech: Speech) -> None:
        self.chance, self.speech = chance, speech
        self.facts: Facts = facts(chance, speech)
        self.paper = Paper(chance)
        self.size = chance.choice((8, 9, 9, 10, 10, 11, 12))
        self.step = self.size * chance.choice((1.25, 1.4, 1.6))
        self.truth: dict[str, object] = {}
        self.credit = chance.random() < 0.05 and speech.language in _CREDIT and not speech.unknown
        self.y = chance.uniform(35, 90)
        self.head_y = 0.0
        self.named = False

    def draw(self) -> dict[str, object]:
        chance, made = self.chance, self.facts
        self.truth = {
            "type": "credit_note" if self.credit else "invoice", "seller": made.seller.name, "number": None, "date": None, "due": None,
            "net": None, "tax": None, "gross": str(made.gross), "currency": self.speech.code,
        }  # fmt: skip
        first = chance.random()
        if first < 0.12:
            self._title_and_numbers()
            self.head_y, self.named = self.y, True
            self.y = boxes(chance, self.speech, made, self.paper, self.y, self.size)
        elif first < 0.55:
            self._seller_head()
            self._title_and_numbers()
        elif first < 0.8:
            self._title_and_numbers()
            self._seller_head()
        else:
            self._title_and_numbers(beside=True)
        if first >= 0.12:
            self._buyer()
        if chance.random() < 0.25:
            self._noise_row()
        self._items()
        self._totals()
        self._foot()
        if not self.named:
            self.truth["seller"] = None
        return self.truth

    def _party_rows(self, party: Party, *, own: bool) -> list[str]:
        chance, speech = self.chance, self.speech
        rows = list(party.rows)
        if chance.random() < 0.2:
            rows.insert(0, party.person)
        if own and chance.random() < 0.6:
            rows.append(f"{speech.say(Label.PHONE, 'Tel')}: {party.phone}" if chance.random() < 0.7 else party.phone)
        if own and chance.random() < 0.5:
            rows.append(party.mail)
        if own and chance.random() < 0.3:
            rows.append(party.web)
        if own and chance.random() < 0.4:
            rows.append(f"{speech.say(Label.VAT_ID if chance.random() < 0.5 else Label.TAX_NUMBER)}: {party.tax_id}")
        return rows

    def _name(self, x: float, y: float, name: str, size: float, align: str) -> float:
        """The name, sometimes over two rows; the foot of the last."""
        words = name.split()
        if len(words) > 2 and self.chance.random() < 0.12:
            self.paper.put(x, y, " ".join(words[:2]), size, align)
            self.paper.put(x, y + size * 1.2, " ".join(words[2:]), size, align)
            return y + size * 1.2
        self.paper.put(x, y, name, size, align)
        return y

    def _seller_head(self) -> None:
        chance, made = self.chance, self.facts
        self.named = True
        align = chance.choice(("left", "left", "left", "middle", "right"))
        x = {"left": _LEFT, "middle": WIDTH / 2, "right": _RIGHT}[align]
        size = self.size * chance.choice((1, 1, 1.2, 1.5, 2, 2.6))
        start = self.y
        if chance.random() < 0.12:
            label = chance.choice((Label.SELLER, Label.SELLER))
            self.paper.put(x, self.y, self.speech.say(label, "From") + chance.choice((":", "")), self.size, align)
            self.y += self.step
        if chance.random() < 0.1:  # a form with boxes
            self.y += self.step
            end = self.paper.put(
                x, self.y, f"{self.speech.word('name')}:", self.size, "left" if align == "middle" else align
            )
            self.paper.put(max(end, x + 60) if align == "left" else end + 10, self.y, made.seller.name, self.size)
        else:
            self.y = self._name(x, self.y + size, made.seller.name, size, align)
            if chance.random() < 0.15:  # a motto under it
                self.y += self.step * chance.choice((0.9, 1, 1.5))
                self.paper.put(
                    x, self.y, self.speech.word(motto(chance)), self.size * chance.choice((0.8, 1, 1.2)), align
                )
        rows = self._party_rows(made.seller, own=True)
        if chance.random() < 0.12:
            rows = [" · ".join(rows)[:95]]
        for row in rows if chance.random() < 0.88 else []:
            self.y += self.step
            self.paper.put(x, self.y, row, self.size, align)
        self.head_y = start if align != "middle" else self.y
        self.y += self.step * chance.choice((1.2, 2, 3))

    def _title_and_numbers(self, *, beside: bool = False) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        titles = _CREDIT.get(speech.language, "") if self.credit else TITLES[speech.language]
        title = speech.word(chance.choice(titles.split("|"))) if speech.unknown else chance.choice(titles.split("|"))
        size = self.size * chance.choice((1, 1.4, 1.8, 2.4))
        rows: list[tuple[str, str]] = []
        if chance.random() < 0.94:
            rows.append((speech.say(chance.choice((Label.INVOICE_NUMBER,) * 4 + (Label.PLAIN_NUMBER,))), made.number))
            self.truth["number"] = made.number
        if chance.random() < 0.96:
            rows.append(
                (
                    speech.say(chance.choice((Label.ISSUE_DATE, Label.ISSUE_DATE, Label.PLAIN_DATE))),
                    speech.day(made.issued),
                )
            )
            self.truth["date"] = made.issued.isoformat()
        if chance.random() < 0.5 and not self.credit:
            rows.append((speech.say(Label.DUE_DATE), speech.day(made.due)))
            self.truth["due"] = made.due.isoformat()
        if chance.random() < 0.3:
            rows.append((speech.say(Label.CUSTOMER_ID), digits(chance, chance.choice((4, 5, 6)))))
        if chance.random() < 0.3:
            rows.append((speech.say(Label.PURCHASE_ORDER), f"{chance.choice(('PO', '', '45'))}{digits(chance, 5)}"))
        if chance.random() < 0.2:
            rows.append(
                (
                    speech.say(chance.choice((Label.OTHER_DATE, Label.DELIVERY_DATE))),
                    speech.day(made.issued.replace(day=chance.randint(1, 28))),
                )
            )
        if chance.random() < 0.6:
            chance.shuffle(rows)
        way = chance.choice(("rows", "rows", "rows", "right", "columns", "stacked", "title", "bare"))
        right = beside or chance.random() < 0.35
        x = chance.choice((340.0, 380.0)) if right or way == "right" else _LEFT
        if beside:
            self.y += self.step
            top = self.y
            self.head_y = top
            self.paper.put(x, self.y, title, size)
            self._rows(rows, "rows", x)
            foot = self.y
            self.y = top - self.step
            self._seller_head()
            self.y = max(self.y, foot + self.step)
            return
        if way == "title" and self.truth["number"] and rows:
            self.y += size
            self.paper.put(x, self.y, f"{title} {chance.choice(('', 'Nr. ', '#', 'No. ', 'N° '))}{made.number}", size)
            rows = [row for row in rows if row[1] != made.number]
            way = "rows"
        elif chance.random() < 0.9:
            self.y += size
            self.paper.put(chance.choice((x, x, WIDTH / 2)), self.y, title, size, "left")
        self._rows(rows, way, x)

    def _rows(self, rows: list[tuple[str, str]], way: str, x: float) -> None:
        chance = self.chance
        mark = chance.choice((":", ":", "", " :", "."))
        if way == "columns":
            width = (_RIGHT - _LEFT) / max(4, len(rows))
            for place, (label, value) in enumerate(rows):
                self.paper.put(_LEFT + place * width, self.y + self.step * 1.5, label[:18], self.size * 0.9)
                self.paper.put(_LEFT + place * width, self.y + self.step * 2.7, value, self.size)
            self.y += self.step * 4
            return
        gap = chance.choice((0.0, 0.0, 70.0, 95.0, 120.0))
        for label, value in rows:
            self.y += self.step
            if way == "stacked":
                self.paper.put(x, self.y, label, self.size * 0.9)
                self.y += self.step
                self.paper.put(x, self.y, value, self.size)
            elif way == "bare" and chance.random() < 0.4:
                self.paper.put(x, self.y, value, self.size)
            elif way == "right":
                self.paper.put(x + 90, self.y, label + mark, self.size, "right")
                self.paper.put(x + 98, self.y, value, self.size)
            else:
                end = self.paper.put(x, self.y, label + mark, self.size)
                self.paper.put(max(x + gap, end) if gap else end, self.y, value, self.size)
        self.y += self.step

    def _buyer(self) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        if chance.random() < 0.08:
            return
        x = chance.choice((_LEFT, _LEFT, _LEFT, 320.0))
        if chance.random() < 0.15 and self.named:
            self.paper.put(x, self.y, ", ".join([made.seller.name, *made.seller.rows])[:90], self.size * 0.75)
            self.y += self.step
        top = self.y
        parties = [(Label.BUYER, made.buyer)]
        if chance.random() < 0.25:
            parties.append((Label.OTHER_PARTY, made.buyer))
        deepest = self.y
        for place, (label, party) in enumerate(parties):
            self.y = top
            at = x + place * 250 if x == _LEFT else (x if place == 0 else _LEFT)
            self.y += self.step
            if chance.random() < 0.72:
                self.paper.put(at, self.y, speech.say(label, "Bill to") + chance.choice((":", "")), self.size)
                self.y += self.step
            self._name(
                at,
                self.y,
                party.name if chance.random() < 0.8 else party.person,
                self.size * chance.choice((1, 1, 1, 1.15)),
                "left",
            )
            for row in self._party_rows(party, own=chance.random() < 0.15):
                self.y += self.step
                self.paper.put(at, self.y, row, self.size)
            deepest = max(deepest, self.y)
        self.y = deepest + self.step * chance.choice((1.5, 2, 3))

    def _noise_row(self) -> None:
        chance = self.chance
        words = " ".join(chance.choice(self.facts.items).text for _ in range(3))
        extra = chance.choice(
            (
                "",
                f" {digits(chance, 4)}",
                f" {self.speech.day(self.facts.issued)}",
                f" {self.speech.amount(Decimal(digits(chance, 3)))}",
            )
        )
        self.paper.put(_LEFT, self.y, self.speech.word(words) + extra, self.size)
        self.y += self.step * 2

    def _items(self) -> None:
        chance, speech = self.chance, self.speech
        titles = [speech.word(title) for title in _COLUMNS.get(speech.language, _COLUMNS["en"])]
        where = [_LEFT, chance.choice((290.0, 320.0)), chance.choice((420.0, 440.0)), _RIGHT]
        shown = chance.random()
        if shown < 0.92:
            for place, title in enumerate(titles):
                self.paper.put(where[place], self.y, title, self.size, "left" if not place else "right")
        for item in self.facts.items:
            self.y += self.step * chance.choice((1, 1, 1.5))
            if self.y > 640:
                self._next_page()
            code = f"{item.code} " if chance.random() < 0.2 else ""
            self.paper.put(where[0], self.y, code + item.text, self.size)
            if shown < 0.85:
                self.paper.put(where[1], self.y, str(item.quantity), self.size, "right")
                self.paper.put(
                    where[2], self.y, speech.amount(item.price, bare=chance.random() < 0.6), self.size, "right"
                )
            self.paper.put(where[3], self.y, speech.amount(item.amount), self.size, "right")
            if chance.random() < 0.12:
                self.y += self.step
                self.paper.put(where[0], self.y, speech.word(f"{item.text} {digits(chance, 3)}"), self.size)
        self.y += self.step * chance.choice((1.5, 2, 4))

    def _next_page(self) -> None:
        self.paper.turn_page()
        self.y = 60.0
        if self.chance.random() < 0.4:
            self.paper.put(_LEFT, self.y, f"{self.facts.seller.name} {self.facts.number}", self.size)
            self.y += 2 * self.step

    def _totals(self) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        rows: list[tuple[str, Decimal]] = []
        if made.discount or made.shipping:
            if chance.random() < 0.8:
                rows.append((speech.say(Label.LINES_TOTAL), made.net + made.discount - made.shipping))
            if made.discount:
                rows.append((speech.say(Label.DISCOUNT), chance.choice((1, -1)) * made.discount))
            if made.shipping:
                rows.append((speech.say(Label.SHIPPING), made.shipping))
        if made.taxes:
            if chance.random() < 0.85:
                rows.append((speech.say(Label.NET), made.net))
                self.truth["net"] = str(made.net)
            for rate, _, amount in made.taxes:
                name = speech.say(Label.TAX)
                rows.append((f"{name} {rate}%" if chance.random() < 0.65 else name, amount))
            if len(made.taxes) > 1 and chance.random() < 0.5:
                rows.append((speech.say(Label.TAX), made.tax))
            self.truth["tax"] = str(made.tax)
        elif chance.random() < 0.5:
            rows.append((speech.say(Label.NET), made.net))
            self.truth["net"] = [str(made.net), None]
            if chance.random() < 0.4:
                rows.append((f"{speech.say(Label.TAX)} 0%", Decimal(0)))
                self.truth["tax"] = ["0", "0.00", None]
        if chance.random() < 0.08:
            rows.reverse()
        rows.append(
            (speech.say(chance.choice((Label.GROSS, Label.GROSS, Label.TOTAL, Label.TOTAL, Label.DUE))), made.gross)
        )
        luck = chance.random()
        if luck < 0.12:
            paid = speech.round(made.gross / chance.choice((2, 3, 4)))
            rows += [(speech.say(Label.PAID), paid), (speech.say(Label.DUE), made.gross - paid)]
        elif luck < 0.35:
            rows.append((speech.say(Label.DUE), made.gross))
        if chance.random() < 0.07:  # all in one row, titles above
            width = (_RIGHT - 150) / max(3, len(rows))
            for place, (label, value) in enumerate(rows):
                self.paper.put(150 + (place + 1) * width, self.y, label[:16], self.size, "right")
                self.paper.put(
                    150 + (place + 1) * width, self.y + self.step * 1.2, speech.amount(value), self.size, "right"
                )
            self.y += self.step * 3
            return
        x = chance.choice((300.0, 340.0, 380.0, _LEFT))
        right = chance.random() < 0.3
        for label, value in rows:
            self.y += self.step
            big = self.size * (1.3 if value == made.gross and chance.random() < 0.4 else 1)
            self.paper.put(
                440 if right else x, self.y, label + chance.choice((":", "", "")), big, "right" if right else "left"
            )
            self.paper.put(_RIGHT, self.y, speech.amount(value), big, "right")
        self.y += self.step * 2

    def _foot(self) -> None:
        chance, speech, made = self.chance, self.speech, self.facts
        if self.y > 700:
            self._next_page()
        rows: list[str] = []
        if chance.random() < 0.3:
            rows.append(speech.word(f"{speech.say(Label.TERMS)}: {chance.choice((7, 14, 30))}"))
        if chance.random() < 0.25:
            rows.append(f"{speech.say(Label.DUE_DATE)} {speech.day(made.due)}")
            self.truth["due"] = made.due.isoformat()
        if chance.random() < 0.35:
            holder = made.seller.name
            rows += [speech.word("bank transfer"), f"{speech.word('account holder')}: {holder}" if chance.random() < 0.4 else speech.word("bank"),
                     f"IBAN: {speech.country}{digits(chance, 20)}", f"BIC: {made.seller.name[:4].upper()}XX{digits(chance, 2)}"]  # fmt: skip
            self.named = self.named or holder in rows[-3]
        if chance.random() < 0.15:
            rows.append(f"{speech.amount(made.gross)} {speech.word('please pay')}")
        if chance.random() < 0.2:
            rows.append(speech.word("thank you"))
        for row in rows:
            self.y += self.step
            self.paper.put(_LEFT, self.y, row, self.size)
        if chance.random() < 0.3 or not self.named:
            self.named = True
            own = " | ".join([made.seller.name, *self._party_rows(made.seller, own=True)])
            self.paper.put(WIDTH / 2, 815, own[:120], self.size * 0.75, "middle")
