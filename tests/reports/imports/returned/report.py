"""A small report for the tests of what comes back: every kind of line once, ids that can be read."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from reports.content import Item, Part, ReportContent, Table
from tests.reports.imports.returned.paper import name_of


def uid(number: int) -> str:
    return str(UUID(int=(4 << 76) + (8 << 60) + number))


LEAD, MEASURES, SHORT, PLAN = (uid(n) for n in (1, 2, 3, 4))
TEACH, LAW, COURSE, BOOK, MEDIATE, WEAK, THIN, TRAIN, FIX = (uid(n) for n in range(11, 20))

REPORT = ReportContent(
    title="万州区新乡镇人民政府关于2022年度法治政府建设情况的报告",
    year=2022,
    township="新乡镇",
    issuers=("重庆市万州区新乡镇人民政府",),
    addressee="区委、区政府",
    parts=(
        Part(LEAD, "lead", None, ("2022年，我镇深入学习贯彻习近平法治思想，现将有关情况报告如下。",)),
        Part(
            MEASURES,
            "measures",
            "2022年度推进法治政府建设的主要举措和成效",
            (),
            (
                Item(
                    TEACH,
                    "加强普法宣传",
                    (
                        "全年开展法治宣传5次，发放资料1000余份。",
                        "开展“法律进乡村”活动12场，解答群众咨询51人次。",
                    ),
                    (
                        Item(COURSE, "办好法治讲堂", ("每季度举办一次法治讲堂，参加干部240人次。",)),
                        Item(BOOK, "", ("建成农家书屋法律角9个，配书600册。",)),
                    ),
                ),
                Item(
                    LAW,
                    "规范行政执法",
                    ("办理行政处罚案件8件，均进行了法制审核。", Table((("类别", "件数"), ("处罚", "8")))),
                ),
                Item(
                    MEDIATE,
                    "",
                    ("调解矛盾纠纷36件，成功34件，未发生民转刑案件。", "把矛盾化解在村组，做到小事不出村。"),
                ),
            ),
        ),
        Part(
            SHORT,
            "shortcomings",
            "存在的不足和原因",
            ("一年来虽有进步，仍有差距。",),
            (
                Item(
                    WEAK,
                    "执法力量薄弱",
                    ("持证执法人员只有3名。",),
                    cause="人员补充渠道单一。\n年轻干部外流较多。",
                ),
                Item(
                    THIN,
                    "宣传方式单一",
                    ("以发放传单为主，群众参与不足。",),
                    cause="主要原因是缺少专门经费。",
                ),
            ),
        ),
        Part(
            PLAN,
            "plan",
            "2023年度法治政府建设的主要安排",
            (),
            (
                Item(
                    TRAIN,
                    "",
                    ("组织执法人员培训2次，提高办案能力。",),
                    owner="综合执法大队",
                    due="2023年6月底前",
                ),
                Item(FIX, "丰富宣传形式", ("用好院坝会和短视频，开展以案说法。",), target="全年不少于10场"),
            ),
        ),
    ),
)


def item(content: ReportContent, key: str) -> Item:
    """The row with this id, wherever it stands."""

    def below(items: tuple[Item, ...]) -> Item | None:
        for one in items:
            found = one if one.id == key else below(one.children)
            if found:
                return found
        return None

    return next(found for part in content.parts if (found := below(part.items)))


def part(content: ReportContent, key: str) -> Part:
    return next(one for one in content.parts if one.id == key)


def changed_item(content: ReportContent, key: str, **values: object) -> ReportContent:
    """The report with other values in one row."""

    def below(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            replace(one, **values) if one.id == key else replace(one, children=below(one.children))
            for one in items
        )

    return replace(content, parts=tuple(replace(one, items=below(one.items)) for one in content.parts))


def n(owner: str, field: str) -> str:
    return name_of(owner, field)
