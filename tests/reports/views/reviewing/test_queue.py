"""镇街进度: who sees it, what it counts, how much it asks of the database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from reports.enums import Act, Status
from reports.models import Report
from reports.models.queue import (
    SHANGHAI,
    Group,
    Timeliness,
    chain,
    counts,
    pick,
    queue,
    time_left,
    timeliness,
)
from reports.opening import open_year
from tests.factories import World, make_township, make_user, publish, report_at
from townships import clock
from townships.models import Role

pytestmark = pytest.mark.django_db


def page(client: Client, person: object, address: str = "/review/") -> object:
    client.force_login(person)
    return client.get(address)


def test_reviewer_and_manager_see_every_township(client, world: World):
    for name in ("reviewer", "manager"):
        response = page(client, world.people[name])
        assert response.status_code == 200
        assert "新乡镇" in response.content.decode() and "长滩镇" in response.content.decode()


@pytest.mark.parametrize("name", ["drafter", "checker", "signer", "publisher", "auditor", "administrator"])
def test_others_find_no_such_page(client, world: World, name):
    assert page(client, world.people[name]).status_code == 404


def test_an_anonymous_visitor_is_sent_to_the_door(client, world: World):
    assert client.get("/review/")["Location"] == "/login/?next=/review/"


def test_another_district_sees_its_own_townships_only(client, world: World):
    body = page(client, world.strangers["reviewer"]).content.decode()
    assert "新乡镇" not in body
    assert "还没有开放报告年度" in body


def test_where_no_year_is_open_the_manager_is_told_what_to_do(client, world: World):
    body = page(client, world.strangers["manager"]).content.decode()
    assert "/setup/years/open/" in body


def test_it_shows_where_a_draft_stands_and_never_its_text(client, world: World):
    report_at(world, Status.DRAFT, marker="机密草稿标记")
    assert "机密草稿标记" not in page(client, world.people["reviewer"]).content.decode()


def test_the_newest_year_is_shown_and_another_on_request(client, world: World):
    open_year(world.district, 2023)
    assert "2023年度镇街进度" in page(client, world.people["reviewer"]).content.decode()
    assert "2022年度镇街进度" in client.get("/review/?year=2022").content.decode()
    for wrong in ("2021", "x", "2022&district=500102"):
        assert client.get(f"/review/?year={wrong}").status_code == 404


def test_the_filter_is_in_the_address(client, world: World):
    report_at(world, Status.SUBMITTED)
    body = page(client, world.people["reviewer"], "/review/?at=todo").content.decode()
    assert "新乡镇" in body and "长滩镇" not in body
    assert "没有符合条件的镇街" in client.get("/review/?q=没有").content.decode()
    assert "长滩镇" in client.get("/review/?at=<script>").content.decode()


def test_as_many_queries_for_many_townships_as_for_two(client, world: World, constant_queries):
    def grow() -> None:
        for position in range(3, 30):
            make_township(world.district, f"第{position}镇", f"town-{position}", position)
        open_year(world.district, 2022)

    client.force_login(world.people["reviewer"])
    assert constant_queries(lambda: client.get("/review/"), grow) <= 10


# --------------------------------------------------------------------------- what it counts


def lines(world: World, now: datetime | None = None) -> list:
    return queue(world.year, now or clock.now())


def test_the_groups_are_disjoint_and_add_up(world: World):
    report_at(world, Status.SUBMITTED)
    found = lines(world)
    assert sum(counts(found).values()) == len(found) == 2
    assert sum(line.is_in(Group.TODO) for line in found) == 1


def test_late_is_later_than_the_district_s_date():
    due = datetime(2023, 2, 13, 17, tzinfo=SHANGHAI)
    second = timedelta(seconds=1)
    assert timeliness(due, due, due) is Timeliness.ON_TIME
    assert timeliness(due + second, due, due) is Timeliness.LATE
    assert timeliness(None, due, due) is Timeliness.OPEN
    assert timeliness(None, due, due + second) is Timeliness.OVERDUE


def test_a_later_copy_after_a_return_does_not_make_a_township_late(world: World):
    with clock.demo_clock(datetime(2023, 2, 1, 9)):
        report_at(world, Status.RETURNED)
    line = lines(world, datetime(2023, 3, 20, tzinfo=SHANGHAI))[0]
    assert line.timeliness is Timeliness.ON_TIME
    assert line.urgency == "late"


def test_what_was_recalled_was_not_filed(world: World):
    report_at(world, Status.SUBMITTED)
    world.act(Act.RECALL, "drafter")
    assert lines(world)[0].timeliness is Timeliness.OVERDUE


def test_days_are_counted_as_people_count_them():
    due = datetime(2023, 2, 13, 17, tzinfo=SHANGHAI)
    at = lambda day, hour: datetime(2023, 2, day, hour, tzinfo=SHANGHAI)  # noqa: E731
    assert time_left(due, at(10, 23)) == "还有3天"
    assert time_left(due, at(13, 8)) == "今天到期"
    assert time_left(due, at(13, 18)) == "今天已逾期"
    assert time_left(due, at(15, 1)) == "已逾期2天"


def test_open_remarks_are_those_released_and_not_settled(world: World):
    report_at(world, Status.REVIEWING)
    report = world.report
    for _ in range(2):
        report.remarks.create(
            submission=report.latest_frozen(),
            text="请核实。",
            author=world.people["reviewer"],
            at=clock.now(),
        )
    assert lines(world)[0].open_remarks == 0
    world.act(Act.FEEDBACK, "reviewer")
    assert lines(world)[0].open_remarks == 2
    report.remarks.filter(pk=report.remarks.first().pk).update(
        settled_at=clock.now(), settled_by=world.people["reviewer"]
    )
    assert lines(world)[0].open_remarks == 1


@pytest.mark.parametrize(
    ("status", "now", "words"),
    [
        (Status.DRAFT, "起草", "起草中"),
        (Status.REVIEWING, "预审", "待预审"),
        (Status.SIGNING, "签发", "签发中"),
        (Status.SIGNED, "报送", "待报送"),
        (Status.RETURNED, "报送", "退回"),
        (Status.SUBMITTED, "备案", "待审核"),
    ],
)
def test_the_chain_shows_where_the_report_is_now(world: World, status, now, words):
    steps = chain(report_at(world, status))
    assert [(step.name, step.text) for step in steps if step.state in ("now", "back")] == [(now, words)]


def test_the_chain_ends_with_publication(world: World):
    report_at(world, Status.FILED)
    report = publish(world)
    assert [step.state for step in chain(report)] == ["done"] * 6
    world.act(Act.WITHDRAW, "publisher", comment="内容有误")
    assert chain(world.report)[-1].text == "已撤下"
    world.act(Act.OPEN_CORRECTION, "drafter", comment="数据有误")
    assert chain(world.report)[0].text == "更正中"


def test_the_chain_says_when_the_year_has_no_preview(db):
    from tests.factories import make_world

    world = make_world(review_policy="after")
    assert chain(world.report)[1].state == "none"


def test_feedback_is_shown_as_a_step_back(world: World):
    report_at(world, Status.REVIEWING)
    world.act(Act.FEEDBACK, "reviewer", comment="请补充。")
    assert chain(world.report)[1].state == "back"


def test_picking_by_group_name_and_pinyin(world: World):
    report_at(world, Status.FILED)
    publish(world)
    Report.objects.get(pk=world.report.pk).township.save()
    found = lines(world)
    assert [len(pick(found, group, "")) for group in (Group.FILED, Group.PUBLISHED, Group.RETURNED)] == [
        1,
        1,
        0,
    ]
    assert [line.report.township.name for line in pick(found, None, "长滩")] == ["长滩镇"]


def test_a_person_of_two_districts_chooses(client, world: World):
    both = make_user("both", Role.REVIEWER, world.district)
    (other,) = world.strangers["reviewer"].districts(Role.REVIEWER)
    both.posts.create(role=Role.REVIEWER, district=other)
    open_year(other, 2022)
    body = page(client, both, f"/review/?year=2022&district={other.code}").content.decode()
    assert "涪陵区司法局" in body and "新乡镇" not in body
