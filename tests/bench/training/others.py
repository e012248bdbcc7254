"""Pages for training that ask for no payment, made like invoices: the words and what is missing tell the kinds apart."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random

from app.engine.fields.labels import Label
from tests.bench.training.facts import Facts, company, digits, facts, word
from tests.bench.training.paper import WIDTH, Paper
from tests.bench.training.speech import Speech

TITLES = {
    "quote": "Quotation|Quote|Estimate|Angebot|Kostenvoranschlag|Devis|Preventivo|Presupuesto|Offerte|Offert|Báo giá",
    "order": "Purchase Order|Order Confirmation|Bestellung|Auftragsbestätigung|Bon de commande|Pedido|Ordine|Order",
    "delivery_note": "Delivery Note|Packing List|Packing Slip|Lieferschein|Bon de livraison|Albarán|Pakbon|Bill of Lading",
    "statement": "Statement of Account|Account Statement|Kontoauszug|Bank Statement|Relevé de compte|Statement",
    "reminder": "Payment Reminder|Mahnung|Zahlungserinnerung|Rappel|Sollecito|Reminder",
    "payslip": "Payslip|Pay Stub|Salary Slip|Lohnabrechnung|Gehaltsabrechnung|Bulletin de paie|Nómina|Earnings Statement",
    "letter": "|Re: your letter|Minutes|Curriculum Vitae|Report|Protokoll|Agenda|Contract|Menu|Price list|Timetable|Certificate",
    "ticket": "Boarding Pass|E-Ticket|Itinerary|Reservation|Flight Ticket|Fahrkarte|Booking Confirmation",
}


def other(chance: Random, speech: Speech) -> tuple[Paper, dict[str, object]]:
    """A page of another kind. What it must not give is null in the truth; what may be told of it is not asked."""
    kind = chance.choice(list(TITLES))
    paper, y = Paper(chance), chance.uniform(40, 80)
    size = chance.choice((9.0, 10.0, 11.0))
    step = size * 1.5
    truth: dict[str, object] = {
        "type": kind if kind not in ("letter", "ticket") else "other",
        "seller": "?",
        "number": None,
        "date": "?",
        "due": None,
        "net": None,
        "tax": None,
        "gross": None,
        "currency": "?",
    }
    made = facts(chance, speech)
    title = chance.choice(TITLES[kind].split("|"))
    if kind in ("quote", "order", "reminder"):
        truth |= {"gross": "?", "net": "?", "tax": "?", "number": "?", "due": "?"}
    if kind in ("delivery_note", "statement", "ticket"):
        truth |= {"number": "?"}

    def row(*cells: str, big: float = 1.0) -> None:
        nonlocal y
        y += step * max(1.0, big)
        for place, cell in enumerate(cells):
            right = place and place == len(cells) - 1
            paper.put(550 if right else 45 + place * 130, y, cell, size * big, "right" if right else "left")

    if chance.random() < 0.8:
        row(company(chance, speech.language), big=chance.choice((1, 1.5, 2)))
        for text in made.seller.rows:
            row(text)
    row(title, big=chance.choice((1, 1.5, 2)))
    if kind != "letter" or chance.random() < 0.5:
        row(f"{speech.say(Label.PLAIN_DATE)}: {speech.day(made.issued)}")
    if kind in ("quote", "order", "delivery_note", "reminder"):
        row(f"{title} {chance.choice(('No.', 'Nr.', '#'))}: {made.number}")
    for text in (made.buyer.name, *made.buyer.rows) if chance.random() < 0.7 else ():
        row(text)
    _body(kind, chance, speech, made, row)
    return paper, truth


def _body(kind: str, chance: Random, speech: Speech, made: Facts, row: Callable[..., None]) -> None:
    def money(limit: int = 400000) -> Decimal:
        return speech.round(Decimal(chance.randint(100, limit)) / 100)

    if kind in ("quote", "order", "reminder"):
        for item in made.items:
            row(item.text, str(item.quantity), speech.amount(item.price), speech.amount(item.amount))
        row(speech.say(Label.NET), speech.amount(made.net))
        row(speech.say(Label.GROSS), speech.amount(made.gross))
        return
    if kind == "delivery_note":
        for item in made.items:
            row(item.text, item.code, str(item.quantity), f"{chance.randint(1, 900)} kg")
        return
    if kind == "statement":
        balance = money()
        row("Opening balance", speech.amount(balance))
        for place in range(chance.randint(3, 14)):
            change = money(90000) * chance.choice((1, -1))
            balance += change
            row(
                speech.day(made.issued + timedelta(days=place)),
                f"{word(chance)} {digits(chance, 5)}",
                speech.amount(change),
                speech.amount(balance),
            )
        row(chance.choice(("Closing balance", "Total", "Balance")), speech.amount(balance))
        return
    if kind == "payslip":
        gross = money(900000)
        names = (
            "Basic salary",
            "Overtime",
            "Income tax",
            "Pension",
            "Health insurance",
            "Grundgehalt",
            "Lohnsteuer",
            "Sozialversicherung",
        )
        for name in chance.sample(names, 5):
            row(name, speech.amount(money(90000)))
        row(chance.choice(("Gross pay", "Total earnings", "Bruttolohn", "Gesamtbrutto")), speech.amount(gross))
        row(chance.choice(("Net pay", "Nettolohn", "Auszahlungsbetrag", "Net à payer")), speech.amount(gross * 7 / 10))
        return
    for _ in range(chance.randint(3, 10)):
        words = " ".join(chance.choice(made.items).text for _ in range(chance.randint(2, 6)))
        extra = chance.choice(
            ("", "", speech.day(made.issued), speech.amount(money()), digits(chance, 4), f"{chance.randint(8, 20)}:30")
        )
        row(*((f"{words}"[:70], extra) if extra and chance.random() < 0.5 else (f"{words} {extra}"[: int(WIDTH / 6)],)))
