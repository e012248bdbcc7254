"""What recognition lost or mistook in names and addresses."""

import pytest

from app.engine.fields.mending import mended_address, mended_name


@pytest.mark.parametrize(
    ("recognized", "printed"),
    [
        ("MR. D.1.Y. (M) SDN BHD", "MR. D.I.Y. (M) SDN BHD"),
        ("DIGI TELECOMMUNICATIONS SDNBHD", "DIGI TELECOMMUNICATIONS SDN BHD"),
        ("99 SPEED MART 5/B", "99 SPEED MART S/B"),
        ("Route 5/B Diner", "Route 5/B Diner"),
        ("Harbour & Finch Ltd", "Harbour & Finch Ltd"),
    ],
)
def test_names(recognized: str, printed: str) -> None:
    assert mended_name(recognized) == printed


@pytest.mark.parametrize(
    ("recognized", "language", "printed"),
    [
        ("27,Jalan Dedap 13,81100 Johor", "ms", "27, Jalan Dedap 13, 81100 Johor"),
        ("43800DENGKIL, SÉLANGOR", "en", "43800 DENGKIL, SELANGOR"),
        ("8 rue des Éperviers", "fr", "8 rue des Éperviers"),
        ("Café Sélangor", "en", "Café Selangor"),
    ],
)
def test_addresses(recognized: str, language: str, printed: str) -> None:
    assert mended_address(recognized, language) == printed
