"""Italy."""

from app.domain.check_digits import luhn
from app.domain.countries.country import Country, VatId, percents

COUNTRY = Country(
    names=("Italy", "Italia", "Italien", "Italie"),
    currency="EUR",
    tax_names=("IVA",),
    tax_rates=percents("22 10 5 4"),
    postal_codes=("99999",),
    vat_id=VatId(r"[0-9]{11}", "11 digits", luhn),
    marks=("italia", "partita iva"),
)
