"""Make the samples of the page (`app/web/src/samples`) anew: `python -m tests.documents.samples`."""

from io import BytesIO
from pathlib import Path

from app.domain.invoice import Invoice
from tests.documents.einvoices import cii_pdf
from tests.documents.made import Made
from tests.documents.rendered import sheet
from tests.documents.rendered.degrade import phone
from tests.documents.truths import sample_invoice

FOLDER = Path(__file__).parents[2] / "app" / "web" / "src" / "samples"
PDF, PHOTO, E_INVOICE = "invoice.pdf", "receipt.jpg", "factur-x.pdf"


def e_invoice() -> Made:
    """A hybrid that keeps every rule of EN 16931."""
    said = sample_invoice(5, language="de")
    german = {
        who: party.model_copy(update={"address": party.address.model_copy(update={"country": "DE"})})
        for who, party in (("seller", said.seller), ("buyer", said.buyer))
    }
    rated = {"tax_category": "S", "unit": "H87"}
    lines = tuple(line.model_copy(update=rated) for line in said.lines)
    taxes = tuple(tax.model_copy(update={"category": "S"}) for tax in said.taxes)
    amounts = said.amounts.model_copy(update={"lines_total": said.amounts.net})
    return cii_pdf(said.model_copy(update=german | {"lines": lines, "taxes": taxes, "amounts": amounts}))


def truths() -> dict[str, Invoice]:
    """What is printed on each sample, by file name."""
    return {PDF: sheet(32).invoice, PHOTO: sheet(7).invoice, E_INVOICE: e_invoice().invoice}


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PDF).write_bytes(sheet(32).pdf)
    (folder / E_INVOICE).write_bytes(e_invoice().data)
    photo = BytesIO()
    phone(sheet(7).pdf, 7)[0].save(photo, "JPEG", quality=80)
    (folder / PHOTO).write_bytes(photo.getvalue())


if __name__ == "__main__":
    write()
