"""The database went away under a page: 503 with the words kept, never a bare 500. With the control of other errors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory

from townships import outage, views

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    """A browser: what goes wrong behind the door, it sees as a page."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    return client


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The session is the first thing a page of a signed-in person asks the database for."""

    def load(self: SessionStore) -> dict[str, Any]:
        raise OperationalError("connection refused on 10.0.0.7")

    monkeypatch.setattr(SessionStore, "load", load)


def test_a_page_that_cannot_be_shown_says_what_to_do(visitor: Client, away: None) -> None:
    response = visitor.get("/fill/")
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "no-store" in response["Cache-Control"]
    assert 'data-error="unavailable"' in page
    assert "数据库暂时没有应答，页面打不开；已经保存过的文字都在。" in page
    assert "请过一两分钟刷新本页" in page
    assert "10.0.0.7" not in page and "OperationalError" not in page


def test_words_that_were_typed_are_shown_and_no_secret_is(visitor: Client, away: None) -> None:
    typed = {
        "0-body": "调解矛盾纠纷36件。",
        "0-revision": "7",
        "password": "open-sesame",
        "comment": "请再看",
    }
    response = visitor.post("/fill/c0ffee00-0000-4000-8000-000000000001/header/", typed)
    page = response.content.decode()
    assert response.status_code == 503
    assert "调解矛盾纠纷36件。" in page and "请再看" in page
    assert "可能已经办成，也可能没有" in page and "先打开原来的页面看一看" in page
    assert "open-sesame" not in page and ">7<" not in page


def test_a_row_saved_by_script_gets_its_answer_as_json(visitor: Client, away: None) -> None:
    address = "/fill/c0ffee00-0000-4000-8000-000000000001/rows/c0ffee00-0000-4000-8000-000000000002/"
    response = visitor.post(address, json.dumps({"body": "话"}), content_type="application/json")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
    assert "文字还在本页" in response.json()["sentence"]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_view_that_loses_the_database_halfway_is_the_same(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def lost(*args: Any) -> None:
        raise error("server closed the connection unexpectedly")

    monkeypatch.setattr(views, "record_failure", lost)
    typed = {"username": "somebody", "password": "open-sesame"}
    response = visitor.post("/login/", typed)
    assert response.status_code == 503
    assert "open-sesame" not in response.content.decode()


def test_control_any_other_error_stays_what_it_is(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(views, "record_failure", broken)
    response = visitor.post("/login/", {"username": "somebody", "password": "x"})
    assert response.status_code == 500
    assert "这一步没有办成" in response.content.decode()


def test_a_body_that_can_no_longer_be_read_holds_no_words() -> None:
    request = RequestFactory().post(
        "/fill/", b"--x\r\n", content_type="multipart/form-data; boundary=" + "y" * 300
    )
    answer = outage.page(request, OperationalError())
    assert answer is not None and answer.status_code == 503
    assert "您写的文字" not in answer.content.decode()
