"""What is invented of a township in a year: numbers that agree with each other and develop from year to year.

The same at every run, for they are drawn from the township's code and the year alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from reports.content import FigureLine
from reports.demo.cast import BY_HAND
from reports.demo.writing import library
from reports.enums import FigureState

#: Name of a fact → (indicator, scope). A figure is reported where the text names the fact.
FIGURES: dict[str, tuple[str, str]] = {
    "units": ("BAS-01", ""),
    "meetings": ("LED-01", ""),
    "group": ("LED-02", ""),
    "issues": ("LED-03", ""),
    "studies": ("LED-04", "总次数"),
    "law_studies": ("LED-04", "法治专题"),
    "collective": ("LED-05", ""),
    "reporters": ("LED-06", "已述法"),
    "instructed": ("LED-07", ""),
    "services": ("SVC-01", ""),
    "hotline": ("SVC-02", "办理"),
    "hotline_ok": ("SVC-02", "按期办结"),
    "firms": ("SVC-03", ""),
    "cleared": ("RUL-04", "修改和废止"),
    "papers": ("RUL-05", ""),
    "decisions": ("DEC-01", ""),
    "reviewed": ("DEC-03", ""),
    "contracts": ("DEC-04", ""),
    "opinions": ("DEC-05", ""),
    "items": ("ENF-01", ""),
    "officers": ("ENF-02", "执法人员"),
    "certified": ("ENF-02", "持证"),
    "inspections": ("ENF-03", ""),
    "joint": ("ENF-04", ""),
    "fixes": ("ENF-05", ""),
    "cases": ("ENF-06", "立案"),
    "closed": ("ENF-06", "结案"),
    "posted": ("ENF-08", ""),
    "trainings": ("ENF-09", "场次"),
    "drills": ("EMG-01", "演练"),
    "found": ("DSP-01", ""),
    "disputes": ("DSP-02", ""),
    "settled": ("DSP-03", ""),
    "rate": ("DSP-04", ""),
    "petitions": ("DSP-05", "受理"),
    "disclosed": ("SUP-01", ""),
    "requests": ("SUP-02", "受理"),
    "no_suits": ("SUP-04", "被告"),
    "motions": ("SUP-06", ""),
    "events": ("EDU-01", ""),
    "audience": ("EDU-02", ""),
    "leaflets": ("EDU-03", ""),
    "courses": ("EDU-04", "场次"),
    "trained": ("EDU-04", "人次"),
    "examinees": ("EDU-05", "应考"),
    "taken": ("EDU-05", "参考"),
    "passed": ("EDU-05", "合格"),
    "guides": ("EDU-06", "年末"),
    "model": ("EDU-07", "区级以上"),
    "advice": ("LAW-02", ""),
    "aid": ("LAW-03", ""),
    "staff": ("CAP-01", ""),
    "online": ("TEC-01", ""),
}
#: Villages and communities where a report written by hand names them.
_KNOWN = {"500101001": (0, 9), "500101123": (5, 1), "500101155": (11, 2), "500101239": (8, 1)}
_SPIRIT = {2022: "党的二十大", 2023: "党的二十大", 2024: "党的二十届三中全会", 2025: "党的二十届四中全会"}
_NO_SUITS = "全年没有以{government}为被申请人的行政复议案件，也没有以{government}为被告的行政诉讼案件。"


@dataclass
class Facts:
    """The words and numbers that fill the texts of one township in one year; notes which of them were used."""

    words: dict[str, Any]
    used: set[str] = field(default_factory=set)

    def say(self, text: str) -> str:
        """The text filled in. Raises KeyError for a fact nobody knows."""
        return text.format_map(_Noting(self.words, self.used))

    def figures(self) -> tuple[FigureLine, ...]:
        """The figures the texts said so far, as they stand there."""
        return tuple(
            figure(code, 0 if name == "no_suits" else self.words[name], scope)
            for name, (code, scope) in FIGURES.items()
            if name in self.used
        )


class _Noting(dict[str, Any]):
    def __init__(self, words: dict[str, Any], used: set[str]) -> None:
        super().__init__(words)
        self.used = used

    def __getitem__(self, name: str) -> Any:
        self.used.add(name)
        return super().__getitem__(name)


def figure(code: str, value: Any, scope: str = "") -> FigureLine:
    """An exact figure; label and unit are the catalogue's and come with the row."""
    number = Decimal(str(value))
    return FigureLine(code, "", "", FigureState.REPORTED.value, scope, value=number, low=number, high=number)


