"""征求意见稿 out to the leaders, 传回修改稿 back: what they changed, and what the drafter takes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reports import exporting, imports, returning, saving
from reports.comparison import segments
from reports.forms.filling import ReturnedForm
from reports.imports.returned.applying import Standing, standings
from reports.imports.returned.change import Change, Comparison, Remarked
from reports.models import Report, ReturnedDraft
from reports.permissions import Refusal, Refused, why_not_edit
from reports.views.access import own_report, status_of, typed
from reports.views.downloads import download
from reports.views.kept import keeps_words, not_saved


@keeps_words
@require_POST
def comment_copy(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Record the text as it stands and give it out as a Word file for the leaders."""
    report = own_report(request, report_id)
    try:
        copy = returning.copy_for_comment(report.pk, by=request.user)
    except Refused as refused:
        return not_saved(request, report, refused.refusal)
    name = exporting.file_name(report, "docx").removesuffix(".docx") + f"（征求意见稿{copy.number}）.docx"
    return download(returning.word_file(copy), name)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def returned(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Choose the file that came back. Nothing reaches the report here."""
    report = own_report(request, report_id)
    refusal = why_not_edit(request.user, report)
    if request.method != "POST":
        return _upload(request, report, ReturnedForm(), refusal, 200)
    form = ReturnedForm(request.POST, request.FILES)
    if refusal:
        return _upload(request, report, form, refusal, status_of(refusal))
    if not form.is_valid():
        return _upload(request, report, form, None, 422)
    file = form.cleaned_data["file"]
    try:
        data = file.read(imports.MAX_BYTES + 1)
        stored = returning.take_in(report, file.name, data, by=request.user)
    except imports.ImportRefused as refused:
        return _upload(request, report, form, Refusal(refused.code, refused.sentence), 422)
    return redirect("filling:returned_draft", report.pk, stored.pk)


def _upload(
    request: HttpRequest, report: Report, form: ReturnedForm, refusal: Refusal | None, status: int
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "refusal": refusal,
        "copies": report.copies.select_related("by").order_by("-number")[:5],
        "drafts": report.returned_drafts.select_related("by", "copy")[:10],
    }
    return render(request, "filling/returned.html", context, status=status)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def returned_draft(request: HttpRequest, report_id: UUID, returned_id: UUID) -> HttpResponse:
    """What one returned file changes. ``do`` says "accept:KEY", "leave:KEY", "reopen:KEY", "tick:KEY" or "all"."""
    report = own_report(request, report_id)
    stored = report.returned_drafts.select_related("copy", "by").filter(pk=returned_id).first()
    if stored is None:
        raise Http404
    if request.method != "POST":
        return _draft(request, report, stored, why_not_edit(request.user, report), 200)
    try:
        key = _decide(request, report, stored)
    except Refused as refused:
        stored.refresh_from_db()
        return _draft(request, report, stored, refused.refusal, status_of(refused.refusal))
    return redirect(
        reverse("filling:returned_draft", args=[report.pk, stored.pk]) + (f"#{key}" if key else "")
    )


def _decide(request: HttpRequest, report: Report, stored: ReturnedDraft) -> str:
    """Do what the button says; the key of the place to go on from."""
    word, _, key = typed(request, "do").partition(":")
    if word == "all":
        count = saving.accept_open(report.pk, stored.pk, by=request.user)
        messages.success(request, f"已采纳{count}处改动，写入正文。" if count else "没有可以一并采纳的改动。")
    elif word == "accept":
        seen = {key: typed(request, f"seen-{key}")}
        count = saving.accept(report.pk, stored.pk, [key], by=request.user, seen=seen)
        messages.success(request, "已采纳，写入正文。" if count else "这一处正文里已经是这样，没有再改。")
    elif word in ("leave", "tick", "reopen"):
        decision = {"leave": "left", "tick": "ticked", "reopen": ""}[word]
        saving.decide(report.pk, stored.pk, key, decision, by=request.user)
    else:
        raise Refused("invalid", "没有这种办法，没有保存。")
    return key


def _draft(
    request: HttpRequest, report: Report, stored: ReturnedDraft, refusal: Refusal | None, status: int
) -> HttpResponse:
    found = Comparison.from_plain(stored.found)
    states = standings(report.content(), found.changes)
    told = {one.key: _comment(one, stored) for one in found.comments}
    changes = [_change(one, states[one.key], stored, told) for one in found.changes]
    beside = {key for one in found.changes for key in one.comments}
    context: dict[str, Any] = {
        "report": report,
        "stored": stored,
        "refusal": refusal,
        "closed": why_not_edit(request.user, report),
        "changes": changes,
        "comments": [one for key, one in told.items() if key not in beside],
        "pictures": found.pictures,
        "open": sum(one["state"] == "open" for one in changes),
        "waiting": sum(one["state"] in ("open", "altered") for one in changes),
        "accepted": sum(one["state"] in ("accepted", "done") for one in changes),
        "left": sum(one["state"] == "left" for one in changes),
        "unticked": sum(not one["ticked"] for one in told.values()),
        "nothing": not (found.changes or found.comments or found.pictures),
    }
    return render(request, "filling/returned_draft.html", context, status=status)


def _change(
    change: Change, standing: Standing, stored: ReturnedDraft, told: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """One change with its state on the page: what was decided, else how it stands to the text of today."""
    decided = stored.decided.get(change.key, "")
    done = standing.state == "done" and decided != "left"
    return {
        "change": change,
        "state": decided or ("done" if done else standing.state),
        "standing": standing,
        "segments": segments(change.old, change.new),
        "removed": segments(change.old, ""),
        "now": segments(change.old, standing.now),
        "who": "、".join(name or "未署名" for name in change.authors) or "未留修订痕迹",
        "comments": [told[key] for key in change.comments],
    }


def _comment(told: Remarked, stored: ReturnedDraft) -> dict[str, Any]:
    return {"told": told, "ticked": stored.decided.get(told.key) == "ticked"}
