"""Words that tell a company, a street, a town or a country. Data only: patterns for folded text, between bars."""

COMPANY_FORMS = tuple(
    word.strip()
    for word in r"""
    a/s | a\. ?g\.? | ab | ag | aps | b\.?v\.? | bhd | bvba | co\.?,? ltd\.? | corp\.? | corporation | d\.o\.o\. |
    e\. ?k\.? | e\. ?v\.? | eurl | g ?mbh | gbr | gmbh(?: ?& ?co\.? ?kgaa?)? | inc\.? | incorporated | kft | kg |
    kgaa | l\.l\.c\. | lda | limited | llc | llp | ltd\.? | mbb | n\.?v\.? | ohg | oy | plc | plt | pte\.? | pty\.?
    | pvt\.? | s ?dn\.? ?b ?hd | s/b | s\.?a\.?r\.?l\.? | s\.?a\.?s\.?(?:u\.?)? | s\.?p\.?a\.? | s\.?r\.?l\.? |
    s\.a\. | s\.l\. | s\.r\.o\. | sa | sasu | sci | sdn | se | sp\. ?z ?o\. ?o\.? | ug | vof
    """.split("|")
)

TRADE_WORDS = tuple(
    word.strip()
    for word in r"""
    apotheke | auto | baeckerei | bakeries | bakery | books | bookstore | boulangerie | boutique | buchhandlung |
    cafe | clinic | company | electrical | enterprise | enterprises | farmasi | group | hardware | holdings | hotel
    | hypermarket | industries | kedai | kitchen | klinik | kopitiam | librairie | marketing | mart | minimarket |
    motor | pasaraya | perniagaan | pharmacie | pharmacy | pizza | restaurant | restoran | seafood | services | shop
    | station | stationery | stesen | store | stores | supermarket | supplies | syarikat | trading | versicherung |
    versicherungsverein
    """.split("|")
)

STREET_WORDS = tuple(
    word.strip()
    for word in r"""
    \w+allee | \w+gasse | \w+laan | \w+platz | \w+str\.? | \w+stra[sß]s?e | \w+straat | \w+weg | allee | ave |
    avenue | bandar | batu | block | blok | blvd | boulevard | bp | building | bukit | calle | camino | cedex |
    chemin | complex | desa | district | drive | floor | ground floor | house | impasse | industri | j1n | jalan |
    jl | jln | kampung | kawasan | kg | km | kompleks | lane | lebuh | lebuhraya | level | lorong | lot | lrg | mall
    | menara | mukim | p\.?o\.? box | pangsapuri | park | perindustrian | persiaran | place | plaza | po box |
    postfach | pusat bandar | quai | rd | road | route | rue | section | seksyen | square | ss ?\d+ | st(?!#) |
    strasse | straße | street | suite | sungai | taman | tingkat | tmn | unit | via | village | way | weena | wisma
    """.split("|")
)

REGIONS = frozenset(
    word.strip()
    for word in r"""
    bayern | california | cheras | delhi | florida | hessen | ipoh | johor | johor bahru | johor darul takzim |
    karnataka | kedah | kelantan | klang | kuala lumpur | labuan | maharashtra | malacca | melaka | negeri sembilan
    | new delhi | new york | pahang | penang | perak | perak darul ridzuan | perlis | petaling jaya | puchong |
    pulau pinang | putrajaya | sabah | sachsen | sarawak | selangor | selangor d.e | selangor darul ehsan | selangor
    de | shah alam | subang jaya | tamil nadu | terengganu | texas | w.p | w.p. kuala lumpur | wilayah persekutuan |
    wp | wp kuala lumpur
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
