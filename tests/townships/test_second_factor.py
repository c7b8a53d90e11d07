"""The second factor at the door: what opens, what does not, how often, and what the audit tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.oath import totp

from tests.factories import PASSWORD, make_district, make_township, make_user
from townships import second_factor
from townships.models import AuditEvent, Authenticator, Role, User
from townships.verifying import verify_audit, verify_people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time() -> Iterator[Any]:
    """Time stands still in the middle of a step, until a test moves it."""
    with time_machine.travel(datetime(2026, 1, 20, 9, 0, 15).astimezone(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def reviewer() -> User:
    return make_user("reviewer", Role.REVIEWER, make_district())


def code_of(person: User, steps: int = 0) -> str:
    """What the phone shows, or showed or will show some steps of 30 seconds from now."""
    device = Authenticator.objects.get(user=person)
    return f"{totp(device.bin_key, drift=steps):06}"


def switch_on(person: User, time: Any) -> list[str]:
    """The recovery codes; the next code of the phone is a fresh one."""
    second_factor.begin(person)
    verdict, codes = second_factor.confirm(person, code_of(person))
    assert verdict.accepted
    time.shift(90)
    return codes


def password(client: Client, username: str = "reviewer", **more: str) -> Any:
    return client.post("/login/", {"username": username, "password": PASSWORD, **more})


def show(client: Client, code: str) -> Any:
    return client.post("/login/code/", {"code": code})


def show_recovery(client: Client, code: str) -> Any:
    return client.post("/login/code/", {"recovery_code": code})


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def wrong(person: User) -> str:
    """Six digits that no step near now makes."""
    near = {code_of(person, steps) for steps in range(-5, 6)}
    return next(text for text in (f"{number:06}" for number in range(100)) if text not in near)


def told() -> list[str]:
    """What the audit tells of doors and factors."""
    assert list(verify_audit()) == []
    rows = AuditEvent.objects.filter(action__regex=r"^(sign_in|second_factor)").order_by("pk")
    return list(rows.values_list("action", flat=True))


# ------------------------------------------------------------------------- two steps


def test_without_it_the_password_is_enough(client: Client, reviewer: User) -> None:
    assert password(client).url == "/review/"
    assert is_in(client)


def test_after_the_password_a_code_is_asked_and_nobody_is_in_before(
    client: Client, reviewer: User, time: Any
) -> None:
    switch_on(reviewer, time)
    assert password(client).url == "/login/code/"
    assert client.get("/login/code/").status_code == 200
    for address in ("/review/", "/password/", "/desk/", "/second-factor/", "/setup/admin/"):
        assert client.get(address, follow=True).redirect_chain[-1][0].startswith("/login/?next=")
    answer = show(client, code_of(reviewer))
    assert (answer.status_code, answer.url) == (302, "/review/")
    assert is_in(client)
    assert told() == ["second_factor.on", "sign_in"]


def test_where_one_wanted_to_go_is_kept_and_never_elsewhere(
    client: Client, reviewer: User, time: Any
) -> None:
    switch_on(reviewer, time)
    password(client, next="/review/?year=2022")
    assert show(client, code_of(reviewer)).url == "/review/?year=2022"
    time.shift(60)
    client.post("/logout/")
    password(client, next="https://elsewhere.example/")
    assert show(client, code_of(reviewer)).url == "/review/"


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off_and_no_more(
    client: Client, reviewer: User, time: Any, steps: int, opens: bool
) -> None:
    switch_on(reviewer, time)
    time.shift(120)
    password(client)
    answer = show(client, code_of(reviewer, steps))
    assert answer.status_code == (302 if opens else 422)
    assert is_in(client) is opens
    if not opens:
        assert "请核对手机时间（本系统现在是" in answer.content.decode()


@pytest.mark.parametrize("spelt", ["{0} {1}", " {0}{1} ", "{0}-{1}", "fullwidth"])
def test_a_code_is_taken_as_it_is_meant(client: Client, reviewer: User, time: Any, spelt: str) -> None:
    switch_on(reviewer, time)
    password(client)
    code = code_of(reviewer)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert show(client, wide if spelt == "fullwidth" else spelt.format(code[:3], code[3:])).status_code == 302


@pytest.mark.parametrize("text", ["", "12345", "1234567", "１２３", "a\0b", "长" * 3000, "12_34 5", "-12345"])
def test_what_is_no_code_is_answered_with_a_sentence_and_not_counted(
    client: Client, reviewer: User, time: Any, text: str
) -> None:
    switch_on(reviewer, time)
    password(client)
    answer = show(client, text)
    assert answer.status_code == 422
    assert "验证码是6位数字" in answer.content.decode()
    assert Authenticator.objects.get().throttling_failure_count == 0
    assert not is_in(client)


def test_a_code_opens_once(client: Client, reviewer: User, time: Any) -> None:
    switch_on(reviewer, time)
    password(client)
    code = code_of(reviewer)
    assert show(client, code).status_code == 302
    other = Client()
    password(other)
    answer = show(other, code)
    assert answer.status_code == 422
    assert 'data-error="code_used"' in answer.content.decode()
    assert not is_in(other)
    time.shift(30)
    assert show(other, code_of(reviewer)).status_code == 302


def test_the_code_that_switched_it_on_does_not_sign_in(client: Client, reviewer: User) -> None:
    second_factor.begin(reviewer)
    code = code_of(reviewer)
    second_factor.confirm(reviewer, code)
    password(client)
    assert 'data-error="code_used"' in show(client, code).content.decode()


def test_control_without_the_memory_of_the_last_code_it_opens_again(
    client: Client, reviewer: User, time: Any
) -> None:
    switch_on(reviewer, time)
    password(client)
    code = code_of(reviewer)
    show(client, code)
    Authenticator.objects.update(last_t=-1)
    other = Client()
    password(other)
    assert show(other, code).status_code == 302


# ------------------------------------------------------------------------- the pause


def test_five_wrong_codes_are_a_pause_for_the_right_one_and_for_paper_too(
    client: Client, reviewer: User, time: Any
) -> None:
    codes = switch_on(reviewer, time)
    password(client)
    answers = [show(client, wrong(reviewer)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert "再错2次，要等15分钟" in answers[2].content.decode()
    page = answers[4].content.decode()
    assert 'data-error="locked_out"' in page
    assert "以后可以再试" in page
    assert show(client, code_of(reviewer)).status_code == 429
    assert show_recovery(client, codes[0]).status_code == 429
    assert not is_in(client)
    assert told()[1:] == ["sign_in.second_failed"] * 4 + ["sign_in.second_locked"] * 3


def test_the_pause_ends_by_itself_and_the_next_wrong_code_is_a_pause_again(
    client: Client, reviewer: User, time: Any
) -> None:
    switch_on(reviewer, time)
    password(client)
    for _ in range(5):
        show(client, wrong(reviewer))
    time.shift(timedelta(minutes=15))
    password(client)
    assert show(client, wrong(reviewer)).status_code == 429
    time.shift(timedelta(minutes=14, seconds=59))
    password(client)
    assert show(client, code_of(reviewer)).status_code == 429
    time.shift(1)
    assert show(client, code_of(reviewer)).status_code == 302
    assert Authenticator.objects.get().throttling_failure_count == 0


def test_control_without_the_count_the_sixth_guess_opens(
    client: Client, reviewer: User, time: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(reviewer, time)
    monkeypatch.setattr(Authenticator, "throttle_increment", lambda self, commit=True: None)
    password(client)
    for _ in range(5):
        show(client, wrong(reviewer))
    assert show(client, code_of(reviewer)).status_code == 302


def test_unlocking_a_person_forgets_the_wrong_codes(client: Client, reviewer: User, time: Any) -> None:
    from townships.unlocking import unlock

    switch_on(reviewer, time)
    password(client)
    for _ in range(5):
        show(client, wrong(reviewer))
    assert unlock(reviewer) == 1
    assert show(client, code_of(reviewer)).status_code == 302


# ------------------------------------------------------------------------- paper


def test_a_recovery_code_opens_once_and_says_how_many_are_left(
    client: Client, reviewer: User, time: Any
) -> None:
    codes = switch_on(reviewer, time)
    assert len(set(codes)) == 10
    password(client)
    assert show_recovery(client, codes[2].upper().replace("-", " ")).url == "/review/"
    assert "还剩9个" in client.get("/desk/", follow=True).content.decode()
    other = Client()
    password(other)
    answer = show_recovery(other, codes[2])
    assert answer.status_code == 422
    assert 'data-error="wrong_recovery_code"' in answer.content.decode()
    assert told() == ["second_factor.on", "sign_in.recovery_code", "sign_in.second_failed"]


def test_recovery_codes_of_another_person_or_another_number_do_not_open(
    client: Client, reviewer: User, time: Any
) -> None:
    codes = switch_on(reviewer, time)
    other = make_user("manager", Role.MANAGER, reviewer.posts.get().district)
    theirs = switch_on(other, time)
    password(client)
    assert show_recovery(client, theirs[0]).status_code == 422
    assert show_recovery(client, "02" + codes[0][2:]).status_code == 422
    assert show_recovery(client, "11" + codes[0][2:]).status_code == 422
    assert show_recovery(client, codes[0]).status_code == 302


def test_wrong_recovery_codes_count_towards_the_pause(client: Client, reviewer: User, time: Any) -> None:
    codes = switch_on(reviewer, time)
    password(client)
    answers = [show_recovery(client, "01-aaaaa-aaaaa").status_code for _ in range(5)]
    assert answers == [422] * 4 + [429]
    assert show_recovery(client, codes[0]).status_code == 429


def test_recovery_codes_are_stored_as_passwords_are(reviewer: User, time: Any) -> None:
    codes = switch_on(reviewer, time)
    stored = " ".join(reviewer.recovery_codes.values_list("digest", flat=True))
    assert not any(code[3:8] in stored or code[3:].replace("-", "") in stored for code in codes)
    assert len(set(stored.split())) == 10
    assert str(reviewer.recovery_codes.first()) == "区审核人甲 01"


# ------------------------------------------------------------------------- between the password and the code


def test_a_session_planted_beforehand_is_neither_the_pending_nor_the_signed_in_one(
    client: Client, reviewer: User, time: Any
) -> None:
    switch_on(reviewer, time)
    planted = client.session
    planted["seen"] = True
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    password(client)
    pending = client.session.session_key
    assert pending != planted.session_key
    show(client, code_of(reviewer))
    assert client.session.session_key not in (pending, planted.session_key)
    assert not Session.objects.filter(pk__in=(pending, planted.session_key)).exists()
    assert "password_was_right" not in client.session


def test_whoever_was_signed_in_here_is_out_when_another_name_is_entered(
    client: Client, reviewer: User, time: Any
) -> None:
    other = make_user("manager", Role.MANAGER, reviewer.posts.get().district)
    switch_on(reviewer, time)
    client.force_login(other)
    password(client)
    assert not is_in(client)


def test_after_five_minutes_the_password_is_asked_again(client: Client, reviewer: User, time: Any) -> None:
    switch_on(reviewer, time)
    password(client)
    time.shift(timedelta(minutes=5, seconds=1))
    answer = show(client, code_of(reviewer))
    assert answer.status_code == 401
    assert 'data-error="code_too_late"' in answer.content.decode()
    assert not is_in(client)
    assert client.get("/login/code/").url == "/login/"


def test_nobody_comes_to_the_code_without_the_password(client: Client, reviewer: User, time: Any) -> None:
    switch_on(reviewer, time)
    assert client.get("/login/code/").url == "/login/"
    assert show(client, code_of(reviewer)).url == "/login/"
    assert not is_in(client)


@pytest.mark.parametrize("change", ["password", "closed", "reset"])
def test_what_happened_to_the_account_meanwhile_counts(
    client: Client, reviewer: User, time: Any, change: str
) -> None:
    switch_on(reviewer, time)
    password(client)
    code = code_of(reviewer)
    if change == "password":
        reviewer.set_password("another-Fazhi-2026")
    elif change == "closed":
        reviewer.is_active = False
    else:
        second_factor.reset(reviewer)
    reviewer.save()
    assert show(client, code).status_code == 401
    assert not is_in(client)


def test_a_new_password_does_not_take_the_second_step_away(client: Client, reviewer: User, time: Any) -> None:
    switch_on(reviewer, time)
    reviewer.set_password(PASSWORD)
    reviewer.must_change_password = True
    reviewer.save()
    assert password(client).url == "/login/code/"
    assert show(client, code_of(reviewer)).url == "/password/"


# ------------------------------------------------------------------------- nothing leaks, nothing drifts apart


def test_no_code_and_no_secret_stands_in_the_audit_or_with_the_failed_tries(
    client: Client, reviewer: User, time: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from axes.models import AccessAttempt

    caplog.set_level("DEBUG")
    codes = switch_on(reviewer, time)
    secret = "".join(second_factor.by_hand(Authenticator.objects.get()))
    password(client)
    bad = wrong(reviewer)
    show(client, bad)
    code = code_of(reviewer)
    show(client, code)
    form = {"step": "off", "password": "not-the-password", "code": code}
    client.post("/second-factor/", form)
    kept = " ".join(
        [str(one.detail) + one.subject + one.actor_name for one in AuditEvent.objects.all()]
        + [one.post_data for one in AccessAttempt.objects.all()]
        + [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    )
    assert AccessAttempt.objects.exists()
    for hidden in (bad, code, secret, Authenticator.objects.get().key, *codes, "not-the-password"):
        assert hidden not in kept


@pytest.mark.parametrize("fault", ["no authenticator", "two authenticators", "not asked for"])
def test_an_authenticator_that_nobody_asks_for_or_nobody_has_is_found(
    reviewer: User, time: Any, fault: str
) -> None:
    switch_on(reviewer, time)
    assert list(verify_people()) == []
    if fault == "no authenticator":
        Authenticator.objects.all().delete()
    elif fault == "two authenticators":
        Authenticator.objects.create(user=reviewer, name="验证器")
    else:
        User.objects.update(second_factor_since=None)
    assert ["的动态验证码" in sentence for sentence in verify_people()] == [True]


def test_without_an_authenticator_no_code_opens(client: Client, reviewer: User, time: Any) -> None:
    """A row lost beside the program: the door stays shut, and ``verify`` names it."""
    switch_on(reviewer, time)
    Authenticator.objects.all().delete()
    password(client)
    answer = show(client, "123456")
    assert 'data-error="not_begun"' in answer.content.decode()
    assert not is_in(client)


def test_a_township_s_people_enter_alike(client: Client, time: Any) -> None:
    drafter = make_user(
        "drafter.1", Role.DRAFTER, make_township(make_district(), "新乡镇", "xinxiangzhen", 1)
    )
    switch_on(drafter, time)
    password(client, "drafter.1")
    assert show(client, code_of(drafter)).url == "/fill/"
