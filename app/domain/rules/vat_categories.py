"""The tax categories of EN 16931 (UNCL 5305), and what an electronic invoice has to say of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.checks import Check, Outcome
from app.domain.invoice import Invoice, Tax
from app.domain.rules.verdict import TOLD_LINES


@dataclass(frozen=True)
class Category:
    """`taxed`: has a rate that its amount follows from. `reason`: must say why nothing is taxed."""

    name: str  # in the names of its rules: `BR-<name>-08`
    words: str
    taxed: bool
    reason: bool

    def rule(self, number: int) -> str:
        return f"BR-{self.name}-{number:02}"


CATEGORIES = {
    "S": Category("S", "standard rate", taxed=True, reason=False),
    "Z": Category("Z", "zero rate", taxed=False, reason=False),
    "E": Category("E", "exempt from tax", taxed=False, reason=True),
    "AE": Category("AE", "reverse charge", taxed=False, reason=True),
    "K": Category("IC", "supply within the EU", taxed=False, reason=True),
    "G": Category("G", "export", taxed=False, reason=True),
    "O": Category("O", "not subject to tax", taxed=False, reason=True),
    "L": Category("IG", "tax of the Canary Islands", taxed=True, reason=False),
    "M": Category("IP", "tax of Ceuta and Melilla", taxed=True, reason=False),
}

_OF_BUYER = frozenset({"AE", "IC"})  # the buyer owes the tax


def same_rate(category: Category, row: Tax, other_category: str | None, other_rate: Decimal | None) -> bool:
    """Whether a line, allowance or charge belongs to the row: by category, and by rate where the category has rates."""
    return other_category == row.category and (not category.taxed or (other_rate or 0) == (row.rate or 0))


@dataclass(frozen=True)
class _Taxed:
    """A line, allowance or charge with its tax. `number`: of the rule about its rate."""

    path: str
    category: str
    rate: Decimal | None
    number: int


def _taxed(invoice: Invoice) -> Iterator[_Taxed]:
    for place, line in enumerate(invoice.lines):
        if line.tax_category:
            yield _Taxed(f"lines.{place}", line.tax_category, line.tax_rate, 5)
    for place, row in enumerate(invoice.allowances_charges):
        if row.tax_category:
            yield _Taxed(f"allowances_charges.{place}", row.tax_category, row.tax_rate, 7 if row.charge else 6)


def check_categories(invoice: Invoice) -> Iterator[Check]:
    """Of every category: its row in the tax table, the rates of its lines, its reason. Only what is wrong is told."""
    found = [
        *_check_rows(invoice),
        *_check_rates(invoice),
        *_check_reasons(invoice),
        *_check_parties(invoice),
        *_check_alone(invoice),
        *_check_supply(invoice),
    ]
    yield from found[:TOLD_LINES]


def _failed(check_id: str, rule: str, detail: str, *fields: str, found: str | None = None) -> Check:
    return Check(id=check_id, rule=rule, outcome=Outcome.FAILED, detail=detail, fields=fields, found=found)


def _check_rows(invoice: Invoice) -> Iterator[Check]:
    told: set[tuple[str, Decimal]] = set()
    for item in _taxed(invoice):
        category = CATEGORIES.get(item.category)
        if category is None or any(same_rate(category, row, item.category, item.rate) for row in invoice.taxes):
            continue
        key = (item.category, (item.rate or Decimal(0)) if category.taxed else Decimal(0))
        if key not in told:
            told.add(key)
            rate = f" at {key[1].normalize():f} %" if category.taxed else ""
            detail = f"the tax table has no row for {item.category} ({category.words}){rate}, which {item.path} has"
            without_rate = any(row.category == item.category for row in invoice.taxes)
            rule = category.rule(8 if without_rate else 1)
            yield _failed("tax_breakdown", rule, detail, f"{item.path}.tax_category", "taxes")


def _check_rates(invoice: Invoice) -> Iterator[Check]:
    for item in _taxed(invoice):
        category = CATEGORIES.get(item.category)
        if category is None:
            continue
        rate, wrong = item.rate, None
        if category.name == "O":
            wrong = "has none" if rate else None
        elif category.name == "S" and not rate:
            wrong = "has one above 0"
        elif not category.taxed and rate:
            wrong = "has 0"
        if wrong:
            shown = "none" if rate is None else f"{rate.normalize():f} %"
            detail = f"rate of {item.path}: {item.category} ({category.words}) {wrong}, stated {shown}"
            yield _failed("tax_category_rate", category.rule(item.number), detail, f"{item.path}.tax_rate", found=shown)


def _check_reasons(invoice: Invoice) -> Iterator[Check]:
    for place, row in enumerate(invoice.taxes):
        category = CATEGORIES.get(row.category or "")
        if category is None or bool(row.exemption_reason) == category.reason:
            continue
        must = "needs the reason why no tax is due" if category.reason else "is taxed, yet a reason for no tax is given"
        detail = f"{row.category} ({category.words}) {must}"
        yield _failed("exemption_reason", category.rule(10), detail, f"taxes.{place}.exemption_reason")


def _check_parties(invoice: Invoice) -> Iterator[Check]:
    """Who charges a tax, or says why not, is known to the tax office, and so is the buyer who has to pay it instead:
    -02 for lines, -03 for allowances, -04 for charges."""
    for code, number in dict.fromkeys((item.category, item.number - 3) for item in _taxed(invoice)):
        category = CATEGORIES.get(code)
        if category is None:
            continue
        if category.name == "O":
            yield from _check_untaxed(invoice, category.rule(number))
            continue
        if not _seller_is_known(invoice):
            detail = f"{code} ({category.words}) needs a VAT id or tax number of the seller"
            yield _failed("seller_tax_id", category.rule(number), detail, "seller.vat_id")
        buyer = invoice.buyer
        registered = bool(buyer.vat_id) or (category.name == "AE" and bool(buyer.tax_ids))
        if category.name in _OF_BUYER and not registered:
            or_other = " or registration" if category.name == "AE" else ""
            detail = f"{code} ({category.words}) needs a VAT id{or_other} of the buyer"
            yield _failed("buyer_tax_id", category.rule(number), detail, "buyer.vat_id")


def _seller_is_known(invoice: Invoice) -> bool:
    seller = invoice.seller
    numbers = seller.vat_id or any(each.scheme in ("tax-number", "vat") for each in seller.tax_ids)
    return bool(numbers) or any(field.label == "tax representative's VAT id" for field in invoice.other_fields)


def _check_untaxed(invoice: Invoice, rule: str) -> Iterator[Check]:
    """What is not subject to tax names no VAT id."""
    for name, party in (("seller", invoice.seller), ("buyer", invoice.buyer)):
        if party.vat_id:
            detail = f"O (not subject to tax) goes without a VAT id of the {name}"
            yield _failed(f"{name}_tax_id", rule, detail, f"{name}.vat_id", found=party.vat_id)


def _check_alone(invoice: Invoice) -> Iterator[Check]:
    """What is not subject to tax stands with nothing that is (BR-O-11 to BR-O-14)."""
    if not any(row.category == "O" for row in invoice.taxes):
        return
    category = CATEGORIES["O"]
    others = [(f"taxes.{place}", row.category, 11) for place, row in enumerate(invoice.taxes)]
    others += [(item.path, item.category, item.number + 7) for item in _taxed(invoice)]
    told = {number: (path, code) for path, code, number in reversed(others) if code != "O"}
    for number, (path, code) in sorted(told.items()):
        detail = f"O (not subject to tax) stands alone, yet {path} has {code or 'no category'}"
        yield _failed("tax_breakdown", category.rule(number), detail, path)


def _check_supply(invoice: Invoice) -> Iterator[Check]:
    """A supply within the EU says when and to which country."""
    category = CATEGORIES["K"]
    if not any(row.category == "K" for row in invoice.taxes):
        return
    period = invoice.service_period
    if not (invoice.delivery_date or period.start or period.end):
        yield _failed(
            "supply_date",
            category.rule(11),
            "K (supply within the EU) needs a day or period of delivery",
            "delivery_date",
        )
    if invoice.ship_to.address.country is None:
        yield _failed(
            "supply_country",
            category.rule(12),
            "K (supply within the EU) needs the country delivered to",
            "ship_to.address.country",
        )
