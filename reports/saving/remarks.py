"""What the township writes beside the text: answers to remarks, a proposed wording taken, explanations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from reports.models import Explanation, Remark
from reports.permissions import Refused
from reports.saving.cleaning import clean_line, clean_text
from reports.saving.door import Saved, find_entry, writing
from reports.saving.rows import save_entry
from townships import clock

ANSWER_LIMIT = 2_000
EXPLANATION_LIMIT = 500


def answer(report_id: UUID | str, remark_id: UUID | str, *, by: Any, text: str) -> Remark:
    """Answer a remark at its place; an empty text takes the answer back."""
    text = clean_text(text)
    if len(text) > ANSWER_LIMIT:
        raise Refused("invalid", f"答复有{len(text)}字，超过{ANSWER_LIMIT}字的上限，没有保存。")
    with writing(report_id, by) as report:
        remark = _released(report, remark_id)
        remark.answer = text
        remark.answered_at, remark.answered_by = (clock.now(), by) if text else (None, None)
        remark.save(update_fields=["answer", "answered_at", "answered_by"])
        return remark


def adopt(report_id: UUID | str, remark_id: UUID | str, *, by: Any) -> Saved:
    """Take the wording a remark proposes (建议改为): the quoted words of its row become the proposed ones.

    Raises Refused quote_gone where they do not stand there once any more. ``remarking`` proposes for rows only.
    """
    with writing(report_id, by) as report:
        remark = _released(report, remark_id)
        entry = find_entry(report, str(remark.item))
        for name in ("body", "heading", "cause"):
            text = getattr(entry, name)
            if remark.proposed and remark.quote and text.count(remark.quote) == 1:
                values = {name: text.replace(remark.quote, remark.proposed)}
                saved = save_entry(report_id, entry.pk, by=by, revision=entry.revision, values=values)
                if saved.stands:
                    remark.adopted_at = clock.now()
                    remark.save(update_fields=["adopted_at"])
                return saved
        raise Refused("quote_gone", "原文已经改动，找不到批注所引的文字，请手工修改。")


def explain(report_id: UUID | str, *, by: Any, rule: str, place: str, text: str) -> None:
    """Let a warning stand with a sentence of explanation, which the reviewer reads; an empty one takes it back."""
    text = clean_line(text)
    if len(text) > EXPLANATION_LIMIT:
        raise Refused("invalid", f"说明有{len(text)}字，超过{EXPLANATION_LIMIT}字的上限，没有保存。")
    with writing(report_id, by) as report:
        if not text:
            report.explanations.filter(rule=rule, place=place).delete()
            return
        Explanation.objects.update_or_create(
            report=report,
            rule=rule[:40],
            place=place[:36],
            defaults={"text": text, "at": clock.now(), "by": by},
        )


def _released(report: Any, remark_id: UUID | str) -> Remark:
    remark = next(
        (one for one in report.remarks.filter(released_at__isnull=False) if str(one.pk) == str(remark_id)),
        None,
    )
    if remark is None:
        raise Refused("not_found", "没有这条批注，或者它不属于这份报告。")
    return remark
