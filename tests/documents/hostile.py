"""Small files that a reader must refuse, or survive."""

import struct
import zlib
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.documents.drawing import draw_invoice
from tests.documents.made import Made
from tests.documents.pages import blank_page, invoice_pdf, invoice_picture
from tests.documents.truths import sample_invoice


def encrypted_pdf(*, user_password: str = "secret") -> Made:
    """An invoice behind a password; with an empty one it opens, and only changing it is forbidden."""
    lock = StandardEncryption(user_password, ownerPassword="owner", strength=128, canModify=0)
    invoice = sample_invoice()
    return Made(draw_invoice(invoice, encrypt=lock), "application/pdf", "locked.pdf", invoice)


def truncated_jpeg() -> Made:
    whole = invoice_picture("jpeg")
    return Made(whole.data[: len(whole.data) // 2], "image/jpeg", "half.jpeg")


def truncated_pdf() -> Made:
    whole = invoice_pdf()
    return Made(whole.data[: len(whole.data) // 4], "application/pdf", "quarter.pdf")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(*, side: int = 20_000) -> Made:
    """A square of white that is tiny packed (1 bit a pixel, 49 kB for 20,000) and giant unpacked."""
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return Made(data, "image/png", "bomb.png")


def png_claiming(width: int, height: int) -> Made:
    """A PNG whose header names a size and that holds no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")
    return Made(data, "image/png", "claim.png")


def tiny_png(*, side: int = 20) -> Made:
    """A picture too small to be a document."""
    return blank_page("png", width=side, height=side)


def tiff_loop() -> Made:
    """A TIFF whose only directory names itself as the next one."""
    header = b"II*\0" + struct.pack("<I", 8)
    entry = struct.pack("<HHII", 256, 3, 1, 100)
    data = header + struct.pack("<H", 1) + entry + struct.pack("<I", 8)
    return Made(data, "image/tiff", "loop.tiff")


def pdf_from_objects(*objects: bytes) -> bytes:
    """A PDF of numbered objects (the first is the catalogue) with a right cross-reference table."""
    out = BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


def pdf_bomb(*, megabytes: int = 64) -> Made:
    """One page whose drawing commands unpack to `megabytes`."""
    packer = zlib.compressobj(9)
    block = b"0 0 m 9 9 l S\n" * 75_000  # about a megabyte
    packed = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    data = pdf_from_objects(
        CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    )
    return Made(data, "application/pdf", "bomb.pdf")


def pdf_without_pages() -> Made:
    data = pdf_from_objects(CATALOGUE, b"<< /Type /Pages /Kids [] /Count 0 >>")
    return Made(data, "application/pdf", "no-pages.pdf")


def pdf_page_loop() -> Made:
    """A page tree that is its own child."""
    data = pdf_from_objects(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")
    return Made(data, "application/pdf", "loop.pdf")


def giant_page_pdf(*, points: int = 1_000_000) -> Made:
    """One blank page of absurd size."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] >>" % (points, points)
    data = pdf_from_objects(CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page)
    return Made(data, "application/pdf", "giant.pdf")


def many_pages_pdf(pages: int = 3_001) -> Made:
    """Blank pages, a few bytes each."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, pages + 3))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] >>" % (int(A4[0]), int(A4[1]))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages)
    return Made(pdf_from_objects(CATALOGUE, tree, *[page] * pages), "application/pdf", "long.pdf")


def pdf_with_script() -> Made:
    """An invoice that asks the viewer to run a script when it is opened: readable, the script is never run."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.drawString(72, 770, "Invoice")
    canvas._doc.Catalog.OpenAction = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    canvas.showPage()
    canvas.save()
    return Made(buffer.getvalue(), "application/pdf", "script.pdf")


def malware_test_pdf() -> Made:
    """A good page with the test string of all virus scanners in a comment. Put together here, or they find this."""
    sign = b"\\".join((b"X5O!P%@AP[4", b"PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-")) + b"TEST-FILE!$H+H*"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\n%" + sign
    data = pdf_from_objects(CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page)
    return Made(data, "application/pdf", "malware.pdf")


def web_page(media_type: str = "application/pdf", file_name: str = "page.pdf") -> Made:
    """HTML under another name."""
    return Made(b"<!DOCTYPE html><html><script>alert(1)</script></html>", media_type, file_name)


def with_page_behind(made: Made) -> Made:
    """A good picture with HTML after its end: two files in one."""
    return Made(made.data + b"<html><script>alert(1)</script></html>", made.media_type, made.file_name, made.invoice)
