"""What no line of a log may hold, whoever wrote it: tokens, secrets, addresses that open something, and what stands in
people's documents. Every line that any test causes is looked at, in this process and in the servers it starts."""

import logging
import re
from collections.abc import Callable
from pathlib import Path

from app.api.logs import JsonLines


def _luhn(digits: str) -> bool:
    numbers = [int(digit) for digit in reversed(re.sub(r"\D", "", digits))]
    doubled = [number if place % 2 == 0 else sum(divmod(number * 2, 10)) for place, number in enumerate(numbers)]
    return len(set(numbers)) > 1 and sum(doubled) % 10 == 0


def _iban(text: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _any(_: str) -> bool:
    return True


# A pattern finds what may be one; the second tells whether it is.
PATTERNS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "bearer token": (re.compile(r"bearer\s+[\w.~+/-]{8,}", re.IGNORECASE), _any),
    "signed token": (re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}"), _any),
    "authorization header": (re.compile(r"\bauthorization\b\W{1,6}\w", re.IGNORECASE), _any),
    "grant": (re.compile(r"\b(refresh_token|code_verifier|client_secret|password)\b\W{1,6}\w", re.IGNORECASE), _any),
    "e-mail": (re.compile(r"\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b", re.IGNORECASE), _any),
    "card number": (re.compile(r"\b\d(?:[ -]?\d){12,18}\b"), _luhn),
    "iban": (re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b"), _iban),
    "signed address": (
        re.compile(r"X-Amz-(Signature|Credential|Security-Token)|/local/files/[\w-]{20}|/local/start#\w"),
        _any,
    ),
    "cloud key": (re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b|aws_secret_access_key"), _any),
    "private key": (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), _any),
    "file content": (re.compile(r"%PDF[- ]\w|\bJFIF\b|<\?xml |<(Cross\w+)?Invoice\b|[A-Za-z0-9+/]{300}"), _any),
    "document text": (re.compile(r"Nordlicht|Geheimrat|Musterfirma"), _any),
}


def hits(text: str) -> list[str]:
    """Names of the patterns that a text holds."""
    return [name for name, (pattern, holds) in PATTERNS.items() if any(holds(m[0]) for m in pattern.finditer(text))]


def require_clean(file: Path) -> None:
    """No line of a server's log holds what it may not."""
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        assert not hits(line), f"the log tells a secret ({hits(line)}): {line[:500]}"


class Watch(logging.Handler):
    """Sees the lines that a server would write, and remembers the bad ones."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.lines = 0
        self.bad: list[str] = []

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name.startswith("app") or record.levelno >= logging.WARNING

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        self.lines += 1
        if found := hits(line):
            self.bad.append(f"{found}: {line[:500]}")
