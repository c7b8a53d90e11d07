"""The reviewer's remarks: tied to a frozen copy, the author's own until an act releases them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from reports.comparison import Segment, difference, text_of
from reports.content import Place, ReportContent, places
from reports.models import Remark, Report, Submission
from reports.permissions import Refused, readable_by_district, roles_towards
from townships import clock
from townships.models import Role

LIMIT = 4_000


def remark(
    report_id: UUID | str,
    *,
    by: Any,
    place: str,
    text: str,
    quote: str = "",
    proposed: str = "",
    required: bool = True,
) -> Remark:
    """Write a remark on a row or part of the newest frozen copy. ``quote`` must stand in its text. Raises Refused."""
    text, quote, proposed = (one.replace("\r\n", "\n").strip() for one in (text, quote, proposed))
    with transaction.atomic():
        report = _reviewed(report_id, by)
        frozen = readable_by_district(report)
        if frozen is None:
            raise Refused("nothing_to_read", "镇街还没有送来文本，不能写批注。")
        if not text and not proposed:
            raise Refused("needs_remark", "请写意见，或者写建议改成的文字。")
        if max(len(text), len(quote), len(proposed)) > LIMIT:
            raise Refused("invalid", f"一条批注最多{LIMIT}字，没有保存。请分成几条。")
        where = place_of(frozen.content, place)
        if place and where is None:
            raise Refused("not_found", "批注所指的地方不在最近一次送来的文本里，请刷新后再写。")
        if quote and (where is None or quote not in text_of(where)):
            raise Refused("quote_gone", "所引的原文不在这一处，请从正文复制。")
        return Remark.objects.create(
            report=report,
            submission=frozen,
            part=where.part.id if where else None,
            item=where.item.id if where and where.item else None,
            quote=quote,
            text=text,
            proposed=proposed,
            required=required,
            author=by,
            at=clock.now(),
        )


def keep_words(report_id: UUID | str, *, by: Any, text: str) -> bool:
    """The words of an act that was not carried out, kept as the author's draft; whether there was anything to keep."""
    try:
        remark(report_id, by=by, place="", text=text[:LIMIT])
    except Refused:
        return False
    return True


def remove(report_id: UUID | str, remark_id: UUID | str, *, by: Any) -> None:
    """Take back one's own remark while nobody has seen it."""
    with transaction.atomic():
        report = _reviewed(report_id, by)
        own = _find(report, remark_id)
        if own.released_at or own.author_id != by.pk:
            raise Refused("released", "这条批注已经送达镇街，不能删除；可以了结。")
        own.delete()


def settle(report_id: UUID | str, remark_id: UUID | str, *, by: Any) -> None:
    """了结: the reviewer is content."""
    with transaction.atomic():
        report = _reviewed(report_id, by)
        found = _find(report, remark_id)
        if found.settled_at is None:
            found.settled_at, found.settled_by = clock.now(), by
            found.save(update_fields=["settled_at", "settled_by"])


def _reviewed(report_id: UUID | str, by: Any) -> Report:
    report = Report.objects.locked(report_id)
    if report is None:
        raise Refused("not_found", "没有这份报告，或者您不能查看。")
    if Role.REVIEWER not in roles_towards(by, report):
        raise Refused("not_your_post", "批注由区审核人办理。")
    return report


def _find(report: Report, remark_id: UUID | str) -> Remark:
    found = report.remarks.filter(pk=remark_id).first()
    if found is None:
        raise Refused("not_found", "没有这条批注。")
    return found


# ------------------------------------------------------------------------- what became of a remark


@dataclass(frozen=True, slots=True)
class Treated:
    """A remark of an earlier copy beside what became of its place: "changed", "answered" or "untouched"."""

    remark: Remark
    state: str
    segments: tuple[Segment, ...]
    path: str


def treated(report: Report, frozen: Submission) -> list[Treated]:
    """Every released remark made on a copy before this one, in its order."""
    remarks = report.remarks.filter(released_at__isnull=False, submission__number__lt=frozen.number)
    return [_treat(one, frozen.content) for one in remarks.select_related("submission", "author").order_by("at")]


def _treat(one: Remark, now: ReportContent) -> Treated:
    key = str(one.item or one.part or "")
    was, is_now = place_of(one.submission.content, key), place_of(now, key)
    before = text_of(was) if was else ""
    after = text_of(is_now) if is_now else ""
    changed = before != after
    state = "changed" if changed else "answered" if one.answer else "untouched"
    path = is_now.path if is_now else was.path if was else ""
    return Treated(one, state, difference(before, after) if changed else (), path)


def place_of(content: ReportContent, key: str) -> Place | None:
    """The row or part with this id; None for an empty or unknown one."""
    return next((one for one in places(content) if (one.item.id if one.item else one.part.id) == key), None)
