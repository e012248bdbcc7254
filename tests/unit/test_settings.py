"""LocalSettings are read once, refuse what they do not know, and stand in README.md."""

import re
from pathlib import Path

import pytest

from app.settings import LocalSettings, SettingsError

README = Path(__file__).parents[2] / "README.md"


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


def test_readme_lists_every_setting_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^`|]*?)`? \|", README.read_text(), re.MULTILINE))
    defaults = {name.upper(): str(field.default) for name, field in LocalSettings.model_fields.items()}
    assert listed == defaults


def test_pages_are_recognized_on_half_the_cores_unless_told_otherwise() -> None:
    assert LocalSettings(workers=7).readers_at_once == 7
    assert 1 <= LocalSettings().readers_at_once <= 4
