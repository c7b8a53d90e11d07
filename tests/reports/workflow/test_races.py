"""Many at once: one transition, whoever asks and however often. Each race has its control with the protection off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.models import Model

from reports import saving, workflow
from reports.enums import Act, Status
from reports.models import Entry, Report, ReportEvent
from reports.models.report import ReportQuerySet
from reports.workflow import acts, door
from tests import factories
from townships import audit
from townships.models import AuditChain, AuditEvent, User

pytestmark = pytest.mark.django_db(transaction=True)
ON_SQLITE = "sqlite"


def crowd() -> int:
    """Fifty where rows are locked one by one; eight where the whole file is."""
    return 8 if connection.vendor == ON_SQLITE else 50


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run all jobs at the same moment, each in a thread with its own connection; results or errors, in order."""
    start, results = Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            start.wait(30)
            results[number] = job()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def ready_to_submit() -> tuple[factories.World, Callable[[], Any]]:
    world = factories.make_world()
    factories.report_at(world, Status.SIGNED)
    factories.number(world)
    report = world.report

    def submit() -> int:
        by = User.objects.get(pk=world.people["checker"].pk)
        page = {"version": report.version, "content_version": report.content_version}
        return workflow.submit(report.pk, by=by, **page).pk

    return world, submit


def test_many_identical_submits_are_one_transition():
    world, submit = ready_to_submit()
    answers = at_once(*[submit] * crowd())
    assert len(set(answers)) == 1, answers
    assert ReportEvent.objects.filter(act=Act.SUBMIT).count() == 1
    assert AuditEvent.objects.filter(action="report.submit").count() == 1
    assert world.report.submissions.filter(stage="filing").count() == 1
    assert audit.first_bad_row(AuditChain.objects.get(district=world.district)) is None


def test_two_officers_at_once_and_one_of_them_wins():
    world = factories.make_world()
    report = factories.report_at(world, Status.SUBMITTED)
    other = factories.make_user("reviewer.two", "reviewer", world.district)
    page = {"version": report.version, "content_version": report.content_version}
    answers = at_once(
        lambda: workflow.file(report.pk, by=User.objects.get(pk=world.people["reviewer"].pk), **page),
        lambda: workflow.return_for_revision(
            report.pk, by=User.objects.get(pk=other.pk), comment="请改", due=factories.later(3), **page
        ),
    )
    refused = [one for one in answers if isinstance(one, workflow.Refused)]
    assert [one.code for one in refused] == ["overtaken"]
    assert world.report.state in (Status.FILED, Status.RETURNED)
    assert ReportEvent.objects.filter(report=report, from_version=report.version).count() == 1


def test_an_act_and_a_save_at_once_never_freeze_a_text_nobody_saw():
    world = factories.make_world()
    report = factories.fill(world)
    row = Entry.objects.filter(part__report=report).first()
    page = {"version": report.version, "content_version": report.content_version}
    drafter, checker = world.people["drafter"].pk, world.people["checker"].pk
    answers = at_once(
        lambda: workflow.request_preview(report.pk, by=User.objects.get(pk=drafter), **page),
        lambda: saving.save_entry(
            report.pk,
            row.pk,
            by=User.objects.get(pk=checker),
            revision=row.revision,
            values={"heading": "新"},
        ),
    )
    codes = [one.code for one in answers if isinstance(one, workflow.Refused)]
    assert codes in (["text_changed"], ["locked"])
    frozen = world.report.latest_frozen()
    assert frozen is None or frozen.content == world.report.content()


def test_fifty_rows_saved_at_once_all_stand():
    world = factories.make_world()
    report = world.report
    part = report.parts.get(kind="measures")
    by = world.people["drafter"]
    rows = [
        saving.add_entry(report.pk, part.pk, by=by, values={"heading": f"第{n}条"}) for n in range(crowd())
    ]
    before = world.report.content_version

    def save(row: Entry) -> Callable[[], Any]:
        return lambda: (
            saving.save_entry(
                report.pk,
                row.pk,
                by=User.objects.get(pk=by.pk),
                revision=1,
                values={"body": f"{row.heading}正文"},
            ).outcome
        )

    assert Counter(at_once(*map(save, rows))) == {"saved": len(rows)}
    assert world.report.content_version == before + len(rows)
    assert all(row.body == f"{row.heading}正文" for row in Entry.objects.all())


# ------------------------------------------------------------------------- controls: the protection off


def without_lock(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Every thread reads the report before any of them writes; the version is not compared."""
    all_have_read = Barrier(threads)

    def read(self: ReportQuerySet, report_id: Any) -> Report | None:
        report = self.filter(pk=report_id).first()
        assert report.reporting_year.policy and report.signatures.count()  # read more before the race begins
        all_have_read.wait(30)
        return report

    monkeypatch.setattr(ReportQuerySet, "locked", read)
    monkeypatch.setattr(door, "_answered_before", lambda *seen: None)
    if connection.vendor == ON_SQLITE:  # there BEGIN IMMEDIATE is the lock
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")


def test_control_without_the_lock_only_the_constraint_stops_a_double(monkeypatch):
    _world, submit = ready_to_submit()
    without_lock(monkeypatch, 2)
    both_judged, freeze = Barrier(2), acts._freeze

    def after_both(*what: Any) -> Any:
        both_judged.wait(30)  # neither sees the other's submission and is refused for being the same
        return freeze(*what)

    monkeypatch.setattr(acts, "_freeze", after_both)
    answers = at_once(submit, submit)
    assert sum(isinstance(one, DatabaseError) for one in answers) == 1, answers
    assert ReportEvent.objects.filter(act=Act.SUBMIT).count() == 1


@contextmanager
def unconstrained(model: type[Model], name: str) -> Iterator[None]:
    """Without one of its constraints, for the block."""
    constraints = model._meta.constraints
    constraint = next(one for one in constraints if one.name == name)
    model._meta.constraints = [
        one for one in constraints if one is not constraint
    ]  # SQLite remakes from these
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model._meta.constraints = constraints
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def test_control_without_lock_and_constraints_doubles_appear(monkeypatch):
    """The race above is a real one: with every protection off, one submission becomes two."""
    world, _submit = ready_to_submit()
    page = (world.report.version, world.report.content_version)
    with unconstrained(ReportEvent, "one_act_a_version"):
        monkeypatch.setattr(door, "_answered_before", lambda *seen: None)
        monkeypatch.setattr(door, "why_not", lambda *asked: None)
        for _ in range(2):
            by = world.people["checker"]
            workflow.submit(world.report.pk, by=by, version=page[0], content_version=page[1])
        assert ReportEvent.objects.filter(act=Act.SUBMIT).count() == 2
        ReportEvent.objects.filter(act=Act.SUBMIT).first().delete()


def test_control_with_the_constraint_the_same_is_refused(monkeypatch):
    _world, submit = ready_to_submit()
    monkeypatch.setattr(door, "_answered_before", lambda *seen: None)
    monkeypatch.setattr(door, "why_not", lambda *asked: None)
    submit()
    with pytest.raises(IntegrityError), transaction.atomic():
        submit()
    assert ReportEvent.objects.filter(act=Act.SUBMIT).count() == 1
