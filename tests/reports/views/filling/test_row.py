"""Saving one row by JSON or form: the answers the browser's autosave lives on."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from reports import saving
from reports.enums import Act
from reports.models import Entry, Report
from tests.factories import World
from tests.reports.views.filling.conftest import address, part_of


@pytest.fixture
def row(draft: Report) -> Entry:
    return part_of(draft, "measures").entries.get()


def post(client: Client, row: Entry, fields: Any, report: Report | None = None) -> Any:
    body = fields if isinstance(fields, bytes) else json.dumps(fields)
    where = address(report or row.part.report, f"rows/{row.pk}/")
    return client.post(where, body, content_type="application/json")


def test_a_save_answers_with_the_new_revision(as_: Any, row: Entry) -> None:
    response = post(as_("drafter"), row, {"revision": 1, "body": "新的正文"})
    assert (response.status_code, response.json()) == (
        200,
        {"status": "saved", "revision": 2, "sentence": ""},
    )


def test_a_form_is_answered_like_json(as_: Any, row: Entry) -> None:
    where = address(row.part.report, f"rows/{row.pk}/")
    response = as_("drafter").post(where, {"revision": "1", "body": "一\r\n二"})
    assert response.json()["revision"] == 2
    row.refresh_from_db()
    assert row.body == "一\n二"


def test_another_field_changed_meanwhile_is_merged(as_: Any, row: Entry, world: World) -> None:
    saving.save_entry(
        row.part.report_id, row.pk, by=world.people["checker"], revision=1, values={"heading": "甲"}
    )
    response = post(as_("drafter"), row, {"revision": 1, "heading": row.heading, "body": "乙"})
    assert (response.status_code, response.json()["status"]) == (200, "merged")


def test_a_conflict_gives_both_texts_back(as_: Any, row: Entry, world: World) -> None:
    saving.save_entry(
        row.part.report_id, row.pk, by=world.people["checker"], revision=1, values={"body": "对方的"}
    )
    response = post(as_("drafter"), row, {"revision": 1, "body": "我的"})
    assert response.status_code == 409
    assert response.json() | {"sentence": ""} == {
        "status": "conflict",
        "revision": 2,
        "sentence": "",
        "mine": {"body": "我的"},
        "theirs": {"body": "对方的"},
        "by": "核稿人甲",
    }


def test_a_deleted_row_gives_mine_back(as_: Any, row: Entry, world: World) -> None:
    saving.delete_entry(row.part.report_id, row.pk, by=world.people["checker"], revision=1)
    response = post(as_("drafter"), row, {"revision": 1, "body": "我的"})
    assert (response.status_code, response.json()["status"]) == (409, "deleted")
    assert response.json()["mine"] == {"body": "我的"}


def test_a_locked_report_answers_423(as_: Any, row: Entry, world: World) -> None:
    world.act(Act.REQUEST_PREVIEW, "drafter")
    response = post(as_("drafter"), row, {"revision": 1, "body": "我的"})
    assert (response.status_code, response.json()["status"]) == (423, "locked")
    assert "已送区预审" in response.json()["sentence"]


def test_whoever_may_not_write_is_told_why(as_: Any, row: Entry) -> None:
    response = post(as_("publisher"), row, {"revision": 1, "body": "我的"})
    assert (response.status_code, response.json()["status"]) == (403, "not_a_writer")


def test_whoever_is_signed_out_answers_401(row: Entry) -> None:
    response = post(Client(), row, {"revision": 1, "body": "我的"})
    assert (response.status_code, response.json()["status"]) == (401, "signed_out")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"body": "没有版本"},
        {"revision": None},
        {"revision": "x"},
        {"revision": -1},
        {"revision": 1.5},
        {"revision": True},
        {"revision": [1]},
        {"revision": 1, "body": ["不是文字"]},
        {"revision": 1, "body": None},
        {"revision": 1, "body": "有\0字符"},
        {"revision": 1, "body": "长" * 700_000},
        {"revision": 1, "cause": "举措没有原因一栏"},
        {"revision": 1, "duty_of": "nobody"},
        [],
        "文字",
        b"\xff\xfe",
        b"{",
        b"[" * 100_000,
        b"",
    ],
)
def test_what_cannot_be_saved_is_invalid_and_changes_nothing(as_: Any, row: Entry, fields: Any) -> None:
    response = post(as_("drafter"), row, fields)
    assert (response.status_code, response.json()["status"]) == (422, "invalid")
    assert response.json()["sentence"]
    before = row.values()
    row.refresh_from_db()
    assert (row.values(), row.revision) == (before, 1)


def test_half_a_character_is_left_out(as_: Any, row: Entry) -> None:
    assert post(as_("drafter"), row, b'{"revision": 1, "body": "\\ud83d\xe5\xad\x97"}').status_code == 200
    row.refresh_from_db()
    assert row.body == "字"


def test_a_foreign_a_missing_and_another_reports_row_answer_the_same_404(
    as_: Any, row: Entry, world: World
) -> None:
    other = Report.objects.get(township=world.townships[1])
    stranger = saving.add_entry(other.pk, part_of(other, "plan").pk, by=world.strangers["drafter"])
    missing = Entry(pk=uuid4(), part=row.part)
    answers = [
        post(as_("drafter"), one, {"revision": 1, "body": "我的"}, row.part.report)
        for one in (stranger, missing)
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert post(as_("drafter"), stranger, {"revision": 1}, other).status_code == 404
