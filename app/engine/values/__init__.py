"""Printed values: amounts, quantities, percents, dates and currencies, each with the text it was printed as.

All pure: text in, frozen records out. What a text alone leaves open (decimal mark, order of day and month, which
dollar) is decided by the evidence of the whole document, gathered once with `number_style` and `date_style`.
"""

from app.engine.values.currencies import (
    choose_currency,
    country_of_iban,
    country_of_vat_id,
    currencies_in_full,
    currencies_named,
)
from app.engine.values.dates import DateStyle, PrintedDate, date_style, find_dates, parse_date
from app.engine.values.numbers import (
    NumberStyle,
    Printed,
    find_amounts,
    number_style,
    parse_amount,
    parse_percent,
    parse_quantity,
    with_own_decimal_mark,
)

__all__ = [
    "DateStyle",
    "NumberStyle",
    "Printed",
    "PrintedDate",
    "choose_currency",
    "country_of_iban",
    "country_of_vat_id",
    "currencies_in_full",
    "currencies_named",
    "date_style",
    "find_amounts",
    "find_dates",
    "number_style",
    "parse_amount",
    "parse_date",
    "parse_percent",
    "parse_quantity",
    "with_own_decimal_mark",
]
