"""Which XML files are taken. The attacks are those of the threat list."""

import pytest

from app.domain.errors import DocumentRejected
from app.engine.inspect import inspect
from app.engine.sniff import sniff
from tests.documents.einvoices import cii_file, ubl_file

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"


def refusal(text: str | bytes) -> str:
    with pytest.raises(DocumentRejected) as refused:
        inspect(text if isinstance(text, bytes) else text.encode(), "application/xml")
    return refused.value.code


@pytest.mark.parametrize("made", [cii_file(), ubl_file()], ids=["cii", "ubl"])
def test_e_invoices_have_one_page(made) -> None:  # type: ignore[no-untyped-def]
    assert inspect(made.data, made.media_type) == 1


def test_xml_of_another_kind_is_refused() -> None:
    assert refusal("<?xml version='1.0'?><note><to>you</to></note>") == "unsupported-type"


ATTACKS = {
    "billion laughs": "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;&b;'>]><Invoice>&c;</Invoice>",
    "external entity in a file": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Invoice>&b;</Invoice>",
    "external entity by http": "<!DOCTYPE a [<!ENTITY b SYSTEM 'http://127.0.0.1:9/'>]><Invoice>&b;</Invoice>",
    "parameter entity": "<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://127.0.0.1:9/'> %b;]><Invoice/>",
    "external subset": "<!DOCTYPE Invoice SYSTEM 'http://127.0.0.1:9/a.dtd'><Invoice/>",
    "in utf-16": "\ufeff<!DOCTYPE a [<!ENTITY b 'ha'>]><Invoice>&b;</Invoice>".encode("utf-16-be"),
    "in utf-7": "<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-+ADw-Invoice/+AD4-",
    "nested 200,000 deep": "<Invoice>" + "<a>" * 200_000,
    "entity that nobody declared": "<Invoice>&b;</Invoice>",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_t29_attacks_are_refused(attack: str) -> None:
    assert refusal(ATTACKS[attack]) in {"unsafe-xml", "too-complex", "damaged"}


def test_every_document_type_declaration_is_refused_by_name() -> None:
    assert refusal(f"<!DOCTYPE Invoice><Invoice xmlns='{NAMESPACE}'/>") == "unsafe-xml"


def test_t30_more_than_five_megabytes_are_too_large() -> None:
    assert refusal(f"<Invoice xmlns='{NAMESPACE}'>" + "x" * 5_300_000 + "</Invoice>") == "too-large"


def with_file(megabytes: float, name: str = "EmbeddedDocumentBinaryObject", beside: str = "") -> bytes:
    content = "QUJD\n" * int(megabytes * 200_000)
    return f"<Invoice xmlns='{NAMESPACE}'>{beside}<c:{name} xmlns:c='c'>{content}</c:{name}></Invoice>".encode()


@pytest.mark.parametrize("name", ["EmbeddedDocumentBinaryObject", "AttachmentBinaryObject", "Attachment"])
def test_t30_embedded_files_may_be_large(name: str) -> None:
    assert inspect(with_file(12, name), "application/xml") == 1
    with pytest.raises(DocumentRejected, match="more than 5 MB beside the files embedded in it"):
        inspect(with_file(12, name, beside="x" * 5_300_000), "application/xml")
    with pytest.raises(DocumentRejected, match="more than 5 MB beside"):
        inspect(with_file(6, "Note"), "application/xml")


def test_t30_no_file_makes_xml_endless() -> None:
    assert refusal(with_file(53)) == "too-large"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1"],
)
def test_an_e_invoice_in_every_usual_encoding(encoding: str) -> None:
    declared = f"<?xml version='1.0' encoding='{encoding}'?>\n<!-- Rechnung -->\n"
    for text in (declared, declared.lstrip()):
        data = (text + f"<Invoice xmlns='{NAMESPACE}'><Note>Übergabe</Note></Invoice>").encode(encoding)
        assert inspect(data, sniff(data).media_type) == 1
    blank = b" \r\n\t" if encoding in ("utf-8", "latin-1") else b""
    assert inspect(blank + data, sniff(blank + data).media_type) == 1


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_t29_no_encoding_hides_a_document_type_declaration(encoding: str) -> None:
    attack = f"<!DOCTYPE a [<!ENTITY b 'c'>]><Invoice xmlns='{NAMESPACE}'>&b;</Invoice>"
    assert refusal(attack.encode(encoding)) == "unsafe-xml"


@pytest.mark.parametrize("text", ["<Invoice>", "<Invoice></Credit>", "<Invoice a=1/>"])
def test_xml_that_is_not_well_formed_is_damaged(text: str) -> None:
    assert refusal(text) == "damaged"
