"""Account, VAT and registration numbers. The good ones are published examples."""

# ruff: noqa: SIM905 (numbers in one string read better than in a hundred quotes)

from typing import Any

import pytest

from tests.documents.truths import WORLDS
from tests.unit.checking import failed, of, passed

VAT_IDS = """
ATU13585627 BE0428759497 BG175074752 CHE100155212MWST CY10259033P CZ25123891 DE136695976 DK13585628 EE100931558
EL094259216 ESB64717838 ESX2482300W ES54362315K FI20774740 FR83404833048 FR40303265045 GB980780684 XI980780684
HR33392005961 HU12892312 IE6433435F IE6433435OA IT00743110157 LT119511515 LT100001919017 LU15027442 LV40003521600
MT11679112 NL004495445B01 NL123456789B13 NO988077917MVA PL8567346215 PT501964843 RO18547290 SE123456789701 SI50223054
SK2022749619
""".split()

IBANS = """
AT611904300234573201 BE68539007547034 BR1800360305000010009795493C1 CH9300762011623852957 DE89370400440532013000
ES9121000418450200051332 FR1420041010050500013M02606 GB29NWBK60161331926819 IT60X0542811101000000123456
MT84MALT011000012345MTLCAST001S NL91ABNA0417164300 NO9386011117947 PL61109010140000071219812874
SA0380000000608010167519 SE4550000000058398257466
""".split()


def sold_by(**seller: Any) -> dict[str, Any]:
    return {"invoice_number": "1", "amounts": {"gross": "1"}, "seller": seller}


def paid_to(**account: str) -> dict[str, Any]:
    return {"invoice_number": "1", "amounts": {"gross": "1"}, "payment": {"accounts": [account]}}


def one_digit_off(number: str) -> str:
    """The last digit, before letters at the end, one higher."""
    place = max(place for place, character in enumerate(number) if character.isdigit())
    return f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"


@pytest.mark.parametrize("vat_id", VAT_IDS)
def test_a_right_vat_id_passes(vat_id: str) -> None:
    assert passed("tax_id", sold_by(vat_id=vat_id))
    assert passed("vat_prefix", sold_by(vat_id=vat_id))


# The last two digits of Dutch (old rule) and Swedish numbers count branches.
@pytest.mark.parametrize("vat_id", [vat_id for vat_id in VAT_IDS if vat_id[:2] not in ("NL", "SE")])
def test_a_vat_id_with_one_digit_wrong_fails(vat_id: str) -> None:
    assert failed(sold_by(vat_id=one_digit_off(vat_id))) == {"tax_id"}


@pytest.mark.parametrize("vat_id", ["NL004495446B01", "SE123456789801", "NL123456789B14"])
def test_dutch_and_swedish_numbers_are_protected_before_the_branch(vat_id: str) -> None:
    assert failed(sold_by(vat_id=vat_id)) == {"tax_id"}


@pytest.mark.parametrize("vat_id", ["DE12345678", "DE0815", "ATX13585627", "NL004495445C01", "IT1234"])
def test_a_vat_id_of_another_shape_fails(vat_id: str) -> None:
    (result,) = of("tax_id", sold_by(vat_id=vat_id))
    assert result.failed
    assert "has not the form" in result.detail
    assert result.fields == ("seller.vat_id",)


def test_spaces_and_points_do_not_count() -> None:
    assert passed("tax_id", sold_by(vat_id="CHE-100.155.212 MWST"))
    assert passed("tax_id", sold_by(vat_id="fr 83 404 833 048"))


@pytest.mark.parametrize("world", WORLDS)
def test_the_numbers_of_the_test_documents_hold(world: str) -> None:
    for seller in WORLDS[world]["sellers"]:
        assert passed("tax_id", sold_by(vat_id=seller[4]))
    assert passed("iban", paid_to(iban=WORLDS[world]["account"][0]))


def test_a_prefix_that_is_no_country_fails() -> None:
    (result,) = of("vat_prefix", sold_by(vat_id="QQ123456789"))
    assert result.failed
    assert result.rule == "BR-CO-09"


@pytest.mark.parametrize("vat_id", ["123456789", "B64717838", "000123456704"])
def test_a_number_in_national_form_says_nothing(vat_id: str) -> None:
    assert of("vat_prefix", sold_by(vat_id=vat_id)) == []
    assert of("tax_id", sold_by(vat_id=vat_id)) == []


