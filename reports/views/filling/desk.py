"""The list of one's reports, "还差什么", and the small saves beside the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import checking, saving, workflow
from reports.content import ReportContent, characters, part_text, places
from reports.enums import Act, PartKind, Severity
from reports.exports.page import anchor, page
from reports.forms.acts import FORMS
from reports.forms.filling import HeaderForm
from reports.models import Report
from reports.permissions import Refused, may_read_draft, why_not_edit
from reports.saving import Saved
from reports.views.access import own_report, typed, whole_number
from reports.views.filling.part_page import differing
from reports.views.kept import NO_REVISION, keeps_words, not_saved
from townships import clock
from townships.models import TOWNSHIP_ROLES

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


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The reports of the person's own township, the newest year first."""
    reports = [
        one
        for one in Report.objects.visible_to(request.user).with_names().order_by("-reporting_year__year")
        if may_read_draft(request.user, one)
    ]
    context = {
        "rows": [{"report": one, "days": (one.due.date() - clock.today()).days} for one in reports],
        "of_township": any(post.role in TOWNSHIP_ROLES for post in request.user.posts_now()),
    }
    return render(request, "filling/index.html", context)


@require_safe
def overview(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """还差什么: what is missing, each with a link to its place; what may be done now, and by whom."""
    report = own_report(request, report_id)
    content = report.content_once
    judged = [_linked(report, one) for one in checking.judge(report, content)]
    parts = [
        {"part": part, "count": len("".join(part_text(part).split())), "rows": len(part.items)}
        for part in content.parts
    ]
    context = {
        "report": report,
        "errors": [one for one in judged if one["finding"].severity is Severity.ERROR],
        "warnings": [one for one in judged if one["finding"].severity is Severity.WARNING],
        "hints": [one for one in judged if one["finding"].severity is Severity.HINT],
        "parts": parts,
        "first": next((one["part"] for one in parts if one["part"].kind != PartKind.LEAD), None),
        "characters": characters(content),
        "blank": not any(one["count"] for one in parts),
        "offered": offered_acts(request, report),
        "edit_refusal": why_not_edit(request.user, report),
        "remarks": _remarks(report, content),
        "events": report.events.select_related("by").order_by("-from_version")[:8],
        "submissions": report.submissions.order_by("-number"),
        "days": (report.due.date() - clock.today()).days,
    }
    return render(request, "filling/overview.html", context)


def _remarks(report: Report, content: ReportContent) -> list[dict[str, Any]]:
    """The district's open remarks, each with the place where its row stands today ("" when it is gone)."""
    page_of = {place.item.id if place.item else place.part.id: place.part.id for place in places(content)}
    found = []
    open_remarks = report.remarks.filter(released_at__isnull=False, settled_at__isnull=True)
    for remark in open_remarks.select_related("author"):
        part = page_of.get(str(remark.item or "")) or page_of.get(str(remark.part or ""))
        url = reverse("filling:part", args=[report.pk, part]) if part else ""
        found.append(
            {"remark": remark, "url": f"{url}#{anchor(str(remark.item))}" if url and remark.item else url}
        )
    return found


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
        if not (
            act in (Act.REQUEST_PREVIEW, Act.WITHHOLD, Act.CORRECT) and refusal and refusal.code in _QUIET
        )
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


# ------------------------------------------------------------------------- small saves beside the text


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def header(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """标题和抬头. ``do`` says "save", or after a conflict "mine" or "theirs"."""
    report = own_report(request, report_id)
    if request.method != "POST":
        return _header(request, report, HeaderForm(initial=HeaderForm.initial_of(report)))
    chosen = request.POST.get("do", "")
    if chosen == "theirs":
        return redirect("filling:header", report.pk)
    form = HeaderForm(request.POST)
    revision = whole_number(request.POST.get("against" if chosen == "mine" else "revision"))
    if revision is None:
        return _header(request, report, form, Saved("bad_version", sentence=NO_REVISION))
    if not form.is_valid():
        return _header(request, report, form, Saved("invalid", sentence="有一栏没有填对，没有保存，见下。"))
    try:
        saved = saving.save_header(report.pk, by=request.user, revision=revision, values=form.cleaned_data)
    except Refused as refused:
        return not_saved(request, report, refused.refusal)
    if not saved.stands:
        return _header(request, report, form, saved)
    messages.success(request, _("Saved."))
    return redirect("filling:overview", report.pk)


def _header(
    request: HttpRequest, report: Report, form: HeaderForm, trouble: Saved | None = None
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "refusal": why_not_edit(request.user, report),
        "revision": request.POST.get("revision", "") if trouble else report.header_revision,
        "trouble": trouble,
        "differing": differing(trouble),
    }
    status = (409 if trouble.outcome == "conflict" else 422) if trouble else 200
    return render(request, "filling/header.html", context, status=status)


@keeps_words
@require_POST
def explain(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """说明情况: the sentence with which a warning may stand."""
    report = own_report(request, report_id)
    rule, place, text = (typed(request, name) for name in ("rule", "place", "text"))

    def save() -> None:
        if not any((one.finding.id, one.finding.place) == (rule, place) for one in checking.judge(report)):
            raise Refused("not_found", "这一条检查结果已经没有了，说明没有保存。")
        saving.explain(report.pk, by=request.user, rule=rule, place=place, text=text)

    return _small_save(request, report, save)


@keeps_words
@require_POST
def answer(request: HttpRequest, report_id: UUID, remark_id: UUID) -> HttpResponse:
    """The township's answer to a remark."""
    report = own_report(request, report_id)
    text = typed(request, "text")
    return _small_save(
        request, report, lambda: saving.answer(report.pk, remark_id, by=request.user, text=text)
    )


@keeps_words
@require_POST
def adopt(request: HttpRequest, report_id: UUID, remark_id: UUID) -> HttpResponse:
    """采用建议: the proposed wording by one click."""
    report = own_report(request, report_id)

    def save() -> None:
        saved = saving.adopt(report.pk, remark_id, by=request.user)
        if not saved.stands:
            raise Refused(saved.outcome, saved.sentence)

    return _small_save(request, report, save)


def _small_save(request: HttpRequest, report: Report, save: Callable[[], object]) -> HttpResponse:
    try:
        save()
    except Refused as refused:
        return not_saved(request, report, refused.refusal)
    messages.success(request, _("Saved."))
    return redirect("filling:overview", report.pk)


@require_safe
def preview(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The report as it will look."""
    report = own_report(request, report_id)
    document = page(report.content())
    return render(request, "filling/preview.html", {"report": report, "document": document})
