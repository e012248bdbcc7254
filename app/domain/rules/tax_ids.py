"""VAT and tax numbers of every party."""

from collections.abc import Iterator

from app.domain.checks import Check, Outcome
from app.domain.countries import vat_id_of
from app.domain.countries.iso import VAT_PREFIXES
from app.domain.invoice import Invoice, Party
from app.domain.rules.bank import compact
from app.domain.rules.national_ids import national_id_fault, scheme_of
from app.domain.rules.verdict import verdict

PARTIES = ("seller", "buyer", "bill_to", "ship_to", "remit_to", "ship_from", "service_location", "payee")


def _parties(invoice: Invoice) -> Iterator[tuple[str, Party]]:
    return ((name, getattr(invoice, name)) for name in PARTIES)


def has_prefix(vat_id: str) -> bool:
    """Paper often prints the national form without country; that is no fault, but nothing can be said about it."""
    return vat_id[:2].isascii() and vat_id[:2].isalpha()


def check_vat_prefixes(invoice: Invoice) -> Iterator[Check]:
    """A VAT number begins with the code of a country (BR-CO-09)."""
    for name, party in _parties(invoice):
        vat_id = compact(party.vat_id or "")
        if not has_prefix(vat_id):
            continue
        country = vat_id[:2]
        wrong = f"{vat_id} begins with {country}, which is no country" if country not in VAT_PREFIXES else None
        yield verdict(
            "vat_prefix",
            rule="BR-CO-09",
            wrong=wrong,
            right=f"{vat_id} begins with the country {country}",
            fields=(f"{name}.vat_id",),
            found=party.vat_id,
        )


def check_vat_prefixes_of_standard(invoice: Invoice) -> Iterator[Check]:
    """An electronic invoice says the country of every VAT number (BR-CO-09); paper need not."""
    for name, party in _parties(invoice):
        vat_id = compact(party.vat_id or "")
        if vat_id and not has_prefix(vat_id):
            yield Check(
                id="vat_prefix",
                rule="BR-CO-09",
                outcome=Outcome.FAILED,
                detail=f"{vat_id} does not begin with the code of a country",
                fields=(f"{name}.vat_id",),
                found=party.vat_id,
            )


def check_tax_ids(invoice: Invoice) -> Iterator[Check]:
    """Shape and check digits of the numbers whose rules are public."""
    for name, party in _parties(invoice):
        vat_id = compact(party.vat_id or "")
        rules = vat_id_of(vat_id[:2])
        if rules is not None:
            yield _check(f"{name}.vat_id", vat_id, rules.fault(vat_id))
        for place, tax_id in enumerate(party.tax_ids):
            number = compact(tax_id.value or "")
            if number and scheme_of(tax_id.scheme, number) is not None:
                yield _check(f"{name}.tax_ids.{place}.value", number, national_id_fault(tax_id.scheme, number))


def _check(path: str, number: str, fault: str | None) -> Check:
    return verdict("tax_id", wrong=fault, right=f"{number} is well formed", fields=(path,), found=number)
