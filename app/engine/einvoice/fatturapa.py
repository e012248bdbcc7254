"""FatturaPA 1.2, Italy's own form (FPR12 between firms, FPA12 to the state, FSM10 in short).

A file may hold several bodies, each a document of its own under the same header.
"""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.invoice import MAX_LINES, DocumentType
from app.engine.einvoice import labelled, parts, values
from app.engine.einvoice.cash_discounts import CashDiscount
from app.engine.einvoice.cash_discounts import read as read_discount
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

ROOTS = frozenset({"FatturaElettronica", "FatturaElettronicaSemplificata"})
_HEADER, _BODY = "FatturaElettronicaHeader", "FatturaElettronicaBody"
_CREDIT_NOTES = frozenset({"TD04", "TD08"})
# What kind of document (TipoDocumento): of the others each is an invoice, a debit note or one of one's own.
_WAYS = {  # ModalitaPagamento
    "MP01": "cash",
    "MP02": "cheque",
    "MP03": "banker's draft",
    "MP05": "credit transfer",
    "MP08": "payment card",
    "MP09": "direct debit",
    "MP12": "RIBA",
    "MP15": "transfer of special accounts",
    "MP19": "SEPA direct debit",
    "MP20": "SEPA direct debit CORE",
    "MP21": "SEPA direct debit B2B",
    "MP23": "PagoPA",
}
# Why no tax is due (Natura), by its code of UNCL 5305 where there is one.
_CATEGORIES = {"N2": "O", "N3.1": "G", "N3.2": "K", "N4": "E", "N6": "AE"}


def documents(root: Node) -> list[Node]:
    """Each body with the header, as a document of its own."""
    headers, bodies = root.all(_HEADER), root.all(_BODY)
    return [_document(root, [*headers, body]) for body in bodies] or [root]


def _document(root: Node, children: list[Node]) -> Node:
    node = Node(root.name, root.attributes, root.prefix)
    node.children = children
    return node


def read(root: Node, out: Findings) -> None:
    """Everything the first body says, in the invoice's fields."""
    header, body = root.one(_HEADER), root.one(_BODY)
    general = body.one("DatiGenerali")
    document = general.one("DatiGeneraliDocumento")
    _head(document, out)
    for name, element in (("seller", "CedentePrestatore"), ("buyer", "CessionarioCommittente")):
        _party(header.one(element), out.at(name))
    out.code("purchase_order", general.first("DatiOrdineAcquisto/IdDocumento"))
    out.date("order_date", general.first("DatiOrdineAcquisto/Data"))
    out.code("contract_reference", general.first("DatiContratto/IdDocumento"))
    out.code("project_reference", general.first("DatiOrdineAcquisto/CodiceCUP", "DatiContratto/CodiceCUP"))
    out.code("preceding_invoice", general.first("DatiFattureCollegate/IdDocumento"))
    out.date("delivery_date", general.first("DatiTrasporto/DataOraConsegna", "DatiDDT/DataDDT"))
    _amounts(body, document, out)
    _payment(body, out)
    _adjustments(document, out)
    parts.notes(out, document.all("Causale"))
    parts.others(out, _others(root, general, document, body))
    items = body.all("DatiBeniServizi/DettaglioLinee")
    if not out.rows("lines", items, _line, limit=MAX_LINES):
        out.value("lines_incomplete", True, str(len(items)))


def _head(document: Node, out: Findings) -> None:
    kind = document.first("TipoDocumento")
    if kind:
        credit = kind.text in _CREDIT_NOTES
        out.value("document_type", DocumentType.CREDIT_NOTE if credit else DocumentType.INVOICE, kind.text)
    out.code("invoice_number", document.first("Numero"))
    out.date("issue_date", document.first("Data"))
    out.letters("currency", document.first("Divisa"), count=3)


