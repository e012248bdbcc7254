import pytest

from app.domain.countries import countries
from app.engine.values import (
    choose_currency,
    country_of_iban,
    country_of_vat_id,
    currencies_in_full,
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


@pytest.mark.parametrize(
    ("text", "sign", "code"),
    [
        ("All prices are in US dollars.", "$", "USD"),
        ("Currency: U.S.D.", "$", "USD"),
        ("Amounts in NZD", "$", "NZD"),
        ("Alle Beträge in schwedischen Kronen", "kr", "SEK"),
        ("Priser i svenska kronor", "kr", "SEK"),
    ],
)
def test_what_a_document_states_in_full_outweighs_the_country(text: str, sign: str, code: str) -> None:
    stated = currencies_in_full([text])
    assert choose_currency(currencies_named(sign), ("AU", "DK"), stated=stated) == code


def test_two_stated_currencies_leave_it_to_the_country() -> None:
    stated = currencies_in_full(["Prices in USD", "CAD on request"])
    assert choose_currency(currencies_named("$"), ("AU",), stated=stated) == "AUD"


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
