"""The acts by name. Each says what it needs, checks it, and goes through the door.

Common to all: ``by`` the person, ``version`` and ``content_version`` as the person saw them. They return the
``ReportEvent`` and raise ``Refused`` with nothing changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Max

from reports import checking, publishing, saving
from reports.content import sha256, to_json
from reports.enums import Act, Channel, ReviewConclusion, Status, SubmissionStage
from reports.models import Remark, Report, ReportEvent, SecrecyReview, Signature, Submission
from reports.permissions import Refused
from reports.workflow.door import Effect, enter
from reports.workflow.guards import latest_review
from townships import clock

#: 机关代字〔年份〕序号号 (GB/T 9704-2012, 7.2.5): full year, hexagonal brackets, no 第, no leading zero.
DOCUMENT_NUMBER = re.compile(r"[^\s〔〕]{1,40}〔\d{4}〕[1-9]\d{0,4}号")
_BRACKETS = str.maketrans("[]【】［］", "〔〕〔〕〔〕")
#: The longest change that still counts as a slip of the pen after signing.
SLIP = 20


# ------------------------------------------------------------------------- 预审 and signature


def request_preview(report_id: UUID | str, **who: Any) -> ReportEvent:
    """送区预审: freeze the draft for the district to read before it is signed."""

    def change(report: Report, now: datetime) -> Effect:
        report.preview_agreed = False
        return Effect({"submission": _freeze(report, SubmissionStage.PREVIEW, who["by"], now).number})

    return enter(Act.REQUEST_PREVIEW, report_id, change=change, **who)


def feedback(report_id: UUID | str, *, comment: str = "", **who: Any) -> ReportEvent:
    """反馈预审意见: release the reviewer's remarks; a remark or a sentence must be there."""

    def change(report: Report, now: datetime) -> Effect:
        return Effect({"remarks": _release(report, now, comment)})

    return enter(Act.FEEDBACK, report_id, change=change, comment=comment.strip(), **who)


def agree(report_id: UUID | str, *, comment: str = "", **who: Any) -> ReportEvent:
    """同意签报. Remarks written down go along; none is needed."""

    def change(report: Report, now: datetime) -> Effect:
        report.preview_agreed = True
        return Effect({"remarks": _release(report, now, "agreed")})

    return enter(Act.AGREE, report_id, change=change, comment=comment.strip(), **who)


def send_for_signature(report_id: UUID | str, **who: Any) -> ReportEvent:
    """送签发: the text is locked; the 审签单 can be printed."""
    return enter(Act.SEND_FOR_SIGNATURE, report_id, **who)


def send_back(report_id: UUID | str, *, comment: str = "", **who: Any) -> ReportEvent:
    """退回起草: a leader wants a change, or the drafter takes it back before anyone has signed."""
    return enter(Act.SEND_BACK, report_id, comment=comment.strip(), **who)


def register_signature(
    report_id: UUID | str,
    *,
    issuer: str,
    name: str,
    post: str,
    signed_on: date,
    opinion: str = "",
    **who: Any,
) -> ReportEvent:
    """登记签发: one issuer's principal has signed. With the last issuer the report is signed."""

    def change(report: Report, now: datetime) -> Effect:
        _check_signature(report, issuer, name, post, signed_on)
        Signature.objects.create(
            report=report,
            round=report.signing_round,
            issuer=issuer,
            post=post.strip(),
            name=name.strip(),
            signed_on=signed_on,
            opinion=opinion.strip(),
            registered_at=now,
            registered_by=who["by"],
        )
        waiting = set(report.issuer_list) - _signed_issuers(report)
        if waiting:
            return Effect({"issuer": issuer}, Status.SIGNING)
        report.signed_at, report.signed_by = now, who["by"]
        return Effect({"issuer": issuer})

    return enter(Act.REGISTER_SIGNATURE, report_id, change=change, **who)


def _signed_issuers(report: Report) -> set[str]:
    return set(report.signatures.filter(round=report.signing_round).values_list("issuer", flat=True))


def _check_signature(report: Report, issuer: str, name: str, post: str, signed_on: date) -> None:
    if issuer not in report.issuer_list:
        raise Refused("unknown_issuer", f"“{issuer}”不是这份报告的发文机关。")
    if issuer in _signed_issuers(report):
        raise Refused("signed_before", f"“{issuer}”已经登记过签发。")
    if not name.strip() or not post.strip():
        raise Refused("invalid", "请填写签发人的姓名和职务。")
    if signed_on > clock.today():
        raise Refused("date_in_future", "签发日期不能晚于今天。")


