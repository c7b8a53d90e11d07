"""What changed between two reports: true to the letter, aligned by row."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from reports import comparison
from reports.comparison import Segment, compare, segments, text_after, text_before
from reports.content import Item, Part, ReportContent
from tests.reports.strategies import DRAFTS, ids


def item(text: str, heading: str = "", children: tuple[Item, ...] = ()) -> Item:
    return Item(id=str(uuid4()), heading=heading, paragraphs=(text,), children=children)


def report(*items: Item, title: str = "主要举措和成效") -> ReportContent:
    return ReportContent(title="报告", year=2022, parts=(Part(PART, "measures", title, (), items),))


PART = str(uuid4())
ONE, TWO, THREE = item("全年开展法治宣传5次。"), item("调解矛盾纠纷36件。"), item("解答法律咨询51人次。")


def kinds(before: ReportContent, after: ReportContent) -> list[tuple[str, str]]:
    return [(change.kind, change.path) for change in compare(before, after) if change.differs]


# --------------------------------------------------------------------------- characters


def test_digit_runs_are_kept_whole():
    assert segments("调处30余起", "调处36余起") == (
        Segment("equal", "调处"),
        Segment("delete", "30", digits=True),
        Segment("insert", "36", digits=True),
        Segment("equal", "余起"),
    )


def test_decimals_and_percentages_are_one_figure():
    changed = [one for one in segments("成功率100%。", "成功率97.2%。") if one.kind != "equal"]
    assert changed == [Segment("delete", "100%", digits=True), Segment("insert", "97.2%", digits=True)]


def test_a_single_character_between_two_changes_joins_them():
    assert [one.kind for one in segments("甲乙丙", "丁乙戊")] == ["delete", "insert"]


def test_words_that_only_became_longer_show_only_what_was_added():
    assert segments("加强培训。", "加强执法人员培训。") == (
        Segment("equal", "加强"),
        Segment("insert", "执法人员"),
        Segment("equal", "培训。"),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_gives_back_both_texts(before, after):
    found = segments(before, after)
    assert (text_before(found), text_after(found)) == (before, after)
    assert all(one.text for one in found)


@given(st.text(alphabet="甲乙丙1 2.\n", max_size=40), st.text(alphabet="甲乙丙1 2.\n", max_size=40))
def test_texts_that_share_much_give_back_both_too(before, after):
    found = segments(before, after)
    assert (text_before(found), text_after(found)) == (before, after)


def test_very_long_texts_are_compared_by_paragraph(monkeypatch):
    monkeypatch.setattr(comparison, "LARGE", 20)
    found = segments("第一段。\n第二段。\n第三段。", "第一段。\n改过的。\n第三段。")
    assert [one.kind for one in found] == ["equal", "delete", "insert", "equal"]
    assert found[1].text == "第二段。\n"


# --------------------------------------------------------------------------- rows


@given(DRAFTS)
def test_a_report_compared_with_itself_has_no_difference(content):
    assert not [change for change in compare(content, content) if change.differs]


@given(DRAFTS, DRAFTS)
def test_every_row_of_both_reports_is_there_once(before, after):
    changes = compare(before, after)
    now = [change.id for change in changes if change.kind != "removed" and change.id]
    then = [change.before_id for change in changes if change.before_id]
    assert sorted(now) == sorted(str(one) for one in ids(after))
    assert sorted(then) == sorted(str(one) for one in ids(before))


def test_a_changed_row_is_found_by_its_id_and_named_by_its_place():
    changed = replace(TWO, paragraphs=("调解矛盾纠纷37件。",))
    (change,) = [one for one in compare(report(ONE, TWO), report(ONE, changed)) if one.differs]
    assert (change.kind, change.path, change.id) == ("changed", "一（二）", TWO.id)
    assert change.only_figures


def test_added_and_removed_rows_stand_where_they_belong():
    assert kinds(report(ONE, TWO), report(ONE, THREE, TWO)) == [("added", "一（二）")]
    assert kinds(report(ONE, THREE, TWO), report(ONE, TWO)) == [("removed", "一（二）")]


def test_a_row_below_an_added_one_has_not_moved():
    below = [change for change in compare(report(ONE), report(TWO, ONE)) if change.id == ONE.id]
    assert [(change.kind, change.was, change.path) for change in below] == [("same", "一（一）", "一（二）")]


def test_of_rows_that_changed_places_the_fewest_have_moved():
    assert kinds(report(ONE, TWO, THREE), report(THREE, ONE, TWO)) == [("moved", "一（一）")]


def test_a_row_under_another_parent_has_moved_and_its_children_have_not():
    inner = item("内层的文字。")
    before = report(item("甲甲甲甲。"), replace(TWO, children=(inner,)))
    first = before.parts[0].items[0]
    after = report(replace(first, children=(replace(TWO, children=(inner,)),)))
    assert kinds(before, after) == [("moved", "一（一）1.")]


def test_a_row_that_moved_and_changed_is_changed():
    changed = replace(THREE, paragraphs=("解答法律咨询52人次。",))
    (change,) = [one for one in compare(report(ONE, TWO, THREE), report(changed, ONE, TWO)) if one.differs]
    assert (change.kind, change.moved) == ("changed", True)


def test_a_row_written_anew_with_the_same_words_is_the_same():
    again = replace(TWO, id=str(uuid4()))
    assert kinds(report(ONE, TWO), report(ONE, again)) == []


def test_a_row_written_anew_in_similar_words_is_a_change_not_two():
    again = item("全年调解矛盾纠纷39件。")
    assert kinds(report(ONE, TWO), report(ONE, again)) == [("changed", "一（二）")]


def test_a_row_of_quite_other_words_is_removed_and_added():
    assert sorted(kind for kind, _ in kinds(report(ONE), report(item("党委书记主持会议学习。")))) == [
        "added",
        "removed",
    ]


def test_title_and_part_titles_are_compared_too():
    after = replace(report(ONE, title="主要工作"), title="更正报告")
    assert kinds(report(ONE), after) == [("changed", "标题和抬头"), ("changed", "一")]


def test_a_part_with_a_new_id_is_known_by_its_kind():
    after = replace(report(ONE), parts=(Part(str(uuid4()), "measures", "其他标题", (), (ONE,)),))
    assert kinds(report(ONE), after) == [("changed", "一")]


def test_cause_owner_and_person_count_as_text():
    before = Item(id=ONE.id, heading="执法力量薄弱", cause="渠道单一")
    after = replace(before, cause="渠道单一，培训不够")
    (change,) = [one for one in compare(report(before), report(after)) if one.differs]
    assert text_after(change.segments) == "执法力量薄弱\n原因：渠道单一，培训不够"
    duty = Item(id=TWO.id, heading="履职", duty_of="party")
    assert kinds(report(duty), report(replace(duty, duty_of="government"))) == [("changed", "一（一）")]
