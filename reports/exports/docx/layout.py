"""The two copies and their measures, in twentieths of a point (GB/T 9704-2012, 5.2; reference/domain.md, 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: A4.
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
#: 天头 37 mm and 下白边 35 mm: between them stand 225 mm.
TOP, BOTTOM = 2098, 1984
#: 订口 28 mm.
LEFT = 1588
#: 三号 is 16 pt in Word, but 28 characters of 16 pt are wider than 156 mm: each is set a quarter of a point closer.
SIZE, CLOSER = 320, 5
CHARACTER = SIZE - CLOSER
#: The lower edge of the footer. 4号 in a line of its own height: the dash then lies 7 mm under the text (7.5).
FOOTER = 1435


@dataclass(frozen=True, slots=True)
class Measures:
    """``line`` is the distance of base lines, ``right`` the right margin; ``comments``: the copy to be written in."""

    line: int
    right: int
    comments: bool

    @property
    def width(self) -> int:
        """Of the text."""
        return PAGE_WIDTH - LEFT - self.right


class Layout(Enum):
    """正文 for filing: 22 lines of 28 characters. 征求意见稿 for the leaders: 18 lines of 22, room to write."""

    FILING = Measures(line=579, right=1474, comments=False)
    CONSULTATION = Measures(line=708, right=3345, comments=True)
