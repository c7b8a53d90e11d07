"""Makes ``docs/tutorial/xinxiang-2025.docx``: ``python -m tests.samples.make_tutorial``.

The draft a clerk of 新乡镇 wrote in Word, from the demo's own texts and facts. He left the causes out, so that the
tutorial has something to find. The same input gives the same bytes, for the file is committed and compared.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import django
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tests.samples.make_docx import _number, _run, _without_clock

PATH = Path(__file__).parents[2] / "docs" / "tutorial" / "xinxiang-2025.docx"
#: Part title → its rows: section of the library, and which of its variants.
PARTS = {
    "2025年推进法治政府建设的主要举措和成效": (
        ("organize", 0),
        ("decision", 1),
        ("enforcement", 1),
        ("disputes", 0),
        ("publicity", 0),
    ),
    "2025年推进法治政府建设存在的不足和原因": (("forces.shortcoming", 0), ("returning.shortcoming", 0)),
    "2025年党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况": (
        ("party", 1),
        ("government", 1),
    ),
    "2026年推进法治政府建设的主要安排": (("forces.plan", 0), ("returning.plan", 0)),
}


class _Naming:
    self_name, government_head_title, party_head_title = "我镇", "镇长", "党委书记"


def build() -> bytes:
    """The document's bytes."""
    from reports.demo.facts import facts_of
    from reports.demo.writing import fill, library

    say = facts_of("500101123", "新乡镇", _Naming, 2025).say
    texts = library("measures") | library("topics")
    document = Document()
    _number(document)
    for line in ("重庆市万州区新乡镇人民政府", "关于2025年度法治政府建设情况的报告"):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(title, line, "方正小标宋简体", 22)
    _run(document.add_paragraph(), say(str(texts["lead"].opening[3])), "仿宋_GB2312", 16)
    for part, rows in PARTS.items():
        _run(document.add_paragraph(style="Heading 1"), part, "黑体", 16)
        for number, (section, variant) in enumerate(rows, start=1):
            item = fill(texts[section].items[variant], say)
            label = f"（{'一二三四五'[number - 1]}）"
            _run(document.add_paragraph(style="Heading 2"), label + item.heading, "楷体_GB2312", 16)
            for text in item.paragraphs:
                _run(document.add_paragraph(), str(text), "仿宋_GB2312", 16)
    moment = datetime(2026, 1, 9, tzinfo=UTC)
    document.core_properties.created = document.core_properties.modified = moment
    document.core_properties.author = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    PATH.write_bytes(build())
