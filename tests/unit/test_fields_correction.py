"""What recognition lost or mistook in names and addresses."""

import pytest

from app.engine.fields.correction import corrected_address, corrected_name


@pytest.mark.parametrize(
    ("recognized", "printed"),
    [
        ("MR. D.1.Y. (M) SDN BHD", "MR. D.I.Y. (M) SDN BHD"),
        ("DIGI TELECOMMUNICATIONS SDNBHD", "DIGI TELECOMMUNICATIONS SDN BHD"),
        ("99 SPEED MART 5/B", "99 SPEED MART S/B"),
        ("LARKSPUR HEALTH SIN BHD", "LARKSPUR HEALTH SDN BHD"),
        ("SUN LEE TRADING", "SUN LEE TRADING"),
        ("Route 5/B Diner", "Route 5/B Diner"),
        ("Harbour & Finch Ltd", "Harbour & Finch Ltd"),
    ],
)
def test_names(recognized: str, printed: str) -> None:
    assert corrected_name(recognized) == printed


ADDRESSES = {
    "blanks": (["27,Jalan Dedap 13 ,81100Johor"], "ms", ["27, Jalan Dedap 13, 81100 Johor"]),
    "accents": (["43800DENGKIL, SÉLANGOR"], "en", ["43800 DENGKIL, SELANGOR"]),
    "french": (["8 rue des Éperviers"], "fr", ["8 rue des Éperviers"]),
    "a-name": (["Café Sélangor"], "en", ["Café Selangor"]),
    "run-together": (["12, JalanMcKinley", "47400 PetalingJaya"], "en", ["12, Jalan McKinley", "47400 Petaling Jaya"]),
    "letters-that-look-alike": (["B|k G, J1n Satu", "Jaian Dua"], "en", ["Blk G, Jln Satu", "Jalan Dua"]),
    "a-unit-is-no-road": (["Blk J1, Level 1"], "en", ["Blk J1, Level 1"]),
    "points-for-commas": (
        ["12, Jalan Pinang.", "50450 Kuala Lumpur."],
        "en",
        ["12, Jalan Pinang,", "50450 Kuala Lumpur."],
    ),
    "an-abbreviation": (
        ["12, Jalan Ipoh St.", "50450 Kuala Lumpur"],
        "en",
        ["12, Jalan Ipoh St.", "50450 Kuala Lumpur"],
    ),
    "the-one-lost-comma": (
        ["Lot 18, Jalan Satu,", "Kawasan Lama", "43300 Serdang"],
        "ms",
        ["Lot 18, Jalan Satu,", "Kawasan Lama,", "43300 Serdang"],
    ),
    "no-commas-at-all": (
        ["12 Jalan Satu", "Taman Dua", "43300 Serdang"],
        "ms",
        ["12 Jalan Satu", "Taman Dua", "43300 Serdang"],
    ),
    "a-code-before-its-town": (
        ["12, Jalan Satu,", "Taman Dua, 47301", "Serdang"],
        "ms",
        ["12, Jalan Satu,", "Taman Dua, 47301", "Serdang"],
    ),
    "a-region": (
        ["47400 Petaling Jaya", "SE_ANGOR DARUL EHSAN"],
        "ms",
        ["47400 Petaling Jaya", "SELANGOR DARUL EHSAN"],
    ),
}


@pytest.mark.parametrize(("recognized", "language", "printed"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses(recognized: list[str], language: str, printed: list[str]) -> None:
    assert corrected_address(recognized, language) == printed
