"""The demo: one command, a believable world, made by the acts; refused where it could meet real data.

The world is built once for this file, within a transaction that is undone at its end: the reports the plot names, for
the whole takes most of a minute (tests/reports/test_demo_stages.py builds it with ``--deep``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from reports import checking, demo, verifying
from reports.content import ReportContent, part_text
from reports.demo import cast as plot
from reports.demo.cast import BY_HAND, ENDINGS, MERGED_NAME, PILOTS, Stage, ending
from reports.demo.world import DISTRICT
from reports.enums import Act, Channel, Origin, Outcome, PublicState, ReviewConclusion, ReviewPolicy, Status
from reports.figures import mentions
from reports.models import FollowUp, Publication, Remark, Report, ReportingYear, SecrecyReview
from reports.models.queue import Timeliness, counts, queue
from townships import clock
from townships.divisions import DATA
from townships.models import AuditEvent, District, Succession, Township, TownshipCode, User

#: Reports whose year before is written too, so that a plan can be answered.
WITH_A_PAST = ("500101001", "500101123", "500101138", "500101148", "500101155", "500101201", "500101239")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        demo.build(only=named())
        yield
        transaction.set_rollback(True)


def named() -> Callable[[int, str], bool]:
    """The reports that go a way of their own, and all those of a few townships."""
    lines = (DATA / "streets.csv").read_text("utf-8").split("\n")
    codes = {line.split('"')[1]: line.split(",")[0] for line in lines if f",{DISTRICT}," in line}
    codes[plot.MERGED_NAME] = plot.MERGED_CODE
    pairs = {(year, codes[name]) for year, ways in ENDINGS.items() for name in ways}
    pairs |= {(2022, codes[name]) for name in PILOTS[2022]}
    return lambda year, code: (year, code) in pairs or code in WITH_A_PAST


@pytest.fixture
def db_of_world(world: None, db: None) -> None:
    """The world, and what a test changes undone behind it."""


pytestmark = pytest.mark.usefixtures("db_of_world")


def written() -> Any:
    return Report.objects.filter(content_version__gt=0) | Report.objects.filter(origin=Origin.HISTORIC)


def contents() -> dict[Report, ReportContent]:
    return {report: report.content() for report in written().with_names()}


# ------------------------------------------------------------------------- what there is


def test_there_are_52_townships_in_force_four_years_and_one_that_was_merged() -> None:
    assert Township.objects.in_force(clock.today()).count() == 52
    assert set(ReportingYear.objects.values_list("year", flat=True)) == {2022, 2023, 2024, 2025}
    assert Report.objects.filter(reporting_year__year=2025).count() == 52
    gone = Succession.objects.get()
    assert gone.predecessor.name == MERGED_NAME and "演示" in MERGED_NAME
    assert set(gone.predecessor.reports.values_list("reporting_year__year", flat=True)) == {2022}


def test_every_status_policy_and_conclusion_is_there() -> None:
    of_2025 = Report.objects.filter(reporting_year__year=2025)
    assert set(of_2025.values_list("status", flat=True)) == set(Status)
    assert set(of_2025.values_list("public_state", flat=True)) == set(PublicState)
    assert set(ReportingYear.objects.values_list("review_policy", flat=True)) == set(ReviewPolicy)
    assert set(SecrecyReview.objects.values_list("conclusion", flat=True)) == set(ReviewConclusion)
    assert set(Publication.objects.values_list("channel", flat=True)) == set(Channel)
    acts = set(AuditEvent.objects.filter(action__startswith="report.").values_list("action", flat=True))
    never = {Act.SEND_BACK, Act.AMEND_WORDING}
    assert acts >= {f"report.{act.value}" for act in Act if act not in never}


def test_remarks_are_answered_adopted_settled_and_open() -> None:
    remarks = Remark.objects.all()
    assert set(remarks.values_list("required", flat=True)) == {True, False}
    for is_there in (
        remarks.exclude(answer=""),
        remarks.filter(adopted_at__isnull=False),
        remarks.filter(settled_at__isnull=False),
        remarks.filter(released_at__isnull=False, settled_at__isnull=True, answer=""),
    ):
        assert is_there.exists()
    assert Report.objects.filter(events__act=Act.FEEDBACK).exists()
    assert Report.objects.filter(events__act=Act.RETURN, status=Status.FILED).exists(), (
        "returned, and filed since"
    )


def test_some_are_joint_some_late_some_missing() -> None:
    joint = [one for one in written() if len(one.issuer_list) == 2 and one.state is Status.FILED]
    assert joint and all(one.issuer_list[0].startswith("中共") for one in joint)
    assert all(one.signatures.filter(round=one.signing_round).count() == 2 for one in joint)
    year = ReportingYear.objects.get(year=2025)
    found = counts(queue(year, clock.now()))
    assert found[Timeliness.LATE] and found[Timeliness.OVERDUE] and found[Timeliness.ON_TIME]
    late = Report.objects.filter(reporting_year=year, published_at__gte=year.publish_wall)
    assert late.exists()


def test_corrections_keep_the_earlier_text_or_take_it_down() -> None:
    corrected = Publication.objects.filter(number=2).exclude(notice="")
    earlier = [one.report.publications.get(number=1) for one in corrected]
    assert {one.taken_down_at is None for one in earlier} == {True, False}
    for one in corrected:
        assert one.sha256 != one.report.publications.get(number=1).sha256
        assert one.report.state is Status.FILED


def test_historic_reports_stand_in_the_first_years_only() -> None:
    found = Report.objects.filter(origin=Origin.HISTORIC)
    assert {one.year for one in found.with_names()} == {2022, 2023}
    for year in PILOTS:
        regular = Report.objects.filter(reporting_year__year=year, origin=Origin.REGULAR, version__gt=0)
        assert set(regular.values_list("township__name", flat=True)) <= set(PILOTS[year])
    stated = Publication.objects.filter(channel=Channel.ARCHIVE).values_list(
        "portal_shown_on", "published_at"
    )
    assert all(day < at.date() for day, at in stated)


def test_the_world_proves_itself_and_its_past_lies_in_the_past_in_order() -> None:
    assert list(verifying.problems()) == []
    moments = list(AuditEvent.objects.order_by("chain", "sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < datetime(2026, 11, 25, tzinfo=clock.SHANGHAI)
    for moment in moments:
        assert 8 <= moment.astimezone(clock.SHANGHAI).hour <= 18


# ------------------------------------------------------------------------- what it says


def test_no_two_reports_read_the_same() -> None:
    found = Counter("".join(part_text(part) for part in one.parts) for one in contents().values())
    assert max(found.values()) == 1
    outlines = defaultdict(list)
    for report, content in contents().items():
        rows = [item.heading for part in content.parts if part.kind == "measures" for item in part.items]
        outlines[report.township].append(tuple(rows))
    assert all(len(set(years)) == len(years) for years in outlines.values()), "a year's outline is its own"


def test_every_report_sent_on_is_clean_by_our_own_checks() -> None:
    for report, content in contents().items():
        if report.version:
            assert [one.finding.message for one in checking.judge(report, content) if one.stops] == []


def test_figures_stand_in_the_text_and_cover_the_catalogue() -> None:
    codes = set()
    for report, content in contents().items():
        said = {one.value for part in content.parts for one in mentions(part_text(part))} | {0}
        figures = content.figures
        codes |= {line.indicator for line in figures}
        wrong = [line for line in figures if line.value not in said]
        assert wrong == [], report
        if report.year >= 2023 and report.version > 1:
            assert len(figures) >= 8
    assert len(codes) >= 15


def test_last_years_plan_is_answered() -> None:
    answered = FollowUp.objects.filter(report__status__in=[Status.SUBMITTED, Status.FILED])
    assert answered.exists() and not answered.filter(outcome="").exists()
    assert set(answered.values_list("outcome", flat=True)) == set(Outcome)
    assert set(answered.values_list("is_public", flat=True)) == {True, False}
    done = answered.filter(outcome=Outcome.DONE).first()
    before = Report.objects.get(township=done.report.township, reporting_year__year=done.report.year - 1)
    assert done.source_sha256 in set(before.submissions.values_list("sha256", flat=True))
    shown = [row for row in answered if row.measures]
    assert len(shown) > 20
    rows = {item.id for part in shown[0].report.content().parts for item in part.items}
    assert set(shown[0].measures) <= rows


def test_the_successor_answers_for_the_merged_township() -> None:
    heir = Report.objects.get(reporting_year__year=2023, township__name=plot.SUCCESSOR)
    assert heir.follow_ups.count() > 3


@pytest.mark.parametrize(("code", "year"), BY_HAND)
def test_the_reports_written_by_hand_are_public(code: str, year: int, client: Client) -> None:
    township = TownshipCode.objects.get(code=code).township
    page = client.get(f"/{year}/{township.key}/").content.decode()
    assert "<article" in page and "上年安排落实情况" in page


def test_public_pages_of_the_merged_township_lead_to_its_successor(client: Client) -> None:
    gone = Succession.objects.get()
    page = client.get(f"/townships/{gone.predecessor.key}/").content.decode()
    assert gone.successor.name in page and "/2022/" in page
    assert client.get(f"/2022/{gone.predecessor.key}/").status_code == 200


# ------------------------------------------------------------------------- who may sign in


def test_visitors_sign_in_and_the_other_townships_people_cannot() -> None:
    for name in ("drafter.500101123", "publisher.500101155", "reviewer", "manager", "auditor", "admin"):
        user = User.objects.get(username=name)
        assert user.check_password("demo-Fazhi-2026") and not user.must_change_password
    assert not User.objects.get(username="drafter.500101001").has_usable_password()
    assert not User.objects.get(username="admin").is_superuser
    assert not Township.objects.exclude(contact_phone__startswith="023-0000").exists()


def test_a_second_demo_changes_nothing(settings: Any) -> None:
    settings.DEBUG = True
    with pytest.raises(CommandError, match="没有载入"):
        call_command("demo", stdout=StringIO())
    said = StringIO()
    call_command("demo", if_empty=True, stdout=said)
    assert said.getvalue() == ""
    assert District.objects.count() == 1


def test_the_plot_names_townships_that_exist() -> None:
    known = set(Township.objects.values_list("name", flat=True))
    assert {name for year in ENDINGS.values() for name in year} <= known
    assert {name for names in PILOTS.values() for name in names} <= known
    assert ending(2025, "甘宁镇", Stage.PUBLISHED) == "published"
    assert ending(2025, "甘宁镇", Stage.MIXED) == "filed"
