"""The tutorial, step by step as it is written: a page that changes its words breaks this test."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from reports import demo
from reports.content import places
from reports.demo.people import PASSWORD
from reports.enums import PublicState, Status
from reports.models import Report
from tests.house.source import ROOT
from tests.samples import make_tutorial
from townships import clock

CHINESE, ENGLISH = ROOT / "docs" / "tutorial.zh-CN.md", ROOT / "docs" / "tutorial.md"
#: What a step can say → what is done. The first that matches counts.
WORDS = (
    ("sign_in", r"以 `([^`]+)` 登录"),
    ("open", r"打开 `([^`]+)`"),
    ("choose", r"选文件 `([^`]+)`"),
    ("today", r"在 `([^`]+)` 填今天的日期"),
    ("in_a_week", r"在 `([^`]+)` 填七天后的日期"),
    ("fill", r"在 `([^`]+)` 填 `([^`]+)`"),
    ("press_nth", r"点第(\d+)个 `([^`]+)`"),
    ("press", r"点 `([^`]+)`"),
    ("see", r"看到 `([^`]+)`"),
)
STEP = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in WORDS))


def steps(page: Path) -> list[str]:
    """The numbered lines of a page."""
    return re.findall(r"^\d+\. (.+)$", page.read_text("utf-8"), re.MULTILINE)


def doings(step: str) -> list[tuple[str, list[str]]]:
    found = []
    for match in STEP.finditer(step):
        name = next(name for name, _ in WORDS if match[name] is not None)
        found.append((name, re.findall(r"`([^`]+)`", match[0])))
    return found


class Reader:
    """Somebody who does what the tutorial says, and nothing else."""

    def __init__(self, page: Any, server: str) -> None:
        self.page, self.server = page, server

    def do(self, name: str, words: list[str], step: str) -> None:
        if name == "press_nth":
            number = re.search(r"点第(\d+)个", step)
            assert number
            self.press_nth(int(number[1]), *words)
        else:
            getattr(self, name)(*words)

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)

    def sign_in(self, username: str) -> None:
        self.open("/login/")
        self.fill("用户名", username)
        self.fill("密码", PASSWORD)
        self.press("登录")

    def press(self, label: str) -> None:
        button = self.page.get_by_role("button", name=label, exact=True)
        (button if button.count() else self.page.get_by_role("link", name=label, exact=True)).first.click()
        self.page.wait_for_load_state("networkidle")

    def press_nth(self, number: int, label: str) -> None:
        self.page.get_by_role("link", name=label, exact=True).nth(number - 1).click()
        self.page.wait_for_load_state()

    def choose(self, path: str) -> None:
        self.page.set_input_files("input[type=file]", ROOT / path)

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(text)

    def today(self, label: str) -> None:
        self.fill(label, clock.today().isoformat())

    def in_a_week(self, label: str) -> None:
        self.fill(label, (clock.today() + timedelta(days=7)).isoformat())

    def see(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text, timeout=30_000)


@pytest.mark.django_db(transaction=True)
def test_the_tutorial_can_be_followed_to_its_end(page: Any, live_server: Any) -> None:
    demo.build(only=lambda year, code: code == "500101123" and year >= 2024)
    page.set_default_timeout(30_000)
    reader = Reader(page, live_server.url)
    for step in steps(CHINESE):
        for name, words in doings(step):
            try:
                reader.do(name, words, step)
            except Exception as error:
                raise AssertionError(f"the tutorial cannot be followed at “{step}”: {error}") from error
    report = Report.objects.get(reporting_year__year=2025, township__name="新乡镇")
    assert (report.state, report.public_state) == (Status.FILED, PublicState.PUBLISHED)
    remark = report.remarks.get()
    row = next(one.item for one in places(report.content()) if one.item and one.item.id == str(remark.item))
    assert row.heading == "基层执法力量与承接事项不匹配" and "86项" in str(row.paragraphs[0])
    assert "sessionid" not in {one["name"] for one in page.context.cookies()}, "the reader has no session"


def test_every_marked_word_of_a_step_is_done() -> None:
    for step in steps(CHINESE):
        done = [word for _, words in doings(step) for word in words]
        assert done == re.findall(r"`([^`]+)`", step), step


def test_the_tutorial_says_the_same_in_both_languages() -> None:
    def marked(page: Path) -> list[list[str]]:
        return [re.findall(r"`([^`]+)`", step) for step in steps(page)]

    assert marked(CHINESE) == marked(ENGLISH)


def test_the_word_file_is_what_its_script_makes() -> None:
    assert make_tutorial.PATH.read_bytes() == make_tutorial.build()


def test_both_readmes_lead_to_the_tutorial() -> None:
    assert "(docs/tutorial.md)" in (ROOT / "README.md").read_text("utf-8")
    assert "(docs/tutorial.zh-CN.md)" in (ROOT / "README.zh-CN.md").read_text("utf-8")
