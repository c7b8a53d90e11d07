"""Writing, changing, discarding and settling remarks: each one POST that goes to ``remarking``."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports import remarking
from reports.exports.page import anchor
from reports.forms.reviewing import RemarkForm
from reports.models import Remark, Report
from reports.permissions import Refusal, Refused
from reports.views.access import status_of
from reports.views.kept import keeps_words
from reports.views.reviewing.desk import context_of, district_report


@keeps_words
@require_POST
def add(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """A new remark; where it cannot be kept, the page is shown again with the words in the form."""
    report = district_report(request, report_id)
    form = RemarkForm(request.POST, whole=not request.POST.get("place"))
    if not form.is_valid():
        return _again(request, report, form)
    try:
        remark = remarking.add(report.pk, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _again(request, report, form, refused.refusal)
    messages.success(request, "批注已存为草稿，办理时一并发给镇街。")
    return _back(report, remark)


@keeps_words
@require_POST
def edit(request: HttpRequest, report_id: UUID, remark_id: UUID) -> HttpResponse:
    report = district_report(request, report_id)
    form = RemarkForm(request.POST, whole=not request.POST.get("place"))
    if not form.is_valid():
        return _again(request, report, form, editing=str(remark_id))
    words = {name: value for name, value in form.cleaned_data.items() if name != "place"}
    try:
        remark = remarking.edit(report.pk, remark_id, by=request.user, **words)
    except Refused as refused:
        return _again(request, report, form, refused.refusal, editing=str(remark_id))
    messages.success(request, "批注已改好。")
    return _back(report, remark)


@keeps_words
@require_POST
def discard(request: HttpRequest, report_id: UUID, remark_id: UUID) -> HttpResponse:
    report = district_report(request, report_id)
    try:
        remarking.discard(report.pk, remark_id, by=request.user)
    except Refused as refused:
        return _again(request, report, None, refused.refusal)
    messages.success(request, "批注草稿已删除。")
    return redirect("reviewing:report", report.pk)


@keeps_words
@require_POST
def settle(request: HttpRequest, report_id: UUID, remark_id: UUID) -> HttpResponse:
    """了结, or with ``settled=0`` back again."""
    report = district_report(request, report_id)
    try:
        remarking.settle(report.pk, remark_id, by=request.user, settled=request.POST.get("settled") != "0")
    except Refused as refused:
        return _again(request, report, None, refused.refusal)
    return redirect(reverse("reviewing:report", args=[report.pk]) + "#followed")


def _again(
    request: HttpRequest,
    report: Report,
    form: RemarkForm | None,
    refusal: Refusal | None = None,
    *,
    editing: str = "",
) -> HttpResponse:
    report.refresh_from_db()
    context = context_of(request, report, form=form, editing=editing, refusal=refusal)
    return render(request, "reviewing/report.html", context, status=status_of(refusal) if refusal else 422)


def _back(report: Report, remark: Remark) -> HttpResponse:
    place = remark.item or remark.part
    return redirect(
        reverse("reviewing:report", args=[report.pk]) + (f"#{anchor(str(place))}" if place else "#general")
    )