def facts_of(code: str, name: str, naming: Any, year: int) -> Facts:
    """The facts of the township with this code and naming in this year."""
    street = name.endswith("街道")
    party = "党工委" if street else "党委"
    government = "办事处" if street else "乡政府" if name.endswith("乡") else "镇政府"
    words = {
        "year": year,
        "next_year": year + 1,
        "self_name": naming.self_name,
        "head": naming.government_head_title,
        "party_head": naming.party_head_title,
        "party": party,
        "government": government,
        "gatherings": "楼院会、社区活动、节假日" if street else "赶场天、院坝会、节庆活动",
        "office": "平安法治办公室" if year >= 2024 else "平安建设办公室",
        "spirit": _SPIRIT[year],
        "key_points": f"《{year}年全区法治政府建设工作要点》",
        "programme": "《重庆市法治政府建设实施方案（2021—2025年）》",
        "no_suits": _NO_SUITS.format(government=government),
        "law_publicity": "围绕法治宣传教育法施行开展专题宣讲。"
        if year >= 2025
        else "民法典宣讲走进每个村（社区）。",
    }
    return Facts(words | _places(code, street) | _numbers(code, street, year))


def _places(code: str, street: bool) -> dict[str, Any]:
    lasting = Random(code)  # noqa: S311 — invented numbers, not secrets
    communities = lasting.randint(4, 11) if street else lasting.randint(1, 3)
    villages = lasting.randint(0, 3) if street else lasting.randint(5, 13)
    villages, communities = _KNOWN.get(code, (villages, communities))
    parts = [f"{villages}个村"] * bool(villages) + [f"{communities}个社区"]
    return {"units": villages + communities, "places": "、".join(parts)}


class _Draw:
    """Counts of the year: a level of the township's own, a trend, and the chance of the year. A street has more of
    everything that comes with people living close together (``crowd``)."""

    def __init__(self, code: str, street: bool, year: int) -> None:
        self.lasting, self.chance = Random(f"{code}/"), Random(f"{code}/{year}")  # noqa: S311 — invented, no secrets
        self.crowd, self.year = 2 if street else 1, year
        #: a number between the two, of this year; one that stays over the years
        self.some, self.ever = self.chance.randint, self.lasting.randint

    def about(self, low: int, high: int, trend: float = 0.04) -> int:
        level = self.lasting.uniform(low, high) * (1 + trend * (self.year - 2022))
        return max(1, round(level * self.chance.uniform(0.92, 1.08)))

    def part(self, whole: int, low: float, high: float) -> int:
        return max(1, round(whole * self.chance.uniform(low, high)))


def _numbers(code: str, street: bool, year: int) -> dict[str, Any]:
    draw = _Draw(code, street, year)
    drawn = _of_leading(draw) | _of_deciding(draw) | _of_enforcing(draw) | _of_serving(draw)
    return drawn | _beside_the_one_by_hand(code, year)


def _beside_the_one_by_hand(code: str, year: int) -> dict[str, Any]:
    """Of a township with a report written by hand: its numbers, a little less the years before."""
    file = next(((name, at) for (of, at), name in BY_HAND.items() if of == code), None)
    if file is None:
        return {}
    name, written = file
    (table,) = library(name)["figures"].opening
    names = {place: fact for fact, place in FIGURES.items()}
    given = {names[one, scope]: float(value) for one, scope, value in table.rows if (one, scope) in names}
    chance = Random(f"{code}/{year}/by hand")  # noqa: S311 — invented, no secrets
    factor = 1 + 0.05 * (year - written) + chance.uniform(-0.02, 0.02)
    found: dict[str, Any] = {fact: max(1, round(value * factor)) for fact, value in given.items()}
    found["settled"] = min(found["settled"], found["disputes"] - 1)
    found["rate"] = f"{found['settled'] * 100 / found['disputes']:.1f}".removesuffix(".0")
    found["certified"] = found["officers"]
    if "examinees" in found:
        found["taken"] = found["passed"] = min(found["examinees"], found.get("taken", found["examinees"]))
    fixed = {"units", "no_suits"}
    return {fact: value for fact, value in found.items() if fact not in fixed}


