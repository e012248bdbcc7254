"""Papers that print each fact of a party behind a label of its own; Vietnamese tax invoices do."""

import pytest

from app.domain.invoice import Invoice
from app.engine.document_reader import find_values, read_document
from app.engine.fields.labels import Label
from app.engine.fields.matching import labels_of
from app.engine.tables.rows import _numbers_columns
from tests.bench.reading.vietnam import text
from tests.documents.words import text_of

FORM = """
                    HÓA ĐƠN GIÁ TRỊ GIA TĂNG
Số (No.): 00000123
Ngày 12 tháng 05 năm 2026
Đơn vị bán hàng (Seller): CÔNG TY TNHH SAO MAI
Mã số thuế (Tax code): 0106869738
Địa chỉ: 45 Trần Hưng Đạo, Quận Hoàn Kiếm, Hà Nội

Họ tên người mua hàng: {person}
Tên đơn vị: {company}
Mã số thuế: 0301234560
Địa chỉ: Ấp Mỹ Phước, Xã Mỹ Khánh, Thành phố Cần Thơ

STT Tên hàng hóa      ĐVT    Số lượng   Đơn giá     Thành tiền
 1   2                 3        4          5         6=4x5
 1  Giấy in           Thùng     2        150.000     300.000

                      Cộng tiền hàng:                300.000
                      Tiền thuế GTGT:                 30.000
                      Tổng cộng tiền thanh toán:     330.000
                      Người mua hàng
                      (Ký, ghi rõ họ tên)
"""


def read(person: str = "Nguyễn Văn Bảo", company: str = "CÔNG TY CỔ PHẦN AN BÌNH") -> Invoice:
    page = text_of(FORM.format(person=person, company=company))
    return read_document(page, reader="text", version="0").invoice


def test_name_and_address_stand_behind_their_labels() -> None:
    invoice = read()
    assert invoice.seller.name == "CÔNG TY TNHH SAO MAI"
    assert invoice.seller.address.text == "45 Trần Hưng Đạo, Quận Hoàn Kiếm, Hà Nội"
    assert invoice.buyer.name == "CÔNG TY CỔ PHẦN AN BÌNH"
    assert invoice.buyer.address.text == "Ấp Mỹ Phước, Xã Mỹ Khánh, Thành phố Cần Thơ"


def test_a_person_buys_where_no_company_does() -> None:
    assert read(company="").buyer.name == "Nguyễn Văn Bảo"
    assert read(person="").buyer.name == "CÔNG TY CỔ PHẦN AN BÌNH"


def test_the_tax_number_under_the_buyer_is_the_buyers() -> None:
    invoice = read()
    assert [each.value for each in invoice.seller.tax_ids] == ["0106869738"]
    assert [(each.scheme, each.value) for each in invoice.buyer.tax_ids] == [("mst", "0301234560")]


def test_whole_amounts_without_a_sign_are_in_the_money_of_the_country_that_the_words_show() -> None:
    assert read().currency == "VND"


def test_the_row_that_numbers_the_columns_is_no_item() -> None:
    assert [line.description for line in read().lines] == ["Giấy in"]


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        ("1 2 3 4 5 6=4x5", True),
        ("(1) (2) (3) (4)", True),
        ("A B C 1 2 3=1x2", True),
        ("1 Paper 3 4 5", False),
        ("1 2 4 8", False),
        ("1 2 3", False),
        ("1 2 3 4,00", False),
    ],
)
def test_column_numbers_count_up_from_one(row: str, numbers: bool) -> None:
    assert _numbers_columns(row) is numbers


def test_a_label_holds_its_translation_in_parentheses() -> None:
    (match,) = labels_of("Mã số thuế (Tax code): 0106869738")
    assert (match.label, match.end) == (Label.TAX_NUMBER, len("Mã số thuế (Tax code)"))


def test_what_stands_in_parentheses_behind_a_total_says_more_of_it() -> None:
    assert [match.label for match in labels_of("Total (excl. VAT): 100.00")] == [Label.NET]


def test_an_address_without_a_party_over_it_is_not_taken() -> None:
    found = find_values(text_of("INVOICE 12\nAddress: 4 Mill Road\nTotal 12.00\nVAT 2.00"))
    assert not [item for item in found if item.path.endswith("address.text") and item.value]


@pytest.mark.parametrize(("left_out", "least"), [(False, 0.97), (True, 0.96)])
def test_vietnamese_papers_are_read_by_their_text(left_out: bool, least: float) -> None:
    scores = text(range(300, 320), left_out=left_out).scores
    assert scores.header.f1 >= least
    assert scores.fields["amounts.gross"].f1 >= 0.97
