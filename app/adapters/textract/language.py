"""AnalyzeExpense reads English only. Of a document in another language it still gives something, which is worth less:
the reading says so."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from app.engine.languages import languages
from app.engine.languages.patterns import fold

_ENOUGH = 6  # frequent words; fewer tell nothing
_CLEARLY = 1.5  # times as many as English ones


@cache
def _frequent() -> Mapping[str, frozenset[str]]:
    """Folded words that are frequent on documents of a language."""
    return {each.code: frozenset(map(fold, each.words["common"])) for each in languages() if "common" in each.words}


def foreign_language(texts: Iterable[str]) -> str | None:
    """ISO 639 code of the language, when it is clearly another one than English; None when it is English or cannot be
    told."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", fold(text))]
    counts = {language: sum(word in frequent for word in words) for language, frequent in _frequent().items()}
    language = max(counts, key=lambda name: counts[name])
    clear = counts[language] >= max(_ENOUGH, _CLEARLY * counts["en"])
    return language if clear and language != "en" else None
