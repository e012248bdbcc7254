"""The type of a file by its first bytes, and what its sender called it."""

from itertools import permutations

import pytest

from app.domain.document import KINDS
from app.domain.errors import DocumentRejected
from app.engine import sniff as sniffing
from app.engine.labels import contradiction

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40)
SAMPLES = {
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(40)),
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(40)),
    "image/webp": b"RIFF\x40\0\0\0WEBPVP8 " + bytes(range(40)),
    "image/tiff": b"II*\0\x08\0\0\0" + bytes(range(40)),
    "image/heic": HEIC,
    "application/pdf": b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>",
    "application/xml": b"<?xml version='1.0'?><Invoice><ID>1</ID></Invoice>",
    "application/pkcs7-mime": bytes.fromhex("3082010006092a864886f70d010702a08201f0") + bytes(range(40)),
}
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/tiff": "tif",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "application/xml": "xml",
    "application/pkcs7-mime": "p7m",
}


def sniff(data: bytes) -> str:
    return sniffing.sniff(data).media_type


def refusal(data: bytes) -> str:
    with pytest.raises(DocumentRejected) as refused:
        sniff(data)
    assert refused.value.detail
    return refused.value.code


def called(media_type: str, *, declared_type: str | None = None, file_name: str | None = None) -> str | None:
    return contradiction(media_type, declared_type=declared_type, file_name=file_name)


@pytest.mark.parametrize("media_type", SAMPLES)
def test_known_by_its_bytes_alone(media_type: str) -> None:
    assert sniff(SAMPLES[media_type]) == media_type


@pytest.mark.parametrize("media_type", SAMPLES)
def test_right_claims_contradict_nothing(media_type: str) -> None:
    name = f"a.{ENDINGS[media_type]}"
    assert called(media_type, declared_type=media_type, file_name=name) is None


@pytest.mark.parametrize(("found", "claimed"), list(permutations(SAMPLES, 2)))
def test_t02_a_wrong_claim_is_noted(found: str, claimed: str) -> None:
    assert called(found, declared_type=claimed) == claimed
    assert called(found, file_name=f"scan.{ENDINGS[claimed]}") == claimed
    assert called(found, declared_type=found, file_name=f"scan.{ENDINGS[claimed]}") == claimed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"x",
        b" ",
        b"\0" * 5000,
        b" \r\n\t" * 900,
        b"\xef\xbb\xbf",
        b"\xff\xd8\xff",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"II*\0",
        b"RIFF\0\0\0\0WEBP",
        b"%PDF-1.4" + b"\n" * 400,
    ],
)
def test_t01_nothing_but_a_signature_is_an_empty_file(data: bytes) -> None:
    assert refusal(data) == "empty-file"


STRANGERS = {
    "html": b"<!DOCTYPE html><html><body>hello</body></html>",
    "html without doctype": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "elf": b"\x7fELF\x02\x01\x01" + bytes(60),
    "mz": b"MZ\x90\0\x03" + bytes(range(60)),
    "zip or docx": b"PK\x03\x04\x14\0" + bytes(range(60)),
    "csv": b"date;amount\n2026-01-01;12,00\n",
    "php": b"<?php system($_GET['c']); ?>",
    "gif": b"GIF89a" + bytes(range(60)),
    "bmp": b"BM" + bytes(range(60)),
    "tar": b"../../etc/passwd" + bytes(300) + b"ustar",
    "avif": b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + bytes(40),
    "avif under the general brand": b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif" + bytes(40),
    "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(40),
    "heic whose brand box is cut off": b"\0\0\x40\x18ftypheic\0\0\0\0mif1heic",
    "pdf beyond the first kilobyte": b"x" * 1_024 + SAMPLES["application/pdf"],
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60),
    "gzip": b"\x1f\x8b\x08\0" + bytes(range(60)),
    "plain text": b"BMW Rechnung, MZ 4711: bitte zahlen",
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_t03_t26_t28_t31_other_kinds_are_refused_whatever_they_are_called(kind: str) -> None:
    assert refusal(STRANGERS[kind]) == "unsupported-type"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("html", "a web page or a script"),
        ("svg", "an SVG drawing"),
        ("mz", "a program for Windows"),
        ("zip or docx", "a ZIP archive or an Office file"),
        ("gif", "a GIF picture"),
        ("avif", "an AVIF picture"),
        ("avif under the general brand", "an AVIF picture"),
        ("jpeg 2000", "a JPEG 2000 picture"),
        ("gzip", "a file packed with gzip"),
    ],
)
def test_a_kind_that_is_not_taken_is_refused_by_its_name(kind: str, name: str) -> None:
    with pytest.raises(DocumentRejected, match=f"The file is {name}, which is not taken"):
        sniff(STRANGERS[kind])


