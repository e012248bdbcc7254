"""Terms of EN 16931 without a field of their own in the invoice: kept by label as other fields, or beside an item."""

from collections.abc import Iterable, Iterator

from app.engine.einvoice.xml import Node

SPECIFICATION = "specification"  # BT-24
Labelled = Iterator[tuple[str, Iterable[Node]]]
Table = tuple[tuple[str, str], ...]

# UNTDID 1001, as the kind of a referenced document
_OBJECT = "130"


def at(node: Node, table: Table) -> Labelled:
    """The nodes at every path of a table of labels and paths."""
    return ((label, node.all(path)) for label, path in table)


def documents(references: Iterable[Node], *, kind: str, number: str, table: Table) -> Labelled:
    """Referenced documents (BG-24) and the object that is billed (BT-18): `kind` and `number` are paths in each."""
    for reference in references:
        code = reference.first(kind)
        label = "invoiced object" if code and code.text == _OBJECT else "supporting document"
        yield label, reference.all(number)
        yield from at(reference, table)


def attached(references: Iterable[Node], path: str) -> Labelled:
    """Names of files inside the XML (BT-125)."""
    for reference in references:
        for node in reference.all(path):
            name = Node("filename", {})
            name.text = node.attributes.get("filename", "").strip()
            yield "attached file", [name]


def properties(nodes: Iterable[Node], name: str, value: str) -> Labelled:
    """What an item is like, in the sender's own words (BG-32): `Colour: blue`."""
    for node in nodes:
        label = node.first(name)
        if label:
            yield label.text, node.all(value)


def told(labelled: Iterable[tuple[str, Iterable[Node]]]) -> list[Node]:
    """Each as one text `label: value`."""
    return [_told(label, node.text) for label, nodes in labelled for node in nodes if node.text]


def _told(label: str, text: str) -> Node:
    node = Node(label, {})
    node.text = f"{label}: {text}"
    return node
