"""Rows → ``ReportContent``: the only road, at a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from reports import content
from reports.models.text import Entry

if TYPE_CHECKING:
    from reports.models.report import Report


def content_of(report: Report) -> content.ReportContent:
    """The report's rows as they stand now, in one plain shape."""
    return content.ReportContent(
        title=report.title,
        year=report.reporting_year.year,
        township=report.township.name,
        issuers=report.issuer_list,
        document_number=report.document_number,
        dated=report.dated_on,
        signatures=_signatures(report),
        addressee=report.addressee,
        cc=report.cc,
        parts=_parts(report),
        figures=_figures(report),
        follow_ups=_follow_ups(report),
    )


def _parts(report: Report) -> tuple[content.Part, ...]:
    entries = list(Entry.objects.filter(part__report=report, part__removed_at__isnull=True).live())
    below: dict[tuple[UUID, UUID | None], list[Entry]] = defaultdict(list)
    for entry in entries:
        below[entry.part_id, entry.parent_id].append(entry)
    alive = {entry.id for entry in entries}
    answers: dict[UUID, list[str]] = defaultdict(list)
    links = Entry.answers.through.objects.filter(from_entry__part__report=report).order_by("id")
    for source, target in links.values_list("from_entry_id", "to_entry_id"):
        if target in alive:
            answers[source].append(str(target))

    def items(part: UUID, parent: UUID | None) -> tuple[content.Item, ...]:
        return tuple(
            content.Item(
                id=str(entry.id),
                heading=entry.heading,
                paragraphs=content.read_body(entry.body),
                children=items(part, entry.id),
                cause=entry.cause,
                owner=entry.owner,
                due=entry.due,
                target=entry.target,
                answers=tuple(answers[entry.id]),
                duty_of=entry.duty_of,
            )
            for entry in below[part, parent]
        )

    return tuple(
        content.Part(
            id=str(part.id),
            kind=part.kind,
            title=part.title,
            opening=content.read_body(part.opening),
            items=items(part.id, None),
        )
        for part in report.parts.filter(removed_at__isnull=True)
    )


def _signatures(report: Report) -> tuple[content.SignatureLine, ...]:
    return tuple(
        content.SignatureLine(one.issuer, one.post, one.name, one.signed_on, one.opinion)
        for one in report.signatures.filter(round=report.signing_round)
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """As printed, not as stored: 30, not 30.0000."""
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def _figures(report: Report) -> tuple[content.FigureLine, ...]:
    return tuple(
        content.FigureLine(
            indicator=one.indicator.code,
            label=one.indicator.name,
            unit=one.indicator.unit,
            state=one.state,
            scope=one.scope,
            period=one.period,
            value=_plain(one.value),
            qualifier=one.qualifier,
            low=_plain(one.low),
            high=_plain(one.high),
        )
        for one in report.figures.select_related("indicator")
    )


def _follow_ups(report: Report) -> tuple[content.FollowUpLine, ...]:
    return tuple(
        content.FollowUpLine(
            source=one.source_sha256,
            item=str(one.source_item),
            quote=one.quote,
            outcome=one.outcome,
            note=one.note,
            measures=tuple(one.measures),
            public=one.is_public,
        )
        for one in report.follow_ups.all()
    )
