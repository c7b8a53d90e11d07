"""The door: signing in and out, one's password, the pause after wrong ones — and what the audit tells of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD, make_district, make_township, make_user
from townships.models import AuditEvent, Role, User
from townships.verifying import verify_audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter() -> User:
    return make_user("drafter.1", Role.DRAFTER, make_township(make_district(), "新乡镇", "xinxiangzhen", 1))


def sign_in(client: Client, username: str = "drafter.1", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login/", {"username": username, "password": password, **more})


def told() -> list[tuple[str, str]]:
    """What the audit has on record: whose chain, what."""
    return [
        (str(row.chain), row.action)
        for row in AuditEvent.objects.select_related("chain__district").order_by("pk")
    ]


def test_the_page_says_that_nothing_secret_belongs_here(client: Client) -> None:
    page = client.get("/login/").content.decode()
    assert "本系统为非涉密系统" in page
    assert "严禁录入、上传国家秘密和工作秘密" in page


def test_signing_in_leads_to_work_and_shows_who_one_is(client: Client, drafter: User) -> None:
    client.get("/login/")
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/fill/")
    page = client.get("/password/").content.decode()
    assert "承办人甲" in page
    assert "新乡镇承办人" in page
    assert told() == [("万州区", "sign_in")]


def test_the_name_is_taken_as_it_is_meant(client: Client, drafter: User) -> None:
    assert sign_in(client, " ＤＲＡＦＴＥＲ.1").status_code == 302


def test_a_session_planted_beforehand_is_not_the_one_signed_in(client: Client, drafter: User) -> None:
    planted = client.session
    planted["seen"] = True
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    sign_in(client)
    assert client.session.session_key != planted.session_key
    assert not Session.objects.filter(pk=planted.session_key).exists()


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("/fill/?year=2022", "/fill/?year=2022"),
        ("https://elsewhere.example/", "/fill/"),
        ("//elsewhere.example/", "/fill/"),
        ("javascript:alert(1)", "/fill/"),
        ("fill/", "/fill/"),
        ("/logout/", "/fill/"),
    ],
)
def test_signing_in_leads_back_but_never_elsewhere(
    client: Client, drafter: User, target: str, reached: str
) -> None:
    assert sign_in(client, next=target).url == reached


def test_a_wrong_password_an_unknown_name_and_a_closed_account_read_alike(
    client: Client, drafter: User
) -> None:
    make_user("gone", Role.REVIEWER, drafter.posts.get().township.district, is_active=False)
    answers = [
        sign_in(client, *who) for who in (("drafter.1", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("用户名或密码不对，没有登录" in answer.content.decode() for answer in answers)
    assert told() == [(whose, "sign_in.failed") for whose in ("万州区", "本系统", "万州区")]
    assert list(verify_audit()) == []


@pytest.mark.parametrize(
    "username", ["a\0b", "长" * 3000, "", "ﷺ" * 150, "\ud800".encode("utf-8", "replace").decode()]
)
def test_a_name_that_cannot_be_is_answered_with_a_page(client: Client, username: str) -> None:
    answer = sign_in(client, username)
    assert answer.status_code == 422
    assert "<form" in answer.content.decode()


@pytest.mark.parametrize("password", ["a\0b", "长" * 3000, ""])
def test_a_password_that_cannot_be_is_answered_with_a_page(
    client: Client, drafter: User, password: str
) -> None:
    assert sign_in(client, password=password).status_code == 422


def fail(client: Client, times: int = 5, username: str = "drafter.1") -> Any:
    for _ in range(times):
        answer = sign_in(client, username, "wrong")
    return answer


def test_five_wrong_passwords_lock_the_right_one_out_too_and_say_until_when(
    client: Client, drafter: User
) -> None:
    for answer in (fail(client), sign_in(client)):
        page = answer.content.decode()
        assert answer.status_code == 429
        assert 'data-error="locked_out"' in page
        assert "以后可以再试" in page
    # One row a try: axes' middleware makes the page after the view has answered.
    assert told() == [("万州区", "sign_in.failed")] * 4 + [("万州区", "sign_in.locked")] * 2


def test_control_four_wrong_passwords_lock_nobody_out(client: Client, drafter: User) -> None:
    fail(client, 4)
    assert sign_in(client).status_code == 302


def test_spelling_the_name_otherwise_buys_no_more_tries(client: Client, drafter: User) -> None:
    for username in ("drafter.1", "Drafter.1", "DRAFTER.1", "ｄrafter.1", "drafter.1 "):
        answer = sign_in(client, username, "wrong")
    assert answer.status_code == 429


def test_another_name_at_the_same_machine_is_not_locked_out(client: Client, drafter: User) -> None:
    make_user("other", Role.REVIEWER, drafter.posts.get().township.district)
    fail(client)
    assert sign_in(client, "other").status_code == 302


def test_the_pause_ends_by_itself(client: Client, drafter: User) -> None:
    fail(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_the_pause_is_ended_by_command(
    client: Client, drafter: User, capsys: pytest.CaptureFixture[str]
) -> None:
    fail(client)
    call_command("unlock_user", "Drafter.1")
    call_command("unlock_user", "drafter.1")
    words = capsys.readouterr().out.splitlines()
    assert [line.split("）")[1] for line in words] == ["已解除登录限制。", "没有登录限制，无须解除。"]
    assert sign_in(client).status_code == 302
    with pytest.raises(CommandError, match="没有用户名为nobody的人员"):
        call_command("unlock_user", "nobody")
    User.objects.update(is_active=False)
    call_command("unlock_user", "drafter.1")
    assert "账号已停用，仍然不能登录" in capsys.readouterr().out


def test_signing_out_takes_a_form_and_ends_the_session(client: Client, drafter: User) -> None:
    sign_in(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/login/"
    assert client.get("/fill/").url.startswith("/login/")
    assert told()[-1] == ("万州区", "sign_out")


def change(
    client: Client, old: str = PASSWORD, new: str = "Wanzhou-2027-fz", again: str | None = None
) -> Any:
    words = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/password/", words)


def test_the_first_password_is_changed_before_anything_else(client: Client, drafter: User) -> None:
    User.objects.update(must_change_password=True)
    sign_in(client)
    for address in ("/fill/", "/desk/", "/setup/audit/"):
        assert client.get(address).url == "/password/"
    assert "第一次登录" in client.get("/password/").content.decode()
    assert change(client).url == "/fill/"
    assert client.get("/fill/").status_code == 200
    assert told()[-1] == ("万州区", "password.changed")
    client.post("/logout/")
    assert sign_in(client).status_code == 422
    assert sign_in(client, password="Wanzhou-2027-fz").status_code == 302


def test_whoever_must_change_the_password_can_still_sign_out(client: Client, drafter: User) -> None:
    User.objects.update(must_change_password=True)
    sign_in(client)
    assert client.post("/logout/").url == "/login/"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"old": "wrong"}, ""),
        ({"new": PASSWORD}, "新密码与原密码相同，没有修改"),
        ({"new": "short"}, ""),
        ({"new": "1234567890123"}, ""),
        ({"again": "Wanzhou-2028-fz"}, ""),
        ({"new": "x" * 3000}, ""),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    client: Client, drafter: User, words: dict[str, str], sentence: str
) -> None:
    sign_in(client)
    answer = change(client, **words)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_an_account_switched_off_is_out_at_once(client: Client, drafter: User) -> None:
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/fill/").url.startswith("/login/")


def test_whoever_holds_no_post_is_told_so(client: Client, drafter: User) -> None:
    drafter.posts.all().delete()
    assert sign_in(client).url == "/desk/"
    page = client.get("/desk/")
    assert page.status_code == 200
    assert "还没有岗位" in page.content.decode()


def test_the_desk_leads_to_work(client: Client, drafter: User) -> None:
    sign_in(client)
    assert client.get("/desk/").url == "/fill/"


def test_a_form_that_lay_open_too_long_gives_words_back_but_no_password(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    words = {
        "new_password1": "a-password-of-more-than-20-letters",
        "comment": "一段很长的文字，写了很久，不能丢失，请务必留着。",
    }
    page = strict.post("/login/", words).content.decode()
    assert words["comment"] in page
    assert words["new_password1"] not in page


def test_a_form_from_an_older_sign_in_gives_back_every_word_and_no_secret(drafter: User) -> None:
    client = Client(enforce_csrf_checks=True)
    words = {
        "row": "0a1b2c3d-0000-4000-8000-000000000000",
        "x-revision": "12",
        "x-heading": "短标题",
        "x-body": "正文\0一句。",
        "password": "do-not-show-me",
        "new_password1": "nor-this-one",
        "csrfmiddlewaretoken": "z" * 64,
    }
    answer = client.post("/password/", words, headers={"Referer": "http://testserver/fill/?x=1"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert '<div class="kept">短标题\n\n正文一句。</div>' in page
    assert 'href="/fill/?x=1"' in page
