"""Which PDF files are taken, and at what cost the others are refused."""

import zlib

import pytest

from app.domain.errors import DocumentRejected
from app.engine import text_reader
from app.engine.inspect import inspect
from app.engine.picture_reader import look, read_pages
from tests.documents import hostile
from tests.documents.einvoices import cii_pdf
from tests.documents.hostile import pdf_from_objects
from tests.documents.made import Made
from tests.documents.pages import blank_pdf, invoice_pdf, scanned_pdf
from tests.pace import SECOND, within
from tests.unit.test_pdf_unpack import PACKERS

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
        "too-large",
    ),
    "text in flate": (stream(b"/Filter[/FlateDecode/ASCIIHexDecode]", spaces(300)), "too-large"),
    "nine in one another": (stream(b"/Filter[%s]" % (b"/ASCIIHexDecode" * 8 + b"/FlateDecode"), b"20>"), "too-complex"),
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
        (b"DCTDecode", b"junk\xff\xd8\xff\xe0\0\x04JFjunk\xff\xff\xc2\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0"),
        (b"JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\0jp2c\xff\x4f\xff\x51\0\x29\0\0\0\x01\0\0\0\x01\0\0"),
        (b"DCTDecode", b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0"),
        (b"JPXDecode", b"\xff\x4f\xff\x51\0\x29\0\0\0\x01\0\0\0\x01\0\0"),
    ],
)
def test_t22_an_image_that_is_larger_than_its_dictionary_says(filter_name: bytes, header: bytes) -> None:
    keys = b"/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/" + filter_name
    assert refusal(with_image(keys, header + bytes(50))) == "too-many-pixels"


def test_t22_a_giant_picture_is_seen_through_what_it_is_packed_in() -> None:
    keys = b"/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray/Filter[/FlateDecode/DCTDecode]"
    header = b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0"
    assert refusal(with_image(keys, zlib.compress(header + bytes(50)))) == "too-many-pixels"


@pytest.mark.parametrize("codec", [b"CCITTFaxDecode", b"FlateDecode", b"LZWDecode", b"RunLengthDecode", b"JBIG2Decode"])
def test_a_size_is_read_only_where_a_codec_has_one(codec: bytes) -> None:
    """Random bytes of a fax look like the header of a giant JPEG now and then."""
    looks = b"\x12\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01" + b"\xff\x4f\xff\x51\0\x29\0\0\0\x01\0\0\0\x01\0\0"
    keys = b"/Width 1728/Height 2400/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/" + codec
    assert inspect(with_image(keys, bytes(1_000) + looks + bytes(1_000)), "application/pdf") == 1


def test_a_jpeg_that_holds_a_giant_header_in_its_own_data_is_as_large_as_its_own_says() -> None:
    own = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x64\0\x64\x01\x01\x11\0\xff\xda\0\x02"
    keys = b"/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode"
    assert inspect(with_image(keys, own + b"\xff\xc0\0\x0b\x08\xff\xff\xff\xff"), "application/pdf") == 1


CONTENT = b"BT /F1 12 Tf 50 700 Td (Invoice 4711) Tj ET " * 900
CHAINS = ["FlateDecode RunLengthDecode", "ASCII85Decode LZWDecode", "LZWDecode FlateDecode", "RunLengthDecode",
          "ASCIIHexDecode RunLengthDecode FlateDecode", "RunLengthDecode LZWDecode ASCII85Decode"]  # fmt: skip


@pytest.mark.parametrize("chain", CHAINS)
def test_content_packed_several_times_is_taken_within_the_limits(chain: str) -> None:
    names = [name.encode() for name in chain.split()]
    packed = CONTENT
    for name in reversed(names):
        packed = PACKERS[name](packed)
    data = one_page(stream(b"/Filter[/%s]" % b"/".join(names), packed))
    assert inspect(data, "application/pdf") == 1


DAMAGED = {
    "no such object": b"99 0 R",
    "no dictionary": b"5 0 R",
    "a number": b"6 0 R",
    "no size": b"7 0 R",
}


def with_damage(kind: str, *, good: bool = True) -> bytes:
    """Three pages, the second of them damaged; or that page alone."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 8 0 R>>>>%s>>"
    kids = b"3 0 R %s 3 0 R" % DAMAGED[kind] if good else DAMAGED[kind]
    return pdf_from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, 3 if good else 1),
        page % b"",
        stream(b"", CONTENT[:44]),
        b"null",
        b"42",
        page % b"/CropBox[600 0 700 842]",  # beside the page: nothing of it is left
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_page_among_good_ones_is_named_and_the_good_ones_are_read(kind: str) -> None:
    data = with_damage(kind)
    assert inspect(data, "application/pdf") == 3
    reading = text_reader.read(data, "application/pdf", 3, lambda stage: None)
    assert reading.pages == 3
    (note,) = reading.notes
    assert note.code == "damaged-pages"
    assert "Page 2 is damaged" in note.detail
    assert look(data, "application/pdf", 2).damaged


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_file_without_any_good_page_is_damaged(kind: str) -> None:
    data = with_damage(kind, good=False)
    assert refusal(data) == "damaged"
    with pytest.raises(DocumentRejected, match="damaged") as refused:
        read_pages((look(data, "application/pdf", 1),))
    assert refused.value.code == "damaged"


def test_a_large_scan_is_no_bomb() -> None:
    keys = b"/Width 5000/Height 7000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
    assert inspect(with_image(keys, spaces(101)), "application/pdf") == 1
