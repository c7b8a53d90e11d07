"""Parts by their words, levels by their numbers, headings one by one, and every repair said."""

from __future__ import annotations

import pytest

from reports.content import Item, Part
from reports.imports import Proposal, read_text
from reports.imports.words import kinds
from tests.reports.imports.wordfile import FILLER

SENTENCE = "我镇坚持依法行政，扎实推进各项工作。"


def parts(text: str) -> tuple[Part, ...]:
    proposal = read_text(text.replace("@", SENTENCE) + "\n" + FILLER)
    assert proposal.lost_characters == 0
    return proposal.content.parts


def outline(items: tuple[Item, ...]) -> list[object]:
    return [
        [item.heading or "-", *outline(item.children)] if item.children else item.heading or "-"
        for item in items
    ]


def sentences(text: str) -> list[str]:
    return [f"{one.place}：{one.sentence}" for one in propose(text).repairs]


def propose(text: str) -> Proposal:
    return read_text(text.replace("@", SENTENCE) + "\n" + FILLER)


# --------------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("2022年推进法治政府建设的主要举措和成效", "measures"),
        ("法治政府建设工作开展情况", "measures"),
        ("主要做法", "measures"),
        ("党政主要负责人履行推进法治建设第一责任人职责情况", "duties"),
        ("2022年推进法治政府建设存在的不足和原因", "shortcomings"),
        ("存在问题", "shortcomings"),
        ("主要问题", "shortcomings"),
        ("2023年推进法治政府建设的工作思路目标举措", "plan"),
        ("下一年度工作安排", "plan"),
        ("努力方向", "plan"),
        ("其他需要报告的情况", "other"),
        ("引言", "lead"),
        ("强化组织领导", None),
        ("聚焦突出问题，规范行政执法", None),
        ("完善工作计划，压实责任", None),
        ("坚持人民至上", None),
    ],
)
def test_a_part_is_known_by_its_words(heading: str, kind: str | None) -> None:
    assert kinds(heading, 2022)[:1] == ((kind,) if kind else ())


def test_one_heading_may_hold_shortcomings_and_plan() -> None:
    assert kinds("存在的不足和下一步打算") == ("shortcomings", "plan")


def test_a_plan_under_the_shortcomings_becomes_a_part() -> None:
    found = parts(
        "一、主要举措和成效\n@\n二、存在的不足和下一步打算\n（一）存在的不足\n1.甲。@\n（二）下一步打算\n1.乙。@\n2.丙。@"
    )
    assert [(part.kind, part.title) for part in found[1:]] == [
        ("shortcomings", "存在的不足和下一步打算"),
        ("plan", "下一步打算"),
    ]
    assert outline(found[1].items) == [["存在的不足", "甲"]]
    assert outline(found[2].items) == ["乙", "丙"]


def test_topical_headings_are_all_measures() -> None:
    found = parts("一、强化组织领导\n@\n二、规范行政执法。@\n三、深化普法宣传\n@")
    assert [(part.kind, part.title) for part in found] == [
        ("measures", "强化组织领导"),
        ("measures", "规范行政执法"),
        ("measures", "深化普法宣传"),
    ]


def test_shortcomings_and_plan_told_at_the_end_become_parts_without_title() -> None:
    text = "X镇2022年法治政府建设报告\n一、强化组织领导\n@\n总的看，工作取得成效，但也存在队伍薄弱等不足。下一步，我镇将加强培训。"
    proposal = read_text(text + FILLER)
    assert [(part.kind, part.title) for part in proposal.content.parts] == [
        ("measures", "强化组织领导"),
        ("shortcomings", None),
        ("plan", None),
    ]
    assert proposal.lost_characters == 0


def test_a_next_step_inside_the_measures_makes_no_plan_where_there_is_one() -> None:
    found = parts("一、主要举措和成效\n@\n下一步，继续努力。\n二、2023年工作安排\n@")
    assert [part.kind for part in found] == ["measures", "plan"]


