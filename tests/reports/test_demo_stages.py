"""``manage.py demo`` and its stages: small worlds of a few townships, stopped at their moment."""

from __future__ import annotations

import re
from io import StringIO
from time import process_time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from reports import demo, verifying
from reports.content import part_text
from reports.demo import world
from reports.demo.cast import Stage
from reports.demo.composing import Writer
from reports.enums import PublicState, Status
from reports.models import FollowUp, Report, ReportingYear
from townships.models import District, User

pytestmark = pytest.mark.django_db
FEW = ("500101138", "500101145", "500101201", "500101244")


def few(year: int, code: str) -> bool:
    return code in FEW


def of_2025() -> Any:
    return Report.objects.filter(reporting_year__year=2025, township__codes__code__in=FEW)


@pytest.fixture
def a_year_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two years are enough to see a plan answered."""
    monkeypatch.setattr(world, "YEARS", {year: world.YEARS[year] for year in (2024, 2025)})


def test_filling_stops_while_drafts_are_written(a_year_only: None) -> None:
    demo.build(Stage.FILLING, only=few)
    assert of_2025().filter(content_version__gt=0, status=Status.DRAFT).exists()
    assert not of_2025().filter(submitted_at__isnull=False).exists()
    assert list(verifying.problems()) == []


def test_reviewing_stops_while_the_district_reads(a_year_only: None) -> None:
    demo.build(Stage.REVIEWING, only=few)
    assert of_2025().filter(submitted_at__isnull=False).exists()
    assert of_2025().filter(status=Status.RETURNED).exists()
    assert of_2025().filter(public_state=PublicState.UNPUBLISHED).exists()


def test_published_stops_when_the_year_is_over(a_year_only: None) -> None:
    demo.build(Stage.PUBLISHED, only=few)
    assert not of_2025().filter(status=Status.DRAFT).exists()
    assert of_2025().filter(public_state=PublicState.PUBLISHED).exists()


def test_next_year_asks_what_became_of_the_plan(a_year_only: None) -> None:
    demo.build(Stage.NEXT_YEAR, only=few)
    year = ReportingYear.objects.get(year=2026)
    asked = FollowUp.objects.filter(report__reporting_year=year)
    assert asked.exists() and not asked.exclude(outcome="").exists()


def test_the_command_says_whom_to_sign_in_as(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG = True
    monkeypatch.setattr(world, "YEARS", {})
    said = StringIO()
    call_command("demo", stage="filling", stdout=said)
    for name in ("drafter.500101123", "signer.500101155", "reviewer", "auditor", "demo-Fazhi-2026"):
        assert name in said.getvalue()
    assert User.objects.get(username="reviewer").check_password("demo-Fazhi-2026")


def test_the_demo_is_refused_in_production(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo", stdout=StringIO())
    assert not District.objects.exists()
    monkeypatch.setattr(world, "YEARS", {})
    call_command("demo", yes_demo=True, stdout=StringIO())
    assert District.objects.exists()


def test_the_same_world_is_built_at_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "YEARS", {2024: world.YEARS[2024]})

    def told() -> list[tuple[Any, ...]]:
        """Some reports and their acts, without the ids, which are new each time."""
        with transaction.atomic():
            demo.build(only=few)
            found = [
                (
                    report.township.name,
                    report.document_number,
                    tuple(part_text(part) for part in report.content().parts),
                    tuple(report.events.values_list("act", "at", "by__name")),
                )
                for report in Report.objects.filter(version__gt=0).order_by("township__position")
            ]
            transaction.set_rollback(True)
        return found

    first = told()
    assert len(first) == len(FEW)
    assert first == told()


def test_no_two_reports_of_the_whole_world_read_the_same() -> None:
    demo.build(only=lambda year, code: False)
    seen: dict[str, Report] = {}
    for report in Report.objects.with_names().prefetch_related("township__namings", "township__codes"):
        writer = Writer(report, report.township.codes.all()[0].code)
        text = "\n".join(part_text(part) for part in writer.whole().parts)
        assert text not in seen, (report, seen[text])
        assert not re.search(r"[{}]", text)
        seen[text] = report
    assert len(seen) == 4 * 52 + 1


@pytest.mark.deep
def test_the_whole_world_is_built_in_a_minute() -> None:
    began = process_time()
    demo.build()
    assert process_time() - began < 60
    assert list(verifying.problems()) == []
