"""Adding, moving, nesting, deleting and restoring rows: a row keeps its id, its words and its history."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from reports import saving
from reports.content import MAX_DEPTH
from reports.enums import ChangeKind
from reports.models import Entry
from reports.permissions import Refused
from reports.saving import order


def move(desk, row, direction):
    saving.move_entry(desk.report.pk, row.pk, by=desk.drafter, direction=direction)


def move_to(desk, row, kind):
    saving.move_to_part(desk.report.pk, row.pk, desk.part(kind).pk, by=desk.drafter)


def delete(desk, row, by=None):
    row.refresh_from_db()
    saving.delete_entry(desk.report.pk, row.pk, by=by or desk.drafter, revision=row.revision)


def restore(desk, row):
    saving.restore_entry(desk.report.pk, row.pk, by=desk.drafter)


def refused(call, *args) -> str:
    with pytest.raises(Refused) as raised:
        call(*args)
    return raised.value.code


@pytest.fixture
def three(desk):
    """甲 乙 丙 in a row."""
    return [desk.row(heading=word) for word in "甲乙丙"]


# ------------------------------------------------------------------------- adding


def add(desk, kind="measures", heading="新", **details):
    return saving.add_entry(
        desk.report.pk, desk.part(kind).pk, by=desk.drafter, values={"heading": heading}, **details
    )


def test_a_new_row_stands_at_the_end_or_behind_another(desk, three):
    add(desk)
    add(desk, after=three[0].pk, heading="插")
    assert desk.outline() == "甲 插 乙 丙 新"
    assert Entry.objects.get(heading="插").versions.get().change == ChangeKind.CREATED


def test_a_new_row_behind_a_nested_one_stands_on_its_level(desk, three):
    move(desk, three[1], "in")
    add(desk, after=three[1].pk)
    assert desk.outline() == "甲(乙 新) 丙"


def test_a_new_row_behind_one_that_went_stands_at_the_end(desk, three):
    move(desk, three[1], "in")
    delete(desk, three[0])
    add(desk, after=three[1].pk)
    move_to(desk, three[2], "other")
    add(desk, after=three[2].pk, heading="末")
    assert desk.outline() == "新 末"


def test_an_id_born_in_the_browser_is_one_row_however_often_it_is_sent(desk):
    born = uuid4()
    first = add(desk, entry_id=born)
    again = add(desk, entry_id=born, heading="又")
    assert (first.pk, again.pk, Entry.objects.get().heading) == (born, born, "新")


def test_an_id_of_another_report_is_refused(desk):
    other = desk.world.townships[1].reports.get()
    theirs = saving.add_entry(other.pk, other.parts.first().pk, by=desk.world.strangers["drafter"])
    with pytest.raises(Refused) as raised:
        add(desk, entry_id=theirs.pk)
    assert raised.value.code == "not_found"


def test_a_new_row_too_long_is_refused(desk):
    with pytest.raises(Refused) as raised:
        add(desk, heading="长" * 301)
    assert raised.value.code == "invalid"
    assert not Entry.objects.exists()


def test_a_row_may_be_born_empty(desk):
    saving.add_entry(desk.report.pk, desk.part("measures").pk, by=desk.drafter)
    assert Entry.objects.get().values() == dict.fromkeys(Entry.objects.get().values(), "")


# ------------------------------------------------------------------------- moving


def test_up_and_down(desk, three):
    move(desk, three[2], "up")
    assert desk.outline() == "甲 丙 乙"
    move(desk, three[0], "down")
    assert desk.outline() == "丙 甲 乙"
    three[0].refresh_from_db()
    assert (three[0].revision, three[0].versions.last().change) == (2, ChangeKind.MOVED)


def test_at_the_ends_there_is_no_further(desk, three):
    assert refused(move, desk, three[0], "up") == "cannot_move"
    assert refused(move, desk, three[2], "down") == "cannot_move"
    assert refused(move, desk, three[0], "in") == "cannot_move"
    assert refused(move, desk, three[0], "out") == "cannot_move"
    assert refused(move, desk, three[0], "sideways") == "invalid"
    assert desk.outline() == "甲 乙 丙"


def test_in_and_out_take_along_what_is_below(desk, three):
    move(desk, three[2], "in")
    assert desk.outline() == "甲 乙(丙)"
    move(desk, three[1], "in")
    assert desk.outline() == "甲(乙(丙))"
    move(desk, three[1], "out")
    assert desk.outline() == "甲 乙(丙)"
    move(desk, three[2], "out")
    assert desk.outline() == "甲 乙 丙"
    assert [one.position for one in Entry.objects.order_by("position")] == [1, 2, 3]


def test_a_row_that_leaves_its_level_stands_behind_its_parent(desk, three):
    move(desk, three[1], "in")
    move(desk, three[1], "out")
    assert desk.outline() == "甲 乙 丙"


def test_four_levels_and_no_fifth(desk):
    chain = [desk.row(heading="一")]
    for word in "二三四":
        chain.append(desk.row(heading=word, under=chain[-1]))
    assert desk.outline() == "一(二(三(四)))"
    desk.row(heading="五", under=chain[2])
    last = Entry.objects.get(heading="五")
    assert refused(move, desk, last, "in") == "cannot_move"
    head = desk.row(heading="头")
    saving.move_entry(desk.report.pk, head.pk, by=desk.drafter, direction="up")
    assert desk.outline() == "头 一(二(三(四 五)))"
    assert refused(move, desk, chain[0], "in") == "cannot_move"
    assert MAX_DEPTH == 4


def test_a_deleted_row_does_not_move(desk, three):
    delete(desk, three[1])
    assert refused(move, desk, three[1], "up") == "deleted"


# ------------------------------------------------------------------------- to another part


def test_a_misplaced_row_moves_with_all_below_it_and_keeps_id_and_history(desk, three):
    move(desk, three[1], "in")
    move_to(desk, three[0], "shortcomings")
    assert (desk.outline(), desk.outline("shortcomings")) == ("丙", "甲(乙)")
    moved = Entry.objects.get(pk=three[1].pk)
    assert (moved.kind, moved.part) == ("shortcomings", desk.part("shortcomings"))
    assert [one.change for one in moved.versions.all()] == ["created", "moved", "moved"]
    assert Entry.objects.get(heading="丙").position == 1


def test_words_of_fields_the_new_part_has_not_go_into_the_body(desk):
    plan = desk.row("plan", body="培训。", owner="司法所", due="6月底", target="2期")
    move_to(desk, plan, "measures")
    plan.refresh_from_db()
    assert plan.body == "培训。\n责任人：司法所\n完成时限：6月底\n目标：2期"
    duty = desk.row("duties", duty_of="party")
    move_to(desk, duty, "other")
    duty.refresh_from_db()
    assert (duty.body, duty.duty_of) == ("履职人：党委（党工委）主要负责人", "")


def test_a_nested_row_moves_to_the_top_of_the_other_part(desk, three):
    move(desk, three[1], "in")
    move_to(desk, three[1], "plan")
    assert (desk.outline(), desk.outline("plan")) == ("甲 丙", "乙")


def test_a_row_does_not_move_to_its_own_part_or_another_report(desk, three):
    assert refused(move_to, desk, three[0], "measures") == "cannot_move"
    foreign = desk.world.townships[1].reports.get().parts.first()
    with pytest.raises(Refused) as raised:
        saving.move_to_part(desk.report.pk, three[0].pk, foreign.pk, by=desk.drafter)
    assert raised.value.code == "not_found"


# ------------------------------------------------------------------------- deleting and restoring


def test_a_deleted_row_takes_along_what_is_below_and_comes_back_with_it(desk, three):
    move(desk, three[1], "in")
    delete(desk, three[0])
    assert desk.outline() == "丙"
    assert Entry.objects.get(heading="丙").position == 1
    restore(desk, three[0])
    assert desk.outline() == "丙 甲(乙)"
    restore(desk, three[0])
    changes = [one.change for one in Entry.objects.get(pk=three[0].pk).versions.all()]
    assert changes == ["created", "deleted", "restored"]


def test_a_row_changed_meanwhile_is_not_deleted_unseen(desk):
    row = desk.row()
    desk.save(row, body="新写的")
    with pytest.raises(Refused) as raised:
        saving.delete_entry(desk.report.pk, row.pk, by=desk.checker, revision=1)
    assert raised.value.code == "conflict"
    row.refresh_from_db()
    assert row.deleted_at is None


def test_what_was_deleted_before_its_parent_stays_deleted(desk, three):
    move(desk, three[1], "in")
    delete(desk, three[1])
    delete(desk, three[0])
    restore(desk, three[0])
    assert desk.outline() == "丙 甲"


def test_a_row_whose_parent_is_gone_comes_back_at_the_top(desk, three):
    move(desk, three[1], "in")
    delete(desk, three[1])
    delete(desk, three[0])
    restore(desk, three[1])
    assert desk.outline() == "丙 乙"


def test_a_row_whose_parent_moved_to_another_part_comes_back_under_it(desk):
    parent = desk.row("shortcomings", heading="甲")
    child = desk.row("shortcomings", heading="乙", under=parent, cause="人少")
    delete(desk, child)
    move_to(desk, parent, "other")
    restore(desk, child)
    assert desk.outline("other") == "甲(乙)"
    child.refresh_from_db()
    assert (child.kind, child.cause, child.body) == ("other", "", "原因：人少")


def test_a_row_whose_parent_moved_too_deep_comes_back_at_the_top(desk):
    chain = [desk.row(heading="一")]
    for word in "二三":
        chain.append(desk.row(heading=word, under=chain[-1]))
    row = desk.row(heading="甲", under=chain[1])
    child = desk.row(heading="乙", under=row)
    delete(desk, child)
    move(desk, row, "in")
    assert desk.outline() == "一(二(三(甲)))"
    restore(desk, child)
    assert desk.outline() == "一(二(三(甲))) 乙"


def test_a_row_of_a_removed_part_comes_back_in_another_of_its_kind(desk):
    row = desk.row(heading="甲")
    content = desk.report.content()
    fresh = [
        replace(part, id=str(uuid4()), items=()) if part.kind == "measures" else part
        for part in content.parts
    ]
    saving.replace_content(desk.report.pk, replace(content, parts=tuple(fresh)), by=desk.drafter)
    restore(desk, row)
    assert desk.outline() == "甲"


def test_a_row_whose_kind_of_part_is_gone_says_so(desk):
    row = desk.row(heading="甲")
    content = desk.report.content()
    rest = tuple(part for part in content.parts if part.kind != "measures")
    saving.replace_content(desk.report.pk, replace(content, parts=rest), by=desk.drafter)
    assert refused(restore, desk, row) == "not_found"


def test_the_history_of_a_row_is_told_from_the_newest(desk):
    row = desk.row()
    desk.save(row, body="一")
    assert [one.revision for one in order.history(row)] == [2, 1]
