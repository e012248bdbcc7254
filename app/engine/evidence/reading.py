"""From evidence to found values: what is chosen takes the place of what the rules chose; all else of theirs stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.invoice import DocumentType
from app.domain.reading import Candidate, Evidence, Found
from app.domain.sure import BELOW_SURE, at_most
from app.engine.evidence.arithmetic import FEW_CENTS
from app.engine.evidence.choosing import (
    NEAR_RIVAL,
    PATH_OF,
    Ranked,
    confidence,
    decided,
    promised,
    rankings,
    support_of,
)
from app.engine.evidence.features import Page
from app.engine.evidence.told import alike, surer
from app.engine.evidence.weights import Weights, weights
from app.engine.fields.correction import corrected_name
from app.engine.fields.header import BILL_LABELS, address_found
from app.engine.fields.labels import Label
from app.engine.fields.parties import Party, address_beneath
from app.engine.words import polygon

MOST_CANDIDATES = 5
_LEAST_CANDIDATE = 0.02  # score
_MOST = 0.99
_KIND_BY_ITSELF = 0.6  # confidence of a kind that no word names

_WORDS_OF_BILLS = (*BILL_LABELS, Label.INVOICE_NUMBER, Label.DUE_DATE, Label.PURCHASE_ORDER, Label.TERMS)
PAID = frozenset({DocumentType.INVOICE, DocumentType.RECEIPT, DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE})
"""Kinds that ask for, confirm or take back a payment."""


def read_evidence(page: Page) -> list[Found]:
    """Header fields. A page that asks for no payment gives its kind, and none of its amounts is sure."""
    known = weights()
    chosen = _chosen(page, known)
    kind = _kind(page, chosen)
    if not _may_be_paid(page, chosen):
        return [kind] if kind is not None and kind.value not in PAID else []
    found = [*([kind] if kind else []), *_rest_of_rules(page, chosen), *chosen.values()]
    return _without_contradictions(found, unpaid=kind is not None and kind.value not in PAID)


def _may_be_paid(page: Page, chosen: dict[str, Found]) -> bool:
    """False for a page on which nothing speaks for a payment: no word of bills, no value that a service names, and what
    may be its total is neither a sum of others nor on the paper of a till. A letter, a list, a timetable."""
    if page.sheet.of(*_WORDS_OF_BILLS) or page.service.chosen:
        return True
    total, numbered = _given(chosen, "amounts.gross"), _given(chosen, "invoice_number")
    if "document_type" in page.told.chosen:
        return total or numbered
    return total and (page.sheet.is_narrow or page.sums.is_sum(chosen["amounts.gross"].value))


def _chosen(page: Page, known: Weights) -> dict[str, Found]:
    found = {}
    named_by = page.service.chosen.get
    ranked = {field: decided(values, named_by(PATH_OF[field])) for field, values in rankings(page, known).items()}
    for field, values in ranked.items():
        path = PATH_OF[field]
        named = named_by(path)
        seen = _found(page, field, ranked, known) if values else None
        if seen is not None and named is not None:
            seen = surer(replace(seen, value=named.value) if alike(seen.value, named.value) else seen, named)
        elif seen is not None and page.sheet.fragments:
            seen = _unnamed(seen, page.service.candidates.get(path, ()))
        result = seen or named
        if result is not None:
            found[path] = result
    return found


def _unnamed(seen: Found, thought: Sequence[Candidate]) -> Found:
    """Candidates alone, with those that the service thought of: around what it names stands much that looks like
    something else."""
    own = (seen.evidence.as_candidate(seen.value),) if seen.value is not None else ()
    known = {each.value: each for each in (*seen.evidence.candidates, *thought, *own)}
    return Found(
        seen.path, None, Evidence(source=seen.evidence.source, candidates=tuple(known.values())[:MOST_CANDIDATES])
    )


def _found(page: Page, field: str, ranked: Mapping[str, Sequence[Ranked]], known: Weights) -> Found:
    values = ranked[field]
    best = values[0]
    sure = confidence(field, support_of(page, field, ranked), known.sureness)
    path, source = PATH_OF[field], page.sheet.source
    rivals = [item for item in values[1:] if item.score >= _LEAST_CANDIDATE]
    told = page.told.chosen.get(path)
    if sure < known.least[field] and not (told is not None and alike(told.value, best.option.value)):
        seen = [item for item in values if item.score >= _LEAST_CANDIDATE][:MOST_CANDIDATES]
        return Found(path, None, Evidence(source=source, candidates=tuple(_candidate(page, item) for item in seen)))
    trust = min(_MOST, promised(sure, known.sureness.margins[field]))
    if best.option.doubt or (rivals and rivals[0].score > NEAR_RIVAL):
        trust = min(trust, BELOW_SURE)
    # What else the total could be is offered however sure it is: it is what people correct by a key.
    offered = values[1:] if field == "gross" else rivals
    place = best.option.choice(trust)
    evidence = Evidence(
        raw=place.raw,
        confidence=round(trust, 3),
        page=place.words[0].page if place.words else None,
        polygon=polygon(place.words) if place.words else None,
        source=source,
        candidates=tuple(_candidate(page, item) for item in offered[:MOST_CANDIDATES]),
    )
    return Found(path, _value(page, field, best), evidence)


def _value(page: Page, field: str, item: Ranked) -> Any:
    value = item.option.value
    return corrected_name(value) if field == "seller" and page.sheet.noisy else value


def _candidate(page: Page, item: Ranked) -> Candidate:
    place = item.option.choice(item.score)
    return Candidate(
        value=str(item.option.value),
        raw=place.raw,
        confidence=round(min(item.score, BELOW_SURE), 3),
        page=place.words[0].page if place.words else None,
        polygon=polygon(place.words) if place.words else None,
        source=page.sheet.source,
    )


def _kind(page: Page, chosen: dict[str, Found]) -> Found | None:
    """What the document calls itself. One with a total that does not say is a receipt on the paper of a till, and else
    an invoice."""
    told = page.told.chosen.get("document_type")
    if told is not None or not _given(chosen, "amounts.gross"):
        return told
    kind = DocumentType.RECEIPT if page.sheet.is_narrow else DocumentType.INVOICE
    return Found("document_type", kind.value, Evidence(confidence=_KIND_BY_ITSELF, source=page.sheet.source))


def _given(chosen: dict[str, Found], path: str) -> bool:
    found = chosen.get(path)
    return found is not None and found.value is not None


def _rest_of_rules(page: Page, chosen: dict[str, Found]) -> Iterator[Found]:
    """What the rules found for other fields; of another seller, the address that is printed there."""
    seller = chosen.get("seller.name")
    told = page.told.chosen.get("seller.name")
    own = seller is not None and seller.value is not None
    theirs = own and told is not None and seller is not None and alike(told.value, seller.value)
    buyer = page.told.chosen.get("buyer.name")
    itself = own and buyer is not None and seller is not None and alike(buyer.value, seller.value)
    for item in page.rules:
        if item.path in chosen or item.path == "document_type":
            continue
        named = item.path in page.service.chosen
        if item.path.startswith("seller.address") and not (named or theirs) and (own or told is not None):
            continue
        if itself and item.path.startswith(("buyer.name", "buyer.address")):
            continue
        yield item
    if own and not theirs and "seller.address.text" not in page.service.chosen:
        yield from _address(page, str(seller.value) if seller else "")


def _address(page: Page, name: str) -> Iterator[Found]:
    option = next((option for option in page.names if alike(option.value, name)), None)
    if option is not None:
        address = address_beneath(page.sheet, option.pieces)
        yield from address_found(page.sheet, "seller", Party(option.pieces, address, BELOW_SURE))


def _without_contradictions(found: list[Found], *, unpaid: bool) -> list[Found]:
    """What contradicts something is not sure: sums that do not hold, a day to pay before the day of the invoice; and
    amounts of a document that nobody pays."""
    values = {item.path: item.value for item in found if item.value is not None}
    unsure: set[str] = set()
    gross, net, tax = (values.get(f"amounts.{name}") for name in ("gross", "net", "tax"))
    if unpaid:
        unsure |= {path for path in values if path.startswith("amounts.")}
    if gross is not None and net is not None and tax is not None and abs(net + tax - gross) > FEW_CENTS:
        unsure |= {"amounts.gross", "amounts.net", "amounts.tax"}
    if gross is not None and any(other is not None and abs(other) > abs(gross) for other in (net, tax)):
        unsure |= {"amounts.gross", "amounts.net", "amounts.tax"}
    issued, due = values.get("issue_date"), values.get("due_date")
    if issued is not None and due is not None and due < issued:
        unsure |= {"issue_date", "due_date"}
    return [
        replace(item, evidence=at_most(item.evidence, BELOW_SURE)) if item.path in unsure else item for item in found
    ]
