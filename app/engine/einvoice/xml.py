"""XML from strangers as a tree of plain nodes.

A document type declaration is refused the moment the parser meets it, so no entity is ever declared, let alone expanded
or fetched. Size, depth and number of elements are limited. Prefixes are dropped and namespaces not compared: senders
get them wrong, and the structure tells the syntaxes apart.
"""

import codecs
import re
from dataclasses import dataclass
from xml.parsers import expat

from app.domain.errors import DocumentRejected
from app.domain.visible import visible

MAX_BYTES = 5 * 1024 * 1024  # beside the files that are embedded
MAX_WITH_FILES = 50 * 1024 * 1024
MAX_DEPTH = 100
MAX_ELEMENTS = 300_000
_STEP = 256 * 1024  # bytes that are parsed between two looks at the size
# Supporting documents in base64 (UBL, CII, FatturaPA): they are large, and are not looked into here.
_FILES = frozenset({"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject", "Attachment"})

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,60})["']""")
# One byte a letter: any bytes decode, and none of these can hide markup from the parser.
_SINGLE_BYTE = frozenset(
    {f"iso8859-{part}" for part in range(1, 17)} | {f"cp125{page}" for page in range(9)} | {"koi8-r", "koi8-u"}
)
# Several bytes a letter, of which none looks like markup.
_MANY_BYTES = frozenset({"gb2312", "gbk", "gb18030", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr"})
_BEFORE = 1024  # bytes in which the document begins, as readers of PDF have it


class Node:
    """An element: local name, attributes (`unitCode`), text without outer spaces, children in order. `prefix` is
    that of its namespace."""

    __slots__ = ("attributes", "children", "name", "prefix", "text")

    def __init__(self, name: str, attributes: dict[str, str], prefix: str = "") -> None:
        self.name = name
        self.prefix = prefix
        self.attributes = attributes
        self.text = ""
        self.children: list[Node] = []

    def all(self, path: str) -> list["Node"]:
        """Every element at a path of local names, `Party/PartyTaxScheme/CompanyID`, in document order."""
        nodes = [self]
        for name in path.split("/"):
            nodes = [child for node in nodes for child in node.children if child.name == name]
        return nodes

    def first(self, *paths: str) -> "Node | None":
        """The first element with text at any of the paths, tried in turn; None when there is none."""
        return next((node for path in paths for node in self.all(path) if node.text), None)

    def one(self, *paths: str) -> "Node":
        """The first element at any of the paths, tried in turn; an empty one when there is none, so that reading on
        finds nothing."""
        return next((node for path in paths for node in self.all(path)), Node(paths[0], {}))


@dataclass(frozen=True)
class Parsed:
    """The root element, and what stood around it. Neither belongs to the document."""

    root: Node
    before: str = ""
    behind: str = ""


def parse(data: bytes) -> Node:
    """The root element, as `parse_with_rest`."""
    return parse_with_rest(data).root


def parse_with_rest(data: bytes) -> Parsed:
    """The document, also when something stands before its first bracket or behind its end: that is left out and told.
    `DocumentRejected`: `too-large`, `unsafe-xml`, `too-complex`, `damaged`."""
    if len(data) > MAX_WITH_FILES:
        raise DocumentRejected("too-large", f"The XML is larger than {MAX_WITH_FILES // 1024 // 1024} MB.")
    decoded, whole = _decode(data)
    before, text = _from_first_bracket(decoded.strip("\ufeff\0 \t\r\n"))
    encoded = _without_declaration(text).encode()
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    behind = b""
    try:
        for begin in range(0, len(encoded), _STEP):
            parser.Parse(encoded[begin : begin + _STEP])
            if min(begin + _STEP, len(encoded)) - builder.in_files > MAX_BYTES:
                raise _too_large()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if not builder.complete:
            if not whole:
                raise DocumentRejected("damaged", "The XML holds bytes that its encoding does not have.") from error
            raise DocumentRejected("damaged", f"The XML is not well-formed: {error}.") from error
        behind = encoded[parser.ErrorByteIndex :]
    rest = behind.decode("utf-8", "replace").strip() or ("" if whole else "\ufffd")
    return Parsed(builder.root.children[0], before, rest)


def declared_encoding(data: bytes) -> str | None:
    """The name that the XML declaration gives, whether there is such an encoding or not."""
    declared = _DECLARATION.match(data.lstrip())
    return declared.group(1).decode("ascii", "replace") if declared else None


def _decode(data: bytes) -> tuple[str, bool]:
    """By byte order mark, else as UTF-8 when it is that, whatever is declared; else by a declared encoding of the old
    kinds. False: only so far, the next byte is none of the encoding; it may stand behind the document.

    Bytes that are valid UTF-8 beyond ASCII are next to never anything else, while declarations are often wrong.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    try:
        return data.decode(marked or "utf-8"), True
    except UnicodeDecodeError as error:
        declared = _DECLARED.match(data.lstrip())
        name = _codec(declared.group(1).decode()) if declared and not marked else None
        if name in _SINGLE_BYTE | _MANY_BYTES:
            return data.decode(name, "replace"), True
        return data[: error.start].decode(marked or "utf-8"), False


def _from_first_bracket(text: str) -> tuple[str, str]:
    """What stands before the document, and the document."""
    place = text.find("<", 0, _BEFORE)
    return (text[:place].strip("\ufeff\0 \t\r\n"), text[place:]) if place > 0 else ("", text)


def _without_declaration(text: str) -> str:
    """What it says is known or wrong by now, and a wrong one must not stop the parser."""
    return text.partition("?>")[2].lstrip() if re.match(r"<\?xml\s", text) else text


def _codec(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _too_large() -> DocumentRejected:
    megabytes = MAX_BYTES // 1024 // 1024
    return DocumentRejected("too-large", f"The XML has more than {megabytes} MB beside the files embedded in it.")


def _refuse_doctype(*_: object) -> None:
    raise DocumentRejected("unsafe-xml", "The XML has a document type declaration, which no electronic invoice needs.")


class _Builder:
    """Builds the tree from the parser's events. `root` is a node around the root element, `in_files` the number of
    characters of embedded files."""

    def __init__(self) -> None:
        self.root = Node("", {})
        self._open = [self.root]
        self._text: list[list[str]] = [[]]
        self._count = 0
        self.in_files = 0

    @property
    def complete(self) -> bool:
        """True when the root element has ended."""
        return len(self._open) == 1 and bool(self.root.children)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise DocumentRejected("too-complex", "The XML is nested too deeply or has too many elements.")
        prefix, _, local = name.rpartition(":")
        node = Node(local, attributes, prefix)
        self._open[-1].children.append(node)
        self._open.append(node)
        self._text.append([])

    def end(self, _: str) -> None:
        node, text = self._open.pop(), "".join(self._text.pop())
        node.text = (text if node.name in _FILES else visible(text)).strip()

    def characters(self, text: str) -> None:
        self._text[-1].append(text)
        if self._open[-1].name in _FILES:
            self.in_files += len(text)
