"""The signing key's file."""

import os
import stat
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.adapters.sign_in.key import FILE_NAME, DamagedKey, signing_key
from app.adapters.tokens.keys import public_keys


def key_id(folder: Path) -> str:
    return signing_key(folder).kid


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "issuer"
    before = os.umask(0)
    try:
        first = key_id(folder)
    finally:
        os.umask(before)
    assert key_id(folder) == first
    assert (mode(folder), mode(folder / FILE_NAME)) == (0o700, 0o600)
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_every_installation_has_its_own_key(tmp_path: Path) -> None:
    assert key_id(tmp_path / "a") != key_id(tmp_path / "b")


def test_a_mode_that_was_lost_is_set_again(tmp_path: Path) -> None:
    key_id(tmp_path)
    tmp_path.chmod(0o755)
    (tmp_path / FILE_NAME).chmod(0o644)
    key_id(tmp_path)
    assert (mode(tmp_path), mode(tmp_path / FILE_NAME)) == (0o700, 0o600)


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(key_id, [tmp_path / "issuer"] * 8))
    assert len(set(found)) == 1


def test_threads_that_start_at_once_agree(tmp_path: Path) -> None:
    found: list[str] = []
    start = threading.Barrier(6)

    def run() -> None:
        start.wait()
        found.append(key_id(tmp_path / "issuer"))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    "content", [b"", b"x", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff"]
)
def test_a_damaged_file_is_named_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(DamagedKey, match=FILE_NAME):
        signing_key(tmp_path)
    assert path.read_bytes() == content


def test_the_published_key_is_public_and_usable(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert key.published.keys() == {"kty", "use", "alg", "kid", "n", "e"}
    assert public_keys({"keys": [key.published]}).keys() == {key.kid}
