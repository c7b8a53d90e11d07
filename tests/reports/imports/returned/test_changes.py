"""What a leader may do to a copy, and what is understood of it: direct edits of the exported file's XML."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.content import Item, Table
from reports.imports.returned.change import Change
from tests.reports.imports.returned.paper import Paper, applied, open_changes, run, set_text, w
from tests.reports.imports.returned.report import (
    BOOK,
    COURSE,
    FIX,
    LAW,
    LEAD,
    MEASURES,
    MEDIATE,
    PLAN,
    REPORT,
    SHORT,
    TEACH,
    THIN,
    TRAIN,
    WEAK,
    changed_item,
    item,
    n,
    part,
)


@pytest.fixture
def paper() -> Paper:
    return Paper(REPORT)


def only(paper: Paper) -> Change:
    (change,) = paper.result().changes
    return change


def kinds(paper: Paper) -> list[str]:
    return [one.kind for one in paper.result().changes]


def test_nothing_changed_is_nothing_shown(paper: Paper) -> None:
    assert paper.result().changes == () and applied(paper) == REPORT
    assert paper.came().copies == (f"{7:032x}",)


def test_runs_torn_apart_are_no_change(paper: Paper) -> None:
    paper.shatter()
    assert paper.result().changes == ()


# ------------------------------------------------------------------------- words


def test_a_changed_paragraph_is_shown_alone(paper: Paper) -> None:
    paper.write(n(TEACH, "p0"), "全年开展法治宣传6次，发放资料1000余份。")
    change = only(paper)
    assert (change.kind, change.path, change.authors) == ("text", "一（一）第1段", ())
    assert "6次" in item(applied(paper), TEACH).paragraphs[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (n(TEACH, "h"), "深化普法宣传"),
        (n(MEASURES, "t"), "2022年度法治政府建设的主要举措"),
        (n(WEAK, "c0"), "编制少、人员补充渠道单一。"),
        (n(THIN, "c0"), "主要原因是经费不足。"),
        (n(TRAIN, "o"), "司法所"),
        (n(TRAIN, "d"), "2023年9月底前"),
        (n(FIX, "g"), "全年不少于12场"),
        (n(SHORT, "p0"), "一年来有进步，也有差距。"),
        (n(BOOK, "p0"), "建成农家书屋法律角10个，配书600册。"),
        ("title", "新乡镇人民政府2022年度法治政府建设工作报告"),
    ],
)
def test_every_kind_of_line_can_be_changed(paper: Paper, name: str, text: str) -> None:
    paper.write(name, text)
    assert only(paper).new == text
    again = Paper(applied(paper))
    assert text in "\n".join(block.text for block in again.came().blocks)


@pytest.mark.parametrize("label", ["（二）", "(1)", "1.", "", "一、"])
def test_a_number_changed_or_left_is_not_text(paper: Paper, label: str) -> None:
    paper.write(n(TEACH, "h"), "加强普法宣传", label=label)
    paper.write(n(MEDIATE, "p0"), "调解矛盾纠纷36件，成功34件，未发生民转刑案件。", label=label)
    assert paper.result().changes == ()


@pytest.mark.parametrize("label", ["原因:", "主要原因：", "", "原因："])
def test_introducing_words_changed_or_left_are_not_text(paper: Paper, label: str) -> None:
    paper.write(n(WEAK, "c0"), "人员补充渠道单一。", label=label)
    assert paper.result().changes == ()


def test_a_changed_cell_is_a_changed_table(paper: Paper) -> None:
    set_text(paper.find("件数"), "案件数")
    assert only(paper).table
    assert item(applied(paper), LAW).paragraphs[1] == Table((("类别", "案件数"), ("处罚", "8")))


def test_a_rewritten_paragraph_is_known_by_its_bookmark(paper: Paper) -> None:
    paper.write(n(COURSE, "p0"), "完全另写了一段话。")
    assert only(paper).spot.owner == COURSE


def test_an_emptied_field_is_empty(paper: Paper) -> None:
    paper.write(n(TEACH, "h"), "")
    assert only(paper).kind == "text" and item(applied(paper), TEACH).heading == ""


# ------------------------------------------------------------------------- new, gone, moved


def test_a_new_paragraph_stands_behind_its_neighbour(paper: Paper) -> None:
    paper.insert("新写的一段。", after=n(TEACH, "p0"))
    assert (only(paper).kind, only(paper).note) == ("paragraph", "接在“全年开展法治宣传5次，发放资料1……”之后")
    assert item(applied(paper), TEACH).paragraphs[1] == "新写的一段。"


def test_two_new_paragraphs_keep_their_order_also_when_the_second_is_taken_first(paper: Paper) -> None:
    from reports.imports.returned.applying import apply

    paper.insert("第二段新的。", after=n(TEACH, "p0"))
    paper.insert("第一段新的。", after=n(TEACH, "p0"))
    first, second = paper.result().changes
    for order in ((first, second), (second, first)):
        content = REPORT
        for one in order:
            content = apply(content, [one])
        assert item(content, TEACH).paragraphs[1:3] in (
            ("第一段新的。", "第二段新的。"),
            ("第二段新的。", "第一段新的。"),
        )
    assert item(applied(paper), TEACH).paragraphs[1:3] == ("第一段新的。", "第二段新的。")


def test_new_text_before_everything_goes_to_the_first_part(paper: Paper) -> None:
    paper.insert("开头加的话。", before=n(LEAD, "p0"))
    assert part(applied(paper), LEAD).opening[0] == "开头加的话。"


def test_new_text_behind_the_cause_is_of_the_cause(paper: Paper) -> None:
    paper.insert("待遇也不够好。", after=n(WEAK, "c1"))
    assert item(applied(paper), WEAK).cause.endswith("年轻干部外流较多。\n待遇也不够好。")


def test_text_behind_the_signature_is_left_over_for_copying(paper: Paper) -> None:
    made = w("p")
    made.append(run("同意，请按此报送。周"))
    paper.lines()[-1].addnext(made)
    change = only(paper)
    assert (change.kind, change.new) == ("aside", "同意，请按此报送。周")
    assert applied(paper) == REPORT


def test_a_deleted_paragraph(paper: Paper) -> None:
    paper.remove(n(MEDIATE, "p1"))
    assert only(paper).kind == "delete"
    assert len(item(applied(paper), MEDIATE).paragraphs) == 1


def test_a_deleted_row_is_one_change_with_all_below_it(paper: Paper) -> None:
    for name in (
        n(TEACH, "h"),
        n(TEACH, "p0"),
        n(TEACH, "p1"),
        n(COURSE, "h"),
        n(COURSE, "p0"),
        n(BOOK, "p0"),
    ):
        paper.remove(name)
    change = only(paper)
    assert change.kind == "delete_row" and "农家书屋" in change.old
    assert [one.id for one in part(applied(paper), MEASURES).items] == [LAW, MEDIATE]


def test_a_parent_whose_rows_remain_is_not_deleted(paper: Paper) -> None:
    for name in (n(TEACH, "h"), n(TEACH, "p0"), n(TEACH, "p1")):
        paper.remove(name)
    assert "delete_row" not in kinds(paper)
    assert [one.id for one in item(applied(paper), TEACH).children] == [COURSE, BOOK]


def test_a_moved_row_keeps_its_id_and_everything_below_it(paper: Paper) -> None:
    names = [n(TEACH, "h"), n(TEACH, "p0"), n(TEACH, "p1"), n(COURSE, "h"), n(COURSE, "p0"), n(BOOK, "p0")]
    paper.move(names, after=n(MEDIATE, "p1"))
    change = only(paper)
    assert (change.kind, change.spot.owner, change.note) == ("move_row", TEACH, "移到一（三）之后")
    rows = part(applied(paper), MEASURES).items
    assert [one.id for one in rows] == [LAW, MEDIATE, TEACH] and rows[2] == item(REPORT, TEACH)


def test_a_row_moved_under_another(paper: Paper) -> None:
    paper.move([n(COURSE, "h"), n(COURSE, "p0")], after=n(MEDIATE, "p1"))
    assert only(paper).kind == "move_row"
    assert item(applied(paper), MEDIATE).children == (item(REPORT, COURSE),)


def test_a_row_moved_to_another_kind_of_part_is_left_to_the_drafter(paper: Paper) -> None:
    paper.move([n(MEDIATE, "p0"), n(MEDIATE, "p1")], after=n(FIX, "g"))
    assert [one.kind for one in paper.result().changes] == ["aside"]


def test_a_moved_paragraph(paper: Paper) -> None:
    paper.move([n(TEACH, "p1")], after=n(MEDIATE, "p1"))
    assert only(paper).kind == "move"
    after = applied(paper)
    assert len(item(after, TEACH).paragraphs) == 1
    assert item(after, MEDIATE).paragraphs[2] == item(REPORT, TEACH).paragraphs[1]


def test_a_paragraph_moved_and_changed_is_one_change(paper: Paper) -> None:
    paper.write(n(TEACH, "p1"), "开展“法律进乡村”活动15场，解答群众咨询51人次。")
    paper.move([n(TEACH, "p1")], after=n(TEACH, "h"))
    paper.move([n(TEACH, "p0")], after=n(MEDIATE, "p0"))
    after = applied(paper)
    assert item(after, TEACH).paragraphs == ("开展“法律进乡村”活动15场，解答群众咨询51人次。",)
    assert item(after, MEDIATE).paragraphs[1] == item(REPORT, TEACH).paragraphs[0]


def test_two_paragraphs_that_changed_places(paper: Paper) -> None:
    paper.move([n(TEACH, "p0")], after=n(TEACH, "p1"))
    assert item(applied(paper), TEACH).paragraphs == tuple(reversed(item(REPORT, TEACH).paragraphs))
    assert kinds(paper) == ["move"]


def test_a_split_paragraph_is_a_change_and_a_new_one(paper: Paper) -> None:
    paper.split(n(TEACH, "p0"), "发放资料")
    assert kinds(paper) == ["text", "paragraph"]
    assert item(applied(paper), TEACH).paragraphs[:2] == ("全年开展法治宣传5次，", "发放资料1000余份。")


def test_joined_paragraphs_are_a_change_and_a_deleted_one(paper: Paper) -> None:
    paper.join(n(TEACH, "p0"), n(TEACH, "p1"))
    assert sorted(kinds(paper)) == ["delete", "text"]
    assert item(applied(paper), TEACH).paragraphs == ("".join(item(REPORT, TEACH).paragraphs),)


def test_a_paragraph_written_in_front_does_not_take_the_bookmark_with_it(paper: Paper) -> None:
    """Enter at the very start: Word leaves the bookmark's beginning in the new paragraph."""
    line = paper.line(n(TEACH, "p1"))
    made = paper.insert("放在前面的一段。", before=n(TEACH, "p1"))
    made.insert(0, paper.start(n(TEACH, "p1")))
    assert line is not None and kinds(paper) == ["paragraph"]
    assert item(applied(paper), TEACH).paragraphs[1] == "放在前面的一段。"


