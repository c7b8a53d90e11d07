"""Assembling what the checks need, and what still stands in the way of an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.checks import CheckContext, Finding, run
from reports.content import ReportContent
from reports.enums import Severity
from reports.models import Report


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and, where the drafter let a warning stand, his explanation."""

    finding: Finding
    explanation: str = ""

    @property
    def stops(self) -> bool:
        """ERROR stops until corrected, WARNING until corrected or explained, HINT never (design §7)."""
        if self.finding.severity is Severity.WARNING:
            return not self.explanation
        return self.finding.severity is Severity.ERROR


def context_of(report: Report) -> CheckContext:
    return CheckContext(year=report.year)


def judge(report: Report, content: ReportContent | None = None) -> list[Judged]:
    """Every finding of the report as it stands, with its explanation."""
    explained = {(one.rule, one.place): one.text for one in report.explanations.all()}
    return [
        Judged(finding, explained.get((finding.id, finding.place), ""))
        for finding in run(content or report.content(), context_of(report))
    ]


def unresolved(report: Report) -> list[Finding]:
    """What stops the report from being sent on."""
    return [one.finding for one in judge(report) if one.stops]


def frozen(report: Report, content: ReportContent) -> list[dict[str, Any]]:
    """The findings of this text as plain data, to be kept with a submission of it."""
    return [
        {
            "id": one.finding.id,
            "severity": one.finding.severity.value,
            "part": one.finding.part,
            "entry": one.finding.entry,
            "path": one.finding.path,
            "quote": one.finding.quote,
            "message": one.finding.message,
            "suggestion": one.finding.suggestion,
            "explanation": one.explanation,
        }
        for one in judge(report, content)
    ]
