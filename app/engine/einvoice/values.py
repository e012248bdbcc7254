"""Text of an XML element as a value: dates and numbers, exactly or not at all."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Context, Decimal, localcontext

from app.domain.digits import only_digits

_NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]*)?|\.[0-9]+)")
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9][0-9]-[0-9][0-9])(T[0-9:.]+)?(Z|[+-][0-9][0-9]:[0-9][0-9])?")
_ZONE = re.compile(r"(?:Z|[+-][0-9][0-9]:?[0-9][0-9](?::?[0-9][0-9])?|[+-][0-9][0-9])$")
_POINTS = {"102": "%Y%m%d", "203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S"}  # UNTDID 2379
_DIGITS = {"102": 8, "203": 12, "204": 14, "610": 6, "616": 6}
_DECIMAL_PLACES = 10
_EXACT = Context(prec=100)  # longer than anything that two stored numbers can give


def number(text: str) -> Decimal | None:
    """A decimal of XML Schema, digit for digit. None when it is none, or longer than we store."""
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    if value.is_zero():
        value = abs(value)  # "-0.00" is nothing but a rounding trace
    if -int(value.as_tuple().exponent) <= _DECIMAL_PLACES:
        return value
    shorter = _rounded(value)
    return shorter if shorter == value else None


def total(parts: Iterable[Decimal]) -> Decimal:
    """The sum, exactly."""
    with localcontext(_EXACT):
        return sum(parts, Decimal(0))


def quotient(amount: Decimal, divisor: Decimal) -> Decimal:
    """Rounded to the places that we store, without the zeros that a division leaves at the end."""
    with localcontext(_EXACT):
        short = _rounded(amount / divisor).normalize()
        return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-_DECIMAL_PLACES), context=_EXACT)


def span(text: str, form: str | None) -> tuple[date, date] | None:
    """First and last day that a date names: the same day for a date, the ends of a month (610) or week (616).

    `form` is the code of UNTDID 2379 beside the text, if any. None when the text has not that form.
    """
    iso = _ISO_DATE.fullmatch(text)
    form = form or "102"
    try:
        if iso:
            day = date.fromisoformat(iso.group(1))
            return day, day
        if not (only_digits(text) and len(text) == _DIGITS.get(form)):
            return None
        if form == "610":
            year, month = int(text[:4]), int(text[4:])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        if form == "616":
            year, week = int(text[:4]), int(text[4:])
            return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
        day = datetime.strptime(text, _POINTS[form]).date()
        return day, day
    except ValueError:
        return None


def clock(text: str) -> tuple[time, str] | None:
    """A time of day in ISO form, and its zone as it was written; empty when it names none."""
    try:
        moment = time.fromisoformat(text)
    except ValueError:
        return None
    zone = _ZONE.search(text)
    return moment.replace(tzinfo=None), zone[0] if zone else ""
