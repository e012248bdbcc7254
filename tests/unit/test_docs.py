"""The documents for people are short, whole, and lead where they say."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README, CONTRIBUTING = ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md"
DOCUMENTS = sorted(
    {README, CONTRIBUTING, ROOT / "SECURITY.md", ROOT / "infra" / "README.md", *(ROOT / "docs").rglob("*.md")}
)
THEMES = sorted({*(ROOT / "docs" / "decisions").glob("*.md")} - {ROOT / "docs" / "decisions" / "README.md"})
PARTS = ["Context", "Choice", "Rejected", "How we would notice"]
CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Upgrade notes"}
FOLDERS = ("app", "docs", "infra", "tests")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(("document", "most"), [(README, 140), (CONTRIBUTING, 70)], ids=["readme", "contributing"])
def test_it_is_short(document: Path, most: int) -> None:
    assert len(document.read_text("utf-8").splitlines()) <= most


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_its_links_lead_somewhere_inside_the_project(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
        if not target.startswith("https://"):
            place = (document.parent / target).resolve()
            assert place.exists() and place.is_relative_to(ROOT), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_the_files_that_it_names_exist(document: Path) -> None:
    named = re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w<>*/.-]+)`", document.read_text("utf-8"))
    missing = [path for path in named if not any(ROOT.glob(path.replace("<code>", "*").rstrip("/")))]
    assert missing == []


@pytest.mark.parametrize("page", THEMES, ids=name)
def test_every_decision_says_context_choice_what_was_rejected_and_how_one_would_notice(page: Path) -> None:
    _, *decisions = page.read_text("utf-8").split("\n## ")
    for decision in decisions:
        assert re.findall(r"^\*\*(.+?)\.\*\*", decision, re.M) == PARTS, decision.partition("\n")[0]


def test_every_page_of_decisions_is_in_their_list() -> None:
    listed = re.findall(r"\]\((\w+\.md)\)", (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert sorted(listed) == [page.name for page in THEMES]


def test_the_changelog_has_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first, *releases = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert first == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", release) for release in releases)
    versions = [tuple(map(int, release.partition(" ")[0].split("."))) for release in releases]
    assert versions == sorted(versions, reverse=True)
    kept = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert not releases or kept == releases[0].partition(" ")[0]
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= CHANGES
