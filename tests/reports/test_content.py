"""The one plain shape: both ways the same, numbers from position, nothing that cannot stand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import content as c
from tests.reports.strategies import BODIES, WHOLE


@given(WHOLE)
def test_canonical_json_and_back_is_the_same_report(report):
    assert c.from_json(c.to_json(report)) == report


@given(WHOLE)
def test_canonical_json_has_sorted_keys_and_untouched_text(report):
    text = c.to_json(report)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert c.sha256(text) == c.sha256(c.to_json(c.from_json(text)))


@given(BODIES)
def test_paragraphs_written_for_editing_read_back_the_same(paragraphs):
    assert c.read_body(c.write_body(paragraphs)) == paragraphs


@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=("Cs",))))
def test_any_typed_text_is_read_and_settles_after_one_round(text):
    once = c.read_body(text)
    assert c.read_body(c.write_body(once)) == once


def test_a_typed_table_is_a_table_between_paragraphs():
    assert c.read_body("前\n|事项|数|\n| 调解 | 30 |\n\n后") == (
        "前",
        c.Table((("事项", "数"), ("调解", "30"))),
        "后",
    )


def test_an_unclosed_row_keeps_its_last_cell_and_an_unknown_escape_stays():
    assert c.read_body("|a|b\\x") == (c.Table((("a", "b\\x"),)),)
    assert c.read_body("|") == (c.Table((("",),)),)


@pytest.mark.parametrize(
    ("n", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (0, "0"), (100, "100")]
)
def test_chinese_numbers(n, word):
    assert c.chinese_number(n) == word


@pytest.mark.parametrize(
    ("depth", "position", "label"),
    [(1, 3, "（三）"), (2, 3, "3."), (3, 3, "（3）"), (4, 3, "③"), (4, 21, "（21）")],
)
def test_labels_follow_the_standard(depth, position, label):
    assert c.item_label(depth, position) == label


def deep(levels: int) -> c.Item:
    item = c.Item(id="x")
    for _ in range(levels - 1):
        item = c.Item(id="x", children=(item,))
    return item


def sample() -> c.ReportContent:
    return c.ReportContent(
        title="报告",
        year=2022,
        parts=(
            c.Part("l", "lead", None, ("引言。",)),
            c.Part("a", "measures", "举措", items=(c.Item("a1", "头", ("字。",), (c.Item("a11", "下"),)),)),
            c.Part("b", "shortcomings", None, (), (c.Item("b1", "不足", cause="缘故"),)),
            c.Part("d", "plan", "安排", (c.Table((("甲", "乙"),)),)),
            c.Part("e", "other", "附件"),
        ),
    )


def test_places_number_titled_parts_only_and_name_the_way_down():
    assert [(one.label, one.path) for one in c.places(sample())] == [
        ("", "引言"),
        ("一、", "一"),
        ("（一）", "一（一）"),
        ("1.", "一（一）1."),
        ("", ""),
        ("（一）", "（一）"),
        ("二、", "二"),
        ("", "附件"),
    ]


def test_texts_of_rows_and_parts_and_the_count_of_characters():
    report = sample()
    assert c.part_text(report.parts[1]) == "头\n字。\n下"
    assert c.part_text(report.parts[2]) == "不足\n缘故"
    assert c.part_text(report.parts[3]) == "甲\n乙"
    assert c.characters(report) == len("引言。举措头字。下不足缘故安排甲乙附件")


@pytest.mark.parametrize(
    "broken",
    [
        lambda: c.Table(()),
        lambda: c.Table(((),)),
        lambda: c.Table((("a\0",),)),
        lambda: c.Item("i", heading="两\n行"),
        lambda: c.Item("i", heading=None),
        lambda: c.Item("i", cause="a\r"),
        lambda: c.Item("i", paragraphs=("  ",)),
        lambda: c.Item("i", paragraphs=("a\nb",)),
        lambda: c.Part("p", "unknown"),
        lambda: c.Part("p", "plan", ""),
        lambda: c.Part("p", "plan", items=(deep(5),)),
        lambda: c.ReportContent("t", 2022, schema=2),
        lambda: c.ReportContent("t\n", 2022),
    ],
)
def test_what_cannot_be_a_report_is_refused(broken):
    with pytest.raises(c.ContentError):
        broken()


def test_four_levels_stand():
    assert c.Part("p", "plan", items=(deep(4),)).items


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"title":1,"year":2022}', '{"title":"t","year":1,"x":1}'])
def test_json_that_is_no_report_is_refused(text):
    with pytest.raises(c.ContentError):
        c.from_json(text)


def test_follow_ups_come_back():
    report = replace(
        sample(),
        dated=date(2023, 1, 13),
        follow_ups=(c.FollowUpLine("h", "i", "q", "done", "n", ("m",), True),),
    )
    assert c.from_json(c.to_json(report)) == report