# ------------------------------------------------------------------------- new rows


def test_a_new_numbered_heading_is_a_new_row_with_its_text(paper: Paper) -> None:
    paper.insert("公开政务信息210条。", after=n(MEDIATE, "p1"))
    paper.insert("（四）推进政务公开", after=n(MEDIATE, "p1"))
    assert kinds(paper) == ["row"]
    new = part(applied(paper), MEASURES).items[3]
    assert (new.heading, new.paragraphs) == ("推进政务公开", ("公开政务信息210条。",))


def test_a_new_row_may_have_rows_of_its_own(paper: Paper) -> None:
    for text in reversed(
        ("（二）推进政务公开", "总的说明。", "1.公开信息", "公开210条。", "2.办理申请，全年3件。")
    ):
        paper.insert(text, after=n(BOOK, "p0"))
    assert kinds(paper) == ["row"]
    new = part(applied(paper), MEASURES).items[1]
    assert (new.heading, new.paragraphs) == ("推进政务公开", ("总的说明。",))
    assert [(one.heading, one.paragraphs) for one in new.children] == [
        ("公开信息", ("公开210条。",)),
        ("", ("办理申请，全年3件。",)),
    ]


def test_two_new_rows_stand_in_their_order(paper: Paper) -> None:
    paper.insert("（四）再加一条。", after=n(MEDIATE, "p1"))
    paper.insert("（三）加一条。", after=n(MEDIATE, "p1"))
    rows = part(applied(paper), MEASURES).items
    assert [one.paragraphs for one in rows[3:]] == [("加一条。",), ("再加一条。",)]


