"""The rows of a report, and the one road from rows to ``ReportContent`` (``Report.content()``).

Rows hold what one CHECK or UNIQUE can hold. Status is written by ``reports.workflow`` alone, text by
``reports.saving`` alone.
"""

from reports.models.figures import Figure, FollowUp, Indicator, YearIndicator
from reports.models.frozen import Publication, SecrecyReview, Signature, Submission
from reports.models.proposal import DraftCopy, ImportProposal, ReturnedDraft
from reports.models.record import Explanation, Remark, ReportEvent
from reports.models.report import Editor, Report
from reports.models.text import (
    Duty,
    Entry,
    EntryVersion,
    Measure,
    OtherMatter,
    PartVersion,
    PlanItem,
    ReportPart,
    Shortcoming,
)
from reports.models.year import ReportingYear, YearPart

__all__ = [
    "DraftCopy",
    "Duty",
    "Editor",
    "Entry",
    "EntryVersion",
    "Explanation",
    "Figure",
    "FollowUp",
    "ImportProposal",
    "Indicator",
    "Measure",
    "OtherMatter",
    "PartVersion",
    "PlanItem",
    "Publication",
    "Remark",
    "Report",
    "ReportEvent",
    "ReportPart",
    "ReportingYear",
    "ReturnedDraft",
    "SecrecyReview",
    "Shortcoming",
    "Signature",
    "Submission",
    "YearIndicator",
    "YearPart",
]
