"""Germany."""

from app.domain.check_digits import mod_11_10
from app.domain.countries.country import Country, Register, VatId, percents, split

COUNTRY = Country(
    names=("Germany", "Deutschland", "Allemagne"),
    currency="EUR",
    tax_names=("MwSt", "USt"),
    tax_rates=percents("19 7"),
    postal_codes=("99999",),
    vat_id=VatId(r"[1-9][0-9]{8}", "9 digits, the first not 0", mod_11_10),
    registers=(
        Register("steuernummer", words=("steuer", "st nr", "stnr", "st-nr")),
        Register("company", words=("hrb", "hra", "handelsregister")),
    ),
    marks=("deutschland", "germany", "gmbh", "ust-id", "ust-idnr", "umsatzsteuer"),
    regions=split(
        """
        baden-wurttemberg | bayern | brandenburg | hessen | niedersachsen | nordrhein-westfalen | rheinland-pfalz |
        saarland | sachsen | sachsen-anhalt | schleswig-holstein | thuringen
        """
    ),
)
