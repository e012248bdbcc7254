"""Words that head a table of items or of taxes, and words that tell totals and other rows from items. Data only.

Phrases are compared in plain form (`plain_words`): lower case, no accents, no punctuation.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a column holds."""

    LINE_NO = "line_no"
    PRODUCT_CODE = "product_code"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT = "unit"
    UNIT_PRICE = "unit_price"
    PRICE = "price"  # of one piece or of the row: the other columns and the arithmetic tell
    DISCOUNT = "discount"
    TAX_RATE = "tax_rate"
    TAX_AMOUNT = "tax_amount"
    AMOUNT = "amount"
    GROSS = "gross"  # amount with tax, beside one without
    DATE = "date"
    BASE = "base"  # of a tax: no column of an item table
    FOREIGN = "foreign"  # heads some other table
    OTHER = "other"


COLUMN_LABELS: dict[Kind, str] = {
    Kind.LINE_NO: """
        pos|pos nr|position|posnr|lfd|lfd nr|nr|no|#|sno|s no|sr|sr no|sl no|line|line no|ligne|n|num|stt|item no
        |item #|riga|regel|linea|posten|ln|lig|lin|rij|rad|linje|n o|n lin|num ligne|zeile|idx|seq""",
    Kind.PRODUCT_CODE: """
        art nr|artnr|artikel nr|artikelnr|artikelnummer|artikel nummer|artikelcode|bestellnr|best nr|produktnummer
        |produkt nr|sku|item code|code|product code|part no|part number|part|model|product no|product id|item number
        |article no|article number|material|material no|materialnummer|ref|reference|réf|référence|code article
        |code produit|codice|cod|codigo|código|referencia|ean|gtin|upc|isbn|hsn|hsn sac|hsn code|mã hàng|mã
        |catalog no|stock code|artnr kunde|artikel id|sachnummer|stock ref|stock no|item ref|product ref|product id no
        |réf article|ref article|réf produit|code art|n article|no article|cód|cod art|codice articolo|cód artículo
        |artikel no|varenr|varenummer|artikelnum|bestellnummer|bestell nummer|best nummer|pn|p n|mpn|style|style no
        |asin|plu|barcode|bar code|warennummer|teilenummer|teile nr|code produit ref|supplier code|catalogue no""",
    Kind.DESCRIPTION: """
        beschreibung|bezeichnung|artikelbezeichnung|artikel|leistung|leistungen|leistungsbeschreibung|produkt
        |produktname|ware|warenbezeichnung|text|positionstext|description|item|items|item description|item name
        |product|products|product name|product description|service|services|details|detail|particulars|goods
        |activity|task|article|articles|désignation|designation|libellé|produit|produits|prestation|prestations
        |intitulé|omschrijving|productomschrijving|descripción|descripcion|concepto|producto|articulo|artículo
        |descrizione|prodotto|servizio|descrição|tên hàng hóa dịch vụ|tên hàng hóa|tên hàng|diễn giải
        |description of goods|goods description|description of services|item details|dienstleistung|gegenstand
        |tätigkeit|opis|nazwa|beskrivning|benämning|beskrivelse|title|produkt leistung|title format
        |artikelbeschreibung|product service|leistung artikel|artikel leistung|work|work done|work performed|task
        |activity description|line description|line item|goods services|goods and services|charge|charges description
        |service description|services rendered|subject|nature|objet|nature des prestations|détail|détails
        |description des prestations|dienst|diensten|werkzaamheden|artículo|artículos|detalle|prestación|servicio
        |servicios|articolo|articoli|descrizione articolo|prestazione|prestazioni|servizi|oggetto|designação|artigo
        |produto|serviço|vare|varetekst|tekst|artikel beschreibung|ware leistung|gegenstand der leistung|posten text
        |bezeichnung der leistung|name""",
    Kind.QUANTITY: """
        menge|anzahl|anz|stück|stk|stückzahl|qty|quantity|quant|units|hours|hrs|qté|qte|quantité|nombre|nb|aantal
        |hoeveelheid|cantidad|cant|unidades|quantità|qta|qtà|q tà|quantidade|qtd|số lượng|sl|ilość|antal|std|stunden
        |qty hrs|hrs qty|qty shipped|quantity shipped|billed qty|delivered|pcs|liefermenge|no of units|qty hours
        |nights|days|tage|volume|uren|heures|horas|ore|uds|ud s|u d s|unités|eenheden|stuks|pezzi|num|count|qnt|no
        |of units|nr of units|number of units|unit qty|antal st|mängd|stk zahl|stückz|mge|amount of units|sessions
        |licences|licenses|seats|hours worked|time|qtde""",
    Kind.UNIT: """
        einheit|einh|me|eh|mengeneinheit|unit|uom|um|u m|unit of measure|unité|u|eenheid|unidad|unità|đvt
        |đơn vị tính|đơn vị|jm|enhet|enhed|ve|qty unit|per|eenh|einh|un|ud|unit type|units of measure|mass|masse""",
    Kind.UNIT_PRICE: """
        einzelpreis|einzel|e preis|ep|epreis|einzelpr|stückpreis|preis einheit|preis pro einheit|preis je einheit
        |preis stück|preis stk|preis pro stück|einzelpreis netto|nettopreis|netto preis|einzelbetrag|grundpreis|satz
        |stundensatz|unit price|unitprice|unit cost|price unit|price per unit|price each|unit rate|rate|price ea
        |each|item price|cost|hourly rate|per unit|list price|unit net price|net unit price|unit price net
        |price per item|unit amount|s price|u price|selling price|unit selling price|sell price|prix unitaire
        |prix unit|pu|p u|pu ht|p u ht|prix unitaire ht|prix u|prix unitaire mois|prijs per stuk|stukprijs
        |eenheidsprijs|prijs per eenheid|tarief|precio unitario|precio unit|precio|p unit|prezzo unitario
        |prezzo unit|prezzo|preço unitário|đơn giá|cena jedn|à pris|enhetspris|stykpris|enhedspris|pris|gross price
        |unit price gross|preis ep|v preis|verkaufspreis|prix unit ht|prix unitaire net|prix unitaire h t|pu net
        |p unitaire|prix u ht|prix à l unité|price pc|price per piece|price per hour|cost each|cost per unit
        |item cost|unit value|per piece|per hour|day rate|daily rate|tagessatz|preis pro std|preis std|preis je stk
        |preis st|preis pro stk|e pr|einzelp|einzelpreis eur|einzelpreis chf|stuksprijs|prijs stuk|prijs eenheid
        |uurtarief|p u|pvp|p unitario|precio ud|precio u|precio neto|prezzo un|p unit|prezzo netto|preço unit|preço
        |á pris|styckpris|enh pris|pris pr stk|cena|price net""",
    Kind.PRICE: "preis|price|prix|prijs|netto|net|prix ht|prijs excl|prijs excl btw|prijs incl btw|value net",
    Kind.DISCOUNT: """
        rabatt|rabatt %|nachlass|abschlag|discount|disc|disc %|discount %|remise|rem|korting|descuento|dto|sconto
        |desconto|chiết khấu|rab|rabat|reduction|réduction|rab %|rem %|dto %|sc %|sc|krt|krt %|korting %|sconto %
        |rabatt in %|less|allowance|discount amount|disc amt|nachl|nachl %|nachlass %|remise %|desc|desc %""",
    Kind.TAX_RATE: """
        ust|ust %|ust satz|mwst|mwst %|mwst satz|steuer|steuersatz|st|stsatz|vat|vat %|vat rate|tax|tax %|tax rate
        |gst|gst %|gst rate|sales tax|tva|tva %|taux|taux tva|% tva|% mwst|% ust|% vat|btw|btw %|% btw|btw tarief
        |iva|iva %|% iva|aliquota|tipo|thuế suất|moms|moms %|st code|tax code|vat code|sst|steuer %|umsatzsteuer
        |mehrwertsteuer|taxe|taxes|hst|igst|ust in %|mwst in %|% steuer|mwst code|sst %|tipo iva|sales tax rate
        |sales tax %|taux de tva|tx tva|tva en %|btw in %|tarief btw|aliq|aliq iva|aliquota iva|cod iva|iva in %|taxa
        |taxa iva|momssats|moms sats|vat rate %|tax code %|gst code|st %|steuer in %|mwst s|ust s|% igic|igic""",
    Kind.TAX_AMOUNT: """
        ust betrag|mwst betrag|steuerbetrag|steuer betrag|vat amount|vat amt|tax amount|gst amount|gst amt
        |montant tva|montant taxe|btw bedrag|importe iva|cuota iva|cuota|imposta|importo iva|tiền thuế
        |tiền thuế gtgt|tax amt|vat value|total tax|total vat|montant de tva|mwst eur|ust eur""",
    Kind.AMOUNT: """
        betrag|gesamt|gesamtpreis|positions|gesamtbetrag|summe|positionsbetrag|positionssumme|g preis|gp|gpreis
        |gesamtpr|nettobetrag|netto betrag|betrag netto|gesamt netto|netto gesamt|gesamtnetto|nettosumme|warenwert
        |wert|nettowert|zeilensumme|gesamtsumme|rechnungsbetrag|betrag eur|gesamt eur|total|amount|line total
        |total price|totalprice|total amount|net amount|amount net|net total|total net|ext price|extended price
        |extended|ext amount|subtotal|sub total|line amount|amt|net value|taxable value|taxable amount
        |amount excl vat|total excl vat|amount ex vat|total ex vat|net price total|total cost|montant|montant ht
        |total ht|montant eur ht|prix total|prix total ht|montant net|montant hors taxe|bedrag|totaal|totaalprijs
        |totaal excl btw|bedrag excl btw|regeltotaal|importe|importe neto|total neto|importo|totale|importo netto
        |valor|valor total|thành tiền|wartość netto|wartość|summa|belopp|entgelt|nettoentgelt|beløb|charges|sum
        |linetotal|price total|total value|fees|total before tax|value|total ligne|total de la ligne|montant ligne
        |montant h t|total h t|prix total h t|regelbedrag|totaal regel|regel totaal|nettobedrag|bedrag excl
        |totaal excl|excl btw|importe total línea|importe eur|subtotal línea|imp|importe sin iva|totale riga|imp netto
        |importo totale|tot|totale netto|importo eur|valor líquido|total líquido|summa exkl moms|belopp exkl moms
        |beløb ekskl moms|i alt|gesamtpreis eur|gesamt chf|betrag chf|gesamtpreis netto|gesamt preis|pos summe
        |zeilenpreis|zeilenbetrag|positionswert|positionspreis|amount usd|amount gbp|amount eur|amount aud|amount cad
        |total eur|total usd|total gbp|total chf|total aud|line value|line net|net line total|extension|total ex
        |total ex gst|amount ex gst|total exc vat|net amt|cost total|line cost|charge amount""",
    Kind.GROSS: """
        brutto|bruttobetrag|gesamt brutto|brutto gesamt|bruttopreis gesamt|gross|gross amount|total gross
        |gross total|amount incl vat|total incl vat|total inc vat|amount inc vat|total inc gst|total incl gst
        |montant ttc|total ttc|ttc|montant eur ttc|prix total ttc|totaal incl btw|bedrag incl btw|total iva incl
        |total con iva|importe total|totale ivato|total with tax|total incl tax|wartość brutto""",
    Kind.DATE: "datum|date|fecha|data|leistungsdatum|lieferdatum|service date|zeitraum|period|ngày|delivery date",
    Kind.BASE: """
        basisbetrag|basis|bemessungsgrundlage|steuerbasis|nettoumsatz|net goods|taxable base|base|base ht
        |base imponible|imponibile|grondslag|tax base|net basis|vat base|total taxable|nettoentgelt|steuergrundlage
        |taxable|assiette|maatstaf|goods value|maatstaf van heffing|grondslag btw""",
    Kind.FOREIGN: """
        fälligkeit|teilzahlung|fällig|due date|invoice date|invoice no|invoice number|invoice #|rechnungsnummer
        |rechnungsdatum|kundennummer|kunden nr|kundennr|customer no|customer id|order no|order number|bestellnummer
        |payment terms|zahlungsbedingungen|sales person|salesperson|terms|ship via|fob|règlement|iban|bic|account no
        |account|factuur|vervaldatum|klant|order|zu abschlag|opening balance|closing balance|balance|saldo
        |p o number|po number|ship date|shipped via|requisitioner|f o b point|basismenge|prozentsatz|date facture
        |numéro client|client|job|bank|swift|kontonummer|blz""",
}

