"""The first report, end to end, by clicking: four people and a citizen in Chromium, on the office's screen.

Every page that is opened on the way is also looked at by axe and measured for sideways scrolling.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports.enums import PublicState, Status
from reports.models import Report
from tests import factories
from tests.factories import PASSWORD, World, make_world
from townships import clock

pytestmark = pytest.mark.django_db(transaction=True)
SAMPLES = Path(__file__).parent.parent / "samples"
SCREENS = {"office": (1366, 768), "scaled": (1093, 614), "phone": (390, 844)}


class Desk:
    """One person at one browser."""

    def __init__(self, page: Any, server: str) -> None:
        self.page, self.server = page, server

    def sign_in(self, username: str) -> Desk:
        self.open("/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")
        return self

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)
        self.look()

    def press(self, name: str) -> None:
        """Press the button, or follow the link, of this name."""
        button = self.page.get_by_role("button", name=name, exact=True)
        (button if button.count() else self.page.get_by_role("link", name=name, exact=True)).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(text)

    def sees(self, text: str) -> None:
        assert text in self.page.content(), f"{text!r} is not on {self.page.url}"

    def look(self) -> None:
        """No violation that axe knows of, nothing wider than the screen."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        wide, screen = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= screen, f"{self.page.url} is {wide} px wide on a screen of {screen}"


@pytest.fixture
def desk(new_context: Callable[..., Any], live_server: Any) -> Callable[..., Desk]:
    def sit_down(screen: str = "office") -> Desk:
        width, height = SCREENS[screen]
        page = new_context().new_page()
        page.set_default_timeout(30_000)  # two workers share two cores in CI
        page.set_viewport_size({"width": width, "height": height})
        return Desk(page, live_server.url)

    return sit_down


def sign_number_submit(checker: Desk, report: Report) -> None:
    today = clock.today().isoformat()
    checker.open(f"/fill/{report.pk}/")
    checker.press("送签发")
    checker.press("登记签发")
    checker.fill("签发人姓名", "谭勇")
    checker.press("登记签发")
    checker.press("登记文号")
    checker.fill("文号", "新乡府文[2023]3号")
    checker.fill("成文日期", today)
    checker.press("登记文号")
    checker.press("报送")
    checker.sees("已办理：报送")


def test_the_real_report_goes_from_a_file_to_a_public_page_by_clicking(desk: Any) -> None:
    world = make_world()
    report = world.report
    drafter = desk().sign_in("drafter.1")
    reviewer, checker, publisher = desk(), desk(), desk()
    reviewer.sign_in("reviewer")
    checker.sign_in("checker.1")
    publisher.sign_in("publisher.1")

    # the drafter imports last year's Word file and sees what was understood before anything is written
    drafter.press("2022年度")
    drafter.press("导入 Word 稿")
    drafter.page.set_input_files("input[type=file]", SAMPLES / "xinxiang-2022.docx")
    drafter.press("读取")
    drafter.sees("遗漏0字")
    drafter.press("导入勾选的部分")
    drafter.sees("写了不足，没有写原因")
    drafter.press("去填写")
    drafter.page.get_by_label("原因").first.fill("学习制度执行不够严格。")
    drafter.press("保存")
    drafter.open(f"/fill/{report.pk}/")
    drafter.press("送区预审")

    # the reviewer reads and agrees; the checker registers what was signed on paper
    reviewer.open(f"/review/{report.pk}/")
    reviewer.sees("学习制度执行不够严格")
    reviewer.press("同意签报")
    if world.report.state is Status.REVIEWING:  # the act has a page of its own
        reviewer.press("同意签报")
    sign_number_submit(checker, report)

    # returned once with a remark at its place
    reviewer.open(f"/review/{report.pk}/")
    reviewer.page.get_by_role("link", name="写批注").nth(5).click()
    reviewer.fill("意见", "请写明具体表现。")
    reviewer.press("存为草稿")
    reviewer.press("退回修改")
    reviewer.fill("重报", (clock.today() + timedelta(days=7)).isoformat())
    reviewer.press("退回修改")
    assert world.report.state is Status.RETURNED
    drafter.open(f"/fill/{report.pk}/")
    drafter.sees("请写明具体表现。")
    drafter.page.get_by_label("答复", exact=False).first.fill("已补充。")
    drafter.press("保存答复")
    drafter.press("去修改")
    drafter.page.get_by_label("正文", exact=True).first.fill("改写后的正文，写明了具体表现。")
    drafter.press("保存")
    sign_number_submit(checker, report)
    reviewer.open(f"/review/{report.pk}/")
    reviewer.sees("已补充。")
    reviewer.press("审核通过并备案")
    if world.report.state is Status.SUBMITTED:
        reviewer.press("审核通过并备案")
    assert world.report.state is Status.FILED

    # reviewed for secrecy, published, read on a phone by somebody who never signed in
    publish_by_clicking(publisher, report)
    citizen = desk("phone")
    citizen.open("/")
    citizen.open(f"/2022/{world.townships[0].key}/")
    citizen.sees("改写后的正文，写明了具体表现。")
    assert citizen.page.context.cookies() == []

    # corrected once
    checker.open(f"/fill/{report.pk}/")
    checker.press("启动更正")
    checker.fill("理由", "咨询人次有误")
    checker.press("启动更正")
    factories.fill(world, "更正后的文字")
    sign_number_submit(checker, report)
    publisher.open(f"/fill/{report.pk}/")
    publisher.press("公开审查（含保密审查）")
    publisher.press("公开审查（含保密审查）")
    publisher.press("公开更正")
    publisher.fill("更正说明", "更正一处数据。")
    publisher.press("公开更正")
    citizen.open(f"/2022/{world.townships[0].key}/")
    citizen.sees("更正一处数据。")
    citizen.sees("更正后的文字")
    assert world.report.public_state == PublicState.PUBLISHED


def publish_by_clicking(publisher: Desk, report: Report) -> None:
    publisher.open(f"/fill/{report.pk}/")
    publisher.press("公开审查（含保密审查）")
    publisher.press("公开审查（含保密审查）")
    publisher.press("公开")
    publisher.press("公开")
    publisher.sees("已办理：公开")


@pytest.mark.parametrize("screen", SCREENS)
def test_every_kind_of_page_fits_every_screen(desk: Any, screen: str) -> None:
    world: World = make_world()
    factories.report_at(world, Status.RETURNED)
    report = world.report
    part = report.parts.get(kind="shortcomings")
    drafter = desk(screen).sign_in("drafter.1")
    for page in (
        "",
        "header/",
        f"parts/{part.pk}/",
        "import/",
        "preview/",
        "signing-sheet/",
        "receipts/2/",
        "history/",
    ):
        drafter.open(f"/fill/{report.pk}/{page}")
    reviewer = desk(screen).sign_in("reviewer")
    for page in ("/review/", f"/review/{report.pk}/"):
        reviewer.open(page)
    desk(screen).sign_in("auditor")
    desk(screen).sign_in("administrator")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_public_pages_fit_every_screen(desk: Any, screen: str) -> None:
    world: World = make_world()
    factories.report_at(world, Status.FILED)
    factories.publish(world)
    factories.correct(world)
    key, other = (one.key for one in world.townships)
    citizen = desk(screen)
    for page in (
        "/",
        "/2022/",
        f"/2022/{key}/",
        f"/2022/{key}/large/",
        f"/2022/{key}/versions/1/",
        f"/2022/{other}/",
    ):
        citizen.open(page)