def _party(party: Node, out: Findings) -> None:
    facts, place = party.one("DatiAnagrafici"), party.one("Sede")
    named, vat = facts.one("Anagrafica"), facts.one("IdFiscaleIVA")
    person = [node for name in ("Titolo", "Nome", "Cognome") for node in named.all(name) if node.text]
    company = named.first("Denominazione")
    if company:
        out.text("name", company)
    elif person:
        name = " ".join(node.text for node in person)
        out.value("name", name, name)
    country, number = vat.first("IdPaese"), vat.first("IdCodice")
    if number:
        vat_id = f"{country.text if country else ''}{number.text}"
        out.named("vat_id", vat_id, vat_id)
    code = facts.first("CodiceFiscale")
    parts.identifiers(out, [_named(code, "it-cf")] if code else [])
    out.code("phone", party.first("Contatti/Telefono"))
    out.code("email", party.first("Contatti/Email"))
    parts.address(
        out,
        street=[node for name in ("Indirizzo", "NumeroCivico") for node in place.all(name)],
        city=place.first("Comune"),
        region=place.first("Provincia"),
        postal_code=place.first("CAP"),
        country=place.first("Nazione"),
    )


def _named(node: Node, scheme: str) -> Node:
    named = Node(node.name, {"schemeID": scheme})
    named.text = node.text
    return named


def _amounts(body: Node, document: Node, out: Findings) -> None:
    """The rows of the tax table are the totals: the form has no others but the last."""
    amounts, rows = out.at("amounts"), body.all("DatiBeniServizi/DatiRiepilogo")
    bases = [node for row in rows for node in row.all("ImponibileImporto")]
    taxes = [node for row in rows for node in row.all("Imposta")]
    amounts.total("lines_total", body.all("DatiBeniServizi/DettaglioLinee/PrezzoTotale"))
    amounts.total("net", bases)
    amounts.total("tax", taxes)
    stated = document.first("ImportoTotaleDocumento")
    if stated:
        amounts.number("gross", stated)
    else:
        amounts.total("gross", [*bases, *taxes])
    amounts.number("rounding", document.first("Arrotondamento"))
    amounts.total("due", body.all("DatiPagamento/DettaglioPagamento/ImportoPagamento"))
    out.rows("taxes", rows, _tax, limit=parts.MAX_ROWS)


def _tax(out: Findings, row: Node) -> None:
    _category(out, "category", row)
    out.number("rate", row.first("AliquotaIVA"))
    out.number("base", row.first("ImponibileImporto"))
    out.number("amount", row.first("Imposta"))
    out.text("exemption_reason", row.first("Natura") and row.first("RiferimentoNormativo", "Natura"))


def _category(out: Findings, name: str, row: Node) -> None:
    reason, rate = row.first("Natura"), row.first("AliquotaIVA")
    if reason:
        code = _CATEGORIES.get(reason.text) or _CATEGORIES.get(reason.text.partition(".")[0])
        out.named(name, code or reason.text, reason.text)
    elif rate and values.number(rate.text):
        out.value(name, "S", rate.text)


def _adjustments(document: Node, out: Findings) -> None:
    """Discounts and surcharges of the document, the fund of a profession, and stamp duty."""
    found = [
        *((node, node.first("Importo")) for node in document.all("ScontoMaggiorazione")),
        *((node, node.first("ImportoContributoCassa")) for node in document.all("DatiCassaPrevidenziale")),
    ]
    out.rows("allowances_charges", found, _adjustment, limit=parts.MAX_ROWS)


def _adjustment(out: Findings, pair: tuple[Node, Node | None]) -> None:
    node, amount = pair
    kind = node.first("Tipo")
    out.value("charge", kind is None or kind.text != "SC", kind.text if kind else node.name)
    out.number("amount", amount)
    out.number("base", node.first("ImponibileCassa"))
    out.number("percent", node.first("Percentuale", "AlCassa"))
    out.text("reason", node.first("TipoCassa"))
    _category(out, "tax_category", node)
    out.number("tax_rate", node.first("AliquotaIVA"))


