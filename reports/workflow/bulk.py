"""The acts of many new reports at once: the road of the usual case, for measuring (``reports.seeding``).

The rows are the ones the acts leave one by one — stamps, events, frozen copies, the audit — made by the same
functions, and inserted together. No guard is asked, so that this door is for reports that are not in the database
yet, and for nobody's click.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from reports import publishing
from reports.content import ReportContent, SignatureLine
from reports.enums import Act, ReviewConclusion, SubmissionStage
from reports.models import Publication, Report, ReportEvent, SecrecyReview, Signature, Submission
from reports.workflow.acts import frozen_copy
from reports.workflow.door import Effect, move, told
from townships import audit
from townships.models import District, User


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts: the township's drafter, another of its people who signs, numbers and publishes, the reviewer."""

    drafter: User
    checker: User
    reviewer: User


@dataclass
class Trail:
    """One report on the road, and the rows its acts leave."""

    report: Report
    content: ReportContent
    hands: Hands
    now: datetime
    document_number: str
    events: list[ReportEvent] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    reviews: list[SecrecyReview] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)

    def send_for_signature(self) -> dict[str, Any]:
        return {}

    def register_signature(self) -> dict[str, Any]:
        report, checker, today = self.report, self.hands.checker, self.now.date()
        naming = report.township.naming(today)
        for issuer in report.issuer_list:
            self.signatures.append(
                Signature(
                    report=report,
                    round=report.signing_round,
                    issuer=issuer,
                    post=naming.government_head_title,
                    name=checker.name,
                    signed_on=today,
                    opinion="同意",
                    registered_at=self.now,
                    registered_by=checker,
                )
            )
        report.signed_at, report.signed_by = self.now, checker
        return {"issuer": report.issuer_list[-1]}

    def number(self) -> dict[str, Any]:
        self.report.document_number, self.report.dated_on = self.document_number, self.now.date()
        return {"document_number": self.document_number, "dated_on": self.now.date().isoformat()}

    def submit(self) -> dict[str, Any]:
        self.content = replace(
            self.content,
            document_number=self.report.document_number,
            dated=self.report.dated_on,
            signatures=tuple(
                SignatureLine(one.issuer, one.post, one.name, one.signed_on, one.opinion)
                for one in self.signatures
            ),
        )
        made = frozen_copy(
            self.report, self.content, SubmissionStage.FILING, 1, by=self.hands.drafter, now=self.now
        )
        self.submissions.append(made)
        return {"submission": 1, "sha256": made.sha256, "receipt": made.receipt}

    def file(self) -> dict[str, Any]:
        return {"remarks": 0}

    def secrecy_review(self) -> dict[str, Any]:
        conclusion, by = ReviewConclusion.PUBLIC, self.hands.checker
        self.reviews.append(
            SecrecyReview(submission=self.submissions[-1], conclusion=conclusion, at=self.now, by=by)
        )
        return {"submission": 1, "conclusion": conclusion.value}

    def publish(self) -> dict[str, Any]:
        review, by = self.reviews[-1], self.hands.checker
        made = publishing.frozen_publication(self.report, review, 1, by=by, now=self.now)
        self.publications.append(made)
        return {"publication": 1, "sha256": made.sha256}


#: The usual road without a 预审: each act, whose hand does it, and what it leaves behind.
ROAD: tuple[tuple[Act, str, Callable[[Trail], dict[str, Any]]], ...] = (
    (Act.SEND_FOR_SIGNATURE, "drafter", Trail.send_for_signature),
    (Act.REGISTER_SIGNATURE, "checker", Trail.register_signature),
    (Act.NUMBER, "checker", Trail.number),
    (Act.SUBMIT, "drafter", Trail.submit),
    (Act.FILE, "reviewer", Trail.file),
    (Act.SECRECY_REVIEW, "checker", Trail.secrecy_review),
    (Act.PUBLISH, "checker", Trail.publish),
)


def walk(
    report: Report, content: ReportContent, last: Act, hands: Hands, document_number: str, now: datetime
) -> Trail:
    """Take a new report, not saved yet, along the road up to the act ``last``. Nothing is written."""
    trail = Trail(report, content, hands, now, document_number)
    acts = [act for act, _whose, _leave in ROAD]
    for act, whose, leave in ROAD[: acts.index(last) + 1]:
        effect = Effect(leave(trail))
        by = getattr(hands, whose)
        trail.events.append(move(report, act, effect, by=by, seen=report.version, now=now))
    return trail


def store(trails: Iterable[Trail]) -> None:
    """Insert what the acts left, after the reports themselves; last the audit, district by district."""
    trails = list(trails)
    Signature.objects.bulk_create(one for trail in trails for one in trail.signatures)
    Submission.objects.bulk_create(one for trail in trails for one in trail.submissions)
    SecrecyReview.objects.bulk_create(one for trail in trails for one in trail.reviews)
    Publication.objects.bulk_create(one for trail in trails for one in trail.publications)
    ReportEvent.objects.bulk_create(one for trail in trails for one in trail.events)
    rows: dict[District, list[dict[str, Any]]] = defaultdict(list)
    for trail in trails:
        rows[trail.report.reporting_year.district] += map(told, trail.events)
    for district, of_district in rows.items():
        audit.append_all(district=district, rows=of_district)
