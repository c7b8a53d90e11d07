"""Opening a year: an outline, dates, one draft for each township in force; again without harm."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from reports import opening
from reports.enums import Status
from reports.models import PartVersion, Report
from tests import factories
from townships import clock
from townships.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    district = factories.make_district()
    for position, name in enumerate(("新乡镇", "长滩镇"), start=1):
        factories.make_township(district, name, f"t{position}", position)
    return district


def test_every_township_in_force_at_the_end_of_the_year_gets_a_draft(district):
    gone, late = district.townships.order_by("position")
    gone.in_force_to = date(2022, 12, 31)
    gone.save()
    year = opening.open_year(district, 2022)
    assert [report.township for report in year.reports.all()] == [late]
    report = year.reports.get()
    assert (report.state, report.title) == (
        Status.DRAFT,
        "重庆市万州区长滩镇人民政府关于2022年度法治政府建设情况的报告",
    )
    assert report.issuer_list == ("重庆市万州区长滩镇人民政府",)
    assert (report.addressee, report.cc) == ("区委、区政府", "区委依法治区办")


def test_the_outline_names_this_year_and_the_next(district):
    year = opening.open_year(district, 2022)
    titles = [part.title for part in year.reports.first().parts.all()]
    assert titles[0] is None, "the lead has no title"
    assert titles[1].startswith("2022年")
    assert titles[4] == "2023年推进法治政府建设的主要安排"
    assert PartVersion.objects.count() == 12


def test_a_joint_report_names_the_party_committee_first(district):
    year = opening.open_year(district, 2022, joint_issue=True)
    report = year.reports.first()
    assert report.issuer_list == ("中共重庆市万州区新乡镇委员会", "重庆市万州区新乡镇人民政府")
    assert report.title.startswith("中共重庆市万州区新乡镇委员会重庆市万州区新乡镇人民政府关于")


def test_a_second_opening_adds_only_what_is_missing_and_is_told_once(district):
    first = opening.open_year(district, 2022)
    again = opening.open_year(district, 2022, joint_issue=True)
    assert (again, again.joint_issue, Report.objects.count()) == (first, False, 2)
    factories.make_township(district, "分水镇", "t3", 3)
    opening.open_year(district, 2022)
    assert Report.objects.count() == 3
    told = AuditEvent.objects.filter(action="year.open").order_by("sequence")
    assert [row.detail for row in told] == [{"drafts": 2, "follow_ups": 0}, {"drafts": 1, "follow_ups": 0}]


def test_the_usual_dates_lie_inside_the_statutory_walls(district):
    year = opening.open_year(district, 2022)
    assert (
        year.preview_due <= year.submit_due < year.submit_wall == datetime(2023, 3, 1, tzinfo=clock.SHANGHAI)
    )
    assert year.publish_due < year.publish_wall == datetime(2023, 4, 1, tzinfo=clock.SHANGHAI)
    assert str(year) == "2022年度"
