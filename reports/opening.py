"""Opening a year: its template, its dates, and one draft for every township in force. Repeatable without harm."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from reports.enums import PartKind
from reports.models import PartVersion, Report, ReportingYear, ReportPart, YearPart
from townships import audit, clock
from townships.models import District, Township

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The usual outline (domain.md 1.3); the order is the district's to change.
OUTLINE = (
    (PartKind.LEAD, ""),
    (PartKind.MEASURES, "{year}年推进法治政府建设的主要举措和成效"),
    (PartKind.SHORTCOMINGS, "{year}年推进法治政府建设存在的不足和原因"),
    (
        PartKind.DUTIES,
        "{year}年党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况",
    ),
    (PartKind.PLAN, "{next_year}年推进法治政府建设的主要安排"),
    (PartKind.OTHER, "其他需要报告的情况"),
)


def default_dates(year: int) -> dict[str, datetime]:
    """The district's own dates lie in January and February, inside the statutory walls (domain.md 1.2)."""

    def at(month: int, day: int) -> datetime:
        return datetime.combine(datetime(year + 1, month, day), time(17), SHANGHAI)

    return {"preview_due": at(1, 20), "submit_due": at(2, 13), "publish_due": at(3, 20)}


def open_year(district: District, year: int, *, by: Any = None, **settings: Any) -> ReportingYear:
    """The reporting year with its outline, and a draft for each township in force at its end.

    What exists already stays as it is: a second call adds only what is missing. ``settings`` are fields of
    ``ReportingYear``; without dates the usual ones are taken.
    """
    with transaction.atomic():
        opened, created = begin(district, year, by=by, **settings)
        drafts = _add_drafts(opened, by)
        if created or drafts:
            audit.append(
                district=district,
                action="year.open",
                actor=by,
                subject=f"year:{district.code}-{year}",
                detail={"drafts": drafts},
            )
        return opened


def begin(district: District, year: int, *, by: Any = None, **settings: Any) -> tuple[ReportingYear, bool]:
    """The reporting year with its outline, still without drafts; and whether it is new."""
    opened, created = ReportingYear.objects.get_or_create(
        district=district,
        year=year,
        defaults={"opened_at": clock.now(), "opened_by": by, **default_dates(year), **settings},
    )
    if created:
        YearPart.objects.bulk_create(
            YearPart(reporting_year=opened, position=position, kind=kind, title=title)
            for position, (kind, title) in enumerate(OUTLINE, start=1)
        )
    return opened, created


def _add_drafts(year: ReportingYear, by: Any) -> int:
    """Drafts for the townships that have none yet; the number made."""
    end = datetime(year.year, 12, 31).date()
    have = set(year.reports.values_list("township_id", flat=True))
    missing = [
        one for one in Township.objects.in_force(end).filter(district=year.district) if one.pk not in have
    ]
    reports = [draft(year, township, township.naming(end)) for township in missing]
    Report.objects.bulk_create(reports)
    outline = list(year.outline.all())
    parts = [
        ReportPart(report=report, kind=line.kind, title=line.title_for(year.year), position=line.position)
        for report in reports
        for line in outline
    ]
    ReportPart.objects.bulk_create(parts)
    PartVersion.objects.bulk_create(
        PartVersion(part=part, revision=1, title=part.title, opening="", at=clock.now(), by=by)
        for part in parts
    )
    return len(reports)


def draft(year: ReportingYear, township: Township, naming: Any) -> Report:
    """A township's report of the year, without a word in it yet and not saved."""
    issuers = [naming.government_name]
    if year.joint_issue:
        issuers.insert(0, naming.party_name)  # the party committee first (GB/T 9704-2012, 7.2.4)
    return Report(
        reporting_year=year,
        township=township,
        title=year.title_pattern.format(issuer="".join(issuers), year=year.year),
        issuers="\n".join(issuers),
        addressee=year.addressee,
        cc=year.cc,
    )
