"""What the pages of all audiences share: finding a report, answering a refusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from reports.models import Report
from reports.permissions import Refusal, may_read_draft
from townships.kept import kept_words as kept_words  # the views of reports look for it here

#: HTTP status by the code of a refusal; whatever is not named is a conflict.
STATUS = {
    "not_found": 404,
    "not_your_post": 403,
    "own_draft": 403,
    "own_edit": 403,
    "on_paper": 403,
    "not_a_writer": 403,
    "locked": 423,
    "invalid": 422,
    "bad_version": 422,
    "bad_number": 422,
    "bad_date": 422,
    "date_in_future": 422,
    "date_not_signed": 422,
    "needs_reason": 422,
    "needs_remark": 422,
    "nothing_chosen": 422,
    "unknown_issuer": 422,
    "too_much": 422,
}


def status_of(refusal: Refusal) -> int:
    return STATUS.get(refusal.code, 409)


def visible_report(request: HttpRequest, report_id: UUID) -> Report:
    """The report, or the one 404 for foreign, missing and deleted ids alike."""
    report = Report.objects.visible_to(request.user).with_names().filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def own_report(request: HttpRequest, report_id: UUID) -> Report:
    """A report of the person's own township: only there may the working text be read."""
    report = visible_report(request, report_id)
    if not may_read_draft(request.user, report):
        raise Http404
    return report


def typed(request: HttpRequest, name: str) -> str:
    """One text of a form, without the character no database can hold."""
    return request.POST.get(name, "").replace("\0", "")


def whole_number(text: Any) -> int | None:
    """A non-negative number from a form, or None for anything else."""
    return (
        int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else None
    )