@pytest.mark.parametrize("kind", ["plain text", "csv", "pdf beyond the first kilobyte"])
def test_what_is_not_known_is_given_no_name(kind: str) -> None:
    with pytest.raises(DocumentRejected, match=r"^This kind of file is not taken"):
        sniff(STRANGERS[kind])


PDF = SAMPLES["application/pdf"]
BEFORE = {
    "nothing": b"",
    "a new line": b"\r\n",
    "the mark of UTF-8": b"\xef\xbb\xbf",
    "junk": b"x" * 900,
    "as much as readers step over": b"x" * 1_023,
    "a web server's header": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nLink: <https://a.test/>\r\n\r\n",
    "a mail's header": b"From: Anna <anna@mail.test>\r\nSubject: Rechnung\r\n\r\n",
    "a Mac's header": b"\0\x0bRechnung.pd" + bytes(52) + b"PDF CARO" + bytes(55),
    "a printer's command": b"\x1b%-12345X@PJL SET COPIES=1\r\n@PJL ENTER LANGUAGE=PDF\r\n",
}


@pytest.mark.parametrize("before", BEFORE)
def test_t26_a_pdf_begins_within_its_first_kilobyte(before: str) -> None:
    assert sniffing.sniff(BEFORE[before] + PDF) == ("application/pdf", len(BEFORE[before]))


ACTIVE = {
    "a web page": b"<html><body onload='alert(1)'>",
    "a web page behind junk": b"junk\n<script>alert(1)</script>",
    "a tag with a slash": b"x<img/src=x onerror=alert(1)>",
    "a comment behind junk": b"x <!-- -->",
    "a web page in UTF-16": "x<script>".encode("utf-16-le"),
    "svg": b"  <svg:svg xmlns:svg='http://www.w3.org/2000/svg'>",
    "php": b"<?php system($_GET['c']); ?>",
    "a zip archive": b"PK\x03\x04\x14\0",
    "a zip archive behind junk": b"junk PK\x03\x04\x14\0",
    "a gif": b"GIF89a/*",
    "a jpeg behind junk": b"junk\xff\xd8\xff\xe0",
    "a program": b"\x7fELF\x02\x01",
    "a program for Windows": b"MZ\x90\0",
    "a script": b"#!/bin/sh\n",
    "postscript": b"%!PS-Adobe-3.0\n",
    "an office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a film": b"\0\0\0\x18ftypisom",
}


@pytest.mark.parametrize("active", ACTIVE)
def test_t26_nothing_active_may_stand_before_a_pdf(active: str) -> None:
    assert refusal(ACTIVE[active] + b"\n" + PDF) == "unsupported-type"


@pytest.mark.parametrize(
    "media_type", [name for name in SAMPLES if name not in ("application/xml", "application/pkcs7-mime", "image/heic")]
)
def test_a_blank_before_a_picture_is_stepped_over(media_type: str) -> None:
    assert sniffing.sniff(b"\r\n\xef\xbb\xbf" + SAMPLES[media_type]) == (media_type, 5)


def test_what_begins_as_a_picture_is_that_picture() -> None:
    assert sniffing.sniff(SAMPLES["image/jpeg"] + PDF) == ("image/jpeg", 0)
    assert sniffing.sniff(b"<Invoice><ID>%PDF-1.7</ID></Invoice>") == ("application/xml", 0)


@pytest.mark.parametrize(
    "name",
    [
        "INVOICE.PDF",
        "invoice.jpg.pdf",
        "invoice.pdf.",
        "invoice.pdf ",
        "invoice.pdf\0",
        "../../invoice.pdf",
        "C:\\scans\\invoice.pdf",
        "invoice",
        "",
        "invoice.2026",
        "rechnung.xyz",
        "archive.bin",
        "a.jpg/invoice",
    ],
)
def test_t04_odd_names_do_not_matter(name: str) -> None:
    assert called("application/pdf", file_name=name) is None


