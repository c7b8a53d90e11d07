"""A form sent from elsewhere: 403, and everything as it was — over the whole table."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.access.addresses import fill_in
from tests.access.scene import Scene, digest
from tests.access.table import ROWS, WHO, Row

pytestmark = pytest.mark.django_db
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
POSTED = [row for row in ROWS if row.post]
TOKEN = "a" * 32
HOME = "http://testserver"
#: How a request is forged: the token in the form, the token in the cookie, and the headers a browser would send.
FORGED: dict[str, tuple[str | None, str | None, dict[str, str]]] = {
    "no token": (None, None, {}),
    "a token only in the form": (TOKEN, None, {}),
    "somebody else's token": ("b" * 32, TOKEN, {}),
    "a short token": ("a", TOKEN, {}),
    "from another site": (TOKEN, TOKEN, {"Origin": "https://elsewhere.example"}),
    "from a page without origin": (TOKEN, TOKEN, {"Origin": "null"}),
    "from another port": (TOKEN, TOKEN, {"Origin": f"{HOME}:8443"}),
}


def whose(row: Row) -> str:
    """Somebody to whom the row would give way."""
    return next(
        (who for who in WHO if row.expected("POST", who, row.states[0]) in ("200", "302")), "administrator"
    )


def session_of(scene: Scene, who: str) -> str:
    """The key of the person's session; nobody has none."""
    cookie = scene.browsers[who].cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def send(scene: Scene, row: Row, method: str, forged: tuple[str | None, str | None, dict[str, str]]) -> Any:
    token, cookie, headers = forged
    who, state = whose(row), row.states[0]
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session_of(scene, who)
    if cookie:
        browser.cookies[settings.CSRF_COOKIE_NAME] = cookie
    body = scene.body(row, state) | ({"csrfmiddlewaretoken": token} if token else {})
    address = fill_in(row, scene.here, state)
    return scene.ask(who, method, address, body, undo=False, browser=browser, headers=headers)


@pytest.mark.parametrize("row", POSTED, ids=lambda row: row.address)
def test_a_forged_request_is_refused_and_changes_nothing(scene: Scene, row: Row) -> None:
    before = digest()
    for how, forged in FORGED.items():
        for method in UNSAFE:
            assert send(scene, row, method, forged).status_code == 403, (how, method)
    assert digest() == before


@pytest.mark.parametrize("row", POSTED, ids=lambda row: row.address)
def test_control_with_its_token_the_same_request_is_heard(scene: Scene, row: Row) -> None:
    answer = send(scene, row, "POST", (TOKEN, TOKEN, {"Origin": HOME}))
    assert answer.status_code != 403 or row.expected("POST", whose(row), row.states[0]) == "403"


def test_control_without_the_middleware_the_forged_request_gets_through(scene: Scene, settings: Any) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "csrf" not in one]
    row = next(one for one in ROWS if one.address == "/fill/<uuid:report_id>/header/")
    before = digest()
    assert send(scene, row, "POST", FORGED["from another site"]).status_code == 302
    assert digest() != before


def test_over_tls_a_page_of_elsewhere_is_known_by_its_referer(scene: Scene) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session_of(scene, "drafter")
    browser.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    for referer, status in (
        ("https://elsewhere.example/", 403),
        ("", 403),
        ("https://testserver/fill/", 200),
    ):
        answer = browser.post(
            "/session/extend/", {"csrfmiddlewaretoken": TOKEN}, secure=True, headers={"Referer": referer}
        )
        assert answer.status_code == status, referer
