"""Malaysia."""

from app.domain.countries.country import Country, Register, percents, split

COUNTRY = Country(
    names=("Malaysia",),
    currency="MYR",
    symbols=("RM",),
    tax_names=("SST", "GST"),
    tax_rates=percents("10 8 6"),
    postal_codes=("99999",),
    registers=(
        Register("sst", words=("sst", "service tax")),
        Register("gst", words=("gst",)),
        Register("company", words=("roc", "brn", "business")),
    ),
    marks=("sdn", "bhd", "malaysia", "kuala lumpur", "selangor", "johor", "penang", "jalan", "jln", "perak", "melaka"),
    regions=split(
        """
        bandar seri begawan | cheras | darul aman | darul ehsan | darul makmur | darul ridzuan | darul takzim | ipoh |
        johor | johor bahru | johor darul takzim | kedah | kedah darul aman | kelantan | klang | kuala lumpur | labuan
        | malacca | melaka | negeri sembilan | pahang | pahang darul makmur | penang | perak | perak darul ridzuan |
        perlis | petaling jaya | puchong | pulau pinang | putrajaya | sabah | sarawak | selangor | selangor de |
        selangor d.e | selangor darul ehsan | shah alam | subang jaya | terengganu | w.p | w.p. kuala lumpur | wilayah
        persekutuan | wp | wp kuala lumpur
        """
    ),
)
