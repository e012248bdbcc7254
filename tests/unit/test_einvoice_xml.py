import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import DocumentRejected
from app.engine.einvoice.xml import MAX_BYTES, MAX_ELEMENTS, MAX_WITH_FILES, parse, parse_with_rest


def refused(data: bytes) -> str:
    with pytest.raises(DocumentRejected) as caught:
        parse(data)
    return caught.value.code


def test_elements_are_found_by_local_names_in_order() -> None:
    root = parse(b"<a:r xmlns:a='x'><a:p><b> 1 </b></a:p><p><b/><b i='u'>2</b></p></a:r>")
    assert [node.text for node in root.all("p/b")] == ["1", "", "2"]
    assert root.one("p").text == ""
    second = root.first("nothing", "p/b/x", "p/b")
    assert second is not None and second.text == "1"
    assert root.first("p/c") is None and root.one("p/c").all("d") == []


def test_comments_and_instructions_leave_the_text_whole() -> None:
    assert parse(b"<?x?><r>a<!-- no -->b<?y?><![CDATA[<c>]]></r><!-- end -->").text == "ab<c>"


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>',
        b'<?xml version="1.0"?>\n<!-- c --><!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://localhost/x"> %p;]><r/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r><r/>'.encode("utf-16"),
        '<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>'.encode("utf-16-be"),
    ],
)
def test_document_type_declarations_are_refused(data: bytes) -> None:
    assert refused(data) == "unsafe-xml"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<r>",
        b"<r>&undeclared;</r>",
        b"<r>\x01</r>",
        b"<r>\xe4</r>",
        b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE r+AD4 <r/>',
        codecs.BOM_UTF16_LE + b"<\0r",
    ],
)
def test_what_is_not_xml_is_damaged(data: bytes) -> None:
    assert refused(data) == "damaged"


def test_too_deep_too_many_and_too_large_are_refused() -> None:
    assert refused(b"<a>" * 200_000) == "too-complex"
    assert refused(b"<r>" + b"<a/>" * (MAX_ELEMENTS + 1) + b"</r>") == "too-complex"
    assert refused(b"<r>" + b" " * MAX_BYTES + b"</r>") == "too-large"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8-sig"),
        ("UTF-8-without-BOM", "utf-8"),
        ("ISO-8859-1", "utf-8"),
        ("ISO-8859-1", "iso-8859-1"),
        ("windows-1252", "cp1252"),
        ("UTF-16", "utf-16"),
        ("UTF-8", "utf-16"),
        ("UTF-16LE", "utf-16-le"),
    ],
)
def test_letters_are_right_although_the_declared_encoding_may_be_wrong(declared: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{declared}"?><r>Müller &amp; Söhne</r>'
    assert parse(xml.encode(encoding)).text == "Müller & Söhne"


def test_space_before_and_zeros_after_the_document_do_no_harm() -> None:
    assert parse(b'\r\n <?xml version="1.0"?><r>1</r>\0\0\n').text == "1"


@pytest.mark.parametrize(
    ("data", "before", "behind"),
    [
        (b"<r>1</r>junk", "", "junk"),
        (b"<r>1</r>\n<r>2</r>", "", "<r>2</r>"),
        (b"<r>1</r>\xff\xfe", "", "\ufffd"),
        (b"<r>1</r><!-- cut", "", "<!-- cut"),
        (b"<r>1</r><!DOCTYPE r>", "", "<!DOCTYPE r>"),
        (b"X-Header: 1\n\n<r>1</r>", "X-Header: 1", ""),
        ("<r>1</r>".encode("utf-16") + b"\n", "", "\ufffd"),
    ],
)
def test_what_stands_around_the_document_is_left_out_and_told(data: bytes, before: str, behind: str) -> None:
    parsed = parse_with_rest(data)
    assert (parsed.root.text, parsed.before, parsed.behind) == ("1", before, behind)


@pytest.mark.parametrize("data", [b"<r>1</r" + b"junk", b"<r>\xff</r>\xff", b"<r>1</x>", b"junk"])
def test_what_breaks_inside_the_document_is_no_rest(data: bytes) -> None:
    assert refused(data) == "damaged"


def test_embedded_files_do_not_count_as_xml() -> None:
    file = b"<EmbeddedDocumentBinaryObject>" + b"A" * (MAX_BYTES + 1_000_000) + b"</EmbeddedDocumentBinaryObject>"
    assert len(parse(b"<r>" + file + b"</r>").children) == 1
    assert refused(b"<r>" + file + b"<b>" + b"A" * (MAX_BYTES + 1_000_000) + b"</b></r>") == "too-large"
    assert refused(b"<r>" + b" " * MAX_WITH_FILES + b"</r>") == "too-large"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60).map(lambda tail: b"<r a='1'>" + tail + b"</r>") | st.binary(max_size=60))
def test_any_bytes_are_a_tree_or_refused(data: bytes) -> None:
    try:
        parse(data)
    except DocumentRejected as error:
        assert error.code in ("damaged", "unsafe-xml", "too-complex")
