"""What a page shows by itself that tells whose page it is."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.invoice import DocumentType
from app.domain.reading import Found
from app.engine.documents.page_count import page_count
from app.engine.languages.patterns import fold
from app.engine.words import DocumentText, PageText

Values = Callable[[DocumentText], list[Found]]
"""Reads pages by themselves, whatever stands on the others."""

HEAD = 0.22  # of a page, in which a letterhead stands
_LEAST_NUMBER = 4  # characters of a number that no amount holds by chance
_LONG = 5  # digits
_TITLED = 0.6  # confidence of a kind that the page names itself
_TOKEN = re.compile(r"\w+(?:[.,:/-]\w+)*")


@dataclass(frozen=True)
class PageSigns:
    """One page. `values`: by path, what labels on it support."""

    page: PageText
    values: Mapping[str, Any]
    sure: Mapping[str, float]
    kind: DocumentType | None
    count: tuple[int, int | None] | None

    @cached_property
    def tokens(self) -> Counter[str]:
        return Counter(token for word in self.page.words for token in _TOKEN.findall(fold(word.text)))

    @cached_property
    def figures(self) -> Counter[str]:
        """Its tokens with digits."""
        return Counter({token: n for token, n in self.tokens.items() if any(map(str.isdigit, token))})

    @cached_property
    def long_figures(self) -> tuple[str, ...]:
        """Figures that seldom stand on papers of different hands: registers, accounts, telephones, numbers."""
        return tuple(token for token in self.figures if sum(map(str.isdigit, token)) >= _LONG)

    @cached_property
    def head(self) -> frozenset[str]:
        """Words of its letterhead."""
        return frozenset(
            fold(word.text) for word in self.page.words if word.y1 < HEAD and sum(map(str.isalpha, word.text)) > 2
        )

    @property
    def is_blank(self) -> bool:
        return len(self.page.words) < 3

    @cached_property
    def _plain(self) -> str:
        return " ".join(plain(word.text) for word in self.page.words)

    def names(self, number: str) -> bool:
        """True when the number of a document is printed anywhere on the page, alone or within a longer word."""
        wanted = " ".join(map(plain, number.split()))
        return len(wanted) >= _LEAST_NUMBER and wanted in self._plain

    def get(self, path: str) -> Any:
        return self.values.get(path)


def plain(value: object) -> str:
    """Letters and digits without case."""
    return "".join(sign for sign in str(value).casefold() if sign.isalnum())


def signs_of(text: DocumentText, page: PageText, values: Values) -> PageSigns:
    found = values(DocumentText(text.source, (page,))) if page.words else []
    told = {item.path: item for item in found if item.value is not None}
    named = told.get("document_type")
    kind = DocumentType(named.value) if named and (named.evidence.confidence or 0) > _TITLED else None
    sure = {path: item.evidence.confidence or 0.0 for path, item in told.items()}
    return PageSigns(page, {path: item.value for path, item in told.items()}, sure, kind, page_count(page))