@pytest.mark.parametrize("name", ["invoice.html", "invoice.pdf.gif", "invoice.svg", "invoice.zip", "invoice.docx"])
def test_an_ending_that_stands_for_another_kind_is_a_wrong_claim(name: str) -> None:
    assert called("application/pdf", file_name=name) == "." + name.rpartition(".")[2]


@pytest.mark.parametrize(
    "declared",
    [
        "",
        "application/octet-stream",
        "Application/Octet-Stream",
        "binary/octet-stream",
        "pdf",
        "a/b/c",
        "x" * 500,
        "application/x-www-form-urlencoded",
        "<b>/c",
    ],
)
def test_octet_stream_and_what_is_no_type_claim_nothing(declared: str) -> None:
    assert called("image/png", declared_type=declared) is None


@pytest.mark.parametrize(
    ("declared", "media_type"),
    [
        ("image/jpg", "image/jpeg"),
        ("IMAGE/JPEG", "image/jpeg"),
        ("image/heif", "image/heic"),
        ("text/xml; charset=utf-8", "application/xml"),
        ("application/pdf; name=a.pdf", "application/pdf"),
        ("application/vnd.oasis.ubl+xml; charset=utf-8", "application/xml"),
    ],
)
def test_other_names_of_the_same_type(declared: str, media_type: str) -> None:
    assert called(media_type, declared_type=declared) is None


@pytest.mark.parametrize("declared", ["text/plain", "application/json", "image/svg+xml"])
def test_xml_under_another_name_is_noted(declared: str) -> None:
    assert called("application/xml", declared_type=declared) == declared


def test_mpo_is_a_jpeg() -> None:
    assert called("image/jpeg", file_name="holiday.MPO") is None


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1"],
)
def test_xml_in_every_usual_encoding(encoding: str) -> None:
    text = "\r\n<rsm:CrossIndustryInvoice>Übergabe</rsm:CrossIndustryInvoice>".lstrip()
    assert sniff(text.encode(encoding)) == "application/xml"


# ---- every sign that is looked for -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"])
def test_every_mark_of_a_tiff(mark: bytes) -> None:
    assert sniff(mark + bytes(range(1, 40))) == "image/tiff"


def heic(main: bytes, *others: bytes, size: int | None = None) -> bytes:
    box = main + b"\0\0\0\0" + b"".join(others)
    return (size or len(box) + 8).to_bytes(4, "big") + b"ftyp" + box + bytes(range(1, 60))


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"])
def test_every_brand_of_heic(brand: bytes) -> None:
    assert sniff(heic(brand)) == "image/heic"
    for general in (b"mif1", b"msf1"):
        assert sniff(heic(general, b"abcd", brand)) == "image/heic"


@pytest.mark.parametrize("main", [b"mif1", b"msf1", b"avif", b"isom", b"qt  "])
def test_t28_a_container_without_heic_inside(main: bytes) -> None:
    assert refusal(heic(main, b"avif", b"miaf")) == "unsupported-type"
    if main not in {b"mif1", b"msf1"}:
        assert refusal(heic(main, b"heic")) == "unsupported-type"


def test_t28_the_size_of_the_first_box_is_looked_at() -> None:
    assert sniff(heic(b"heic", size=16)) == "image/heic"
    assert sniff(heic(b"heic", *[b"abcd"] * 252)) == "image/heic"  # 1,024 bytes
    for size in (15, 0, 1025, 2**31):
        assert refusal(heic(b"heic", *[b"abcd"] * 300, size=size)) == "unsupported-type"
    assert refusal(heic(b"heic", size=200)) == "unsupported-type"
    # Brands count up to the end of the box and no further; each has four letters.
    assert refusal(heic(b"mif1", b"avif", size=20) + b"heic") == "unsupported-type"
    assert refusal(b"\0\0\0\x14ftypmif1\0\0\0\0avifheic" + bytes(40)) == "unsupported-type"
    assert refusal(b"\0\0\0\x1aftypmif1\0\0\0\0avifabheic" + bytes(40)) == "unsupported-type"
    assert sniff(b"\0\0\0\x18ftypmif1\0\0\0\0avifheic" + bytes(40)) == "image/heic"


