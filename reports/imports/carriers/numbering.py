"""Word's automatic numbers, worked out from the list formats as Word does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from reports.content import chinese_number
from reports.imports.labels import RANKS, Number, leading

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _roman(n: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while n >= value and n < 100:
            text, n = text + letters, n - value
    return text


def _enclosed(n: int) -> str:
    return chr(0x245F + n) if 1 <= n <= 20 else f"（{n}）"


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda n: "",
    "bullet": lambda n: "",
    "decimalZero": lambda n: f"{n:02}",
    "decimalEnclosedCircle": _enclosed,
    "decimalEnclosedCircleChinese": _enclosed,
    "decimalEnclosedParen": lambda n: f"（{n}）",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "upperLetter": lambda n: chr(64 + n) if 1 <= n <= 26 else str(n),
    "lowerLetter": lambda n: chr(96 + n) if 1 <= n <= 26 else str(n),
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "ideographTraditional": lambda n: "甲乙丙丁戊己庚辛壬癸"[n - 1] if 1 <= n <= 10 else str(n),
}
#: What .doc files become is called taiwanese…; all of these count 一, 二, 三 as far as a report does.
_CHINESE = ("chinese", "taiwanese", "japanese", "ideograph", "korean")


def written(style: str, n: int) -> str:
    """A number in one of Word's formats."""
    if style in _FORMATS:
        return _FORMATS[style](n)
    return chinese_number(n) if style.startswith(_CHINESE) else str(n)


@dataclass(slots=True)
class Level:
    """One level of a list: its format, the pattern of its text (%1、), where it starts and after what anew."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _List:
    abstract: str
    overrides: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


def value(element: Element | None, default: str = "") -> str:
    return default if element is None else element.get("w_val", default)


def integer(text: str, default: int = 0) -> int:
    """A number of the file, kept within reason: nobody numbers to a million."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: Element | None, style_lists: dict[str, str]) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._links: dict[str, str] = {}
        for element in root if root is not None else ():
            if element.tag == "w_abstractNum":
                self._read_abstract(element)
            elif element.tag == "w_num":
                self._read_list(element)
        self._style_lists = style_lists

    def _read_abstract(self, element: Element) -> None:
        name = element.get("w_abstractNumId", "")
        self._levels[name] = {integer(e.get("w_ilvl", "0")): _level(e) for e in element.findall("w_lvl")}
        link = value(element.find("w_numStyleLink"))
        if link:
            self._links[name] = link

    def _read_list(self, element: Element) -> None:
        one = _List(value(element.find("w_abstractNumId")))
        for override in element.findall("w_lvlOverride"):
            level = integer(override.get("w_ilvl", "0"))
            start = override.find("w_startOverride")
            if start is not None:
                one.starts[level] = integer(value(start), 1)
            inner = override.find("w_lvl")
            if inner is not None:
                one.overrides[level] = _level(inner)
        self._lists[element.get("w_numId", "")] = one

    def _find(self, list_id: str) -> _List | None:
        """The list; through a numbering style where the list only points at one."""
        one = self._lists.get(list_id)
        if one is not None and one.abstract in self._links:
            return self._lists.get(self._style_lists.get(self._links[one.abstract], ""), one)
        return one

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level that a list gives to a paragraph style, 0 where it names none."""
        one = self._find(list_id)
        levels = self._levels.get(one.abstract, {}) if one else {}
        return next((level for level, shape in levels.items() if shape.style == style), 0)

    def next(self, list_id: str, level: int) -> Number | None:
        """Counts one paragraph of a list; its number, or None for a bullet or an unknown list."""
        one = self._find(list_id)
        if one is None:
            return None
        levels = self._levels.get(one.abstract, {}) | one.overrides
        shape = levels.get(level)
        if shape is None:
            return None
        counts = self._counts.setdefault(one.abstract, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            counts.update({at: start - 1 for at, start in one.starts.items()})
        counts[level] = counts.get(level, shape.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart != 0 and (restart is None or level < restart):
                del counts[deeper]
        return _number(levels, counts, level, shape)


def _level(element: Element) -> Level:
    restart = element.find("w_lvlRestart")
    return Level(
        value(element.find("w_numFmt"), "decimal"),
        value(element.find("w_lvlText"))[:40],
        integer(value(element.find("w_start"), "1"), 1),
        None if restart is None else integer(value(restart)),
        value(element.find("w_pStyle")),
    )


def _number(levels: dict[int, Level], counts: dict[int, int], level: int, shape: Level) -> Number | None:
    def one(found: re.Match[str]) -> str:
        at = int(found.group(1)) - 1
        other = levels.get(at, shape)
        return written(other.format, counts.get(at, other.start))

    text = re.sub(r"%([1-9])", one, shape.text)
    if shape.format in ("bullet", "none") or not text.strip():
        return None
    if len(re.findall(r"%[1-9]", shape.text)) == 1:
        found = leading(text) or leading(text.strip() + "、")
        if found and found.text.strip("、") == text.strip().strip("、"):
            return Number(found.rank, found.value, text.strip())
    return Number(RANKS[min(max(level - 1, 0), 3)] if level else 0, counts[level], text.strip())
