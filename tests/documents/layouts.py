"""Invoices in many looks, drawn with what they say known: for tests of reading tables, and to measure it.

`draw(seed)` is the same every time. A look is a choice of language, columns, alignment, rules, number form, spacing,
page breaks and totals; the choices are independent, so that a few hundred seeds give a few hundred looks.
"""

import io
import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from reportlab.lib.colors import black, lightgrey
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Language:
    """Words of one language; each tuple holds several ways to say it."""

    labels: dict[str, tuple[str, ...]]
    goods: tuple[str, ...]
    units: tuple[str, ...]
    title: str
    subtotal: tuple[str, ...]
    tax: tuple[str, ...]
    total: tuple[str, ...]
    carry: tuple[str, str]
    page: str
    notes: tuple[str, ...]
    footer: tuple[str, ...]
    decimal: str
    group: str
    rates: tuple[int, ...]
    currency: tuple[str, str]  # sign, code


LANGUAGES = {
    "en": Language(
        {
            "pos": ("#", "No.", "Item", "Line"),
            "code": ("Item No.", "SKU", "Code", "Part No."),
            "text": ("Description", "Item Description", "Product", "Details", "Description of goods"),
            "quantity": ("Qty", "Quantity", "Units"),
            "unit": ("Unit", "UOM"),
            "price": ("Unit Price", "Price", "Rate", "Unit cost", "Price each"),
            "discount": ("Disc %", "Discount"),
            "rate": ("VAT %", "Tax", "VAT rate"),
            "amount": ("Amount", "Total", "Line Total", "Net Amount", "Total Price"),
            "date": ("Date",),
        },
        (
            "Desk lamp with dimmer", "Copy paper A4 80 g", "Consulting services in May", "Stainless bottle 0.5 l",
            "USB-C cable 2 m", "Monthly maintenance plan", "Wall paint, white, 10 l", "Garden hose 3/4 inch",
            "Notebook ruled", "Office chair model 200", "Domain name renewal", "Web hosting, business plan",
            "Safety gloves size 9", "Transport within the city", "Installation on site", "Fine point pens, box of 12",
        ),
        ("pcs", "box", "h", "kg", "set"),
        "INVOICE",
        ("Subtotal", "Net total", "Total excl. VAT"),
        ("VAT {rate}%", "Tax ({rate}%)", "plus {rate} % VAT"),
        ("Total", "Grand Total", "Total due", "Amount due"),
        ("Carried forward", "Brought forward"),
        "Page {page} of {pages}",
        ("Batch 2211-{n}, best before 12/2027", "as agreed by phone", "Colour: dark grey", "Serial no. SN{n}-77"),
        ("Registered in England No. 04455{n}", "Sort code 20-11-43 Account 7301{n}", "Thank you for your business!"),
        ".", ",", (20, 5, 0), ("£", "GBP"),
    ),
    "de": Language(
        {
            "pos": ("Pos.", "Nr.", "Pos", "#"),
            "code": ("Art.-Nr.", "Artikelnr.", "Artikelnummer"),
            "text": ("Bezeichnung", "Beschreibung", "Artikel", "Leistung", "Artikelbezeichnung"),
            "quantity": ("Menge", "Anzahl", "Anz."),
            "unit": ("Einheit", "ME"),
            "price": ("Einzelpreis", "E-Preis", "Preis", "Einzelpreis €", "Preis/Einheit"),
            "discount": ("Rabatt", "Rabatt %"),
            "rate": ("MwSt.", "USt. %", "MwSt %", "USt"),
            "amount": ("Gesamt", "Betrag", "Gesamtpreis", "Summe", "G-Preis", "Betrag €"),
            "date": ("Datum",),
        },
        (
            "Schreibtischlampe dimmbar", "Kopierpapier A4 80 g", "Beratung vor Ort im Mai",
            "Trinkflasche Edelstahl 0,5 l",
            "Wartungspauschale monatlich", "Wandfarbe weiß 10 l", "Gartenschlauch 3/4 Zoll", "Notizbuch liniert",
            "Bürostuhl Modell 200", "Montage und Anfahrt", "Schutzhandschuhe Größe 9", "Fräsarbeiten nach Zeichnung",
            "Reinigung der Lüftung", "Fachliteratur Steuerrecht", "Kugelschreiber blau, 12er-Packung",
        ),
        ("Stk", "Std.", "kg", "Psch.", "m²"),
        "Rechnung",
        ("Zwischensumme", "Nettobetrag", "Summe netto", "Gesamt netto"),
        ("zzgl. {rate} % MwSt.", "MwSt. {rate} %", "USt. {rate}%", "Umsatzsteuer {rate} %"),
        ("Gesamtbetrag", "Rechnungsbetrag", "Endbetrag", "Zu zahlen"),
        ("Übertrag", "Übertrag"),
        "Seite {page} von {pages}",
        ("Charge 2211-{n}, haltbar bis 12/2027", "gemäß Angebot", "Farbe: dunkelgrau", "Seriennummer SN{n}-77"),
        ("IBAN DE02 1203 0000 0000 2020 51", "Amtsgericht Musterstadt HRB 44{n}", "Geschäftsführer: K. Beispiel"),
        ",", ".", (19, 7), ("€", "EUR"),
    ),
    "fr": Language(
        {
            "pos": ("N°", "Ligne"),
            "code": ("Réf.", "Référence", "Code article"),
            "text": ("Désignation", "Description", "Libellé", "Article"),
            "quantity": ("Qté", "Quantité"),
            "unit": ("Unité", "U."),
            "price": ("Prix unitaire", "P.U. HT", "Prix unitaire HT", "PU HT"),
            "discount": ("Remise", "Rem. %"),
            "rate": ("TVA", "% TVA", "Taux TVA"),
            "amount": ("Montant HT", "Total HT", "Montant", "Prix total HT"),
            "date": ("Date",),
        },
        (
            "Lampe de bureau", "Papier A4 80 g", "Conseil sur site en mai", "Bouteille inox 0,5 l", "Câble USB-C 2 m",
            "Entretien mensuel", "Peinture blanche 10 l", "Tuyau d'arrosage", "Carnet ligné",
            "Chaise de bureau modèle 200",
            "Gants de protection taille 9", "Livraison en ville", "Pose et réglage",
        ),
        ("pièce", "h", "kg", "lot"),
        "FACTURE",
        ("Total HT", "Sous-total", "Montant HT"),
        ("TVA {rate} %", "TVA ({rate}%)"),
        ("Total TTC", "Net à payer", "Montant TTC"),
        ("À reporter", "Report"),
        "Page {page}/{pages}",
        ("Lot 2211-{n}", "selon devis", "Couleur : gris", "N° de série SN{n}-77"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "SIRET 123 456 789 000{n}", "RCS Paris B 123 456 789"),
        ",", " ", (20, 10), ("€", "EUR"),
    ),
    "nl": Language(
        {
            "pos": ("Nr.", "Regel"),
            "code": ("Artikelnr.", "Code"),
            "text": ("Omschrijving", "Artikel", "Product"),
            "quantity": ("Aantal", "Hoeveelheid"),
            "unit": ("Eenheid",),
            "price": ("Prijs", "Prijs per stuk", "Stukprijs"),
            "discount": ("Korting",),
            "rate": ("BTW", "BTW %"),
            "amount": ("Bedrag", "Totaal", "Totaal excl. btw"),
            "date": ("Datum",),
        },
        (
            "Bureaulamp dimbaar", "Kopieerpapier A4 80 g", "Advies op locatie", "Drinkfles 0,5 l", "Kabel USB-C 2 m",
            "Onderhoud per maand", "Muurverf wit 10 l", "Tuinslang", "Notitieboek", "Bureaustoel model 200",
        ),
        ("stuks", "uur", "kg", "doos"),
        "FACTUUR",
        ("Subtotaal", "Totaal excl. btw"),
        ("BTW {rate}%", "{rate}% btw"),
        ("Totaal", "Te betalen", "Totaal incl. btw"),
        ("Transport", "Transport"),
        "Pagina {page} van {pages}",
        ("Partij 2211-{n}", "volgens offerte", "Kleur: grijs"),
        ("IBAN NL91 ABNA 0417 1643 00", "KvK 3456{n}", "BTW NL8000.12.345.B01"),
        ",", ".", (21, 9), ("€", "EUR"),
    ),
    "es": Language(
        {
            "pos": ("N.º", "Línea"),
            "code": ("Código", "Referencia"),
            "text": ("Descripción", "Concepto", "Producto"),
            "quantity": ("Cantidad", "Cant.", "Unidades"),
            "unit": ("Unidad",),
            "price": ("Precio", "Precio unitario", "Precio unit."),
            "discount": ("Dto.", "Descuento"),
            "rate": ("IVA", "% IVA"),
            "amount": ("Importe", "Total", "Importe neto"),
            "date": ("Fecha",),
        },
        (
            "Lámpara de mesa", "Papel A4 80 g", "Asesoría en mayo", "Botella de acero 0,5 l", "Cable USB-C 2 m",
            "Mantenimiento mensual", "Pintura blanca 10 l", "Manguera de jardín", "Cuaderno rayado", "Silla modelo 200",
        ),
        ("ud.", "h", "kg"),
        "FACTURA",
        ("Base imponible", "Subtotal"),
        ("IVA {rate}%", "IVA ({rate} %)"),
        ("Total", "Total a pagar", "Total factura"),
        ("Suma y sigue", "Suma anterior"),
        "Página {page} de {pages}",
        ("Lote 2211-{n}", "según presupuesto", "Color: gris"),
        ("IBAN ES91 2100 0418 4502 0005 1332", "Inscrita en el Registro Mercantil, tomo {n}", "NIF B12345674"),
        ",", ".", (21, 10), ("€", "EUR"),
    ),
}  # fmt: skip

