"""Vietnam's own form: `HDon`, alone or in a message `TDiep` to the tax office (Thông tư 78/2021, Nghị định 123/2020 and
70/2025). Elements are short forms of the Vietnamese words; each is told where it is read."""

import re
from collections.abc import Iterator

from app.domain.invoice import MAX_LINES, DocumentType
from app.engine.einvoice import labelled, parts, values
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

ROOTS = frozenset({"HDon", "TDiep"})
_OTHER_FORMS = frozenset({"6"})  # KHMSHDon: 6 is a delivery note (phiếu xuất kho)
_DISCOUNT, _REMARK = "3", "4"  # TChat, what a line is: 1 goods, 2 given for nothing
_RATES = re.compile(r"(?:KHAC:\s*)?([0-9]{1,2}(?:[.,][0-9]{1,2})?)\s*%?")
_UNTAXED = {  # TSuat in words
    "KCT": ("E", "không chịu thuế GTGT"),
    "KKKNT": ("O", "không kê khai, tính nộp thuế GTGT"),
}
_RELATIONS = {"1": "replaces", "2": "adjusts"}  # TCHDon


def documents(root: Node) -> list[Node]:
    """The invoices of a message, or the one that stands alone."""
    return root.all("DLieu/HDon") if root.name == "TDiep" else [root]


def read(root: Node, out: Findings) -> None:
    """Everything the invoice says, in its fields."""
    data = root.one("DLHDon")
    general, content = data.one("TTChung"), data.one("NDHDon")
    _head(general, out)
    for name, element in (("seller", "NBan"), ("buyer", "NMua")):
        _party(content.one(element), out.at(name))
    _payment(general, content.one("NBan"), out.at("payment"))
    rows = content.all("DSHHDVu/HHDVu")
    _amounts(content.one("TToan"), out)
    parts.notes(out, [node for row in rows if _kind(row) == _REMARK for node in row.all("THHDVu")])
    parts.others(out, _others(root, general, content))
    items = [row for row in rows if _kind(row) != _REMARK]
    if not out.rows("lines", items, _line, limit=MAX_LINES):
        out.value("lines_incomplete", True, str(len(items)))


def _head(general: Node, out: Findings) -> None:
    form, series = general.first("KHMSHDon"), general.first("KHHDon")  # number of the form, sign of the series
    other = form is not None and form.text in _OTHER_FORMS
    title = general.first("THDon")
    out.value("document_type", DocumentType.OTHER if other else DocumentType.INVOICE, title.text if title else "HDon")
    out.code("invoice_number", general.first("SHDon"))
    whole = "".join(node.text for node in (form, series) if node)
    if whole:
        out.named("invoice_series", whole, whole)
    out.date("issue_date", general.first("NLap"))
    out.letters("currency", general.first("DVTTe"), count=3)
    rate = general.first("TGia")
    out.number("exchange_rate", rate if rate and rate.text not in ("0", "1") else None)
    related = general.one("TTHDLQuan")  # the invoice that this one replaces or adjusts
    former = [node.text for name in ("KHMSHDCLQuan", "KHHDCLQuan", "SHDCLQuan") for node in related.all(name)]
    if any(former):
        number = " ".join(filter(None, ("".join(former[:-1]), former[-1])))
        out.named("preceding_invoice", number, number)


def _party(party: Node, out: Findings) -> None:
    out.text("name", party.first("Ten", "HVTNMHang"))  # name; name of the person who buys
    number = party.first("MST")
    if number:
        out.named("tax_ids.0.value", number.text, number.text)
        out.value("tax_ids.0.scheme", "mst", "MST")
    out.text("contact", party.first("HVTNMHang") if party.first("Ten") else None)
    out.code("customer_id", party.first("MKHang"))
    out.code("phone", party.first("SDThoai"))
    out.code("email", party.first("DCTDTu"))
    out.code("website", party.first("Website"))
    out.text("address.text", party.first("DChi"))


def _payment(general: Node, seller: Node, out: Findings) -> None:
    out.text("method", general.first("HTTToan"))  # TM: cash, CK: transfer
    out.code("accounts.0.number", seller.first("STKNHang"))
    out.code("accounts.0.branch", seller.first("TNHang"))  # the bank's name


def _amounts(totals: Node, out: Findings) -> None:
    amounts = out.at("amounts")
    amounts.number("net", totals.first("TgTCThue"))
    amounts.number("tax", totals.first("TgTThue"))
    amounts.number("gross", totals.first("TgTTTBSo"))
    discount = totals.first("TTCKTMai")
    amounts.number("discount", discount if discount and values.number(discount.text) else None)
    out.rows("taxes", totals.all("THTTLTSuat/LTSuat"), _tax, limit=parts.MAX_ROWS)


def _tax(out: Findings, row: Node) -> None:
    _rate(out, row.first("TSuat"), category="category", rate="rate", reason="exemption_reason")
    out.number("base", row.first("ThTien"))
    out.number("amount", row.first("TThue"))


def _rate(out: Findings, node: Node | None, *, category: str, rate: str, reason: str | None = None) -> None:
    """A rate in percent, or why there is none: `8%`, `KHAC:7%`, `KCT`."""
    if node is None:
        return
    text = node.text.upper()
    if text in _UNTAXED:
        code, words = _UNTAXED[text]
        out.value(category, code, node.text)
        if reason:
            out.value(reason, words, node.text)
        return
    found = _RATES.fullmatch(text)
    percent = values.number(found[1].replace(",", ".")) if found else None
    out.value(rate, percent, node.text)
    if percent is not None:
        out.value(category, "S" if percent else "Z", node.text)


def _kind(row: Node) -> str:
    kind = row.first("TChat")
    return kind.text if kind else ""


def _line(out: Findings, row: Node) -> None:
    out.code("line_no", row.first("STT"))
    out.text("description", row.first("THHDVu"))
    out.code("product_code", row.first("MHHDVu"))
    out.number("quantity", row.first("SLuong"))
    out.code("unit", row.first("DVTinh"))
    out.number("unit_price", row.first("DGia"))
    discount = row.first("STCKhau")
    out.number("discount", discount if discount and values.number(discount.text) else None)
    amount = row.first("ThTien")
    number = values.number(amount.text) if amount else None
    if amount and number and number > 0 and _kind(row) == _DISCOUNT:  # stated without the minus that it means
        out.value("amount", -number, amount.text)
    else:
        out.number("amount", amount)
    _rate(out, row.first("TSuat"), category="tax_category", rate="tax_rate")
    out.number("tax_amount", row.first("TThue"))


def _others(root: Node, general: Node, content: Node) -> Iterator[tuple[str, list[Node]]]:
    claimed = Node("PBan", {})
    claimed.text = f"HDon {version.text if (version := general.first('PBan')) else ''}".strip()
    yield labelled.SPECIFICATION, [claimed]
    yield "code of the tax office", root.all("MCCQT")
    yield "total in words", content.all("TToan/TgTTTBChu")
    relation = general.first("TTHDLQuan/TCHDon")
    if relation and relation.text in _RELATIONS:
        said = Node("TCHDon", {})
        said.text = f"{_RELATIONS[relation.text]} the preceding invoice"
        yield "relation", [said]
    yield "tax code of the provider", general.all("MSTTCGP")