TOTAL_LABELS = """
    zwischensumme|gesamtsumme|gesamtbetrag|rechnungsbetrag|rechnungssumme|nettobetrag|nettosumme|summe netto
    |netto summe|gesamt netto|bruttobetrag|bruttosumme|zahlbetrag|zu zahlen|endbetrag|endsumme|zzgl|zuzüglich
    |positionssumme|warenwert|gesamtnetto|total|totals|subtotal|sub total|net total|grand total|total due|amount due
    |balance due|total amount|net amount|invoice total|total ht|total ttc|total net|net à payer|montant ht
    |montant ttc|total tva|sous total|reste à payer|solde à payer|montant total|total facture|somme à payer
    |subtotaal|totaal|totaalbedrag|exclusief btw|totaal excl|totaal incl|te betalen|factuur totaal|base imponible
    |total iva|total a pagar|importe total|totale imponibile|imponibile|totale iva|totale documento|totale fattura
    |tổng cộng|cộng tiền hàng|tiền thuế|tổng tiền|gross total|total gross|total price|total payable|amount payable
    |total excl|total incl|total excluding|total including|total before|total tax|total vat|total sales|total amt
    |amount tendered|amount paid|ausstehende forderung|zu zahlender beitrag|total qty|total quantity|total items
    |total item|no of items|nett total|total rounded|offener betrag|bereits gezahlt|erhaltene anzahlungen|total sum
    |sum total|total rm|sub ttl|ttl|gst summary|total with|total nett|netttotal|discount total|you saved
    |total savings|net payable|darin enthalten|total charges|total discount|montant dû|versandkosten gesamt
    |total invoice|net pay|total paid|goods total|goods value|total goods|merchandise total|items total|item total
    |amount incl|amount inc|amount including
    |accepted total"""

