"""Invoices and receipts that add up, invented from a seed.

Sellers, buyers and numbers exist nowhere; their check digits hold.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from app.domain.invoice import (
    Account,
    Address,
    Amounts,
    DocumentType,
    Invoice,
    Line,
    Party,
    Payment,
    Tax,
    TaxId,
)

CENT = Decimal("0.01")

# Sellers: name, street, postal code, city, VAT id. Buyers: the same without the id. Account: IBAN and BIC.
WORLDS = {
    "en": {
        "currency": "GBP",
        "rates": ("20.00", "5.00"),
        "sellers": (
            ("Harbour & Finch Ltd", "14 Quayside Row", "BS1 4QA", "Bristol", "GB123456782"),
            ("Copperfield Tools plc", "220 Foundry Lane", "S3 8GH", "Sheffield", "GB246813551"),
        ),
        "account": ("GB15MIDL40051512345678", "MIDLGB22"),
        "buyers": (("Elmwood Primary School", "3 Church Hill", "OX4 1JE", "Oxford"),),
        "goods": (
            "Copy paper A4, 80 g",
            "Desk lamp, brass",
            "Toner cartridge 55X",
            "Delivery by courier",
            "Oak shelf 120 cm",
        ),
        "unit": "pcs",
        "terms": "Payable within 30 days without deduction",
    },
    "de": {
        "currency": "EUR",
        "rates": ("19.00", "7.00"),
        "sellers": (
            ("Nordlicht Papier GmbH", "Hafenstraße 12", "24103", "Kiel", "DE123456788"),
            ("Schreinerei Ährenfeld e. K.", "Lindenallee 5", "50823", "Köln", "DE246813573"),
        ),
        "account": ("DE89370400440532013000", "COBADEFFXXX"),
        "buyers": (("Müller & Söhne KG", "Bahnhofstraße 8", "80335", "München"),),
        "goods": (
            "Kopierpapier A4, 80 g",
            "Schreibtischleuchte",
            "Tonerkassette 55X",
            "Lieferung frei Haus",
            "Eichenregal 120 cm",
        ),
        "unit": "Stk",
        "terms": "Zahlbar innerhalb von 30 Tagen ohne Abzug",
    },
    "fr": {
        "currency": "EUR",
        "rates": ("20.00", "5.50"),
        "sellers": (
            ("Papeterie du Vieux Port SARL", "8 rue des Éperviers", "13002", "Marseille", "FR11123456782"),
            ("Atelier Chênes & Fils", "27 avenue de la Forêt", "35000", "Rennes", "FR49246813570"),
        ),
        "account": ("FR1420041010050500013M02606", "PSSTFRPPXXX"),
        "buyers": (("École Sainte-Hélène", "5 place du Marché", "44000", "Nantes"),),
        "goods": (
            "Papier A4, 80 g",
            "Lampe de bureau",
            "Cartouche d'encre 55X",
            "Livraison à domicile",
            "Étagère chêne 120 cm",
        ),
        "unit": "pce",
        "terms": "Payable à 30 jours sans escompte",
    },
}


def money(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _tax_rows(lines: Iterable[Line]) -> tuple[Tax, ...]:
    bases: dict[Decimal, Decimal] = {}
    for line in lines:
        assert line.tax_rate is not None and line.amount is not None
        bases[line.tax_rate] = bases.get(line.tax_rate, Decimal(0)) + line.amount
    return tuple(
        Tax(rate=rate, base=base, amount=money(base * rate / 100)) for rate, base in sorted(bases.items(), reverse=True)
    )


def _line(random: Random, number: int, world: dict) -> Line:
    quantity, price = Decimal(random.randint(1, 12)), Decimal(random.randint(150, 24_999)) / 100
    rate = Decimal(world["rates"][0] if random.random() < 0.7 else world["rates"][1])
    return Line(
        line_no=str(number),
        description=random.choice(world["goods"]),
        quantity=quantity,
        unit=world["unit"],
        unit_price=price,
        tax_rate=rate,
        amount=money(quantity * price),
    )


def _party(row: tuple[str, ...]) -> Party:
    name, street, postal_code, city, *vat = row
    address = Address(text=f"{street}, {postal_code} {city}", street=street, postal_code=postal_code, city=city)
    return Party(name=name, address=address, vat_id=vat[0] if vat else None)


def sample_invoice(seed: int = 1, *, language: str = "en", lines: int = 4) -> Invoice:
    """An invoice with prices without tax, one or two rates, an account, a due date."""
    random = Random(f"{language} {seed}")
    world = WORLDS[language]
    items = tuple(_line(random, number, world) for number in range(1, lines + 1))
    taxes = _tax_rows(items)
    net = sum((row.base or Decimal(0) for row in taxes), Decimal(0))
    tax = sum((row.amount or Decimal(0) for row in taxes), Decimal(0))
    issued = date(2026, 1, 5) + timedelta(days=random.randint(0, 300))
    seller = _party(random.choice(world["sellers"]))
    iban, bic = world["account"]
    return Invoice(
        document_type=DocumentType.INVOICE,
        invoice_number=f"{random.choice(('RE', 'INV', 'F'))}-{issued.year}-{random.randint(100, 9999):04}",
        issue_date=issued,
        due_date=issued + timedelta(days=30),
        currency=world["currency"],
        language=language,
        seller=seller,
        buyer=_party(random.choice(world["buyers"])),
        lines=items,
        taxes=taxes,
        amounts=Amounts(net=net, tax=tax, gross=net + tax, due=net + tax),
        payment=Payment(terms=world["terms"], accounts=(Account(iban=iban, bic=bic, holder=seller.name),)),
    )


RECEIPT_GOODS = ("NESCAFE 200G", "TISSUE BOX 5S", "SPRAY PAINT BLUE", "KIPAS MEJA", "USB CABLE 1M", "ROTI CANAI")


def sample_receipt(seed: int = 1) -> Invoice:
    """A Malaysian till receipt: prices with 6 % tax inside, total rounded to five sen, cash."""
    random = Random(f"receipt {seed}")
    items = []
    for name in random.sample(RECEIPT_GOODS, random.randint(2, 5)):
        quantity, price = Decimal(random.randint(1, 3)), Decimal(random.randint(120, 4_999)) / 100
        items.append(Line(description=name, quantity=quantity, unit_price=price, amount=quantity * price))
    total = sum((line.amount or Decimal(0) for line in items), Decimal(0))
    gross = (total * 20).quantize(Decimal(1), ROUND_HALF_UP) / 20
    net = money(total / Decimal("1.06"))
    issued = date(2025, 1, 1) + timedelta(days=random.randint(0, 600))
    return Invoice(
        document_type=DocumentType.RECEIPT,
        invoice_number=f"CS{random.randint(10_000, 99_999)}",
        issue_date=issued,
        issue_time=time(random.randint(9, 20), random.randint(0, 59)),
        currency="MYR",
        language="en",
        seller=Party(
            name=random.choice(("SYARIKAT MAJU JAYA SDN BHD", "KEDAI RUNCIT AH SENG SDN BHD")),
            address=Address(text="12 JALAN MAWAR 3, TAMAN INDAH, 43000 KAJANG, SELANGOR"),
            tax_ids=(TaxId(scheme="gst", value="000123456704"),),
        ),
        lines=tuple(items),
        taxes=(Tax(rate=Decimal(6), base=net, amount=total - net),),
        amounts=Amounts(net=net, tax=total - net, rounding=money(gross - total), gross=money(gross)),
    )
