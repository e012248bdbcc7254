"""Writes on the pages of one invoice: fonts, words, numbers and dates in the way of its country and look."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from random import Random
from typing import Any

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.documents.rendered.facts import Facts, table

FONTS = {
    False: ("Helvetica", "Helvetica", "Times-Roman", "Courier", "Vera"),
    True: ("Roboto", "SourceSansPro", "Times-Roman", "Helvetica"),
}
_BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}
_FILES = {
    "Vera": ("reportlab", "fonts/Vera.ttf", "fonts/VeraBd.ttf"),
    "Roboto": ("font_roboto", "files/Roboto-Regular.ttf", "files/Roboto-Bold.ttf"),
    "SourceSerifPro": ("font_source_serif_pro", "files/SourceSerifPro-Regular.ttf", "files/SourceSerifPro-Bold.ttf"),
    "SourceSansPro": ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf", "files/SourceSansPro-Bold.ttf"),
}


@cache
def bold_of(font: str) -> str:
    """The bold cut of a font, which is made known to the PDF library on the way."""
    if font in _BOLD:
        return _BOLD[font]
    package, plain, bold = _FILES[font]
    pdfmetrics.registerFont(TTFont(font, str(files(package) / plain)))
    pdfmetrics.registerFont(TTFont(f"{font}-Bold", str(files(package) / bold)))
    return f"{font}-Bold"


def width_of(text: str, font: str, size: float) -> float:
    return pdfmetrics.stringWidth(text, font, size)


@dataclass
class Pen:
    """The canvas and the place on it. `y` falls; `left` and `right` are the margins."""

    facts: Facts
    chance: Random
    left_out: bool
    font: str = ""
    size: float = 9.0
    accent: Any = black
    colon: str = ""
    date_form: str = "%d.%m.%Y"
    money_form: str = "plain"
    said: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chance, country = self.chance, self.facts.country
        self.font = self.font or chance.choice(FONTS[self.left_out])
        self.bold = bold_of(self.font)
        self.size = 8.0 if self.font in ("Courier", "Vera") else chance.choice((8.5, 9.0, 10.0))
        self.accent = chance.choice((black, black, HexColor("#1f4e79"), HexColor("#7a1f2b"), HexColor("#2d6a4f")))
        self.colon = chance.choice((":", ":", "", " :"))
        self.date_form = chance.choice(country["dates"])
        self.money_form = chance.choice(("plain", "plain", "before", "after", "code"))
        self.page = LETTER if self.facts.code == "US" else A4
        self.width, self.height = self.page
        self.left = chance.choice((42.0, 50.0, 62.0))
        self.right = self.width - self.left
        self.y = self.height - 50
        self.number = 1
        self.buffer = BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=self.page, invariant=1)

    # -- words and numbers --

    def say(self, key: str, **values: str) -> str:
        """The words for a thing, the same on the whole document."""
        if key not in self.said:
            ways: Any = table("words")[self.facts.country["language"]]
            for part in key.split("."):
                ways = ways[part]
            kept = max(1, round(len(ways) * 0.67))
            few = ways[kept:] if self.left_out and kept < len(ways) else ways[:kept]
            self.said[key] = self.chance.choice(few)
        return self.said[key].format(tax=self.facts.country["tax"], **values)

    def amount(self, value: Decimal | None, *, sign: bool = True) -> str:
        shown = self.plain(value or Decimal(0))
        mark, code = self.facts.country["currency"]
        form = self.money_form if sign else "plain"
        return {"plain": shown, "before": f"{mark}{shown}", "after": f"{shown} {mark}", "code": f"{shown} {code}"}[form]

    def plain(self, value: Decimal, places: int = 2) -> str:
        decimal, group = self.facts.country["number"]
        shown = f"{value:,.{places}f}".replace(",", "\0").replace(".", decimal)
        return shown.replace("\0", group)

    def rate(self, value: Decimal | None) -> str:
        shown = format((value or Decimal(0)).normalize(), "f")
        return shown.replace(".", self.facts.country["number"][0])

    def day(self, value: date | None) -> str:
        assert value is not None
        names = table("goods")["months"][self.facts.country["language"]].split(" ")
        form = self.date_form.replace("%B", names[value.month - 1]).replace("%b", names[value.month - 1][:3])
        return value.strftime(form)

    # -- strokes --

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: str = "left",
        bold: bool = False,
        size: float = 0,
        colour: Any = black,
    ) -> float:
        """Write a row; returns the y of the next."""
        size = size or self.size
        self.canvas.setFont(self.bold if bold else self.font, size)
        self.canvas.setFillColor(colour)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "centre": self.canvas.drawCentredString,
        }
        draw[align](x, y, text)
        self.canvas.setFillColor(black)
        return y - size * 1.3

    def rows(self, x: float, y: float, rows: list[str], **how: Any) -> float:
        for row in rows:
            y = self.write(x, y, row, **how)
        return y

    def rule(self, y: float, x0: float = 0, x1: float = 0, weight: float = 0.5) -> None:
        self.canvas.setLineWidth(weight)
        self.canvas.line(x0 or self.left, y, x1 or self.right, y)

    def box(self, x0: float, y0: float, x1: float, y1: float, *, fill: Any = None) -> None:
        self.canvas.setLineWidth(0.5)
        if fill is not None:
            self.canvas.setFillColor(fill)
        self.canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=fill is None, fill=fill is not None)
        self.canvas.setFillColor(black)

    def logo(self, x: float, y: float) -> None:
        """A mark without words."""
        self.canvas.setFillColor(self.accent)
        self.canvas.circle(x + 14, y, 13, stroke=0, fill=1)
        self.canvas.setFillColor(white)
        self.canvas.circle(x + 18, y + 2, 6, stroke=0, fill=1)
        self.canvas.setFillColor(black)

    def fits(self, text: str, room: float, *, bold: bool = False, size: float = 0) -> bool:
        return width_of(text, self.bold if bold else self.font, size or self.size) <= room

    def wrapped(self, text: str, room: float) -> list[str]:
        rows = [""]
        for word in text.split(" "):
            longer = f"{rows[-1]} {word}".strip()
            if rows[-1] and not self.fits(longer, room):
                rows.append(word)
            else:
                rows[-1] = longer
        return rows

    def next_page(self) -> None:
        self.canvas.showPage()
        self.number += 1
        self.y = self.height - 60

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()
