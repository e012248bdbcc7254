"""Words that announce a value on an invoice, by kind and language. Data only: a new language is a new row.

A phrase belongs to one kind. Where several phrases fit at one place the longest wins, so `OTHER` also holds what only
looks like a label of ours ("total quantity"). Accents, capitals, blanks and punctuation do not matter.
"""

from enum import StrEnum


class Label(StrEnum):
    """What kind of value a label announces."""

    INVOICE_NUMBER = "invoice_number"
    ISSUE_DATE = "issue_date"
    PLAIN_DATE = "plain_date"  # "Date:", of the document unless something says more
    DUE_DATE = "due_date"
    DELIVERY_DATE = "delivery_date"
    SERVICE_PERIOD = "service_period"
    OTHER_DATE = "other_date"
    PURCHASE_ORDER = "purchase_order"
    CUSTOMER_ID = "customer_id"
    CURRENCY = "currency"
    SELLER = "seller"
    BUYER = "buyer"
    OTHER_PARTY = "other_party"
    VAT_ID = "vat_id"
    BUYER_VAT_ID = "buyer_vat_id"
    TAX_NUMBER = "tax_number"
    PHONE = "phone"
    EMAIL = "email"
    LINES_TOTAL = "lines_total"
    NET = "net"
    TAX = "tax"
    GROSS = "gross"
    TOTAL = "total"  # of what, the arithmetic has to say
    ROUNDED = "rounded"
    DUE = "due"
    PAID = "paid"
    CASH = "cash"
    CHANGE = "change"
    DISCOUNT = "discount"
    SHIPPING = "shipping"
    TIP = "tip"
    SERVICE_CHARGE = "service_charge"
    ROUNDING = "rounding"
    IBAN = "iban"
    BIC = "bic"
    REFERENCE = "reference"
    TERMS = "terms"
    OTHER = "other"


