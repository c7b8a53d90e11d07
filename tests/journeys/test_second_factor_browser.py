"""A clerk with a phone, by clicking: switched on from the page as shown, signed in with a code, then with paper."""

from __future__ import annotations

import re
from base64 import b32decode
from typing import Any

import pytest
from django_otp.oath import totp

from tests.factories import PASSWORD, make_world
from tests.journeys.test_first_report_browser import SCREENS, Desk
from townships.models import Authenticator

pytestmark = pytest.mark.django_db(transaction=True)


def sit_down(new_context: Any, live_server: Any, screen: str = "office") -> Desk:
    width, height = SCREENS[screen]
    page = new_context().new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.set_default_timeout(30_000)
    return Desk(page, live_server.url)


def phone(secret: str) -> str:
    """What an authenticator shows that was given this secret by hand."""
    return f"{totp(b32decode(secret)):06}"


def forget_last_code() -> None:
    """The journey does not wait half a minute for the next code."""
    Authenticator.objects.update(last_t=-1)


@pytest.mark.parametrize("screen", SCREENS)
def test_from_the_password_page_to_a_sign_in_without_the_phone(
    new_context: Any, live_server: Any, screen: str
) -> None:
    make_world()
    clerk = sit_down(new_context, live_server, screen).sign_in("drafter.1")
    clerk.open("/password/")
    clerk.press("启用")
    clerk.fill("再输入一次密码", PASSWORD)
    clerk.press("开始启用")
    clerk.page.get_by_text("不能扫码，手工输入密钥").click()
    clerk.look()
    secret = re.sub(r"\s", "", clerk.page.locator(".secret").inner_text())
    clerk.fill("6位验证码", "000000")
    clerk.press("确认并启用")
    clerk.sees("请核对手机时间")
    clerk.fill("6位验证码", phone(secret))
    clerk.press("确认并启用")
    codes = clerk.page.locator("#codes li").all_inner_texts()
    assert len(codes) == 10
    clerk.press("复制")
    clerk.sees("已复制")
    clerk.press("已经保存好，继续")
    assert clerk.page.url.endswith("/fill/")

    clerk.press("退出登录")
    forget_last_code()
    clerk.sign_in("drafter.1")
    assert clerk.page.url.endswith("/login/code/")
    clerk.fill("6位验证码", phone(secret))
    clerk.press("登录")
    assert clerk.page.url.endswith("/fill/")

    clerk.press("退出登录")
    clerk.sign_in("drafter.1")
    clerk.page.get_by_text("手机不在身边，用恢复码登录").click()
    clerk.look()
    clerk.page.locator("#recovery_code").fill(codes[4])
    clerk.press("用恢复码登录")
    assert clerk.page.url.endswith("/fill/")
    clerk.open("/second-factor/")
    clerk.sees("还剩<b>9</b>个")


def test_whoever_must_have_it_is_led_through_it(new_context: Any, live_server: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["reviewer"]
    make_world()
    reviewer = sit_down(new_context, live_server).sign_in("reviewer")
    reviewer.sees("必须使用动态验证码")
    reviewer.fill("再输入一次密码", PASSWORD)
    reviewer.press("开始启用")
    reviewer.fill("6位验证码", phone(re.sub(r"\s", "", reviewer.page.locator(".secret").text_content())))
    reviewer.press("确认并启用")
    reviewer.press("已经保存好，继续")
    assert reviewer.page.url.endswith("/review/")
