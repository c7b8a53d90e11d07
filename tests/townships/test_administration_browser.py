"""The administration in Chromium: nothing the policy of content refuses, nothing that axe finds."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.factories import World
from townships.models import Township, User

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "index": "",
    "people": "townships/user/",
    "a new person": "townships/user/add/",
    "a person": "townships/user/{user}/change/",
    "a person's past": "townships/user/{user}/history/",
    "a password": "townships/user/{user}/password/",
    "a new post": "townships/post/add/",
    "a township": "townships/township/{township}/change/",
    "a year": "reports/reportingyear/{year}/change/",
    "the audit": "townships/auditevent/",
}
FORMS = ("index", "people", "a new person", "a person", "a person's past", "a password", "a new post")


@pytest.fixture
def administration(page: Any, live_server: LiveServer, world: World) -> Any:
    for user in User.objects.all():
        user.district = user.home_district
        user.save()
    client = Client()
    client.force_login(world.people["administrator"])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    ids = {"user": world.people["drafter"].pk, "township": Township.objects.first().pk, "year": world.year.pk}
    return lambda path: page.goto(f"{live_server.url}/setup/admin/{path.format(**ids)}")


@pytest.mark.parametrize("what", PAGES)
def test_the_policy_of_content_refuses_nothing(
    administration: Any, page: Any, faults: list[str], what: str
) -> None:
    administration(PAGES[what])
    page.wait_for_load_state("networkidle")
    assert faults == []


@pytest.mark.parametrize("what", FORMS)
def test_axe_finds_nothing_where_people_are_given_posts(
    administration: Any, page: Any, faults: list[str], what: str
) -> None:
    administration(PAGES[what])
    page.wait_for_load_state("networkidle")
    assert faults == []
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    faults.clear()  # axe itself tries a sheet of style on these pages
