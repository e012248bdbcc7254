"""What is known of one country."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class VatId:
    """The number behind the country's letters. `shape`: a regular expression of the whole; `words`: the same for
    people; `holds`: its check digits. `prefix`: the letters where they are not the country's code, `also`: others that
    number by the same rules. `printed`: the shape that is looked for on pages, where `shape` would find too much."""

    shape: str
    words: str
    holds: Callable[[str], bool]
    prefix: str = ""
    also: str = ""
    printed: str = ""

    def fault(self, vat_id: str) -> str | None:
        """What is wrong with a number that begins with the country's letters; None: nothing."""
        country, number = vat_id[:2], vat_id[2:]
        if not re.fullmatch(self.shape, number):
            return f"{vat_id} has not the form of a VAT number of {country}: {self.words}"
        return None if self.holds(number) else f"{vat_id}: the check digit does not hold; a digit is wrong"


@dataclass(frozen=True, slots=True)
class Register:
    """Numbers that a register of the country gives out. `words` announce one on a page (the first letters of a word are
    enough); `shape`, `form` and `holds` are as with `VatId`, `shape` empty where no rule is public."""

    scheme: str
    words: tuple[str, ...] = ()
    name: str = ""
    shape: str = ""
    form: str = ""
    holds: Callable[[str], bool] = lambda number: True


@dataclass(frozen=True, slots=True)
class Country:
    """`names`: as addresses print them, in any language. `marks`: other words that are printed in this country alone.
    `regions`: states and districts that stand in addresses. `symbols`: of the currency, the usual one first.
    `only_own_currency`: False where invoices inside the country are often in another. `postal_codes`: 9 is a digit, A a
    letter. `town`: on the same row `after` the code, `before` it, `both`, or before it with the `region` between.
    `tax_names`: single words; `tax_rates`: in percent, those in force and those of the years that invoices are kept."""

    names: tuple[str, ...]
    currency: str
    symbols: tuple[str, ...] = ()
    only_own_currency: bool = True
    tax_names: tuple[str, ...] = ()
    tax_rates: frozenset[Decimal] = frozenset()
    postal_codes: tuple[str, ...] = ()
    town: str = "after"
    month_first: bool = False
    vat_id: VatId | None = None
    registers: tuple[Register, ...] = ()
    marks: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


def percents(text: str) -> frozenset[Decimal]:
    return frozenset(map(Decimal, text.split()))


def split(text: str) -> tuple[str, ...]:
    """Phrases between bars."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))
