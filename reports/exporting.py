"""A report as a file for somebody's own disk. What leaves the database is a row of the audit chain (design, 5).

``written`` makes the file of any report; ``export`` that of a report here, and records it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import escape

from reports.content import ReportContent, to_json
from reports.exports.docx import Layout, to_docx
from reports.exports.page import page
from reports.models import Report, Submission
from townships import audit

FORMATS = ("docx", "html", "json")
#: Of the site's own sheets, what a document needs: a file has no site to fetch them from.
_SHEETS = ("css/tokens.css", "css/ground.css", "css/document.css")


def written(content: ReportContent, form: str, layout: Layout = Layout.FILING) -> bytes:
    """The file: "docx" in one of its two copies, "html" as one page that needs nothing else, "json" canonical."""
    if form == "docx":
        return to_docx(content, layout)
    return (_standalone(content) if form == "html" else to_json(content)).encode("utf-8")


def export(
    report: Report,
    form: str,
    *,
    by: Any = None,
    by_name: str = "",
    submission: Submission | None = None,
    layout: Layout = Layout.FILING,
) -> bytes:
    """The file of a frozen copy, or of the working text, recorded as ``report.exported`` before it is handed out.

    May the person read that text? That is asked before (``permissions``).
    """
    content = submission.content if submission else report.content()
    made = written(content, form, layout)
    with transaction.atomic():
        audit.append(
            district=report.reporting_year.district,
            action="report.exported",
            actor=by,
            actor_name=by_name,
            subject=f"report:{report.pk}",
            detail={
                "format": form,
                "copy": layout.name.lower(),
                "submission": submission.number if submission else None,
                "content_version": report.content_version,
            },
        )
    return made


def file_name(report: Report, form: str) -> str:
    """新乡镇2022年法治政府建设年度报告.docx"""
    return f"{report.township.name}{report.year}年法治政府建设年度报告.{form}"


def _standalone(content: ReportContent) -> str:
    document = page(content)
    css = "\n".join(Path(finders.find(sheet)).read_text("utf-8") for sheet in _SHEETS)
    article = render_to_string("components/document.html", {"document": document})
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>*{{box-sizing:border-box}}body{{margin:0}}\n{css}</style>"
        f'</head><body><main class="page">{article}</main></body></html>\n'
    )
