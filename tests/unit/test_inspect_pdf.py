"""Which PDF files are taken, and at what cost the others are refused."""

import zlib

import pytest

from app.domain.errors import DocumentRejected
from app.engine.inspect import inspect
from tests.documents import hostile
from tests.documents.einvoices import cii_pdf
from tests.documents.hostile import pdf_from_objects
from tests.documents.made import Made
from tests.documents.pages import blank_pdf, invoice_pdf, scanned_pdf
from tests.pace import SECOND, within

PAGE_TREE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")


def stream(keys: bytes, packed: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (keys, len(packed), packed)


def one_page(*streams: bytes, resources: bytes = b"", contents: bytes = b"4 0 R") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %s/Resources<<%s>>>>" % (contents, resources)
    return pdf_from_objects(*PAGE_TREE, page, *streams)


def with_image(keys: bytes, packed: bytes) -> bytes:
    image = stream(b"/Type/XObject/Subtype/Image" + keys, packed)
    return one_page(stream(b"", b"/I Do"), image, resources=b"/XObject<</I 5 0 R>>")


def refusal(made: Made | bytes) -> str:
    data = made if isinstance(made, bytes) else made.data
    with within(3 * SECOND), pytest.raises(DocumentRejected) as refused:
        inspect(data, "application/pdf")
    return refused.value.code


def spaces(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize(
    ("made", "pages"),
    [
        (invoice_pdf(), 1),
        (invoice_pdf(lines=60), 3),
        (scanned_pdf(dpi=60), 2),
        (blank_pdf(pages=5), 5),
        (cii_pdf(), 1),
        (hostile.pdf_with_script(), 1),
        (hostile.many_pages_pdf(3_000), 3_000),
        (hostile.encrypted_pdf(user_password=""), 1),
    ],
    ids=["text", "several pages", "scan", "blank", "e-invoice", "T19 script", "3,000 pages", "T18 owner password"],
)
def test_good_files_are_taken(made: Made, pages: int) -> None:
    assert inspect(made.data, made.media_type) == pages


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (hostile.encrypted_pdf(), "password-protected"),
        (hostile.pdf_without_pages(), "damaged"),
        (hostile.many_pages_pdf(3_001), "too-many-pages"),
        (hostile.giant_page_pdf(points=1_440_000), "too-large"),
        (hostile.truncated_pdf(), "damaged"),
        (hostile.pdf_page_loop(), "damaged"),
    ],
    ids=["T17 password", "T24 no page", "T24 pages", "T24 giant page", "cut off", "T23 page loop"],
)
def test_others_are_refused_with_a_reason(made: Made, code: str) -> None:
    assert refusal(made) == code


def test_t27_a_damaged_table_is_repaired() -> None:
    data = invoice_pdf().data
    place = data.rindex(b"startxref")
    assert inspect(data[:place] + b"startxref\n7\n%%EOF\n", "application/pdf") == 1


def test_t25_an_xfa_form_is_refused() -> None:
    catalogue = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 4 0 R>>/NeedsRendering true>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    xfa = stream(b"", b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    assert refusal(pdf_from_objects(catalogue, PAGE_TREE[1], page, xfa)) == "unsupported-form"


BOMBS = {
    "flate": (stream(b"/Filter/FlateDecode", spaces(300)), "too-large"),
    "flate in flate": (stream(b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(spaces(300), 9)), "too-large"),
    "flate in text": (stream(b"/Filter[/ASCIIHexDecode/FlateDecode]", spaces(64).hex().encode() + b">"), "too-large"),
    "filter named elsewhere": (stream(b"/Filter 5 0 R", spaces(64)), "too-large"),
    "run length": (stream(b"/Filter/RunLengthDecode", b"\x81 " * 400_000), "too-large"),
    "run length in flate": (
        stream(b"/Filter[/FlateDecode/RunLengthDecode]", zlib.compress(b"\x81 " * 9_000_000, 9)),
        "too-complex",
    ),
    "hidden by a text": (stream(b"/A(>>stream\n)/Filter/FlateDecode", spaces(64)), "too-large"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_t21_streams_that_unpack_to_too_much(bomb: str) -> None:
    packed, code = BOMBS[bomb]
    assert refusal(one_page(packed, b"/FlateDecode")) == code


def test_an_owner_password_hides_no_bomb() -> None:
    from io import BytesIO

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("", ownerPassword="owner", strength=128), pageCompression=1)
    canvas._code.append(" " * 40_000_000)
    canvas.showPage()
    canvas.save()
    assert refusal(buffer.getvalue()) == "too-large"


IMAGES = {
    "one bit": b"/Width 90000/Height 90000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode",
    "fax": b"/Width 60000/Height 60000/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 60000>>",
    "jbig2": b"/Width 60000/Height 60000/BitsPerComponent 1/Filter/JBIG2Decode",
    "size named elsewhere": b"/Width 6 0 R/Height 6 0 R/BitsPerComponent 1/ColorSpace/DeviceGray",
}


@pytest.mark.parametrize("kind", IMAGES)
def test_t22_giant_images_are_refused_before_they_are_drawn(kind: str) -> None:
    image = stream(b"/Type/XObject/Subtype/Image" + IMAGES[kind], b"\0" * 100)
    data = one_page(stream(b"", b"/I Do"), image, b"60000", resources=b"/XObject<</I 5 0 R>>")
    assert refusal(data) == "too-many-pixels"


@pytest.mark.parametrize(
    ("filter_name", "header"),
    [
        (b"DCTDecode", b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0"),
        (b"JPXDecode", b"\xff\x4f\xff\x51\0\x29\0\0\0\x01\0\0\0\x01\0\0"),
    ],
)
def test_t22_an_image_that_is_larger_than_its_dictionary_says(filter_name: bytes, header: bytes) -> None:
    keys = b"/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/" + filter_name
    assert refusal(with_image(keys, header + bytes(50))) == "too-many-pixels"


def test_a_large_scan_is_no_bomb() -> None:
    keys = b"/Width 5000/Height 7000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
    assert inspect(with_image(keys, spaces(101)), "application/pdf") == 1
