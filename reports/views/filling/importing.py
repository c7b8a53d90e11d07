"""Bringing an existing report in: read it in the cage, show what was understood, take over what is accepted."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports import imports, saving
from reports.content import part_text, places
from reports.forms.filling import UploadForm
from reports.models import ImportProposal
from reports.permissions import Refusal, Refused, why_not_edit
from reports.views.common import own_report, status_of
from townships import clock


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Choose a file or paste the text. Nothing reaches the report here."""
    report = own_report(request, report_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    refusal = why_not_edit(request.user, report)
    status = 200
    if request.method == "POST" and refusal is None:
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            name = file.name if file else "粘贴的文字"
            data = file.read() if file else form.cleaned_data["text"].encode()
            try:
                proposal = imports.read_file(name, data) if file else imports.read_text(form.cleaned_data["text"])
            except imports.ImportRefused as refused:
                refusal = Refusal(refused.code, refused.sentence)
            else:
                stored = ImportProposal.objects.create(
                    report=report,
                    name=name[-255:],
                    sha256=hashlib.sha256(data).hexdigest(),
                    proposal=proposal.to_plain(),
                    at=clock.now(),
                    by=request.user,
                )
                return redirect("filling:proposal", report.pk, stored.pk)
    elif request.method == "POST" and refusal is not None:
        status = status_of(refusal)
    return render(request, "filling/upload.html", {"report": report, "form": form, "refusal": refusal}, status=status)


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, report_id: UUID, proposal_id: UUID) -> HttpResponse:
    """What goes where, what was put right, what was left over; accepted part by part."""
    report = own_report(request, report_id)
    stored = ImportProposal.objects.filter(pk=proposal_id, report=report).first()
    if stored is None:
        raise Http404
    found = imports.Proposal.from_plain(stored.proposal)
    refusal = why_not_edit(request.user, report)
    status = 200
    if request.method == "POST":
        chosen, header = request.POST.getlist("part"), "header" in request.POST
        try:
            if not chosen and not header:
                raise Refused("nothing_chosen", "没有勾选任何部分，没有导入。")
            saving.take_over(report.pk, found.content, part_ids=chosen, header=header, by=request.user)
        except Refused as refused:
            refusal, status = refused.refusal, status_of(refused.refusal)
        else:
            stored.accepted = sorted({*stored.accepted, *chosen, *(["header"] if header else [])})
            stored.save(update_fields=["accepted"])
            messages.success(request, f"已导入{len(chosen)}个部分。原有的文字没有改动，导入的接在后面。")
            return redirect("filling:overview", report.pk)
    standing = {part.kind: bool(part_text(part)) for part in report.content().parts}
    context = {
        "report": report,
        "stored": stored,
        "found": found,
        "refusal": refusal,
        "parts": [
            {
                "part": part,
                "places": [one for one in places(found.content) if one.part is part],
                "count": len("".join(part_text(part).split())),
                "standing": standing.get(part.kind, False),
                "accepted": part.id in stored.accepted,
            }
            for part in found.content.parts
        ],
    }
    return render(request, "filling/proposal.html", context, status=status)
