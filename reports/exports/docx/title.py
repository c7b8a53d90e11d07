"""How a title is divided into lines on paper (GB/T 9704-2012, 7.3.1).

Lines break where the words do, never inside a name, and make a trapezoid or a diamond: no line is visibly
shorter than one above and one below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from unicodedata import east_asian_width

#: Where the subject of a title may break.
_WORDS = re.compile(
    r"(?<=年度)|(?<=年)(?!度)|(?<=法治政府建设)|(?=工作情况的报告)|(?=情况的报告)|(?<=[、，；：）》])(?=.)"
)
#: Where a name too long for a line may break: between the levels of its place.
_LEVELS = re.compile(r"(?<=[省市州盟县区旗])(?=.{4})")
#: Titles of more phrases than this are filled line by line.
_MOST = 10


def width(text: str) -> float:
    """The width in characters: a Han character is one, a digit or Latin letter a half."""
    return sum(1 if east_asian_width(one) in "WFA" else 0.5 for one in text)


def lines(logical: tuple[str, ...], limit: float) -> tuple[str, ...]:
    """The lines of a title of the given logical lines (an issuer each, then the subject), ``limit`` wide."""
    ways: list[tuple[str, ...]] = [()]
    for line in logical:
        ways = [(*above, *way) for above in ways for way in _ways(_phrases(line, limit), limit)]
        ways = sorted(ways, key=_rank)[:20]
    return ways[0]


def _phrases(line: str, limit: float) -> list[str]:
    phrases = [one for one in _WORDS.split(line) if one]
    return [
        piece for one in phrases for piece in (_LEVELS.split(one) if width(one) > limit else [one]) if piece
    ]


def _ways(phrases: list[str], limit: float) -> Iterator[tuple[str, ...]]:
    """Every division into lines that fit; one too long by itself is left to Word."""
    if len(phrases) > _MOST:
        yield tuple(_filled(phrases, limit))
        return
    for count in range(len(phrases)):
        for cuts in combinations(range(1, len(phrases)), count):
            ends = (0, *cuts, len(phrases))
            pieces = [phrases[a:b] for a, b in pairwise(ends)]
            if all(len(piece) == 1 or width("".join(piece)) <= limit for piece in pieces):
                yield tuple("".join(piece) for piece in pieces)


def _filled(phrases: list[str], limit: float) -> list[str]:
    found = [""]
    for phrase in phrases:
        if found[-1] and width(found[-1] + phrase) > limit:
            found.append("")
        found[-1] += phrase
    return found


def _rank(way: tuple[str, ...]) -> tuple[int, int, float]:
    """No waist, few lines, no line much longer than the others."""
    widths = [width(line) for line in way]
    waists = sum(
        max(widths[:at]) >= wide + 2 and max(widths[at + 1 :]) >= wide + 2
        for at, wide in enumerate(widths[1:-1], start=1)
    )
    return waists, len(way), max(widths, default=0)
