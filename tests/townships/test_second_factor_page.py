"""登录保护: switching the second factor on, renewing the paper, switching it off; who must have it; who takes it away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import PASSWORD, World
from tests.townships.test_second_factor import code_of, is_in, password, show, switch_on, told, wrong
from townships import admission, second_factor
from townships.models import AuditEvent, Authenticator, Post, Role, User
from townships.verifying import verify_people

pytestmark = pytest.mark.django_db
PAGE = "/second-factor/"
POSTS = ["drafter", "checker", "signer", "publisher", "reviewer", "manager", "auditor", "administrator"]


@pytest.fixture(autouse=True)
def time() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 1, 20, 9, 0, 15).astimezone(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def drafter(world: World) -> User:
    return world.people["drafter"]


@pytest.fixture
def desk(client: Client, drafter: User) -> Client:
    client.force_login(drafter)
    return client


def step(client: Client, name: str, **fields: str) -> Any:
    return client.post(PAGE, {"step": name, **fields})


def words(answer: Any) -> str:
    return str(answer.content.decode())


def printed(answer: Any) -> list[str]:
    return re.findall(r"<li>(\d\d-\w{5}-\w{5})</li>", words(answer))


# ------------------------------------------------------------------------- on


@pytest.mark.parametrize("who", POSTS)
def test_everybody_may_switch_it_on(client: Client, world: World, who: str) -> None:
    client.force_login(world.people[who])
    assert "未启用" in words(client.get(PAGE))
    assert step(client, "begin", password=PASSWORD).url == PAGE
    assert len(printed(step(client, "confirm", code=code_of(world.people[who])))) == 10
    assert "已启用" in words(client.get(PAGE))


def test_whoever_holds_no_post_may_too(desk: Client, drafter: User) -> None:
    drafter.posts.all().delete()
    assert desk.get(PAGE).status_code == 200


def test_the_secret_that_is_shown_is_the_one_that_counts(desk: Client, drafter: User) -> None:
    step(desk, "begin", password=PASSWORD)
    page = words(desk.get(PAGE))
    shown = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    device = Authenticator.objects.get(user=drafter)
    assert shown == "".join(second_factor.by_hand(device))
    assert len(shown) == 32
    assert f"secret={shown}" in device.config_url
    assert "<svg" in page
    assert "data:" not in page


def test_the_picture_is_the_code_of_the_address(desk: Client, drafter: User) -> None:
    """The path, painted again, is segno's own matrix."""
    import segno

    device = second_factor.begin(drafter)
    side, path = second_factor.picture(device)
    dark = {
        (int(x) + across, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for across in range(int(width))
    }
    rows = list(segno.make(device.config_url, error="m", micro=False).matrix_iter(border=4))
    assert side == len(rows)
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


def test_the_recovery_codes_are_shown_once_and_kept_from_every_cache(desk: Client, drafter: User) -> None:
    step(desk, "begin", password=PASSWORD)
    answer = step(desk, "confirm", code=code_of(drafter))
    assert "no-store" in answer["Cache-Control"]
    codes = printed(answer)
    assert not any(code in words(desk.get(PAGE)) for code in codes)
    again = step(desk, "confirm", code=code_of(drafter))  # the page was loaded anew
    assert again.status_code == 422
    assert printed(again) == []


def test_nothing_is_shown_without_the_password(desk: Client) -> None:
    answer = step(desk, "begin", password="wrong")
    assert answer.status_code == 422
    assert 'data-error="wrong_password"' in words(answer)
    assert not Authenticator.objects.exists()
    assert told() == ["second_factor.refused"]


def test_guessing_the_password_here_is_the_pause_of_the_door(desk: Client) -> None:
    for _ in range(5):
        answer = step(desk, "begin", password="wrong")
    assert answer.status_code == 429
    assert 'data-error="locked_out"' in words(answer)
    assert step(desk, "begin", password=PASSWORD).status_code == 429
    row = AuditEvent.objects.order_by("pk").last()
    assert row is not None
    assert (row.action, row.subject) == ("sign_in.locked", "user:drafter.1")


def test_a_wrong_first_code_switches_nothing_on(desk: Client, drafter: User) -> None:
    step(desk, "begin", password=PASSWORD)
    answer = step(desk, "confirm", code=wrong(drafter))
    assert answer.status_code == 422
    assert "请核对手机时间" in words(answer)
    assert "<svg" in words(answer)
    drafter.refresh_from_db()
    assert drafter.second_factor_since is None
    for _ in range(4):
        answer = step(desk, "confirm", code=wrong(drafter))
    assert answer.status_code == 429
    step(desk, "begin", password=PASSWORD)
    assert step(desk, "confirm", code=code_of(drafter)).status_code == 200


def test_a_secret_nobody_confirmed_is_forgotten(desk: Client, drafter: User, time: Any) -> None:
    step(desk, "begin", password=PASSWORD)
    time.shift(timedelta(minutes=20))
    assert "<svg" not in words(desk.get(PAGE))
    answer = step(desk, "confirm", code=code_of(drafter))
    assert answer.status_code == 422
    assert 'data-error="not_begun"' in words(answer)


def test_beginning_anew_forgets_the_secret_before(desk: Client, drafter: User) -> None:
    step(desk, "begin", password=PASSWORD)
    first = code_of(drafter)
    step(desk, "begin", password=PASSWORD)
    assert Authenticator.objects.count() == 1
    assert step(desk, "confirm", code=first).status_code == 422


def test_switching_on_ends_every_other_session_and_keeps_this_one(desk: Client, drafter: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(drafter)
    before = desk.session.session_key
    step(desk, "begin", password=PASSWORD)
    step(desk, "confirm", code=code_of(drafter))
    assert is_in(desk)
    assert not is_in(elsewhere)
    assert desk.session.session_key != before


def test_control_sealed_with_the_password_alone_the_other_session_would_live_on(
    desk: Client, drafter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(User, "_get_session_auth_hash")
    elsewhere = Client()
    elsewhere.force_login(drafter)
    step(desk, "begin", password=PASSWORD)
    step(desk, "confirm", code=code_of(drafter))
    assert is_in(elsewhere)


@pytest.mark.parametrize("name", ["", "nonsense"])
def test_a_step_that_does_not_exist_shows_the_page(desk: Client, name: str) -> None:
    assert step(desk, name).status_code == 200
    assert told() == []


# ------------------------------------------------------------------------- new paper, and off


def test_new_recovery_codes_take_the_place_of_the_old(desk: Client, drafter: User, time: Any) -> None:
    old = switch_on(drafter, time)
    desk.force_login(drafter)
    assert step(desk, "renew", code=wrong(drafter)).status_code == 422
    new = printed(step(desk, "renew", code=code_of(drafter)))
    assert len(new) == 10
    time.shift(60)
    assert second_factor.verify(drafter, old[0]).code == "wrong_recovery_code"
    assert second_factor.verify(drafter, new[0]).by == "recovery"
    assert told() == ["second_factor.on", "second_factor.refused", "second_factor.renewed"]


def test_few_codes_left_are_said_so(desk: Client, drafter: User, time: Any) -> None:
    codes = switch_on(drafter, time)
    desk.force_login(drafter)
    assert "不多了" not in words(desk.get(PAGE))
    for code in codes[:7]:
        second_factor.verify(drafter, code)
    assert "还剩<b>3</b>个" in words(desk.get(PAGE))
    assert "不多了" in words(desk.get(PAGE))


def test_switching_off_takes_the_password_and_a_code(desk: Client, drafter: User, time: Any) -> None:
    switch_on(drafter, time)
    desk.force_login(drafter)
    elsewhere = Client()
    elsewhere.force_login(drafter)
    assert step(desk, "off", password="wrong", code=code_of(drafter)).status_code == 422
    assert step(desk, "off", password=PASSWORD, code=wrong(drafter)).status_code == 422
    drafter.refresh_from_db()
    assert drafter.second_factor_since
    assert step(desk, "off", password=PASSWORD, code=code_of(drafter)).url == PAGE
    assert "动态验证码已停用" in words(desk.get(PAGE))
    assert not is_in(elsewhere)
    assert not Authenticator.objects.exists()
    assert not drafter.recovery_codes.exists()
    assert password(Client(), "drafter.1").url == "/fill/"
    assert told() == ["second_factor.on", *["second_factor.refused"] * 2, "second_factor.off", "sign_in"]
    assert list(verify_people()) == []


@pytest.mark.parametrize("name", ["renew", "off"])
def test_what_is_not_on_can_be_neither_renewed_nor_switched_off(desk: Client, name: str) -> None:
    answer = step(desk, name, password=PASSWORD, code="123456")
    assert answer.status_code == 422
    assert 'data-error="not_begun"' in words(answer)


def test_the_page_of_the_password_leads_here(desk: Client) -> None:
    assert f'href="{PAGE}"' in words(desk.get("/password/"))


# ------------------------------------------------------------------------- who must have it


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["reviewer", "manager", "publisher", "administrator"]


@pytest.mark.parametrize("who", POSTS)
def test_whoever_must_have_it_sets_it_up_before_anything_else(
    client: Client, world: World, required: None, who: str
) -> None:
    must = who in ("reviewer", "manager", "publisher", "administrator")
    person = world.people[who]
    arrived = password(client, person.username, next="/desk/?a=1").url
    assert arrived == (f"{PAGE}?next=%2Fdesk%2F%3Fa%3D1" if must else "/desk/?a=1")
    for address in ("/desk/", "/fill/", "/review/", "/setup/", "/setup/admin/", "/password/"):
        answer = client.get(address)
        assert (answer.status_code == 302 and answer.url == PAGE) is must
    assert client.get(arrived, follow=True).status_code == 200
    assert ("必须使用动态验证码" in words(client.get(PAGE))) is must


def test_after_setting_it_up_one_goes_where_one_wanted_to(
    client: Client, world: World, required: None
) -> None:
    reviewer = world.people["reviewer"]
    page = password(client, "reviewer", next="/review/?year=2022").url
    assert 'name="next" value="/review/?year=2022"' in words(client.get(page))
    page = step(client, "begin", password=PASSWORD, next="/review/?year=2022").url
    answer = step(client, "confirm", code=code_of(reviewer), next="/review/?year=2022")
    assert 'href="/review/?year=2022"' in words(answer)
    assert client.get("/review/?year=2022").status_code == 200


def test_whoever_must_have_it_can_still_sign_out(client: Client, world: World, required: None) -> None:
    password(client, "reviewer")
    assert client.post("/logout/").url == "/login/"


def test_the_first_password_comes_before_it(client: Client, world: World, required: None) -> None:
    User.objects.filter(username="reviewer").update(must_change_password=True)
    assert (
        password(client, "reviewer", next="/review/?year=2022").url
        == "/password/?next=%2Freview%2F%3Fyear%3D2022"
    )
    assert client.get(PAGE).url == "/password/"
    new = {"old_password": PASSWORD, "new_password1": "Wanzhou-2027-fz", "new_password2": "Wanzhou-2027-fz"}
    answer = client.post("/password/", {**new, "next": "/review/?year=2022"})
    assert answer.url == f"{PAGE}?next=%2Freview%2F%3Fyear%3D2022"


def test_a_post_given_today_asks_for_it_at_the_next_request(
    desk: Client, drafter: User, world: World, required: None
) -> None:
    assert desk.get("/fill/").status_code == 200
    Post.objects.create(user=drafter, role=Role.PUBLISHER, township=world.townships[0])
    assert desk.get("/fill/").url == PAGE
    assert desk.post(f"/fill/{world.report.pk}/submit/", {"version": "1"}).url == PAGE
    Post.objects.filter(role=Role.PUBLISHER).update(until="2026-01-20")
    assert desk.get("/fill/").status_code == 200


def test_it_is_also_asked_for_where_a_row_is_saved(
    desk: Client, drafter: User, world: World, required: None
) -> None:
    Post.objects.create(user=drafter, role=Role.PUBLISHER, township=world.townships[0])
    part = world.report.parts.first()
    assert part is not None
    row = f"/fill/{world.report.pk}/rows/{world.report.pk}/"
    assert desk.post(row, {"revision": "1"}).status_code == 401
    answer = desk.post(f"/fill/{world.report.pk}/parts/{part.pk}/", {"opening": "刚写的一大段文字。"})
    assert answer.status_code == 403
    assert "刚写的一大段文字。" in words(answer)


def test_control_nobody_must_have_it_by_default(client: Client, world: World) -> None:
    assert password(client, "reviewer").url == "/review/"


def test_whoever_must_have_it_does_not_switch_it_off(
    client: Client, world: World, required: None, time: Any
) -> None:
    reviewer = world.people["reviewer"]
    switch_on(reviewer, time)
    client.force_login(reviewer)
    assert "不能停用" in words(client.get(PAGE))
    answer = step(client, "off", password=PASSWORD, code=code_of(reviewer))
    assert answer.status_code == 422
    assert 'data-error="second_factor_required"' in words(answer)
    assert second_factor.switch_off(reviewer, code_of(reviewer)).code == "second_factor_required"
    reviewer.refresh_from_db()
    assert reviewer.second_factor_since


def test_where_nobody_must_have_it_the_database_is_not_asked(
    drafter: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert admission.owed(drafter) == ""


def test_a_post_that_does_not_exist_stops_the_start(settings: Any) -> None:
    apps.get_app_config("townships").ready()
    settings.SECOND_FACTOR_ROLES = ["reviewer", "managr"]
    with pytest.raises(SystemExit, match="managr不是岗位，程序没有启动"):
        apps.get_app_config("townships").ready()


# ------------------------------------------------------------------------- taken away by others


@pytest.fixture
def administrator(client: Client, world: World) -> Client:
    for user in User.objects.all():
        user.district = user.home_district
        user.save()
    client.force_login(world.people["administrator"])
    return client


def reset(client: Client, *people: User) -> str:
    chosen = [str(one.pk) for one in people]
    form = {"action": "reset_second_factor", "_selected_action": chosen}
    return words(client.post("/setup/admin/townships/user/", form, follow=True))


def test_an_administrator_takes_it_from_whoever_lost_the_phone(
    administrator: Client, world: World, time: Any
) -> None:
    reviewer = world.people["reviewer"]
    switch_on(reviewer, time)
    there = Client()
    there.force_login(reviewer)
    page = reset(administrator, reviewer, world.people["auditor"])
    assert "告诉本人" in page
    assert "没有启用动态验证码" in page
    assert not is_in(there)
    assert password(Client(), "reviewer").url == "/review/"
    row = AuditEvent.objects.get(action="second_factor.reset")
    assert (row.subject, row.actor) == ("user:reviewer", world.people["administrator"])
    assert list(verify_people()) == []


def test_nobody_takes_it_from_himself_there(administrator: Client, world: World, time: Any) -> None:
    me = world.people["administrator"]
    switch_on(me, time)
    administrator.force_login(me)
    assert "另一位系统管理员" in reset(administrator, me)
    me.refresh_from_db()
    assert me.second_factor_since


def test_an_administrator_of_another_district_takes_it_from_nobody(
    administrator: Client, world: World, time: Any
) -> None:
    stranger = world.strangers["reviewer"]
    switch_on(stranger, time)
    reset(administrator, stranger)
    stranger.refresh_from_db()
    assert stranger.second_factor_since


def test_the_administration_shows_nobody_s_secret(administrator: Client, world: World, time: Any) -> None:
    reviewer = world.people["reviewer"]
    switch_on(reviewer, time)
    device = Authenticator.objects.get()
    base = "/setup/admin/otp_totp/totpdevice/"
    for address in ("", "add/", f"{device.pk}/change/", f"{device.pk}/config/", f"{device.pk}/qrcode/"):
        assert administrator.get(base + address).status_code == 404
    page = words(administrator.get(f"/setup/admin/townships/user/{reviewer.pk}/change/"))
    assert "动态验证码启用时间" in page
    assert device.key not in page


def test_the_command_takes_it_from_anybody(
    drafter: User, time: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    switch_on(drafter, time)
    call_command("reset_second_factor", "Drafter.1")
    call_command("reset_second_factor", "drafter.1")
    said = capsys.readouterr().out.splitlines()
    assert "请告诉本人" in said[0]
    assert "没有启用动态验证码，无须重设" in said[1]
    row = AuditEvent.objects.get(action="second_factor.reset")
    assert (row.actor_name, row.actor) == ("命令行", None)
    with pytest.raises(CommandError, match="没有用户名为nobody的人员"):
        call_command("reset_second_factor", "nobody")


def test_after_a_reset_whoever_must_have_it_sets_it_up_anew(
    client: Client, world: World, required: None, time: Any
) -> None:
    reviewer = world.people["reviewer"]
    switch_on(reviewer, time)
    second_factor.reset(reviewer, by=world.people["administrator"])
    assert password(client, "reviewer").url == PAGE
    step(client, "begin", password=PASSWORD)
    step(client, "confirm", code=code_of(reviewer))
    time.shift(60)
    fresh = Client()
    password(fresh, "reviewer")
    assert show(fresh, code_of(reviewer)).url == "/review/"