def test_a_heading_amid_known_text_stays_text(paper: Paper) -> None:
    paper.insert("（二）不该把下面的一段带走", after=n(TEACH, "p0"))
    assert kinds(paper) == ["paragraph"]


def test_a_line_that_goes_on_counting_in_running_text_stays_text() -> None:
    content = changed_item(REPORT, MEDIATE, paragraphs=("做法：", "1.排查在先。", "2.调解在前。"))
    paper = Paper(content)
    paper.insert("3.回访在后。", after=n(MEDIATE, "p2"))
    assert [one.kind for one in paper.result().changes] == ["paragraph"]


def test_a_heading_for_a_row_that_had_none(paper: Paper) -> None:
    paper.write(n(MEDIATE, "p0"), item(REPORT, MEDIATE).paragraphs[0], label="")
    paper.insert("（三）化解矛盾纠纷", before=n(MEDIATE, "p0"))
    assert [(one.kind, one.new) for one in paper.result().changes] == [("text", "化解矛盾纠纷")]
    assert applied(paper) == changed_item(REPORT, MEDIATE, heading="化解矛盾纠纷")


def test_text_in_a_row_that_was_empty() -> None:
    empty = Item(TEACH)
    content = replace(
        REPORT, parts=tuple(replace(p, items=(empty,)) if p.id == MEASURES else p for p in REPORT.parts)
    )
    paper = Paper(content)
    assert paper.result().changes == ()
    paper.write(n(TEACH, "h"), "加强普法宣传")
    assert item(applied(paper), TEACH).heading == "加强普法宣传"


