"""Saving a row, a part, the header: a stale save never overwrites, and nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from reports import saving
from reports.enums import Act, ChangeKind, Status
from reports.models import Editor
from reports.permissions import Refused
from reports.saving import LIMITS
from tests import factories


def words(row) -> list[str]:
    return [one.body for one in row.versions.order_by("revision")]


def test_a_save_is_kept_as_a_version_and_counted(desk):
    row, before = desk.row(), desk.report.content_version
    saved = desk.save(row, body="第一稿。")
    assert (saved.outcome, saved.revision, saved.stands) == ("saved", 2, True)
    row.refresh_from_db()
    assert (row.body, row.heading) == ("第一稿。", "条")
    assert row.versions.last().change == ChangeKind.EDITED
    assert desk.report.content_version == before + 1


def test_saving_what_stands_there_already_changes_nothing(desk):
    row = desk.row(body="正文")
    assert desk.save(row, revision=0, body="正文").outcome == "saved"
    row.refresh_from_db()
    assert (row.revision, words(row)) == (1, ["正文"])


def test_two_people_in_different_fields_are_merged(desk):
    row = desk.row(body="正文")
    desk.save(row, body="他改的正文")
    saved = desk.save(row, revision=1, by=desk.checker, body="正文", heading="我改的标题")
    assert (saved.outcome, saved.revision) == ("merged", 3)
    row.refresh_from_db()
    assert (row.heading, row.body) == ("我改的标题", "他改的正文")


def test_a_stale_page_that_changed_nothing_takes_the_newer_text(desk):
    row = desk.row(body="正文")
    desk.save(row, body="他改的正文")
    saved = desk.save(row, revision=1, by=desk.checker, body="正文")
    assert (saved.outcome, saved.revision) == ("merged", 2)
    row.refresh_from_db()
    assert row.body == "他改的正文"


def test_two_people_in_one_field_get_both_texts_and_nothing_is_written(desk):
    row = desk.row(body="正文")
    desk.save(row, body="他改的正文")
    saved = desk.save(row, revision=1, by=desk.checker, body="我改的正文")
    assert (saved.outcome, saved.stands) == ("conflict", False)
    assert (saved.mine, saved.theirs) == ({"body": "我改的正文"}, {"body": "他改的正文"})
    assert (saved.their_name, saved.revision) == ("承办人甲", 2)
    assert saved.their_time is not None
    row.refresh_from_db()
    assert row.body == "他改的正文"


def test_both_typed_the_same_is_no_conflict(desk):
    row = desk.row(body="正文")
    desk.save(row, body="同一句")
    assert desk.save(row, revision=1, by=desk.checker, body="同一句", heading="新").outcome == "saved"


def test_a_revision_nobody_knows_is_a_conflict(desk):
    row = desk.row(body="正文")
    assert desk.save(row, revision=99, body="新").outcome == "conflict"
    row.versions.all().delete()
    lonely = desk.save(row, revision=99, body="新")
    assert (lonely.outcome, lonely.their_name, lonely.their_time) == ("conflict", "他人", None)


def test_taking_the_others_text_keeps_mine_in_the_history(desk):
    row = desk.row(body="正文")
    desk.save(row, body="他的")
    saved = saving.set_aside(desk.report.pk, row.pk, by=desk.checker, revision=2, values={"body": "我的"})
    assert saved.outcome == "saved"
    row.refresh_from_db()
    assert row.body == "他的"
    assert words(row) == ["正文", "他的", "我的", "他的"]


def test_taking_the_others_text_after_yet_another_change_is_a_conflict_again(desk):
    row = desk.row(body="正文")
    desk.save(row, body="他的")
    saved = saving.set_aside(desk.report.pk, row.pk, by=desk.checker, revision=1, values={"body": "我的"})
    assert saved.outcome == "conflict"


def test_a_deleted_row_says_who_deleted_it_and_gives_the_text_back(desk):
    row = desk.row()
    saving.delete_entry(desk.report.pk, row.pk, by=desk.checker, revision=1)
    saved = desk.save(row, body="写了一半")
    assert (saved.outcome, saved.mine) == ("deleted", {"body": "写了一半"})
    assert "核稿人甲" in saved.sentence


@pytest.mark.parametrize("field", ["heading", "body", "cause", "owner"])
def test_a_text_longer_than_its_field_is_given_back(desk, field):
    row = desk.row({"cause": "shortcomings", "owner": "plan"}.get(field, "measures"))
    saved = desk.save(row, **{field: "长" * (LIMITS[field] + 1)})
    assert (saved.outcome, len(saved.mine[field])) == ("invalid", LIMITS[field] + 1)
    assert f"超过{LIMITS[field]}字的上限" in saved.sentence
    assert desk.save(row, **{field: "长" * LIMITS[field]}).outcome == "saved"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("measures", {"cause": "因"}),
        ("shortcomings", {"owner": "张三"}),
        ("plan", {"duty_of": "party"}),
        ("duties", {"duty_of": "nobody"}),
    ],
)
def test_a_field_of_another_kind_of_row_is_given_back(desk, kind, values):
    row = desk.row(kind)
    saved = desk.save(row, **values)
    assert (saved.outcome, saved.mine) == ("invalid", values)
    with pytest.raises(Refused) as refused:
        desk.row(kind, **values)
    assert refused.value.code == "invalid"


def test_a_field_nobody_knows_is_not_saved(desk):
    row = desk.row()
    assert desk.save(row, position="7", body="文").outcome == "saved"
    row.refresh_from_db()
    assert row.position == 1


@pytest.mark.parametrize("row_id", ["00000000-0000-4000-8000-000000000000", "none", "0'", None])
def test_a_foreign_a_missing_and_a_broken_id_look_the_same(desk, row_id):
    if row_id is None:
        other = desk.world.townships[1].reports.get()
        part = other.parts.get(kind="measures")
        row_id = saving.add_entry(other.pk, part.pk, by=desk.world.strangers["drafter"]).pk
    with pytest.raises(Refused) as refused:
        saving.save_entry(desk.report.pk, row_id, by=desk.drafter, revision=1, values={"body": "x"})
    assert (refused.value.code, refused.value.sentence) == ("not_found", "没有这一条，或者它不属于这份报告。")


# ------------------------------------------------------------------------- who may write, and when


@pytest.mark.parametrize("post", ["signer", "publisher", "reviewer", "manager", "auditor", "administrator"])
def test_only_drafter_and_checker_write(desk, post):
    row = desk.row()
    with pytest.raises(Refused) as refused:
        desk.save(row, by=desk.world.people[post], body="x")
    assert refused.value.code == "not_a_writer"


def test_a_writer_of_another_township_does_not_write_here(desk):
    row = desk.row()
    with pytest.raises(Refused) as refused:
        desk.save(row, by=desk.world.strangers["drafter"], body="x")
    assert refused.value.code == "not_a_writer"


def test_a_report_sent_on_is_locked_and_a_returned_one_open(desk):
    factories.fill(desk.world)
    row = desk.row(body="正文")
    desk.world.act(Act.REQUEST_PREVIEW, "drafter")
    with pytest.raises(Refused) as refused:
        desk.save(row, body="x")
    assert (refused.value.code, refused.value.sentence) == (
        "locked",
        "报告已送区预审，正文已锁定，不能修改。",
    )
    desk.world.act(Act.FEEDBACK, "reviewer", comment="请改")
    assert desk.report.state is Status.DRAFT
    assert desk.save(row, body="改好").outcome == "saved"


def test_a_report_that_is_not_there_is_refused(desk):
    with pytest.raises(Refused) as refused:
        saving.save_entry(uuid4(), uuid4(), by=desk.drafter, revision=1, values={})
    assert refused.value.code == "not_found"


def test_whoever_writes_is_noted_once_and_a_drafter_as_one(desk):
    person = desk.checker
    row = desk.row()
    desk.save(row, by=person, body="一")
    assert not Editor.objects.get(user=person).as_drafter
    person.posts.create(role="drafter", township=desk.world.townships[0])
    again = type(person).objects.get(pk=person.pk)
    row.refresh_from_db()
    desk.save(row, by=again, body="二")
    assert Editor.objects.get(user=person).as_drafter
    assert Editor.objects.filter(report=desk.report).count() == 2
