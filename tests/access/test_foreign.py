"""Foreign, missing and deleted look the same: status, page, headers, and how often the database is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext

from reports.models import Entry, ImportProposal, Remark, Report, ReportPart, ReturnedDraft
from tests.access.addresses import PARAMETER, fill_in
from tests.access.scene import Scene, undone
from tests.access.table import ROWS, WHO, Row
from townships.models import District

pytestmark = pytest.mark.django_db
MODELS: dict[str, type[Model]] = {
    "report_id": Report,
    "part_id": ReportPart,
    "entry_id": Entry,
    "remark_id": Remark,
    "proposal_id": ImportProposal,
    "returned_id": ReturnedDraft,
}
ADMINISTERED = {model._meta.model_name: model for model in admin.site._registry}
#: What differs from one answer to the next by its nature.
TOKENS = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w+|\b\d{4}-\d{4}\b')
UUIDS = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def parameters(row: Row) -> list[str]:
    """The ids in the address that belong to somebody."""
    found = PARAMETER.findall(row.address)
    return [name for name in found if name in MODELS or row.ids.get(name) in ADMINISTERED]


def asked(row: Row) -> Iterator[tuple[str, str]]:
    """Who is answered at all, by which method: it is they to whom the foreign must look missing."""
    for method in ("GET", "POST"):
        for who in WHO:
            answer = row.expected(method, who, row.states[0])
            if row.rule(method, row.states[0]) and answer.isdigit() and answer not in ("404", "405", "401"):
                yield method, who
                break


WITH_IDS = [row for row in ROWS if parameters(row) and list(asked(row))]


def look(answer: Any, address: str, given: Any = "") -> tuple[Any, ...]:
    """What can be told apart: with the address and the id, which the person typed, taken out."""
    body = TOKENS.sub(b"", UUIDS.sub(b"", answer.content)).replace(address.encode(), b"")
    timed = ("Content-Length", "Expires", "Last-Modified")  # the second between two requests tells nothing
    headers = {name: value for name, value in answer.headers.items() if name not in timed}
    if "Location" in headers:
        headers["Location"] = headers["Location"].replace(f"/{given}/", "/…/")
    return answer.status_code, headers, body


def answers(scene: Scene, row: Row, name: str) -> dict[str, tuple[Any, ...]]:
    """For a foreign, a missing and a deleted id in place of ``name``: what it looks like, and how many statements.

    The own one is deleted in all three, so that pages which list it differ in nothing else."""
    state = row.states[0]
    model = MODELS.get(name) or ADMINISTERED[row.ids[name]]
    own = scene.here.ids[state].get(name) or scene.here.ids["admin"][row.ids[name]]
    foreign = scene.there.ids[state].get(name) or scene.there.ids["admin"][row.ids[name]]
    if row.address.startswith("/review/") and name == "report_id":
        foreign = scene.far.pk  # the neighbour's is of the same district
    missing = uuid4() if name in MODELS else 987654
    found: dict[str, tuple[Any, ...]] = {}
    for method, who in asked(row):
        body = scene.body(row, state) if method == "POST" else {}
        for what, given in (("foreign", foreign), ("missing", missing), ("deleted", own)):
            if what == "foreign" and foreign == own:
                continue  # an indicator is everybody's
            address = fill_in(row, scene.here, state, **{name: given})
            with undone():
                if model is not District:  # without his own there would be no administrator
                    model._base_manager.filter(pk=own)._raw_delete("default")
                elif what == "deleted":
                    continue
                with CaptureQueriesContext(connection) as queries:
                    answer = scene.ask(who, method, address, body)
            found[f"{what} by {method}"] = (*look(answer, address, given), len(queries))
    return found


def alike(found: dict[str, tuple[Any, ...]]) -> bool:
    return all(
        len({repr(one) for what, one in found.items() if what.endswith(method)}) <= 1
        for method in ("GET", "POST")
    )


@pytest.mark.parametrize("row", WITH_IDS, ids=lambda row: row.address)
def test_foreign_missing_and_deleted_look_the_same(scene: Scene, row: Row) -> None:
    for name in parameters(row):
        found = answers(scene, row, name)
        assert alike(found), found
        assert {one[0] for one in found.values()} <= {302, 404, 403}, found


@pytest.mark.parametrize(
    "breach", [lambda *_: (_ for _ in ()).throw(PermissionDenied), lambda *_: Report.objects.first()]
)
def test_control_a_foreign_report_that_is_refused_otherwise_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, breach: Callable[..., Report]
) -> None:
    from reports.views.filling import desk

    own = desk.own_report

    def leaky(request: HttpRequest, report_id: Any) -> Report:
        exists = Report.objects.filter(pk=report_id).exclude(pk=scene.here.ids["draft"]["report_id"]).exists()
        return breach() if exists else own(request, report_id)

    monkeypatch.setattr(desk, "own_report", leaky)
    row = next(one for one in ROWS if one.address == "/fill/<uuid:report_id>/preview/")
    assert not alike(answers(scene, row, "report_id"))


def test_control_one_more_question_to_the_database_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.views.filling import desk

    own = desk.own_report

    def slow(request: HttpRequest, report_id: Any) -> Report:
        if Report.objects.filter(pk=report_id).exists():
            Report.objects.filter(pk=report_id).exists()
        return own(request, report_id)

    monkeypatch.setattr(desk, "own_report", slow)
    row = next(one for one in ROWS if one.address == "/fill/<uuid:report_id>/preview/")
    assert not alike(answers(scene, row, "report_id"))


def test_a_number_a_word_or_a_year_that_is_not_there_is_the_same_404(scene: Scene) -> None:
    report = scene.report("published").pk
    for who, addresses in {
        "nobody": [
            "/1999/",
            "/2019/nobody/",
            "/1999/xinxiangzhen/",
            "/2019/xinxiangzhen/versions/99/",
            "/2019/xinxiangzhen/versions/99999999999999999999999/",
            "/townships/nobody/",
            "/no-such-page/",
        ],
        "drafter": [
            f"/fill/{report}/receipts/99/",
            f"/fill/{report}/receipts/99999999999999999999999/",
            f"/fill/{report}/no-such-act/",
            f"/fill/{report}/file/",
            f"/fill/{uuid4()}/",
        ],
        "reviewer": [
            f"/review/{report}/submissions/99/",
            f"/review/{report}/submissions/99999999999999999999999/",
            f"/review/{report}/no-such-act/",
            f"/review/{report}/submit/",
            "/review/?year=1999",
            "/review/?year=99999999999999999999999",
            f"/review/{scene.far.pk}/",
        ],
    }.items():
        found = {look(scene.ask(who, "GET", one), one)[0::2] for one in addresses}
        assert len(found) == 1, (who, found)
        assert found.pop()[0] == 404
