"""Accepting what came back: ids, history and other people's words are kept; each race has its control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reports import returning, saving
from reports.enums import Act, ChangeKind
from reports.imports import returned as reader
from reports.models import DraftCopy, Entry, EntryVersion, ReturnedDraft
from reports.permissions import Refused
from reports.saving import returned as deciding
from tests.reports.imports.returned.paper import Paper, name_of
from tests.reports.saving.conftest import Desk


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cage has its own tests; here the file is read in this process."""
    monkeypatch.setattr("reports.imports.read_returned", reader.read)


@pytest.fixture
def row(desk: Desk) -> Entry:
    """One row with two paragraphs, in a report that has a title."""
    return desk.row(
        heading="加强普法宣传", body="全年开展法治宣传5次，发放资料1000余份。\n解答群众咨询51人次。"
    )


def copy_of(desk: Desk) -> DraftCopy:
    return returning.copy_for_comment(desk.report.pk, by=desk.drafter)


def back(desk: Desk, edit: Callable[[Paper], Any]) -> ReturnedDraft:
    """A copy goes out, is edited, comes back."""
    copy = copy_of(desk)
    paper = Paper(copy.content, copy.mark)
    edit(paper)
    return returning.take_in(desk.report, "意见.docx", paper.data(), by=desk.drafter)


def p(row: Entry, n: int) -> str:
    return name_of(str(row.pk), f"p{n}")


def body(row: Entry) -> str:
    return Entry.objects.get(pk=row.pk).body


def rewrite(row: Entry, text: str = "全年开展法治宣传6次，发放资料1000余份。") -> Callable[[Paper], Any]:
    return lambda paper: paper.write(p(row, 0), text)


# ------------------------------------------------------------------------- the copy


def test_a_copy_is_numbered_frozen_and_audited(desk: Desk, row: Entry) -> None:
    first = copy_of(desk)
    assert (first.number, first.content) == (1, desk.report.content())
    events = desk.world.district.audit_chain.events.filter(action="report.copied_for_comment")
    assert [(one.actor, one.words) for one in events] == [(desk.drafter, "下载征求意见稿")]


def test_the_same_text_is_the_same_copy_and_another_text_another(desk: Desk, row: Entry) -> None:
    first = copy_of(desk)
    assert copy_of(desk) == first
    desk.save(row, body="另一段话。")
    assert copy_of(desk).number == 2
    first.refresh_from_db()
    assert "5次" in first.content_json


def test_whoever_may_not_write_takes_no_copy(desk: Desk, row: Entry) -> None:
    with pytest.raises(Refused) as refused:
        returning.copy_for_comment(desk.report.pk, by=desk.world.people["publisher"])
    assert refused.value.code == "not_a_writer" and not DraftCopy.objects.exists()


# ------------------------------------------------------------------------- accepting


def test_an_accepted_change_is_in_the_draft_with_its_history(desk: Desk, row: Entry) -> None:
    stored = back(desk, rewrite(row))
    version = desk.report.content_version
    assert saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter) == 1
    assert body(row).startswith("全年开展法治宣传6次")
    newest = EntryVersion.objects.filter(entry=row).last()
    assert newest is not None and (newest.change, newest.by) == (ChangeKind.RETURNED, desk.drafter)
    assert desk.report.content_version == version + 1


def test_accepting_again_changes_nothing(desk: Desk, row: Entry) -> None:
    stored = back(desk, rewrite(row))
    saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    version = desk.report.content_version
    assert saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.checker) == 0
    assert desk.report.content_version == version


def test_a_second_click_on_a_new_paragraph_adds_no_second_one(desk: Desk, row: Entry) -> None:
    """Also after the drafter reworded it: what was accepted is remembered."""
    stored = back(desk, lambda paper: paper.insert("新的一段。", after=p(row, 0)))
    saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    entry = Entry.objects.get(pk=row.pk)
    desk.save(entry, body=entry.body.replace("新的一段。", "改写过的一段。"))
    assert saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter) == 0
    assert body(row).count("一段。") == 1