TOTAL_ALONE_LABELS = """
    mehrwertsteuer|mwst|ust|umsatzsteuer|vat|tax|gst|sst|sales tax|hst|pst|qst|cgst|sgst|igst|tva|btw|iva|netto|net
    |brutto|summe|gesamt|rounding|round|rounding adj|rounding adjustment|change|cash|change due|tendered|payment
    |paid|visa|mastercard|card|debit|credit|bezahlt|bar|gegeben|rückgeld|zahlung|due|sum|tip|tips|gratuity|less
    |saldo|payable|amount|betrag|balance|taxable|davon|steuer|taxes|item count|acompte|anzahlung|service charge
    |service tax|nett|outstanding|savings|gezahlt|suma|totale|tổng|steuerbetrag|acconto|ec karte|girocard
    |kreditkarte|credit card|debit card|master card|maestro|american express|amex|paypal|contant|pin|espèces|carte
    |efectivo|tarjeta"""

CARRY_LABELS = """
    übertrag|uebertrag|zwischensumme|carried forward|brought forward|carry forward|carried over|carry over
    |balance forward|subtotal|sub total|à reporter|report|sous total|transport|te transporteren|overgebracht
    |overdracht|suma y sigue|suma anterior|riporto|a riportare|subtotaal|zwischentotal|page total|page subtotal
    |seitensumme|total page|c f|b f|sub-total"""

