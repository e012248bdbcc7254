"""The homes of countries: what each says of itself is possible, and said once."""

import re

import pytest

from app.domain.countries import countries, country, currency_of, vat_id_of
from app.domain.countries.iso import CODES, CURRENCIES, SECOND_CURRENCIES
from app.domain.rules import currencies

CODES_WITH_FILES = sorted(countries())


@pytest.mark.parametrize("code", CODES_WITH_FILES)
def test_a_country_file_holds_together(code: str) -> None:
    found = country(code)
    assert found is not None and code in CODES
    assert found.names and found.currency in currencies.CODES
    assert found.town in ("after", "before", "both", "region")
    assert all(re.fullmatch(r"[9A -]+", each) for each in found.postal_codes)
    assert all(0 < rate < 100 for rate in found.tax_rates)
    assert all(" " not in name for name in found.tax_names)
    assert code not in CURRENCIES | SECOND_CURRENCIES, "its currency stands in its file"


def test_a_country_without_a_file_still_pays_with_something() -> None:
    assert country("MC") is None
    assert (currency_of("MC"), currency_of("MC", alone=True), currency_of("FO", alone=True)) == ("EUR", None, "DKK")


def test_vat_numbers_are_found_by_the_letters_before_them() -> None:
    assert vat_id_of("EL") is vat_id_of("GR") is not None
    assert vat_id_of("XI") is vat_id_of("GB") is not None
    assert vat_id_of("US") is None and vat_id_of("QQ") is None


def test_no_two_countries_have_a_name_or_region_in_common() -> None:
    names = [(name.casefold(), code) for code, each in countries().items() for name in {*each.names, *each.regions}]
    assert len({name for name, _ in names}) == len(names)
