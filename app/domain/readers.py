"""The readers there are, from exact to estimated: what each takes, where it runs, and what people call it."""

from dataclasses import dataclass

from app.domain.document import MEDIA_TYPES, XML_TYPES

AUTO = "auto"
"""Not a reader: the most exact ones that are needed."""


@dataclass(frozen=True)
class KnownReader:
    """`version` is raised when the reader may give another result for the same bytes: then it is worth reading them
    again, for whoever asks for that. By itself nothing is. `takes`: media types that it could read at all, which costs
    neither a worker's time nor its libraries. A `parser` is `app/engine/<name>_reader.py` and runs in a worker."""

    name: str
    version: str
    takes: frozenset[str]
    en: str
    vi: str
    on_machine: bool = True
    in_account: bool = True
    parser: bool = True


EINVOICE = KnownReader(
    "einvoice", "4", XML_TYPES | {"application/pdf"}, en="E-invoice (XML)", vi="Hóa đơn điện tử (XML)"
)
TEXT = KnownReader("text", "7", frozenset({"application/pdf"}), en="Text of the PDF", vi="Văn bản trong PDF")
ENGINE = KnownReader(
    "engine",
    "6",
    frozenset(MEDIA_TYPES) - XML_TYPES,
    en="Own reading of pictures",
    vi="Tự đọc hình ảnh",
    in_account=False,  # but in an image with room for its libraries
    parser=False,  # a worker recognizes its pages one by one
)
TEXTRACT = KnownReader(
    "textract", "2", frozenset(MEDIA_TYPES) - XML_TYPES, en="Textract", vi="Textract", on_machine=False, parser=False
)
OPINION = KnownReader(
    "opinion",
    "1",
    frozenset(MEDIA_TYPES) - XML_TYPES,
    en="Second opinion (language model)",
    vi="Ý kiến thứ hai (mô hình ngôn ngữ)",
    parser=False,  # reads words as another reader does, and asks a model beside it
)
"""Only where a model is set up. `auto` asks it of what another has read and is not sure of."""

READERS = {reader.name: reader for reader in (EINVOICE, TEXT, ENGINE, TEXTRACT, OPINION)}
