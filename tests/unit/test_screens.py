"""What screens for malware, and what happens to the files that they find."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.adapters.screens.clamd import ClamdScreen
from app.adapters.screens.eicar import KnownTestFile
from app.domain.errors import DocumentRejected, Unavailable
from app.ports import Key, Kind
from tests.documents.hostile import malware_test_pdf
from tests.making import ANNA
from tests.world import PAPER, World


def parts_of(connection: socket.socket) -> bytes:
    """The stream that a client sends, checked against the protocol."""
    with connection.makefile("rb") as sent:
        assert sent.read(10) == b"zINSTREAM\0"
        stream = b""
        while length := int.from_bytes(sent.read(4), "big"):
            stream += sent.read(length)
        return stream


@contextmanager
def daemon(answers: Callable[[bytes], bytes]) -> Iterator[ClamdScreen]:
    """A server that speaks clamd's protocol, once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(answers(parts_of(connection)))

        thread = threading.Thread(target=serve)
        thread.start()
        yield ClamdScreen.at(f"127.0.0.1:{server.getsockname()[1]}")
        thread.join()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (b"stream: OK\0", None),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1"),
        (b"stream: Odd\x1b[31m\xffName FOUND\0", "Odd[31m\ufffdName"),
    ],
)
def test_t44_the_daemon_gets_the_whole_file_and_is_believed(said: bytes, found: str | None) -> None:
    got: list[bytes] = []
    file = PAPER + bytes(150_000)
    with daemon(lambda stream: got.append(stream) or said) as screen:
        assert screen.find(file) == found
    assert got == [file]


@pytest.mark.parametrize(
    "said", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK FOUND FOUN", b"x" * 9_000]
)
def test_t44_any_other_answer_is_none(said: bytes) -> None:
    with daemon(lambda _: said) as screen, pytest.raises(Unavailable):
        screen.find(PAPER)


def test_t44_a_daemon_that_is_not_there() -> None:
    with pytest.raises(Unavailable):
        ClamdScreen.at("/nowhere/clamd.sock").find(PAPER)


@pytest.mark.parametrize("address", ["", "clamd", "clamd:", ":3310", "clamd:x"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        ClamdScreen.at(address)


def test_t44_the_test_file_is_known_inside_a_pdf() -> None:
    assert KnownTestFile().find(malware_test_pdf().data) == "EICAR test file"
    assert KnownTestFile().find(PAPER) is None


class Silent:
    def find(self, data: bytes) -> str | None:
        raise Unavailable("no answer")


def test_t44_nothing_is_kept_of_what_was_found_or_could_not_be_screened() -> None:
    world = World()
    with pytest.raises(DocumentRejected) as told:
        world.container.scans.start(ANNA, malware_test_pdf().data)
    assert told.value.code == "malware"
    world.screen = Silent()
    with pytest.raises(Unavailable):
        world.services().scans.start(ANNA, PAPER)
    assert world.documents.objects == {}
    assert world.scans.scans == {}


def test_t44_an_upload_stays_in_quarantine_until_it_was_screened() -> None:
    world = World()
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf")
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), malware_test_pdf().data)
    with pytest.raises(DocumentRejected):
        world.container.uploads.scan(ANNA, upload.id)
    assert world.documents.objects == {}
    reason = world.container.uploads.get(ANNA, upload.id).reason
    assert reason is not None
    assert reason.code == "malware"