def number(report_id: UUID | str, *, document_number: str, dated_on: date, **who: Any) -> ReportEvent:
    """登记文号: the number, and the date (成文日期), which is that of the last signature (domain.md 4.2)."""
    written = re.sub(r"\s", "", document_number).translate(_BRACKETS)

    def change(report: Report, now: datetime) -> Effect:
        if not DOCUMENT_NUMBER.fullmatch(written):
            raise Refused(
                "bad_number", "发文字号的格式应为“机关代字〔年份〕顺序号”，如“新乡府文〔2023〕3号”。"
            )
        taken = Report.objects.filter(
            township=report.township_id, document_number=written, numbered_at__isnull=False
        )
        if taken.exclude(pk=report.pk).exists():
            raise Refused("number_taken", f"{written}已经用于本镇街的另一份报告。")
        last = report.signatures.filter(round=report.signing_round).aggregate(last=Max("signed_on"))["last"]
        if dated_on > clock.today():
            raise Refused("date_in_future", "成文日期不能晚于今天。")
        if dated_on != last:
            raise Refused("date_not_signed", f"成文日期应为最后签发的日期（{last:%Y年%-m月%-d日}）。")
        report.document_number, report.dated_on = written, dated_on
        return Effect({"document_number": written, "dated_on": dated_on.isoformat()})

    return enter(Act.NUMBER, report_id, change=change, **who)


def amend_wording(
    report_id: UUID | str, *, entry: UUID | str, field: str, text: str, **who: Any
) -> ReportEvent:
    """签发后文字订正: a slip of the pen, shown and logged. Figures and anything longer go back to the signers."""

    def change(report: Report, now: datetime) -> Effect:
        before, after = saving.amend(report, entry, field, text, by=who["by"], limit=SLIP)
        return Effect({"entry": str(entry), "field": field, "before": before, "after": after})

    return enter(Act.AMEND_WORDING, report_id, change=change, **who)


def unlock(report_id: UUID | str, *, comment: str, **who: Any) -> ReportEvent:
    """撤销签发: the text opens again; the signatures of this round no longer count."""
    _need_reason(comment)
    return enter(Act.UNLOCK, report_id, comment=comment.strip(), **who)


# ------------------------------------------------------------------------- filing upward


def submit(report_id: UUID | str, **who: Any) -> ReportEvent:
    """报送: freeze what the district is to read, with number, date, findings and receipt."""

    def change(report: Report, now: datetime) -> Effect:
        frozen = _freeze(report, SubmissionStage.FILING, who["by"], now)
        report.resubmit_due = None
        return Effect({"submission": frozen.number, "sha256": frozen.sha256, "receipt": frozen.receipt})

    return enter(Act.SUBMIT, report_id, change=change, **who)


def recall(report_id: UUID | str, *, comment: str = "", **who: Any) -> ReportEvent:
    """撤回: before the district has opened it (a 预审 at any time, so that no delay of the district's counts)."""

    def change(report: Report, now: datetime) -> Effect:
        frozen = report.latest_frozen()
        assert frozen is not None, "a report on its way has a frozen copy"
        frozen.recalled_at, frozen.recalled_by = now, who["by"]
        frozen.save(update_fields=["recalled_at", "recalled_by"])
        if report.state is Status.SUBMITTED:
            before = report.latest_submission()
            report.submitted_at = before.at if before else None
            report.submitted_by = before.by if before else None
        return Effect({"submission": frozen.number})

    return enter(Act.RECALL, report_id, change=change, comment=comment.strip(), **who)


def start_review(report_id: UUID | str, **who: Any) -> ReportEvent:
    """开始审核: from now on the township cannot simply take it back."""
    return enter(Act.START_REVIEW, report_id, **who)


def return_for_revision(
    report_id: UUID | str, *, comment: str = "", due: datetime | None = None, **who: Any
) -> ReportEvent:
    """退回修改: with remarks and a new date; the remarks are released to the township with it."""

    def change(report: Report, now: datetime) -> Effect:
        if due is None or due <= now:
            raise Refused("bad_date", "请给出今天以后的重报期限。")
        report.resubmit_due = due
        return Effect({"remarks": _release(report, now, comment), "due": due.isoformat()})

    reason = comment.strip() or "见批注"
    return enter(Act.RETURN, report_id, change=change, comment=reason, **who)


def file(report_id: UUID | str, *, comment: str = "", **who: Any) -> ReportEvent:
    """审核通过并备案. Remarks not yet released go along with it."""

    def change(report: Report, now: datetime) -> Effect:
        return Effect({"remarks": _release(report, now, "filed")})

    return enter(Act.FILE, report_id, change=change, comment=comment.strip(), **who)


def open_correction(report_id: UUID | str, *, comment: str, **who: Any) -> ReportEvent:
    """启动更正: the working copy opens again, what is public stays public."""
    _need_reason(comment)
    return enter(Act.OPEN_CORRECTION, report_id, comment=comment.strip(), **who)


# ------------------------------------------------------------------------- publication


def secrecy_review(
    report_id: UUID | str,
    *,
    conclusion: ReviewConclusion,
    note: str = "",
    omitted: tuple[str, ...] = (),
    **who: Any,
) -> ReportEvent:
    """公开审查（含保密审查） of the newest submission: public, in part (with the rows left out), or not."""

    def change(report: Report, now: datetime) -> Effect:
        frozen = report.latest_submission()
        assert frozen is not None, "a submitted report has a submission"
        if conclusion != ReviewConclusion.PUBLIC and not note.strip():
            raise Refused("needs_reason", "请写明不公开或区分处理的理由。")
        if (conclusion == ReviewConclusion.PARTIAL) != bool(omitted):
            raise Refused("invalid", "区分处理的，请选出不公开的条目；其他结论不选条目。")
        if not publishing.has_items(frozen.content, omitted):
            raise Refused("invalid", "所选条目不在最近一次报送的文本中，请刷新后重选。")
        SecrecyReview.objects.create(
            submission=frozen,
            conclusion=conclusion,
            omitted=list(omitted),
            note=note.strip(),
            at=now,
            by=who["by"],
        )
        return Effect({"submission": frozen.number, "conclusion": str(conclusion)})

    return enter(Act.SECRECY_REVIEW, report_id, change=change, **who)


