"""The demo: one command, a believable world, made by the acts; refused where it could meet real data."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports.demo.texts import facts_of
from reports.enums import Act, PublicState, Status
from reports.models import Report
from townships import audit
from townships.models import AuditChain, District, Township, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> str:
    settings.DEBUG = True
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_the_demo_has_every_status_and_proves_itself(demo: str) -> None:
    assert "drafter.500101123" in demo
    assert Township.objects.count() == 52
    assert set(Report.objects.values_list("reporting_year__year", flat=True)) == {2022, 2023, 2024, 2025}
    reached = set(Report.objects.values_list("status", flat=True))
    assert reached == set(Status) - {Status.SIGNING}
    assert Report.objects.filter(public_state=PublicState.PUBLISHED).count() == 4
    chain = AuditChain.objects.get(district=District.objects.get())
    assert audit.first_bad_row(chain) is None
    for report in Report.objects.filter(version__gt=0):
        assert report.events.count() == report.version
    said = StringIO()
    call_command("verify", stdout=said)


def test_the_demos_past_lies_in_the_past(demo: str) -> None:
    report = Report.objects.get(reporting_year__year=2022, township__name="长滩镇")
    published = report.events.get(act=Act.PUBLISH)
    assert (published.at.year, report.publications.count()) == (2023, 2)
    assert all(one.at.year == 2023 for one in report.events.all())


def test_visitors_sign_in_and_the_other_townships_people_cannot(demo: str) -> None:
    for name in ("drafter.500101123", "publisher.500101155", "reviewer", "manager", "auditor", "admin"):
        assert User.objects.get(username=name).check_password("demo-Fazhi-2026")
    assert not User.objects.get(username="drafter.500101001").has_usable_password()


def test_a_second_demo_changes_nothing(demo: str) -> None:
    with pytest.raises(CommandError, match="没有载入"):
        call_command("demo", stdout=StringIO())
    said = StringIO()
    call_command("demo", if_empty=True, stdout=said)
    assert said.getvalue() == ""


def test_the_demo_is_refused_in_production(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo", stdout=StringIO())
    assert not District.objects.exists()


@pytest.mark.parametrize("number", range(1, 53))
def test_the_numbers_of_a_township_agree_with_each_other(number: int) -> None:
    facts = facts_of(number, "我镇", "镇长")
    assert facts.settled < facts.disputes
    assert facts.contracts <= facts.reviewed
    assert facts.rate == f"{facts.settled * 100 / facts.disputes:.1f}".removesuffix(".0")
