"""What CII and UBL say alike, once the element names are out of the way."""

import re
from collections.abc import Iterable
from decimal import Decimal

from app.domain.invoice import MAX_TEXT
from app.engine.einvoice import codes, values
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

MAX_ROWS = 100
MAX_IDS = 20
MAX_OTHER = 200

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


def address(
    out: Findings,
    *,
    street: Iterable[Node],
    city: Node | None,
    region: Node | None,
    postal_code: Node | None,
    country: Node | None,
) -> None:
    """The parts, and the whole as it would stand on a letter."""
    place = out.at("address")
    lines = [node for node in street if node.text]
    place.text("street", *lines)
    place.text("city", city)
    place.text("region", region)
    place.code("postal_code", postal_code)
    if country and country.text.upper() in codes.COUNTRIES:
        place.named("country", codes.COUNTRIES[country.text.upper()], country.text)
    else:
        place.letters("country", country, count=2)
    town = " ".join(node.text for node in (postal_code, city) if node)
    whole = [*(node.text for node in lines), town, *(node.text for node in (region, country) if node)]
    if lines or town:
        text = "\n".join(part for part in whole if part)
        place.value("text", text, text)


def identifiers(out: Findings, nodes: Iterable[Node], tax_numbers: Iterable[Node] = ()) -> None:
    """Registration numbers, each with the name of its register where the scheme tells it. `tax_numbers`: those that
    the tax office gave, whatever scheme they name."""
    pairs = [(node, node.attributes.get("schemeID", "").strip()) for node in nodes]
    out.rows("tax_ids", [*pairs, *((node, "FC") for node in tax_numbers)], _identifier, limit=MAX_IDS)


def _identifier(out: Findings, pair: tuple[Node, str]) -> None:
    node, scheme = pair
    out.code("value", node)
    if node.text and scheme:
        out.named("scheme", codes.REGISTERS.get(scheme, scheme), scheme)


def document_type(out: Findings, node: Node | None) -> None:
    """By the code; an unknown code is kept as a candidate."""
    if node:
        out.value("document_type", codes.DOCUMENT_TYPES.get(node.text), node.text)


def method(out: Findings, information: Node | None, code: Node | None) -> None:
    """How to pay: the sender's own words, else the meaning of the code, else the code."""
    if information:
        out.text("method", information)
    elif code:
        out.value("method", codes.PAYMENT_MEANS.get(code.text, code.text), code.text)


def account(
    out: Findings,
    *,
    iban: Node | None,
    number: Node | None,
    bank: Node | None,
    holder: Node | None,
    reference: Node | None = None,
) -> None:
    """An account to pay to. IBAN and BIC lose the spaces they are printed with. `bank`: its BIC, or what stands in its
    place where accounts have no IBAN (sort code, BSB, routing number)."""
    bic = bank if bank and (iban or _BIC.fullmatch(_compact(bank))) else None
    for name, node in (("iban", iban), ("bic", bic)):
        if node:
            out.named(name, re.sub(r"\s", "", node.text), node.text)
    out.code("number", number)
    out.code("branch", bank if bic is None else None)
    out.text("holder", holder)
    out.code("reference", reference)


def is_iban(node: Node) -> bool:
    """Has the form of an IBAN; whether its check digits are right is for the checks."""
    return bool(_IBAN.fullmatch(_compact(node)))


def _compact(node: Node) -> str:
    return re.sub(r"\s", "", node.text).upper()


def card(out: Findings, node: Node | None) -> None:
    """The last four digits. More of a card number is not kept, whatever the sender wrote."""
    if node and re.fullmatch(r".*[0-9]{4}", node.text, re.DOTALL):
        out.value("card_last4", node.text[-4:], node.text[-4:])


def quantity(out: Findings, node: Node | None) -> None:
    """How many, and of what unit."""
    out.number("quantity", node)
    unit = node.attributes.get("unitCode", "").strip() if node else ""
    if unit:
        out.named("unit", unit, unit)


def unit_price(out: Findings, price: Node | None, per: Node | None) -> None:
    """The price of one unit: the net price divided by the quantity it is for (BT-146 / BT-149)."""
    base = values.number(per.text) if per else None
    amount = values.number(price.text) if price else None
    if price is None or per is None or amount is None or base is None or base in (Decimal(0), Decimal(1)):
        out.number("unit_price", price)
        return
    out.value("unit_price", values.quotient(amount, base), f"{price.text} / {per.text}")


def truth(node: Node | None) -> bool | None:
    """An indicator; None when it is missing or neither true nor false."""
    return {"true": True, "1": True, "false": False, "0": False}.get(node.text.lower()) if node else None


def indicator(out: Findings, name: str, node: Node | None) -> None:
    if node:
        out.value(name, truth(node), node.text)


def amounts_in(nodes: list[Node], currency: Node | None) -> list[Node]:
    """The amounts in the currency of the document, when totals are given in two; never one that says another currency
    unless it is the only one."""
    given = [node for node in nodes if node.text]
    for wanted in (currency.text if currency else None, None):
        chosen = [node for node in given if node.attributes.get("currencyID") == wanted]
        if chosen:
            return chosen
    return given if len(given) == 1 else []


def others(out: Findings, labelled: Iterable[tuple[str, Iterable[Node]]]) -> None:
    """Values that have no field of their own."""
    pairs = [(label, node) for label, nodes in labelled for node in nodes if node.text]
    out.rows("other_fields", pairs, _other, limit=MAX_OTHER)


def _other(out: Findings, pair: tuple[str, Node]) -> None:
    label, node = pair
    out.value("label", label, label)
    out.text("value", node)


def notes(out: Findings, nodes: Iterable[Node]) -> None:
    """Free texts; one that is longer than a field holds goes on in the next."""
    texts = [node.text[start : start + MAX_TEXT] for node in nodes for start in range(0, len(node.text), MAX_TEXT)]
    for place, text in enumerate(texts[:MAX_ROWS]):
        out.value(f"notes.{place}", text, text)