def test_every_party_is_looked_at() -> None:
    both = sold_by(vat_id="DE136695976") | {"buyer": {"vat_id": "DE136695977"}}
    assert [result.failed for result in of("tax_id", both)] == [False, True]


NATIONAL = [
    ("mst", "0100233488"),
    ("mst", "0314409058-002"),
    ("abn", "51 824 753 556"),
    ("gst", "27AAPFU0939F1ZV"),
    ("siren", "552008443"),
    ("SIRET", "73282932000074"),
    ("0002", "73282932000074"),
    ("cnpj", "16.727.230/0001-97"),
    ("0088", "4006381333931"),
]


@pytest.mark.parametrize(("scheme", "value"), NATIONAL)
def test_national_numbers_are_checked_by_their_scheme(scheme: str, value: str) -> None:
    assert passed("tax_id", sold_by(tax_ids=[{"scheme": scheme, "value": value}]))
    assert failed(sold_by(tax_ids=[{"scheme": scheme, "value": _wrong(value)}])) == {"tax_id"}


def _wrong(value: str) -> str:
    """The first digit that is not 9, one higher."""
    place = next(place for place, character in enumerate(value) if character.isdigit() and character != "9")
    return f"{value[:place]}{int(value[place]) + 1}{value[place + 1 :]}"


@pytest.mark.parametrize(("scheme", "value"), [("ein", "12-3456789"), ("pan", "AAPFU0939F"), ("kvk", "12345678")])
def test_numbers_without_check_digits_are_checked_by_shape(scheme: str, value: str) -> None:
    assert passed("tax_id", sold_by(tax_ids=[{"scheme": scheme, "value": value}]))
    assert failed(sold_by(tax_ids=[{"scheme": scheme, "value": value[:-1]}])) == {"tax_id"}


@pytest.mark.parametrize("tax_id", [{"scheme": "gst", "value": "000123456704"}, {"value": "1234"}, {"scheme": "mst"}])
def test_an_unknown_scheme_says_nothing(tax_id: dict[str, str]) -> None:
    assert of("tax_id", sold_by(tax_ids=[tax_id])) == []


@pytest.mark.parametrize("iban", IBANS)
def test_a_right_iban_passes_and_a_misread_one_fails(iban: str) -> None:
    assert passed("iban", paid_to(iban=iban))
    assert failed(paid_to(iban=one_digit_off(iban))) == {"iban"}


@pytest.mark.parametrize(
    ("iban", "why"),
    [
        ("DE8937040044053201300", "DE8937040044053201300 has 21 characters; an IBAN of DE has 22"),
        ("QQ89370400440532013000", "QQ89370400440532013000: there is no country QQ"),
        ("O0 1234", "O01234 has not the form of an IBAN: country, two check digits, account"),
    ],
)
def test_the_fault_of_an_iban_is_told(iban: str, why: str) -> None:
    (result,) = of("iban", paid_to(iban=iban))
    assert result.detail == why
    assert result.fields == ("payment.accounts.0.iban",)


def test_an_iban_in_groups_of_four_passes() -> None:
    assert passed("iban", paid_to(iban="DE89 3704 0044 0532 0130 00"))


@pytest.mark.parametrize("bic", ["COBADEFFXXX", "MIDLGB22", "PSST FR PP XXX"])
def test_a_right_bic_passes(bic: str) -> None:
    assert passed("bic", paid_to(bic=bic))


@pytest.mark.parametrize("bic", ["COBADEFXXX", "C0BADEFF", "COBAQQFF", "COBADEFFXX"])
def test_a_wrong_bic_fails(bic: str) -> None:
    assert failed(paid_to(bic=bic)) == {"bic"}


def test_another_account_than_before_fails() -> None:
    account = paid_to(iban="DE89 3704 0044 0532 0130 00")
    assert passed("bank_changed", account, known_accounts=("DE89370400440532013000",))
    assert failed(account, known_accounts=("NL91ABNA0417164300",)) == {"bank_changed"}
    assert failed(paid_to(number="778899"), known_accounts=("112233",)) == {"bank_changed"}


@pytest.mark.parametrize("known", [None, ()])
def test_the_first_invoice_of_a_seller_says_nothing_about_the_account(known: tuple[str, ...] | None) -> None:
    assert of("bank_changed", paid_to(iban="DE89370400440532013000"), known_accounts=known) == []
