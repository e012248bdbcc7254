"""`invoices serve`: the API on this machine."""

import errno
import shlex
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import uvicorn

from app.bootstrap import local
from app.commands.header_limit import WithHeaderLimit
from app.commands.open import has_desktop, is_watched, show
from app.commands.say import console, say
from app.commands.trouble import tell
from app.domain.errors import Unavailable
from app.main import create_local_app, log_to_stderr
from app.runner import Runner
from app.settings import LocalSettings


def serve(settings: LocalSettings, *, browser: bool) -> None:
    """Serve until stopped. The port is taken first, so that a second server says so before it touches the data, and no
    other account answers in our place."""
    log_to_stderr(settings.log_level)
    with (
        _bound(settings) as listening,
        local.laptop(settings) as laptop,
        local.letting_in(settings, laptop.issuer),
    ):
        runner = Runner(laptop.container, readers=settings.readers_at_once, sweep=True)
        trouble = runner.start()
        if trouble is not None:
            tell(trouble, console(stderr=True))
        laptop.left_open()  # says it in the log
        _welcome(settings, laptop.issuer.start_address(), browser=browser)
        server = uvicorn.Server(
            uvicorn.Config(
                create_local_app(laptop.container, laptop.issuer, laptop.files, laptop.exports),
                http=WithHeaderLimit,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # nothing stands in front: such headers could come from anybody
                lifespan="off",
                timeout_keep_alive=30,
                timeout_graceful_shutdown=10,
            )
        )
        # The server gives a signal on when it has ended; without this it would end the program on the spot.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            server.run(sockets=listening)
        finally:
            runner.stop()


def _welcome(settings: LocalSettings, address: str, *, browser: bool) -> None:
    """Where to go. The address that lets somebody in is shown to a person alone and never to a log."""
    about = f"  (data in {settings.data_dir}; Ctrl-C stops)"
    if not is_watched():
        say(f"Invoices: {address.partition('/local/')[0]}/{about}", f"To sign in: {_command(settings)}")
        return
    say(f"Invoices: {address}{about}")
    say(f"The address signs in once, within ten minutes. Another one: {_command(settings)}")
    if browser and has_desktop(settings):
        show(settings, address)


def _command(settings: LocalSettings) -> str:
    """By which another address is made: called as this program was, with the same settings."""
    if settings.in_container:
        return "docker exec CONTAINER python -m app.cli open"
    usual = LocalSettings()
    port = f"PORT={settings.port} " if settings.port != usual.port else ""
    data_dir = f"DATA_DIR={shlex.quote(str(settings.data_dir))} " if settings.data_dir != usual.data_dir else ""
    return f"{data_dir}{port}{sys.argv[0]} open"


@contextmanager
def _bound(settings: LocalSettings) -> Iterator[list[socket.socket]]:
    """All addresses that the name of the page leads to, so that no other account can answer at one of them."""
    with ExitStack() as open_until_the_end:
        found = [
            open_until_the_end.enter_context(listening)
            for address in _addresses(settings)
            if (listening := _listening(address, settings.port)) is not None
        ]
        if not found:
            raise Unavailable(f"{settings.host} is no address of this machine.")
        yield found


def _addresses(settings: LocalSettings) -> tuple[str, ...]:
    # A container's own loopback address cannot be published.
    if settings.in_container:
        return ("0.0.0.0",)  # noqa: S104 - who reaches it is decided by whoever publishes the port
    return ("127.0.0.1", "::1") if settings.host == "localhost" else (settings.host,)


def _listening(address: str, port: int) -> socket.socket | None:
    """None when the machine does not have the address, as where there is no IPv6."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        # The protocol is named because asyncio sends small answers at once only on sockets that say they are TCP.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError:
        return None
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
        listening.listen()  # until then another account could still take the port
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRNOTAVAIL:
            return None
        raise Unavailable(
            f"Port {port} cannot be used ({error.strerror}). Choose another: PORT=8001 make run"
        ) from error
    return listening
