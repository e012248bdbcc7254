"""Pages that are no invoice, each with what tempts a reader: amounts, dates, addresses, tables, words for totals."""

from io import BytesIO
from random import Random

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Page = list[str | tuple[str, ...]]


def _letter(chance: Random) -> Page:
    return [
        "Willow Lane Residents' Group",
        "9 Willow Lane, Oxford OX4 2AB",
        "",
        f"{chance.randint(1, 28)} March 2026",
        "",
        "Dear neighbours,",
        f"The street party is on {chance.randint(1, 28)}/06/2026 from two in the afternoon.",
        f"Last year {chance.randint(30, 90)} people came and {chance.randint(100, 900)}.50 was collected for the",
        "playground. Parking is closed from 12:00 to 22:00.",
        "Yours sincerely,",
        "Rosalind Marsh",
    ]


def _brief(chance: Random) -> Page:
    return [
        "Stadtwerke Beispielstadt GmbH",
        "Postfach 1200, 50667 Köln",
        "",
        "Herrn Karl Muster",
        "Lindenallee 5",
        "50823 Köln",
        "",
        f"Köln, den {chance.randint(1, 28)}.04.2026",
        "Ankündigung von Bauarbeiten",
        "Sehr geehrter Herr Muster,",
        f"vom {chance.randint(1, 14)}.05.2026 bis 29.05.2026 erneuern wir die Leitungen in Ihrer Straße.",
        f"Bitte rufen Sie uns unter 0221 55{chance.randint(1000, 9999)} an. Das Projekt kostet 120.000,00 EUR.",
        "Mit freundlichen Grüßen",
    ]


def _menu(chance: Random) -> Page:
    dishes = ("Soup of the day", "Grilled trout", "Mushroom risotto", "Apple tart", "House red, glass", "Espresso")
    rows: Page = ["The Copper Kettle", "Dinner menu", ""]
    return (
        rows
        + [(dish, f"{chance.randint(3, 24)}.{chance.choice(('00', '50'))}") for dish in dishes]
        + ["All prices include service"]
    )


def _readings(chance: Random) -> Page:
    rows: Page = ["Laboratory report 2026-118", "Sample taken 03/02/2026", "", ("Parameter", "Unit", "Result", "Limit")]
    names = ("Nitrate", "Chloride", "Lead", "Sulphate", "pH", "Iron")
    return rows + [(name, "mg/l", f"{chance.uniform(0, 40):.2f}", f"{chance.uniform(40, 90):.2f}") for name in names]


def _minutes(chance: Random) -> Page:
    return [
        "Procès-verbal de l'assemblée générale",
        f"Date : {chance.randint(1, 28)} avril 2026",
        "Présents : 14 copropriétaires sur 22",
        "",
        "1. Approbation des comptes",
        "Le budget de 12 400,00 € est approuvé à l'unanimité.",
        "2. Travaux de toiture",
        "Trois devis ont été reçus, de 8 200,00 à 11 950,00 €.",
        "La séance est levée à 20:45.",
    ]


def _timetable(chance: Random) -> Page:
    rows: Page = ["Bus line 14", "Valid from 01.02.2026", "", ("Stop", "Mon-Fri", "Sat", "Sun")]
    stops = ("Central Station", "Market Square", "Hospital", "University", "Harbour")
    return rows + [(stop, *(f"{chance.randint(5, 22)}:{chance.randint(10, 59)}" for _ in range(3))) for stop in stops]


def _vita(chance: Random) -> Page:
    return [
        "Curriculum vitae",
        "Jana Beispiel",
        "Am Mühlenberg 23, 61348 Bad Homburg",
        "Tel. 06172 555 0142   jana@mail.example",
        "",
        ("2019 - 2024", "Projektleiterin, Nordlicht Papier GmbH, Kiel"),
        ("2014 - 2019", "Studium Maschinenbau, Note 1,70"),
        f"Gehaltsvorstellung: {chance.randint(50, 70)}.000,00 EUR",
        "Bad Homburg, 12.01.2026",
    ]


def _stock(chance: Random) -> Page:
    rows: Page = [
        "Inventory count, warehouse 2",
        "Counted on 30/06/2026 by T. Ash",
        "",
        ("Code", "Item", "Counted", "Expected", "Difference"),
    ]
    for name in ("Oak shelf", "Desk lamp", "Copy paper", "USB cable", "Toner"):
        counted = chance.randint(3, 90)
        rows.append((f"A{chance.randint(100, 999)}", name, str(counted), str(counted + 2), "-2"))
    return rows


def _contract(chance: Random) -> Page:
    return [
        "Lease agreement",
        "between Harbour Estates Ltd, 14 Quayside Row, Bristol BS1 4QA",
        "and Ms Elena Ford, 3 Church Hill, Oxford OX4 1JE",
        "",
        "1. The lease begins on 1 May 2026 and runs for twelve months.",
        f"2. The monthly rent is {chance.randint(700, 1500)}.00, payable on the first of each month.",
        "3. A deposit of two months' rent is held by the landlord.",
        "Signed in Bristol on 20 April 2026",
    ]


def _price_list(chance: Random) -> Page:
    rows: Page = [
        "Preisliste Frühjahr 2026",
        "Hofladen Grünewald, 61348 Bad Homburg",
        "",
        ("Artikel", "Einheit", "Preis"),
    ]
    goods = ("Karotten", "Kartoffeln festkochend", "Äpfel Boskop", "Eier Größe L", "Honig 500 g", "Apfelsaft 1 l")
    return rows + [(name, "kg", f"{chance.randint(1, 9)},{chance.randint(10, 99)}") for name in goods]


DEVELOPED = (_letter, _menu, _readings, _vita, _contract)
LEFT_OUT = (_brief, _minutes, _timetable, _stock, _price_list)


def other_page(seed: int, *, left_out: bool = False) -> tuple[bytes, str]:
    """A PDF with a text layer, and what it is."""
    chance = Random(f"other {seed} {left_out}")
    way = chance.choice(LEFT_OUT if left_out else DEVELOPED)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont(chance.choice(("Helvetica", "Times-Roman")), 11)
    for place, row in enumerate(way(chance)):
        cells = (row,) if isinstance(row, str) else row
        for column, cell in enumerate(cells):
            canvas.drawString(72 + 110 * column + (60 if column else 0), 770 - 22 * place, cell)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue(), way.__name__.strip("_").replace("_", " ")
