"""What the documentation tells people to type puts no token, secret or password into the arguments of a program: every
account of a machine sees those (`ps`). A file that only oneself can read, or standard input, takes its place."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("*.md", "infra/*.md", "docs/**/*.md", "app/web/*.md", "Makefile", "app/*.py", "app/**/*.py")

# A program that hands the text on by itself: the shell does, so nobody sees its arguments.
BUILT_IN = re.compile(r"^\s*(?:[A-Z_]+=\S+ && )?(?:echo|printf)\b[^|]*>")
COMMAND = re.compile(r"\b(curl|wget|http|https|aws|invoices|python|httpie|ssh)\b")
SECRET = re.compile(
    r"Bearer\s+[$<{\w]|\$\{?\(?\w*(?:TOKEN|SECRET|PASSWORD)|\$\([^)]*\btoken\b[^)]*\)"
    r"|--(?:oauth2-bearer|password|token|client-secret|secret)[= ](?!stdin)\S|(?<=\s)(?:-u|--user)[= ]\S+:\S",
    re.IGNORECASE,
)


def shown(line: str) -> bool:
    """Whether a line of a document gives a program a secret as an argument."""
    return bool(COMMAND.search(line) and SECRET.search(line)) and not BUILT_IN.search(line)


def lines() -> list[tuple[str, str]]:
    """Commands as people would type them, a continued one as a whole."""
    files = sorted({path for place in PLACES for path in ROOT.glob(place) if "node_modules" not in path.parts})
    assert {"README.md", "infra/README.md"} <= {path.relative_to(ROOT).as_posix() for path in files}
    return [
        (path.relative_to(ROOT).as_posix(), line)
        for path in files
        for line in path.read_text().replace("\\\n", " ").splitlines()
    ]


def test_no_document_shows_a_secret_to_the_other_accounts_of_the_machine() -> None:
    assert [(where, line) for where, line in lines() if shown(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        'curl -s -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8000/v1/scans',
        'curl -H "Authorization: Bearer $(invoices token)" ...',
        "curl --oauth2-bearer abc http://127.0.0.1:8000/v1/scans",
        "curl -u program:word https://example.com/oauth2/token",
        'http GET :8000/v1/scans "Authorization: Bearer eyJ0"',
        "aws cognito-idp admin-set-user-password --password Word-1",
        "curl -d client_secret=$SECRET https://example.com/oauth2/token",
    ],
)
def test_a_secret_in_arguments_is_seen(line: str) -> None:
    assert shown(line)


@pytest.mark.parametrize(
    "line",
    [
        'AUTH=$(mktemp) && echo "Authorization: Bearer $(.venv/bin/invoices token)" > "$AUTH"',
        'curl -s -H "@$AUTH" http://127.0.0.1:8000/v1/scans',
        "curl --config - http://127.0.0.1:8000/v1/scans",
        "Token: `POST <sign-in>/oauth2/token`, `grant_type=client_credentials`.",
    ],
)
def test_a_file_or_standard_input_is_fine(line: str) -> None:
    assert not shown(line)
