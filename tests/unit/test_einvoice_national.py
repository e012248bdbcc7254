"""National forms: golden pairs, a document and the invoice in it."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.errors import DocumentRejected
from app.domain.invoice import leaves, plain
from app.domain.reading import build_reading
from app.engine.einvoice import ebinterface, fatturapa, signed, vietnam
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.formats import FORMATS, UNREAD
from app.engine.einvoice.xml import Node, parse
from app.engine.einvoice_reader import read
from app.engine.inspect import inspect
from app.engine.inspect_xml import inspect_xml
from app.engine.sniff import sniff


def values(read: Callable[[Node, Findings], None], xml: str) -> dict[str, Any]:
    found = Findings()
    read(parse(xml.encode()), found)
    reading = build_reading(reader="einvoice", version="0", pages=1, found=found.found)
    return dict(leaves(plain(reading.invoice)))


# ---- Austria ---------------------------------------------------------------------------------------------------------

EBINTERFACE = """<Invoice xmlns="http://www.ebinterface.at/schema/{version}/" DocumentType="{kind}"
 InvoiceCurrency="EUR" Language="ger"><InvoiceNumber>R-1</InvoiceNumber><InvoiceDate>2026-03-01</InvoiceDate>
<Delivery><Date>2026-02-27</Date></Delivery>
<Biller><VATIdentificationNumber>ATU13585627</VATIdentificationNumber>
 <FurtherIdentification IdentificationType="FN">9999a</FurtherIdentification>
 <Address><Name>Papier Blau GmbH</Name><Street>Ring 1</Street><Town>Wien</Town><ZIP>1010</ZIP>
 <Country CountryCode="AT">Austria</Country><Phone>+43 1 1</Phone><Email>a@example.com</Email></Address></Biller>
<InvoiceRecipient><VATIdentificationNumber>ATU57149424</VATIdentificationNumber>
 <BillersInvoiceRecipientID>K-9</BillersInvoiceRecipientID><OrderReference><OrderID>B-7</OrderID></OrderReference>
 <Address><Name>Amt Rot</Name></Address></InvoiceRecipient>
<Details><ItemList><ListLineItem><PositionNumber>1</PositionNumber><Description>Papier</Description>
 <Description>A4, weiss</Description><ArticleNumber>P-1</ArticleNumber><Quantity Unit="C62">10</Quantity>
 <UnitPrice BaseQuantity="2">20.00</UnitPrice>
 <ReductionAndSurchargeListLineItemDetails><ReductionListLineItem><Amount>5.00</Amount></ReductionListLineItem>
 </ReductionAndSurchargeListLineItemDetails>
 {line_tax}<LineItemAmount>95.00</LineItemAmount></ListLineItem></ItemList></Details>
{tax}<TotalGrossAmount>114.00</TotalGrossAmount><PrepaidAmount>14.00</PrepaidAmount>
<PayableAmount>100.00</PayableAmount>
<PaymentMethod><UniversalBankTransaction><BeneficiaryAccount><BIC>GIBAATWWXXX</BIC><IBAN>AT611904300234573201</IBAN>
 <BankAccountOwner>Papier Blau</BankAccountOwner></BeneficiaryAccount><PaymentReference>R1</PaymentReference>