def publish(
    report_id: UUID | str,
    *,
    channel: Channel = Channel.SITE,
    portal_url: str = "",
    portal_shown_on: date | None = None,
    **who: Any,
) -> ReportEvent:
    """公开: the newest submission, never a draft; on this site with the server's time, or on the portal."""

    def change(report: Report, now: datetime) -> Effect:
        made = publishing.publish(
            report,
            latest_review(report),
            by=who["by"],
            now=now,
            channel=channel,
            portal_url=portal_url,
            portal_shown_on=portal_shown_on,
        )
        return Effect({"publication": made.number, "sha256": made.sha256})

    return enter(Act.PUBLISH, report_id, change=change, **who)


def correct(
    report_id: UUID | str, *, comment: str, kind: str = "ordinary", take_down: bool = False, **who: Any
) -> ReportEvent:
    """公开更正: the next number with a notice. ``kind`` "privacy", "secrecy" or "wording" (严重表述错误)
    forces the earlier text down everywhere."""
    _need_reason(comment)

    def change(report: Report, now: datetime) -> Effect:
        gone = take_down or kind in publishing.MUST_GO
        made = publishing.publish(
            report,
            latest_review(report),
            by=who["by"],
            now=now,
            notice=comment.strip(),
            take_down_earlier=gone,
        )
        return Effect({"publication": made.number, "sha256": made.sha256, "kind": kind, "take_down": gone})

    return enter(Act.CORRECT, report_id, change=change, comment=comment.strip(), **who)


def withdraw(report_id: UUID | str, *, comment: str, **who: Any) -> ReportEvent:
    """撤下: nothing of it stays readable; the page says that it was taken down, and why in general words."""
    _need_reason(comment)

    def change(report: Report, now: datetime) -> Effect:
        return Effect(
            {"publications": publishing.take_down(report, by=who["by"], now=now, reason=comment.strip())}
        )

    return enter(Act.WITHDRAW, report_id, change=change, comment=comment.strip(), **who)


def withhold(report_id: UUID | str, *, comment: str, **who: Any) -> ReportEvent:
    """不予公开, as the 公开审查 concluded; the public reads 依法不予公开."""
    _need_reason(comment)
    return enter(Act.WITHHOLD, report_id, comment=comment.strip(), **who)


# ------------------------------------------------------------------------- what the acts share


def _need_reason(comment: str) -> None:
    if not comment.strip():
        raise Refused("needs_reason", "请写明理由。")


def _release(report: Report, now: datetime, comment: str) -> int:
    """Show the reviewers' drafted remarks to the township; something must be said."""
    released = Remark.objects.filter(report=report, released_at__isnull=True).update(released_at=now)
    if not released and not comment.strip():
        raise Refused("needs_remark", "请写批注，或写一句意见。")
    return released


def _freeze(report: Report, stage: SubmissionStage, by: Any, now: datetime) -> Submission:
    content = report.content()
    text = to_json(content)
    last = report.submissions.aggregate(last=Max("number"))["last"] or 0
    district = report.reporting_year.district
    return Submission.objects.create(
        report=report,
        number=last + 1,
        stage=stage,
        content_json=text,
        sha256=sha256(text),
        findings=checking.frozen(report, content),
        receipt=f"{district.code}-{report.year}-{report.township_id:04d}-{last + 1}",
        at=now,
        by=by,
    )


ACTS: dict[Act, Callable[..., ReportEvent]] = {
    Act.REQUEST_PREVIEW: request_preview,
    Act.FEEDBACK: feedback,
    Act.AGREE: agree,
    Act.SEND_FOR_SIGNATURE: send_for_signature,
    Act.SEND_BACK: send_back,
    Act.REGISTER_SIGNATURE: register_signature,
    Act.NUMBER: number,
    Act.AMEND_WORDING: amend_wording,
    Act.UNLOCK: unlock,
    Act.SUBMIT: submit,
    Act.RECALL: recall,
    Act.START_REVIEW: start_review,
    Act.RETURN: return_for_revision,
    Act.FILE: file,
    Act.OPEN_CORRECTION: open_correction,
    Act.SECRECY_REVIEW: secrecy_review,
    Act.PUBLISH: publish,
    Act.CORRECT: correct,
    Act.WITHDRAW: withdraw,
    Act.WITHHOLD: withhold,
}


def perform(act: Act, report_id: UUID | str, **details: Any) -> ReportEvent:
    """The act by its enum: what a view, a command or the demo calls."""
    return partial(ACTS[act], report_id)(**details)
