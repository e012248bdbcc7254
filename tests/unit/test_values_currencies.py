import pytest

from app.domain.countries import countries
from app.engine.values import (
    choose_currency,
    country_of_iban,
    country_of_vat_id,
    currencies_named,
)
from app.engine.values.currencies import CODES, symbols


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("€", "EUR"),
        ("Total in EUR", "EUR"),
        ("RM", "MYR"),
        ("CHF 12.00", "CHF"),
        ("₫", "VND"),
        ("US$", "USD"),
        ("zł", "PLN"),
    ],
)
def test_a_code_or_a_sign_names_one_currency(text: str, code: str) -> None:
    assert currencies_named(text) == (code,)


def test_a_sign_of_several_countries_is_left_open_until_a_country_decides() -> None:
    crowns = currencies_named("12 kr")
    assert choose_currency(crowns) is None
    assert choose_currency(crowns, ("SE",)) == "SEK"
    assert choose_currency(crowns, ("DE", "DK")) == "DKK"
    assert choose_currency(currencies_named("$"), ("SG",)) == "SGD"


@pytest.mark.parametrize("text", ["", "Total", "ARMS", "12.00", "EURO4"])
def test_other_text_names_none(text: str) -> None:
    assert currencies_named(text) == ()


def test_country_of_registration_numbers() -> None:
    assert country_of_iban("DE02 1203 0000 0000 2020 51") == "DE"
    assert country_of_iban("12345") is None
    assert country_of_vat_id("EL123456789") == "GR"
    assert country_of_vat_id("CHE-123.456.789 MWST") == "CH"
    assert country_of_vat_id("123456789") is None


def test_tables_name_known_currencies_only() -> None:
    assert {country.currency for country in countries().values()} <= CODES
    assert {code for codes in symbols().values() for code in codes} <= CODES
