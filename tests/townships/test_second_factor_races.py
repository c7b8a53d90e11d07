"""The same code twice at the same moment opens one session; with the control that shows what the lock is for."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from tests.factories import make_district, make_user
from tests.townships.test_second_factor import code_of, password, show, show_recovery
from townships import second_factor
from townships.models import AuditEvent, Authenticator, Role, User

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6


def at_once(step: Callable[[Client], Any]) -> list[int]:
    """``HANDS`` browsers whose password was right show a code at the same moment; the statuses of the answers."""
    browsers = [Client() for _ in range(HANDS)]
    for browser in browsers:
        password(browser)
    start = Barrier(HANDS)

    def hand(browser: Client) -> int:
        try:
            start.wait(30)
            return int(step(browser).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand, browsers))


@pytest.fixture
def codes() -> list[str]:
    person = make_user("reviewer", Role.REVIEWER, make_district())
    second_factor.begin(person)
    _verdict, codes = second_factor.confirm(person, code_of(person))
    Authenticator.objects.update(last_t=-1)
    return codes


def sign_ins() -> int:
    return AuditEvent.objects.filter(action__in=("sign_in", "sign_in.recovery_code")).count()


def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock on the person, and time between reading what was used and writing that it is."""

    def unlocked(person: User) -> User:
        return User.objects.get(pk=person.pk)

    opens_at = Authenticator.opens_at.fget
    assert opens_at is not None

    def late(device: Authenticator) -> Any:
        time.sleep(0.05)
        return opens_at(device)

    monkeypatch.setattr(second_factor, "_lock", unlocked)
    monkeypatch.setattr(Authenticator, "opens_at", property(late))


def test_one_code_shown_many_times_at_once_opens_one_session(codes: list[str]) -> None:
    code = code_of(User.objects.get())
    answers = at_once(lambda browser: show(browser, code))
    assert answers.count(302) == 1
    assert sign_ins() == 1
    # Five wrong ones are a pause: the others were counted, every one of them.
    assert Authenticator.objects.get().throttling_failure_count == HANDS - 1


def test_one_recovery_code_shown_many_times_at_once_opens_one_session(codes: list[str]) -> None:
    assert at_once(lambda browser: show_recovery(browser, codes[0])).count(302) == 1
    assert sign_ins() == 1


def test_control_without_the_lock_one_code_opens_several(
    codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets one writer in at a time by itself (BEGIN IMMEDIATE)."""
    slow(monkeypatch)
    code = code_of(User.objects.get())
    opened = at_once(lambda browser: show(browser, code)).count(302)
    assert (opened > 1) is (connection.vendor == "postgresql")


def test_switching_on_twice_at_once_makes_one_authenticator() -> None:
    person = make_user("reviewer", Role.REVIEWER, make_district())
    second_factor.begin(person)
    code = code_of(person)
    start = Barrier(HANDS)

    def hand(_number: int) -> bool:
        try:
            start.wait(30)
            return second_factor.confirm(User.objects.get(), code)[0].accepted
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        assert list(pool.map(hand, range(HANDS))).count(True) == 1
    assert Authenticator.objects.filter(confirmed=True).count() == 1
    assert AuditEvent.objects.filter(action="second_factor.on").count() == 1
    assert person.recovery_codes.count() == 10
