"""``manage.py parse_report FILE [--json]``: what the importer makes of a file, without saving anything."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from reports import figures, imports
from reports.content import places, texts, write_body
from reports.enums import PartKind
from reports.imports.neutral import neutral


class Command(BaseCommand):
    help = "Read a report from a .docx or .txt file and print its outline, or its neutral form with --json."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="the neutral form, as in tests/samples")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            proposal = imports.read_file(path.name, path.read_bytes())
        except imports.ImportRefused as refusal:
            self._refuse(refusal.sentence)
        except OSError:
            self._refuse(f"无法打开文件“{path.name}”。请检查路径和读取权限。")
        if options["json"]:
            self.stdout.write(json.dumps(neutral(proposal, figures.mentions), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(outline(proposal)))

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(2)


def outline(proposal: imports.Proposal) -> list[str]:
    """The proposal as lines for a person: head, outline, what was repaired, what was left over, the account."""
    content = proposal.content
    dated = f"{content.dated.year}年{content.dated.month}月{content.dated.day}日" if content.dated else "无"
    lines = [
        f"标题：{content.title or '无'}",
        f"发文机关：{'、'.join(content.issuers) or '无'}",
        f"文号：{content.document_number or '无'}　成文日期：{dated}　报告年度：{content.year or '不详'}",
        "",
    ]
    for place in places(content):
        if place.item is None:
            body, heading = place.part.opening, f"{place.label}{place.part.title or '（无标题）'}"
            heading += f"【{PartKind(place.part.kind).label}】"
        else:
            body, heading = place.item.paragraphs, place.label + (place.item.heading or "（无标题）")
        size = sum(len("".join(text.split())) for text in texts(body))
        lines.append("　" * place.depth + heading + (f"　{size}字" if size else ""))
        if size and place.item is not None and not place.item.heading:
            lines[-1] += f"：{write_body(body)[:30]}"
    lines += ["", *(f"修复　{one.place}：{one.sentence}" for one in proposal.repairs)]
    lines += [f"未入正文　{text}" for text in proposal.leftovers]
    return [*lines, proposal.sentence]
