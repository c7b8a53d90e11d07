"""The list of one's reports, "还差什么", and the small saves beside the text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports import checking, saving, workflow
from reports.content import characters, part_text
from reports.enums import Act, Severity
from reports.exports.page import anchor, page
from reports.forms.acts import FORMS
from reports.forms.filling import HeaderForm
from reports.models import Report
from reports.permissions import Refused, may_read_draft, why_not_edit
from reports.views.common import own_report, status_of, whole_number
from townships import clock

#: The act that moves a report on, in the order of its life; the first open one is the page's one primary button.
ONWARD = (
    Act.CORRECT,
    Act.PUBLISH,
    Act.SECRECY_REVIEW,
    Act.SUBMIT,
    Act.NUMBER,
    Act.REGISTER_SIGNATURE,
    Act.SEND_FOR_SIGNATURE,
    Act.REQUEST_PREVIEW,
)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The reports of the person's own township, the newest year first."""
    reports = [
        one
        for one in Report.objects.visible_to(request.user).with_names().order_by("-reporting_year__year")
        if may_read_draft(request.user, one)
    ]
    rows = [{"report": one, "days": (one.due.date() - clock.today()).days} for one in reports]
    return render(request, "filling/index.html", {"rows": rows})


@require_GET
def overview(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """还差什么: what is missing, each with a link to its place; what may be done now, and by whom."""
    report = own_report(request, report_id)
    content = report.content()
    judged = checking.judge(report, content)
    offered = offered_acts(request, report)
    context = {
        "report": report,
        "judged": [_linked(report, one) for one in judged],
        "errors": [_linked(report, one) for one in judged if one.finding.severity is Severity.ERROR],
        "warnings": [_linked(report, one) for one in judged if one.finding.severity is Severity.WARNING],
        "hints": [_linked(report, one) for one in judged if one.finding.severity is Severity.HINT],
        "parts": [
            {"part": part, "count": len("".join(part_text(part).split())), "rows": len(part.items)}
            for part in content.parts
        ],
        "characters": characters(content),
        "blank": not any(part_text(part) for part in content.parts),
        "offered": offered,
        "edit_refusal": why_not_edit(request.user, report),
        "remarks": report.remarks.filter(released_at__isnull=False, settled_at__isnull=True).select_related("author"),
        "events": report.events.select_related("by").order_by("-from_version")[:8],
        "submissions": report.submissions.order_by("-number"),
        "days": (report.due.date() - clock.today()).days,
    }
    return render(request, "filling/overview.html", context)


def offered_acts(request: HttpRequest, report: Report) -> list[dict[str, Any]]:
    """The acts whose turn it is, each as a button or a link; the first that is open and leads on is primary."""
    acts = workflow.acts_open_to(report, request.user)
    primary = next((act for act in ONWARD if (act, None) in acts), None)
    return [
        {
            "act": act,
            "refusal": refusal,
            "url": reverse("filling:act", args=[report.pk, act.slug]),
            "needs_form": act in FORMS,
            "primary": act is primary,
        }
        for act, refusal in acts
        if not (act in (Act.REQUEST_PREVIEW, Act.WITHHOLD, Act.CORRECT) and refusal and refusal.code in _QUIET)
    ]


#: Refusals of acts that are simply not called for: a button that could never be pressed helps nobody.
_QUIET = ("no_preview", "review_allows", "nothing_new")


def _linked(report: Report, judged: checking.Judged) -> dict[str, Any]:
    finding = judged.finding
    url = reverse("filling:overview", args=[report.pk])
    if finding.part:
        url = reverse("filling:part", args=[report.pk, finding.part])
        url += f"#{anchor(finding.entry)}" if finding.entry else ""
    return {"finding": finding, "explanation": judged.explanation, "url": url, "stops": judged.stops}


@require_http_methods(["GET", "POST"])
def header(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """标题和抬头."""
    report = own_report(request, report_id)
    form = HeaderForm(request.POST or None, initial=HeaderForm.initial_of(report))
    context: dict[str, Any] = {"report": report, "form": form, "revision": report.header_revision}
    if request.method != "POST":
        return render(request, "filling/header.html", context)
    revision = whole_number(request.POST.get("revision"))
    if not form.is_valid() or revision is None:
        context["complaint"] = "" if revision is not None else "页面没有带上版本，没有保存。请复制您写的文字，刷新后再存。"
        context["revision"] = request.POST.get("revision", "")
        return render(request, "filling/header.html", context, status=422)
    try:
        saved = saving.save_header(report.pk, by=request.user, revision=revision, values=form.cleaned_data)
    except Refused as refused:
        return render(
            request, "filling/header.html", context | {"refusal": refused.refusal}, status=status_of(refused.refusal)
        )
    if saved.stands:
        messages.success(request, _("Saved."))
        return redirect("filling:overview", report.pk)
    context |= {"saved": saved, "complaint": saved.sentence, "revision": saved.revision}
    return render(request, "filling/header.html", context, status=409 if saved.outcome == "conflict" else 422)


@require_POST
def explain(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """说明情况: the sentence with which a warning may stand."""
    report = own_report(request, report_id)
    return _small_save(
        request,
        report,
        lambda: saving.explain(
            report.pk,
            by=request.user,
            rule=request.POST.get("rule", ""),
            place=request.POST.get("place", ""),
            text=request.POST.get("text", "").replace("\0", ""),
        ),
    )


@require_POST
def answer(request: HttpRequest, report_id: UUID, remark_id: UUID) -> HttpResponse:
    """The township's answer to a remark."""
    report = own_report(request, report_id)
    text = request.POST.get("text", "").replace("\0", "")
    return _small_save(request, report, lambda: saving.answer(report.pk, remark_id, by=request.user, text=text))


@require_POST
def adopt(request: HttpRequest, report_id: UUID, remark_id: UUID) -> HttpResponse:
    """采用建议: the proposed wording by one click."""
    report = own_report(request, report_id)
    return _small_save(request, report, lambda: saving.adopt(report.pk, remark_id, by=request.user))


def _small_save(request: HttpRequest, report: Report, save: Any) -> HttpResponse:
    try:
        save()
    except Refused as refused:
        context = {
            "report": report,
            "refusal": refused.refusal,
            "kept": request.POST.get("text", "").replace("\0", ""),
        }
        return render(request, "filling/not_saved.html", context, status=status_of(refused.refusal))
    messages.success(request, _("Saved."))
    return redirect("filling:overview", report.pk)


@require_GET
def preview(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The report as it will look."""
    report = own_report(request, report_id)
    document = page(report.content())
    return render(request, "filling/preview.html", {"report": report, "document": document})
