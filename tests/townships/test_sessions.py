"""How long a sign-in lasts, who is signed in, and what ends it: measured by the server, moved by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import PASSWORD, World
from townships import clock, sessions
from townships.models import Post, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.demo_clock(datetime(2023, 1, 10, 1, tzinfo=UTC)):
        yield


@pytest.fixture
def drafter(client: Client, world: World) -> Client:
    return sign_in(client)


def sign_in(client: Client, password: str = PASSWORD) -> Client:
    answer = client.post("/login/", {"username": "drafter.1", "password": password, "next": "/fill/"})
    assert answer.status_code == 302
    return client


def later(**how: int) -> None:
    clock.advance(timedelta(**how))


def is_in(client: Client) -> bool:
    return client.get("/fill/").status_code == 200


# ------------------------------------------------------------------------- half an hour, ten hours


def test_half_an_hour_of_silence_ends_it(drafter: Client) -> None:
    later(minutes=29, seconds=59)
    assert is_in(drafter)
    later(minutes=30, seconds=1)
    answer = drafter.get("/fill/")
    assert (answer.status_code, answer.url) == (302, "/login/?next=/fill/")
    assert not Session.objects.exists()


def test_every_page_puts_it_off(drafter: Client) -> None:
    for _ in range(6):
        later(minutes=29)
        assert is_in(drafter)


def test_ten_hours_end_it_however_busy(drafter: Client) -> None:
    for _ in range(29):
        later(minutes=20)
        assert is_in(drafter)
    later(minutes=20)
    assert not is_in(drafter)
    assert is_in(sign_in(drafter))


def test_control_without_the_measure_it_would_last(drafter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "left", lambda session: (1, False))
    later(days=3)
    assert is_in(drafter)


def test_saving_a_row_is_a_sign_of_life(drafter: Client, world: World) -> None:
    address = f"/fill/{world.report.pk}/rows/{world.report.pk}/"
    for _ in range(3):
        later(minutes=29)
        assert drafter.post(address, {"revision": "1"}).status_code == 404
    later(minutes=31)
    assert drafter.post(address, {"revision": "1"}).json()["status"] == "signed_out"


def test_the_page_asks_without_putting_it_off_and_puts_it_off_by_a_form(drafter: Client) -> None:
    later(minutes=25)
    told = drafter.get("/session/").json()
    assert (told["left"], told["final"]) == (5 * 60, False)
    later(minutes=4)
    assert drafter.get("/session/").json()["left"] == 60
    assert drafter.post("/session/extend/").json()["left"] == 30 * 60
    later(minutes=31)
    for answer in (drafter.get("/session/"), drafter.post("/session/extend/")):
        assert (answer.status_code, answer.json()) == (401, {"status": "signed_out"})


def test_before_the_ten_hours_the_page_is_told_that_nothing_puts_them_off(drafter: Client) -> None:
    for _ in range(29):
        later(minutes=20)
        drafter.get("/fill/")
    later(minutes=18)
    told = drafter.post("/session/extend/").json()
    assert (told["left"], told["final"]) == (2 * 60, True)


def test_control_if_asking_were_a_sign_of_life_an_open_page_would_never_end(
    drafter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.urls import resolve

    monkeypatch.delattr(resolve("/session/").func, "no_sign_of_life")
    for _ in range(3):
        later(minutes=25)
        drafter.get("/session/")
    assert is_in(drafter)


def test_a_clock_set_back_signs_nobody_out(drafter: Client) -> None:
    later(hours=-5)
    assert is_in(drafter)


# ------------------------------------------------------------------------- what it costs


def writes(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return sum(1 for one in queries if one["sql"].startswith(("UPDATE", "INSERT", "DELETE")))


def test_a_sign_of_life_is_written_once_a_minute(drafter: Client) -> None:
    assert writes(drafter, "/fill/") == 0
    later(seconds=61)
    assert writes(drafter, "/fill/") == 1
    later(seconds=58)
    assert writes(drafter, "/fill/") == 0


def test_it_sends_no_new_cookie(drafter: Client) -> None:
    later(minutes=5)
    assert settings.SESSION_COOKIE_NAME not in drafter.get("/fill/").cookies


def test_public_pages_never_ask(drafter: Client) -> None:
    for address in ("/", "/2022/"):
        with CaptureQueriesContext(connection) as queries:
            drafter.get(address)
        assert not any("django_session" in one["sql"] for one in queries)


# ------------------------------------------------------------------------- keys and what ends them


def key(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def replay(old: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = old
    return client


def test_signing_in_again_gives_a_new_key_and_new_time(drafter: Client) -> None:
    old = key(drafter)
    later(minutes=29)
    sign_in(drafter)
    assert key(drafter) != old
    assert not is_in(replay(old))
    later(minutes=29)
    assert is_in(drafter)


def test_signing_out_ends_it_on_the_server(drafter: Client) -> None:
    old = key(drafter)
    drafter.post("/logout/")
    assert not is_in(replay(old))
    assert not Session.objects.filter(pk=old).exists()


def test_signed_out_in_another_window_a_moment_ago_writes_nothing_back(drafter: Client) -> None:
    later(minutes=5)
    real = sessions.get_user

    def slow(request: Any) -> Any:
        person = real(request)
        Session.objects.all().delete()
        return person

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "get_user", slow)
        assert not is_in(drafter)
    assert not Session.objects.exists()


def test_an_account_switched_off_is_out_of_every_session_for_good(drafter: Client, world: World) -> None:
    second = sign_in(Client())
    User.objects.filter(username="drafter.1").update(is_active=False)
    for client in (drafter, second):
        assert not is_in(client)
    User.objects.filter(username="drafter.1").update(is_active=True)
    assert not is_in(drafter)


def test_a_new_password_ends_every_other_session(drafter: Client) -> None:
    old, second = key(drafter), sign_in(Client())
    new = "Wanzhou-2027-fz"
    words = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert drafter.post("/password/", words).status_code == 302
    assert is_in(drafter)
    assert key(drafter) != old
    assert not is_in(second)
    assert not is_in(replay(old))


def test_a_post_taken_away_is_gone_with_the_next_request(drafter: Client, world: World) -> None:
    page = f"/fill/{world.report.pk}/"
    assert drafter.get(page).status_code == 200
    Post.objects.filter(user__username="drafter.1").delete()
    assert drafter.get(page).status_code == 404


@pytest.mark.parametrize("given", [True, False])
def test_other_posts_give_the_session_another_key(drafter: Client, world: World, given: bool) -> None:
    drafter.get("/fill/")
    old, person = key(drafter), world.people["drafter"]
    if given:
        Post.objects.create(user=person, role=Role.CHECKER, township=world.townships[0])
    else:
        person.posts.all().delete()
    assert is_in(drafter)
    assert key(drafter) != old
    assert not is_in(replay(old))
    again = key(drafter)
    assert is_in(drafter)
    assert key(drafter) == again


def test_cookies_keep_to_themselves(world: World) -> None:
    answer = Client().post("/login/", {"username": "drafter.1", "password": PASSWORD})
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
    assert int(cookie["max-age"]) == 10 * 60 * 60


# ------------------------------------------------------------------------- back to where one was


def test_words_typed_while_signed_out_come_back_with_the_way_to_their_page(
    drafter: Client, world: World
) -> None:
    report, page = world.report.pk, f"/fill/{world.report.pk}/?x=1"
    later(hours=1)
    answer = drafter.post(
        f"/fill/{report}/explain/",
        {"text": "写了很久的说明。"},
        headers={"Referer": f"http://testserver{page}"},
    )
    shown = answer.content.decode()
    assert answer.status_code == 401
    assert "写了很久的说明。" in shown
    assert f"/login/?next=%2Ffill%2F{report}%2F%3Fx%3D1" in shown
    answer = drafter.post("/login/", {"username": "drafter.1", "password": PASSWORD, "next": page})
    assert answer.url == page


def test_a_reviewers_words_come_back_too(client: Client, world: World) -> None:
    client.force_login(world.people["reviewer"])
    client.get("/review/")
    later(hours=1)
    for address in ("remarks/", "return/"):
        answer = client.post(
            f"/review/{world.report.pk}/{address}", {"text": "意见很长。", "comment": "请改。"}
        )
        assert answer.status_code == 401
        assert "请改。" in answer.content.decode()


@pytest.mark.parametrize(
    "referer",
    ["https://elsewhere.example/fill/", "//elsewhere.example/", "http://testserver//x", "nonsense", ""],
)
def test_the_way_back_is_never_out_of_the_site(client: Client, world: World, referer: str) -> None:
    address = f"/fill/{world.report.pk}/header/"
    answer = client.post(address, {"title": "x"}, headers={"Referer": referer})
    assert f"/login/?next=%2Ffill%2F{world.report.pk}%2Fheader%2F" in answer.content.decode()
