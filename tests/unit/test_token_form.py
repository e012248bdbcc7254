"""Strict JSON and base64url."""

import pytest

from app.adapters.tokens.form import MAX_DEPTH, Fault, decode_part, strict_object


def nested(levels: int, *, inside: str = "1") -> bytes:
    return ('{"a":' * levels + inside + "}" * levels).encode()


def test_depth_up_to_the_limit() -> None:
    assert strict_object(nested(MAX_DEPTH))
    with pytest.raises(Fault):
        strict_object(nested(MAX_DEPTH + 1))


def test_brackets_inside_text_do_not_count() -> None:
    assert strict_object(rb'{"a":"[[[[[[[[[[{{{{{{{{\"[[[["}')["a"].startswith("[[")


def test_brackets_side_by_side_do_not_count() -> None:
    assert len(strict_object(b'{"a":[' + b",".join([b"[]"] * 20) + b"]}")["a"]) == 20


@pytest.mark.parametrize("levels", [100, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":', "]["])
def test_bottomless_input_is_no_recursion_error(levels: int, opening: str) -> None:
    with pytest.raises(Fault):
        strict_object((opening * levels).encode())


def test_escaped_pairs_are_text_and_halves_are_not() -> None:
    assert strict_object(rb'{"a":"\ud83d\ude00"}') == {"a": "\N{GRINNING FACE}"}
    with pytest.raises(Fault):
        strict_object(rb'{"\ud83d":1}')


@pytest.mark.parametrize("text", ["A", "AB", "AAB", "AAAAA", "AA=", "AB==", "A-_B+", "AA\nA", "A A", "=AAA", "é", ""])
def test_not_canonical_base64url(text: str) -> None:
    with pytest.raises(Fault):
        decode_part(text)


def test_canonical_base64url() -> None:
    assert decode_part("-_8") == b"\xfb\xff"
