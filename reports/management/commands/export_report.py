"""``manage.py export_report UUID|FILE --format docx|html|json [-o OUT]``: a report as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from reports import exporting, imports
from reports.content import ContentError, ReportContent, from_json
from reports.exports.docx import Layout
from reports.models import Report


class Command(BaseCommand):
    help = (
        "Write a report as a Word file, a page of its own, or canonical JSON. By its UUID: the newest copy filed "
        "upward, or the working text where there is none (or with --draft). From a file: canonical JSON, or "
        "anything parse_report reads. An export from the database is recorded in the audit chain."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", metavar="UUID|FILE")
        parser.add_argument("--format", default="docx", help="docx (正文), html or json")
        parser.add_argument("--consultation", action="store_true", help="docx as 征求意见稿")
        parser.add_argument(
            "--draft", action="store_true", help="the working text, even when a copy was filed"
        )
        parser.add_argument("-o", "--output", type=Path, help="where to write; standard output without it")

    def handle(self, *args: Any, **options: Any) -> None:
        form = options["format"]
        if form not in exporting.FORMATS:
            self._refuse(f"没有“{form}”这种格式，可用的是{'、'.join(exporting.FORMATS)}。")
        layout = Layout.CONSULTATION if options["consultation"] else Layout.FILING
        data = self._made(options["report"], form, layout, draft=options["draft"])
        path: Path | None = options["output"]
        if path is None:
            self.stdout.buffer.write(data)
            return
        try:
            path.write_bytes(data)
        except OSError:
            self._refuse(f"无法写入“{path.name}”，没有导出。请检查文件夹是否存在、能否写入。")

    def _made(self, what: str, form: str, layout: Layout, *, draft: bool) -> bytes:
        try:
            key = UUID(what)
        except ValueError:
            return exporting.written(self._read(Path(what)), form, layout)
        report = Report.objects.with_names().filter(pk=key).first()
        if report is None:
            self._refuse(f"没有编号为{key}的报告，没有导出。请核对编号。")
        frozen = None if draft else report.latest_submission()
        return exporting.export(report, form, by_name="命令行", submission=frozen, layout=layout)

    def _read(self, path: Path) -> ReportContent:
        try:
            data = path.read_bytes()
            if path.suffix.lower() == ".json":
                return from_json(data.decode("utf-8"))
            return imports.read_file(path.name, data).content
        except imports.ImportRefused as refusal:
            self._refuse(refusal.sentence)
        except (ContentError, UnicodeDecodeError):
            self._refuse(f"“{path.name}”不是本系统的报告JSON，没有导出。")
        except OSError:
            self._refuse(f"无法打开文件“{path.name}”。请检查路径和读取权限。")

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(2)
