"""Faulty electronic invoices are read, and said to be faulty."""

import pytest

from app.engine.einvoice.profiles import Profile, children, exists, profile_of
from app.engine.einvoice_reader import read
from tests.documents.einvoice_cii import PROFILE
from tests.documents.einvoice_ubl import NAMESPACE
from tests.documents.einvoices import cii_file, cii_xml, ubl_file, with_files
from tests.documents.pages import blank_pdf, sample_invoice

EN16931 = "urn:cen.eu:en16931:2017"
NAME = "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>"
XML = cii_file().data.decode()
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description
    xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">{}</rdf:Description></x:xmpmeta>"""


def faults(data: bytes | str, media_type: str = "application/xml") -> list[str]:
    data = data if isinstance(data, bytes) else data.encode()
    found = read(data, media_type, 1, lambda stage: None).checks
    assert {check.id for check in found} == {"einvoice_form"}
    return [check.detail for check in found if check.failed]


def with_profile(name: str) -> str:
    assert PROFILE in XML
    return XML.replace(PROFILE, name)


def hybrid(metadata: str, *, name: str = "factur-x.xml") -> bytes:
    """A PDF whose metadata says this of its XML."""
    pdf = with_files(blank_pdf().data, {name: cii_xml(sample_invoice())})
    return pdf.replace(b"\n", f"\n%{XMP.format(metadata)}\n".encode(), 1)


@pytest.mark.parametrize("data", [XML, ubl_file().data, with_profile("urn:cen.eu:en16931:2017#compliant#urn:other")])
def test_a_sound_file_has_no_fault(data: str | bytes) -> None:
    assert faults(data) == []


@pytest.mark.parametrize(
    ("name", "there"),
    [
        (EN16931, True),
        ("urn:factur-x.eu:1p0:minimum", True),
        ("urn:zugferd.de:2p0:basicwl", True),
        (f"{EN16931}#compliant#urn:factur-x.eu:1p0:basic", True),
        (f"{EN16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", True),
        (f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", True),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", True),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:komfort", False),
        ("urn:ferd:CrossIndustryDocument:order:1p0:extended", False),
        (f"{EN16931}:compliant:factur-x.eu:1p0:basic", False),
        ("urn:factur-x.eu:1p0:maximum", False),
    ],
)
def test_a_profile_that_does_not_exist_is_named(name: str, there: bool) -> None:
    assert exists(name) is there
    named = [fault for fault in faults(with_profile(name)) if "does not exist" in fault]
    assert named == ([] if there else [f"the XML names a profile that does not exist: {name}"])


def test_elements_that_the_profile_lacks_are_named() -> None:
    (fault,) = faults(with_profile("urn:factur-x.eu:1p0:minimum"))
    assert fault.startswith("elements are not part of the profile MINIMUM: ")
    assert "IncludedSupplyChainTradeLineItem" in fault
    assert children()["SupplyChainTradeTransaction"]["IncludedSupplyChainTradeLineItem"] is Profile.BASIC
    assert profile_of("urn:factur-x.eu:1p0:minimum") is Profile.MINIMUM


def test_a_part_that_no_invoice_has_is_named() -> None:
    strange = XML.replace("<rsm:ExchangedDocument>", "<dc:title>Bill</dc:title><rsm:ExchangedDocument>")
    assert faults(strange) == ["the XML has a part that no invoice has: title"]


def test_an_element_in_no_namespace_is_named() -> None:
    bare = XML.replace("ram:BuyerTradeParty>", "BuyerTradeParty>")
    assert faults(bare) == ["elements are in no namespace: BuyerTradeParty"]
    assert faults(f'<Invoice xmlns="{NAMESPACE}Invoice-2"><ID>1</ID></Invoice>') == []


def test_an_encoding_that_does_not_exist_is_named() -> None:
    _, _, content = XML.partition("?>")
    named = faults(f'<?xml version="1.0" encoding="UTF-8-W/O-BOM"?>{content}')
    assert named == ["the XML names an encoding that does not exist: UTF-8-W/O-BOM"]


@pytest.mark.parametrize(
    ("metadata", "fault"),
    [
        (
            f"{NAME}<fx:ConformanceLevel>EXTENDED</fx:ConformanceLevel>",
            None,
        ),
        (NAME, "the PDF does not say which profile its XML has"),
        (
            "<fx:ConformanceLevel>BASIC</fx:ConformanceLevel>",
            "the PDF says its XML has the profile BASIC, the XML says EXTENDED",
        ),
        (
            "<fx:DocumentFileName>other.xml</fx:DocumentFileName><fx:ConformanceLevel>EXTENDED</fx:ConformanceLevel>",
            "the PDF says its XML is called other.xml; it is called factur-x.xml",
        ),
    ],
)
def test_what_the_pdf_says_of_its_xml_is_compared(metadata: str, fault: str | None) -> None:
    assert faults(hybrid(metadata), "application/pdf") == ([fault] if fault else [])
