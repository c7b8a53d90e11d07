"""Numbers before headings as people type them: 一、 （一） 1. （1） ① and their damaged forms."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2}
_CN = "一二三四五六七八九十"

#: Ranks leave room between them: an inner 一、 under an outer 一、 stands at ``NESTED``.
PART, NESTED, FIRST, SECOND, THIRD, FOURTH = 0, 5, 10, 20, 30, 40
RANKS = (FIRST, SECOND, THIRD, FOURTH)

_SHAPES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (PART, re.compile(rf"第([{_CN}]{{1,3}})(?:部分|章)[、：:．.\s]*")),
    (PART, re.compile(rf"([{_CN}]{{1,3}})\s?[、．.](?![{_CN}]、)\s*")),
    (FIRST, re.compile(rf"[（(]\s*([{_CN}]{{1,3}})\s*[）)]\s*[、．.]?\s*")),
    (FIRST, re.compile(rf"([{_CN}]{{1,3}})\s*[）)]\s*")),
    (FIRST, re.compile(rf"[（(]([{_CN}]{{1,3}})[、．.\s]\s*")),
    (SECOND, re.compile(r"([0-9０-９]{1,2})\s?[.．、](?![0-9０-９])\s*")),
    (THIRD, re.compile(r"[（(]\s*([0-9０-９]{1,2})\s*[）)]\s*")),
    (THIRD, re.compile(r"([0-9０-９]{1,2})\s*[）)]\s*")),
    (FOURTH, re.compile(r"([\u2460-\u2473])\s*")),
)
#: Quick refusal: nothing else can begin a number.
_BEGINNINGS = frozenset(
    "第（(0123456789０１２３４５６７８９" + _CN + "".join(map(chr, range(0x2460, 0x2474)))
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number: how deep its kind stands by custom, its value, and how it was written."""

    rank: int
    value: int
    text: str


def leading(text: str) -> Number | None:
    """The number a text begins with; its ``text`` includes the white space behind it."""
    if not text or text[0] not in _BEGINNINGS:
        return None
    for rank, shape in _SHAPES:
        found = shape.match(text)
        if found:
            return Number(rank, value_of(found.group(1)), found.group(0))
    return None


def value_of(digits: str) -> int:
    """十一 → 11, １２ → 12, ③ → 3."""
    if len(digits) == 1 and "\u2460" <= digits <= "\u2473":
        return ord(digits) - 0x245F
    if digits.isdecimal():
        return int(digits)
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_DIGITS.get(c, 0)) for c in digits) or "0")


def folded(number: str) -> str:
    """A number as it compares: full-width brackets and one dot, no white space."""
    text = "".join(number.split()).replace("(", "（").replace(")", "）")
    return text.replace("．", ".") if text[:1].isdecimal() else text
