"""Opening a year: its template, its dates, one draft for every township in force, and what last year's plan said it
would bring. Repeatable without harm."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from reports.content import item_text
from reports.enums import EDITABLE, PartKind, Status
from reports.models import (
    FollowUp,
    Indicator,
    PartVersion,
    Report,
    ReportingYear,
    ReportPart,
    Submission,
    YearPart,
)
from townships import audit, clock
from townships.models import District, Succession, Township

SHANGHAI = ZoneInfo("Asia/Shanghai")
CATALOGUE = Path(__file__).parent / "data" / "indicators.csv"
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

    Each draft is given the items of last year's plan to answer (上年安排落实情况). What exists already stays as it is:
    a second call adds only what is missing, the plans of reports that were filed in the meantime included.
    ``settings`` are fields of ``ReportingYear``; without dates the usual ones are taken.
    """
    with transaction.atomic():
        opened, created = begin(district, year, by=by, **settings)
        load_indicators()
        drafts = _add_drafts(opened, by)
        follow_ups = add_follow_ups(opened)
        if created or drafts or follow_ups:
            audit.append(
                district=district,
                action="year.open",
                actor=by,
                subject=f"year:{district.code}-{year}",
                detail={"drafts": drafts, "follow_ups": follow_ups},
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


# ------------------------------------------------------------------------- last year's plan


def add_follow_ups(year: ReportingYear) -> int:
    """Give every report still being written the items of last year's plan, frozen: the hash of the filed or historic
    report, the item's id and its words. The number added; a report that has some already is left alone."""
    waiting = {
        report.township_id: report
        for report in year.reports.filter(status__in=EDITABLE, follow_ups__isnull=True)
    }
    plans = _last_plans(year)
    heirs = _heirs(year)
    rows: dict[Any, list[FollowUp]] = defaultdict(list)
    for township, frozen in plans:
        report = waiting.get(heirs.get(township, township))
        if report is None:
            continue
        for item in (
            item for part in frozen.content.parts if part.kind == PartKind.PLAN for item in part.items
        ):
            rows[report.pk].append(
                FollowUp(
                    report=report,
                    source_sha256=frozen.sha256,
                    source_item=item.id,
                    quote=item_text(item),
                    position=len(rows[report.pk]) + 1,
                )
            )
    made = [row for of_report in rows.values() for row in of_report]
    FollowUp.objects.bulk_create(made)
    return len(made)


def _last_plans(year: ReportingYear) -> list[tuple[int, Submission]]:
    """The newest filed (or historic) copy of every report of the year before, by township."""
    before = Submission.objects.filed_upward().filter(
        report__reporting_year__district=year.district,
        report__reporting_year__year=year.year - 1,
        report__status=Status.FILED,
    )
    newest = {one.report_id: one for one in before.select_related("report__township").order_by("number")}
    return sorted(
        ((one.report.township_id, one) for one in newest.values()),
        key=lambda found: found[1].report.township.position,
    )


def _heirs(year: ReportingYear) -> dict[int, int]:
    """Who answers for a township that was merged or renamed within the year: its successor."""
    ended = Succession.objects.filter(
        predecessor__district=year.district, on__year=year.year, successor__isnull=False
    )
    return dict(ended.values_list("predecessor", "successor"))


# ------------------------------------------------------------------------- the catalogue of figures


def load_indicators() -> int:
    """The catalogue of indicators (domain.md 3.3; reports/data/indicators.csv), those that are missing; their number.

    What an administrator changed in an indicator stays.
    """
    have = set(Indicator.objects.values_list("code", flat=True))
    with open(CATALOGUE, encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["code"] not in have]
    Indicator.objects.bulk_create(
        Indicator(**row | {"is_core": row["is_core"] == "1", "position": int(row["position"])})
        for row in rows
    )
    return len(rows)