def test_without_the_memory_it_would_be_added_twice(
    desk: Desk, row: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control of the test above."""
    monkeypatch.setattr(deciding, "_decide", lambda stored, decisions: None)
    stored = back(desk, lambda paper: paper.insert("新的一段。", after=p(row, 0)))
    saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    entry = Entry.objects.get(pk=row.pk)
    desk.save(entry, body=entry.body.replace("新的一段。", "改写过的一段。"))
    saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    assert body(row).count("一段。") == 2


def test_a_line_changed_meanwhile_is_not_overwritten_unseen(desk: Desk, row: Entry) -> None:
    stored = back(desk, rewrite(row))
    desk.save(row, body="全年开展法治宣传7次，发放资料1000余份。\n解答群众咨询51人次。")
    with pytest.raises(Refused) as refused:
        saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    assert refused.value.code == "altered" and "7次" in body(row)
    assert saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter) == 0 and "7次" in body(row)


def test_without_the_seal_it_would_be_overwritten(
    desk: Desk, row: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control of the test above: a change that always looks open."""
    stored = back(desk, rewrite(row))
    desk.save(row, body="全年开展法治宣传7次，发放资料1000余份。\n解答群众咨询51人次。")
    from reports.imports.returned.applying import Standing

    monkeypatch.setattr(
        deciding, "standings", lambda content, changes: dict.fromkeys(["c1"], Standing("open"))
    )
    saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    assert "6次" in body(row)


def test_the_leaders_words_are_taken_over_what_was_seen_and_only_that(desk: Desk, row: Entry) -> None:
    from reports.imports.returned.applying import standings
    from reports.imports.returned.change import Comparison

    stored = back(desk, rewrite(row))
    desk.save(row, body="全年开展法治宣传7次，发放资料1000余份。\n解答群众咨询51人次。")
    changes = Comparison.from_plain(stored.found).changes
    seal = standings(desk.report.content(), changes)["c1"].seal
    desk.save(
        Entry.objects.get(pk=row.pk), body="全年开展法治宣传8次，发放资料1000余份。\n解答群众咨询51人次。"
    )
    with pytest.raises(Refused):
        saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter, seen={"c1": seal})
    seal = standings(desk.report.content(), changes)["c1"].seal
    assert saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter, seen={"c1": seal}) == 1
    assert "6次" in body(row) and "51人次" in body(row)


def test_all_at_once_leaves_what_was_left(desk: Desk, row: Entry) -> None:
    def edit(paper: Paper) -> None:
        rewrite(row)(paper)
        paper.write(p(row, 1), "解答群众咨询80人次。")
        paper.write("title", "改过的标题")

    stored = back(desk, edit)
    assert [one["kind"] for one in stored.found["changes"]] == ["text", "text", "text"]
    saving.decide(desk.report.pk, stored.pk, "c3", "left", by=desk.drafter)
    assert saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter) == 2
    assert (desk.report.title, "51人次" in body(row)) == ("改过的标题", True)
    stored.refresh_from_db()
    assert stored.decided == {"c1": "accepted", "c2": "accepted", "c3": "left"}
    saving.decide(desk.report.pk, stored.pk, "c3", "", by=desk.drafter)
    assert saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter) == 1


def test_rows_keep_their_ids_answers_and_neighbours(desk: Desk, row: Entry) -> None:
    lack = desk.row("shortcomings", "力量薄弱")
    plan = desk.row("plan", "补充人员", owner="党政办")
    saving.set_answers(desk.report.pk, plan.pk, [str(lack.pk)], by=desk.drafter)
    stored = back(desk, lambda paper: paper.write(name_of(str(plan.pk), "o"), "综合执法大队"))
    saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter)
    plan.refresh_from_db()
    assert plan.owner == "综合执法大队" and [one.pk for one in plan.answers.all()] == [lack.pk]


def test_a_deleted_row_becomes_a_tombstone(desk: Desk, row: Entry) -> None:
    other = desk.row(heading="规范行政执法", body="办理案件8件。")

    def edit(paper: Paper) -> None:
        paper.remove(name_of(str(other.pk), "h"))
        paper.remove(p(other, 0))

    stored = back(desk, edit)
    saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter)
    other.refresh_from_db()
    assert other.deleted_at is not None and desk.outline() == "加强普法宣传"