COLUMN_SETS = (
    ("text", "quantity", "price", "amount"),
    ("quantity", "text", "price", "amount"),
    ("pos", "text", "quantity", "price", "amount"),
    ("pos", "code", "text", "quantity", "unit", "price", "amount"),
    ("code", "text", "quantity", "price", "rate", "amount"),
    ("text", "price", "quantity", "amount"),
    ("pos", "quantity", "unit", "text", "price", "amount"),
    ("text", "quantity", "price", "discount", "amount"),
    ("text", "rate", "quantity", "price", "amount"),
    ("date", "text", "quantity", "price", "amount"),
    ("quantity", "code", "text", "price", "discount", "rate", "amount"),
    ("pos", "text", "amount"),
    ("text", "amount"),
    ("code", "quantity", "text", "price", "amount"),
)
NUMBERS = ("quantity", "price", "discount", "rate", "amount")


@dataclass(frozen=True)
class TrueLine:
    """What an item says."""

    description: str
    quantity: Decimal | None
    unit: str | None
    unit_price: Decimal | None
    discount: Decimal | None
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True)
class TrueTax:
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Drawn:
    """A drawn invoice and what it says. `look` tells the choices, for a reader of a failure."""

    pdf: bytes
    lines: tuple[TrueLine, ...]
    taxes: tuple[TrueTax, ...]
    net: Decimal
    gross: Decimal
    look: str


