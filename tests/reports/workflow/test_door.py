"""The one door: nothing half done, a repeated act answers as the first did, an outdated page decides nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports import saving, workflow
from reports.enums import Act, ChangeKind, Status
from reports.models import Entry, ReportEvent
from reports.workflow import acts, diagram
from tests import factories
from townships import audit, clock
from townships.models import AuditEvent

pytestmark = pytest.mark.django_db


def seen(report) -> dict:
    """What a page carries."""
    return {"version": report.version, "content_version": report.content_version}


def test_a_repeated_act_answers_as_the_first_did(world):
    report = factories.report_at(world, Status.SIGNED)
    factories.number(world)
    page, by = seen(world.report), world.people["checker"]
    first = workflow.submit(report.pk, by=by, **page)
    again = workflow.submit(report.pk, by=by, **page)
    assert again == first
    assert world.report.version == page["version"] + 1
    assert ReportEvent.objects.filter(act=Act.SUBMIT).count() == 1
    assert AuditEvent.objects.filter(action="report.submit").count() == 1
    assert world.report.submissions.filter(stage="filing").count() == 1


def test_an_act_on_a_page_from_before_another_act_is_told_who_was_first(world):
    report = factories.report_at(world, Status.SUBMITTED)
    page = seen(report)
    with clock.demo_clock(datetime(2023, 2, 1, 16, 5)):
        world.act(Act.FILE, "reviewer")
    other = factories.make_user("reviewer.two", "reviewer", world.district)
    with pytest.raises(workflow.Refused) as refused:
        workflow.return_for_revision(report.pk, by=other, comment="请改", due=factories.later(3), **page)
    assert refused.value.code == "overtaken"
    assert refused.value.sentence == "“退回修改”没有执行：区审核人甲已在02月01日16:05“审核通过并备案”。"
    assert world.report.state is Status.FILED


def test_the_same_act_by_another_person_was_overtaken_too(world):
    report = factories.report_at(world, Status.SUBMITTED)
    page = seen(report)
    world.act(Act.FILE, "reviewer")
    other = factories.make_user("reviewer.two", "reviewer", world.district)
    with pytest.raises(workflow.Refused) as refused:
        workflow.file(report.pk, by=other, **page)
    assert refused.value.code == "overtaken"


def test_a_version_that_never_was_is_stale(world):
    report = factories.fill(world)
    with pytest.raises(workflow.Refused) as refused:
        workflow.request_preview(
            report.pk, by=world.people["drafter"], version=7, content_version=report.content_version
        )
    assert refused.value.code == "stale"


def test_nobody_decides_on_a_text_he_has_not_seen(world):
    report = factories.fill(world)
    page = seen(report)
    saving.save_header(
        report.pk, by=world.people["checker"], revision=report.header_revision, values={"cc": "区人大"}
    )
    with pytest.raises(workflow.Refused) as refused:
        workflow.request_preview(report.pk, by=world.people["drafter"], **page)
    assert refused.value.code == "text_changed"
    assert world.report.state is Status.DRAFT


def test_a_report_that_is_not_there_is_refused(world):
    with pytest.raises(workflow.Refused) as refused:
        workflow.submit(uuid4(), by=world.people["drafter"], version=0, content_version=0)
    assert refused.value.code == "not_found"


def test_the_table_is_asked_inside_the_door(world):
    factories.fill(world)
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.FILE, "reviewer")
    assert (refused.value.code, refused.value.sentence) == (
        refused.value.refusal.code,
        str(refused.value),
    )
    assert refused.value.code == "wrong_status"
    assert not ReportEvent.objects.exists()


def test_an_act_that_breaks_half_way_leaves_nothing(world, monkeypatch):
    report = factories.report_at(world, Status.SIGNED)
    factories.number(world)
    before = (
        world.report.version,
        world.report.status,
        ReportEvent.objects.count(),
        AuditEvent.objects.count(),
    )

    def broken(**details):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(audit, "append", broken)
    with pytest.raises(RuntimeError):
        world.act(Act.SUBMIT, "checker")
    after = (
        world.report.version,
        world.report.status,
        ReportEvent.objects.count(),
        AuditEvent.objects.count(),
    )
    assert after == before
    assert report.latest_submission() is None


# ------------------------------------------------------------------------- a slip of the pen after signing


@pytest.fixture
def signed(world):
    factories.report_at(world, Status.SIGNED)
    return world


def amend(world, **details):
    row = Entry.objects.live().filter(part__report=world.report, kind="measures").get()
    return world.act(
        Act.AMEND_WORDING, "checker", **{"entry": row.pk, "field": "body", "text": row.body} | details
    )


def test_a_slip_is_corrected_logged_and_kept_as_a_version(signed):
    row = Entry.objects.get(kind="measures")
    event = amend(signed, text=row.body.replace("矛盾", "民间"))
    row.refresh_from_db()
    assert "民间纠纷36件" in row.body
    assert event.detail["before"] == event.detail["after"].replace("民间", "矛盾")
    assert row.versions.last().change == ChangeKind.AMENDED
    assert signed.report.state is Status.SIGNED
    assert signed.report.content_version == 2


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({}, "unchanged"),
        ({"text": "全年开展法治宣传6次，调解矛盾纠纷36件。"}, "too_much"),
        ({"text": "全年开展法治宣传5次，调解矛盾纠纷36件。" + "又" * 21}, "too_much"),
        ({"field": "owner", "text": "某人"}, "invalid"),
        ({"field": "cause", "text": "人少"}, "invalid"),
        ({"entry": "not-a-uuid"}, "not_found"),
        ({"entry": str(uuid4())}, "not_found"),
    ],
)
def test_what_is_more_than_a_slip_goes_back_to_the_signers(signed, details, code):
    with pytest.raises(workflow.Refused) as refused:
        amend(signed, **details)
    assert refused.value.code == code
    assert signed.report.content_version == 1


# ------------------------------------------------------------------------- the table as a drawing, the acts by name


def test_every_act_has_its_function(world):
    assert set(acts.ACTS) == set(Act)


def test_the_state_diagram_is_that_of_the_table(tmp_path, monkeypatch):
    call_command("state_diagram", "--check")
    page = tmp_path / "states.md"
    monkeypatch.setattr(diagram, "path", lambda: page)
    with pytest.raises(CommandError):
        call_command("state_diagram", "--check")
    call_command("state_diagram")
    call_command("state_diagram", "--check")
