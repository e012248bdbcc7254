"""`invoices open`: let a browser in at the running server."""

import os
import sys
import threading
import webbrowser

from app.bootstrap import local
from app.commands.say import say
from app.settings import LocalSettings


def open_page(settings: LocalSettings, *, browser: bool) -> None:
    """Print an address that lets one browser in, once, and open it where there is a desktop."""
    address = local.start_address(settings)
    say(address)
    if browser and has_desktop(settings):
        show(settings, address).join()


def show(settings: LocalSettings, address: str) -> threading.Thread:
    """Open a browser at the address, which no list of processes shows."""
    page = local.page_to(settings, address).as_uri()
    opening = threading.Thread(target=webbrowser.open, args=(page,), daemon=True)
    opening.start()
    return opening


def has_desktop(settings: LocalSettings) -> bool:
    """A person looks at this terminal, and a browser has somewhere to appear."""
    if settings.in_container or not is_watched() or not sys.stdin.isatty():
        return False
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def is_watched() -> bool:
    """Standard output is a terminal. Anything else may be a log, which others may read."""
    return sys.stdout.isatty()