def test_a_part_heading_without_number_gets_one() -> None:
    text = (
        "一、主要举措和成效\n@\n2022年党政主要负责人履行推进法治建设第一责任人职责情况\n@\n三、存在的不足\n@"
    )
    assert [part.kind for part in parts(text)] == ["measures", "duties", "shortcomings"]
    assert "二：“2022年党政主要负责人履行推进”原文没有编号，已按顺序编为“二、”。" in sentences(text)


def test_a_report_without_any_number_keeps_its_outline() -> None:
    text = "主要举措和成效\n抓学习\n@\n抓执法\n@\n存在的不足和原因\n队伍力量薄弱\n@"
    found = parts(text)
    assert [(part.kind, outline(part.items)) for part in found] == [
        ("measures", ["抓学习", "抓执法"]),
        ("shortcomings", ["队伍力量薄弱"]),
    ]
    assert sentences(text) == ["全文：原文各级标题没有编号，已按层次和顺序统一编号。"]


def test_parts_numbered_in_digits_are_parts() -> None:
    found = parts("1.主要举措和成效\n（1）抓学习\n@\n2.存在的不足和原因\n@\n3.下一步打算\n@")
    assert [part.kind for part in found] == ["measures", "shortcomings", "plan"]
    assert outline(found[0].items) == ["抓学习"]


def test_headings_without_any_part_are_measures() -> None:
    found = parts("我镇工作情况如下。\n（一）抓学习\n@\n（二）抓执法\n@")
    assert [(part.kind, part.title) for part in found] == [("lead", None), ("measures", None)]


def test_an_introduction_with_its_own_heading_is_the_lead() -> None:
    found = parts("引言\n@\n一、主要举措和成效\n@")
    assert [(part.kind, part.title) for part in found] == [("lead", "引言"), ("measures", "主要举措和成效")]


def test_inner_numbers_of_the_part_kind_stay_inside() -> None:
    found = parts("一、主要举措和成效\n一、抓学习\n@\n二、抓执法\n（一）规范程序\n@\n二、存在的不足\n@")
    assert [part.kind for part in found] == ["measures", "shortcomings"]
    assert outline(found[0].items) == ["抓学习", ["抓执法", "规范程序"]]


# --------------------------------------------------------------------------- numbers and levels


@pytest.mark.parametrize(
    "numbers",
    [
        ("（一）", "（二）", "（三）"),
        ("(一)", "（二)", "三）"),
        ("（一） ", "（二、", "（四）"),
        ("1.", "2．", "3、"),
        ("（一）", "（一）", "（一）"),
    ],
)
def test_damaged_numbers_are_numbers(numbers: tuple[str, ...]) -> None:
    rows = [f"{number}抓{word}项工作\n@\n" for number, word in zip(numbers, "甲乙丙", strict=True)]
    assert outline(parts("一、主要举措和成效\n" + "".join(rows))[0].items) == [
        "抓甲项工作",
        "抓乙项工作",
        "抓丙项工作",
    ]


def test_four_levels_are_kept_and_a_fifth_stays_text() -> None:
    text = "一、主要举措和成效\n一、甲\n（一）乙\n1.丙\n（1）丁\n①戊。@"
    (part,) = parts(text)
    assert outline(part.items) == [["甲", ["乙", ["丙", "丁"]]]]
    deepest = part.items[0].children[0].children[0].children[0]
    assert deepest.paragraphs[0] == f"①戊。{SENTENCE}"


def test_what_was_wrong_with_numbers_is_said() -> None:
    text = "一、主要举措和成效\n（一）抓甲\n@\n（三）抓乙\n@\n二、工作安排\n1.抓丙\n@\n2.抓丁\n@"
    assert sentences(text) == [
        "一（二）：“抓乙”原文编号“（三）”不连续，已改为“（二）”。",
        "二：原文用“1.”这一类编号，已按公文层次改为“（一）”。",
    ]


def test_a_missing_number_is_found_among_its_neighbours() -> None:
    (part,) = parts("一、主要举措和成效\n（一）抓甲\n1.抓子\n@\n抓丑的工作\n@\n3.抓寅\n@\n（二）抓乙\n@")
    assert outline(part.items) == [["抓甲", "抓子", "抓丑的工作", "抓寅"], "抓乙"]


