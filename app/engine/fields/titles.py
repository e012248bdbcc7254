"""What kind of document it calls itself. Data, and the search for it."""

import re

from app.domain.invoice import DocumentType
from app.engine.fields.choice import Choice, choice
from app.engine.fields.matching import fold
from app.engine.fields.sheet import Sheet

TITLES: tuple[tuple[DocumentType, str], ...] = (
    (
        DocumentType.CREDIT_NOTE,
        r"credit (?:note|memo)|gutschrift|\w*rechnungskorrektur|korrekturrechnung|storno(?:rechnung)?"
        r"|(?:facture d.)?avoir|creditnota|creditfactuur|nota (?:de|di) credito|kreditnota|refund",
    ),
    (DocumentType.QUOTE, r"quotation|quote|estimate|angebot|kostenvoranschlag|devis|offerte|preventivo|presupuesto"),
    (
        DocumentType.DEBIT_NOTE,
        r"debit (?:note|memo)|lastschriftanzeige|belastungsanzeige|note de debit|nota (?:de|di) (?:debito|addebito)"
        r"|debetnota|debitnota",
    ),
    (
        DocumentType.PROFORMA,
        r"pro ?-?forma(?:[ -]?(?:invoice|rechnung|factuur|faktura))?|(?:facture|fattura|factura) pro ?-?forma",
    ),
    (
        DocumentType.REMINDER,
        r"(?:payment |final |first |second |friendly )?reminder|dunning (?:letter|notice)|overdue notice"
        r"|(?:\d\. ?|erste |zweite |dritte |letzte )?mahnung|zahlungserinnerung|rappel(?: de paiement)?|relance"
        r"|(?:betalings)?herinnering|aanmaning|sollecito(?: di pagamento)?|recordatorio de pago|nhac thanh toan",
    ),
    (
        DocumentType.DELIVERY_NOTE,
        r"delivery (?:note|slip)|packing (?:slip|list)|dispatch note|despatch advice|lieferschein|bon de livraison"
        r"|pakbon|leveringsbon|documento di trasporto|bolla di consegna|albaran|phieu giao hang|phieu xuat kho",
    ),
    (
        DocumentType.PAYSLIP,
        r"pay ?-?slip|pay ?stub|salary slip|earnings statement|(?:lohn|gehalts|entgelt|verdienst)abrechnung"
        r"|bulletin de (?:paie|salaire)|fiche de paie|loonstrook|salarisstrook|busta paga|cedolino|phieu luong",
    ),
    (
        DocumentType.ORDER,
        r"purchase order|order confirmation|auftragsbestatigung|bon de commande|confirmation de commande",
    ),
    (DocumentType.STATEMENT, r"statement of account|account statement|kontoauszug|releve de compte|statement"),
    (
        DocumentType.INVOICE,
        r"(?:simplified |gst )?tax ?invoice|invoice|\w*rechnung|faktura|\w*facture|factuur|fattura|factura"
        r"|hoa don|invois|retail invoices?/bill|commercial invoice|beitragsrechnung",
    ),
    (
        DocumentType.RECEIPT,
        r"(?:official |cash |payment |sales )?receipt|cash (?:bill|sales?|memo)|quittung|kassenbon|kassenbeleg"
        r"|bon|ticket|resit|recu|scontrino|kassabon|bill",
    ),
)
_PATTERNS = tuple((kind, re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])")) for kind, pattern in TITLES)
_FILLED = re.compile(r"[^\W\d_]{3,}")
_SECOND = frozenset(
    {
        *(DocumentType.QUOTE, DocumentType.ORDER, DocumentType.STATEMENT, DocumentType.RECEIPT, DocumentType.REMINDER),
        *(DocumentType.DELIVERY_NOTE, DocumentType.PAYSLIP, DocumentType.DEBIT_NOTE),
    }
)
"""Kinds whose names also stand on documents of another kind."""


def document_title(text: str) -> DocumentType | None:
    """The kind that a short text names, when it holds little else."""
    plain = fold(text)
    for kind, pattern in _PATTERNS:
        match = pattern.search(plain)
        if match and len(_FILLED.findall(plain[: match.start()] + " " + plain[match.end() :])) <= 1:
            return kind
    return None


def document_type(sheet: Sheet) -> list[Choice]:
    """Kinds that the document names itself, the likeliest first: early, in large letters, with little beside it."""
    usual = sorted(line.height for line in sheet.lines)[len(sheet.lines) // 2] if sheet.lines else 0.0
    choices = []
    for row, line in enumerate(sheet.lines):
        for piece in sheet.pieces(row):
            text = fold(piece.text)
            for kind, pattern in _PATTERNS:
                match = pattern.search(text)
                if not match:
                    continue
                beside = len(_FILLED.findall(text[: match.start()])) + 0.4 * len(_FILLED.findall(text[match.end() :]))
                score = 0.95 - 0.25 * min(2.0, beside) - 0.3 * min(1.0, row / 60)
                score += 0.04 * (line.height > 1.3 * usual) - 0.15 * (kind in _SECOND)
                choices.append(choice(kind.value, piece.part(*match.span()), max(0.05, min(0.97, score))))
                break
    return sorted(choices, key=lambda item: -item.score)
