"""Building the demo: places, people, four years, and every report walked to where it stands by the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from reports import opening
from reports.demo.cast import MERGED_CODE, MERGED_NAME, SUCCESSOR, Stage, ending
from reports.demo.people import add_people
from reports.demo.stories import Story, run
from reports.enums import ReviewPolicy
from reports.models import Report, ReportingYear
from townships import clock
from townships.divisions import load_district
from townships.models import (
    District,
    Role,
    Series,
    Succession,
    Township,
    TownshipCode,
    TownshipKind,
    TownshipNaming,
)

DISTRICT = "500101"
#: What the district decided each year.
YEARS: dict[int, dict[str, Any]] = {
    2022: {"review_policy": ReviewPolicy.AFTER},
    2023: {"review_policy": ReviewPolicy.BEFORE, "publish_after_filing": True},
    2024: {"review_policy": ReviewPolicy.BOTH},
    2025: {"review_policy": ReviewPolicy.BOTH},
}
#: The last moment of each stage; the others run to the end.
UNTIL = {
    Stage.FILLING: datetime(2026, 1, 8, 18),
    Stage.REVIEWING: datetime(2026, 2, 6, 18),
    Stage.PUBLISHED: datetime(2026, 4, 10, 18),
}
END = datetime(2026, 11, 16, 18)
MERGED_ON = date(2023, 11, 20)


def build(stage: Stage = Stage.MIXED, only: Callable[[int, str], bool] | None = None) -> None:
    """The whole demo, in one transaction. For an empty database.

    ``only`` (year, code of the township): which reports are written, for a small world in a test; the others stay
    empty drafts.
    """
    until = UNTIL.get(stage, END).replace(tzinfo=clock.SHANGHAI)
    with transaction.atomic():
        with clock.demo_clock(datetime(2022, 12, 1, 9)):
            district = load_district(DISTRICT)
            _add_merged_township(district)
            townships = {one.code: one.township for one in TownshipCode.objects.select_related("township")}
            cast = add_people(district, townships)
        manager = cast.find(Role.MANAGER, "")
        for year, settings in YEARS.items():
            with clock.demo_clock(datetime(year, 12, 20, 9)):
                opened = opening.open_year(district, year, by=manager, **settings)
            stories = [
                Story(report, code, cast).told(ending(year, report.township.name, stage))
                for code, report in _reports(opened).items()
                if only is None or only(year, code)
            ]
            run(stories, until)
        if stage is Stage.NEXT_YEAR:
            with clock.demo_clock(END):
                opening.open_year(district, 2026, by=manager, review_policy=ReviewPolicy.BOTH)


def _reports(year: ReportingYear) -> dict[str, Report]:
    """The year's reports by the code of their township, with everything a story asks of them at hand."""
    reports = Report.objects.filter(reporting_year=year).with_names()
    reports = reports.prefetch_related("township__namings", "township__codes").order_by("township__position")
    return {report.township.codes.all()[0].code: report for report in reports}


def _add_merged_township(district: District) -> None:
    """An invented township, plainly marked, that was merged into a real one: its reports stay readable."""
    gone = Township.objects.create(
        district=district,
        key="baihexiang-demo",
        kind=TownshipKind.TOWNSHIP,
        name=MERGED_NAME,
        position=99,
        sort_key="bai he xiang",
        in_force_to=MERGED_ON,
    )
    TownshipCode.objects.create(township=gone, series=Series.STATISTICS, code=MERGED_CODE, valid_to=MERGED_ON)
    TownshipNaming.objects.create(
        township=gone,
        valid_to=MERGED_ON,
        name=MERGED_NAME,
        self_name="我乡",
        government_name=f"{district.full_name}{MERGED_NAME}人民政府",
        party_name=f"中共{district.full_name}{MERGED_NAME}委员会",
        government_head_title="乡长",
        party_head_title="党委书记",
    )
    heir = Township.objects.get(district=district, name=SUCCESSOR)
    Succession.objects.create(predecessor=gone, successor=heir, on=MERGED_ON, kind=Succession.Kind.MERGED)
