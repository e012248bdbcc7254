"""What the web page costs its visitors: `python -m tests.bench.page`.

- kB of the first load after gzip: the page, its code, its style and one language.
- ms from a click on a document that was read to its review being ready (first value or save button in hand, picture
  drawn), on a warm server; median and worst of several.
"""

import gzip
import json
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.api.web_page import BUILT
from tests.e2e import documents
from tests.e2e.browser import CHROMIUM, FLAGS, Visitor
from tests.served import Served

CLICKS = 10
READY = "document.activeElement?.matches('[data-path], [data-save]') && document.querySelector('main img')?.complete"


def first_load() -> float:
    """kB after gzip of everything that a first visit fetches before the inbox stands."""
    manifest = json.loads((BUILT / ".vite" / "manifest.json").read_text())
    files = {"index.html"}
    wanted = ["index.html", "src/screens/inbox/InboxScreen.tsx", "src/i18n/en/index.ts"]
    while wanted:
        entry = manifest[wanted.pop()]
        if entry["file"] not in files:
            files |= {entry["file"], *entry.get("css", ())}
            wanted += entry.get("imports", ())
    return sum(len(gzip.compress((BUILT / file).read_bytes())) for file in files) / 1000


def review_ready(page: Page, scan_id: str) -> float:
    """ms from the click in the inbox."""
    page.click("nav a[href='/']")
    link = page.locator(f"li a[href='/review/{scan_id}']")
    link.hover()  # as a person does on the way to the click
    page.wait_for_timeout(500)
    started = time.perf_counter()
    link.click()
    while not page.evaluate(READY):
        pass
    return (time.perf_counter() - started) * 1000


def main() -> None:
    print(f"first load: {first_load():.0f} kB gzip")
    with (
        tempfile.TemporaryDirectory() as folder,
        Served(Path(folder) / "data") as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        visitor = Visitor(context := browser.new_context(locale="en-GB"), context.new_page(), served, "bench")
        page = visitor.sign_in()
        scans = [visitor.scan(documents.good(seed)) for seed in range(CLICKS)]
        page.reload()
        took = [review_ready(page, scan_id) for scan_id in scans]
        print(f"review ready: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms of {len(took)} clicks")
        browser.close()


if __name__ == "__main__":
    main()
