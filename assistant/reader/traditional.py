"""Traditional characters to simplified ones, one for one, so that spans keep pointing right."""

from __future__ import annotations

from functools import lru_cache

from opencc import OpenCC

_FIRST, _LAST = 0x4E00, 0x9FFF  # CJK Unified Ideographs


@lru_cache(maxsize=1)
def simplified_table() -> dict[int, str]:
    """Return what each traditional character becomes, for `str.translate`.

    Characters are converted one by one: a conversion by words could change the length of a text.
    Twice, since a few become characters that are traditional too (薴, 苧, 苎).
    """
    characters = [chr(code) for code in range(_FIRST, _LAST + 1)]
    converter = OpenCC("t2s")
    converted = converter.convert(converter.convert("\n".join(characters))).split("\n")
    return {ord(old): new for old, new in zip(characters, converted, strict=True) if old != new}
