"""What nations mean otherwise in the UBL of their own. Known by what the document claims to be (BT-24)."""

import re

from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

_OIOUBL = re.compile(r"OIOUBL-2\.[0-9]{1,2}")
# OIOUBL writes tax categories in words: its code list `taxcategoryid-1.1`.
_CATEGORIES = {"StandardRated": "S", "ZeroRated": "Z", "ReverseCharge": "AE"}


def is_oioubl(root: Node) -> bool:
    """Denmark's OIOUBL 2.0 and 2.1."""
    claimed = root.first("CustomizationID")
    return claimed is not None and _OIOUBL.fullmatch(claimed.text) is not None


def tax_category(out: Findings, name: str, node: Node | None) -> None:
    """A category by its code of UNCL 5305."""
    if node:
        out.named(name, _CATEGORIES.get(node.text, node.text), node.text)
