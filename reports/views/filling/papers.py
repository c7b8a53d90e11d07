"""Printable papers: the signing sheet, the receipt; and the record of what was done."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from reports.models import EntryVersion
from reports.views.access import own_report
from reports.views.downloads import word_file
from townships import clock


@require_safe
def signing_sheet(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """审签单, filled in as far as is known; on paper as a rule (条例 art. 22: upward papers are signed by the head)."""
    report = own_report(request, report_id)
    naming = report.township.naming(clock.today())
    signed = {one.issuer: one for one in report.signatures.filter(round=report.signing_round)}
    issuers = [
        {
            "name": name,
            "title": naming.party_head_title if name == naming.party_name else naming.government_head_title,
            "signature": signed.get(name),
        }
        for name in report.issuer_list
    ]
    drafters = [one.user.name for one in report.editors.filter(as_drafter=True).select_related("user")]
    context = {"report": report, "issuers": issuers, "drafters": drafters, "naming": naming}
    return render(request, "filling/signing_sheet.html", context)


@require_POST
def word(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """正文 as it stands now, as a Word file."""
    return word_file(request, own_report(request, report_id))


@require_safe
def receipt(request: HttpRequest, report_id: UUID, number: int) -> HttpResponse:
    """回执 of one submission: number, time, hash."""
    report = own_report(request, report_id)
    frozen = report.submissions.select_related("by").filter(number=number).first()
    if frozen is None:
        raise Http404
    return render(
        request, "filling/receipt.html", {"report": report, "submission": frozen, "content": frozen.content}
    )


@require_safe
def history(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """办理记录, and the newest changes of rows with who made them."""
    report = own_report(request, report_id)
    context = {
        "report": report,
        "events": report.events.select_related("by").order_by("-from_version"),
        "versions": EntryVersion.objects.filter(entry__part__report=report)
        .select_related("by", "part", "entry")
        .order_by("-at", "-pk")[:100],
    }
    return render(request, "filling/history.html", context)
