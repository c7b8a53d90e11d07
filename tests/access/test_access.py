"""Every address, by every method, as everybody: what the table says, and nothing changed by whatever was refused."""

from __future__ import annotations

import pytest

from reports.models import Report
from script import access
from tests.access.addresses import fill_in, patterns
from tests.access.scene import WHO, YEARS, Scene, digest
from tests.access.table import ALL, ROWS, Row
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db
DOORS = ("/login/?", "/setup/admin/login/?")


def answer_of(response: object) -> str:
    """The status, or "login" for the redirect to the sign-in page."""
    led = response.status_code == 302 and response["Location"].startswith(DOORS)
    return "login" if led else str(response.status_code)


def mistakes(scene: Scene, row: Row) -> list[str]:
    """Where an answer is not what the row says. PUT, PATCH, DELETE, OPTIONS and TRACE are asked in one state."""
    found = []
    for state in row.states:
        address = fill_in(row, scene.here, state)
        for method in ALL if state == row.states[0] else ("GET", "HEAD", "POST"):
            body = scene.body(row, state) if method == "POST" else {}
            for who in WHO:
                expected = row.expected(method, who, state)
                got = answer_of(scene.ask(who, method, address, body, undo=expected < "4"))
                if got != expected:
                    found.append(f"{method} {address} ({state}) as {who}: {got}, the table says {expected}")
    return found


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    listed = [row.address for row in ROWS]
    assert sorted(listed) == sorted(patterns())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.address)
def test_every_answer_is_the_tables(scene: Scene, row: Row) -> None:
    before = digest()
    assert mistakes(scene, row) == []
    # a wrong password is a row of the audit, and is meant to be
    assert digest() == before or row.address == "/login/"


@pytest.mark.parametrize(
    ("what", "broken"),
    [
        ("reports.views.filling.desk.own_report", "/fill/<uuid:report_id>/preview/"),
        ("reports.views.reviewing.desk.district_report", "/review/<uuid:report_id>/"),
        ("reports.views.reviewing.remarks.district_report", "/review/<uuid:report_id>/remarks/"),
    ],
)
def test_control_a_view_that_does_not_ask_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, what: str, broken: str
) -> None:
    def everybodys(request: object, report_id: object) -> Report:
        return Report.objects.with_names().get(pk=report_id)

    monkeypatch.setattr(what, everybodys)
    row = next(one for one in ROWS if one.address == broken)
    assert mistakes(scene, row)


def test_control_a_refusal_that_wrote_is_found(scene: Scene) -> None:
    before = digest()
    scene.world.district.name = "别区"
    scene.world.district.save()
    assert digest() != before


def test_every_state_of_the_table_is_in_the_scene(scene: Scene) -> None:
    assert {state for row in ROWS for state in row.states} <= set(scene.here.ids)
    found = {state: scene.report(state).state.value for state in YEARS}
    assert found == {"draft": "draft", "returned": "returned", "submitted": "submitted", "published": "filed"}


def test_the_reference_is_the_table() -> None:
    assert (ROOT / access.PAGE).read_text("utf-8") == access.page(), "run: script/access.py"
