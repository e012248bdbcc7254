"""What is done with each value of an invoice: shown, exported, searched, measured, looked at. One row for each path.

The types stand in `invoice.py`; a test holds this table to them, so that a new value is either used or left out on
purpose. `*` in a path stands for any place in a list. The order of the rows is that of the form and of the export.
The web page gets its form and the names from here (`python -m tests.page_fields`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from functools import cache
from typing import Any

from app.domain.digits import only_digits


class Group(StrEnum):
    """Where the review shows a value."""

    DOCUMENT = "document"
    SELLER = "seller"
    BUYER = "buyer"
    AMOUNTS = "amounts"
    TAXES = "taxes"
    PAYMENT = "payment"
    MORE = "more"


class Use(Flag):
    """What a value is used for."""

    WANTED = auto()  # an invoice without it is not complete: it is asked for
    ALWAYS = auto()  # its field or column is shown when it is empty, too
    ADDABLE = auto()  # a person may add it when no reader found it
    INSIDE = auto()  # no field of its own: part of what is shown whole, or for programs alone
    LONG = auto()  # of more than one line
    EXPORTED = auto()  # a column of the table
    SEARCHED = auto()  # its words are found by the text search
    SCORED = auto()  # readings are measured by it
    CALIBRATED = auto()  # measured often enough for a confidence of 0.9
    VITAL = auto()  # by which money goes astray: looked at on the drawn page before it is believed


NOT_USED = Use(0)
WANTED, ALWAYS, ADDABLE, INSIDE, LONG = Use.WANTED, Use.ALWAYS, Use.ADDABLE, Use.INSIDE, Use.LONG
EXPORTED, SEARCHED, SCORED, CALIBRATED, VITAL = Use.EXPORTED, Use.SEARCHED, Use.SCORED, Use.CALIBRATED, Use.VITAL


@dataclass(frozen=True)
class Field:
    """`en`, `vi`: its name for people; one that begins with `…` follows the name of what holds it."""

    path: str
    group: Group
    uses: Use
    en: str
    vi: str


# What holds values: `Line 2: amount`.
HOLDERS = {
    "seller": ("Seller", "Bên bán"),
    "buyer": ("Buyer", "Bên mua"),
    "bill_to": ("Bill to", "Gửi hóa đơn đến"),
    "ship_to": ("Ship to", "Giao đến"),
    "remit_to": ("Remit to", "Trả tiền cho"),
    "ship_from": ("Ship from", "Giao từ"),
    "service_location": ("Service at", "Nơi dịch vụ"),
    "payee": ("Payee", "Người thụ hưởng"),
    "amounts": ("Amounts", "Số tiền"),
    "taxes": ("Tax", "Thuế"),
    "allowances_charges": ("Discount or charge", "Giảm giá hoặc phụ phí"),
    "payment": ("Payment", "Thanh toán"),
    "lines": ("Line", "Dòng"),
    "notes": ("Note", "Ghi chú"),
    "other_fields": ("Other", "Khác"),
}

# What is named as a whole, such as by a check.
WHOLES = {
    "seller.address": ("Seller's address", "Địa chỉ bên bán"),
    "buyer.address": ("Buyer's address", "Địa chỉ bên mua"),
    "payment.accounts": ("Account", "Tài khoản"),
    "lines": ("Lines", "Các dòng"),
}

_PARTY = (
    ("name", NOT_USED, "… name", "… tên"),
    ("trading_name", NOT_USED, "… trading name", "… tên giao dịch"),
    ("vat_id", NOT_USED, "… VAT ID", "… mã số thuế"),
    ("address.text", LONG, "… address", "… địa chỉ"),
    ("address.street", INSIDE, "… street", "… đường"),
    ("address.city", INSIDE, "… city", "… thành phố"),
    ("address.region", INSIDE, "… region", "… tỉnh, bang"),
    ("address.postal_code", INSIDE, "… postal code", "… mã bưu chính"),
    ("address.country", NOT_USED, "… country", "… quốc gia"),
    ("tax_ids.*.scheme", NOT_USED, "… kind", "… loại"),
    ("tax_ids.*.value", NOT_USED, "… value", "… giá trị"),
    ("customer_id", NOT_USED, "… customer number", "… mã khách hàng"),
    ("account_number", NOT_USED, "… account number", "… số tài khoản"),
    ("contact", NOT_USED, "… contact", "… người liên hệ"),
    ("phone", NOT_USED, "… phone", "… điện thoại"),
    ("email", NOT_USED, "… email", "… email"),
    ("website", NOT_USED, "… website", "… trang web"),
)


def _party(holder: str, group: Group, *special: tuple[str, Use, str, str]) -> Iterator[Field]:
    """The values of a party; `special` says what is used or named otherwise than of any other party."""
    own = {row[0]: row for row in special}
    for name, *_ in _PARTY:
        _, uses, en, vi = own.get(name) or next(row for row in _PARTY if row[0] == name)
        yield Field(f"{holder}.{name}", group, uses, en, vi)


def _rows(group: Group, *rows: tuple[str, Use, str, str]) -> Iterator[Field]:
    return (Field(path, group, uses, en, vi) for path, uses, en, vi in rows)


FIELDS: tuple[Field, ...] = (
    *_rows(
        Group.DOCUMENT,
        ("document_type", ALWAYS | EXPORTED | SCORED | CALIBRATED, "Kind of document", "Loại chứng từ"),
        (
            *("invoice_number", WANTED | ALWAYS | EXPORTED | SEARCHED | SCORED | CALIBRATED | VITAL),
            *("Invoice number", "Số hóa đơn"),
        ),
        ("invoice_series", NOT_USED, "Series", "Ký hiệu (mẫu số và ký hiệu hóa đơn)"),
        ("issue_date", WANTED | ALWAYS | EXPORTED | SCORED | CALIBRATED | VITAL, "Invoice date", "Ngày hóa đơn"),
        ("issue_time", NOT_USED, "Time", "Giờ"),
        ("issue_time_zone", NOT_USED, "Time zone", "Múi giờ"),
        ("due_date", ALWAYS | EXPORTED | SCORED | VITAL, "Due date", "Hạn thanh toán"),
        ("delivery_date", ADDABLE, "Delivery date", "Ngày giao hàng"),
        ("order_date", ADDABLE, "Order date", "Ngày đặt hàng"),
        ("tax_point_date", ADDABLE, "Tax point", "Ngày tính thuế"),
    ),
    *_rows(
        Group.MORE,
        ("service_period.start", ADDABLE, "Service from", "Dịch vụ từ ngày"),
        ("service_period.end", ADDABLE, "Service to", "Dịch vụ đến ngày"),
    ),
    *_rows(
        Group.DOCUMENT,
        ("buyer_reference", ADDABLE, "Buyer's reference", "Mã tham chiếu bên mua"),
        ("contract_reference", ADDABLE, "Contract", "Số hợp đồng"),
        ("project_reference", NOT_USED, "Project", "Dự án"),
        ("preceding_invoice", ADDABLE, "Corrects invoice", "Điều chỉnh hóa đơn"),
    ),
    *_party(
        *("seller", Group.SELLER),
        ("name", WANTED | ALWAYS | EXPORTED | SEARCHED | SCORED, "Seller", "Bên bán"),
        ("trading_name", SEARCHED, "… trading name", "… tên giao dịch"),
        ("vat_id", ALWAYS | EXPORTED | SCORED | CALIBRATED | VITAL, "Seller's VAT ID", "Mã số thuế VAT bên bán"),
        ("address.text", LONG | ALWAYS | EXPORTED | SCORED, "Seller's address", "Địa chỉ bên bán"),
        ("tax_ids.*.value", VITAL, "… value", "… giá trị"),
        ("phone", ADDABLE, "… phone", "… điện thoại"),
        ("email", ADDABLE, "… email", "… email"),
        ("website", ADDABLE, "… website", "… trang web"),
    ),
    *_party(
        *("buyer", Group.BUYER),
        ("name", ALWAYS | EXPORTED | SEARCHED | SCORED, "Buyer", "Bên mua"),
        ("vat_id", ADDABLE | EXPORTED | SCORED | CALIBRATED, "Buyer's VAT ID", "Mã số thuế VAT bên mua"),
        ("address.text", LONG | ADDABLE | SCORED | CALIBRATED, "Buyer's address", "Địa chỉ bên mua"),
        ("customer_id", ADDABLE | SCORED | CALIBRATED, "Customer number", "Mã khách hàng"),
    ),
    *_rows(
        Group.DOCUMENT,
        ("purchase_order", ALWAYS | EXPORTED | SCORED | CALIBRATED, "Purchase order", "Số đơn hàng"),
    ),
    *_rows(
        Group.AMOUNTS,
        ("currency", WANTED | ALWAYS | EXPORTED | SCORED | CALIBRATED, "Currency", "Loại tiền"),
        ("tax_currency", NOT_USED, "Currency of the tax", "Loại tiền của thuế"),
        ("exchange_rate", ADDABLE, "Exchange rate", "Tỷ giá"),
        ("amounts.lines_total", ADDABLE, "Sum of lines", "Tổng các dòng"),
        ("amounts.discount", ADDABLE | SCORED, "Discount", "Giảm giá"),
        ("amounts.charges", ADDABLE, "Charges", "Phụ phí"),
        ("amounts.shipping", ADDABLE | SCORED | CALIBRATED, "Shipping", "Phí vận chuyển"),
        ("amounts.service_charge", ADDABLE, "Service charge", "Phí dịch vụ"),
        ("amounts.tip", ADDABLE, "Tip", "Tiền boa"),
        ("amounts.net", ALWAYS | EXPORTED | SCORED | CALIBRATED | VITAL, "Net total", "Tổng chưa thuế"),
        ("amounts.tax", ALWAYS | EXPORTED | SCORED | CALIBRATED, "Tax", "Tiền thuế"),
        (
            *("amounts.gross", WANTED | ALWAYS | EXPORTED | SCORED | CALIBRATED | VITAL),
            *("Total with tax", "Tổng cộng có thuế"),
        ),
        ("amounts.paid", ADDABLE | EXPORTED | SCORED, "Already paid", "Đã thanh toán"),
        ("amounts.rounding", ADDABLE, "Rounding", "Làm tròn"),
        ("amounts.prior_balance", ADDABLE, "Earlier balance", "Số dư trước"),
        ("amounts.due", ALWAYS | EXPORTED | VITAL, "Amount due", "Số tiền phải trả"),
    ),
    *_rows(
        Group.TAXES,
        ("taxes.*.category", NOT_USED, "… category", "… loại"),
        ("taxes.*.rate", ADDABLE, "… rate %", "… thuế suất %"),
        ("taxes.*.base", ADDABLE, "… taxable amount", "… tiền chịu thuế"),
        ("taxes.*.amount", ADDABLE, "… amount", "… thành tiền"),
        ("taxes.*.exemption_reason", LONG, "… why no tax", "… lý do miễn thuế"),
    ),
    *_rows(
        Group.PAYMENT,
        ("payment.terms", LONG | ADDABLE, "Payment terms", "Điều khoản thanh toán"),
        ("payment.method", ADDABLE, "Payment method", "Hình thức thanh toán"),
        ("payment.accounts.*.iban", ALWAYS | SCORED | CALIBRATED | VITAL, "IBAN", "IBAN"),
        ("payment.accounts.*.bic", ADDABLE, "BIC", "BIC"),
        ("payment.accounts.*.number", ADDABLE | VITAL, "Account number", "Số tài khoản"),
        ("payment.accounts.*.branch", NOT_USED, "Bank code (BSB, sort code)", "Mã ngân hàng (BSB, sort code)"),
        ("payment.accounts.*.holder", ADDABLE, "Account holder", "Chủ tài khoản"),
        ("payment.accounts.*.biller_code", NOT_USED, "Biller code", "Mã đơn vị thu"),
        (
            *("payment.accounts.*.reference", NOT_USED),
            *("Reference for this account", "Nội dung chuyển khoản cho tài khoản này"),
        ),
        ("payment.reference", ALWAYS | EXPORTED, "Payment reference", "Nội dung chuyển khoản"),
        ("payment.instalments.*.due_date", NOT_USED, "… due date", "… hạn"),
        ("payment.instalments.*.amount", NOT_USED, "… amount", "… thành tiền"),
        ("payment.cash_discounts.*.days", NOT_USED, "Cash discount: days", "Chiết khấu thanh toán: số ngày"),
        ("payment.cash_discounts.*.until", NOT_USED, "Cash discount until", "Chiết khấu thanh toán đến ngày"),
        ("payment.cash_discounts.*.percent", NOT_USED, "Cash discount %", "Chiết khấu thanh toán %"),
        ("payment.cash_discounts.*.base", NOT_USED, "Cash discount on", "Chiết khấu thanh toán tính trên"),
        ("payment.cash_discounts.*.amount", NOT_USED, "Cash discount", "Chiết khấu thanh toán"),
        ("payment.card_last4", NOT_USED, "Card, last 4 digits", "Thẻ, 4 số cuối"),
    ),
    *_rows(
        Group.MORE,
        ("allowances_charges.*.charge", NOT_USED, "… charge", "… phụ phí"),
        ("allowances_charges.*.amount", NOT_USED, "… amount", "… thành tiền"),
        ("allowances_charges.*.base", NOT_USED, "… taxable amount", "… tiền chịu thuế"),
        ("allowances_charges.*.percent", NOT_USED, "… percent", "… phần trăm"),
        ("allowances_charges.*.reason", LONG, "… reason", "… lý do"),
        ("allowances_charges.*.tax_category", NOT_USED, "… tax category", "… loại thuế"),
        ("allowances_charges.*.tax_rate", NOT_USED, "… tax %", "… thuế %"),
        ("lines.*.line_no", EXPORTED, "… no.", "… STT"),
        ("lines.*.product_code", ADDABLE | EXPORTED, "… product code", "… mã hàng"),
        ("lines.*.description", ALWAYS | EXPORTED | SEARCHED, "… description", "… mô tả"),
        ("lines.*.quantity", ALWAYS | EXPORTED, "… quantity", "… số lượng"),
        ("lines.*.unit", ALWAYS | EXPORTED, "… unit", "… đơn vị"),
        ("lines.*.unit_price", ALWAYS | EXPORTED, "… unit price", "… đơn giá"),
        ("lines.*.discount", ADDABLE | EXPORTED, "… discount", "… giảm giá"),
        ("lines.*.charge", ADDABLE, "… charge", "… phụ phí"),
        ("lines.*.amount", ALWAYS | EXPORTED, "… amount", "… thành tiền"),
        ("lines.*.tax_rate", ALWAYS | EXPORTED, "… tax %", "… thuế %"),
        ("lines.*.tax_category", NOT_USED, "… tax category", "… loại thuế"),
        ("lines.*.tax_amount", ADDABLE, "… tax", "… tiền thuế"),
        ("lines.*.date", ADDABLE, "… date", "… ngày"),
        ("lines.*.purchase_order", ADDABLE, "… purchase order", "… đơn hàng"),
        ("lines.*.period.start", NOT_USED, "… from", "… từ"),
        ("lines.*.period.end", NOT_USED, "… to", "… đến"),
        ("lines.*.note", LONG, "… note", "… ghi chú"),
        ("lines.*.raw_row", NOT_USED, "… as printed", "… nguyên văn"),
        ("notes.*", LONG | ADDABLE | SEARCHED, "…", "…"),
        ("other_fields.*.label", LONG, "… label", "… nhãn"),
        ("other_fields.*.value", LONG, "… value", "… giá trị"),
        ("language", INSIDE, "Language", "Ngôn ngữ"),
        ("country", INSIDE, "Country", "Quốc gia"),
        ("lines_incomplete", INSIDE, "Lines are missing", "Thiếu dòng"),
    ),
    *(
        field
        for holder in ("bill_to", "ship_to", "remit_to", "ship_from", "service_location", "payee")
        for field in _party(holder, Group.MORE)
    ),
)


def pattern(path: str) -> str:
    """`lines.3.amount` -> `lines.*.amount`."""
    return ".".join("*" if only_digits(name) else name for name in path.split("."))


@cache
def paths(use: Use) -> tuple[str, ...]:
    """The patterns of the values that have this use, in order."""
    return tuple(field.path for field in FIELDS if use in field.uses)


def has_use(path: str, use: Use) -> bool:
    """Whether the value at a path has this use; false of what this release does not know."""
    return pattern(path) in paths(use)


def values_at(node: Any, path: str) -> Iterator[Any]:
    """The values of an invoice, or of a part of it, at a pattern; absent ones are left out."""
    name, _, rest = path.partition(".")
    inner = node if name == "*" else (getattr(node, name),)
    for value in inner:
        if value is not None:
            yield from values_at(value, rest) if rest else (value,)