LABELS: dict[Label, dict[str, str]] = {
    Label.INVOICE_NUMBER: {
        "en": """invoice number|invoice no|invoice num|invoice nr|invoice id|invoice #|inv no|inv #|inv number|bill no
            |bill number|bill #|tax invoice no|tax invoice number|receipt no|receipt number|receipt #|rcpt #|rcpt no
            |document no|document number|doc no|doc #|credit note no|credit note number|credit memo no|cash sale no
            |cash sales no|cb #|slip no|cash bill no|tax inv no|taxinvno|invoice reference|billing id|chk no""",
        "de": """rechnungsnummer|rechnungsnr|rechnungs nr|rechnung nr|rechnung nummer|rechnung #|rechnungs nummer|re nr
            |rg nr|beleg nr|belegnr|belegnummer|bon nr|gutschriftsnummer|gutschrift nr|gutschriftnr|handelsrechnung nr
            |fakturanummer|faktura nr|beitragsrechnung nr|rechnungsnr der versicherung|quittungsnummer|quittung nr
            |stornorechnung nr|korrekturrechnung nr|rechnungskorrektur nr|teilrechnung nr|schlussrechnung nr""",
        "fr": """facture n|facture no|facture numero|n de facture|no de facture|n facture|numero de facture
            |numero facture|num facture|avoir n|n d'avoir|n avoir|reference facture|ref facture|n de piece|n ticket
            |ticket n""",
        "nl": "factuurnummer|factuur nr|factuurnr|factuur nummer|bonnummer",
        "es": "numero de factura|factura n|n factura|factura numero|num factura|factura no|n de factura",
        "it": "fattura n|numero fattura|n fattura|fattura nr|fattura numero",
        "pl": "faktura nr|numer faktury",
        "vi": "so hoa don|ma hoa don",
        "ms": "no invois|no resit",
    },
    Label.ISSUE_DATE: {
        "en": """invoice date|date of invoice|inv date|bill date|billing date|receipt date|date issued|issue date
            |issued on|date of issue|invoice issued|document date|doc date|credit note date|invoice/bill date
            |tax invoice date|trans date|transaction date|sales date|date of sale|invoice dt""",
        "de": """rechnungsdatum|datum der rechnung|rechnungs datum|ausstellungsdatum|ausgestellt am|belegdatum
            |rechnung vom|gutschriftsdatum|fakturadatum|re datum|erstellt am|rg datum""",
        "fr": """date de facture|date facture|date de la facture|date d'emission|emise le|date de facturation
            |facture du|date emission|date de l'avoir|date d'avoir|factuur du""",
        "nl": "factuurdatum|factuur datum|datum factuur",
        "es": "fecha de factura|fecha factura|fecha de emision|fecha emision",
        "it": "data fattura|data emissione|data di emissione",
        "pl": "data wystawienia",
        "vi": "ngay hoa don|ngay lap|ngay xuat",
    },
    Label.PLAIN_DATE: {
        "en": "date|dated|date/time|date time|date & time|dt",
        "de": "datum|den",
        "fr": "date|le",
        "es": "fecha",
        "it": "data",
        "ms": "tarikh",
        "vi": "ngay",
    },
    Label.DUE_DATE: {
        "en": """due date|payment due|date due|pay by|payment due date|due by|due on|please pay by|payable by|please remit until|remit by|pay until
            |invoice due date|invoice due|bill due date|payment date due""",
        "de": """fallig am|falligkeit|faelligkeit|falligkeitsdatum|zahlbar bis|zahlungsziel|falliger betrag am
            |bitte uberweisen sie bis zum|zu zahlen bis|zahlung bis|fallig bis|uberweisen sie bis|zahlungsfrist
            |bitte uberweisen sie bis|bitte zahlen sie bis|zahlbar bis zum|zahlbar innerhalb 30 tagen netto bis
            |netto bis|fallig zum|bis spatestens|spatestens zum""",
        "fr": """date d'echeance|echeance|a payer avant le|date limite de paiement|payable avant le|date echeance
            |date limite de paiement le|a regler avant le|echeance le""",
        "nl": "vervaldatum|te betalen voor|verval datum|uiterste betaaldatum",
        "es": "fecha de vencimiento|vencimiento|fecha vencimiento",
        "it": "scadenza|data scadenza|data di scadenza",
        "pl": "termin platnosci",
    },
    Label.DELIVERY_DATE: {
        "en": "delivery date|date of delivery|date of supply|supply date|shipped on|ship date|shipping date|delivered on",
        "de": """lieferdatum|leistungsdatum|liefer und leistungsdatum|lieferdatum/leistungsdatum|datum der lieferung
            |liefertermin|lieferung am|geliefert am|leistungs und lieferdatum|lieferungs/leistungsdatum|liefer datum
            |lieferdatum und leistungsdatum|leistungszeitpunkt|lieferungs und leistungsdatum""",
        "fr": "date de livraison|date livraison|livre le|livraison le",
        "nl": "leverdatum|datum levering",
    },
    Label.SERVICE_PERIOD: {
        "en": "service period|billing period|period|invoice period|period of service|service dates|for the period",
        "de": """leistungszeitraum|abrechnungszeitraum|zeitraum|lieferzeitraum|rechnungszeitraum|liefer/leistungszeitraum
            |berechnungszeitraum|fur den zeitraum|fur den zeitraum vom|liefer und leistungszeitraum""",
        "fr": "periode|periode de facturation|periode de service|periode facturee|periode de consommation",
    },
    Label.OTHER_DATE: {
        "en": """order date|po date|ordered on|print date|printed on|printed|expiry date|exp date|from date|to date
            |statement date|check in|check out|date of birth|date of order|delivery order date|due time|valid until
            |order placed|payment date|paid on|date paid|closed|collection date|appointment date|promo date""",
        "de": """bestelldatum|auftragsdatum|druckdatum|bestellung vom|geburtsdatum|gultig bis|skonto bis|bestelltag
            |abbuchung am|eingangsdatum|vertragsbeginn|versanddatum|auftrag vom|bestellt am|stand""",
        "fr": "date de commande|date commande|date d'impression|date de naissance|prelevement a partir du|commande du",
        "nl": "orderdatum|besteldatum",
    },
    Label.PURCHASE_ORDER: {
        "en": """purchase order|purchase order no|purchase order number|po number|po no|po #|p o no|p o number|your po
            |your order no|customer po|customer order no|po|p o|p o #|customer po number|cust po|your order""",
        "de": """ihre bestellung|bestellnummer|bestell nr|ihre bestellnummer|kundenbestellnummer|bestellung nr|bestellnr
            |ihre bestellung nr|auftragsnummer des kunden|ihr auftrag|ihre bestell nr|bestellung""",
        "fr": "bon de commande|n de commande|no de commande|votre commande|numero de commande|n commande|commande n",
        "nl": "inkooporder|inkoopordernummer|uw bestelnummer",
        "es": "orden de compra|n pedido|pedido",
    },
    Label.CUSTOMER_ID: {
        "en": """customer no|customer number|customer id|customer #|customer code|client id|client no|client number
            |cust no|cust id|cust code|debtor no|debtor code|customer account|customer acct|id client|cust #""",
        "de": """kundennummer|kundennr|kunden nr|kd nr|kdnr|kunden nummer|ihre kundennummer|debitorennummer|debitor nr
            |ihre kundennr|ihre nummer|ihre kunden nr|kunden id|kundenkonto|debitor|mitgliedsnummer""",
        "fr": """n client|numero client|code client|ref client|reference client|n de client|numero de client|idclient
            |id client|identifiant client|no client""",
        "nl": "klantnummer|klantnr|klant nr|klant|debiteurnummer|relatienummer",
        "es": "n cliente|codigo cliente|numero de cliente|cliente n",
    },
    Label.CURRENCY: {
        "en": "currency|invoice currency|all amounts in|all amounts are in|amounts in|currency code",
        "de": "wahrung|rechnungswahrung|belegwahrung",
        "fr": "devise|monnaie|devise de facturation",
        "nl": "valuta",
    },
    Label.SELLER: {
        "en": """seller|vendor|supplier|sold by|from|invoice from|issued by|merchant|bill from|service provider
            |billed by|seller name|vendor name|supplier name|ship from""",
        "de": "verkaufer|lieferant|rechnungssteller|rechnungsaussteller|absender|leistungserbringer|verkauft von|von",
        "fr": "vendeur|fournisseur|emetteur|prestataire|vendu par|emis par|de la part de",
        "nl": "verkoper|leverancier|afzender",
        "es": "vendedor|proveedor|emisor",
        "it": "venditore|fornitore|cedente",
    },
    Label.BUYER: {
        "en": """bill to|billed to|invoice to|invoiced to|buyer|customer|sold to|client|billing address|customer name
            |bill to address|invoice address|billing to|purchaser|guest name|invoice for|buyer name|payer|receiver
            |recipient|billing name|customer details|billed for|charge to|attention|attn|name and address|bill-to|to""",
        "de": """kaufer|rechnungsempfanger|kaufer/leistungsempfanger|leistungsempfanger|rechnungsadresse|kunde
            |rechnungsanschrift|auftraggeber|rechnung an|empfanger|besteller|kundenanschrift|an""",
        "fr": """client|facture a|adresse de facturation|adresse facturation|acheteur|destinataire|nom de l'abonne
            |adresse du client|facturer a|facturation|titulaire""",
        "nl": "factuuradres|klantgegevens|factureren aan|koper",
        "es": "cliente|facturar a|comprador|direccion de facturacion|datos del cliente",
        "it": "cliente|spett le|spettabile|destinatario|cessionario|acquirente",
    },
    Label.OTHER_PARTY: {
        "en": """ship to|shipped to|deliver to|delivery address|shipping address|remit to|remittance address|send to
            |service address|sales contact|contact|salesperson|salesman|cashier|served by|sales rep|account manager
            |payable to|pay to|make checks payable to|shipping to|delivery to|consignee|warehouse address
            |authorized signatory|registered office|regd office|head office|installation address|prepared by""",
        "de": """lieferadresse|lieferanschrift|warenempfanger|lieferung an|abweichender warenempfanger|ansprechpartner
            |abweichender rechnungsempfanger|zahlungsempfanger|abweichender zahlungsempfanger|sachbearbeiter
            |bearbeiter|kontoinhaber|versandadresse|ihr ansprechpartner|geschaftsfuhrer|geschaftsfuhrung|kontakt
            |einsatzort|leistungsort|abweichender kaufer|endverbraucher|vertreter|steuerbevollmachtigter|lieferort
            |steuervertreter des verkaufers|handelsvertreter""",
        "fr": """adresse de livraison|livraison|livre a|contact commercial|adresse de l'installation|contact|vendeur n
            |beneficiaire|titulaire du compte|siege social""",
        "nl": "afleveradres|verzendadres|bezorgadres|contactpersoon",
        "es": "direccion de envio|enviar a",
    },
    Label.BUYER_VAT_ID: {
        "en": "customer vat number|customer vat no|customer vat id|your vat number|your vat no|buyer vat|client vat",
        "de": "ihre ust idnr|ihre ust id|ust idnr des kunden|ust id kunde|ihre ust id nr|kunden ust id",
        "fr": "n tva client|tva client|n tva du client|votre n tva|votre tva|n de tva client|votre n de tva",
        "nl": "uw btw nummer|uw btw nr|btw nummer klant",
    },
    Label.VAT_ID: {
        "en": "vat id|vat no|vat number|vat reg no|vat registration no|vat registration number|vat reg|vat nr|vat identification number|tax id vat",
        "de": """ust idnr|ust id|ust id nr|ustid|ustidnr|umsatzsteuer id|umsatzsteuer identifikationsnummer|uid nummer|uid
            |uid nr|mwst nr|ust identnr|umsatzsteueridentifikationsnummer|umsatzsteuer idnr|ust ident nr""",
        "fr": """n tva|no tva|tva intracommunautaire|n de tva|numero tva|tva intra|n tva intracommunautaire|n tva intra
            |n de tva intracommunautaire|id tva|numero de tva|n de tva intra communautaire""",
        "nl": "btw nummer|btw nr|btw id|btw",
        "es": "nif iva|cif|nif",
        "it": "partita iva|p iva|piva",
    },
    Label.TAX_NUMBER: {
        "en": """gst id|gst id no|gst reg no|gst reg|gst no|gst registration no|gst ref no|gst reg #|gst number|gst #
            |gst id #|gst tin|gst registration number|gst reg id|sst no|sst reg no|sst id|gstin|abn|tax id|ein
            |company reg no|co reg|co reg no|company no|company reg|company registration no|reg no|roc no
            |registration no|business reg no|brn|tin|tax reg no|company reg #|pan|pan no|service tax no|cin
            |gst id number|co no|vat tin|roc|company number|tax identification number|federal tax id|st reg no
            |service tax reg no|business registration no|tax number|crn""",
        "de": "steuernummer|steuer nr|steuernr|st nr|stnr|handelsregisternummer|hrb|hra|handelsregister|fn",
        "fr": "siret|siren|rcs|ape|naf|code ape|n siret|n siren|code naf",
        "nl": "kvk|kvk nummer|kvk nr|kvk rotterdam|kvk amsterdam",
        "it": "codice fiscale",
        "vi": "mst|ma so thue",
    },
    Label.PHONE: {
        "en": """tel|phone|telephone|tel no|phone no|telephone no|mobile|hotline|h/p|hp|whatsapp|office|call us
            |phone number|telephone number|contact no|mobile no|hand phone|tel/fax|tel / fax|tel & fax|customer care
            |mobile/whatsapps|mobile/whatsapp|careline|cust service|tel number""",
        "de": "telefon|telefonnummer|fon|tel nr|mobil|handy|rufnummer|telefon nr",
        "fr": "telephone|tel|portable|n de telephone",
        "nl": "telefoon|telefoonnummer",
    },
    Label.EMAIL: {
        "en": "email|e mail|mail|email address|website|web|homepage|url|site|internet|fax|fax no|telefax|fax number"
    },
    Label.LINES_TOTAL: {
        "en": "total of lines|lines total|sum of lines|items total|total line amount|items subtotal",
        "de": "positionssumme|summe positionen|summe der positionen|warenwert|zwischensumme positionen",
        "fr": "total des lignes|total lignes",
    },
    Label.NET: {
        "en": """net total|net amount|total net|subtotal|sub total|net value|total excluding tax|total excl tax
            |total excl gst|total excl of gst|total excluding gst|total exclude gst|total before tax|amount before tax
            |total excl vat|taxable amount|total without tax|total ex vat|total ex gst|subtotal without vat|net
            |total sales excluding gst|total sales excl gst|total sales excluding sst|total taxable amount|excl gst
            |sub total excl gst|total before gst|sales excl gst|gst excl|total exclusive gst|total amount excl gst
            |amount excl gst|total net amount|sub total excluding gst|sub total rm|sub total amount|subtotal rm
            |total untaxed|untaxed amount|amount exclude gst|total exclusive of gst|nett excl gst|total ex tax
            |subtotal excluding vat|total amount exclude gst|total excluding sst|total excl sst|sub ttl""",
        "de": """nettobetrag|summe netto|netto|gesamt netto|netto gesamt|nettosumme|zwischensumme|rechnungssumme ohne ust
            |rechnungssumme netto|netto summe|gesamtbetrag netto|summe nettobetrag|netto betrag|gesamtnetto|warenwert netto
            |gesamtsumme netto|nettogesamtbetrag|summe ohne mwst|summe ohne ust|gesamtbeitrag|total netto|nettowert
            |netto warenwert|rechnungsbetrag netto|total ohne mwst|summe exkl mwst|summe zzgl mwst|steuerbasisbetrag
            |gesamtbetrag ohne ust|gesamtbetrag ohne umsatzsteuer|nettorechnungsbetrag|bemessungsgrundlage
            |rechnungssumme ohne umsatzsteuer|steuerpflichtiger betrag|netto gesamtbetrag|nettopreis gesamt""",
        "fr": """total ht|montant ht|total hors taxes|sous total|total net ht|net ht|montant total ht|total h t
            |sous total ht|montant hors taxes|total hors taxe|base ht""",
        "nl": "subtotaal|exclusief btw|totaal exclusief btw|totaal excl btw|netto bedrag|excl btw|totaal ex btw",
        "es": "base imponible|subtotal|importe neto|total neto|suma",
        "it": "imponibile|totale imponibile|totale netto",
    },
    Label.TAX: {
        "en": """tax|total tax|vat|total vat|gst|total gst|sales tax|tax amount|vat amount|gst amount|tax total|gst total
            |sst|total sst|service tax|gst payable|add gst|gst included|gst amt|vat total|tax amt|hst|pst|total tax amount
            |total gst amount|gst tax|includes gst|gst incl|total amount of vat|plus vat|sales tax amount|gst sr|sgst
            |cgst|igst|total gst payable|amount of tax|total 6% gst|incl gst amount|add gst 6%|gst 6%|vat tax""",
        "de": """ust|mwst|umsatzsteuer|mehrwertsteuer|zzgl ust|zzgl mwst|zuzugl ust|zuzuglich umsatzsteuer|ust gesamt
            |steuerbetrag|steuerbetrag in|mwst betrag|ust betrag|summe ust|summe mwst|gesamt mwst|gesamt ust|zzgl umsatzsteuer
            |gesamte mwst|enthaltene mwst|enthaltene ust|versicherungsteuer|versicherungssteuer|zuzuglich mwst|inkl mwst
            |zuzugl mwst|darin enthaltene mwst|mehrwertsteuerbetrag|umsatzsteuerbetrag|steuer|steuerbetrag gesamt
            |gesamtbetrag ust|gesamtbetrag der steuer|steuersumme|zuzuglich ust|zuzugl umsatzsteuer|davon mwst""",
        "fr": """tva|total tva|montant tva|total taxes|montant de la tva|total taxe|dont tva|taxes|tva collectee
            |montant total tva|total de tva|montant taxe""",
        "nl": "totaal btw|btw bedrag|btw totaal|waarvan btw",
        "es": "iva|cuota iva|total iva|importe iva|cuota|total impuestos",
        "it": "iva|imposta|totale iva|totale imposta|di cui iva",
    },
    Label.GROSS: {
        "en": """grand total|total amount|total incl tax|total including tax|total incl gst|total including gst|total due
            |total inclusive gst|total inclusive of gst|total incl of gst|total sales inclusive gst|invoice total
            |total sales inclusive of gst|total sales incl gst|total gst incl|total amount incl gst|total payable
            |total with tax|total amount payable|nett total|nett amount|amount payable|total amt payable|total inc gst
            |total include gst|total amount inclusive gst|total incl vat|total inc vat|total including vat|gross amount
            |gross total|total gross|invoice amount|amount total|total amount due|total invoice amount|bill total
            |total rm incl gst|total including sst|total incl sst|total inclusive sst|total amount rm|grand total rm
            |total inclusive of sst|sub total incl gst|subtotal incl gst|subtotal inclusive gst|total sales rm
            |total rm|total usd|total eur|total myr|total amount gst inclusive|total gst inclusive|total sales
            |total nett|total price|total charge|total charges|net payable|nett|total bill|bill amount|order total
            |total inclusive of tax|total inclusive|amount incl gst|total amt|total amt incl gst|total to pay
            |total incl gst rm|total sale|net total rm|total tax inclusive|total w tax|total amt inc gst|sales total
            |sub total inclusive gst|total sales inclusive sst|receipt total|total inc tax|total incl|total cost""",
        "de": """bruttobetrag|bruttosumme|summe brutto|gesamtbetrag|gesamtsumme|rechnungsbetrag|endbetrag|endsumme|brutto
            |gesamt brutto|brutto gesamt|rechnungsbeitrag|summe inkl ust|summe inkl mwst|gesamtbetrag brutto
            |rechnungssumme|rechnungsendbetrag|gesamtbetrag inkl mwst|rechnungsgesamtbetrag|gesamtpreis inkl mwst
            |gesamtbetrag eur|total inkl mwst|zu zahlen|gesamtbetrag inkl ust|rechnungsbetrag brutto|summe eur
            |gesamt inkl mwst|rechnungssumme brutto|total chf|gesamtsumme brutto|rechnungssumme mit ust|zu bezahlen
            |rechnungsgesamtbetrag inkl mwst|gesamtrechnungsbetrag|bruttorechnungsbetrag|brutto summe""",
        "fr": """total ttc|montant ttc|total toutes taxes comprises|montant total ttc|total a payer|total general|total facture
            |total t t c|montant total|total tvac|somme a payer|montant total a payer|net a payer ttc|total eur ttc""",
        "nl": "totaal inclusief btw|totaal incl btw|factuur totaal|totaal te betalen|totaalbedrag|factuurbedrag|factuur totaal eur",
        "es": "total factura|importe total|total a pagar|total con iva",
        "it": "totale fattura|totale documento|totale da pagare|importo totale",
        "vi": "tong cong tien thanh toan|tong thanh toan|thanh toan|tong tien thanh toan|tong cong",
        "ms": "jumlah besar|jumlah keseluruhan|jumlah perlu dibayar",
    },
    Label.TOTAL: {
        "en": "total|ttl|total this invoice|balance|amount|amt",
        "de": "summe|gesamt|betrag|insgesamt",
        "fr": "total|montant",
        "nl": "totaal",
        "it": "totale",
        "ms": "jumlah",
        "vi": "tong|tong tien|thanh tien",
        "pl": "razem|suma",
    },
    Label.ROUNDED: {
        "en": """total after rounding|rounded total|total rounded|total amt rounded|total after adj|total round|net rounded
            |final total|total rounded rm|total amount rounded|rounded total rm|total after rounding adj|final amount
            |total after rounding adjustment|total amount after rounding|total payable after rounding|amount rounded
            |total rounding|amount after rounding|payable amount after rounding|grand total after rounding""",
    },
    Label.DUE: {
        "en": "due|due payable|amount due|balance due|due amount|total balance due|please pay|outstanding balance|amount to pay|balance payable|total outstanding|amount owing|residual|please pay this amount|balance to pay",
        "de": "zahlbetrag|falliger betrag|zu zahlender betrag|restbetrag|offener betrag|noch zu zahlen|offener saldo|zahlungsbetrag|restforderung|verbleibender betrag|forderungsbetrag|uberweisungsbetrag",
        "fr": "net a payer|solde a payer|reste a payer|solde du|montant du|reste du|solde|montant du prelevement|a payer",
        "nl": "te betalen|openstaand bedrag|nog te betalen",
    },
    Label.PAID: {
        "en": "amount paid|paid|total paid|payments|payment received|deposit|less payment|prepaid|paid amount|payment made|deposit paid|advance paid|payments received|less deposit",
        "de": "anzahlung|erhaltene anzahlungen|bereits bezahlt|bereits gezahlt|vorauszahlung|abzuglich anzahlung|gezahlt|erhaltene anzahlung|geleistete anzahlungen|vorausbezahlter betrag|abzgl anzahlung",
        "fr": "acompte|deja paye|montant paye|acompte verse|deja regle|montant regle|paye",
        "nl": "reeds betaald|aanbetaling|betaald|vooruitbetaald",
    },
    Label.CASH: {
        "en": """cash|cash tendered|tendered|amount tendered|tender|visa|mastercard|credit card|master card|debit card
            |payment|cash payment|cash rm|card|amex|master|visa card|cash received|paid cash|cash paid|cash sales
            |tend|total tendered|cash tender|received|amount received|paid by cash|payment amount|nets|eftpos|debit
            |cash amount|credit|bank card|e wallet|voucher|cheque|cash/card|payment rm|mydebit|my debit|pay""",
        "de": "bar|gegeben|barzahlung|ec karte|girocard|kartenzahlung|bezahlt|bar gegeben|ec cash|kreditkarte",
        "fr": "especes|carte bancaire|cb|rendu especes|carte|cheque",
        "ms": "tunai|bayaran",
    },
    Label.CHANGE: {
        "en": "change|change due|cash change|change rm|balance change|change cash|change amount|your change",
        "de": "ruckgeld|zuruck|wechselgeld",
        "fr": "rendu|monnaie rendue|a rendre",
        "ms": "baki|baki tunai",
    },
    Label.DISCOUNT: {
        "en": "discount|total discount|less discount|discount amount|disc|bill discount|coupon discount|promotional discount|item discount|trade discount|discount total|bill disc|disc amt|total disc|cash promotion",
        "de": "rabatt|gesamtrabatt|nachlass|gesamtbetrag der abschlage|summe abschlage|abschlage|summe der abschlage|gesamtnachlass",
        "fr": "remise|remise totale|total remise|total remises",
        "nl": "korting|totaal korting",
    },
    Label.SHIPPING: {
        "en": "shipping|shipping & handling|shipping and handling|freight|delivery charge|delivery fee|postage|shipping cost|shipping charges|delivery charges|shipping fee|s & h|postage & packing|freight charges|delivery",
        "de": "versandkosten|versand|porto|frachtkosten|fracht|lieferkosten|porto und verpackung|versandpauschale|transportkosten",
        "fr": "frais de port|port|frais de livraison|frais d'expedition|transport",
        "nl": "verzendkosten|bezorgkosten",
    },
    Label.TIP: {"en": "tip|gratuity|tips|tip amount", "de": "trinkgeld", "fr": "pourboire"},
    Label.SERVICE_CHARGE: {
        "en": "service charge|serv charge|svc charge|service chg|svr chrg|svc chg|serv chg|service charges|s/charge|service crg|svc crg|service charge amt",
        "de": "bedienung|servicegebuhr|bearbeitungsgebuhr",
        "fr": "service compris|frais de service",
    },
    Label.ROUNDING: {
        "en": """rounding|rounding adj|rounding adjustment|round adj|rounding adjustments|roundoff|round off|rounding amt
            |rounding rm|rounding amount|round|rnd|rnd adj|round amt|adj|cash rounding|bill rounding|roundings|round up
            |total rounding adj|rounding difference|rounded adj|roundingadj|round adjustment|r off""",
        "de": "rundung|rundungsdifferenz|rundungsbetrag",
        "fr": "arrondi",
        "ms": "pelarasan penggenapan|penggenapan",
    },
    Label.IBAN: {"en": "iban|iban no|iban code|iban nr"},
    Label.BIC: {"en": "bic|swift|swift code|bic/swift|swift/bic|bic code|bic (swift)|swift bic"},
    Label.REFERENCE: {
        "en": "payment reference|please use the following communication for your payment|communication|reference for payment|remittance reference|payment ref",
        "de": "verwendungszweck|zahlungsreferenz|bitte angeben|mandatsreferenz|referenz fur zahlung|zahlungsreferenz nr",
        "fr": "reference de paiement|reference du paiement|communication|reference a rappeler|motif du virement",
        "nl": "betalingskenmerk|onder vermelding van",
    },
    Label.TERMS: {
        "en": "payment terms|terms of payment|terms|payment term|credit term|credit terms",
        "de": "zahlungsbedingungen|zahlungsbedingung|zahlungskonditionen|zahlungskondition|zahlbar",
        "fr": "conditions de paiement|conditions de reglement|modalites de paiement|condition de paiement|mode de reglement",
        "nl": "betalingsvoorwaarden|betalingsconditie|betaaltermijn",
        "es": "condiciones de pago|forma de pago",
        "it": "condizioni di pagamento|termini di pagamento",
    },
    Label.OTHER: {
        "en": """total qty|total quantity|terms & conditions|terms and conditions|terms of service|total item|total items|total item(s)|total savings|total saving|total discounts
            |total points|total no of items|total pcs|total units|items total qty|total weight|item count|total nett weight
            |total supplies|total 0% supplies|total 6% supplies|total gst excl|total number of items|your savings
            |total savings today|total rewards|total count|points|total you saved|subtotal qty|item qty|total served
            |total purchase qty|you saved|total item sold|items sold|total qty sold|total of items|total unit|tax code
            |tax invoice|tax rate|tax exempt|tax inv|vat rate|tax summary|gst summary|vat summary|gst rate|gst code
            |gst analysis|tax type|total volume|cash bill|cash receipt|cash sale|cash sales|cash invoice|cash memo
            |credit note|credit memo|price inclusive of gst|price inclusive gst|inclusive of gst|inclusive gst
            |prices inclusive of gst|inclusive of 6% gst|all price inclusive gst|credit card no|card no|card number
            |account no|account number|account name|bank account|bank name|order no|order id|order number|order #
            |table no|table|terminal|terminal no|approval code|approval no|trans id|trans no|transaction no|member no
            |member id|total sales qty|batch no|ref no|reference no|reference|check no|invoice amount in words
            |amount in words|balance brought forward|opening balance|closing balance|previous balance|goods sold
            |page|item no|item code|product code|serial no|sales order|sales order no|delivery order|delivery note
            |do no|d/o no|quotation no|quote no|job no|project no|contract no|gst relief|credit limit|credit balance
            |points balance|card balance|available balance|member balance|debit note|item amount|item amt|item total
            |line total|total tax invoice|tax excl|sale amt|sales amt|unit price|u price|u/price|amount rm|amt rm
            |tax rm|total in words|cash coupon|gift card no|voucher no|change of|exchange|card type|no of items
            |total without discount|total saved|money back|deposit slip|cash desk|cash register|tender type|net weight
            |booking id|acct no|bank acc no|a/c no|bank acc|transaction date|cash voucher|paid in full|gross weight""",
        "de": """gesamtmenge|anzahl gesamt|summe menge|gesamtgewicht|ust satz|mwst satz|ust %|mwst %|steuersatz|lieferschein
            |lieferschein nr|lieferscheinnummer|auftragsnummer|auftrag nr|auftrags nr|angebotsnummer|angebot nr|vorgangsnummer
            |vertragsnummer|projektnummer|artikelnummer|artikel nr|seite|kontonummer|konto nr|blz|bankleitzahl|bankverbindung
            |gesamtbetrag der zuschlage|summe der zuschlage|summe zuschlage|zuschlage|nettopreis|bruttopreis|einzelpreis|ust id
            |mwst nr|betrag in worten|ubertrag|gesamtkosten|positionsbetrag|versicherungsschein nr|vsnr|zahlungsbedingungen
            |globale nummer|referenznummer|leitweg id|buchungsreferenz|basisbetrag|warenwert zu/abschlag|skonto|skontobetrag
            |steueraufschlusselung|teilzahlung|nummer|handelsname|qualifizierung der textart|gln|lief nr|umsatzsteuer s|steuerbetrag ust|nr|bankeinzug|lastschrift|bruttopreise
            |mandatsreferenznummer|glaubiger id|glaubiger identifikationsnummer|sepa|ihr zeichen|unser zeichen""",
        "fr": """total qte|quantite totale|taux tva|taux de tva|base tva|bon de livraison|n de commande client|capital|page
            |votre reference|reference|numero de ligne|numero de dossier|ref marche|facture liee|total remises incluses
            |sarl au capital de|sas au capital de|au capital de|tva collectee vente|conditions generales de vente
            |prix ht|prix unitaire|prix ttc|paiement|mode de paiement""",
        "nl": "btw tarief|btw %|grondslag|ordernummer|order|aantal",
        "vi": "tong so luong",
    },
}
"""Kind, then language, then phrases separated by a bar."""
