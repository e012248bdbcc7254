"""LocalSettings are read once, refuse what they do not know, and stand in docs/settings.md."""

import re
from pathlib import Path

import pytest

from app.settings import LocalSettings, SettingsError

TABLE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_defaults_serve_this_machine_alone() -> None:
    settings = LocalSettings.from_mapping({})
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000


def test_a_variable_that_is_set_counts() -> None:
    assert LocalSettings.from_mapping({"PORT": "9000", "DATA_DIR": "/x", "OTHER": "y"}).port == 9000


def test_an_empty_variable_is_as_if_it_were_not_set() -> None:
    assert LocalSettings.from_mapping({"PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "none"), ("PORT", "0"), ("HOST", "0.0.0.0"), ("READER", "magic"), ("WORKERS", "0")]
)
def test_a_wrong_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}="):
        LocalSettings.from_mapping({name: value})


@pytest.mark.parametrize(
    "address",
    [
        "http://models.example/v1",
        "http://127.0.0.1.example/v1",
        "http://10.0.0.2:11434/v1",
        "https://user:word@models.example/v1",
        "https://models.example/v1?key=1",
        "file:///etc/passwd",
        "https://models.example/v1\r\nX: 1",
    ],
)
def test_documents_go_to_no_model_over_an_open_line(address: str) -> None:
    with pytest.raises(SettingsError, match="OPINION_URL="):
        LocalSettings.from_mapping({"OPINION_URL": address, "OPINION_MODEL": "m"})


@pytest.mark.parametrize("address", ["https://models.example/v1", "http://localhost:11434/v1", "http://[::1]:8080/v1"])
def test_a_model_is_behind_https_or_on_this_machine(address: str) -> None:
    settings = LocalSettings.from_mapping({"OPINION_URL": address, "OPINION_MODEL": "m", "READER": "opinion"})
    assert settings.opinion_url == address


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"OPINION_URL": "https://models.example/v1"}, "OPINION_MODEL"),
        ({"OPINION_MODEL": "m"}, "OPINION_URL"),
        ({"READER": "opinion"}, "OPINION_URL"),
    ],
)
def test_half_of_what_an_opinion_needs_names_the_other_half(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        LocalSettings.from_mapping(given)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("QUOTA_SCAN_PER_DAY", "QUOTA_SCANS_PER_DAY"),
        ("WORKER", "WORKERS"),
        ("DATADIR", "DATA_DIR"),
        ("MAX_UPLOAD_MBS", "MAX_UPLOAD_MB"),
    ],
)
def test_a_misspelt_name_is_told_with_the_one_that_is_meant(name: str, meant: str) -> None:
    assert LocalSettings.misspelt({name: "1", "PORT": "8000"}) == {name: meant}


def test_names_of_other_programs_are_none_of_ours() -> None:
    others = ("PATH", "HOME", "HOSTNAME", "XDG_DATA_DIRS", "PORTS_DIR", "SSH_CONNECTION", "LOGNAME", "READLINE")
    assert LocalSettings.misspelt(dict.fromkeys(others, "x")) == {}


def test_every_setting_is_listed_with_its_default_and_meaning() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| `([^`|]*)` \| (.*) \|$", TABLE.read_text("utf-8"), re.MULTILINE)
    fields = LocalSettings.model_fields.items()
    assert rows == [(name.upper(), str(field.default), field.description) for name, field in fields]


def test_pages_are_recognized_on_half_the_cores_unless_told_otherwise() -> None:
    assert LocalSettings(workers=7).readers_at_once == 7
    assert 1 <= LocalSettings().readers_at_once <= 4
