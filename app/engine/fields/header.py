"""Puts the header fields together. What no label, structure, checksum or sum supports is left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import chain

from app.domain.countries import currency_of
from app.domain.reading import Evidence, Found
from app.engine.fields import references, registers
from app.engine.fields.address import parts
from app.engine.fields.amounts import Totals
from app.engine.fields.choice import LEAST_SCORE, Choice, best, choice
from app.engine.fields.correction import corrected_address, corrected_name
from app.engine.fields.labels import ANNOUNCED, Form, Label
from app.engine.fields.net_and_tax import net_and_tax
from app.engine.fields.parties import Party, buyers, role_at, sellers
from app.engine.fields.sheet import Sheet
from app.engine.fields.titles import document_type
from app.engine.fields.typical import typical_kinds
from app.engine.values import (
    choose_currency,
    country_of_iban,
    country_of_vat_id,
    currencies_in_full,
    currencies_named,
)
from app.engine.words import DocumentText

BILL_LABELS = (Label.GROSS, Label.TOTAL, Label.ROUNDED, Label.DUE, Label.NET, Label.TAX, Label.CASH)


def read_fields(text: DocumentText, items: frozenset[int] = frozenset()) -> list[Found]:
    """The same of a document. `items`: rows that were read as items, where nothing else is looked for."""
    return fields_of(Sheet(text, items))


def fields_of(sheet: Sheet) -> list[Found]:
    """Header fields that labels, structure, checksums and sums support, with their evidence. Whether the
    document is one that has them is not asked."""
    totals = Totals(sheet)
    found = (_language(sheet), _references(sheet), _announced(sheet, totals), _amounts(sheet, totals))
    return [*chain(*found), *_parties(sheet), *_payment(sheet)]


def _announced(sheet: Sheet, totals: Totals) -> Iterator[Found]:
    read: dict[Form, Callable[[Label], list[Choice]]] = {
        Form.AMOUNT: totals.labelled_amounts,
        Form.DATE: partial(references.labelled_dates, sheet),
        Form.NUMBER: partial(references.labelled_number, sheet),
    }
    for path, (form, label) in ANNOUNCED.items():
        yield from _best(sheet, path, read[form](label))


def _references(sheet: Sheet) -> Iterator[Found]:
    starts, ends = references.service_period(sheet)
    choices: dict[str, list[Choice]] = {
        "document_type": _till_receipt(sheet) + document_type(sheet) + typical_kinds(sheet),
        "invoice_number": references.invoice_number(sheet),
        "issue_date": references.issue_date(sheet),
        "issue_time": references.issue_time(sheet),
        "service_period.start": starts,
        "service_period.end": ends,
    }
    for path, items in choices.items():
        yield from _best(sheet, path, items)


_VOTE = 60  # of a label that one language has alone
_ENOUGH = 3


def _language(sheet: Sheet) -> Iterator[Found]:
    language = _language_of(sheet)
    if language:
        yield Found("language", language, Evidence(confidence=0.9, source=sheet.source))


def _language_of(sheet: Sheet) -> str | None:
    """The language of most labels; a label that several languages share gives each its part of a vote."""
    votes: Counter[str] = Counter()
    for hit in sheet.hits:
        votes.update(dict.fromkeys(hit.languages, _VOTE // max(1, len(hit.languages))))
    (first, most), (_, next_most) = (*votes.most_common(2), ("", 0), ("", 0))[:2]
    return first if most >= _ENOUGH * _VOTE and most >= 2 * next_most else None


def _till_receipt(sheet: Sheet) -> list[Choice]:
    """Paper on which money was taken and given back, or taken by card on narrow paper, whatever it calls itself."""
    change, cash = sheet.of(Label.CHANGE), sheet.of(Label.CASH)
    if change and cash:
        return [choice("receipt", change[0].piece, 0.97 if sheet.is_narrow or references.issue_time(sheet) else 0.6)]
    if not cash or references.issue_time(sheet) == [] or sheet.of(Label.BUYER, Label.DUE_DATE):
        return []
    return [choice("receipt", cash[0].piece, 0.96 if sheet.is_narrow else 0.6)]


def _best(sheet: Sheet, path: str, choices: Iterable[Choice]) -> Iterator[Found]:
    found = best(path, choices, sheet.source)
    if found is not None:
        yield found


def _amounts(sheet: Sheet, totals: Totals) -> Iterator[Found]:
    gross = best("amounts.gross", totals.gross(), sheet.source)
    value: Decimal | None = gross.value if gross else None
    if gross:
        yield gross
    nets, taxes = net_and_tax(totals, value)
    yield from _best(sheet, "amounts.net", nets)
    yield from _best(sheet, "amounts.tax", taxes)
    asks = bool(sheet.of(Label.DUE_DATE, Label.TERMS) or registers.ibans(sheet))
    yield from _best(sheet, "amounts.due", totals.due(gross, asks_for_payment=asks))
    yield from _best(sheet, "currency", _currencies(sheet, totals))


def _currencies(sheet: Sheet, totals: Totals) -> Iterator[Choice]:
    """By trust: what a label names, what the amounts are printed with, the country of the account, of the VAT id, and
    the one country that the document names."""
    yield from _printed_currencies(sheet, totals)
    for account in registers.ibans(sheet):
        yield from _of_country(country_of_iban(account.value), account, 0.8)
    for item, _ in registers.vat_ids(sheet):
        yield from _of_country(country_of_vat_id(item.value), item, 0.75)
    # Whole amounts without a sign are no money to `totals`, but what they stand beside is a word for totals.
    named = (hit.piece for hit in sheet.hits if hit.label in BILL_LABELS)
    money = next((item.amount.piece for item in totals.labelled), None) or next(named, None)
    if money is not None and len(set(map(currency_of, sheet.countries))) == 1:
        yield from _of_country(sheet.countries[0], choice("", money, 0.0), 0.7)


def _of_country(country: str | None, seen: Choice, score: float) -> Iterator[Choice]:
    code = currency_of(country or "")
    if code:
        yield Choice(code, seen.raw, seen.words, score)


def _printed_currencies(sheet: Sheet, totals: Totals) -> Iterator[Choice]:
    stated = currencies_in_full(line.text for line in sheet.lines)
    for hit in sheet.of(Label.CURRENCY):
        for piece in sheet.after(hit)[:1]:
            code = choose_currency(currencies_named(piece.text.rstrip(" .")), sheet.countries, stated=stated)
            if code:
                yield choice(code, piece, 0.95)
    for amount in [item.amount for item in totals.labelled] + totals.everything:
        code = choose_currency(amount.printed.currencies, sheet.countries, stated=stated)
        if code:
            yield choice(code, amount.piece, 0.92)
    for hit in (*sheet.hits,):
        if hit.label in BILL_LABELS:
            for piece in [*sheet.after(hit)[:2], hit.piece]:
                names = [word for word in piece.text.replace("(", " ").replace(")", " ").split() if len(word) <= 3]
                for name in names:
                    code = choose_currency(currencies_named(name), sheet.countries, stated=stated)
                    if code:
                        yield choice(code, piece, 0.85)


def _parties(sheet: Sheet) -> Iterator[Found]:
    seller, buyer = sellers(sheet), buyers(sheet)
    yield from _party(sheet, "seller", seller)
    yield from _party(sheet, "buyer", buyer)
    vat_ids = registers.vat_ids(sheet)
    yield from _best(
        sheet, "seller.vat_id", [item for item, piece in vat_ids if role_at(sheet, piece) is not Label.BUYER]
    )
    bought = [item for item, piece in vat_ids if role_at(sheet, piece) is Label.BUYER]
    yield from _best(sheet, "buyer.vat_id", [*registers.buyer_vat_ids(sheet), *bought])
    yield from _tax_ids(sheet)
    for name, found in (
        ("phone", registers.phones(sheet)),
        ("email", registers.mails(sheet)),
        ("website", registers.websites(sheet)),
    ):
        roles = [(item, role_at(sheet, piece)) for item, piece in found]
        unclear = len({item.value for item, role in roles if role is None}) > 1
        own = [
            replace(item, score=item.score - 0.3 * (unclear and role is None))
            for item, role in roles
            if role in (None, Label.SELLER)
        ]
        yield from _best(sheet, f"seller.{name}", own)


def _tax_ids(sheet: Sheet) -> Iterator[Found]:
    """Of the party whose label stands over them; the seller's where none does."""
    places = Counter[str]()
    for scheme, item, label in registers.tax_numbers(sheet):
        role = "buyer" if role_at(sheet, label) is Label.BUYER else "seller"
        path = f"{role}.tax_ids.{places[role]}"
        places[role] += 1
        yield from _best(sheet, f"{path}.scheme", [Choice(scheme, item.raw, item.words, item.score)])
        yield from _best(sheet, f"{path}.value", [item])