def test_a_heading_too_long_is_refused_whole(desk: Desk, row: Entry) -> None:
    stored = back(desk, lambda paper: paper.write(name_of(str(row.pk), "h"), "长" * 301))
    with pytest.raises(Refused) as refused:
        saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    assert refused.value.code == "invalid"


def test_a_new_row_too_long_is_refused_whole(desk: Desk, row: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(saving.LIMITS, "body", 5)
    stored = back(desk, lambda paper: paper.insert("（二）规范行政执法", after=p(row, 1)))
    with pytest.raises(Refused):
        saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)


def test_what_has_no_place_any_more_is_not_accepted(desk: Desk, row: Entry) -> None:
    stored = back(desk, rewrite(row))
    saving.delete_entry(desk.report.pk, row.pk, by=desk.drafter, revision=row.revision)
    with pytest.raises(Refused) as refused:
        saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    assert refused.value.code == "place_gone"


def test_a_locked_report_takes_nothing(desk: Desk, row: Entry) -> None:
    from tests.factories import fill

    fill(desk.world)
    row = Entry.objects.live().filter(kind="measures").get()
    stored = back(desk, rewrite(row, "送签之后不能再改。"))
    desk.world.act(Act.REQUEST_PREVIEW, "drafter")
    for act in (
        lambda: saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter),
        lambda: saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter),
        lambda: saving.decide(desk.report.pk, stored.pk, "c1", "left", by=desk.drafter),
        lambda: copy_of(desk),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "locked"


def test_comments_are_ticked_and_kept(desk: Desk, row: Entry) -> None:
    stored = back(desk, lambda paper: paper.comment(paper.line(p(row, 0)), "周镇长", "请核对。"))
    saving.decide(desk.report.pk, stored.pk, "k1", "ticked", by=desk.drafter)
    stored.refresh_from_db()
    assert stored.decided == {"k1": "ticked"}
    for wrong in (("k1", "left"), ("c9", "left"), ("k1", "accepted")):
        with pytest.raises(Refused):
            saving.decide(desk.report.pk, stored.pk, *wrong, by=desk.drafter)


def test_an_accepted_change_cannot_be_left_afterwards(desk: Desk, row: Entry) -> None:
    stored = back(desk, rewrite(row))
    saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    saving.decide(desk.report.pk, stored.pk, "c1", "left", by=desk.drafter)
    stored.refresh_from_db()
    assert stored.decided == {"c1": "accepted"}


def test_foreign_and_missing_ids_look_the_same(desk: Desk, row: Entry) -> None:
    stored = back(desk, rewrite(row))
    for report, draft in ((desk.report.pk, row.pk), (desk.report.pk, "nothing"), (row.pk, stored.pk)):
        with pytest.raises(Refused) as refused:
            saving.accept(report, draft, ["c1"], by=desk.drafter)
        assert refused.value.code == "not_found"
    with pytest.raises(Refused):
        saving.accept(desk.report.pk, stored.pk, ["c9"], by=desk.drafter)


def test_what_the_draft_says_already_is_only_remembered(desk: Desk, row: Entry) -> None:
    stored = back(desk, rewrite(row))
    desk.save(row, body="全年开展法治宣传6次，发放资料1000余份。\n解答群众咨询51人次。")
    version = desk.report.content_version
    assert saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter) == 0
    stored.refresh_from_db()
    assert stored.decided == {"c1": "accepted"} and desk.report.content_version == version


def test_a_new_title_alone_touches_no_row(desk: Desk, row: Entry) -> None:
    stored = back(desk, lambda paper: paper.write("title", "改过的标题"))
    before = EntryVersion.objects.count()
    revision = desk.report.header_revision
    assert saving.accept_open(desk.report.pk, stored.pk, by=desk.drafter) == 1
    assert (desk.report.title, desk.report.header_revision) == ("改过的标题", revision + 1)
    assert EntryVersion.objects.count() == before


def test_a_heading_altered_meanwhile_asks(desk: Desk, row: Entry) -> None:
    stored = back(desk, lambda paper: paper.write(name_of(str(row.pk), "h"), "深化普法宣传"))
    desk.save(row, heading="做实普法宣传")
    with pytest.raises(Refused) as refused:
        saving.accept(desk.report.pk, stored.pk, ["c1"], by=desk.drafter)
    assert refused.value.code == "altered"
