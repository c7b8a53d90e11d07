"""Setting up years and indicators: nothing of a report can be seen or changed there, whatever is posted."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from reports import models
from reports.enums import Status
from reports.models import Indicator, ReportingYear
from tests.factories import World, publish, report_at
from townships.models import AuditEvent

pytestmark = pytest.mark.django_db
#: What acts alone may write, and texts that administrators may not read.
CLOSED = (
    models.Report,
    models.ReportPart,
    models.Entry,
    models.Submission,
    models.Publication,
    models.SecrecyReview,
    models.Signature,
    models.ReportEvent,
    models.Remark,
    models.Explanation,
    models.ImportProposal,
)


@pytest.fixture
def administrator(client: Client, world: World) -> Client:
    client.force_login(world.people["administrator"])
    return client


def year_form(year: ReportingYear, /, **changed: Any) -> dict[str, Any]:
    """The change form of a year as a browser sends it back."""
    dates = {
        f"{name}_{number}": part
        for name in ("preview_due", "submit_due", "publish_due")
        for number, part in enumerate(f"{getattr(year, name).astimezone():%Y-%m-%d %H:%M:%S}".split())
    }
    outline = list(year.outline.all())
    parts = {
        f"outline-{number}-{name}": value
        for number, line in enumerate(outline)
        for name, value in (
            ("id", line.pk),
            ("reporting_year", year.pk),
            ("position", line.position),
            ("kind", line.kind),
            ("title", line.title),
        )
    }
    counts = {
        f"{prefix}-{name}": count
        for prefix, total in (("outline", len(outline)), ("yearindicator_set", 0))
        for name, count in (("TOTAL_FORMS", total), ("INITIAL_FORMS", total))
    }
    fields = {
        "title_pattern": year.title_pattern,
        "review_policy": year.review_policy,
        "addressee": year.addressee,
        "cc": year.cc,
    }
    return fields | dates | parts | counts | changed


@pytest.mark.parametrize("model", CLOSED, ids=lambda model: model.__name__)
def test_what_acts_write_is_not_registered(model):
    assert model not in admin.site._registry
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:reports_{model._meta.model_name}_changelist")


def test_an_administrator_sees_no_draft(administrator, world: World):
    report = report_at(world, Status.SUBMITTED, marker="不该看到的文字")
    for where in (f"/fill/{report.pk}/", f"/review/{report.pk}/", "/fill/", "/review/"):
        assert "不该看到的文字" not in administrator.get(where).content.decode()
    for model in (ReportingYear, Indicator):
        page = administrator.get(reverse(f"admin:reports_{model._meta.model_name}_changelist"))
        assert page.status_code == 200
        assert "不该看到的文字" not in page.content.decode()


def test_no_post_changes_a_status_a_publication_a_submission_or_the_audit(administrator, world: World):
    report_at(world, Status.FILED)
    publish(world)
    before = snapshot()
    year = world.year
    forged = year_form(
        year,
        status="draft",
        public_state="unpublished",
        published_at_0="2001-01-01",
        published_at_1="00:00",
        district="1",
        year="2099",
        opened_at_0="2001-01-01",
        opened_at_1="00:00",
    )
    where = reverse("admin:reports_reportingyear_change", args=[year.pk])
    assert administrator.post(where, forged).status_code == 302
    for name in ("report", "submission", "publication", "reportevent"):
        for rest in ("", "1/change/", "1/delete/", "add/"):
            assert (
                administrator.post(f"/setup/admin/reports/{name}/{rest}", {"status": "draft"}).status_code
                == 404
            )
    for rest in ("add/", "1/change/", "1/delete/"):
        answer = administrator.post(
            f"/setup/admin/townships/auditevent/{rest}", {"action": "x", "post": "yes"}
        )
        assert answer.status_code in (302, 403, 404)
    assert snapshot() == before
    world.year.refresh_from_db()
    assert (world.year.year, world.year.district) == (2022, world.district)


def snapshot() -> list[Any]:
    """Every row that only acts write; of the audit, those that stood there before."""
    rows: list[Any] = [list(model.objects.order_by("pk").values()) for model in CLOSED]
    acts = AuditEvent.objects.filter(action__startswith="report.").order_by("pk")
    return [*rows, list(acts.values())]


def test_a_year_s_dates_and_policy_are_changed_and_recorded(administrator, world: World):
    where = reverse("admin:reports_reportingyear_change", args=[world.year.pk])
    assert administrator.get(where).status_code == 200
    assert administrator.post(where, year_form(world.year, review_policy="after")).status_code == 302
    world.year.refresh_from_db()
    assert world.year.review_policy == "after"
    event = AuditEvent.objects.order_by("pk").last()
    assert event.action == "reportingyear.changed"
    assert event.detail["fields"]["review_policy"] == ["before", "after"]


def test_dates_out_of_order_are_refused_with_a_sentence(administrator, world: World):
    where = reverse("admin:reports_reportingyear_change", args=[world.year.pk])
    response = administrator.post(where, year_form(world.year, publish_due_0="2001-01-01"))
    assert response.status_code == 200
    assert "期限的先后应为" in response.content.decode()


def test_the_years_of_another_district_are_not_there(client, world: World):
    client.force_login(world.strangers["administrator"])
    response = client.get(reverse("admin:reports_reportingyear_change", args=[world.year.pk]))
    assert response.status_code in (302, 404)
    assert "2022" not in client.get(reverse("admin:reports_reportingyear_changelist")).content.decode()


def test_a_year_is_added_by_opening_it_and_never_deleted(administrator, world: World):
    assert administrator.get(reverse("admin:reports_reportingyear_add"))["Location"] == "/setup/years/open/"
    where = reverse("admin:reports_reportingyear_delete", args=[world.year.pk])
    assert administrator.post(where, {"post": "yes"}).status_code == 403


def test_an_indicator_is_added_and_recorded_for_the_installation(administrator, world: World):
    fields = {
        "code": "A01",
        "name": "行政执法人员",
        "unit": "人",
        "theme": "",
        "definition": "",
        "position": "1",
    }
    assert administrator.post(reverse("admin:reports_indicator_add"), fields).status_code == 302
    assert Indicator.objects.filter(code="A01").exists()
    assert AuditEvent.objects.get(action="indicator.added").chain.district is None


@pytest.mark.parametrize("name", ["manager", "reviewer", "drafter", "auditor"])
def test_for_others_the_administration_does_not_exist(client, world: World, name):
    client.force_login(world.people[name])
    for where in ("admin:index", "admin:reports_reportingyear_changelist"):
        assert client.get(reverse(where), follow=True).status_code == 404