def _payment(body: Node, out: Findings) -> None:
    payment, ways = out.at("payment"), body.all("DatiPagamento/DettaglioPagamento")
    days = [node for way in ways for node in way.all("DataScadenzaPagamento") if node.text]
    out.date("due_date", max(days, key=lambda node: node.text, default=None))
    way = body.first("DatiPagamento/DettaglioPagamento/ModalitaPagamento")
    if way:
        payment.value("method", _WAYS.get(way.text, way.text), way.text)
    payment.code("reference", body.first("DatiPagamento/DettaglioPagamento/CodicePagamento"))
    payment.rows("accounts", [each for each in ways if each.first("IBAN")], _account, limit=parts.MAX_IDS)
    payment.rows("cash_discounts", _discounts(ways), read_discount, limit=parts.MAX_IDS)
    if len(days) > 1:
        payment.rows("instalments", ways, _instalment, limit=parts.MAX_ROWS)


def _account(out: Findings, way: Node) -> None:
    parts.account(
        out,
        iban=way.first("IBAN"),
        number=None,
        bank=way.first("BIC"),
        holder=way.first("Beneficiario"),
        reference=way.first("CodicePagamento"),
    )


def _discounts(ways: list[Node]) -> Iterator[CashDiscount]:
    for way in ways:
        if way.first("ScontoPagamentoAnticipato"):
            yield CashDiscount(
                until=way.first("DataLimitePagamentoAnticipato"), amount=way.first("ScontoPagamentoAnticipato")
            )


def _instalment(out: Findings, way: Node) -> None:
    out.date("due_date", way.first("DataScadenzaPagamento"))
    out.number("amount", way.first("ImportoPagamento"))


def _others(root: Node, general: Node, document: Node, body: Node) -> Iterator[tuple[str, list[Node]]]:
    version = Node("versione", {})
    version.text = f"FatturaPA {root.attributes.get('versione', '')}".strip()
    yield labelled.SPECIFICATION, [version]
    yield "withholding", document.all("DatiRitenuta/ImportoRitenuta")
    yield "stamp duty", document.all("DatiBollo/ImportoBollo")
    yield "payable by", body.all("DatiBeniServizi/DatiRiepilogo/EsigibilitaIVA")
    yield "tender or lot", general.all("DatiOrdineAcquisto/CodiceCIG")
    yield "delivery note", general.all("DatiDDT/NumeroDDT")
    yield "attached file", body.all("Allegati/NomeAttachment")


def _line(out: Findings, line: Node) -> None:
    out.code("line_no", line.first("NumeroLinea"))
    out.text("description", line.first("Descrizione"))
    out.code("product_code", line.first("CodiceArticolo/CodiceValore"))
    out.number("quantity", line.first("Quantita"))
    out.code("unit", line.first("UnitaMisura"))
    out.number("unit_price", line.first("PrezzoUnitario"))
    for name, kind in (("discount", "SC"), ("charge", "MG")):
        out.total(name, _extras(line, kind))
    out.number("amount", line.first("PrezzoTotale"))
    _category(out, "tax_category", line)
    out.number("tax_rate", line.first("AliquotaIVA"))
    out.period("period", line.first("DataInizioPeriodo"), line.first("DataFinePeriodo"))
    out.text("note", *line.all("AltriDatiGestionali/RiferimentoTesto"))


def _extras(line: Node, kind: str) -> list[Node]:
    """Amounts of the whole line: a discount is stated for each piece, or in percent of the price."""
    count = values.number(_text(line.first("Quantita"))) or Decimal(1)
    price = values.number(_text(line.first("PrezzoUnitario"))) or Decimal(0)
    found = []
    for node in line.all("ScontoMaggiorazione"):
        if _text(node.first("Tipo")) != kind:
            continue
        each = values.number(_text(node.first("Importo")))
        percent = values.number(_text(node.first("Percentuale")))
        if each is None and percent is not None:
            each = values.quotient(price * percent, Decimal(100))
        if each is not None:
            amount = Node("Importo", {})
            amount.text = f"{values.quotient(each * count, Decimal(1)):f}"
            found.append(amount)
    return found


def _text(node: Node | None) -> str:
    return node.text if node else ""
