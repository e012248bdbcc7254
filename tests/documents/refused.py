"""The hostile files with what must become of them, for every way in: code of the refusal, None for those that are
taken."""

from tests.documents import hostile
from tests.documents.made import Made
from tests.documents.pages import blank_pdf

REFUSED: dict[str, tuple[Made, str]] = {
    "T01 nothing": (Made(b"", "application/pdf", "nothing.pdf"), "empty-file"),
    "T03 web page": (hostile.web_page(), "unsupported-type"),
    "T26 web page before a PDF": (Made(b"<html>" + blank_pdf().data, "application/pdf", "a.pdf"), "unsupported-type"),
    "T06 bomb": (hostile.png_bomb(), "too-many-pixels"),
    "T06 claim": (hostile.png_claiming(65_535, 65_535), "too-many-pixels"),
    "T09 loop": (hostile.tiff_loop(), "damaged"),
    "T11 cut off": (hostile.truncated_jpeg(), "damaged"),
    "T17 password": (hostile.encrypted_pdf(), "password-protected"),
    "T21 bomb": (hostile.pdf_bomb(), "too-large"),
    "T23 loop": (hostile.pdf_page_loop(), "damaged"),
    "T24 no page": (hostile.pdf_without_pages(), "damaged"),
    "T24 giant page": (hostile.giant_page_pdf(points=1_440_000), "too-large"),
    "T24 pages": (hostile.many_pages_pdf(3_001), "too-many-pages"),
    "T29 entities": (
        Made(b"<!DOCTYPE a [<!ENTITY b 'c'>]><Invoice>&b;</Invoice>", "application/xml", "a.xml"),
        "unsafe-xml",
    ),
    "T31 archive": (Made(b"PK\3\4" + bytes(range(1, 60)), "application/zip", "a.zip"), "unsupported-type"),
    "T44 malware": (hostile.malware_test_pdf(), "malware"),
}
