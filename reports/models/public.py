"""What the public may find: years, townships, and the publications of one report. Nothing of a working text.

Neutral to the reader: 公开日期 or 尚未公开; who is late is seen inside only (design §4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from reports.enums import Channel, PublicState
from reports.models.frozen import Publication
from reports.models.report import Report
from reports.models.year import ReportingYear
from townships.models import District, Township, TownshipKind

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Title:
    """One report in a list. ``corrected`` is the number of the version that stands, where it is not the first."""

    report: Report
    state: PublicState
    published_on: date | None
    corrected: int | None
    historic: bool = False

    @property
    def name(self) -> str:
        return str(self.report.township.name)


@dataclass(slots=True)
class Shelf:
    """A district's reports of one year, by kind of township."""

    district: District
    groups: dict[str, list[Title]] = field(default_factory=lambda: defaultdict(list))

    @property
    def titles(self) -> list[Title]:
        return [title for group in self.groups.values() for title in group]


def years() -> list[ReportingYear]:
    """Every open year of every district, newest first."""
    return list(ReportingYear.objects.select_related("district").order_by("-year", "district__code"))


def shelves(year: int) -> list[Shelf]:
    """The year's reports, district by district: two queries, however many."""
    found: dict[int, Shelf] = {}
    reports = Report.objects.filter(reporting_year__year=year).with_names()
    ordered = reports.order_by("reporting_year__district__code", "township__position", "township__name")
    for title in _titles(ordered, Publication.objects.filter(report__reporting_year__year=year)):
        district = title.report.reporting_year.district
        shelf = found.setdefault(district.pk, Shelf(district))
        shelf.groups[TownshipKind(title.report.township.kind).label].append(title)
    return list(found.values())


def titles_of(township: Township) -> list[Title]:
    """The reports of one township, newest year first."""
    reports = Report.objects.filter(township=township).with_names().order_by("-reporting_year__year")
    return list(_titles(reports, Publication.objects.filter(report__township=township)))


def _titles(reports: Iterable[Report], publications: Iterable[Publication]) -> Iterable[Title]:
    by_report: dict[object, list[Publication]] = defaultdict(list)
    for publication in publications.defer("content_json").order_by("number"):
        by_report[publication.report_id].append(publication)
    for report in reports:
        made = by_report[report.pk]
        public = report.public_state == PublicState.PUBLISHED and made
        yield Title(
            report=report,
            state=PublicState(report.public_state),
            published_on=shown_on(made[0]) if public else None,
            corrected=made[-1].number if public and made[-1].number > 1 else None,
            historic=bool(public and made[0].channel == Channel.ARCHIVE),
        )


def find(year: int, key: str) -> Report | None:
    """The report of the township with this public key."""
    return Report.objects.filter(reporting_year__year=year, township__key=key).with_names().first()


def versions(report: Report) -> list[Publication]:
    """Every publication of the report, the first one first; their text is read when it is asked for."""
    return list(report.publications.defer("content_json").order_by("number"))


def current(made: list[Publication]) -> Publication | None:
    """The newest one that may be read."""
    return next((one for one in reversed(made) if one.taken_down_at is None), None)


def shown_on(publication: Publication) -> date:
    """公开日期: this site's server date, or the date shown where it was made public."""
    if publication.channel != Channel.SITE and publication.portal_shown_on:
        return publication.portal_shown_on
    return publication.published_at.astimezone(SHANGHAI).date()


def first_shown_at(made: list[Publication]) -> datetime:
    """When this report was first made public here: a correction does not make it newer (domain.md 5.2)."""
    return next((one for one in made if one.channel == Channel.SITE), made[0]).published_at


def index_number(report: Report, first: Publication) -> str:
    """索引号: 统一社会信用代码/公开年份-五位顺序号 (domain.md 5.1); "" where the code is not registered, and for a
    historic report, which had its own.

    The serial counts the township's reports in the order in which they first became public in that year. Since
    publications are never deleted, it never changes.
    """
    code = report.township.credit_code
    if not code or first.channel == Channel.ARCHIVE:
        return ""
    year = first.published_at.astimezone(SHANGHAI).year
    start = datetime(year, 1, 1, tzinfo=SHANGHAI)
    firsts = Publication.objects.filter(report__township=report.township, number=1, published_at__gte=start)
    firsts = firsts.exclude(channel=Channel.ARCHIVE)
    earlier = Q(published_at__lt=first.published_at) | Q(published_at=first.published_at, pk__lte=first.pk)
    return f"{code}/{year}-{firsts.filter(earlier).count():05d}"
