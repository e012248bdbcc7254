"""Secrets of an installation."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.adapters.files.secrets import LocalSecrets
from app.domain.errors import Unavailable


def test_a_secret_is_made_once_and_only_for_the_user(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "secrets"
    secret = LocalSecrets(folder).get("addresses")
    assert len(secret) == 32
    assert LocalSecrets(folder).get("addresses") == secret
    assert stat.S_IMODE((folder / "addresses").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_every_name_and_installation_has_its_own(tmp_path: Path) -> None:
    one, other = LocalSecrets(tmp_path / "1"), LocalSecrets(tmp_path / "2")
    assert len({one.get("a"), one.get("b"), other.get("a"), other.get("b")}) == 4


def test_many_first_starts_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: LocalSecrets(tmp_path / "s").get("a"), range(8)))) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_secret_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        LocalSecrets(tmp_path).get("a")
    assert (tmp_path / "a").read_bytes() == content


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "a" * 65, "a\n"])
def test_a_name_is_a_plain_word(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        LocalSecrets(tmp_path).get(name)
    assert list(tmp_path.iterdir()) == []