def _name(sheet: Sheet, party: Party) -> str:
    name = " ".join(row.text for row in party.name)
    return corrected_name(name) if sheet.noisy else name


def _party(sheet: Sheet, role: str, parties: list[Party]) -> Iterator[Found]:
    if not parties:
        return
    names = [choice(_name(sheet, p), p.name, p.score) for p in parties if p.name]
    yield from _best(sheet, f"{role}.name", names)
    if parties[0].score >= LEAST_SCORE:
        yield from address_found(sheet, role, parties[0])


def address_found(sheet: Sheet, role: str, party: Party) -> Iterator[Found]:
    """The address of a party as it is printed, and its parts."""
    first = party
    if first.address:
        printed = [piece.text.strip() for piece in first.address]
        rows = corrected_address(printed, _language_of(sheet)) if sheet.noisy else printed
        address = choice("\n".join(rows), first.address, first.score - 0.05, raw="\n".join(printed))
        yield from _best(sheet, f"{role}.address.text", [address])
        for name, text in parts(rows).items():
            place = next((piece for piece in first.address if text in piece.text), first.address[-1])
            yield from _best(sheet, f"{role}.address.{name}", [choice(text, place, first.score - 0.05)])


def _payment(sheet: Sheet) -> Iterator[Found]:
    codes = registers.bics(sheet)
    for place, account in enumerate(registers.ibans(sheet)):
        yield from _best(sheet, f"payment.accounts.{place}.iban", [account])
        if place < len(codes):
            yield from _best(sheet, f"payment.accounts.{place}.bic", [codes[place]])
    yield from _best(sheet, "payment.terms", references.payment_terms(sheet))
