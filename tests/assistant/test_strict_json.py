"""JSON read strictly."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.problems import BadEncoding, BadJson
from assistant.strict_json import MAX_DEPTH, MAX_DIGITS, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_what_was_written_is_read(value: object, escaped: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=escaped).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        value = read_json(body)
    except (BadJson, BadEncoding):
        return
    assert json.loads(body.decode("utf-8-sig")) == value


@given(st.text(alphabet='[]{}":,0123456789.eE+-\\ud8tfnNI ', max_size=60))
def test_any_marks_are_read_or_refused(text: str) -> None:
    try:
        read_json(text.encode())
    except (BadJson, BadEncoding):
        return


def test_depth() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    with pytest.raises(BadJson, match="levels deep"):
        read_json(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))
    with pytest.raises(BadJson, match="levels deep"):
        read_json(b'{"a":' * 100_000)


def test_digits() -> None:
    assert read_json(b"1" * MAX_DIGITS) == int("1" * MAX_DIGITS)
    with pytest.raises(BadJson, match="too great"):
        read_json(b"1" * (MAX_DIGITS + 1))
    with pytest.raises(BadJson, match="too great"):
        read_json(b"-1e400")


@pytest.mark.parametrize("body", [b"NaN", b"[Infinity]", b'{"a": -Infinity}'])
def test_constants_that_are_not_json(body: bytes) -> None:
    with pytest.raises(BadJson, match="is not JSON"):
        read_json(body)


@pytest.mark.parametrize(
    "body", [b'"\\ud800"', b'["\\udfff"]', b'{"\\ud800": 1}', b'{"a": {"b": ["\\udead"]}}']
)
def test_half_characters(body: bytes) -> None:
    with pytest.raises(BadEncoding, match="half of a character"):
        read_json(body)


def test_the_broken_byte_is_named() -> None:
    with pytest.raises(BadEncoding, match="byte 2"):
        read_json(b'"a\xff"')