@dataclass
class _Look:
    language: str
    columns: tuple[str, ...]
    font: str
    size: float
    rules: str  # none, rows, grid, head
    header_align: str  # same, left, centre
    money: str  # plain, before, after, code
    unit_glued: bool
    quantity_places: int
    place: str  # of the amount beside a description of several lines: top, middle, bottom
    leading: float  # between rows, in font sizes
    repeat_header: bool
    carry: bool
    totals: str  # right, table, wide
    two_line_header: bool
    page: tuple[float, float]
    labels: dict[str, str] = field(default_factory=dict)


def draw(seed: int, *, lines: int | None = None) -> Drawn:
    """An invoice of the look and content that the seed gives."""
    chance = random.Random(seed)
    language = chance.choice(tuple(LANGUAGES))
    words = LANGUAGES[language]
    look = _Look(
        language=language,
        columns=chance.choice(COLUMN_SETS),
        font=chance.choice(("Helvetica", "Helvetica", "Times-Roman", "Courier")),
        size=chance.choice((8.0, 9.0, 10.0)),
        rules=chance.choice(("none", "none", "rows", "grid", "head")),
        header_align=chance.choice(("same", "same", "left", "centre")),
        money=chance.choice(("plain", "plain", "before", "after", "code")),
        unit_glued=chance.random() < 0.3,
        quantity_places=chance.choice((0, 0, 0, 2)),
        place=chance.choice(("top", "top", "top", "middle", "bottom")),
        leading=chance.choice((0.25, 0.6, 1.2)),
        repeat_header=chance.random() < 0.7,
        carry=chance.random() < 0.4,
        totals=chance.choice(("right", "right", "wide", "table")),
        two_line_header=chance.random() < 0.2,
        page=chance.choice((A4, A4, LETTER)),
    )
    if look.font == "Courier":
        look.size = 8.0
    look.labels = {name: chance.choice(ways) for name, ways in words.labels.items()}
    count = lines if lines is not None else chance.choice((1, 2, 3, 4, 6, 9, 14, 30))
    items = tuple(_line(chance, look, words) for _ in range(count))
    taxes = _taxes(items)
    net = sum((item.amount for item in items), Decimal(0))
    gross = net + sum((tax.amount for tax in taxes), Decimal(0))
    pdf = _Sheet(look, words, chance).draw(items, taxes, net, gross)
    told = f"{language} {'/'.join(look.columns)} {look.font} {look.rules} head={look.header_align} money={look.money}"
    told += f" place={look.place} leading={look.leading} totals={look.totals} two={look.two_line_header} lines={count}"
    return Drawn(pdf, items, taxes, net, gross, told)


