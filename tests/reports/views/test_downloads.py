"""下载Word: of the working text for its own township, of frozen copies for the district; each one recorded."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from reports.enums import Act, Status
from reports.exports.docx import to_docx
from reports.models import Report
from tests.factories import World, fill, report_at
from townships.models import AuditEvent

TOWNSHIP = ("drafter", "checker", "signer", "publisher")
DISTRICT = ("reviewer", "manager")
OTHERS = ("auditor", "administrator")


def browser(world: World, role: str, *, stranger: bool = False) -> Client:
    client = Client()
    client.force_login((world.strangers if stranger else world.people)[role])
    return client


def working(report: Report) -> str:
    return f"/fill/{report.pk}/report.docx"


def frozen(report: Report, number: int = 1) -> str:
    return f"/review/{report.pk}/submissions/{number}/report.docx"


def exports() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="report.exported").order_by("sequence"))


def is_word(response: Any) -> bool:
    """A file to be saved, under its Chinese name, kept by nobody on the way."""
    assert response.status_code == 200
    assert response["Content-Type"].endswith("wordprocessingml.document")
    name = quote("新乡镇2022年法治政府建设年度报告.docx")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    return bool(response.content.startswith(b"PK"))


@pytest.mark.parametrize("role", TOWNSHIP)
def test_a_township_takes_its_working_text(world: World, role: str) -> None:
    report = fill(world)
    response = browser(world, role).post(working(report))
    assert is_word(response)
    assert response.content == to_docx(report.content())
    [event] = exports()
    assert event.actor == world.people[role]
    assert event.detail["submission"] is None


@pytest.mark.parametrize("role", DISTRICT)
def test_the_district_takes_what_was_sent_and_never_the_draft(world: World, role: str) -> None:
    report = report_at(world, Status.SUBMITTED)
    copy = report.latest_submission()
    response = browser(world, role).post(frozen(report, copy.number))
    assert is_word(response)
    assert response.content == to_docx(copy.content)
    assert [event.detail["submission"] for event in exports()] == [copy.number]
    assert browser(world, role).post(working(report)).status_code == 404


def test_what_was_taken_back_or_never_sent_is_not_there(world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    number = report.latest_submission().number
    world.act(Act.RECALL, "checker")
    reviewer = browser(world, "reviewer")
    assert {reviewer.post(frozen(report, one)).status_code for one in (number, number + 1)} == {404}
    assert exports() == []


def test_for_everybody_else_it_is_not_there(world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    missing = browser(world, "auditor").post(f"/fill/{uuid4()}/report.docx").content
    tried = [(role, False) for role in OTHERS] + [(role, True) for role in (*TOWNSHIP, *DISTRICT)]
    for role, stranger in tried:
        client = browser(world, role, stranger=stranger)
        for address in (working(report), frozen(report)):
            response = client.post(address)
            assert response.status_code == 404, (role, address)
            assert response.content == missing
    assert {browser(world, role).post(frozen(report)).status_code for role in TOWNSHIP} == {404}
    for address in (working(report), frozen(report)):
        assert Client().post(address).status_code == 302
    assert exports() == []


@pytest.mark.parametrize("role", ["drafter", "reviewer"])
def test_a_get_takes_nothing_and_records_nothing(world: World, role: str) -> None:
    report = report_at(world, Status.SUBMITTED)
    address = working(report) if role == "drafter" else frozen(report)
    assert browser(world, role).get(address).status_code == 405
    assert exports() == []


def test_without_its_token_the_form_is_refused(world: World) -> None:
    report = fill(world)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["drafter"])
    assert client.post(working(report)).status_code == 403
    assert exports() == []


def test_the_pages_offer_it_where_there_is_something_to_take(world: World) -> None:
    report = world.report
    overview = browser(world, "drafter").get(f"/fill/{report.pk}/").content.decode()
    assert "下载正文（Word）" not in overview
    report = report_at(world, Status.SUBMITTED)
    overview = browser(world, "drafter").get(f"/fill/{report.pk}/").content.decode()
    assert f'action="{working(report)}"' in overview
    assert "下载正文（Word）" in overview
    number = report.latest_submission().number
    for page in ("", f"submissions/{number}/"):
        text = browser(world, "reviewer").get(f"/review/{report.pk}/{page}").content.decode()
        assert f'action="{frozen(report, number)}"' in text
        assert "下载Word" in text