EXTRA_LABELS = """
    versand|versandkosten|porto|fracht|frachtkosten|lieferkosten|shipping|shipping handling|delivery|delivery charge
    |delivery fee|freight|postage|handling|frais de port|livraison|verzendkosten|gastos de envío|spese di spedizione
    |transportkosten"""

DISCOUNT_LABELS = """
    rabatt|nachlass|abschlag|skonto|gutschein|discount|disc|voucher|coupon|promo|promotion|remise|korting|descuento
    |sconto|member discount|less discount|item discount|savings|less|desc"""


@lru_cache(maxsize=8192)
def plain_words(text: str) -> tuple[str, ...]:
    """Words in plain form; `%` and `#` count as words. Remembered: every table asks for the same words again."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("đ", "d").replace("Đ", "D")).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return tuple(re.findall(r"[^\W_]+|[%#]", bare))


def phrases(block: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a block of labels, as tuples of plain words."""
    return frozenset(plain_words(phrase) for phrase in block.split("|") if plain_words(phrase))


COLUMNS: dict[tuple[str, ...], Kind] = {
    phrase: kind for kind, block in reversed(COLUMN_LABELS.items()) for phrase in phrases(block)
}
TOTALS = phrases(TOTAL_LABELS)
TOTALS_ALONE = phrases(TOTAL_ALONE_LABELS)
CARRIES = phrases(CARRY_LABELS)
EXTRAS = phrases(EXTRA_LABELS)
DISCOUNTS = phrases(DISCOUNT_LABELS)
TAX_WORDS = frozenset(
    "ust mwst umsatzsteuer mehrwertsteuer steuer steuersatz steuerbetrag vat tax gst sst hst tva taxe btw iva moms igst"
    " cgst sgst mva pdv dph thue versicherungsteuer versicherungssteuer".split()
)
"""Plain words of which one stands on a line that tells a tax."""
UNIT_WORDS = frozenset(
    "stk stck stuck st pcs pc ea each x box boxes set sets h hr hrs hour hours std stunde stunden tag tage"
    " day days kg g t l ml m cm mm km m2 m3 m² m³ lfm qm pal pck paket pack packs krt karton rolle flasche"
    " psch pauschal monat monate month months unit units u ud uds piece pieces pce lot lots jour jours heure"
    " heures mois stuks stuk uur uren doos dag maand pz nr ore giorni paar satz bund kwh mwh c62 hur kgm mtr"
    " ltr day mon ctn btl pkt dozen unidad unidades liter litre litres meter night nights".split()
)
"""Plain words that stand beside a quantity and say of what."""
LONGEST = max(len(phrase) for phrase in COLUMNS)


