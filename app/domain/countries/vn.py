"""Viet Nam."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, Register, percents


def mst(number: str) -> bool:
    """Vietnam: ten digits, with three more for a branch. The twelve of a person are not checked."""
    if len(number) == 12:
        return True
    return 10 - weighted(number[:9], (31, 29, 23, 19, 17, 13, 7, 5, 3)) % 11 == int(number[9])


COUNTRY = Country(
    names=("Viet Nam", "Vietnam", "Việt Nam"),
    currency="VND",
    symbols=("₫", "đ", "VNĐ"),
    tax_names=("VAT", "GTGT"),
    tax_rates=percents("10 8 5"),
    registers=(
        Register(
            "mst",
            words=("mst", "ma so thue"),
            name="MST",
            shape=r"[0-9]{10}([0-9]{3})?|[0-9]{12}",
            form="10, 12 or 13 digits",
            holds=mst,
        ),
    ),
    marks=(
        *("viet nam", "vietnam", "ha noi", "ho chi minh", "hoa don", "ma so thue", "gtgt"),
        *("thanh toan", "thanh tien", "tong cong", "tong tien", "thu ngan", "cam on quy khach", "tien thua"),
    ),
)
