"""AnalyzeExpense reads English only. Of a document in another language it still gives something, which is worth less:
the reading says so."""

import re
from collections.abc import Iterable

from app.engine.fields.matching import fold

# Words that are frequent on invoices of one language and no words of the others here.
_WORDS = {
    "en": "the and for your invoice bill amount due total date tax number please payment thank you description price"
    " quantity balance address phone receipt subtotal sale customer account terms from with",
    "de": "und der die das rechnung rechnungsnummer datum betrag gesamtbetrag mwst ust zzgl menge einzelpreis gesamt"
    " kunde kundennummer zahlbar bitte steuernummer lieferung vielen dank netto brutto bezeichnung seite summe wir",
    "fr": "et le la les de du facture montant tva ttc ht quantite prix unitaire client veuillez reglement echeance"
    " siret adresse merci livraison designation numero",
    "es": "y el los del factura importe iva cantidad precio cliente fecha vencimiento pago nif direccion gracias base"
    " imponible descripcion numero",
    "it": "e il gli della fattura importo iva quantita prezzo cliente data scadenza pagamento partita indirizzo totale"
    " imponibile descrizione numero",
    "nl": "en het een van factuur bedrag btw aantal prijs klant factuurdatum vervaldatum betaling kvk totaal excl"
    " omschrijving factuurnummer",
    "pt": "e o os da fatura valor iva quantidade preco cliente data vencimento pagamento nif endereco obrigado total",
}
_FREQUENT = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_ENOUGH = 6  # frequent words; fewer tell nothing
_CLEARLY = 1.5  # times as many as English ones


def foreign_language(texts: Iterable[str]) -> str | None:
    """ISO 639 code of the language, when it is clearly another one than English; None when it is English or cannot be
    told."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", fold(text))]
    counts = {language: sum(word in frequent for word in words) for language, frequent in _FREQUENT.items()}
    language = max(counts, key=lambda name: counts[name])
    clear = counts[language] >= max(_ENOUGH, _CLEARLY * counts["en"])
    return language if clear and language != "en" else None
