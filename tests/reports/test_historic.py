"""补录: an earlier report entered afterwards: kept as it was, labelled, outside the figures, the root of follow-ups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from reports import historic, opening, verifying
from reports.content import Item, Part, ReportContent
from reports.enums import Act, Channel, Origin, PublicState, ReviewConclusion, Status, SubmissionStage
from reports.models import FollowUp, Publication, Report
from reports.models.queue import Group, Timeliness, counts, pick, queue
from reports.permissions import Refused
from tests import factories
from tests.factories import World
from townships import clock
from townships.models import AuditEvent, Succession

pytestmark = pytest.mark.django_db
SOURCE = "https://portal.example/xinxiang/2022.html"
STATED = date(2023, 1, 13)


def planned(report: Report, plan: tuple[str, ...] = ("充实执法力量",)) -> ReportContent:
    """A report whose plan has rows."""
    content = factories.filled(report)
    rows = tuple(
        Item(id=f"{part.id[:-4]}{number:04d}", heading=heading, paragraphs=("办法写在这里。",))
        for part in content.parts
        if part.kind == "plan"
        for number, heading in enumerate(plan)
    )
    parts = tuple(
        Part(part.id, part.kind, part.title, (), rows) if part.kind == "plan" else part
        for part in content.parts
    )
    return ReportContent(**{**{name: getattr(content, name) for name in content.__slots__}, "parts": parts})


def record(world: World, who: str = "manager", **changes: Any) -> Publication:
    report = changes.pop("report", world.report)
    given = {"published_on": STATED, "source_url": SOURCE} | changes
    content = given.pop("content", None) or planned(report)
    return historic.record(report, content, by=world.people[who], **given)


def test_it_is_kept_with_its_date_source_and_who_entered_it(world: World) -> None:
    made = record(world)
    report = world.report
    assert (report.origin, report.state, report.public_state) == (
        Origin.HISTORIC,
        Status.FILED,
        PublicState.PUBLISHED,
    )
    assert (made.channel, made.portal_shown_on, made.portal_url) == (Channel.ARCHIVE, STATED, SOURCE)
    assert made.published_by == world.people["manager"]
    assert made.review is None
    assert report.submissions.get().stage == SubmissionStage.HISTORIC
    assert report.events.count() == 0, "it went through no acts"
    told = AuditEvent.objects.get(action="report.historic")
    assert told.detail == {"sha256": made.sha256, "published_on": "2023-01-13", "source": SOURCE}
    assert list(verifying.problems()) == []


def test_whoever_is_not_of_the_district_enters_nothing(world: World) -> None:
    for who in ("drafter", "auditor", "administrator"):
        with pytest.raises(Refused) as refused:
            record(world, who)
        assert refused.value.code == "not_your_post"
    assert record(world, "reviewer").number == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"published_on": clock.today() + timedelta(days=1)}, "date_in_future"),
        ({"source_url": "抄自旧电脑"}, "invalid"),
        ({"source_url": ""}, "invalid"),
    ],
)
def test_what_is_not_known_is_not_made_up(world: World, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        record(world, **change)
    assert refused.value.code == code
    assert world.report.origin == Origin.REGULAR


def test_an_empty_text_is_refused(world: World) -> None:
    with pytest.raises(Refused) as refused:
        record(world, content=world.report.content())
    assert refused.value.code == "invalid"


def test_a_report_somebody_began_is_left_alone(world: World) -> None:
    factories.fill(world)
    with pytest.raises(Refused) as refused:
        record(world)
    assert refused.value.code == "wrong_status"
    assert world.report.origin == Origin.REGULAR


def test_the_text_of_a_historic_report_is_closed_and_corrected_by_the_ordinary_road(world: World) -> None:
    record(world)
    assert not world.report.is_editable
    assert (world.report.township_label, world.report.district_label) == ("补录", "补录")
    world.act(Act.OPEN_CORRECTION, "drafter", comment="抄录有误")
    factories.fill(world, "更正后。")
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "checker")
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "checker")
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    world.act(Act.CORRECT, "publisher", comment="更正抄录错误。")
    assert [one.channel for one in world.report.publications.all()] == [Channel.ARCHIVE, Channel.SITE]
    assert world.report.township_label == Status.SUBMITTED.label


def test_the_newest_text_of_a_historic_report_is_already_public(world: World) -> None:
    record(world)
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    with pytest.raises(Refused) as refused:
        world.act(Act.CORRECT, "publisher", comment="没有新的。")
    assert refused.value.code == "nothing_new"


def test_it_stands_outside_the_figures_of_the_queue(world: World) -> None:
    record(world)
    lines = queue(world.year, clock.now())
    assert counts(lines)[Timeliness.HISTORIC] == 1
    assert counts(lines)[Timeliness.ON_TIME] == counts(lines)[Timeliness.LATE] == 0
    found = pick(lines, Group.HISTORIC, "")
    assert [line.report for line in found] == [world.report]
    assert pick(lines, Group.FILED, "") == []
    assert {step.text for step in found[0].steps[:5]} == {"—"}


def test_the_district_reads_how_many_are_due_without_it(client: Client, world: World) -> None:
    record(world)
    client.force_login(world.people["reviewer"])
    page = client.get("/review/").content.decode()
    assert "<span>应报送</span><b>1</b>" in page
    assert "<span>补录</span><b>1</b>" in page


def test_the_public_reads_that_it_was_entered_afterwards(client: Client, world: World) -> None:
    made = record(world)
    key = world.townships[0].key
    page = client.get(f"/2022/{key}/").content.decode()
    assert "本报告原于2023年1月13日公开" in page
    assert f'href="{SOURCE}"' in page
    assert "公开日期：2023年1月13日" in page
    assert client.get(f"/2022/{key}/report.json").content.decode() == made.content_json
    for lists in ("/2022/", f"/townships/{key}/"):
        page = client.get(lists).content.decode()
        assert '<span class="tag">补录</span>' in page
        assert "2023年1月13日" in page


def test_a_historic_report_takes_no_index_number_of_ours(client: Client, world: World) -> None:
    world.townships[0].credit_code = "11500101008645890U"
    world.townships[0].save()
    record(world)
    assert "索引号" not in client.get(f"/2022/{world.townships[0].key}/").content.decode()


# ------------------------------------------------------------------------- last year's plan


def test_the_next_year_is_asked_what_became_of_the_plan(world: World) -> None:
    made = record(world, content=planned(world.report, ("充实执法力量", "精准普法")))
    opening.open_year(world.district, 2023)
    rows = FollowUp.objects.order_by("position")
    assert [row.quote for row in rows] == ["充实执法力量\n办法写在这里。", "精准普法\n办法写在这里。"]
    assert {row.source_sha256 for row in rows} == {made.sha256}
    plan = next(part for part in made.content.parts if part.kind == "plan")
    assert [str(row.source_item) for row in rows] == [item.id for item in plan.items]
    assert {row.report.reporting_year.year for row in rows} == {2023}


def test_a_report_filed_later_adds_its_plan_and_nothing_is_asked_twice(world: World) -> None:
    opening.open_year(world.district, 2023)
    assert not FollowUp.objects.exists(), "a draft promises nothing"
    record(world)
    opening.open_year(world.district, 2023)
    opening.open_year(world.district, 2023)
    assert FollowUp.objects.count() == 1


def test_a_successor_answers_for_the_township_merged_into_it(world: World) -> None:
    gone, heir = world.townships
    record(world)
    Succession.objects.create(predecessor=gone, successor=heir, on=date(2023, 6, 1), kind="merged")
    gone.in_force_to = date(2023, 6, 1)
    gone.save()
    opening.open_year(world.district, 2023)
    assert FollowUp.objects.get().report.township == heir


def test_a_merged_township_and_its_successor_are_linked(client: Client, world: World) -> None:
    gone, heir = world.townships
    Succession.objects.create(predecessor=gone, successor=heir, on=date(2023, 6, 1), kind="merged")
    page = client.get(f"/townships/{gone.key}/").content.decode()
    assert "已于2023年6月1日并入" in page and f'href="/townships/{heir.key}/"' in page
    page = client.get(f"/townships/{heir.key}/").content.decode()
    assert f'href="/townships/{gone.key}/"' in page


def test_the_catalogue_has_its_59_indicators_once() -> None:
    assert opening.load_indicators() == 59
    assert opening.load_indicators() == 0
