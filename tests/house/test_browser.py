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