# ------------------------------------------------------------------------- bookmarks lost


def test_without_any_bookmark_the_words_tell(paper: Paper) -> None:
    paper.write(n(TEACH, "p0"), "全年开展法治宣传6次，发放资料1000余份。")
    paper.remove(n(MEDIATE, "p1"))
    paper.insert("新写的一段话。", after=n(LAW, "p0"))
    paper.lose()
    assert kinds(paper) == ["text", "paragraph", "delete"]


def test_without_any_bookmark_an_unchanged_file_is_unchanged(paper: Paper) -> None:
    paper.lose()
    assert paper.came().copies == () and paper.result().changes == ()


def test_some_bookmarks_lost_and_all_text_of_a_line_rewritten(paper: Paper) -> None:
    paper.write(n(COURSE, "p0"), "完全另写了一段话，与原来没有一个词相同。")
    paper.lose(n(COURSE, "p0"), n(COURSE, "h"))
    change = only(paper)
    assert (change.kind, change.spot.owner) == ("text", COURSE)


def test_a_full_rewrite_loses_nothing(paper: Paper) -> None:
    """A file of other words under our bookmarks and without them: every word is in some change."""
    for name in (n(TEACH, "p0"), n(LAW, "p0"), n(MEDIATE, "p0"), n(WEAK, "p0"), n(THIN, "p0")):
        paper.write(name, f"整段重写：{name[-6:]}，另起炉灶。")
    paper.lose()
    after = applied(paper)
    text = "\n".join(block.text for block in Paper(after).came().blocks)
    assert text.count("另起炉灶") == 5


# ------------------------------------------------------------------------- the draft went on