def _line(chance: random.Random, look: _Look, words: Language) -> TrueLine:
    parts = [chance.choice(words.goods)]
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        parts.append(chance.choice(words.notes).format(n=chance.randint(10, 99)))
    rate = Decimal(chance.choice(words.rates) if "rate" in look.columns else words.rates[0])
    counted = "quantity" in look.columns
    places = look.quantity_places
    quantity = Decimal(chance.choice((1, 1, 2, 3, 5, 10, 24, 120))) + (
        Decimal(chance.choice((0, 25, 50))) / 100 if places else 0
    )
    price = Decimal(chance.choice((chance.randint(50, 9999), chance.randint(1000, 250000)))) / 100
    discount = Decimal(chance.choice((5, 10, 15))) if "discount" in look.columns and chance.random() < 0.4 else None
    full = quantity * price if counted else price
    amount = (full * (100 - (discount or 0)) / 100).quantize(CENT, ROUND_HALF_UP)
    return TrueLine(
        description="\n".join(parts),
        quantity=quantity if counted else None,
        unit=chance.choice(words.units) if "unit" in look.columns or look.unit_glued else None,
        unit_price=price if "price" in look.columns else None,
        discount=discount,
        rate=rate,
        amount=amount,
    )


def _taxes(items: tuple[TrueLine, ...]) -> tuple[TrueTax, ...]:
    rates = sorted({item.rate for item in items}, reverse=True)
    bases = {rate: sum((item.amount for item in items if item.rate == rate), Decimal(0)) for rate in rates}
    return tuple(TrueTax(rate, bases[rate], (bases[rate] * rate / 100).quantize(CENT, ROUND_HALF_UP)) for rate in rates)


