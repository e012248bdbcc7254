"""Which XML files are taken. The attacks are those of the threat list."""

import pytest

from app.domain.errors import DocumentRejected
from app.engine.inspect import inspect
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


@pytest.mark.parametrize("text", ["<Invoice>", "<Invoice></Credit>", "<Invoice a=1/>"])
def test_xml_that_is_not_well_formed_is_damaged(text: str) -> None:
    assert refusal(text) == "damaged"
