"""Croatia."""

from app.domain.check_digits import mod_11_10
from app.domain.countries.country import Country, Register, VatId, percents

COUNTRY = Country(
    names=("Croatia", "Hrvatska"),
    currency="EUR",
    tax_names=("PDV",),
    tax_rates=percents("25 13 5"),
    postal_codes=("99999",),
    vat_id=VatId(r"[0-9]{11}", "11 digits", mod_11_10),
    registers=(Register("oib", words=("oib",), name="OIB", shape=r"[0-9]{11}", form="11 digits", holds=mod_11_10),),
)