def test_a_change_already_made_is_done(paper: Paper) -> None:
    paper.write(n(TEACH, "p0"), "改过的一段。")
    paper.insert("新的一段。", after=n(TEACH, "p1"))
    paper.remove(n(MEDIATE, "p1"))
    paper.insert("（四）推进政务公开", after=n(MEDIATE, "p0"))
    paper.move([n(WEAK, "p0")], after=n(THIN, "p0"))
    changes = paper.result().changes
    assert set(open_changes(REPORT, changes).values()) == {"open"}
    after = applied(paper)
    assert set(open_changes(after, changes).values()) == {"done"}
    from reports.imports.returned.applying import apply

    assert apply(after, changes) == after


def test_a_line_altered_meanwhile_asks(paper: Paper) -> None:
    from reports.imports.returned.applying import apply, standings

    paper.write(n(TEACH, "p0"), "全年开展法治宣传6次，发放资料1000余份。")
    paper.remove(n(TEACH, "p1"))
    now = changed_item(
        REPORT,
        TEACH,
        paragraphs=("全年开展法治宣传7次，发放资料1000余份。", "开展活动12场，解答群众咨询51人次。"),
    )
    changes = paper.result().changes
    stand = standings(now, changes)
    assert [stand[one.key].state for one in changes] == ["altered", "altered"]
    assert stand["c1"].now == "全年开展法治宣传7次，发放资料1000余份。"
    assert item(apply(now, changes), TEACH).paragraphs == ("全年开展法治宣传6次，发放资料1000余份。",)


def test_another_line_of_the_row_altered_meanwhile_hinders_nothing(paper: Paper) -> None:
    paper.write(n(TEACH, "p1"), "开展活动20场。")
    now = changed_item(REPORT, TEACH, paragraphs=("另一段先写的。", *item(REPORT, TEACH).paragraphs))
    assert open_changes(now, paper.result().changes) == {"c1": "open"}


def test_what_is_gone_from_the_draft_cannot_be_changed(paper: Paper) -> None:
    paper.write(n(COURSE, "p0"), "改过的一段。")
    paper.insert("新的一段。", after=n(COURSE, "p0"))
    now = changed_item(REPORT, TEACH, children=())
    assert set(open_changes(now, paper.result().changes).values()) == {"gone"}


def test_a_row_changed_meanwhile_is_not_deleted_unseen(paper: Paper) -> None:
    for name in (n(COURSE, "h"), n(COURSE, "p0")):
        paper.remove(name)
    now = changed_item(REPORT, COURSE, paragraphs=("每月举办一次。",))
    assert open_changes(now, paper.result().changes) == {"c1": "altered"}


def test_a_deleted_line_that_is_gone_already_is_done_and_a_changed_one_is_put_back(paper: Paper) -> None:
    """The drafter deleted the paragraph the leader rewrote: nothing stands there now, and she decides."""
    from reports.imports.returned.applying import apply, standings

    paper.write(n(TEACH, "p1"), "整段重写的话。")
    now = changed_item(REPORT, TEACH, paragraphs=item(REPORT, TEACH).paragraphs[:1])
    changes = paper.result().changes
    stand = standings(now, changes)["c1"]
    assert (stand.state, stand.now) == ("altered", "")
    assert item(apply(now, changes), TEACH).paragraphs[1] == "整段重写的话。"


def test_moves_meet_a_draft_that_went_on(paper: Paper) -> None:
    paper.move([n(TEACH, "p1")], after=n(MEDIATE, "p1"))
    changes = paper.result().changes
    without = changed_item(REPORT, TEACH, paragraphs=item(REPORT, TEACH).paragraphs[:1])
    assert open_changes(without, changes) == {"c1": "gone"}
    measures = part(REPORT, MEASURES)
    gone = replace(measures, items=measures.items[:2])
    no_target = replace(REPORT, parts=tuple(gone if one is measures else one for one in REPORT.parts))
    assert open_changes(no_target, changes) == {"c1": "gone"}


