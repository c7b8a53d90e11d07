"""A report as blocks: everything written appears once, in its order, with its number, at an address that stays."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given

from reports.content import FollowUpLine, Item, Part, ReportContent, Table, part_text, places, texts
from reports.exports.page import Block, anchor, follow_ups, page, written_date
from tests.reports.strategies import DRAFTS


def report(*parts: Part, **fields: object) -> ReportContent:
    return ReportContent(
        **{"title": "关于2025年度法治政府建设情况的报告", "year": 2025, "parts": parts, **fields}
    )


def shown(content: ReportContent) -> list[str]:
    return [block.label + block.text for block in page(content).blocks]


def plan(**fields: str) -> ReportContent:
    return report(
        Part(id="p", kind="plan", title="安排", items=(Item(id="a", heading="加强培训", **fields),))
    )


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "重庆市万州区新乡镇人民政府关于2025年度法治政府建设情况的报告",
            (("重庆市万州区新乡镇人民政府",), ("关于2025年度", "法治政府建设情况的报告")),
        ),
        (
            "中共新乡镇委员会新乡镇人民政府关于2025年法治政府建设情况的报告",
            (("中共新乡镇委员会",), ("新乡镇人民政府",), ("关于2025年", "法治政府建设情况的报告")),
        ),
        ("高笋塘街道办事处报告", (("高笋塘街道办事处",), ("报告",))),
        ("区委依法治区委员会办公室报告", (("区委依法治区委员会办公室报告",),)),
        ("", ()),
    ],
)
def test_a_title_breaks_behind_its_issuers_and_never_inside_a_name(
    title: str, lines: tuple[tuple[str, ...], ...]
) -> None:
    document = page(report(title=title))
    assert document.title_lines == lines
    assert document.title == title


@pytest.mark.parametrize("day", [None, date(2026, 1, 6)])
def test_a_date_is_written_without_leading_zeros(day: date | None) -> None:
    assert written_date(day) == ("2026年1月6日" if day else "")


def test_the_addressee_comes_without_the_colon_the_page_sets() -> None:
    assert page(report(addressee="区委、区政府：")).addressee == "区委、区政府"


def test_numbers_come_from_the_place() -> None:
    inner = Item(id="b", heading="规范程序。")
    content = report(
        Part(id="0", kind="lead", opening=("现报告如下。",)),
        Part(id="1", kind="measures", title="举措", items=(Item(id="a", heading="普法", children=(inner,)),)),
        Part(id="2", kind="plan", title="安排"),
    )
    assert shown(content) == ["现报告如下。", "一、举措", "（一）普法", "1.规范程序。", "二、安排"]


def test_a_row_without_heading_carries_its_number_before_its_first_paragraph() -> None:
    table = Table((("项目", "件"),))
    items = (Item(id="a", paragraphs=("甲。", "乙。")), Item(id="b"), Item(id="c", paragraphs=(table,)))
    content = report(Part(id="1", kind="measures", title="举措", items=items))
    assert shown(content) == ["一、举措", "（一）甲。", "乙。", "（二）", "（三）", ""]
    assert page(content).blocks[-1].rows == table.rows


@pytest.mark.parametrize(
    ("cause", "lines"),
    [
        ("人员补充渠道单一。", ["原因：人员补充渠道单一。"]),
        ("编制少。\n\n培训少。", ["原因：编制少。", "培训少。"]),
        ("主要原因是编制少。", ["主要原因是编制少。"]),
        ("究其原因，编制少。", ["究其原因，编制少。"]),
        ("", []),
    ],
)
def test_a_cause_is_introduced_once_unless_it_introduces_itself(cause: str, lines: list[str]) -> None:
    part = Part(
        id="s", kind="shortcomings", title="不足", items=(Item(id="a", heading="力量薄弱", cause=cause),)
    )
    assert shown(report(part))[2:] == lines


def test_what_a_plan_item_says_of_itself_stands_behind_it() -> None:
    assert shown(plan())[2:] == []
    assert shown(plan(owner="司法所", due="6月底", target="全覆盖"))[2:] == [
        "责任人：司法所",
        "完成时限：6月底",
        "目标：全覆盖",
    ]


def test_nothing_else_to_report_is_no_part_and_takes_no_number() -> None:
    other = Part(id="1", kind="other", title="其他需要报告的情况")
    said = Part(id="3", kind="other", title="其他", opening=("无。",))
    content = report(other, Part(id="2", kind="plan", title="安排"), said)
    assert shown(content) == ["一、安排", "二、其他", "无。"]


def test_the_contents_are_parts_and_their_first_level() -> None:
    inner = Item(id="b", heading="规范程序。")
    items = (Item(id="a", heading="普法", children=(inner,)), Item(id="c", paragraphs=("没有小标题。",)))
    content = report(
        Part(id="0", kind="lead", opening=("引言。",)),
        Part(id="1", kind="measures", title="举措", items=items),
    )
    assert [(one.level, one.text) for one in page(content).contents] == [(0, "举措"), (1, "普法")]


def written(content: ReportContent) -> Counter[str]:
    """Every text of a report that its document must show, cell by cell and line by line."""
    found: list[str] = []
    for place in places(content):
        item = place.item
        if place.part.kind == "other" and not part_text(place.part):
            continue
        if item is None:
            found += [place.part.title or "", *texts(place.part.opening)]
        else:
            found += [item.heading, *texts(item.paragraphs), item.owner, item.due, item.target]
            found += [line for line in item.cause.split("\n") if line.strip()]
    return Counter(text for text in found if text)


def set_out(blocks: tuple[Block, ...]) -> Counter[str]:
    cells = [cell for block in blocks for row in block.rows for cell in row]
    return Counter(text for text in [*cells, *(block.text for block in blocks)] if text)


@given(DRAFTS)
def test_nothing_is_added_and_nothing_left_out(content: ReportContent) -> None:
    assert set_out(page(content).blocks) == written(content)


@given(DRAFTS)
def test_every_row_has_one_address(content: ReportContent) -> None:
    anchors = Counter(block.anchor for block in page(content).blocks if block.anchor)
    rows = {anchor(place.item.id) for place in places(content) if place.item and part_text(place.part)}
    assert {anchors[row] for row in rows} <= {1}
    assert max(anchors.values(), default=1) == 1


def test_last_years_plan_stands_beside_what_came_of_it() -> None:
    def line(quote: str, outcome: str) -> FollowUpLine:
        return FollowUpLine("", "", quote, outcome, "说明。")

    content = ReportContent(
        title="",
        year=2025,
        follow_ups=(
            line("充实力量\n选派人员。", "done"),
            line("精准普法。分三类人。", "under_way"),
            line("没有答的", ""),
        ),
    )
    assert [(one.heading, one.text, one.outcome, one.note) for one in follow_ups(content)] == [
        ("充实力量", "选派人员。", "已完成", "说明。"),
        ("精准普法", "分三类人。", "正在推进", "说明。"),
    ]
