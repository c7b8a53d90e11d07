"""补录: an earlier report entered afterwards, as it was made public in its own time (design §4).

It goes through no acts: nothing here was signed or filed by this system, and it stands outside the on-time figures.
What is kept is the text, frozen like any other, the date and the source it is taken from, who entered it and when.
Its plan feeds the next year's follow-ups; a mistake in it is corrected by the ordinary road.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from reports.content import ReportContent, part_text, sha256, to_json
from reports.enums import Channel, SubmissionStage
from reports.models import Publication, Report, Submission
from reports.permissions import Refused, roles_towards
from reports.saving.whole import write_rows
from reports.workflow.door import receive_historic
from townships import audit, clock
from townships.models import Role


def record(
    report: Report, content: ReportContent, *, by: Any, published_on: date, source_url: str
) -> Publication:
    """Make a draft that nobody has begun the historic report of its township and year.

    ``published_on`` is the date stated at the source (never in the future), ``source_url`` its address. Raises
    Refused: not_your_post (the district's manager or reviewer enters it), wrong_status (something is written or was
    done with it already), date_in_future, invalid (no text, no address).
    """
    with transaction.atomic():
        locked = Report.objects.locked(report.pk)
        if locked is None or not roles_towards(by, locked) & {Role.MANAGER, Role.REVIEWER}:
            raise Refused("not_your_post", "补录由区管理员或区审核人办理。")
        _check(locked, content, published_on, source_url)
        now = clock.now()
        write_rows(locked, replace(content, follow_ups=()), by)
        text = to_json(replace(locked.content(), signatures=()))
        seal = sha256(text)
        frozen = Submission.objects.create(
            report=locked,
            number=1,
            stage=SubmissionStage.HISTORIC,
            content_json=text,
            sha256=seal,
            receipt=f"{locked.reporting_year.district.code}-{locked.year}-{locked.township_id:04d}-0",
            at=now,
            by=by,
        )
        made = Publication.objects.create(
            report=locked,
            number=1,
            submission=frozen,
            content_json=text,
            sha256=seal,
            channel=Channel.ARCHIVE,
            portal_url=source_url,
            portal_shown_on=published_on,
            published_at=now,
            published_by=by,
        )
        receive_historic(locked, by, now)
        audit.append(
            district=locked.reporting_year.district,
            action="report.historic",
            actor=by,
            subject=f"report:{locked.pk}",
            detail={"sha256": seal, "published_on": published_on.isoformat(), "source": source_url},
        )
        return made


def _check(report: Report, content: ReportContent, published_on: date, source_url: str) -> None:
    if report.version or report.content_version or report.submissions.exists():
        raise Refused("wrong_status", "这份报告已经有人办理，没有补录，原有内容没有改动。")
    if published_on > clock.today():
        raise Refused("date_in_future", "原公开日期不能晚于今天。")
    if not any(part_text(part).strip() for part in content.parts):
        raise Refused("invalid", "补录的文本是空的，没有补录。")
    try:
        URLValidator(["http", "https"])(source_url)
    except ValidationError as error:
        raise Refused("invalid", "请填写原文的网址。") from error
