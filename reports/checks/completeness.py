"""Completeness: the five contents of the annual report (督察工作规定; domain.md 1.1, 2.4 no. 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checks.finding import CheckContext, Finding
from reports.content import Item, Part, ReportContent, item_text, part_text, places
from reports.enums import STATUTORY_PARTS, PartKind, Severity

#: A sentence that names a cause. 因 alone is too common a syllable (因素, 因地制宜, 因此) to count.
CAUSE = re.compile(
    r"原因|由于|因为|主要是|根源|所致|导致|归结|源于|(?:^|[，。；、])因(?!此|素|地制宜|时制宜|而)"
)


def empty_statutory_part(content: ReportContent, context: CheckContext) -> Iterator[Finding]:
    """A prescribed content without a word in it."""
    for kind in STATUTORY_PARTS:
        parts = [part for part in content.parts if part.kind == kind]
        if any(part_text(part).strip() for part in parts):
            continue
        if kind is PartKind.DUTIES and _duties_among_measures(content):
            continue
        yield Finding(
            id="completeness.E001",
            severity=Severity.ERROR,
            message=f"“{kind.label}”还没有写。",
            suggestion="规定要求报告这一部分，写一段文字即可。",
            part=parts[0].id if parts else "",
            path=kind.label,
        )


def _duties_among_measures(content: ReportContent) -> bool:
    """Some townships report the first responsible person's duties as one item of the measures."""
    return any(
        place.item is not None and "第一责任人" in place.item.heading
        for place in places(content)
        if place.part.kind == PartKind.MEASURES
    )


def shortcoming_without_cause(content: ReportContent, context: CheckContext) -> Iterator[Finding]:
    """存在的不足**和原因**: no cause anywhere stops the report; a single row without one is only a hint."""
    parts = [part for part in content.parts if part.kind == PartKind.SHORTCOMINGS and part_text(part).strip()]
    if not parts:
        return
    if not any(_names_a_cause(part) for part in parts):
        yield Finding(
            id="completeness.E002",
            severity=Severity.ERROR,
            message="写了不足，没有写原因。",
            suggestion="规定要求报告“存在的不足和原因”，在任意一条下写明原因，一句话即可。",
            part=parts[0].id,
            path=PartKind.SHORTCOMINGS.label,
        )
        return
    if any(map(_cause_heading, parts)):
        return
    for place in places(content):
        item = place.item
        if item is None or place.depth != 1 or place.part not in parts or _tells_cause(item):
            continue
        yield Finding(
            id="completeness.H002",
            severity=Severity.HINT,
            message=f"{place.path}没有写原因。",
            suggestion="其他各条写了原因，这一条也可以补一句。",
            part=place.part.id,
            entry=item.id,
            path=place.path,
            quote=item.heading or item_text(item)[:40],
        )


def _names_a_cause(part: Part) -> bool:
    return bool(CAUSE.search(part_text(part))) or any(item.cause.strip() for item in part.items)


def _cause_heading(part: Part) -> bool:
    """原因 as a heading of its own inside the part speaks for all its rows."""
    return any("原因" in item.heading for item in part.items)


def _tells_cause(item: Item) -> bool:
    return bool(item.cause.strip() or CAUSE.search(item_text(item))) or any(map(_tells_cause, item.children))


def heading_without_text(content: ReportContent, context: CheckContext) -> Iterator[Finding]:
    """A heading that stands alone, with neither text nor rows below it."""
    for place in places(content):
        item = place.item
        if (
            item is None
            or not item.heading.strip()
            or item.heading.rstrip().endswith(("。", "；", "！", "？"))
        ):
            continue
        if item.paragraphs or item.children or item.cause.strip() or item.target.strip():
            continue
        yield Finding(
            id="completeness.W003",
            severity=Severity.WARNING,
            message=f"{place.path}只有标题，没有正文。",
            suggestion="补一段正文；如果这句话本身就是正文，请移到正文里。",
            part=place.part.id,
            entry=item.id,
            path=place.path,
            quote=item.heading,
        )


RULES = (empty_statutory_part, shortcoming_without_cause, heading_without_text)