def test_a_heading_among_digits_only_is_one_of_them() -> None:
    (part,) = parts("一、主要举措和成效\n1.抓甲\n@\n抓乙的工作\n@")
    assert outline(part.items) == ["抓甲", "抓乙的工作"]


# --------------------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("line", "heading", "paragraph"),
    [
        (f"（一）抓学习。{SENTENCE}", "抓学习", SENTENCE),
        (f"（一）抓学习\n{SENTENCE}", "抓学习", SENTENCE),
        (f"（一）抓学习。\n{SENTENCE}", "抓学习", SENTENCE),
        (f"（一）抓学习：\n{SENTENCE}", "抓学习", SENTENCE),
        (f"（一）落实“谁执法。谁普法”责任。{SENTENCE}", "落实“谁执法。谁普法”责任", SENTENCE),
        (
            "（一）提升依法行政水平一是强化意识。二是规范程序。",
            "提升依法行政水平",
            "一是强化意识。二是规范程序。",
        ),
        (
            f"（一）提升依法行政水平我镇{'坚持依法行政，' * 8}成效明显。",
            "提升依法行政水平",
            f"我镇{'坚持依法行政，' * 8}成效明显。",
        ),
        ("（一）标准地出让项目；", "", "标准地出让项目；"),
        (f"（一）{'坚持依法行政，' * 9}。{SENTENCE}", "", f"{'坚持依法行政，' * 9}。{SENTENCE}"),
    ],
)
def test_heading_and_text_are_told_apart(line: str, heading: str, paragraph: str) -> None:
    (part,) = parts(f"一、主要举措和成效\n{line}\n（二）抓执法\n{SENTENCE}")
    assert (part.items[0].heading, part.items[0].paragraphs) == (heading, (paragraph,))


def test_a_numbered_sentence_alone_is_text_without_heading() -> None:
    (part, _) = parts("一、存在的不足\n（一）队伍建设仍然薄弱，能力有待提高。\n二、工作安排\n@")
    assert part.items[0] == Item(part.items[0].id, "", ("队伍建设仍然薄弱，能力有待提高。",))


def test_captions_slogans_and_table_rows_are_no_headings() -> None:
    (part,) = parts("一、主要举措和成效\n（一）抓学习\n图1 普法园一角\n@\n一是抓执法\n@\n1  2  3\n@")
    assert outline(part.items) == ["抓学习"]
    assert part.items[0].paragraphs[0] == "图1 普法园一角"


def test_a_heading_glued_to_the_paragraph_before_it_comes_off() -> None:
    text = f"一、主要举措和成效\n（一）抓学习\n{SENTENCE}（二）抓执法\n{SENTENCE}二、存在的不足\n{SENTENCE}"
    found = parts(text)
    assert outline(found[0].items) == ["抓学习", "抓执法"]
    assert found[1].title == "存在的不足"
    assert "正文：“（二）抓执法”原文与上一段连写，已另起一段。" in sentences(text)


def test_a_running_number_glued_in_a_list_comes_off_but_a_number_in_the_text_does_not() -> None:
    (part,) = parts("一、主要举措和成效\n1.抓甲。@2.抓乙。@\n共有两项。3.抓丙")
    assert outline(part.items) == ["抓甲", "抓乙"]


def test_counted_sentences_are_put_apart_only_where_the_others_are() -> None:
    text = (
        "一、主要举措和成效\n（一）抓学习\n一是甲。\n二是乙。三是丙；四是丁。\n（二）抓执法\n一是甲。二是乙。"
    )
    (part,) = parts(text)
    assert part.items[0].paragraphs == ("一是甲。", "二是乙。", "三是丙；", "四是丁。")
    assert part.items[1].paragraphs[0] == "一是甲。二是乙。"


def test_the_cause_stays_in_the_text_and_a_heading_of_causes_stays_an_item() -> None:
    (part,) = parts("一、存在的不足和原因\n（一）存在的不足\n1.甲。原因：投入不足。\n（二）原因分析\n1.乙。@")
    assert outline(part.items) == [["存在的不足", "甲"], ["原因分析", "乙"]]
    assert part.items[0].children[0].paragraphs == ("原因：投入不足。",)
    assert part.items[0].children[0].cause == ""