def test_a_line_moved_within_its_row_and_deleted_meanwhile_is_gone(paper: Paper) -> None:
    paper.move([n(TEACH, "p0")], after=n(TEACH, "p1"))
    changes = paper.result().changes
    now = changed_item(REPORT, TEACH, paragraphs=("别的话。",))
    assert open_changes(now, changes) == {"c1": "gone"}
    assert open_changes(applied(paper), changes) == {"c1": "done"}


def test_a_moved_row_whose_parent_or_self_is_gone_has_no_place(paper: Paper) -> None:
    paper.move([n(COURSE, "h"), n(COURSE, "p0")], after=n(MEDIATE, "p1"))
    changes = paper.result().changes
    measures = part(REPORT, MEASURES)
    for items in (measures.items[:2], measures.items[1:]):
        rest = replace(measures, items=items)
        now = replace(REPORT, parts=tuple(rest if one is measures else one for one in REPORT.parts))
        assert open_changes(now, changes) == {"c1": "gone"}
    assert open_changes(applied(paper), changes) == {"c1": "done"}


def test_a_row_that_meanwhile_holds_its_new_parent_is_not_moved_into_itself(paper: Paper) -> None:
    paper.move([n(COURSE, "h"), n(COURSE, "p0")], after=n(MEDIATE, "p1"))
    changes = paper.result().changes
    nested = replace(item(REPORT, COURSE), children=(item(REPORT, MEDIATE),))
    measures = part(REPORT, MEASURES)
    rest = replace(measures, items=(nested, *measures.items[:2]))
    now = replace(REPORT, parts=tuple(rest if one is measures else one for one in REPORT.parts))
    assert open_changes(now, changes) == {"c1": "gone"}


def test_a_deleted_row_already_gone_is_done(paper: Paper) -> None:
    for name in (n(COURSE, "h"), n(COURSE, "p0")):
        paper.remove(name)
    changes = paper.result().changes
    assert open_changes(applied(paper), changes) == {"c1": "done"}


def test_a_new_row_is_not_put_deeper_than_a_report_goes(paper: Paper) -> None:
    """Its parent was moved down meanwhile."""
    paper.insert("3.再加一条。", after=n(BOOK, "p0"))
    changes = paper.result().changes
    assert [one.kind for one in changes] == ["row"]
    deep = replace(item(REPORT, TEACH), children=())
    for key in (LAW, COURSE, BOOK):
        deep = replace(item(REPORT, key), children=(deep,))
    measures = replace(part(REPORT, MEASURES), items=(deep,))
    now = replace(REPORT, parts=tuple(measures if one.id == MEASURES else one for one in REPORT.parts))
    assert open_changes(now, changes) == {"c1": "gone"}


def test_the_same_new_row_from_two_files_is_there_once(paper: Paper) -> None:
    from reports.imports.returned.applying import apply

    paper.insert("（四）推进政务公开", after=n(MEDIATE, "p1"))
    first, second = paper.result().changes, paper.result().changes
    after = apply(REPORT, first)
    assert open_changes(after, second) == {"c1": "done"}


def test_something_beside_the_text_is_never_brought_in(paper: Paper) -> None:
    set_text(paper.lines()[-1], "中共新乡镇委员会")
    changes = paper.result().changes
    assert open_changes(REPORT, changes) == {"c1": "aside"}


def test_the_empty_line_of_an_empty_row_may_go() -> None:
    measures = replace(part(REPORT, MEASURES), items=(Item(TEACH),))
    content = replace(REPORT, parts=tuple(measures if one.id == MEASURES else one for one in REPORT.parts))
    paper = Paper(content)
    paper.remove(n(TEACH, "h"))
    assert paper.result().changes == ()


def test_the_plan_behind_all_lines(paper: Paper) -> None:
    paper.insert("补充一段安排。", after=n(TRAIN, "d"))
    assert item(applied(paper), TRAIN).paragraphs[-1] == "补充一段安排。"
    assert part(applied(paper), PLAN).items[1] == item(REPORT, FIX)
