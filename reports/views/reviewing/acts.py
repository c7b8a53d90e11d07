"""The reviewer's acts: a page with the form where one is needed, a POST that goes through the door."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports import remarking, workflow
from reports.enums import Act
from reports.forms.acts import ActForm, form_for
from reports.models import Report
from reports.permissions import Refusal, Refused, readable_by_district
from reports.views.access import status_of
from reports.views.kept import keeps_words
from reports.views.reviewing.desk import ACTS, district_report

#: The function's name is accepted beside the act's.
ALIASES = {"return-for-revision": Act.RETURN.slug}
#: Somebody or something was there first: what was typed for the act is worth keeping.
TOO_LATE = frozenset({"overtaken", "stale", "text_changed"})
#: What a reviewer should know before pressing the button.
BEFORE = {
    Act.FEEDBACK: "下列批注和意见将发给镇街，报告回到镇街手中修改。",
    Act.AGREE: "镇街收到后可以送签发。已写的批注一并发出，供其参考。",
    Act.START_REVIEW: "开始审核以后，镇街不能自行撤回。",
    Act.RETURN: "下列批注将发给镇街，报告回到镇街手中修改，修改后须重新签发、报送。",
    Act.FILE: "备案以后，区里的审核即告完成。",
}


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, report_id: UUID, slug: str) -> HttpResponse:
    """One act. Whatever refuses it, the words typed are kept: in the form, and as a draft when it came too late."""
    report = district_report(request, report_id)
    doing = ACTS.get(ALIASES.get(slug, slug))
    if doing is None:
        raise Http404
    form = form_for(doing)(request.POST if request.method == "POST" else None, report=report)
    if request.method != "POST":
        return _page(request, report, doing, form, workflow.why_not(report, doing, request.user))
    if form.errors.keys() & {"version", "content_version"}:
        refusal = Refusal("bad_version", f"“{doing.label}”没有执行：页面没有带上版本，请刷新后再办。")
        return _page(request, report, doing, form, refusal, status=422)
    if not form.is_valid():
        return _page(request, report, doing, form, None, status=422)
    try:
        workflow.perform(doing, report.pk, by=request.user, **form.details)
    except Refused as refused:
        kept = _keep(request, report, refused.refusal, form)
        report.refresh_from_db()
        return _page(
            request, report, doing, form, refused.refusal, status=status_of(refused.refusal), kept=kept
        )
    messages.success(request, f"已办理：{doing.label}。")
    return redirect("reviewing:report", report.pk)


def _keep(request: HttpRequest, report: Report, refusal: Refusal, form: ActForm) -> bool:
    if refusal.code not in TOO_LATE:
        return False
    words = form.cleaned_data.get("comment", "")
    return remarking.keep_as_draft(report.pk, by=request.user, text=words) is not None


def _page(
    request: HttpRequest,
    report: Report,
    doing: Act,
    form: ActForm,
    refusal: Refusal | None,
    *,
    status: int = 200,
    kept: bool = False,
) -> HttpResponse:
    drafts = report.remarks.filter(released_at__isnull=True).select_related("author", "submission")
    context = {
        "report": report,
        "act": doing,
        "form": form,
        "refusal": refusal,
        "kept": kept,
        "too_late": refusal is not None and refusal.code in TOO_LATE,
        "before": BEFORE.get(doing, ""),
        "drafts": [
            {
                "remark": one,
                "path": remarking.path_of(one.submission.content, str(one.item or one.part or "")),
            }
            for one in drafts
        ],
        "untouched": _untouched(report) if doing is Act.FILE else 0,
    }
    return render(request, "reviewing/act.html", context, status=status)


def _untouched(report: Report) -> int:
    """Remarks that had to be followed, and nothing came of them."""
    frozen = readable_by_district(report)
    followed = remarking.follow(report, frozen)[0] if frozen else []
    return sum(
        1
        for one in followed
        if one.remark.required and not one.remark.settled_at and one.state is remarking.RemarkState.UNTOUCHED
    )
