"""Secrecy review, publication, correction, taking down, withholding: what the public is shown, and since when."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from reports import workflow
from reports.content import sha256, to_json
from reports.enums import Act, Channel, PublicState, ReviewConclusion, Status
from reports.publishing import OMITTED
from tests import factories
from townships import clock

pytestmark = pytest.mark.django_db
SECRET = "不得公开的一段"


def review(world, conclusion=ReviewConclusion.PUBLIC, **details):
    return world.act(Act.SECRECY_REVIEW, "publisher", conclusion=conclusion, **details)


def test_what_is_published_is_the_newest_submission_without_the_signers(world):
    factories.report_at(world, Status.FILED)
    moment = datetime(2023, 3, 1, 10, tzinfo=clock.SHANGHAI)
    review(world)
    with clock.demo_clock(moment):
        event = world.act(Act.PUBLISH, "publisher")
    report = world.report
    public = report.current_publication()
    assert (report.public_state, report.published_at, report.published_by) == (
        PublicState.PUBLISHED,
        moment,
        world.people["publisher"],
    )
    assert (public.number, public.published_at, public.channel) == (1, moment, Channel.SITE)
    assert public.submission == report.latest_submission()
    assert public.content.signatures == ()
    assert public.content.parts == public.submission.content.parts
    assert public.sha256 == sha256(to_json(public.content)) == event.detail["sha256"]
    assert str(public) == f"{report} 第1版"


def test_a_draft_is_never_published_even_while_a_correction_is_written(world):
    factories.report_at(world, Status.FILED)
    factories.publish(world)
    world.act(Act.OPEN_CORRECTION, "drafter", comment="有误")
    factories.fill(world, SECRET)
    assert SECRET not in world.report.current_publication().content_json
    assert workflow.why_not(world.report, Act.CORRECT, world.people["publisher"]).code == "wrong_status"


@pytest.mark.parametrize(
    ("conclusion", "note", "omitted", "code"),
    [
        (ReviewConclusion.WITHHELD, " ", (), "needs_reason"),
        (ReviewConclusion.PARTIAL, "", ("x",), "needs_reason"),
        (ReviewConclusion.PARTIAL, "个人隐私", (), "invalid"),
        (ReviewConclusion.PUBLIC, "", ("x",), "invalid"),
        (ReviewConclusion.PARTIAL, "个人隐私", ("x",), "invalid"),
    ],
)
def test_a_review_gives_its_reason_and_names_rows_of_the_text(world, conclusion, note, omitted, code):
    factories.report_at(world, Status.FILED)
    with pytest.raises(workflow.Refused) as refused:
        review(world, conclusion, note=note, omitted=omitted)
    assert refused.value.code == code
    assert world.report.latest_submission().secrecy_reviews.count() == 0


def test_a_partial_publication_leaves_a_line_in_place_of_the_row(world):
    factories.report_at(world, Status.FILED, SECRET)
    before = world.report.content()
    row = before.parts[1].items[0].id
    review(world, ReviewConclusion.PARTIAL, note="涉及个人隐私", omitted=(row,))
    world.act(Act.PUBLISH, "publisher")
    public = world.report.current_publication().content
    assert [item.heading for item in public.parts[1].items] == [OMITTED]
    assert public.parts[1].items[0].paragraphs == ()
    assert public.parts[2] == before.parts[2]
    assert SECRET in to_json(before)


def test_the_omitted_rows_of_an_outdated_review_do_not_count(world):
    factories.report_at(world, Status.FILED)
    row = world.report.content().parts[1].items[0].id
    review(world, ReviewConclusion.PARTIAL, note="涉及个人隐私", omitted=(row,))
    review(world)
    world.act(Act.PUBLISH, "publisher")
    assert OMITTED not in world.report.current_publication().content_json


@pytest.mark.parametrize(
    "details",
    [
        {"portal_url": "", "portal_shown_on": date(2023, 3, 1)},
        {"portal_url": "https://www.wz.gov.cn/a.html", "portal_shown_on": None},
        {"portal_url": "javascript:alert(1)", "portal_shown_on": date(2023, 3, 1)},
    ],
)
def test_a_portal_publication_needs_its_address_and_the_date_shown_there(world, details):
    factories.report_at(world, Status.FILED)
    review(world)
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.PUBLISH, "publisher", channel=Channel.PORTAL, **details)
    assert refused.value.code == "invalid"
    assert world.report.public_state == PublicState.UNPUBLISHED


def test_a_portal_publication_keeps_what_is_shown_there_beside_the_time_of_registering(world):
    factories.report_at(world, Status.FILED)
    review(world)
    shown = date(2023, 2, 1)
    world.act(
        Act.PUBLISH,
        "publisher",
        channel=Channel.PORTAL,
        portal_url="https://www.wz.gov.cn/a.html",
        portal_shown_on=shown,
    )
    public = world.report.current_publication()
    assert (public.channel, public.portal_shown_on) == (Channel.PORTAL, shown)
    assert public.published_at.astimezone(clock.SHANGHAI).date() == clock.today()


def test_a_correction_is_the_next_number_with_a_notice_and_the_first_stays_readable(world):
    factories.report_at(world, Status.FILED)
    factories.publish(world)
    report = factories.correct(world)
    assert [(one.number, one.notice) for one in report.publications.readable()] == [
        (1, ""),
        (2, "更正一处数据。"),
    ]
    assert report.current_publication().number == 2
    assert report.events.get(act=Act.CORRECT).detail["take_down"] is False


@pytest.mark.parametrize("kind", ["privacy", "secrecy", "wording"])
def test_a_grave_correction_takes_the_earlier_text_down(world, kind):
    factories.report_at(world, Status.FILED, SECRET)
    factories.publish(world)
    report = factories.correct(world, kind=kind)
    gone = report.publications.get(number=1)
    assert (gone.taken_down_by, gone.taken_down_reason) == (world.people["publisher"], "更正一处数据。")
    assert not any(SECRET in one.content_json for one in report.publications.readable())


def test_an_ordinary_correction_takes_down_by_choice(world):
    factories.report_at(world, Status.FILED)
    factories.publish(world)
    report = factories.correct(world, take_down=True)
    assert [one.number for one in report.publications.readable()] == [2]


def test_withdrawing_leaves_nothing_readable(world):
    factories.report_at(world, Status.FILED)
    factories.publish(world)
    factories.correct(world)
    event = world.act(Act.WITHDRAW, "publisher", comment="依法撤下。")
    assert event.detail == {"publications": 2}
    assert world.report.current_publication() is None
    assert world.report.public_state == PublicState.WITHDRAWN
    assert not world.report.publications.readable().exists()


def test_a_withdrawn_report_comes_back_as_a_correction(world):
    factories.report_at(world, Status.FILED)
    factories.publish(world)
    world.act(Act.WITHDRAW, "publisher", comment="依法撤下。")
    report = factories.correct(world)
    assert report.public_state == PublicState.PUBLISHED
    assert [one.number for one in report.publications.readable()] == [2]


@pytest.mark.parametrize("act", [Act.CORRECT, Act.WITHDRAW, Act.WITHHOLD])
def test_whoever_changes_what_is_public_says_why(world, act):
    factories.report_at(world, Status.FILED)
    with pytest.raises(workflow.Refused) as refused:
        world.act(act, "publisher", comment=" ")
    assert refused.value.code == "needs_reason"


def test_withholding_needs_the_review_that_concluded_it(world):
    factories.report_at(world, Status.FILED)
    review(world, ReviewConclusion.WITHHELD, note="涉密")
    world.act(Act.WITHHOLD, "publisher", comment="经审查，依法不予公开。")
    assert world.report.public_state == PublicState.WITHHELD
    assert not world.report.publications.exists()
