"""Words that tell a company, a street, a town or a country. Data only: patterns for folded text, between bars."""

COMPANY_FORMS = tuple(
    word.strip()
    for word in r"""
    a/s | a\. ?g\.? | ab | ag | aps | b\.?v\.? | bhd | bvba | co\.?,? ltd\.? | corp\.? | corporation | d\.o\.o\. |
    e\. ?k\.? | e\. ?v\.? | eurl | g ?mbh | gbr | gmbh(?: ?& ?co\.? ?kgaa?)? | inc\.? | incorporated | kft | kg |
    kgaa | l\.l\.c\. | lda | limited | llc | llp | ltd\.? | mbb | n\.?v\.? | ohg | oy | plc | plt | pte\.? | pty\.?
    | pvt\.? | s ?d ?n\.? ?b ?h ?d | s/b | s\.?a\.?r\.?l\.? | s\.?a\.?s\.?(?:u\.?)? | s\.?p\.?a\.? | s\.?r\.?l\.? |
    s\.a\. | s\.l\. | s\.r\.o\. | sa | sasu | sci | sdn | se | sp\. ?z ?o\. ?o\.? | ug | vof
    """.split("|")
)

TRADE_WORDS = tuple(
    word.strip()
    for word in r"""
    apotheek | apotheke | auto | backerei | baeckerei | bakeries | bakery | bakkerij | bistro | books | bookshop |
    bookstore | boulangerie | boutique | brasserie | brauhaus | buchhandlung | butchers? | cafe | clinic | company |
    cua hang | deli | diner | drogerie | electrical | enterprise | enterprises | epicerie | farmacia | farmasi |
    fleischerei | florist | garage | gasthaus | gaststatte | grill | grocers? | grocery | group | hardware | holdings |
    hotel | hypermarket | industries | kedai | kitchen | klinik | konditorei | kopitiam | librairie | magasin |
    marketing | mart | metzgerei | minimarket | motor | nha hang | optician | panaderia | pasar | pasaraya | patisserie
    | perniagaan | pharmacie | pharmacy | pizza | pizzeria | restaurante? | restoran | ristorante | salon | seafood |
    services | shop | sieu thi | slagerij | station | stationery | stesen | store | stores | supermarch?e |
    supermarket | supermarkt | supermercado | supermercato | supplies | syarikat | tankstelle | tienda | trading |
    trattoria | versicherung | versicherungsverein
    """.split("|")
)

ENDS_OF_NAMES = frozenset(
    "associates brothers company enterprise enterprises holdings industries international services solutions sons "
    "supplies systems technologies trading".split()
)
"""What a name goes on with on its second row, and no name begins with."""

GREETINGS = tuple(
    word.strip()
    for word in r"""
    bienvenue | bienvenido\w* | cam on | danke | dankeschon | gracias | grazie | merci | obrigad[oa] | sampai jumpa |
    selamat datang | tack | takk? | tak for besoget | terima kasih | thank you | thanks | vielen dank | welcome |
    willkommen
    """.split("|")
)

STAMPS = frozenset(
    "approved bezahlt cancelled checked copia copie copy duplicata duplicate entered gebucht gekopieerd kopie original "
    "paid pagado pagato paye posted received reprint salinan void".split()
)
"""Words that are stamped on a paper, or printed over everything else."""

STREET_WORDS = tuple(
    word.strip()
    for word in r"""
    \w+allee | \w+gasse | \w+laan | \w+platz | \w+str\.? | \w+stra[sß]s?e | \w+straat | \w+weg | allee | ave |
    avenue | bandar | batu | blk | block | blok | blvd | boulevard | bp | building | bukit | calle | camino | cedex |
    chemin | complex | desa | district | drive | floor | ground floor | house | impasse | industri | j1n | jalan |
    jl | jln | kampung | kawasan | kg | km | kompleks | lane | lebuh | lebuhraya | level | lorong | lot | lrg | mall
    | menara | mukim | p\.?o\.? box | pangsapuri | park | perindustrian | persiaran | place | plaza | po box |
    postfach | pusat bandar | quai | rd | road | route | rue | section | seksyen | square | ss ?\d+ | st(?!#) |
    strasse | straße | street | suite | sungai | taman | tingkat | tmn | unit | via | village | way | weena | wisma
    """.split("|")
)

