"""Whether an electronic invoice has the form that its profile asks for. A faulty one is read all the same, and said to
be faulty: its receiver may refuse it."""

import codecs
import re
from collections.abc import Iterator
from itertools import islice

from app.domain.checks import Check, Outcome
from app.engine.einvoice import cii
from app.engine.einvoice.formats import format_of
from app.engine.einvoice.profiles import Profile, children, exists, profile_of, title_of
from app.engine.einvoice.xml import Node, declared_encoding

CHECK = "einvoice_form"
_MOST = 20  # faults told one by one
_NAMED = 5  # elements in one of them
_LOOKED_AT = 20_000  # elements
_PARTS = frozenset(
    {"ExchangedDocumentContext", "SpecifiedExchangedDocumentContext", *cii.DOCUMENT}
    | {"SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction", "ValuationBreakdownStatement"}
)
_SPECIFICATION = (
    "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
    "SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
    "CustomizationID",
)


def specification(root: Node) -> str | None:
    """What the XML says it follows (BT-24)."""
    node = root.first(*_SPECIFICATION)
    return node.text if node else None


def checks(root: Node, xml: bytes, in_pdf: Iterator[str]) -> tuple[Check, ...]:
    """One failed Check a fault, else one that passed. `in_pdf`: what is wrong with the PDF around it, in words."""
    form = format_of(root)
    if form is not None and not form.standard:
        return _of_nation(form.name, xml)
    faults = [*islice(_faults(root, xml), _MOST), *in_pdf]
    if faults:
        return tuple(Check(id=CHECK, outcome=Outcome.FAILED, detail=fault) for fault in faults)
    named = specification(root) or "no profile"
    title = title_of(named)
    follows = f"{title}: {named}" if title else named
    return (Check(id=CHECK, outcome=Outcome.PASSED, detail=f"the form of the XML holds; it follows {follows}"),)


def _of_nation(name: str, xml: bytes) -> tuple[Check, ...]:
    """A form of its own, whose rules are not known here."""
    encoding = declared_encoding(xml)
    if encoding and not _is_known(encoding):
        fault = f"the XML names an encoding that does not exist: {encoding}"
        return (Check(id=CHECK, outcome=Outcome.FAILED, detail=fault),)
    return (Check(id=CHECK, outcome=Outcome.PASSED, detail=f"the XML is well-formed; its form is {name}"),)


def _faults(root: Node, xml: bytes) -> Iterator[str]:
    encoding = declared_encoding(xml)
    if encoding and not _is_known(encoding):
        yield f"the XML names an encoding that does not exist: {encoding}"
    named = specification(root)
    if named is not None and not exists(named):
        yield f"the XML names a profile that does not exist: {named[:200]}"
    if root.name not in ("Invoice", "CreditNote") or any(root.all(name) for name in cii.DOCUMENT):
        strange = dict.fromkeys(node.name for node in root.children if node.name not in _PARTS)
        yield from (f"the XML has a part that no invoice has: {name[:60]}" for name in strange)
    homeless, misplaced = _looked_through(root, profile_of(named or ""))
    if homeless:
        yield f"elements are in no namespace: {_names(homeless)}"
    for title, names in misplaced.items():
        yield f"elements are not part of the profile {title}: {_names(names)}"


def _names(found: list[str]) -> str:
    names = list(dict.fromkeys(found))
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def _looked_through(root: Node, profile: Profile | None) -> tuple[list[str], dict[str, list[str]]]:
    """Elements outside of any namespace; and, by the title of the profile, those that it does not have."""
    homeless: list[str] = []
    misplaced: dict[str, list[str]] = {}
    waiting = [(root, not root.prefix or _has_default(root))]
    for _ in range(_LOOKED_AT):
        if not waiting:
            break
        node, named = waiting.pop()
        known = children().get(node.name) if profile is not None else None
        for child in node.children:
            inside = named or _has_default(child)
            if not child.prefix and not inside:
                homeless.append(child.name[:60])
            lowest = known.get(child.name) if known else profile
            # What the root itself may hold is told as parts that no invoice has.
            if profile is not None and node is not root and (lowest is None or lowest > profile):
                misplaced.setdefault(profile.title, []).append(f"{node.name}/{child.name[:60]}")
            else:
                waiting.append((child, inside))
    return homeless, misplaced


def _has_default(node: Node) -> bool:
    return "xmlns" in node.attributes


# ---- the PDF around it -----------------------------------------------------------------------------------------------

_PACKET_BEGINS, _PACKET_ENDS, _LONGEST_PACKET = b"<x:xmpmeta", b"</x:xmpmeta>", 200_000
_FAMILY = re.compile(rb"urn:(?:factur-x|zugferd|ferd):pdfa:")
_STATED = {
    name: re.compile(rb":%s(?:>|\s*=\s*[\"'])\s*([^<\"']{1,100})" % name)
    for name in (b"ConformanceLevel", b"DocumentFileName")
}
_LEVELS = {
    "MINIMUM": Profile.MINIMUM,
    "BASIC WL": Profile.BASIC_WL,
    "BASIC": Profile.BASIC,
    "EN 16931": Profile.EN16931,
    "COMFORT": Profile.EN16931,
    "EXTENDED": Profile.EXTENDED,
}


def faults_of_pdf(pdf: bytes, root: Node, *, file_name: str) -> Iterator[str]:
    """What the PDF says of its XML and is not so, as far as it can be seen without unpacking."""
    profile = profile_of(specification(root) or "")
    packet = next((found for found in _packets(pdf) if _FAMILY.search(found)), None)
    if packet is not None:
        yield from _faults_of_metadata(packet, profile, file_name)


def _packets(pdf: bytes) -> Iterator[bytes]:
    """The metadata packets, each from its begin to its end."""
    place = 0
    while (end := pdf.find(_PACKET_ENDS, place)) >= 0:
        begin = pdf.find(_PACKET_BEGINS, max(place, end - _LONGEST_PACKET), end)
        place = end + len(_PACKET_ENDS)
        if begin >= 0:
            yield pdf[begin:place]


def _faults_of_metadata(packet: bytes, profile: Profile | None, file_name: str) -> Iterator[str]:
    level, named = _stated(packet, b"ConformanceLevel"), _stated(packet, b"DocumentFileName")
    if level is None:
        yield "the PDF does not say which profile its XML has"
    elif profile is not None and _LEVELS.get(level, profile) is not profile:
        yield f"the PDF says its XML has the profile {level}, the XML says {profile.title}"
    if named is not None and named.lower() != file_name.lower():
        yield f"the PDF says its XML is called {named[:60]}; it is called {file_name[:60]}"


def _stated(packet: bytes, name: bytes) -> str | None:
    """A value of the metadata, as an element or an attribute."""
    found = _STATED[name].search(packet)
    return found.group(1).decode("utf-8", "replace").strip() or None if found else None
