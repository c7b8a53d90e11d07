"""The part's page with JavaScript: swapped in place, and nothing typed is swallowed when something else comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from reports import saving
from reports.enums import Act
from reports.models import Entry, Report
from tests.factories import World, fill
from tests.reports.views.filling.conftest import address, part_of, rows_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report(world: World) -> Report:
    report = fill(world)
    part = part_of(report, "measures")
    saving.add_entry(
        report.pk, part.pk, by=world.people["drafter"], values={"heading": "第二条", "body": "文字。"}
    )
    return report


@pytest.fixture
def desk(page: Any, live_server: LiveServer, report: Report, world: World) -> Any:
    """The part of the measures, open in a signed-in browser; a mark in its window tells a swap from a new page."""
    client = Client()
    client.force_login(world.people["drafter"])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    part = part_of(report, "measures")
    page.goto(live_server.url + address(report, f"parts/{part.pk}/"))
    page.evaluate("window.same = true")
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def body(page: Any) -> Any:
    return page.locator("textarea[name$='-body']").first


def test_a_row_moves_without_a_new_page_and_its_words_are_saved(desk: Any, report: Report) -> None:
    first, second = rows_of(part_of(report, "measures"))
    body(desk).fill("改过的正文。")
    desk.locator(f"#down-{first.pk}").click()
    desk.locator(".notice--done").wait_for()
    assert desk.evaluate("window.same") is True
    assert [one.pk for one in rows_of(part_of(report, "measures"))] == [second.pk, first.pk]
    assert Entry.objects.get(pk=first.pk).body == "改过的正文。"
    assert desk.evaluate("document.activeElement.id") == f"down-{first.pk}"  # the keyboard stays where it was


def test_a_new_row_comes_into_view(desk: Any, report: Report) -> None:
    desk.get_by_role("button", name="添加一条").click()
    desk.locator(".notice--done").wait_for()
    assert desk.evaluate("window.same") is True
    new = rows_of(part_of(report, "measures"))[-1]
    assert desk.locator(f"#r-{new.pk}").is_visible()
    assert desk.evaluate(f"document.getElementById('r-{new.pk}').getBoundingClientRect().top < innerHeight")


def test_a_conflict_is_swapped_in_and_settled(desk: Any, report: Report, world: World) -> None:
    first = rows_of(part_of(report, "measures"))[0]
    saving.save_entry(
        report.pk, first.pk, by=world.people["checker"], revision=1, values={"body": "对方的话。"}
    )
    body(desk).fill("我的话。")
    desk.locator(".savebar").get_by_role("button", name="保存").click()
    desk.locator("[data-error=conflict]").wait_for()
    assert body(desk).input_value() == "我的话。"
    desk.get_by_role("button", name="两份都留").click()
    desk.locator(".notice--done").wait_for()
    assert Entry.objects.get(pk=first.pk).body == "对方的话。\n我的话。"


@pytest.mark.parametrize("what", ["signed_out", "locked"])
def test_another_page_in_answer_shows_the_words(desk: Any, world: World, what: str) -> None:
    body(desk).fill("正在写的话。")
    if what == "locked":
        world.act(Act.REQUEST_PREVIEW, "drafter")
    else:
        desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk.locator(".savebar").get_by_role("button", name="保存").click()
    desk.locator(f"[data-error={what}]").wait_for()
    assert "正在写的话。" in desk.locator(".kept").inner_text()


def test_a_broken_line_says_so_and_keeps_the_words(desk: Any, report: Report) -> None:
    body(desk).fill("断网时写的话。")
    desk.context.set_offline(True)
    desk.locator(".savebar").get_by_role("button", name="保存").click()
    desk.get_by_text("没有连上服务器").wait_for()
    assert body(desk).input_value() == "断网时写的话。"
    desk.context.set_offline(False)
    desk.locator(".savebar").get_by_role("button", name="保存").click()
    desk.locator(".notice--done").wait_for()
    assert rows_of(part_of(report, "measures"))[0].body == "断网时写的话。"