class _Sheet:
    """Draws one invoice."""

    def __init__(self, look: _Look, words: Language, chance: random.Random) -> None:
        self.look, self.words, self.chance = look, words, chance
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=look.page, invariant=1)
        self.width, self.height = look.page
        self.left, self.right = 50.0, self.width - 50.0
        self.y = 0.0
        self.number = 0
        self.edges = self._edges()

    def draw(self, items: tuple[TrueLine, ...], taxes: tuple[TrueTax, ...], net: Decimal, gross: Decimal) -> bytes:
        self._new_page()
        self._letterhead()
        self._head()
        running = Decimal(0)
        for number, item in enumerate(items, 1):
            if self.y - self._row_height(item) < 110:
                self._break(running)
            self._row(number, item)
            running += item.amount
        if self.y < 230:
            self._finish_page()
            self._new_page()
            self.y = self.height - 90
        self._totals(taxes, net, gross)
        self._finish_page()
        self.canvas.save()
        return self.buffer.getvalue()

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _text(self, x: float, y: float, text: str, *, align: str = "left", bold: bool = False, size: float = 0) -> None:
        font = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}[self.look.font]
        self.canvas.setFont(font if bold else self.look.font, size or self.look.size)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "centre": self.canvas.drawCentredString,
        }
        draw[align](x, y, text)

    def _edges(self) -> list[tuple[str, float, float]]:
        shares = {
            "pos": 4,
            "code": 11,
            "text": 0,
            "quantity": 9,
            "unit": 8,
            "price": 13,
            "discount": 9,
            "rate": 8,
            "amount": 14,
            "date": 11,
        }
        total = self.right - self.left
        wide = {name: max(share * total / 100, self._label_width(name)) for name, share in shares.items()}
        fixed = sum(wide[name] for name in self.look.columns if name != "text")
        wide["text"] = total - fixed
        edges, x = [], self.left
        for name in self.look.columns:
            edges.append((name, x, x + wide[name]))
            x += wide[name]
        return edges

    def _label_width(self, name: str) -> float:
        label = self.look.labels[name]
        parts = label.split(" ") if self._breaks(label) else [label]
        return (
            max(
                stringWidth(part, "Courier-Bold" if self.look.font == "Courier" else "Helvetica-Bold", self.look.size)
                for part in parts
            )
            + 12
        )

    def _breaks(self, label: str) -> bool:
        return self.look.two_line_header and len(label) > 8

    def _new_page(self) -> None:
        self.number += 1
        self.y = self.height - 60

    def _finish_page(self) -> None:
        page = self.words.page.format(page=self.number, pages=self.number)
        self._text(self.right, 30, page, align="right", size=7)
        for place, line in enumerate(self.words.footer):
            self._text(self.left, 60 - 10 * place, line.format(n=self.chance.randint(100, 999)), size=7)
        self.canvas.showPage()

    def _letterhead(self) -> None:
        self._text(self.left, self.y, "Nordwind & Partner", bold=True, size=14)
        self._text(self.right, self.y, "Harbour Street 12, 4051 Basel", align="right", size=8)
        self._text(self.right, self.y - 11, "Tel. +41 61 555 20 14", align="right", size=8)
        self.y -= 70
        for line in ("Example Trading Ltd", "Long Lane 7", "20095 Hamburg"):
            self._text(self.left, self.y, line)
            self.y -= 12
        self.y -= 24
        self._text(self.left, self.y, f"{self.words.title} 2026-0{self.chance.randint(100, 999)}", bold=True, size=13)
        self._text(self.right, self.y, "14.11.2026", align="right")
        self.y -= 34

    def _head(self) -> None:
        size = self.look.size
        rows = 2 if self.look.two_line_header else 1
        if self.look.rules in ("head", "grid"):
            self.canvas.setFillColor(lightgrey)
            self.canvas.rect(
                self.left - 2,
                self.y - 4 - (rows - 1) * size * 1.15,
                self.right - self.left + 4,
                rows * size * 1.3 + 3,
                stroke=0,
                fill=1,
            )
            self.canvas.setFillColor(black)
        lowest = self.y
        for name, x0, x1 in self.edges:
            label = self.look.labels[name]
            parts = label.split(" ") if self._breaks(label) else [label]
            align = self._align(name) if self.look.header_align == "same" else self.look.header_align
            if name == "text":
                align = "left"
            for place, part in enumerate(parts):
                y = self.y - place * size * 1.15
                self._text(
                    {"left": x0 + 3, "right": x1 - 3, "centre": (x0 + x1) / 2}[align], y, part, align=align, bold=True
                )
                lowest = min(lowest, y)
        self.y = lowest - size * 0.5
        if self.look.rules != "none":
            self.canvas.line(self.left - 2, self.y, self.right + 2, self.y)
        self.y -= size * 1.2

    def _align(self, name: str) -> str:
        return "right" if name in NUMBERS else "left"

    def _wrapped(self, item: TrueLine) -> list[str]:
        x0, x1 = next((x0, x1) for name, x0, x1 in self.edges if name == "text")
        lines: list[str] = []
        for part in item.description.split("\n"):
            current = ""
            for word in part.split(" "):
                longer = f"{current} {word}".strip()
                if current and stringWidth(longer, self.look.font, self.look.size) > x1 - x0 - 8:
                    lines.append(current)
                    current = word
                else:
                    current = longer
            lines.append(current)
        return lines

    def _row_height(self, item: TrueLine) -> float:
        return len(self._wrapped(item)) * self.look.size * 1.2 + self.look.size * self.look.leading

    def _row(self, number: int, item: TrueLine) -> None:
        size = self.look.size
        text = self._wrapped(item)
        shift = {"top": 0.0, "middle": (len(text) - 1) / 2, "bottom": len(text) - 1.0}[self.look.place] * size * 1.2
        for name, x0, x1 in self.edges:
            if name == "text":
                for place, line in enumerate(text):
                    self._text(x0 + 3, self.y - place * size * 1.2, line)
                continue
            align = self._align(name)
            self._text(
                x1 - 3 if align == "right" else x0 + 3, self.y - shift, self._cell(name, number, item), align=align
            )
        self.y -= (len(text) - 1) * size * 1.2
        if self.look.rules in ("rows", "grid"):
            self.canvas.line(self.left - 2, self.y - size * 0.35, self.right + 2, self.y - size * 0.35)
        self.y -= size * (1.2 + self.look.leading)

    def _cell(self, name: str, number: int, item: TrueLine) -> str:
        values = {
            "pos": str(number),
            "code": f"{chr(65 + number % 26)}{1000 + 37 * number}",
            "date": f"{1 + number % 28:02d}.10.2026",
            "unit": item.unit or "",
            "rate": f"{item.rate} %" if number % 2 else f"{item.rate}%",
            "discount": f"{item.discount} %" if item.discount else "",
            "amount": self._money(item.amount),
        }
        if name == "price" and item.unit_price is not None:
            return self._money(item.unit_price)
        if name == "quantity" and item.quantity is not None:
            shown = self._number(item.quantity, self.look.quantity_places)
            return f"{shown} {item.unit}" if item.unit and "unit" not in self.look.columns else shown
        return values.get(name, "")

    def _number(self, value: Decimal, places: int) -> str:
        plain = f"{value:,.{places}f}"
        return plain.replace(",", "\0").replace(".", self.words.decimal).replace("\0", self.words.group)

    def _money(self, value: Decimal) -> str:
        shown, (sign, code) = self._number(value, 2), self.words.currency
        return {"plain": shown, "before": f"{sign}{shown}", "after": f"{shown} {sign}", "code": f"{shown} {code}"}[
            self.look.money
        ]

    def _break(self, running: Decimal) -> None:
        if self.look.carry:
            self._text(self.right - 120, self.y, self.words.carry[0], align="right")
            self._text(self.right - 3, self.y, self._money(running), align="right")
        self._finish_page()
        self._new_page()
        self.y -= 30
        if self.look.repeat_header:
            self._head()
        if self.look.carry:
            self._text(self.right - 120, self.y, self.words.carry[1], align="right")
            self._text(self.right - 3, self.y, self._money(running), align="right")
            self.y -= self.look.size * 1.6

    def _totals(self, taxes: tuple[TrueTax, ...], net: Decimal, gross: Decimal) -> None:
        self.y -= 14
        label = self.left if self.look.totals == "wide" else self.right - 210
        if self.look.totals == "table":
            self._tax_table(taxes)
        self._total(label, self.chance.choice(self.words.subtotal), net)
        way = self.chance.choice(self.words.tax)
        for tax in taxes:
            self._total(label, way.format(rate=tax.rate), tax.amount)
        self._total(label, self.chance.choice(self.words.total), gross, bold=True)

    def _total(self, x: float, label: str, value: Decimal, *, bold: bool = False) -> None:
        self._text(x, self.y, label, bold=bold)
        self._text(self.right - 3, self.y, self._money(value), align="right", bold=bold)
        self.y -= self.look.size * 1.5

    def _tax_table(self, taxes: tuple[TrueTax, ...]) -> None:
        heads = {
            "en": ("VAT rate", "Taxable amount", "VAT amount"), "de": ("Steuersatz", "Basisbetrag", "Steuerbetrag"),
            "fr": ("Taux TVA", "Base HT", "Montant TVA"), "nl": ("BTW tarief", "Grondslag", "BTW bedrag"),
            "es": ("Tipo IVA", "Base imponible", "Cuota"),
        }[self.look.language]  # fmt: skip
        places = (self.left + 60, self.left + 170, self.left + 270)
        for x, head in zip(places, heads, strict=True):
            self._text(x, self.y, head, align="right")
        self.y -= self.look.size * 1.4
        for tax in taxes:
            cells = (f"{tax.rate} %", self._money(tax.base), self._money(tax.amount))
            for x, cell in zip(places, cells, strict=True):
                self._text(x, self.y, cell, align="right")
            self.y -= self.look.size * 1.3
        self.y -= 10