_LEADING = frozenset(
    "plus zzgl zuzuglich inkl incl including inclusive davon enthaltene enthaltener darin hiervon dont waarvan di cui"
    " of which add less abzgl abzuglich minus".split()
)
_BESIDE = frozenset(
    "% on of at auf von sur van de di sobre total amount betrag rate eur usd gbp chf rm myr sgd inr rs".split()
)
_TOTAL_WORD = re.compile(
    r"(gesamt|zwischen|rechnungs|end|netto|brutto|zahl|rest|versicherungs|umsatz|mehrwert)"
    r"(betrag|beitrag|summe|netto|brutto|kosten|forderung|steuer|endbetrag|total)"
)


def tells_total(text: str) -> bool:
    """True when the text begins like a total, or is nothing but a word that may also begin the name of an item (`Tax`
    beside `Tax advice`)."""
    words = _without_leading(plain_words(text))
    if words and _TOTAL_WORD.fullmatch(words[0]):
        return True
    return starts_with(text, TOTALS) or is_only(text, TOTALS_ALONE)


def starts_with(text: str, known: frozenset[tuple[str, ...]]) -> bool:
    """True when the text begins with one of the phrases, as whole words, a rate or a `plus` before it aside."""
    words = _without_leading(plain_words(text))
    return any(words[:length] in known for length in range(1, min(len(words), 4) + 1))


def is_only(text: str, known: frozenset[tuple[str, ...]]) -> bool:
    """True when the words of a text are one of the phrases, numbers, currencies and small words aside."""
    words = (word for word in _without_leading(plain_words(text)) if not word.isdigit() and word not in _BESIDE)
    return tuple(words) in known


def _without_leading(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and (words[0] in _LEADING or words[0] == "%" or words[0].isdigit()):
        words = words[1:]
    return words
