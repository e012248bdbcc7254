"""The currency of a document. Trusted in this order: the code that Textract gives to an amount, the sign or code that
is printed, the country of the addresses, the country of an IBAN or a VAT id."""

from collections import Counter
from collections.abc import Iterable

from app.adapters.textract.answer import Field
from app.adapters.textract.choices import Choice, best
from app.adapters.textract.printed import Style, one_line
from app.domain.countries import currency_of
from app.domain.reading import Found
from app.domain.rules.currencies import ACCOUNTED, CODES
from app.engine.values import choose_currency, country_of_iban, country_of_vat_id, currencies_named

_BY_SIGN = 0.95
_BY_COUNTRY = 0.6


def currency(fields: list[Field], others: Iterable[Found], style: Style) -> Found | None:
    """`fields` are all with amounts; `others` what was found so far, of which IBAN and VAT id may tell the country."""
    given = [field for field in fields if field.currency in CODES - ACCOUNTED]
    if given:
        counts = Counter(field.currency for field in given)
        ranked = sorted(given, key=lambda field: -counts[field.currency])
        return best(
            "currency",
            [
                Choice(field.currency, one_line(field.text), field, counts[field.currency] / len(given))
                for field in ranked
            ],
        )
    countries = (*style.countries, *_countries(others))
    printed = [(field, signs) for field in fields if field.text and (signs := currencies_named(one_line(field.text)))]
    choices = [
        Choice(code, field.text, field, _BY_SIGN)
        for field, signs in printed
        if (code := choose_currency(signs, countries))
    ]
    if choices or printed:
        return best("currency", choices or [Choice(None, field.text, field) for field, _ in printed])
    own = next(filter(None, map(currency_of, countries)), None)
    totals = [field for field in fields if field.type == "TOTAL" and field.text]
    return best("currency", [Choice(own, "", totals[0], _BY_COUNTRY)]) if own and totals else None


def _countries(found: Iterable[Found]) -> Iterable[str]:
    for item in found:
        if isinstance(item.value, str):
            country = country_of_iban(item.value) if item.path.endswith(".iban") else None
            country = country_of_vat_id(item.value) if item.path == "seller.vat_id" else country
            if country:
                yield country
