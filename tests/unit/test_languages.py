"""Accept-Language."""

import pytest

from app.api.languages import preferred_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("vi", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-US,en;q=0.9,vi;q=0.8", "en"),
        ("de, vi;q=0.3", "vi"),
        ("en;q=0.2, vi;q=0.3", "vi"),
        ("vi;q=0", "en"),
        ("vi;q=x", "en"),
        ("VI", "vi"),
        ("*", "en"),
        (",;,=;q", "en"),
        ("x" * 5_000 + ",vi", "en"),
    ],
)
def test_the_best_liked_language(header: str, language: str) -> None:
    assert preferred_language(header, ("en", "vi")) == language
