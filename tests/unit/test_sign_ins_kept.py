"""What is kept of sign-ins on one machine, where, and out of whose reach."""

import errno
import os
import socket
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.adapters.backup.database import copy_database
from app.adapters.files.durable import keep_private
from app.adapters.sign_in.start import StartFile
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.sign_ins import SignIn, SqliteSignIns
from app.commands.serve import _bound
from app.domain.errors import NotFound, Unavailable
from app.domain.sign_in import SignInRefused
from app.settings import LocalSettings
from tests.served import free_port

NOW = 1_800_000_000.0
ANNA = SignIn("sign-in", "anna", "invoices-web", ("openid",), int(NOW), browser="browser")


def test_a_copy_of_the_database_signs_nobody_in_and_forgets_no_sign_out(tmp_path: Path) -> None:
    with closing(SqliteDatabase.open(tmp_path / "one")) as database:
        kept = SqliteSignIns(database)
        admission, renewal = kept.admit("browser", NOW), kept.begin(ANNA, NOW)
        kept.end("a program's", NOW)
        secrets = [admission.partition(".")[2], renewal.partition(".")[2]]
        copy_database(tmp_path / "one", tmp_path / "copy")
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not [secret for secret in secrets if secret.encode() in content], "not even in the database itself"
    with closing(SqliteDatabase.open(tmp_path / "copy")) as database:
        copied = SqliteSignIns(database)
        assert copied.is_ended("a program's")
        with pytest.raises(SignInRefused):
            copied.browser(admission, NOW)
        with pytest.raises(SignInRefused):
            copied.renew(renewal, "invoices-web", NOW)


def test_what_no_token_can_rest_on_any_longer_is_forgotten(tmp_path: Path) -> None:
    with closing(SqliteDatabase.open(tmp_path / "one")) as database:
        kept = SqliteSignIns(database)
        kept.begin(ANNA, NOW)
        kept.end("sign-in", NOW)
        kept.admit("later", NOW + 8 * 86_400 + 1)
        with database.reading() as connection:
            assert [row["id"] for row in connection.execute("SELECT id FROM sign_ins")] == ["later"]


@pytest.mark.parametrize("mode", [0o777, 0o755, 0o770, 0o701, 0o700])
def test_a_data_folder_is_closed_to_other_accounts(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)
    keep_private(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_data_folder_of_another_account_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    with pytest.raises(Unavailable, match="belongs to another account"):
        keep_private(folder)


def test_a_start_is_known_as_long_as_the_server_runs(tmp_path: Path) -> None:
    start = StartFile(tmp_path / "secrets", 8000)
    with pytest.raises(NotFound):
        start.secret()
    with start.held(b"secret"):
        assert StartFile(tmp_path / "secrets", 8000).secret() == b"secret"
        assert (tmp_path / "secrets" / "start_8000").stat().st_mode & 0o777 == 0o600
        with pytest.raises(NotFound):
            StartFile(tmp_path / "secrets", 8001).secret()
    with pytest.raises(NotFound):
        start.secret()


def test_no_other_account_can_answer_at_the_second_address_of_a_name() -> None:
    settings = LocalSettings(host="localhost", port=free_port())
    with closing(socket.socket(socket.AF_INET6)) as other:
        with suppress(OSError):
            other.bind(("::1", settings.port))
        if other.getsockname()[1] != settings.port:
            pytest.skip("this machine has no IPv6")
        other.listen()
        with pytest.raises(Unavailable, match="cannot be used"), _bound(settings):
            pass
    with _bound(settings) as listening, closing(socket.socket(socket.AF_INET6)) as other:
        assert len(listening) == 2
        with pytest.raises(OSError, match=os.strerror(errno.EADDRINUSE)):
            other.bind(("::1", settings.port))
