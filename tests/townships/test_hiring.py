"""The first day: a district with its townships, the first administrator, and whoever comes after."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from tests.factories import make_district, make_township, make_user
from townships import audit
from townships.hiring import first_password
from townships.models import AuditChain, AuditEvent, District, Post, Role, Township, User

pytestmark = pytest.mark.django_db
GIVEN = "Wan-Zhou-2026-09"


@pytest.fixture
def township() -> Township:
    call_command("add_district", "500101", stdout=io.StringIO())
    return Township.objects.get(codes__code="500101123")


def create(username: str, *options: str, **more: Any) -> str:
    out = io.StringIO()
    call_command("create_user", username, *options, stdout=out, **more)
    return out.getvalue()


def administrator(username: str = "admin", *options: str) -> str:
    return create(username, "--name", "谭勇", "--role", "administrator", "--district", "500101", *options)


# ------------------------------------------------------------------------- add_district


def test_a_district_comes_with_its_townships_and_is_told_in_the_audit() -> None:
    out = io.StringIO()
    call_command("add_district", "500101", stdout=out)
    assert "已建立重庆市万州区（500101），新增镇街52个，共52个。" in out.getvalue()
    row = AuditEvent.objects.get()
    assert (row.action, row.words, str(row.chain)) == ("district.added", "新增区县", "万州区")
    assert row.detail == {"object": "重庆市万州区", "townships": 52}


def test_a_second_time_changes_nothing_and_fills_what_is_missing(township: Township) -> None:
    out = io.StringIO()
    call_command("add_district", "500101", stdout=out)
    assert "52个镇街以前已经建立，没有改动" in out.getvalue()
    assert AuditEvent.objects.count() == 1
    township.delete()
    call_command("add_district", "500101", stdout=out)
    assert "新增镇街1个，共52个" in out.getvalue()
    assert AuditEvent.objects.order_by("-pk").first().action == "district.changed"


def test_a_code_that_is_not_in_the_table_is_a_sentence() -> None:
    with pytest.raises(CommandError, match="区划表中没有代码为999999的区县，没有新增"):
        call_command("add_district", "999999")
    assert not District.objects.exists() and not AuditEvent.objects.exists()


# ------------------------------------------------------------------------- create_user


def test_the_first_administrator_gets_a_password_once_and_changes_it(
    township: Township, client: Client
) -> None:
    said = administrator("Ａdmin")
    password = re.search(r"密码：(\S{19})（只显示这一次", said)
    assert password and "已新增谭勇（admin），岗位：万州区系统管理员。" in said
    answer = client.post("/login/", {"username": "admin", "password": password[1]})
    assert answer.status_code == 302
    assert client.get("/setup/").url == "/password/"
    person = User.objects.get()
    assert (person.must_change_password, person.district.code) == (True, "500101")
    assert not person.is_superuser and person.is_staff
    row = AuditEvent.objects.get(action="user.added")
    assert (row.actor_name, row.subject) == ("命令行", "user:admin")
    assert row.detail == {"object": "谭勇", "post": {"added": ["万州区系统管理员"]}}
    assert password[1] not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert audit.first_bad_row(AuditChain.objects.get(district=township.district)) is None


def test_a_password_may_be_given_and_is_not_shown(
    township: Township, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(GIVEN + "\n"))
    said = administrator("admin", "--password-stdin")
    assert GIVEN not in said and "密码" not in said
    assert client.post("/login/", {"username": "admin", "password": GIVEN}).status_code == 302


@pytest.mark.parametrize("where", ["500101123", "xinxiangzhen"])
def test_posts_of_a_township_stack(township: Township, where: str) -> None:
    said = create(
        "a", "--name", "周敏", "--role", "drafter", "--role", "publisher", "--township", where, "--phone", "1"
    )
    assert "岗位：新乡镇承办人、新乡镇信息公开员。" in said
    assert set(Post.objects.values_list("role", "township")) == {
        ("drafter", township.pk),
        ("publisher", township.pk),
    }
    assert User.objects.get().district == township.district


@pytest.mark.parametrize(
    ("username", "options", "sentence"),
    [
        ("ＡＤＭＩＮ", ("administrator", "--district", "500101"), "用户名admin已经有人使用"),
        ("a b", ("manager", "--district", "500101"), "不能含空格"),
        ("a\u200bb", ("manager", "--district", "500101"), "控制字符"),
        ("　", ("manager", "--district", "500101"), "用户名不能是空的"),
        ("x" * 151, ("manager", "--district", "500101"), "150"),
        ("new", ("manager", "--district", "999999"), "没有代码为999999的区县，请先用add_district建立"),
        ("new", ("drafter", "--township", "999999999"), "没有代码或公开标识为999999999的镇街"),
        ("new", ("drafter", "--district", "500101"), "承办人的岗位在镇街（--township）"),
        ("new", ("manager", "--township", "500101123"), "区管理员的岗位在区县（--district）"),
        (
            "new",
            ("administrator", "--role", "manager", "--district", "500101"),
            "系统管理员不能兼任其他岗位",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence_and_leaves_nothing(
    township: Township, username: str, options: tuple[str, ...], sentence: str
) -> None:
    make_user("admin", Role.ADMINISTRATOR, township.district)
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError, match=f"{re.escape(sentence)}.*没有新增人员。$"):
        create(username, "--name", "某人", "--role", *options)
    assert (User.objects.count(), Post.objects.count(), AuditEvent.objects.count()) == (1, 1, before)


@pytest.mark.parametrize(("name", "password"), [(" ", GIVEN), ("谭勇", "short"), ("谭勇", "")])
def test_no_name_or_a_poor_password_is_refused(
    township: Township, monkeypatch: pytest.MonkeyPatch, name: str, password: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    with pytest.raises(CommandError, match="没有新增人员。"):
        create("a", "--name", name, "--role", "manager", "--district", "500101", "--password-stdin")
    assert not User.objects.exists()


def test_a_place_or_a_post_that_is_not_named_is_asked_for() -> None:
    for options in (
        ("--role", "manager"),
        ("--role", "king", "--district", "1"),
        ("--district", "1", "--township", "2"),
    ):
        with pytest.raises(CommandError):
            create("a", "--name", "某人", *options)


def test_person_posts_and_audit_stand_or_fall_together(
    township: Township, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**told: Any) -> None:
        raise IntegrityError("disk full")

    monkeypatch.setattr(audit, "append", full)
    with pytest.raises(IntegrityError):
        administrator()
    assert not User.objects.exists() and not Post.objects.exists()


def test_first_passwords_are_never_the_same_and_easily_copied() -> None:
    found = {first_password() for _ in range(200)}
    assert len(found) == 200
    assert not set("".join(found)) & set("0O1lIio")


def test_a_code_given_to_another_township_before_names_the_present_one(township: Township) -> None:
    gone = make_township(make_district("500102", "涪陵区"), "旧镇", "jiuzhen", 1)
    gone.in_force_to = "2020-01-01"
    gone.save()
    gone.codes.create(code="500101123", valid_to="2020-01-01")
    create("a", "--name", "周敏", "--role", "drafter", "--township", "500101123")
    assert Post.objects.get().township == township
