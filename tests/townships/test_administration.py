"""Setting up: what an administrator does there, what nobody does there, and what the audit tells of it."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.test import Client

from tests.factories import PASSWORD, World, make_township, make_user
from townships import audit
from townships.models import AuditChain, AuditEvent, Post, Role, Township, User
from townships.verifying import verify_audit

pytestmark = pytest.mark.django_db
NEW = "Wanzhou-2027-fz"


@pytest.fixture
def administrator(client: Client, world: World) -> Client:
    for user in User.objects.all():
        user.district = user.home_district
        user.save()
    client.force_login(world.people["administrator"])
    return client


def url(model: str, page: str = "changelist", *parts: Any) -> str:
    middle = f"{parts[0]}/{page}/" if parts else {"changelist": "", "add": "add/"}[page]
    return f"/setup/admin/townships/{model}/{middle}"


def posts(*rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """The formset of posts below a person."""
    found: dict[str, Any] = {"posts-TOTAL_FORMS": len(rows), "posts-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        found |= {f"posts-{number}-{name}": value for name, value in row.items()}
    return found


def person(world: World, **fields: Any) -> dict[str, Any]:
    words = {"username": "ｎew.Person", "name": "周敏", "phone": "", "district": world.district.pk}
    return {**words, "password1": NEW, "password2": NEW, **posts(), **fields}


def last() -> AuditEvent:
    assert list(verify_audit()) == []
    found = AuditEvent.objects.order_by("pk").last()
    assert found is not None
    return found


# ------------------------------------------------------------------------- who comes in


def test_strangers_are_led_to_the_door_and_back(client: Client, db: None) -> None:
    answer = client.get("/setup/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/login/?next=/setup/admin/"


@pytest.mark.parametrize("who", ["drafter", "publisher", "reviewer", "manager", "auditor"])
def test_to_every_other_post_the_administration_does_not_exist(
    client: Client, world: World, who: str
) -> None:
    client.force_login(world.people[who])
    for address in ("/setup/admin/", url("user"), url("auditevent")):
        assert client.get(address, follow=True).status_code == 404


def test_leaving_and_passwords_have_one_door(administrator: Client) -> None:
    assert administrator.get("/setup/admin/password_change/").url == "/password/"
    assert administrator.post("/setup/admin/logout/").url == "/login/"
    assert last().action == "sign_out"


@pytest.mark.parametrize(
    ("who", "status"), [("administrator", 200), ("manager", 200), ("auditor", 404), ("drafter", 404)]
)
def test_the_set_up_page(client: Client, world: World, who: str, status: int) -> None:
    client.force_login(world.people[who])
    assert client.get("/setup/").status_code == status


def test_every_list_and_form_opens(administrator: Client, world: World) -> None:
    for model, site_admin in admin.site._registry.items():
        base = f"/setup/admin/{model._meta.label_lower.replace('.', '/')}/"
        assert administrator.get(base).status_code == 200, site_admin
    for model, obj in (
        ("user", world.people["drafter"]),
        ("township", world.townships[0]),
        ("district", world.district),
    ):
        assert administrator.get(url(model, "change", obj.pk)).status_code == 200
    assert administrator.get(url("user", "password", world.people["drafter"].pk)).status_code == 200
    assert administrator.get(url("user", "add")).status_code == 200


@pytest.mark.parametrize("model", ["user", "post", "township", "succession", "auditevent"])
def test_a_longer_list_asks_the_database_no_oftener(
    administrator: Client, world: World, constant_queries: Any, model: str
) -> None:
    def grow() -> None:
        for number in range(3, 6):
            township = make_township(world.district, f"某{number}镇", f"mou{number}", number)
            make_user(f"drafter.{number}", Role.DRAFTER, township, district=world.district)
            township.successions.create(successor=world.townships[0], on="2023-01-01", kind="merged")
            audit.append(district=world.district, action="sign_in")

    audit.append(district=world.district, action="sign_in")
    world.townships[1].successions.create(successor=world.townships[0], on="2023-01-01", kind="merged")
    constant_queries(lambda: administrator.get(url(model)), grow)


# ------------------------------------------------------------------------- people and posts


def test_a_person_is_added_with_a_post_and_a_first_password(administrator: Client, world: World) -> None:
    row = {"role": "drafter", "township": world.townships[0].pk}
    answer = administrator.post(url("user", "add"), person(world, **posts(row)))
    assert answer.status_code == 302
    added = User.objects.get(username="new.person")
    assert added.must_change_password
    assert added.check_password(NEW)
    assert added.holds(Role.DRAFTER, township=world.townships[0])
    row = last()
    assert (row.action, row.subject, row.actor) == (
        "user.added",
        "user:new.person",
        world.people["administrator"],
    )
    assert row.detail["post"] == {"added": ["新乡镇承办人"]}
    assert row.detail["fields"]["name"] == ["", "周敏"]
    assert NEW not in str(row.detail)


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "ＤＲＡＦＴＥＲ.1"},
        {"district": ""},
        {"password2": "something-else-1"},
        {"password1": "", "password2": ""},
        {"username": "a\0b"},
        {"username": "ﷺ" * 149},
        posts({"role": "drafter"}),
        posts({"role": "drafter", "township": 999999}),
    ],
)
def test_a_person_who_cannot_be_is_not_added(
    administrator: Client, world: World, fields: dict[str, Any]
) -> None:
    before = User.objects.count()
    answer = administrator.post(url("user", "add"), person(world, **fields))
    assert answer.status_code == 200
    assert (User.objects.count(), AuditEvent.objects.filter(action="user.added").count()) == (before, 0)


def test_nobody_becomes_administrator_and_something_else(administrator: Client, world: World) -> None:
    both = posts(
        {"role": "administrator", "district": world.district.pk},
        {"role": "drafter", "township": world.townships[0].pk},
    )
    answer = administrator.post(url("user", "add"), person(world, **both))
    assert "系统管理员不能兼任其他岗位" in answer.content.decode()
    assert not User.objects.filter(username="new.person").exists()
    drafter = world.people["drafter"]
    more = {"user": drafter.pk, "role": "administrator", "district": world.district.pk}
    assert "不能兼任" in administrator.post(url("post", "add"), more).content.decode()


def test_a_change_is_told_with_what_stood_before(administrator: Client, world: World) -> None:
    drafter = world.people["drafter"]
    held = drafter.posts.get()
    row = {"id": held.pk, "user": drafter.pk, "role": "checker", "township": world.townships[1].pk}
    fields = {"name": "新名", "phone": "1", "district": world.district.pk, "is_active": ""}
    fields |= posts(row, initial=1)
    assert administrator.post(url("user", "change", drafter.pk), fields).status_code == 302
    detail = last().detail
    assert detail["fields"]["name"] == ["承办人甲", "新名"]
    assert detail["fields"]["is_active"] == ["True", "False"]
    assert detail["post"]["changed"] == {
        "长滩镇核稿人": {"role": ["drafter", "checker"], "township": ["新乡镇", "长滩镇"]}
    }
    drafter.refresh_from_db()
    assert (drafter.username, drafter.is_active) == ("drafter.1", False)


def test_a_post_is_given_changed_and_taken_with_a_row_each(administrator: Client, world: World) -> None:
    given = {"user": world.people["drafter"].pk, "role": "checker", "township": world.townships[0].pk}
    assert administrator.post(url("post", "add"), given).status_code == 302
    post = Post.objects.latest("pk")
    administrator.post(url("post", "change", post.pk), given | {"until": "2099-01-01"})
    assert last().detail["fields"]["until"] == ["", "2099-01-01"]
    administrator.post(url("post", "delete", post.pk), {"post": "yes"})
    assert not Post.objects.filter(pk=post.pk).exists()
    rows = AuditEvent.objects.order_by("pk").values_list("action", "detail__object")
    assert list(rows)[-3:] == [(f"post.{what}", "新乡镇核稿人") for what in ("added", "changed", "deleted")]
    assert last().subject == f"post:{post.pk}"


def test_a_password_set_for_somebody_is_changed_by_him(administrator: Client, world: World) -> None:
    drafter = world.people["drafter"]
    theirs = Client()
    theirs.force_login(drafter)
    page = url("user", "password", drafter.pk)
    assert administrator.post(page, {"password1": NEW, "password2": "x"}).status_code == 200
    assert administrator.post(page, {"password1": NEW, "password2": NEW}).status_code == 302
    drafter.refresh_from_db()
    assert drafter.check_password(NEW)
    assert drafter.must_change_password
    assert theirs.get("/fill/").url.startswith("/login/")
    assert (last().action, last().detail["fields"]) == ("user.changed", {"password": "…"})


def test_the_pause_after_wrong_passwords_is_ended_here(administrator: Client, world: World) -> None:
    drafter, theirs = world.people["drafter"], Client()
    for _ in range(5):
        theirs.post("/login/", {"username": drafter.username, "password": "wrong"})
    assert AccessAttempt.objects.exists()
    fields = {"action": "end_lockout", "_selected_action": [drafter.pk]}
    page = administrator.post(url("user"), fields, follow=True).content.decode()
    assert "已解除登录限制：承办人甲" in page
    assert (last().action, last().actor) == ("user.unlocked", world.people["administrator"])
    assert theirs.post("/login/", {"username": drafter.username, "password": PASSWORD}).status_code == 302


def test_people_are_switched_off_and_never_deleted(administrator: Client, world: World) -> None:
    drafter = world.people["drafter"]
    assert administrator.post(url("user", "delete", drafter.pk), {"post": "yes"}).status_code == 403
    page = administrator.get(url("post")).content.decode()
    assert "delete_selected" not in page


# ------------------------------------------------------------------------- whose


def test_other_districts_do_not_exist_here(administrator: Client, world: World) -> None:
    other = world.strangers["reviewer"]
    theirs = make_township(other.posts.get().district, "别镇", "biezhen", 1)
    for model, obj in (
        ("user", other),
        ("post", other.posts.get()),
        ("township", theirs),
        ("district", theirs.district),
    ):
        assert administrator.get(url(model, "change", obj.pk)).status_code == 404
        assert url(model, "change", obj.pk) not in administrator.get(url(model)).content.decode()
    given = {"user": other.pk, "role": "checker", "township": theirs.pk}
    assert administrator.post(url("post", "add"), given).status_code == 200
    assert administrator.post(url("user", "password", other.pk), {}).status_code in (302, 403, 404)
    assert not Post.objects.filter(role="checker", township=theirs).exists()


def test_a_district_comes_from_the_table_and_keeps_its_code(administrator: Client, world: World) -> None:
    assert administrator.get(url("district", "add")).status_code == 403
    fields = {
        "code": "999999",
        "name": "万州区",
        "full_name": "重庆市万州区",
        "office_name": "司法局",
        "committee": "区办",
    }
    assert administrator.post(url("district", "change", world.district.pk), fields).status_code == 302
    world.district.refresh_from_db()
    assert (world.district.code, world.district.committee) == ("500101", "区办")
    assert last().action == "district.changed"


def test_a_township_keeps_its_public_key(administrator: Client, world: World) -> None:
    township = world.townships[0]
    naming = township.namings.get()
    fields = {
        "key": "another",
        "name": "新乡镇",
        "kind": "town",
        "position": 7,
        "namings-TOTAL_FORMS": 1,
        "namings-INITIAL_FORMS": 1,
        "codes-TOTAL_FORMS": 0,
        "codes-INITIAL_FORMS": 0,
    }
    names = (
        "id",
        "self_name",
        "name",
        "government_name",
        "party_name",
        "government_head_title",
        "party_head_title",
    )
    fields |= {f"namings-0-{name}": getattr(naming, name) for name in names}
    fields["namings-0-township"] = township.pk
    assert administrator.post(url("township", "change", township.pk), fields).status_code == 302
    township.refresh_from_db()
    assert (township.key, township.position) == ("xinxiangzhen", 7)
    del fields["namings-0-id"]
    fields |= {
        "namings-TOTAL_FORMS": 0,
        "namings-INITIAL_FORMS": 0,
        "name": "无称谓镇",
        "district": world.district.pk,
    }
    assert administrator.post(url("township", "add"), fields).status_code == 200
    assert not Township.objects.filter(name="无称谓镇").exists()


def test_a_succession_is_told_to_the_district(administrator: Client, world: World) -> None:
    fields = {
        "predecessor": world.townships[1].pk,
        "successor": world.townships[0].pk,
        "on": "2023-01-01",
        "kind": "merged",
    }
    assert administrator.post(url("succession", "add"), fields).status_code == 302
    assert (last().action, str(last().chain)) == ("succession.added", "万州区")


# ------------------------------------------------------------------------- the audit


def test_nobody_changes_the_audit_here(administrator: Client, world: World) -> None:
    row = audit.append(district=world.district, action="sign_in", actor_name="周敏")
    for model, obj in (("auditevent", row), ("auditchain", row.chain)):
        assert administrator.get(url(model, "change", obj.pk)).status_code == 200
        for page in (url(model, "change", obj.pk), url(model, "delete", obj.pk), url(model, "add")):
            assert (
                administrator.post(page, {"post": "yes", "actor_name": "别人", "sequence": 9}).status_code
                == 403
            )
    assert audit.first_bad_row(AuditChain.objects.get(district=world.district)) is None


def test_the_auditor_reads_the_log_of_the_district_and_nothing_else(client: Client, world: World) -> None:
    other = world.strangers["auditor"].posts.get().district
    for number in range(60):
        audit.append(district=world.district, action="sign_in", actor_name=f"第{number}人")
    audit.append(district=other, action="sign_in", actor_name="别区人")
    client.force_login(world.people["auditor"])
    first, second = (client.get("/setup/audit/", {"page": page}).content.decode() for page in (1, 2))
    assert "第59人" in first
    assert "第0人" in second
    assert "登录" in first
    assert "别区人" not in first + second
    assert client.get("/setup/audit/", {"page": "x"}).status_code == 200
    for who in ("administrator", "manager", "reviewer", "drafter"):
        client.force_login(world.people[who])
        assert client.get("/setup/audit/").status_code == 404


def test_an_empty_log_says_what_will_stand_there(client: Client, world: World) -> None:
    client.force_login(world.strangers["auditor"])
    assert "还没有记录" in client.get("/setup/audit/").content.decode()
