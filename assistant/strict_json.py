"""JSON read strictly: what a client cannot have meant, or the program could not carry, is refused."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from assistant.problems import BadEncoding, BadJson, Words

MAX_DEPTH = 32  # lists and objects inside one another; a request needs three
MAX_DIGITS = 300  # of a whole number; more do not fit a floating-point number


def read_json(body: bytes) -> Any:
    """Return the value written in `body`.

    Raises `BadEncoding` for bytes that are not UTF-8 and for half of a surrogate pair, `BadJson`
    for anything that is not JSON (`NaN` included), numbers without bound and nesting without end.
    """
    try:
        value = json.loads(
            _decoded(body), parse_constant=_no_constant, parse_int=_integer, parse_float=_number
        )
    except json.JSONDecodeError as error:
        where = Words(f"line {error.lineno}, column {error.colno}", f"第{error.lineno}行第{error.colno}列")
        raise BadJson(
            Words(f"It breaks off at {where.en}: {error.msg}.", f"在{where.zh}处出错：{error.msg}。")
        ) from None
    except RecursionError:
        raise _too_deep() from None
    _check(value)
    return value


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")  # a byte order mark is harmless
    except UnicodeDecodeError as error:
        byte = error.start
        raise BadEncoding(
            Words(f"The body is not UTF-8 at byte {byte}.", f"正文第{byte}字节不是UTF-8。")
        ) from None


def _check(value: Any) -> None:
    """Walk without recursion: depth is what is being checked."""
    waiting = [(value, 1)]
    while waiting:
        part, depth = waiting.pop()
        if isinstance(part, str):
            _check_text(part)
        elif isinstance(part, dict | list):
            if depth > MAX_DEPTH:
                raise _too_deep()
            inner = [*part, *part.values()] if isinstance(part, dict) else part
            waiting.extend((item, depth + 1) for item in inner)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadEncoding(
            Words(
                "A text holds half of a character (a lone surrogate).",
                "文本中含有不完整的字符（单独的代理码元）。",
            )
        ) from None


def _too_deep() -> BadJson:
    return BadJson(
        Words(f"It is nested more than {MAX_DEPTH} levels deep.", f"嵌套超过{MAX_DEPTH}层。"),
    )


def _no_constant(name: str) -> NoReturn:
    raise BadJson(Words(f"{name} is not JSON.", f"{name} 不是JSON。"))


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _too_great()
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _too_great()
    return number


def _too_great() -> BadJson:
    return BadJson(Words("A number in it is too great.", "其中的数字过大。"))
