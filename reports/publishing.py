"""What an act makes public or takes away. Called by ``workflow`` inside its transaction, by nothing else.

The public sees frozen publications only, never rows. ``published_at`` is the server's time; no road moves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from reports.content import Item, ReportContent, sha256, to_json
from reports.enums import Channel, ReviewConclusion
from reports.models import Publication, Report, SecrecyReview
from reports.permissions import Refused

#: Corrections after which the earlier text may not stay readable (design §4).
MUST_GO = frozenset({"privacy", "secrecy", "wording"})
OMITTED = "（本条依法不予公开）"


def publish(
    report: Report,
    review: SecrecyReview | None,
    *,
    by: Any,
    now: datetime,
    channel: Channel = Channel.SITE,
    portal_url: str = "",
    portal_shown_on: date | None = None,
    notice: str = "",
    take_down_earlier: bool = False,
) -> Publication:
    """Freeze the reviewed submission as the next publication."""
    assert review is not None, "the table lets nothing be published without a review"
    if channel == Channel.PORTAL and not (portal_url.startswith(("http://", "https://")) and portal_shown_on):
        raise Refused("invalid", "登记门户网站公开的，请填写网址和网页显示的日期。")
    if take_down_earlier:
        take_down(report, by=by, now=now, reason=notice)
    last = report.publications.aggregate(last=Max("number"))["last"] or 0
    made = frozen_publication(report, review, last + 1, by=by, now=now)
    made.channel, made.portal_url, made.portal_shown_on = channel, portal_url, portal_shown_on
    made.notice = notice
    made.save()
    return made


def frozen_publication(
    report: Report, review: SecrecyReview, number: int, *, by: Any, now: datetime
) -> Publication:
    """The reviewed submission as the public may read it, sealed and dated; not saved yet."""
    text = to_json(public_content(review))
    return Publication(
        report=report,
        number=number,
        submission=review.submission,
        review=review,
        content_json=text,
        sha256=sha256(text),
        published_at=now,
        published_by=by,
    )


def take_down(report: Report, *, by: Any, now: datetime, reason: str) -> int:
    """Make every publication so far unreadable; the number taken down."""
    return report.publications.readable().update(
        taken_down_at=now, taken_down_by=by, taken_down_reason=reason
    )


def public_content(review: SecrecyReview) -> ReportContent:
    """The submission as the public may read it: no signer's name or opinion, follow-ups only where the
    township ticked them, and with 区分处理 a line in place of each row left out, so that numbers stay."""
    frozen = review.submission.content
    omitted = set(review.omitted) if review.conclusion == ReviewConclusion.PARTIAL else set()

    def shown(items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(
            Item(id=item.id, heading=OMITTED)
            if item.id in omitted
            else replace(item, children=shown(item.children))
            for item in items
        )

    return replace(
        frozen,
        signatures=(),
        follow_ups=tuple(line for line in frozen.follow_ups if line.public),
        parts=tuple(replace(part, items=shown(part.items)) for part in frozen.parts),
    )


def has_items(content: ReportContent, ids: Iterable[str]) -> bool:
    """Whether every one of these rows stands in the content."""

    def below(items: Iterable[Item]) -> Iterator[str]:
        for item in items:
            yield item.id
            yield from below(item.children)

    return set(ids) <= {one for part in content.parts for one in below(part.items)}
