"""A sign-in about to end, in Chromium: said in time, put off by a click or by typing, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from reports.models import Entry
from tests.factories import PASSWORD, World, fill
from townships import sessions
from townships.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def part(page: Any, live_server: LiveServer, world: World) -> Any:
    """The part of the measures, open before the drafter; the browser's clock is ours to move."""
    client = Client()
    client.force_login(world.people["drafter"])
    client.get("/fill/")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    report = fill(world)
    page.clock.install()
    page.goto(f"{live_server.url}/fill/{report.pk}/parts/{report.parts.get(kind='measures').pk}/")
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def silence(page: Any, minutes: int) -> None:
    """So long nothing happens: on the server, and at the desk."""
    for row in Session.objects.all():
        kept = row.get_decoded()
        kept["seen"] -= minutes * 60
        row.session_data = Session.objects.encode(kept)
        row.save()
    page.clock.fast_forward(minutes * 60 * 1000)


def bar(page: Any) -> Any:
    return page.locator("#idle")


def test_five_minutes_before_the_end_it_is_said_and_a_click_puts_it_off(part: Any) -> None:
    silence(part, 24)
    assert bar(part).is_hidden()
    silence(part, 2)
    part.clock.run_for(6000)
    bar(part).get_by_text("分钟没有操作").wait_for()
    assert "您已26分钟没有操作，4分钟后登录到期" in bar(part).inner_text()
    assert Axe().run(part).violations_count == 0
    bar(part).get_by_role("button", name="继续工作").click()
    bar(part).wait_for(state="hidden")
    assert Session.objects.get().get_decoded()["seen"] > sessions._now() - 60


def test_another_window_at_work_keeps_it_quiet(part: Any) -> None:
    part.clock.fast_forward(26 * 60 * 1000)  # of this page alone
    part.clock.run_for(6000)
    part.wait_for_load_state("networkidle")
    assert bar(part).is_hidden()


def test_typing_puts_it_off_without_a_save(part: Any) -> None:
    silence(part, 20)
    part.locator("textarea[name$='-body']").first.fill("慢慢写的话。")
    with part.expect_response("**/session/extend/"):
        part.clock.run_for(6000)
    part.wait_for_load_state("networkidle")
    assert Session.objects.get().get_decoded()["seen"] > sessions._now() - 60


def sign_in_beside(part: Any, server: str, username: str) -> None:
    """In another window of the same browser."""
    beside = part.context.new_page()
    beside.goto(f"{server}/login/")
    beside.get_by_label("用户名").fill(username)
    beside.get_by_label("密码").fill(PASSWORD)
    beside.get_by_role("button", name="登录").click()
    beside.wait_for_url("**/fill/")
    beside.close()
    part.bring_to_front()
    part.evaluate("window.dispatchEvent(new Event('focus'))")


@pytest.fixture
def over(part: Any) -> Callable[[], Any]:
    def end() -> Any:
        part.locator("textarea[name$='-body']").first.fill("到期以前写的话。")
        Session.objects.all().delete()
        part.clock.fast_forward(31 * 60 * 1000)
        part.clock.run_for(6000)
        bar(part).get_by_text("登录已经到期").wait_for()
        return part

    return end


def test_over_it_leads_to_another_window_and_the_words_are_saved_from_where_they_stand(
    over: Callable[[], Any], live_server: LiveServer, world: World
) -> None:
    page = over()
    assert page.locator("textarea[name$='-body']").first.input_value() == "到期以前写的话。"
    sign_in_beside(page, live_server.url, "drafter.1")
    bar(page).wait_for(state="hidden")
    page.locator(".savebar").get_by_role("button", name="保存").click()
    page.locator(".notice--done").wait_for()
    assert Entry.objects.get(part__kind="measures", part__report=world.report).body == "到期以前写的话。"


def test_control_without_the_new_token_the_words_are_shown_but_not_saved(
    over: Callable[[], Any], live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from townships import views

    page = over()
    monkeypatch.setattr(views, "get_token", lambda request: "x" * 64)
    sign_in_beside(page, live_server.url, "drafter.1")
    bar(page).wait_for(state="hidden")
    page.locator(".savebar").get_by_role("button", name="保存").click()
    page.locator("[data-error=csrf]").wait_for()
    assert "到期以前写的话。" in page.locator(".kept").inner_text()


def test_somebody_else_at_the_same_desk_is_told_not_to_save(
    over: Callable[[], Any], live_server: LiveServer, world: World
) -> None:
    page = over()
    assert User.objects.get(username="checker.1") == world.people["checker"]
    sign_in_beside(page, live_server.url, "checker.1")
    bar(page).get_by_text("现在登录的是另一个人").wait_for()


def test_saved_all_the_same_it_shows_the_words_and_the_way_back(
    over: Callable[[], Any], live_server: LiveServer, world: World
) -> None:
    page = over()
    here = page.url
    page.locator(".savebar").get_by_role("button", name="保存").click()
    page.locator("[data-error=signed_out]").wait_for()
    assert "到期以前写的话。" in page.locator(".kept").inner_text()
    page.get_by_role("link", name="登录").click()
    page.get_by_label("用户名").fill("drafter.1")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(here)
