"""What a rendered invoice says, invented from a chance: parties, numbers, items, taxes and totals that add up."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from app.domain.invoice import Account, Address, Amounts, DocumentType, Invoice, Line, Party, Payment, Tax
from app.domain.rules import check_tax_ids

CENT = Decimal("0.01")
COUNTS = (1, 1, 2, 2, 3, 4, 5, 7, 10, 16, 34)


@cache
def table(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Facts:
    """The truth, and what drawing needs beside it: the country's ways, remarks under items, headings between them."""

    invoice: Invoice
    country: dict[str, Any]
    code: str
    remarks: tuple[tuple[str, ...], ...]
    days: int
    phone: str
    mail: str


def money(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def invent(chance: Random, *, left_out: bool) -> Facts:
    """An invoice of a country that may (or, `left_out`, may not) be developed on."""
    code = chance.choice([name for name, row in table("countries").items() if row.get("left_out", False) is left_out])
    country = table("countries")[code]
    names = chance.sample(country["names"], 2)
    seller, buyer = (_party(chance, country, code, name, own=place == 0) for place, name in enumerate(names))
    issued = date(2023, 1, 3) + timedelta(days=chance.randint(0, 1200))
    days = chance.choice((7, 14, 30, 30, 60))
    lines, remarks = _lines(chance, country)
    credit = chance.random() < 0.06
    invoice = Invoice(
        document_type=DocumentType.CREDIT_NOTE if credit else DocumentType.INVOICE,
        invoice_number=_number(chance, issued),
        issue_date=issued,
        due_date=None if credit or chance.random() < 0.25 else issued + timedelta(days=days),
        purchase_order=f"{chance.choice(('PO-', '45', 'B'))}{chance.randint(10000, 99999)}"
        if chance.random() < 0.35
        else None,
        currency=country["currency"][1],
        seller=seller,
        buyer=buyer.model_copy(update={"customer_id": _customer(chance)}) if chance.random() < 0.5 else buyer,
        lines=lines,
    )
    if country["iban"] and not credit and chance.random() < 0.75:
        account = Account(iban=_iban(chance, country["iban"]), holder=seller.name)
        invoice = invoice.model_copy(update={"payment": Payment(accounts=(account,))})
    facts = Facts(_totalled(chance, invoice), country, code, remarks, days, _digits(chance, country["phone"]), "")
    domain = "".join(
        letter for letter in (seller.name or "").lower().split(" ")[0] if letter.isascii() and letter.isalnum()
    )
    return replace(facts, mail=f"office@{domain}.example")


def _party(chance: Random, country: dict[str, Any], code: str, name: str, *, own: bool) -> Party:
    town, postal = chance.choice(country["towns"])
    rows = [chance.choice(country["streets"]), chance.choice(country["place"]).format(town=town, code=postal)]
    if chance.random() < 0.25:
        rows.append(country["own"])
    return Party(
        name=name,
        address=Address(text="\n".join(rows)),
        vat_id=_tax_id(chance, country["id"]) if own or chance.random() < 0.3 else None,
    )


def _tax_id(chance: Random, form: str) -> str | None:
    """A number of the form whose check digits hold, where we know how to check them."""
    for _ in range(20_000 if form else 0):
        number = _digits(chance, form)
        checks = check_tax_ids(Invoice(seller=Party(vat_id="".join(number.split()))))
        if not any(check.failed for check in checks):
            return number
    return None


def _digits(chance: Random, form: str) -> str:
    filled = "".join(
        str(chance.randint(0, 9))
        if sign == "9"
        else chance.choice("ABCDEFGHIKLMNOPQRSTVW")
        if sign == "A" and "999A" in form
        else sign
        for sign in form
    )
    return filled.format(n=chance.randint(100, 999), m=chance.randint(10, 99), k=chance.randint(10, 99))


def _iban(chance: Random, form: str) -> str:
    body = "".join(str(chance.randint(0, 9)) if sign == "9" else sign for sign in form[4:])
    check = 98 - int("".join(str(int(sign, 36)) for sign in f"{body}{form[:2]}00")) % 97
    return f"{form[:2]}{check:02}{body}"


def _number(chance: Random, issued: date) -> str:
    count = chance.randint(1, 9999)
    forms = (
        f"{issued.year}-{count:04}",
        f"INV-{count:05}",
        f"{issued:%Y%m}{count:03}",
        f"RE{count:05}",
        f"{count + 10000}",
        f"F{issued:%y}/{count:04}",
        f"{chance.choice('ABCDEFGH')}-{issued.year}-{count:03}",
    )
    return chance.choice(forms)


def _customer(chance: Random) -> str:
    return chance.choice(
        (f"{chance.randint(1000, 99999)}", f"K-{chance.randint(1000, 9999)}", f"C{chance.randint(100, 999)}")
    )


def _lines(chance: Random, country: dict[str, Any]) -> tuple[tuple[Line, ...], tuple[tuple[str, ...], ...]]:
    goods, notes = table("goods")[country["language"]], table("goods")["notes"][country["language"]]
    one_rate, discounts, codes = chance.random() < 0.6, chance.random() < 0.2, chance.random() < 0.5
    fractions = chance.random() < 0.3
    lines, remarks = [], []
    for number in range(1, chance.choice(COUNTS) + 1):
        quantity = Decimal(chance.choice((1, 1, 1, 2, 3, 4, 5, 10, 12, 24, 100)))
        if fractions and chance.random() < 0.5:
            quantity += Decimal(chance.choice((25, 50, 75))) / 100
        price = Decimal(chance.choice((chance.randint(50, 9999), chance.randint(1000, 180000)))) / 100
        discount = Decimal(chance.choice((5, 10, 15, 20))) if discounts and chance.random() < 0.5 else None
        lines.append(
            Line(
                line_no=str(number),
                description=chance.choice(goods),
                product_code=f"{chance.choice('ABKMX')}{chance.randint(100, 9999)}" if codes else None,
                quantity=quantity,
                unit=chance.choice(country["units"]),
                unit_price=price,
                discount=discount,
                tax_rate=Decimal(str(country["rates"][0] if one_rate else chance.choice(country["rates"]))),
                amount=money(quantity * price * (100 - (discount or 0)) / 100),
            )
        )
        count = chance.choice((0, 0, 0, 0, 1, 2))
        remarks.append(tuple(chance.choice(notes).format(n=chance.randint(10, 99)) for _ in range(count)))
    return tuple(lines), tuple(remarks)


def _totalled(chance: Random, invoice: Invoice) -> Invoice:
    """The invoice with discount, shipping, taxes and totals over its lines."""
    lines_total = sum((line.amount or Decimal(0) for line in invoice.lines), Decimal(0))
    off = money(lines_total * chance.choice((2, 3, 5)) / 100) if chance.random() < 0.12 else Decimal(0)
    shipping = Decimal(chance.choice(("4.90", "12.00", "35.50"))) if chance.random() < 0.2 else Decimal(0)
    bases: dict[Decimal, Decimal] = {}
    for line in invoice.lines:
        assert line.tax_rate is not None and line.amount is not None
        bases[line.tax_rate] = bases.get(line.tax_rate, Decimal(0)) + line.amount
    first = max(bases)
    bases[first] += shipping - off
    taxes = tuple(
        Tax(rate=rate, base=base, amount=money(base * rate / 100)) for rate, base in sorted(bases.items(), reverse=True)
    )
    net = lines_total - off + shipping
    tax = sum((row.amount or Decimal(0) for row in taxes), Decimal(0))
    paid = money((net + tax) / 2) if chance.random() < 0.08 else None
    amounts = Amounts(
        lines_total=lines_total if off or shipping else None,
        discount=off or None,
        shipping=shipping or None,
        net=net,
        tax=tax,
        gross=net + tax,
        paid=paid,
        due=net + tax - paid if paid else None,
    )
    return invoice.model_copy(update={"taxes": taxes, "amounts": amounts})
