"""A real browser at the web page of a real server: signing in, looking, handing over, and what it complains of."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from playwright.sync_api import BrowserContext, Page

from app.api.web_page import is_built
from tests.documents.made import Made
from tests.served import Served

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
AXE = Path(__file__).parents[2] / "app" / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# One line says what is missing; the reason is the same for every test of the page.
MISSING = (
    "no chromium on this machine: the browser tests are left out"
    if CHROMIUM is None
    else "" if is_built() else "the web page is not built (no Node.js 20.19): its browser tests are left out"
)  # fmt: skip


@dataclass
class Visitor:
    """One person at one browser. `complaints` must stay empty: refused scripts and styles, failed loads, errors."""

    context: BrowserContext
    page: Page
    served: Served
    name: str
    complaints: list[str] = field(default_factory=list)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = self.served.url

    def watch(self) -> None:
        self.context.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def sign_in(self, path: str = "/") -> Page:
        """As somebody does who opens the address that the server printed, and then one of the page."""
        self.page.goto(self.served.start_address())
        self.page.wait_for_selector("summary")
        if path != "/":
            self.page.goto(f"{self.url}{path}")
        return self.give_name()

    def give_name(self) -> Page:
        """At the page that asks who signs in."""
        self.page.click("summary")
        self.page.fill("input[name=user]", self.name)
        self.page.press("input[name=user]", "Enter")
        self.page.wait_for_selector("main#main")
        return self.page

    def token(self) -> str:
        kept: str = self.page.evaluate(
            "JSON.parse(Object.entries(sessionStorage).find(([k]) => k.startsWith('oidc.user'))[1]).access_token"
        )
        return kept

    def api(self) -> httpx.Client:
        """The same person by program."""
        headers = {"Authorization": f"Bearer {self.token()}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def scan(self, made: Made) -> str:
        """Hand over a document and wait for its reading; the id of the scan."""
        with self.api() as client:
            answer = client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)})
            scan = answer.json()
            while scan["state"] not in {"done", "failed"}:
                scan = client.get(f"/v1/scans/{scan['id']}", params={"wait": 20}).json()
            scan_id: str = scan["id"]
            return scan_id

    def picture(self, name: str) -> None:
        """Keep a screenshot for people to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def barriers(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA on the page as it is now."""
        if not self.page.evaluate("'axe' in window"):
            # Through the debugger: the content policy of the page lets no script in, and is not to be weakened.
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
        return [
            f"{rule['id']}: {node['target']} {re.sub(chr(10), ' ', node['failureSummary'])}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
