"""Checks: pure functions over a ``ReportContent`` and a ``CheckContext``, in one list.

A finding has a stable id (``completeness.E001``), a severity, a place, a sentence and a suggestion. To add a
rule: write it in the file of its family, append it to that family's ``RULES``, add texts that must fire and
texts that must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reports.checks import completeness
from reports.checks.finding import CheckContext, Finding
from reports.content import ReportContent
from reports.enums import Severity

__all__ = ["RULES", "CheckContext", "Finding", "run"]

Rule = Callable[[ReportContent, CheckContext], Iterator[Finding]]

RULES: tuple[Rule, ...] = (*completeness.RULES,)

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


def run(content: ReportContent, context: CheckContext) -> list[Finding]:
    """Every finding of every rule, the gravest first, else in the order of reading."""
    found = [finding for rule in RULES for finding in rule(content, context)]
    place = {part.id: number for number, part in enumerate(content.parts)}
    return sorted(found, key=lambda one: (_ORDER[one.severity], place.get(one.part, -1)))