</UniversalBankTransaction></PaymentMethod>
<PaymentConditions><DueDate>2026-03-31</DueDate><Discount><PaymentDate>2026-03-11</PaymentDate>
 <Percentage>3.00</Percentage></Discount><Comment>Danke</Comment></PaymentConditions></Invoice>"""
TAX_ROW = """<TaxableAmount>95.00</TaxableAmount><TaxPercent TaxCategoryCode="S">20</TaxPercent>"""
AUSTRIAN = {
    "invoice_number": "R-1",
    "issue_date": "2026-03-01",
    "due_date": "2026-03-31",
    "delivery_date": "2026-02-27",
    "currency": "EUR",
    "purchase_order": "B-7",
    "seller.name": "Papier Blau GmbH",
    "seller.vat_id": "ATU13585627",
    "seller.tax_ids.0.value": "9999a",
    "seller.address.country": "AT",
    "buyer.name": "Amt Rot",
    "buyer.customer_id": "K-9",
    "amounts.net": "95.00",
    "amounts.tax": "19.00",
    "amounts.gross": "114.00",
    "amounts.paid": "14.00",
    "amounts.due": "100.00",
    "taxes.0.rate": "20",
    "taxes.0.base": "95.00",
    "taxes.0.amount": "19.00",
    "payment.accounts.0.iban": "AT611904300234573201",
    "payment.accounts.0.bic": "GIBAATWWXXX",
    "payment.reference": "R1",
    "payment.cash_discounts.0.until": "2026-03-11",
    "payment.cash_discounts.0.percent": "3.00",
    "lines.0.description": "Papier",
    "lines.0.quantity": "10",
    "lines.0.unit": "C62",
    "lines.0.unit_price": "10",
    "lines.0.discount": "5.00",
    "lines.0.amount": "95.00",
    "lines.0.tax_rate": "20",
}


@pytest.mark.parametrize(
    ("version", "line_tax", "tax"),
    [
        (
            "6p1",
            f"<TaxItem>{TAX_ROW}</TaxItem>",
            f"<Tax><TaxItem>{TAX_ROW}<TaxAmount>19.00</TaxAmount></TaxItem></Tax>",
        ),
        (
            "4p3",
            '<VATRate TaxCode="S">20</VATRate>',
            "<Tax><VAT><VATItem><TaxedAmount>95.00</TaxedAmount><VATRate>20</VATRate><Amount>19.00</Amount></VATItem>"
            "</VAT></Tax>",
        ),
    ],
)
def test_ebinterface(version: str, line_tax: str, tax: str) -> None:
    read = values(ebinterface.read, EBINTERFACE.format(version=version, kind="Invoice", line_tax=line_tax, tax=tax))
    assert {path: read.get(path) for path in AUSTRIAN} == AUSTRIAN
    assert read["document_type"] == "invoice"


def test_a_credit_memo_of_ebinterface_is_a_credit_note() -> None:
    xml = EBINTERFACE.format(version="5p0", kind="CreditMemo", line_tax="", tax="")
    assert values(ebinterface.read, xml)["document_type"] == "credit_note"
    assert ebinterface.is_ebinterface(parse(xml.encode()))


# ---- Italy -----------------------------------------------------------------------------------------------------------

BODY = """<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>{kind}</TipoDocumento>
<Divisa>EUR</Divisa><Data>2026-03-01</Data><Numero>{number}</Numero>
<DatiRitenuta><TipoRitenuta>RT01</TipoRitenuta><ImportoRitenuta>20.00</ImportoRitenuta></DatiRitenuta>
<DatiCassaPrevidenziale><TipoCassa>TC01</TipoCassa><AlCassa>4.00</AlCassa><ImportoContributoCassa>4.00
</ImportoContributoCassa><AliquotaIVA>22.00</AliquotaIVA></DatiCassaPrevidenziale>
<ImportoTotaleDocumento>126.88</ImportoTotaleDocumento><Causale>Consulenza</Causale></DatiGeneraliDocumento>
<DatiOrdineAcquisto><IdDocumento>O-5</IdDocumento><CodiceCIG>CIG1</CodiceCIG></DatiOrdineAcquisto></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Ore</Descrizione><Quantita>10.00</Quantita>
<UnitaMisura>h</UnitaMisura><PrezzoUnitario>12.50</PrezzoUnitario><ScontoMaggiorazione><Tipo>SC</Tipo>
<Percentuale>20.00</Percentuale></ScontoMaggiorazione><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA>
</DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>104.00</ImponibileImporto>
<Imposta>22.88</Imposta></DatiRiepilogo></DatiBeniServizi><DatiPagamento><DettaglioPagamento>
<ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-03-31</DataScadenzaPagamento>
<ImportoPagamento>106.88</ImportoPagamento><IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento></DatiPagamento>
</FatturaElettronicaBody>"""
FATTURA = """<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader><CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese>
<IdCodice>00743110157</IdCodice></IdFiscaleIVA><CodiceFiscale>RSSMRA80A01H501U</CodiceFiscale><Anagrafica>
<Nome>Maria</Nome><Cognome>Rossi</Cognome></Anagrafica></DatiAnagrafici><Sede><Indirizzo>Via Roma</Indirizzo>
<NumeroCivico>1</NumeroCivico><CAP>00187</CAP><Comune>Roma</Comune><Provincia>RM</Provincia><Nazione>IT</Nazione></Sede>
</CedentePrestatore><CessionarioCommittente><DatiAnagrafici><Anagrafica><Denominazione>Rosso Spa</Denominazione>
</Anagrafica></DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader>{bodies}</p:FatturaElettronica>"""
ITALIAN = {
    "document_type": "invoice",
    "invoice_number": "15/A",
    "issue_date": "2026-03-01",
    "due_date": "2026-03-31",
    "currency": "EUR",
    "purchase_order": "O-5",
    "seller.name": "Maria Rossi",
    "seller.vat_id": "IT00743110157",
    "seller.tax_ids.0.value": "RSSMRA80A01H501U",
    "seller.address.city": "Roma",
    "buyer.name": "Rosso Spa",
    "amounts.lines_total": "100.00",
    "amounts.net": "104.00",
    "amounts.tax": "22.88",
    "amounts.gross": "126.88",
    "amounts.due": "106.88",
    "taxes.0.category": "S",
    "allowances_charges.0.charge": True,
    "allowances_charges.0.amount": "4.00",
    "payment.method": "credit transfer",
    "payment.accounts.0.iban": "IT60X0542811101000000123456",
    "lines.0.unit_price": "12.50",
    "lines.0.discount": "25",
    "lines.0.amount": "100.00",
    "notes.0": "Consulenza",
}


def fattura(*bodies: tuple[str, str]) -> str:
    return FATTURA.format(bodies="".join(BODY.format(kind=kind, number=number) for kind, number in bodies))


def test_fatturapa() -> None:
    read = values(fatturapa.read, fattura(("TD01", "15/A")))
    assert {path: read.get(path) for path in ITALIAN} == ITALIAN
    labels = {path: value for path, value in read.items() if path.endswith(".label")}
    told = {label: read[path.replace("label", "value")] for path, label in labels.items()}
    assert (told["withholding"], told["tender or lot"]) == ("20.00", "CIG1")


def test_each_body_of_a_fattura_is_a_document() -> None:
    documents = fatturapa.documents(parse(fattura(("TD01", "15/A"), ("TD04", "16/A")).encode()))
    read = []
    for document in documents:
        found = Findings()
        fatturapa.read(document, found)
        read.append(build_reading(reader="einvoice", version="0", pages=1, found=found.found).invoice)
    assert [(each.invoice_number, each.document_type) for each in read] == [
        ("15/A", "invoice"),
        ("16/A", "credit_note"),
    ]
    assert {each.seller.name for each in read} == {"Maria Rossi"}


@pytest.mark.parametrize(
    ("reason", "category"), [("N2.1", "O"), ("N4", "E"), ("N6.3", "AE"), ("N3.1", "G"), ("N5", "N5")]
)
def test_why_no_tax_is_due_in_italy(reason: str, category: str) -> None:
    row = f"<DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA><Natura>{reason}</Natura></DatiRiepilogo>"
    body = f"<FatturaElettronicaBody><DatiBeniServizi>{row}</DatiBeniServizi></FatturaElettronicaBody>"
    read = values(fatturapa.read, FATTURA.format(bodies=body))
    assert (read["taxes.0.category"], read["taxes.0.exemption_reason"]) == (category, reason)


# ---- Vietnam ---------------------------------------------------------------------------------------------------------

HDON = """<HDon><DLHDon Id="d"><TTChung><PBan>2.0.1</PBan><THDon>Hóa đơn giá trị gia tăng</THDon><KHMSHDon>1</KHMSHDon>
<KHHDon>C26TAB</KHHDon><SHDon>57</SHDon><NLap>2026-04-02</NLap><DVTTe>USD</DVTTe><TGia>25400</TGia><HTTToan>CK</HTTToan>
<TTHDLQuan><TCHDon>2</TCHDon><KHMSHDCLQuan>1</KHMSHDCLQuan><KHHDCLQuan>C26TAB</KHHDCLQuan><SHDCLQuan>41</SHDCLQuan>
</TTHDLQuan></TTChung><NDHDon><NBan><Ten>Công ty Xanh</Ten><MST>0100109106</MST><DChi>5 Phố Huế</DChi>
<STKNHang>0011</STKNHang><TNHang>Vietcombank</TNHang></NBan>
<NMua><Ten>Công ty Đỏ</Ten><MST>0301444753</MST><MKHang>K7</MKHang><HVTNMHang>Lê Văn B</HVTNMHang></NMua><DSHHDVu>
<HHDVu><TChat>1</TChat><STT>1</STT><MHHDVu>G1</MHHDVu><THHDVu>Giấy</THHDVu><DVTinh>Ram</DVTinh><SLuong>20</SLuong>
<DGia>7.5</DGia><STCKhau>0</STCKhau><ThTien>150</ThTien><TSuat>8%</TSuat></HHDVu>
<HHDVu><TChat>3</TChat><STT>2</STT><THHDVu>Chiết khấu</THHDVu><ThTien>10</ThTien><TSuat>8%</TSuat></HHDVu>
<HHDVu><TChat>1</TChat><STT>3</STT><THHDVu>Sách</THHDVu><ThTien>60</ThTien><TSuat>KCT</TSuat></HHDVu>
<HHDVu><TChat>4</TChat><THHDVu>Theo hợp đồng 12</THHDVu></HHDVu></DSHHDVu>
<TToan><THTTLTSuat><LTSuat><TSuat>8%</TSuat><ThTien>140</ThTien><TThue>11.2</TThue></LTSuat>
<LTSuat><TSuat>KCT</TSuat><ThTien>60</ThTien><TThue>0</TThue></LTSuat></THTTLTSuat>
<TgTCThue>200</TgTCThue><TgTThue>11.2</TgTThue><TgTTTBSo>211.2</TgTTTBSo></TToan></NDHDon></DLHDon>
<MCCQT>00ABC</MCCQT></HDon>"""
VIETNAMESE = {
    "document_type": "invoice",
    "invoice_number": "57",
    "invoice_series": "1C26TAB",
    "issue_date": "2026-04-02",
    "currency": "USD",
    "exchange_rate": "25400",
    "preceding_invoice": "1C26TAB 41",
    "seller.name": "Công ty Xanh",
    "seller.tax_ids.0.scheme": "mst",
    "seller.tax_ids.0.value": "0100109106",
    "buyer.name": "Công ty Đỏ",
    "buyer.customer_id": "K7",
    "buyer.contact": "Lê Văn B",
    "amounts.net": "200",
    "amounts.tax": "11.2",
    "amounts.gross": "211.2",
    "taxes.0.rate": "8",
    "taxes.1.category": "E",
    "payment.method": "CK",
    "payment.accounts.0.number": "0011",
    "lines.0.amount": "150",
    "lines.0.tax_rate": "8",
    "lines.1.amount": "-10",
    "lines.2.tax_category": "E",
    "notes.0": "Theo hợp đồng 12",
}


def test_vietnamese_invoice() -> None:
    read = values(vietnam.read, HDON)
    assert {path: read.get(path) for path in VIETNAMESE} == VIETNAMESE
    assert "lines.3.description" not in read
    assert {"00ABC", "adjusts the preceding invoice"} <= set(read.values())


def test_invoices_in_a_message_to_the_tax_office() -> None:
    message = parse(f"<TDiep><TTChung/><DLieu>{HDON}{HDON}</DLieu></TDiep>".encode())
    assert [node.name for node in vietnam.documents(message)] == ["HDon", "HDon"]


@pytest.mark.parametrize(("text", "rate"), [("10%", "10"), ("KHAC:7%", "7"), ("5,26%", "5.26"), ("KHAC: 3.5 %", "3.5")])
def test_rates_of_vietnam(text: str, rate: str) -> None:
    assert values(vietnam.read, HDON.replace("8%", text))["taxes.0.rate"] == rate


# ---- all of them ----------------------------------------------------------------------------------------------------


WHOLE_FILES = {
    "ebInterface": EBINTERFACE.format(version="6p1", kind="Invoice", line_tax="", tax=""),
    "FatturaPA": FATTURA.format(bodies=BODY.format(kind="TD01", number="1")),
    "HDon": HDON,
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_national_form_is_read_as_its_own(name: str) -> None:
    reading = read(WHOLE_FILES[name].encode(), "application/xml", 1, lambda stage: None)
    assert {item.confidence for item in reading.evidence.values()} == {1.0}
    (form,) = reading.checks
    assert form.detail.endswith(name) and not form.failed
    assert name in {each.name for each in FORMATS}


def test_two_bodies_in_a_file_are_told() -> None:
    reading = read(fattura(("TD01", "15/A"), ("TD01", "16/A")).encode(), "application/xml", 1, lambda stage: None)
    assert reading.invoice.invoice_number == "15/A"
    (told,) = (check for check in reading.checks if check.failed)
    assert (told.id, told.expected, told.found) == ("einvoice_rivals", "15/A", "16/A")


@pytest.mark.parametrize("root", UNREAD)
def test_a_form_that_is_not_read_is_named(root: str) -> None:
    with pytest.raises(DocumentRejected, match=UNREAD[root].split()[0]):
        inspect_xml(f"<{root}/>".encode())


# ---- signed files ----------------------------------------------------------------------------------------------------

OBJECT = bytes.fromhex("06092a864886f70d0107")


def der(tag: int, *content: bytes) -> bytes:
    inside = b"".join(content)
    size = len(inside).to_bytes(4)
    return bytes([tag, 0x84]) + size + inside


def open_ended(tag: int, *content: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(content) + b"\0\0"


def p7m(octets: bytes, wrap: Callable[..., bytes] = der) -> bytes:
    content = wrap(0x30, OBJECT + b"\x01", wrap(0xA0, octets))
    data = wrap(0x30, b"\x02\x01\x01", der(0x31, der(0x30)), content, der(0x31))
    return wrap(0x30, OBJECT + b"\x02", wrap(0xA0, data))


XML = b"<?xml version='1.0'?><a>" + b"x" * 300 + b"</a>"
IN_PARTS = open_ended(0x24, der(0x04, XML[:100]), der(0x04, XML[100:]))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(p7m(der(0x04, XML)), id="definite"),
        pytest.param(p7m(IN_PARTS, open_ended), id="indefinite, in parts"),
        pytest.param(p7m(der(0x24, der(0x04, XML[:9]), der(0x04, XML[9:]))), id="definite, in parts"),
        pytest.param(base64.encodebytes(p7m(der(0x04, XML))), id="base64"),
        pytest.param(
            b"-----BEGIN PKCS7-----\n" + base64.encodebytes(p7m(der(0x04, XML))) + b"-----END PKCS7-----\n", id="pem"
        ),
    ],
)
def test_the_file_inside_a_signed_one(data: bytes) -> None:
    assert signed.content_of(data) == XML


WHOLE = p7m(der(0x04, XML))


@pytest.mark.parametrize(
    "data", [b"", b"0", b"0\x80", XML, WHOLE[:60], WHOLE[:200], p7m(b""), p7m(der(0x30)), der(0x30, OBJECT + b"\x03")]
)
def test_what_is_no_signed_file(data: bytes) -> None:
    assert signed.content_of(data) is None


def test_no_cut_of_a_signed_file_breaks_the_walk() -> None:
    for size in range(len(WHOLE)):
        assert signed.content_of(WHOLE[:size]) in (None, XML)


def test_a_signed_invoice_is_told_taken_and_read() -> None:
    data = p7m(der(0x04, fattura(("TD01", "15/A")).encode()))
    assert sniff(data) == ("application/pkcs7-mime", 0)
    assert sniff(base64.encodebytes(data)).media_type == "application/pkcs7-mime"
    assert inspect(data, "application/pkcs7-mime") == 1
    reading = read(data, "application/pkcs7-mime", 1, lambda stage: None)
    assert reading.invoice.invoice_number == "15/A"
    assert [note.code for note in reading.notes] == ["signature-not-verified"]


@pytest.mark.parametrize("inside", [b"", b"no XML", b"<!DOCTYPE a><FatturaElettronica/>", b"<html/>"])
def test_what_is_signed_is_looked_at_like_any_xml(inside: bytes) -> None:
    with pytest.raises(DocumentRejected):
        inspect(p7m(der(0x04, inside)), "application/pkcs7-mime")


def test_a_signed_file_that_was_cut_off_is_damaged() -> None:
    with pytest.raises(DocumentRejected, match="cut off") as refused:
        inspect(WHOLE[:200], "application/pkcs7-mime")
    assert refused.value.code == "damaged"
