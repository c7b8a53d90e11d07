"""The browser tests stand on: a live server, a session, the machine's Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_signs_in_through_chromium(page: Any, live_server: LiveServer, world: Any) -> None:
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("用户名").fill("auditor")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/setup/audit/")
    assert page.get_by_role("heading", level=1).inner_text() == "审计记录"


# ------------------------------------------------------------------------- what fails every browser test

PAGE = "<!doctype html><title>x</title><p>x</p>"
REFUSED = {
    "an inline style": '<p style="color: red">x</p>',
    "a sheet of style": "<style>p { color: red }</style>",
    "an inline script": "<script>document.title = 'y'</script>",
    "an inline handler": '<img src="/static/none.svg" onerror="document.title = 1">',
    "a script of elsewhere": '<script src="https://elsewhere.example/x.js"></script>',
    "a picture in an address": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
}


def answer(route: Any, body: str) -> None:
    """The real answer with its real headers; only the body is ours."""
    real = route.fetch()
    route.fulfill(response=real, body=PAGE + body)


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_policy_refuses_fails_the_test(
    page: Any, live_server: LiveServer, faults: list[str], what: str
) -> None:
    page.route("**/login/", lambda route: answer(route, REFUSED[what]))
    page.goto(f"{live_server.url}/login/")
    page.wait_for_load_state("networkidle")
    assert any("content security policy" in one.lower() for one in faults), what
    faults.clear()


def test_what_the_policy_allows_fails_nothing(page: Any, live_server: LiveServer, faults: list[str]) -> None:
    page.route(
        "**/login/", lambda route: answer(route, '<link rel="stylesheet" href="/static/css/tokens.css">')
    )
    page.goto(f"{live_server.url}/login/")
    page.wait_for_load_state("networkidle")
    assert faults == []


def test_a_second_person_at_another_browser_is_watched_too(
    new_context: Any, live_server: LiveServer, faults: list[str]
) -> None:
    page = new_context().new_page()
    page.route("**/login/", lambda route: answer(route, REFUSED["an inline style"]))
    page.goto(f"{live_server.url}/login/")
    page.wait_for_load_state("networkidle")
    assert faults
    faults.clear()


def test_no_page_of_elsewhere_can_frame_ours(page: Any, live_server: LiveServer, faults: list[str]) -> None:
    """frame-ancestors: even a page of our own stays blank."""
    page.route("**/login/", lambda route: answer(route, f'<iframe src="{live_server.url}/"></iframe>'))
    page.goto(f"{live_server.url}/login/")
    page.wait_for_load_state("networkidle")
    frame = page.frames[1]
    assert "法治" not in (frame.content() if frame.url.startswith("http") else "")
    assert any("frame" in one for one in faults)
    faults.clear()
