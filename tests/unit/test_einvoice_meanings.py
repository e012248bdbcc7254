"""What senders mean by the same elements: several taxes, own accounts, zones of time, discounts, national families."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from app.domain.invoice import CashDiscount, DocumentType
from app.engine.einvoice.form import checks
from app.engine.einvoice.profiles import exists, title_of
from app.engine.einvoice.xml import parse
from tests.unit.test_einvoice_reader import cii, ubl

EN16931 = "urn:cen.eu:en16931:2017"


def tax_total(amount: str, *rows: tuple[str, str, str], currency: str = "MYR") -> str:
    below = "".join(
        f"<TaxSubtotal><TaxableAmount>{base}</TaxableAmount><TaxAmount>{tax}</TaxAmount>"
        f"<TaxCategory><ID>S</ID><Percent>{rate}</Percent></TaxCategory></TaxSubtotal>"
        for base, tax, rate in rows
    )
    return f"<TaxTotal><TaxAmount currencyID='{currency}'>{amount}</TaxAmount>{below}</TaxTotal>"


# ---- taxes -----------------------------------------------------------------------------------------------------------


def test_two_kinds_of_tax_in_one_currency_add_up_with_their_rows() -> None:
    read = ubl(
        "<DocumentCurrencyCode>MYR</DocumentCurrencyCode>"
        + tax_total("8.00", ("100.00", "8.00", "8"))
        + tax_total("5.00", ("100.00", "5.00", "5"))
    )
    assert read.invoice.amounts.tax == Decimal("13.00")
    assert [row.amount for row in read.invoice.taxes] == [Decimal("8.00"), Decimal("5.00")]
    assert read.evidence["amounts.tax"].raw == "8.00 + 5.00"


def test_a_total_in_another_currency_and_one_without_rows_are_not_added() -> None:
    read = ubl(
        "<DocumentCurrencyCode>MYR</DocumentCurrencyCode>"
        + tax_total("8.00", ("100.00", "8.00", "8"))
        + tax_total("8.00")
        + tax_total("1.70", ("21.30", "1.70", "8"), currency="USD")
    )
    assert read.invoice.amounts.tax == Decimal("8.00")
    assert len(read.invoice.taxes) == 1
    assert [field.value for field in read.invoice.other_fields] == ["8.00", "1.70"]


@pytest.mark.parametrize(("totals", "tax"), [(("8.00", "5.00"), "13.00"), (("13.00", "13.00"), "13.00")])
def test_tax_totals_of_cii_add_up_as_their_rows_do(totals: tuple[str, ...], tax: str) -> None:
    rows = "".join(
        f"<ApplicableTradeTax><CalculatedAmount>{n}</CalculatedAmount></ApplicableTradeTax>" for n in ("8.00", "5.00")
    )
    stated = "".join(f"<TaxTotalAmount currencyID='MYR'>{total}</TaxTotalAmount>" for total in totals)
    read = cii(
        f"<InvoiceCurrencyCode>MYR</InvoiceCurrencyCode>{rows}"
        f"<SpecifiedTradeSettlementHeaderMonetarySummation>{stated}</SpecifiedTradeSettlementHeaderMonetarySummation>"
    )
    assert read.invoice.amounts.tax == Decimal(tax)


# ---- payment ---------------------------------------------------------------------------------------------------------


def means(number: str, *, branch: str = "", reference: str = "") -> str:
    bank = f"<FinancialInstitutionBranch><ID>{branch}</ID></FinancialInstitutionBranch>" if branch else ""
    said = f"<PaymentID>{reference}</PaymentID>" if reference else ""
    account = f"<PayeeFinancialAccount><ID>{number}</ID>{bank}</PayeeFinancialAccount>"
    return f"<PaymentMeans><PaymentMeansCode>30</PaymentMeansCode>{said}{account}</PaymentMeans>"


def test_each_account_has_its_own_reference() -> None:
    read = ubl(
        means("DE89370400440532013000", reference="REF1") + means("AT611904300234573201", reference="REF2")
    ).invoice.payment
    assert [(account.iban, account.reference) for account in read.accounts] == [
        ("DE89370400440532013000", "REF1"),
        ("AT611904300234573201", "REF2"),
    ]
    assert read.reference == "REF1"


@pytest.mark.parametrize("branch", ["062000", "20-00-00", "021000021", "5491-0006"])
def test_a_number_of_a_bank_that_is_no_bic_has_its_own_place(branch: str) -> None:
    (account,) = ubl(means("12345678", branch=branch)).invoice.payment.accounts
    assert (account.number, account.branch, account.bic) == ("12345678", branch, None)


def test_a_bic_stays_a_bic_and_a_wrong_one_beside_an_iban_is_told() -> None:
    (account,) = ubl(means("12345678", branch="CTBAAU2S")).invoice.payment.accounts
    assert (account.bic, account.branch) == ("CTBAAU2S", None)
    (account,) = ubl(means("DE89370400440532013000", branch="COBADEFXXX")).invoice.payment.accounts
    assert (account.bic, account.branch) == ("COBADEFXXX", None)


def test_a_cash_discount_has_fields() -> None:
    terms = (
        "<SpecifiedTradePaymentTerms><ApplicableTradePaymentDiscountTerms>"
        "<BasisPeriodMeasure unitCode='DAY'>10</BasisPeriodMeasure><BasisAmount>119.00</BasisAmount>"
        "<CalculationPercent>2.00</CalculationPercent>"
        "</ApplicableTradePaymentDiscountTerms></SpecifiedTradePaymentTerms>"
        "<SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format='102'>20260331</DateTimeString>"
        "</DueDateDateTime></SpecifiedTradePaymentTerms>"
    )
    read = cii(terms).invoice
    assert read.payment.cash_discounts == (CashDiscount(days=10, percent=Decimal("2.00"), base=Decimal("119.00")),)
    assert read.due_date == date(2026, 3, 31)


def test_cash_discounts_in_the_text_of_the_terms() -> None:
    text = "#SKONTO#TAGE=7#PROZENT=3.00#\n#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=50.00#\n"
    steps = (
        CashDiscount(days=7, percent=Decimal("3.00")),
        CashDiscount(days=14, percent=Decimal("2.00"), base=Decimal("50.00")),
    )
    assert ubl(f"<PaymentTerms><Note>{text}</Note></PaymentTerms>").invoice.payment.cash_discounts == steps
    described = f"<SpecifiedTradePaymentTerms><Description>{text}</Description></SpecifiedTradePaymentTerms>"
    assert cii(described).invoice.payment.cash_discounts == steps


@pytest.mark.parametrize("text", ["Skonto 2 % in 10 Tagen", "#SKONTO#TAGE=x#PROZENT=2.00#", "#SKONTO#PROZENT=2.00#"])
def test_other_words_about_discounts_stay_words(text: str) -> None:
    payment = ubl(f"<PaymentTerms><Note>{text}</Note></PaymentTerms>").invoice.payment
    assert (payment.cash_discounts, payment.terms) == ((), text)


def test_a_cash_discount_of_ubl() -> None:
    terms = (
        "<PaymentTerms><SettlementDiscountPercent>2</SettlementDiscountPercent><SettlementPeriod>"
        "<EndDate>2026-03-11</EndDate></SettlementPeriod></PaymentTerms>"
    )
    assert ubl(terms).invoice.payment.cash_discounts == (CashDiscount(until=date(2026, 3, 11), percent=Decimal("2")),)


# ---- dates and times -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment", "zone"),
    [
        ("15:30:00Z", time(15, 30), "Z"),
        ("15:30:00+07:00", time(15, 30), "+07:00"),
        ("15:30:00.5-03:30", time(15, 30, 0, 500_000), "-03:30"),
        ("15:30:00", time(15, 30), None),
    ],
)
def test_the_time_is_kept_with_its_zone(text: str, moment: time, zone: str | None) -> None:
    read = ubl(f"<ID>1</ID><IssueTime>{text}</IssueTime>").invoice
    assert (read.issue_time, read.issue_time_zone) == (moment, zone)


def test_the_due_date_may_stand_in_the_terms() -> None:
    terms = "<PaymentTerms><PaymentDueDate>{}</PaymentDueDate></PaymentTerms>"
    both = terms.format("2026-03-31") + terms.format("2026-03-11")
    assert ubl(both).invoice.due_date == date(2026, 3, 31)
    assert ubl(f"<DueDate>2026-04-01</DueDate>{both}").invoice.due_date == date(2026, 4, 1)


# ---- families --------------------------------------------------------------------------------------------------------


def oioubl(claimed: str) -> Any:
    return ubl(
        f"<CustomizationID>{claimed}</CustomizationID><DocumentCurrencyCode>DKK</DocumentCurrencyCode>"
        "<TaxTotal><TaxAmount currencyID='DKK'>1250.00</TaxAmount><TaxSubtotal><TaxCategory><ID>StandardRated</ID>"
        "</TaxCategory></TaxSubtotal></TaxTotal>"
        "<LegalMonetaryTotal><LineExtensionAmount>5100.00</LineExtensionAmount>"
        "<TaxExclusiveAmount>1250.00</TaxExclusiveAmount><TaxInclusiveAmount>6250.00</TaxInclusiveAmount>"
        "<AllowanceTotalAmount>200.00</AllowanceTotalAmount><ChargeTotalAmount>100.00</ChargeTotalAmount>"
        "<PayableAmount>6250.00</PayableAmount></LegalMonetaryTotal>"
    )


def test_oioubl_writes_the_tax_where_others_write_the_net_total() -> None:
    read = oioubl("OIOUBL-2.02")
    amounts = read.invoice.amounts
    assert (amounts.net, amounts.tax, amounts.gross) == (Decimal("5000.00"), Decimal("1250.00"), Decimal("6250.00"))
    assert read.invoice.taxes[0].category == "S"
    assert read.evidence["amounts.net"].raw == "5100.00 + 100.00 - 200.00"
    assert oioubl(EN16931).invoice.amounts.net == Decimal("1250.00")


@pytest.mark.parametrize(
    ("claimed", "title"),
    [
        (EN16931, "EN 16931"),
        (f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", "Peppol BIS Billing 3"),
        (f"{EN16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", "XRechnung 3.0"),
        ("urn:peppol:pint:billing-1@sg-1", "PINT (SG)"),
        ("urn:peppol:pint:nontaxinvoice-1@ae-1", "PINT (AE)"),
        ("urn:peppol:pint:billing-1", "PINT"),
        ("OIOUBL-2.1", "OIOUBL 2.1"),
        ("TR1.2", "UBL-TR 1.2"),
    ],
)
def test_profiles_are_known_by_their_names(claimed: str, title: str) -> None:
    assert (title_of(claimed), exists(claimed)) == (title, True)
    root = parse(f"<Invoice><CustomizationID>{claimed}</CustomizationID></Invoice>".encode())
    (check,) = checks(root, b"", iter(()))
    assert title in check.detail and not check.failed


@pytest.mark.parametrize("claimed", ["urn:peppol:pint:billing", "OIOUBL-9", "urn:cen.eu:en16931:2018", "EN 16931"])
def test_what_is_no_profile_stays_unknown(claimed: str) -> None:
    assert (title_of(claimed), exists(claimed)) == (None, False)


def test_81_is_a_credit_note() -> None:
    read = ubl("<ID>1</ID><CreditNoteTypeCode>81</CreditNoteTypeCode>", name="CreditNote")
    assert read.invoice.document_type is DocumentType.CREDIT_NOTE


def test_kosovo_is_a_country() -> None:
    party = "<SellerTradeParty><PostalTradeAddress><CountryID>1A</CountryID></PostalTradeAddress></SellerTradeParty>"
    assert cii(agreement=party).invoice.seller.address.country == "XK"
