"""A file as the answer to a form. An export is recorded, and a GET never writes: hence a POST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from reports import exporting
from reports.models import Report, Submission

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(request: HttpRequest, report: Report, submission: Submission | None = None) -> HttpResponse:
    """正文 of a frozen copy, or of the working text."""
    data = exporting.export(report, "docx", by=request.user, submission=submission)
    return download(data, exporting.file_name(report, "docx"))


def download(data: bytes, name: str) -> HttpResponse:
    """A Word file to be saved under its name; nothing in between keeps a copy of it."""
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=WORD, headers=headers)
