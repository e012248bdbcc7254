"""Values in the notation of PDF."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from app.engine.pdf_values import Reference, parse_value


def parsed(text: bytes) -> Any:
    return parse_value(text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"<</A 1/B[ 2 0 R 3 -4.5 .5]/C<feff00e4>/D true/E null>>", {
            "A": 1, "B": [Reference(2), 3, -4.5, 0.5], "C": b"\xfe\xff\0\xe4", "D": True, "E": None}),
        (b"(a\\(b\\\\ (inner) \\101\\n\\\nc)", b"a(b\\ (inner) A\nc"),
        (b"/text#2Fxml", "text/xml"),
        (b"% remark\n [<</K<</L()>>>>]", [{"K": {"L": b""}}]),
        (b"<4 1>", b"A"),
        (b"<<", None),
        (b"[ 1 >>", None),
        (b"(open", None),
        (b"obscure", None),
        (b"[" * 500, None),
        (b"", None),
    ],
)  # fmt: skip
def test_a_value_is_read_or_none(text: bytes, value: Any) -> None:
    assert parsed(text) == value


@given(any_.binary(max_size=60) | any_.text("<>[]()/ 0R\\#a1", max_size=60).map(str.encode))
def test_anything_is_a_value_or_none(text: bytes) -> None:
    parsed(text)
