"""Bringing an existing report in: read it in the cage, show what was understood, take over what is accepted."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports import imports, saving
from reports.content import Part, item_text, part_text, places
from reports.forms.filling import UploadForm
from reports.models import ImportProposal, Report
from reports.permissions import Refusal, Refused, why_not_edit
from reports.views.access import own_report, status_of
from reports.views.kept import keeps_words
from townships import clock

PASTED = "粘贴的文字"


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Choose a file or paste the text. Nothing reaches the report here."""
    report = own_report(request, report_id)
    refusal = why_not_edit(request.user, report)
    if request.method != "POST":
        return _upload(request, report, UploadForm(), refusal, 200)
    form = UploadForm(request.POST, request.FILES)
    if refusal:
        return _upload(request, report, form, refusal, status_of(refusal))
    if not form.is_valid():
        return _upload(request, report, form, None, 422)
    file = form.cleaned_data["file"]
    # one byte more than may be is enough to refuse what is too large
    data = file.read(imports.MAX_BYTES + 1) if file else form.cleaned_data["text"].encode()
    name = file.name if file else PASTED
    try:
        found = imports.read_file(name, data) if file else imports.read_text(form.cleaned_data["text"])
    except imports.ImportRefused as refused:
        return _upload(request, report, form, Refusal(refused.code, refused.sentence), 422)
    stored = ImportProposal.objects.create(
        report=report,
        name=name[-255:],
        sha256=hashlib.sha256(data).hexdigest(),
        proposal=found.to_plain(),
        at=clock.now(),
        by=request.user,
    )
    return redirect("filling:proposal", report.pk, stored.pk)


def _upload(
    request: HttpRequest, report: Report, form: UploadForm, refusal: Refusal | None, status: int
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "refusal": refusal,
        "proposals": report.proposals.select_related("by")[:5],
    }
    return render(request, "filling/upload.html", context, status=status)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, report_id: UUID, proposal_id: UUID) -> HttpResponse:
    """What goes where, what was put right, what was left over; accepted part by part."""
    report = own_report(request, report_id)
    stored = ImportProposal.objects.filter(pk=proposal_id, report=report).first()
    if stored is None:
        raise Http404
    found = imports.Proposal.from_plain(stored.proposal)
    if request.method != "POST":
        return _proposal(request, report, stored, found, why_not_edit(request.user, report), 200)
    chosen, header = request.POST.getlist("part"), "header" in request.POST
    try:
        if not chosen and not header:
            raise Refused("nothing_chosen", "没有勾选任何部分，没有导入。")
        saving.take_over(report.pk, found.content, part_ids=chosen, header=header, by=request.user)
    except Refused as refused:
        return _proposal(request, report, stored, found, refused.refusal, status_of(refused.refusal))
    stored.accepted = sorted({*stored.accepted, *chosen, *(["header"] if header else [])})
    stored.save(update_fields=["accepted"])
    what = "、".join([*(["标题和抬头"] if header else []), *([f"{len(chosen)}个部分"] if chosen else [])])
    messages.success(request, f"已导入{what}。报告里原有的文字没有改动，导入的接在后面。")
    return redirect("filling:overview", report.pk)


def _proposal(
    request: HttpRequest,
    report: Report,
    stored: ImportProposal,
    found: imports.Proposal,
    refusal: Refusal | None,
    status: int,
) -> HttpResponse:
    standing = {part.kind: bool(part_text(part)) for part in report.content().parts}
    chosen = request.POST.getlist("part") if request.method == "POST" else None
    context: dict[str, Any] = {
        "report": report,
        "stored": stored,
        "found": found,
        "refusal": refusal,
        "other_year": bool(found.content.year) and found.content.year != report.year,
        "parts": [
            {
                "part": part,
                "places": [one for one in places(found.content) if one.part is part and one.item],
                "count": len("".join(part_text(part).split())),
                "begins": _begins(part),
                "standing": standing.get(part.kind, False),
                "accepted": part.id in stored.accepted,
                "checked": part.id in chosen if chosen is not None else part.id not in stored.accepted,
            }
            for part in found.content.parts
        ],
    }
    return render(request, "filling/proposal.html", context, status=status)


def _begins(part: Part) -> str:
    """The first words of a part, so that one sees without unfolding that the right text was taken."""
    return (part_text(Part(part.id, part.kind, None, part.opening)) or _first(part))[:60]


def _first(part: Part) -> str:
    return item_text(part.items[0]).replace("\n", "　") if part.items else ""
