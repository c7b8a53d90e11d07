"""征求意见稿 and 传回修改稿: a frozen copy goes to the leaders in Word, and what comes back is compared with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from reports import imports
from reports.content import ReportContent, sha256, to_json
from reports.exports.docx import Layout, to_docx
from reports.imports.proposal import ImportRefused
from reports.imports.returned import Block, Returned, read_docx
from reports.imports.returned.comparing import compare
from reports.imports.returned.matching import match
from reports.models import DraftCopy, Report, ReturnedDraft
from reports.saving import writing
from townships import audit, clock

#: So many of the newest copies are asked whether an unmarked file comes from them.
COPIES = 10
#: A file without a mark and without a bookmark of ours is one of ours when this share of the copy's words is in it.
KINDRED = 0.4
#: A report has some hundred paragraphs; a file of more than so many is something else.
MOST_BLOCKS = 2_000

NO_COPY = "这份报告还没有下载过征求意见稿，没有可以对照的文本。请先下载征求意见稿送领导修改，再传回。"
OTHER_REPORT = "这份文件是另一份报告的征求意见稿，没有读取。请核对文件后重新选择。"
NOT_THIS = "这份文件与本报告的征求意见稿对不上，没有读取。如果是另写的稿子，请用“导入 Word 稿”。"


def copy_for_comment(report_id: UUID | str, *, by: Any) -> DraftCopy:
    """Record the text as it stands as a copy for the leaders; the same text again is the same copy. An export: audited.

    Raises Refused for whoever may not write now.
    """
    with writing(report_id, by) as report:
        text = to_json(report.content())
        newest = report.copies.order_by("-number").first()
        if newest is None or newest.sha256 != sha256(text):
            newest = DraftCopy.objects.create(
                report=report,
                number=newest.number + 1 if newest else 1,
                content_json=text,
                sha256=sha256(text),
                at=clock.now(),
                by=by,
            )
        audit.append(
            district=report.reporting_year.district,
            action="report.copied_for_comment",
            actor=by,
            subject=f"report:{report.pk}",
            detail={"number": newest.number, "sha256": newest.sha256},
        )
        return newest


def word_file(copy: DraftCopy) -> bytes:
    """The .docx of a copy: the same copy always gives the same bytes."""
    return to_docx(copy.content, Layout.CONSULTATION, copy.mark)


def take_in(report: Report, name: str, data: bytes, *, by: Any) -> ReturnedDraft:
    """What a returned file changes, stored for deciding. The same file again is the same one, with what was decided.

    Raises ImportRefused: for a file that cannot be read, and for one that is not of this report.
    """
    seal = hashlib.sha256(data).hexdigest()
    known = report.returned_drafts.filter(sha256=seal).first()
    if known:
        return known
    came = imports.read_returned(name, data)
    copy, printed = _copy_of(report, came)
    stored, _created = ReturnedDraft.objects.get_or_create(
        report=report,
        sha256=seal,
        defaults={
            "copy": copy,
            "name": name[-255:],
            "found": compare(copy.content, printed, came).to_plain(),
            "at": clock.now(),
            "by": by,
        },
    )
    return stored


def _printed(content: ReportContent) -> tuple[Block, ...]:
    """A copy as our own export reads."""
    return read_docx(to_docx(content, Layout.CONSULTATION)).blocks


def _copy_of(report: Report, came: Returned) -> tuple[DraftCopy, tuple[Block, ...]]:
    """The copy a file was made from: by its mark, else the newest that its bookmarks or its words fit best."""
    copies = list(report.copies.order_by("-number"))
    if not copies:
        raise ImportRefused("no_copy", NO_COPY)
    if len(came.blocks) > MOST_BLOCKS:
        raise ImportRefused("not_this_report", NOT_THIS)
    marked = next((one for one in copies if one.pk.hex in came.copies), None)
    if marked:
        return marked, _printed(marked.content)
    names = {name for block in came.blocks for name, _ in block.names if name != "title"}
    asked = [(one, _printed(one.content)) for one in copies[:COPIES]]
    known = [len(names & {name for block in printed for name, _ in block.names}) for _, printed in asked]
    if came.copies or (names and 2 * max(known) < len(names)):
        raise ImportRefused("other_report", OTHER_REPORT)
    kinship = [_kinship(printed, came.blocks) for _, printed in asked]
    best = max(range(len(asked)), key=lambda one: (known[one], kinship[one], -one))
    if not known[best] and kinship[best] < KINDRED:
        raise ImportRefused("not_this_report", NOT_THIS)
    return asked[best]


def _kinship(printed: Sequence[Block], came: Sequence[Block]) -> float:
    """How much of a copy's words came back, the same or similar (0…1)."""
    whole = sum(len(block.text) for block in printed)
    back = sum(
        len(printed[old].text) * (1 if printed[old].text == came[new].text else 0.9)
        for new, old in match(printed, came).items()
    )
    return back / whole if whole else 0.0
