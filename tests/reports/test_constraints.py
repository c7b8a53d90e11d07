"""Every CHECK and UNIQUE of both apps refuses what it is there to refuse; a new one without its case here fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from reports import models as r
from reports import remarking, returning, saving
from reports.enums import Act, Status
from reports.models.report import STAMPS
from tests import factories
from townships import clock
from townships import models as t

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    """At least one row of every model."""
    world = factories.make_world()
    report = factories.report_at(world, Status.SUBMITTED)
    remarking.add(report.pk, by=world.people["reviewer"], text="好")
    world.act(Act.RETURN, "reviewer", due=factories.later(3))
    by = world.people["drafter"]
    saving.explain(report.pk, by=by, rule="x", place="", text="说明")
    factories.fill(world, "补充。")
    copy = returning.copy_for_comment(report.pk, by=by)
    r.ReturnedDraft.objects.create(report=report, copy=copy, name="a", sha256="", found={}, at=copy.at, by=by)
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "checker")
    factories.publish(world)
    indicator = r.Indicator.objects.create(code="A01", name="调解", unit="件")
    r.YearIndicator.objects.create(reporting_year=world.year, indicator=indicator)
    r.Figure.objects.create(report=report, indicator=indicator)
    r.FollowUp.objects.create(report=report, source_sha256="", source_item=uuid4(), quote="q")
    t.RecoveryCode.objects.create(user=by, number=1, digest="x")
    township = world.townships[0]
    t.TownshipCode.objects.create(township=township, code="500101123")
    t.TownshipNaming.objects.filter(township=township).update(valid_from=date(2000, 1, 1))
    t.Succession.objects.create(
        predecessor=township, successor=world.townships[1], on=date(2020, 1, 1), kind="merged"
    )
    return world


def twice(model: type[models.Model], where: dict | None = None, **changes) -> Callable:
    """Insert a copy of a row that is there."""

    def breach() -> None:
        one = model.objects.filter(**where or {}).first()
        one.pk = uuid4() if isinstance(model._meta.pk, models.UUIDField) else None
        one._state.adding = True
        for name, value in changes.items():
            setattr(one, name, value)
        one.save(force_insert=True)

    return breach


def set_to(model: type[models.Model], where: dict | None = None, **values) -> Callable:
    """Change rows behind the doors."""
    return lambda: models.QuerySet(model).filter(**where or {}).update(**values)


NOW = clock.now()
SUBMITTED = {"status": Status.SUBMITTED}
BREACHES = {
    "indicator_once_a_year": twice(r.YearIndicator),
    "figure_once_a_scope": twice(r.Figure),
    "figure_value_is_reported": set_to(r.Figure, value=3),
    "figure_interval_in_order": set_to(r.Figure, low=3, high=2),
    "follow_up_once_an_item": twice(r.FollowUp),
    "submission_number_once": twice(r.Submission, receipt="x"),
    "submission_recalled_pair": set_to(r.Submission, recalled_at=NOW),
    "signature_once_an_issuer": twice(r.Signature),
    "secrecy_review_gives_a_reason": set_to(r.SecrecyReview, conclusion="withheld"),
    "publication_number_once": twice(r.Publication),
    "correction_has_a_notice": set_to(r.Publication, number=2),
    "publication_taken_down_pair": set_to(r.Publication, taken_down_at=NOW),
    "portal_publication_has_its_address": set_to(r.Publication, channel="portal"),
    "publication_was_reviewed": set_to(r.Publication, review=None),
    "one_act_a_version": twice(r.ReportEvent),
    "act_gives_its_reason": set_to(r.ReportEvent, {"act": Act.RETURN}, comment=""),
    "remark_says_something": set_to(r.Remark, text=""),
    "remark_answered_pair": set_to(r.Remark, answer="答"),
    "remark_settled_pair": set_to(r.Remark, settled_at=NOW),
    "explanation_once_a_place": twice(r.Explanation),
    "explanation_says_something": set_to(r.Explanation, text=""),
    "report_once_a_year": twice(r.Report),
    "report_status_known": set_to(r.Report, SUBMITTED, status="lost"),
    "report_public_state_known": set_to(r.Report, public_state="lost"),
    **{f"report_{stamp}_pair": set_to(r.Report, {"version": 0}, **{f"{stamp}_at": NOW}) for stamp in STAMPS},
    "report_signed_is_stamped": set_to(r.Report, {"version": 0}, status=Status.SIGNED),
    "report_submitted_is_numbered": set_to(r.Report, SUBMITTED, document_number=""),
    "report_filed_is_stamped": set_to(r.Report, SUBMITTED, status=Status.FILED),
    "report_public_is_stamped": set_to(r.Report, {"version": 0}, public_state="published"),
    "copy_number_once": twice(r.DraftCopy),
    "returned_file_once": twice(r.ReturnedDraft),
    "editor_once_a_report": twice(r.Editor),
    "part_kind_known": set_to(r.ReportPart, kind="odd"),
    "part_title_or_none": set_to(r.ReportPart, title=""),
    "part_revision_once": twice(r.PartVersion),
    "entry_kind_known": set_to(r.Entry, kind="odd"),
    "cause_is_of_a_shortcoming": set_to(r.Entry, {"kind": "measures"}, cause="因"),
    "owner_is_of_a_plan_item": set_to(r.Entry, {"kind": "measures"}, owner="张三"),
    "duty_of_is_of_a_duty": set_to(r.Entry, {"kind": "measures"}, duty_of="party"),
    "entry_deleted_pair": set_to(r.Entry, deleted_at=NOW),
    "entry_not_its_own_parent": set_to(r.Entry, parent=F("id")),
    "entry_revision_once": twice(r.EntryVersion),
    "year_once_a_district": twice(r.ReportingYear),
    "year_in_range": set_to(r.ReportingYear, year=1999),
    "year_dates_in_order": set_to(r.ReportingYear, submit_due=F("publish_due") + timedelta(days=1)),
    "outline_position_once": twice(r.YearPart),
    "township_dates_in_order": set_to(
        t.Township, in_force_from=date(2020, 1, 1), in_force_to=date(2020, 1, 1)
    ),
    "recovery_code_once_a_number": twice(t.RecoveryCode),
    "recovery_code_number_of_ten": set_to(t.RecoveryCode, number=11),
    "township_kind_known": set_to(t.Township, kind="city"),
    "naming_once_a_day": twice(t.TownshipNaming, where={"valid_from__isnull": False}),
    "naming_dates_in_order": set_to(
        t.TownshipNaming, {"valid_from": date(2000, 1, 1)}, valid_to=date(2000, 1, 1)
    ),
    "code_once_a_township": twice(t.TownshipCode),
    "code_series_known": set_to(t.TownshipCode, series="postal"),
    "code_dates_in_order": set_to(t.TownshipCode, valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 1)),
    "succession_once": twice(t.Succession),
    "succession_has_a_successor": set_to(t.Succession, successor=None),
    "succession_kind_known": set_to(t.Succession, kind="lost"),
    "succession_to_another": set_to(t.Succession, successor=F("predecessor")),
    "chain_of_district_or_installation": set_to(t.AuditChain, district=None),
    "audit_sequence_once": twice(t.AuditEvent),
    "audit_sequence_from_one": twice(t.AuditEvent, sequence=0),
    "post_in_its_place": set_to(t.Post, {"role": "drafter"}, role="reviewer"),
    "post_dates_in_order": set_to(t.Post, since=date(2020, 1, 1), until=date(2020, 1, 1)),
    "post_once_a_township": twice(t.Post, where={"role": "drafter"}),
    "post_once_a_district": twice(t.Post, where={"role": "reviewer"}),
}


def constraints() -> dict[str, models.BaseConstraint]:
    return {
        one.name: one
        for label in ("reports", "townships")
        for model in apps.get_app_config(label).get_models()
        for one in model._meta.constraints
    }


def test_no_constraint_is_forgotten():
    assert set(constraints()) == set(BREACHES)


def what_happens(name: str) -> str:
    """How the database answers the breach: "" where it lets it pass."""
    try:
        with transaction.atomic():
            BREACHES[name]()
    except IntegrityError as refused:
        return str(refused)
    return ""


def test_the_database_refuses_every_breach(full):
    for name, constraint in constraints().items():
        answer = what_happens(name)
        if connection.vendor == "postgresql" or isinstance(constraint, models.CheckConstraint):
            assert name in answer, f"{name}: {answer or 'passed'}"
        else:  # SQLite names the columns
            assert all(field in answer for field in constraint.fields), f"{name}: {answer or 'passed'}"
