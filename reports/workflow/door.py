"""The one door through which a status changes.

In one transaction: lock the report, see that nothing moved since the person looked, ask the table, write
status, time and person together, the event, and last the audit row (its chain is locked last of all, so
that no order of locks can deadlock). A repeated act finds its own event and answers as the first did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from reports.enums import Act, Origin, PublicState, Status
from reports.models import Report, ReportEvent
from reports.permissions import Refused
from reports.workflow.table import TABLE, target_of, why_not
from townships import audit, clock

#: The stamp an act leaves: its time and its person.
STAMP = {
    Act.REQUEST_PREVIEW: "preview_requested",
    Act.FEEDBACK: "preview_answered",
    Act.AGREE: "preview_answered",
    Act.SEND_FOR_SIGNATURE: "sent_for_signature",
    Act.NUMBER: "numbered",
    Act.SUBMIT: "submitted",
    Act.START_REVIEW: "opened",
    Act.RETURN: "returned",
    Act.FILE: "filed",
    Act.PUBLISH: "published",
    Act.CORRECT: "published",
}
_SIGNING = ("sent_for_signature", "signed", "numbered")
#: The stamps an act takes back, because the steps behind them have to be gone through again.
CLEARS = {
    Act.SEND_BACK: _SIGNING,
    Act.UNLOCK: _SIGNING,
    Act.RETURN: (*_SIGNING, "opened"),
    Act.OPEN_CORRECTION: (*_SIGNING, "opened"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act did beside the status; ``target`` only where the act decides it (the last signature)."""

    detail: dict[str, Any] = field(default_factory=dict)
    target: Status | None = None


Change = Callable[[Report, datetime], Effect | None]


def enter(
    act: Act,
    report_id: UUID | str,
    *,
    by: Any,
    version: int,
    content_version: int,
    comment: str = "",
    change: Change | None = None,
) -> ReportEvent:
    """Carry the act out once. Raises Refused, with nothing changed, when it cannot be."""
    with transaction.atomic():
        report = Report.objects.with_names().locked(report_id)
        if report is None:
            raise Refused("not_found", "没有这份报告，或者您不能查看。")
        repeated = _answered_before(report, act, by, version)
        if repeated:
            return repeated
        if report.content_version != content_version:
            raise Refused(
                "text_changed", f"“{act.label}”没有执行：您打开页面之后，正文又有改动，请看过后再办。"
            )
        refusal = why_not(report, act, by)
        if refusal:
            raise Refused(refusal.code, refusal.sentence)
        now = clock.now()
        effect = (change(report, now) if change else None) or Effect()
        event = move(report, act, effect, by=by, seen=version, now=now, comment=comment)
        if act in CLEARS and report.signatures.filter(round=report.signing_round).exists():
            report.signing_round += 1
        report.save()
        event.save()
        audit.append(district=report.reporting_year.district, **told(event))
        return event


def _answered_before(report: Report, act: Act, by: Any, version: int) -> ReportEvent | None:
    """The event of the same act by the same person from the same version; what overtook it is told."""
    if version == report.version:
        return None
    event = report.events.select_related("by").filter(from_version=version).first()
    if event is None:
        raise Refused("stale", f"“{act.label}”没有执行：页面已经过时，请刷新后再办。")
    if event.act == act and event.by_id == by.pk:
        return event
    when = event.at.astimezone(clock.SHANGHAI)
    raise Refused(
        "overtaken",
        f"“{act.label}”没有执行：{event.by.name}已在{when:%m月%d日%H:%M}“{event.get_act_display()}”。",
    )


def move(
    report: Report, act: Act, effect: Effect, *, by: Any, seen: int, now: datetime, comment: str = ""
) -> ReportEvent:
    """What the act does to the report in memory: status, stamps, version; and its event, not saved yet.
    ``seen`` is the version the person acted on: UNIQUE lets each be acted on once."""
    source = report.state
    report.status = effect.target or target_of(act, source)
    public_target = TABLE[act].public_target
    if public_target is not None:
        report.public_state = PublicState(public_target)
    if act in STAMP:
        _stamp(report, STAMP[act], by, now)
    for stamp in CLEARS.get(act, ()):
        _stamp(report, stamp, None, None)
    report.version += 1
    return ReportEvent(
        report=report,
        act=act,
        from_version=seen,
        from_status=source,
        to_status=report.status,
        at=now,
        by=by,
        comment=comment,
        detail=effect.detail,
    )


def told(event: ReportEvent) -> dict[str, Any]:
    """The event as a row of the audit chain."""
    detail = {"from": str(event.from_status), "to": str(event.to_status), "version": event.from_version}
    return {
        "action": f"report.{Act(event.act).value}",
        "actor": event.by,
        "subject": f"report:{event.report_id}",
        "detail": {**detail, **event.detail},
    }


def receive_historic(report: Report, by: Any, now: datetime) -> None:
    """The one status that no act leads to: a report of an earlier time, filed and made public elsewhere (补录).

    Called by ``reports.historic`` alone, inside its transaction, with the report locked.
    """
    report.origin, report.status, report.public_state = Origin.HISTORIC, Status.FILED, PublicState.PUBLISHED
    _stamp(report, "filed", by, now)
    _stamp(report, "published", by, now)
    report.save()


def _stamp(report: Report, stamp: str, by: Any, at: datetime | None) -> None:
    setattr(report, f"{stamp}_at", at)
    setattr(report, f"{stamp}_by", by)