def _of_leading(draw: _Draw) -> dict[str, Any]:
    law_studies, examinees = draw.some(3, 5), draw.about(42, 96)
    taken = examinees - draw.some(0, 2)
    return {
        "meetings": draw.some(3, 6),
        "group": draw.some(2, 4),
        "issues": draw.some(3, 9),
        "law_studies": law_studies,
        "studies": law_studies + draw.some(6, 9),
        "collective": draw.some(8, 20),
        "reporters": draw.ever(7, 14),
        "instructed": draw.some(3, 9),
        "courses": draw.some(3, 9),
        "trained": draw.about(120, 620),
        "examinees": examinees,
        "taken": taken,
        "passed": taken - draw.some(0, 1),
        "staff": draw.ever(2, 4) + (draw.year >= 2024),
    }


def _of_deciding(draw: _Draw) -> dict[str, Any]:
    reviewed = draw.about(22 * draw.crowd, 44 * draw.crowd, 0.08)
    return {
        "cleared": draw.some(1, 5),
        "papers": draw.about(24, 90),
        "decisions": draw.some(1, 4),
        "reviewed": reviewed,
        "contracts": draw.part(reviewed, 0.4, 0.7),
        "opinions": draw.part(reviewed, 0.2, 0.35),
        "disclosed": draw.about(40, 190, 0.08),
        "requests": draw.some(1, 4),
        "motions": draw.some(3, 14),
    }


def _of_enforcing(draw: _Draw) -> dict[str, Any]:
    officers, cases = draw.about(7, 16), draw.about(4 * draw.crowd, 22 * draw.crowd)
    inspections = draw.about(60 * draw.crowd, 240 * draw.crowd)
    return {
        "items": draw.ever(60, 130),
        "officers": officers,
        "certified": officers - (draw.some(0, 2) if draw.year < 2024 else 0),
        "inspections": inspections,
        "joint": draw.some(4, 18),
        "fixes": draw.part(inspections, 0.3, 0.8),
        "cases": cases,
        "closed": cases - draw.some(0, 1),
        "posted": draw.about(20, 90, 0.1),
        "trainings": draw.some(2, 6),
        "drills": draw.some(2, 7),
        "online": draw.about(15, 90, 0.15),
    }


def _of_serving(draw: _Draw) -> dict[str, Any]:
    crowd = draw.crowd
    disputes = draw.about(34 * crowd, 120 * crowd, -0.03)
    settled = disputes - draw.some(1, max(1, disputes // 20))
    hotline = draw.about(60 * crowd * crowd, 420 * crowd * crowd, 0.06)
    return {
        "services": draw.about(700, 4200),
        "hotline": hotline,
        "hotline_ok": hotline - draw.some(0, 3),
        "firms": draw.about(12, 70),
        "found": disputes + draw.some(3, 22),
        "disputes": disputes,
        "settled": settled,
        "rate": f"{settled * 100 / disputes:.1f}".removesuffix(".0"),
        "petitions": draw.about(6 * crowd, 28 * crowd),
        "events": draw.about(12 * crowd, 30 * crowd, 0.05),
        "audience": draw.about(900, 5200),
        "leaflets": draw.about(1200, 6800),
        "guides": draw.ever(18, 60) + 3 * (draw.year - 2022),
        "model": draw.ever(1, 3) + (draw.year - 2022) // 2,
        "advice": draw.about(70 * crowd, 240 * crowd),
        "aid": draw.about(2, 14),
    }
