"""People and posts: what a person may do follows from the posts held today, and from nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from tests.factories import make_district, make_township, make_user
from townships import clock
from townships.models import DISTRICT_ROLES, TOWNSHIP_ROLES, District, Post, Role, Township, User
from townships.verifying import verify_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return make_district()


@pytest.fixture
def township(district: District) -> Township:
    return make_township(district, "新乡镇", "xinxiangzhen", 1)


def test_names_that_look_alike_are_one() -> None:
    User.objects.create_user("Drafter.１", "x", name="周敏")
    assert User.objects.get_by_natural_key("ＤＲＡＦＴＥＲ.1 ").name == "周敏"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("drafter.1", "x", name="别人")


def test_a_person_is_called_by_name() -> None:
    assert [str(User(username="a", name="周敏")), str(User(username="a"))] == ["周敏", "a"]


@pytest.mark.parametrize("role", Role.values)
def test_a_post_stands_in_its_own_kind_of_place(district: District, township: Township, role: str) -> None:
    user = User.objects.create_user("a", "x", name="周敏")
    right, wrong = {"township": township}, {"district": district}
    if role in DISTRICT_ROLES:
        right, wrong = wrong, right
    for place in (wrong, {}, right | wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(user=user, role=role, **place)
    Post.objects.create(user=user, role=role, **right)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=user, role=role, **right)


def test_the_database_refuses_a_post_that_ends_before_it_begins(township: Township) -> None:
    user = make_user("a", Role.DRAFTER, township)
    with pytest.raises(IntegrityError), transaction.atomic():
        user.posts.update(since=date(2023, 1, 2), until=date(2023, 1, 2))


def test_a_post_is_held_from_its_first_day_until_the_day_before_its_last(township: Township) -> None:
    user = make_user("a", Role.DRAFTER, township)
    user.posts.update(since=date(2023, 1, 1), until=date(2023, 2, 1))
    held = []
    for day in (datetime(2022, 12, 31), datetime(2023, 1, 1), datetime(2023, 1, 31), datetime(2023, 2, 1)):
        with clock.demo_clock(day):
            held.append(User.objects.get().holds(Role.DRAFTER))
    assert held == [False, True, True, False]


def test_a_post_is_asked_for_anywhere_or_in_one_place(district: District, township: Township) -> None:
    other = make_township(district, "长滩镇", "changtanzhen", 2)
    drafter = make_user("a", Role.DRAFTER, township)
    reviewer = make_user("b", Role.REVIEWER, district)
    assert drafter.holds(Role.CHECKER, Role.DRAFTER)
    assert drafter.holds(Role.DRAFTER, township=township)
    assert not drafter.holds(Role.DRAFTER, township=other)
    assert not drafter.holds(Role.DRAFTER, district=district)
    assert reviewer.holds(Role.REVIEWER, district=district)
    assert not reviewer.holds(Role.MANAGER, district=district)
    assert reviewer.districts(Role.REVIEWER) == [district]
    assert drafter.districts(*TOWNSHIP_ROLES) == []


def test_posts_are_read_once_a_request(township: Township, django_assert_num_queries: Any) -> None:
    user = make_user("a", Role.DRAFTER, township)
    with django_assert_num_queries(1):
        assert user.holds(Role.DRAFTER)
        assert not user.is_staff
        assert user.home == "/fill/"
        assert str(user.posts_now()[0]) == "新乡镇承办人"


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.DRAFTER, "/fill/"),
        (Role.SIGNER, "/fill/"),
        (Role.REVIEWER, "/review/"),
        (Role.MANAGER, "/review/"),
        (Role.AUDITOR, "/setup/audit/"),
        (Role.ADMINISTRATOR, "/setup/"),
    ],
)
def test_work_begins_where_the_post_leads(
    district: District, township: Township, role: Role, home: str
) -> None:
    assert make_user("a", role, township if role in TOWNSHIP_ROLES else district).home == home


def test_without_a_post_the_desk_says_so() -> None:
    assert User.objects.create_user("a", "x", name="周敏").home == "/desk/"


def test_the_administrator_holds_no_other_post(district: District, township: Township) -> None:
    admin, drafter = make_user("a", Role.ADMINISTRATOR, district), make_user("b", Role.DRAFTER, township)
    for post in (
        Post(user=admin, role=Role.DRAFTER, township=township),
        Post(user=drafter, role=Role.ADMINISTRATOR, district=district),
    ):
        with pytest.raises(ValidationError, match="不能兼任"):
            post.full_clean()
    Post(user=drafter, role=Role.CHECKER, township=township).full_clean()
    assert list(verify_people()) == []
    Post.objects.create(user=admin, role=Role.DRAFTER, township=township)
    assert list(verify_people()) == ["系统管理员系统管理员甲（a）兼任新乡镇承办人。"]


def test_the_administrator_manages_accounts_and_sees_no_draft(district: District) -> None:
    admin = make_user("a", Role.ADMINISTRATOR, district)
    assert admin.has_perm("townships.change_user")
    assert admin.has_perm("reports.change_reportingyear")
    assert admin.has_module_perms("reports")
    for verb in ("add", "change", "delete"):
        assert not admin.has_perm(f"townships.{verb}_auditevent")
    for model in ("report", "entry", "submission", "publication", "signature", "reportevent", "remark"):
        assert not admin.has_perm(f"reports.view_{model}")
    assert not admin.has_module_perms("axes")
    assert not admin.is_superuser


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_post_opens_the_administration(district: District, township: Township, role: Role) -> None:
    user = make_user("a", role, township if role in TOWNSHIP_ROLES else district)
    assert not user.is_staff
    assert not user.has_perm("townships.view_user")
    assert not user.has_module_perms("townships")


def test_a_post_that_ended_or_an_account_switched_off_opens_nothing(district: District) -> None:
    admin = make_user("a", Role.ADMINISTRATOR, district)
    admin.is_active = False
    assert not admin.is_staff
    admin.posts.update(until=clock.today() - timedelta(days=1))
    assert not User.objects.get().is_staff


def test_djangos_own_command_makes_a_person_without_powers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "x")
    call_command("createsuperuser", username="Root", name="罗平", interactive=False, verbosity=0)
    user = User.objects.get(username="root")
    assert (user.is_superuser, user.is_staff, user.home_district) == (False, False, None)


def test_whose_chain_tells_of_a_person(district: District, township: Township) -> None:
    assert make_user("a", Role.DRAFTER, township).home_district == district
    assert make_user("b", Role.REVIEWER, district).home_district == district
    assert User(username="c", district=district).home_district == district
