"""Remarks: written as drafts, at a place that is there, released by an act, followed into the next copy."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from reports import remarking, saving
from reports.content import Item
from reports.enums import Act, Status
from reports.models import Remark
from reports.permissions import Refused
from reports.remarking import RemarkState
from tests.factories import World, later, make_user, number, report_at, sign
from townships.models import Role

pytestmark = pytest.mark.django_db


def rows(world: World) -> list[Item]:
    frozen = world.report.latest_frozen()
    return [item for part in frozen.content.parts for item in part.items]


def remark(world: World, place: str = "", text: str = "请核实。", **words: Any) -> Remark:
    return remarking.add(world.report.pk, by=world.people["reviewer"], place=place, text=text, **words)


def refused(code: str, work: Any, *args: Any, **words: Any) -> str:
    with pytest.raises(Refused) as caught:
        work(*args, **words)
    assert caught.value.code == code
    return caught.value.sentence


# --------------------------------------------------------------------------- writing


def test_a_remark_hangs_on_a_row_a_part_or_the_whole_report(world: World):
    report_at(world, Status.SUBMITTED)
    item = rows(world)[0]
    part = next(part for part in world.report.latest_frozen().content.parts if item in part.items)
    assert (str(remark(world, item.id).item), str(remark(world, item.id).part)) == (item.id, part.id)
    assert (remark(world, part.id).item, str(remark(world, part.id).part)) == (None, part.id)
    assert (remark(world).item, remark(world).part) == (None, None)


def test_a_remark_is_a_draft_until_an_act_releases_it(world: World):
    report_at(world, Status.SUBMITTED)
    written = remark(world)
    assert written.released_at is None
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    written.refresh_from_db()
    assert written.released_at is not None


def test_a_quote_stands_in_its_row_and_a_proposal_needs_one(world: World):
    report_at(world, Status.REVIEWING)
    item = rows(world)[0]
    assert remark(world, item.id, quote="36件", proposed="37件").quote == "36件"
    refused("invalid", remark, world, item.id, quote="没有的话")
    refused("invalid", remark, world, item.id, proposed="37件")


def test_words_that_stand_twice_cannot_be_replaced_by_one_click(world: World):
    content_report = report_at(world, Status.DRAFT)
    entry = content_report.parts.get(kind="measures").entries.first()
    saving.save_entry(
        content_report.pk,
        entry.pk,
        by=world.people["drafter"],
        revision=entry.revision,
        values={"body": "调解36件，化解36件。", "heading": ""},
    )
    world.act(Act.REQUEST_PREVIEW, "drafter")
    assert "不止一次" in refused("invalid", remark, world, str(entry.pk), quote="36件", proposed="37件")
    assert remark(world, str(entry.pk), quote="调解36件", proposed="调解37件").proposed == "调解37件"


def test_the_opening_of_a_part_is_quoted_and_not_replaced_by_one_click(world: World):
    report_at(world, Status.SUBMITTED)
    part = str(world.report.parts.get(kind="plan").pk)
    assert remark(world, part, quote="执法人员").quote == "执法人员"
    assert "只能写在一条上" in refused("invalid", remark, world, part, quote="执法人员", proposed="人员")


def test_nothing_said_too_much_said_and_a_foreign_place_are_refused(world: World):
    report_at(world, Status.REVIEWING)
    refused("invalid", remark, world, text="  ")
    assert "2001字" in refused("invalid", remark, world, text="长" * 2001)
    refused("invalid", remark, world, place=str(uuid4()))
    refused("invalid", remark, world, place="不是编号")
    assert not Remark.objects.exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SIGNING, Status.RETURNED, Status.FILED])
def test_where_there_is_nothing_to_read_no_remark_is_written(world: World, status):
    report_at(world, status)
    refused("wrong_status", remark, world)


@pytest.mark.parametrize("name", ["manager", "drafter", "publisher"])
def test_only_a_reviewer_remarks(world: World, name):
    report_at(world, Status.SUBMITTED)
    refused("not_your_post", remarking.add, world.report.pk, by=world.people[name], text="请核实。")
    refused("not_your_post", remarking.add, world.report.pk, by=world.strangers["reviewer"], text="请核实。")
    refused("not_found", remarking.add, uuid4(), by=world.people["reviewer"], text="请核实。")


def test_one_s_own_draft_can_be_changed_and_thrown_away(world: World):
    report_at(world, Status.SUBMITTED)
    written, by = remark(world, rows(world)[0].id), world.people["reviewer"]
    remarking.edit(world.report.pk, written.pk, by=by, text="请补充。", quote="36件", required=False)
    written.refresh_from_db()
    assert (written.text, written.quote, written.required) == ("请补充。", "36件", False)
    remarking.discard(world.report.pk, written.pk, by=by)
    assert not Remark.objects.exists()


def test_a_colleague_s_draft_and_a_released_remark_stay_as_they_are(world: World):
    report_at(world, Status.SUBMITTED)
    written = remark(world)
    colleague = make_user("colleague", Role.REVIEWER, world.district)
    refused("not_author", remarking.discard, world.report.pk, written.pk, by=colleague)
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    refused("released", remarking.edit, world.report.pk, written.pk, by=world.people["reviewer"], text="改")
    refused("not_found", remarking.discard, world.report.pk, uuid4(), by=world.people["reviewer"])
    refused("not_found", remarking.discard, world.report.pk, "x", by=world.people["reviewer"])


def test_a_released_remark_is_settled_and_taken_up_again(world: World):
    report_at(world, Status.SUBMITTED)
    written, by = remark(world), world.people["reviewer"]
    refused("not_released", remarking.settle, world.report.pk, written.pk, by=by)
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    first = remarking.settle(world.report.pk, written.pk, by=by).settled_at
    assert remarking.settle(world.report.pk, written.pk, by=by).settled_at == first
    assert remarking.settle(world.report.pk, written.pk, by=by, settled=False).settled_at is None


def test_words_of_an_act_that_came_too_late_are_kept_once(world: World):
    report_at(world, Status.FILED)
    by = world.people["reviewer"]
    assert remarking.keep_as_draft(world.report.pk, by=by, text="  ") is None
    kept = remarking.keep_as_draft(world.report.pk, by=by, text="请补充原因。")
    assert remarking.keep_as_draft(world.report.pk, by=by, text="请补充原因。") == kept
    assert Remark.objects.get().released_at is None


def test_without_a_copy_there_is_nothing_to_keep_words_on(world: World):
    report_at(world, Status.DRAFT)
    assert remarking.keep_as_draft(world.report.pk, by=world.people["reviewer"], text="请补充。") is None


# --------------------------------------------------------------------------- following


@pytest.fixture
def returned(world: World) -> World:
    """Returned with a remark on each row, and one on the whole."""
    report_at(world, Status.SUBMITTED)
    for item in rows(world):
        remark(world, item.id)
    remark(world, text="总体很好。")
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    return world


def change(world: World, kind: str, **values: str) -> None:
    entry = world.report.parts.get(kind=kind).entries.live().get()
    saving.save_entry(
        world.report.pk,
        entry.pk,
        by=world.people["drafter"],
        revision=entry.revision,
        values=entry.values() | values,
    )


def resubmit(world: World) -> None:
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    sign(world)
    number(world)
    world.act(Act.SUBMIT, "checker")


def states(world: World) -> dict[str, RemarkState]:
    followed, _ = remarking.follow(world.report, world.report.latest_frozen())
    return {one.path: one.state for one in followed}


def test_each_remark_shows_whether_its_row_was_changed_or_left(returned: World):
    change(returned, "measures", body="全年开展法治宣传5次，调解矛盾纠纷37件。")
    resubmit(returned)
    assert states(returned) == {
        "一（一）": RemarkState.CHANGED,
        "二（一）": RemarkState.UNTOUCHED,
        "全文": RemarkState.CHANGED,
    }


def test_an_answer_counts_where_nothing_was_changed(returned: World):
    change(returned, "measures", body="改过的文字。")
    asked = returned.report.remarks.exclude(item=None).last()
    saving.answer(returned.report.pk, asked.pk, by=returned.people["drafter"], text="经核实无误。")
    resubmit(returned)
    assert states(returned)["二（一）"] is RemarkState.ANSWERED


def test_an_adopted_wording_is_told_from_other_changes(world: World):
    report_at(world, Status.SUBMITTED)
    asked = remark(world, rows(world)[0].id, text="", quote="36件", proposed="37件")
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    assert saving.adopt(world.report.pk, asked.pk, by=world.people["drafter"]).stands
    resubmit(world)
    assert states(world) == {"一（一）": RemarkState.ADOPTED}


def test_differences_beside_the_remarks_are_told_once(world: World):
    report_at(world, Status.SUBMITTED)
    remark(world, rows(world)[0].id)
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    change(world, "measures", body="第一处改动。")
    change(world, "shortcomings", body="第二处改动，主要原因是人员不足。")
    resubmit(world)
    frozen = world.report.latest_frozen()
    before = world.report.submissions.get(number=frozen.number - 1)
    assert before.sha256 != frozen.sha256
    followed, rest = remarking.follow(world.report, frozen)
    assert [change.path for one in followed for change in one.changes if change.differs] == ["一（一）"]
    assert "一（一）" not in [one.path for one in rest]


def test_a_remark_on_a_part_shows_what_changed_under_it(world: World):
    report_at(world, Status.SUBMITTED)
    part = world.report.parts.get(kind="measures")
    remark(world, str(part.pk))
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    change(world, "measures", body="改动的文字。")
    resubmit(world)
    followed, _ = remarking.follow(world.report, world.report.latest_frozen())
    assert [(one.state, len(one.changes)) for one in followed] == [(RemarkState.CHANGED, 1)]
