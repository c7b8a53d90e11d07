"""Numbers in Chinese prose: what is counted, how much, and within what interval.

The first reader: Arabic digits with a measure word. Years, dates, document numbers, ordinals, names such as
12·4 and whatever stands in 《》 are not figures; neither are durations and ages. Intervals follow domain.md,
3.4 and 8.3: 30余 is 31 to 39, 1000余 is 1001 to 1999, 125余 (a misuse) is more than 125.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

#: Measure words, the longer before the shorter that begins it.
_UNITS = (
    "个百分点|平方公里|平方千米|平方米|立方米|公里|公斤|公顷|千米|千克|百分点|课时|学时|人次|人天|家次|辆次|户次|场次|车次|艘次|件次|件套|"
    "批次|班次|条次|期次|元|人|家|户|件|起|次|场|份|个|名|项|条|张|处|部|支|期|册|本|块|台|艘|亩|米|吨|分|村|居|类|批|种|座|间|套|组|队|轮|"
    "篇|幅|面|笔|辆|头|只|位|所|栋|宗|例|道|盏|枚|盒|箱|袋|瓶|社区|站点|小组|案次|班|堂|课|步|字|页|栏|棵|株|樘|封|通|款|则|岗|盘|杆|片|对次|%|‰"
)
_FIGURE = re.compile(
    r"(?P<before>不少于|不低于|至少|不超过|不高于|不足|至多|最多|超过|多于|突破|高于|超|逾|将近|接近|约|近)?\s?"
    r"(?<![0-9.．·第〔\[A-Za-z/])(?P<number>[0-9]++(?:,[0-9]{3})*+(?:\.[0-9]++)?)\s?"
    r"(?P<more>余|多|来|几)?(?P<scale>万|亿|千|百)?(?P<more2>余|多)?"
    rf"(?P<unit>{_UNITS})(?P<after>以上|以下|以内|左右|上下)?"
)
#: What would make a measure word something else: 5个月, 10分钟, 3人民…, 2村民小组.
_NOT_AFTER = re.compile(
    r"个(?:多)?(?:月|工作日|小时|年|星期|学期)|分(?:钟|之)|人民|村民|居民|部分|条件|项目|步走|位一体|面向"
)
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}
_WIDE = str.maketrans("０１２３４５６７８９．％，", "0123456789.%，")
_TITLES = re.compile(r"《[^《》]{0,200}》")
_CLAUSE_ENDS = re.compile("[。；！？\n]")
_AT_LEAST = ("不少于", "不低于", "至少", "以上")
_MORE_THAN = ("超过", "多于", "突破", "高于", "超", "逾")
_AT_MOST = ("不超过", "不高于", "至多", "最多", "以下", "以内")
_LESS_THAN = ("不足", "将近", "接近", "近")
_CONTEXT = 14


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure in a text.

    ``value`` is in ``unit`` (1.6万人次 is 16000 人次; money stays in 万元 or 亿元); ``start`` and ``end`` are its
    place in the text; ``low`` and ``high`` the closed interval its qualifier means, None is unbounded or
    unknown.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    qualifier: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    context: str = ""


def mentions(text: str) -> list[Mention]:
    """Every figure of a text, in order. Takes time in proportion to its length."""
    narrow = text.translate(_WIDE)
    hidden = _TITLES.sub(lambda found: "\0" * len(found.group()), narrow)
    found: list[Mention] = []
    for spot in _FIGURE.finditer(hidden):
        if _NOT_AFTER.match(hidden, spot.start("unit")):
            continue
        found.append(_mention(text, spot))
    return found


def _mention(text: str, spot: re.Match[str]) -> Mention:
    digits = spot.group("number").replace(",", "")
    scale, unit = spot.group("scale") or "", spot.group("unit")
    value = Decimal(digits)
    step = _step(digits)
    if scale in ("万", "亿") and unit == "元":
        unit = scale + unit
    elif scale:
        value, step = value * _SCALES[scale], step * _SCALES[scale]
    more = spot.group("more") or spot.group("more2") or ""
    qualifier = spot.group("before") or more or spot.group("after") or ""
    low, high = _interval(value, step, qualifier, unit)
    start = spot.start("before") if spot.group("before") else spot.start("number")
    return Mention(value, unit, start, spot.end(), qualifier, low, high, _context(text, spot.start("number")))


def _step(digits: str) -> Decimal:
    """The worth of the last digit that is not a round zero: 30 → 10, 1000 → 1000, 125 → 1, 1.6 → 0.1."""
    if "." in digits:
        return Decimal(1).scaleb(-len(digits.partition(".")[2]))
    bare = digits.rstrip("0")
    return Decimal(10) ** (len(digits) - len(bare)) if bare else Decimal(1)


def _interval(
    value: Decimal, step: Decimal, qualifier: str, unit: str
) -> tuple[Decimal | None, Decimal | None]:
    """The closed interval; for things that are counted one by one, more than 30 begins at 31."""
    one = (
        Decimal(1)
        if value == value.to_integral_value() and unit not in ("%", "‰", "万元", "亿元")
        else Decimal(0)
    )
    if qualifier in ("余", "多", "来", "几"):
        return value + one, (value + step - one if step > 1 else None)
    if qualifier in _AT_LEAST:
        return value, None
    if qualifier in _MORE_THAN:
        return value + one, None
    if qualifier in _AT_MOST:
        return None, value
    if qualifier in _LESS_THAN:
        return None, value - one
    return (value, value) if not qualifier else (None, None)


def _context(text: str, place: int) -> str:
    """What stands before the number in its sentence."""
    before = text[max(0, place - _CONTEXT) : place]
    ends = list(_CLAUSE_ENDS.finditer(before))
    return before[ends[-1].end() :] if ends else before