@pytest.mark.parametrize(("start", "found"), [(b"RIFF\1\1\1\1WEBP", True), (b"RIFF\1\1\1\1WAVE", False)])
def test_webp_is_a_riff_of_its_own_kind(start: bytes, found: bool) -> None:
    data = start + bytes(range(1, 40))
    assert (sniff(data) if found else refusal(data)) == ("image/webp" if found else "unsupported-type")
    assert refusal(b"ABCD\1\1\1\1WEBP" + bytes(range(1, 40))) == "unsupported-type"


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        *((ending, "image/jpeg") for ending in ("jpg", "jpeg", "jpe", "jfif", "mpo")),
        *((ending, "image/heic") for ending in ("heic", "heif", "hif")),
        *((ending, "image/tiff") for ending in ("tif", "tiff")),
        *(("png", "image/png"), ("webp", "image/webp"), ("pdf", "application/pdf"), ("xml", "application/xml")),
    ],
)
def test_every_ending_stands_for_its_kind(ending: str, media_type: str) -> None:
    assert called(media_type, file_name=f"a.{ending}") is None
    other = "application/pdf" if media_type != "application/pdf" else "image/png"
    assert called(other, file_name=f"a.{ending}") == media_type


def test_a_folder_in_the_name_does_not_count() -> None:
    assert called("application/pdf", file_name="scans.png/a") is None
    assert called("application/pdf", file_name="scans.png\\a") is None
    assert called("application/pdf", file_name="scans/a.png") == "image/png"


def test_t01_where_nothing_ends_and_something_begins() -> None:
    with pytest.raises(DocumentRejected, match="The file is empty"):
        sniff(b" \0x\n")
    assert refusal(b" \0xy\n") == "unsupported-type"
    with pytest.raises(DocumentRejected, match="nothing behind it"):
        sniff(b"%PDF-" + b"1" * 11)
    assert sniff(b"%PDF-" + b"1" * 12) == "application/pdf"
    assert sniff(b"%PDF-" + b"1" * 8 + b"\0" * 2_100) == "application/pdf"  # a long file is not searched from its end
    assert refusal(b"%PDF-" + b"1" * 8 + b"\0" * 1_010) == "empty-file"


def test_xml_in_utf_16_of_either_order_and_a_page_that_begins_late() -> None:
    text = "<Invoice><ID>1</ID></Invoice>"
    for start in (text.encode("utf-16-be"), text.encode("utf-16-le"), b"\xfe\xff" + text.encode("utf-16-be")):
        assert sniff(start) == "application/xml"
    assert sniff(b"\xff\xfe" + text.encode("utf-16-le")) == "application/xml"
    assert refusal(b"\xfe\xff" + "<html>x</html>".encode("utf-16-be")) == "unsupported-type"
    assert sniff(b" " * 60_000 + text.encode()) == "application/xml"
    assert refusal(b" " * 70_000 + text.encode()) == "unsupported-type"


@pytest.mark.parametrize(
    ("declared", "media_type"),
    [
        *((name, "image/jpeg") for name in ("image/jpg", "image/pjpeg", "image/mpo", "IMAGE/JPG ; q=1")),
        *((name, "image/heic") for name in ("image/heif", "image/heic-sequence", "image/heif-sequence")),
        *((name, "image/tiff") for name in ("image/tif", "image/x-tiff")),
        *(("image/x-png", "image/png"), ("application/x-pdf", "application/pdf"), ("text/xml", "application/xml")),
    ],
)
def test_every_other_name_of_a_type(declared: str, media_type: str) -> None:
    assert called(media_type, declared_type=declared) is None
    other = "application/pdf" if media_type != "application/pdf" else "image/png"
    assert called(other, declared_type=declared) == media_type


def test_a_name_that_is_an_ending_has_none() -> None:
    assert called("image/png", file_name="pdf") is None


def test_every_kind_that_is_taken_has_a_sample() -> None:
    assert set(SAMPLES) == set(KINDS)