ROADS = frozenset(
    "allee avenida avenue boulevard calle chemin corso impasse jalan jl jln lebuh lebuhraya lorong lrg persiaran "
    "piazza quai route rua rue via viale".split()
)
"""Words that the names of roads begin with."""

REGIONS = frozenset(
    word.strip()
    for word in r"""
    alabama | alaska | alberta | andhra pradesh | arizona | arkansas | assam | baden-wurttemberg |
    bandar seri begawan | bayern | bihar | brandenburg | british columbia | california | cheras | colorado |
    connecticut | darul aman | darul ehsan | darul makmur | darul ridzuan | darul takzim | delhi | florida | gujarat
    | haryana | hawaii | hessen | idaho | illinois | indiana | iowa | ipoh | johor | johor bahru |
    johor darul takzim | kansas | karnataka | kedah | kedah darul aman | kelantan | kentucky | kerala | klang |
    kuala lumpur | labuan | louisiana | madhya pradesh | maharashtra | maine | malacca | manitoba | maryland |
    massachusetts | melaka | michigan | minnesota | mississippi | missouri | montana | nebraska | negeri sembilan |
    nevada | new delhi | new hampshire | new jersey | new mexico | new south wales | new york | niedersachsen |
    nordrhein-westfalen | north carolina | northern ireland | nova scotia | odisha | ohio | oklahoma | ontario |
    oregon | pahang | pahang darul makmur | penang | pennsylvania | perak | perak darul ridzuan | perlis |
    petaling jaya | puchong | pulau pinang | punjab | putrajaya | quebec | queensland | rajasthan | rheinland-pfalz
    | rhode island | saarland | sabah | sachsen | sachsen-anhalt | sarawak | saskatchewan | schleswig-holstein |
    scotland | selangor | selangor de | selangor d.e | selangor darul ehsan | shah alam | south australia |
    south carolina | subang jaya | tamil nadu | tasmania | telangana | tennessee | terengganu | texas | thuringen |
    utah | uttar pradesh | vermont | virginia | w.p | w.p. kuala lumpur | wales | west bengal | western australia |
    wilayah persekutuan | wisconsin | wp | wp kuala lumpur | wyoming
    """.split("|")
)

COUNTRY_MARKS: dict[str, tuple[str, ...]] = {
    "MY": ("sdn", "bhd", "malaysia", "kuala lumpur", "selangor", "johor", "penang", "jalan", "jln", "perak", "melaka"),
    "SG": ("singapore",),
    "DE": ("deutschland", "germany", "gmbh", "ust-id", "ust-idnr", "umsatzsteuer"),
    "AT": ("osterreich", "austria"),
    "CH": ("schweiz", "suisse", "switzerland"),
    "FR": ("france", "siret", "tva"),
    "NL": ("nederland", "netherlands", "btw", "kvk"),
    "BE": ("belgie", "belgique", "belgium"),
    "GB": ("united kingdom", "great britain", "england"),
    "US": ("united states", "usa"),
    "IN": ("india", "gstin"),
    "AU": ("australia", "abn"),
    "CA": ("canada",),
    "ES": ("espana",),
    "IT": ("italia", "partita iva"),
    "VN": ("viet nam", "vietnam"),
}

_NAMES = {
    "DE": "deutschland | germany | allemagne",
    "AT": "osterreich | austria",
    "CH": "schweiz | switzerland | suisse",
    "FR": "france | frankreich",
    "NL": "nederland | netherlands | the netherlands | niederlande",
    "BE": "belgique | belgie | belgium | belgien",
    "ES": "spain | espagne | spanien | espana",
    "IT": "italia | italy | italien | italie",
    "GB": "united kingdom | uk | england",
    "US": "united states | united states of america | usa",
    "MY": "malaysia",
    "SG": "singapore",
    "HK": "hong kong",
    "IN": "india",
    "AU": "australia",
    "CA": "canada",
    "PL": "poland | polska | polen",
    "LU": "luxembourg | luxemburg",
    "DK": "danmark | denmark",
    "SE": "sverige | sweden",
    "VN": "viet nam | vietnam",
}
COUNTRY_NAMES = {name.strip(): country for country, names in _NAMES.items() for name in names.split("|")}
