"""Deciding on what came back from the leaders: accepted changes reach the draft here, the others are remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from reports.content import ReportContent
from reports.enums import ChangeKind
from reports.imports.returned.applying import apply, standings
from reports.imports.returned.change import Change, Comparison
from reports.models import Report, ReturnedDraft
from reports.permissions import Refused
from reports.saving.cleaning import too_long
from reports.saving.door import touch, writing
from reports.saving.whole import write_parts

_FIELDS = {
    "h": "heading",
    "o": "owner",
    "d": "due",
    "g": "target",
    "t": "title",
    "title": "title",
    "c": "cause",
}


def accept(
    report_id: UUID | str,
    returned_id: UUID | str,
    keys: Iterable[str],
    *,
    by: Any,
    seen: Mapping[str, str] | None = None,
) -> int:
    """Bring these changes into the draft, all or none; how many changed it. Ids, remarks and history stay.

    A line that was altered since the copy was made is overwritten only where ``seen`` carries the seal
    (``Standing.seal``) of what stands there now. A change accepted before, or already in the text, changes nothing.
    """
    with writing(report_id, by) as report:
        stored = _stored(report, returned_id)
        content = report.content()
        chosen = [_change(stored, key) for key in dict.fromkeys(keys)]
        fresh = [one for one in chosen if stored.decided.get(one.key) != "accepted"]
        states = standings(content, fresh)
        wanted = []
        for one in fresh:
            standing = states[one.key]
            if standing.state in ("gone", "aside"):
                raise Refused(
                    "place_gone", "这一处现在的正文里没有合适的位置，没有采纳。文字还在本页，可以复制。"
                )
            if standing.state == "altered" and (seen or {}).get(one.key) != standing.seal:
                raise Refused("altered", "这一处在您打开之后又有改动，没有采纳。请看过现在的文字后再定。")
            if standing.state != "done":
                _check_length(one)
                wanted.append(one)
        if wanted:
            _write(report, content, apply(content, wanted), by)
        _decide(stored, {one.key: "accepted" for one in fresh})
        return len(wanted)


def accept_open(report_id: UUID | str, returned_id: UUID | str, *, by: Any) -> int:
    """全部接受: every change that is undecided and whose line nobody has altered meanwhile."""
    with writing(report_id, by) as report:
        stored = _stored(report, returned_id)
        changes = [
            one for one in Comparison.from_plain(stored.found).changes if one.key not in stored.decided
        ]
        states = standings(report.content(), changes)
        keys = [one.key for one in changes if states[one.key].state in ("open", "done")]
        return accept(report_id, returned_id, keys, by=by)


def decide(report_id: UUID | str, returned_id: UUID | str, key: str, decision: str, *, by: Any) -> None:
    """Remember that a change is left ("left") or a comment dealt with ("ticked"); "" takes it back. What was accepted
    is in the text and stays accepted."""
    with writing(report_id, by) as report:
        stored = _stored(report, returned_id)
        found = Comparison.from_plain(stored.found)
        of_comment = any(one.key == key for one in found.comments)
        if not of_comment:
            _change(stored, key)
        if decision not in ("", "ticked" if of_comment else "left"):
            raise Refused("invalid", "没有这种办法，没有保存。")
        if stored.decided.get(key) != "accepted":
            _decide(stored, {key: decision})


def _stored(report: Report, returned_id: UUID | str) -> ReturnedDraft:
    try:
        return report.returned_drafts.get(pk=returned_id)
    except (ReturnedDraft.DoesNotExist, ValidationError) as error:
        raise Refused("not_found", "没有这份传回的修改稿，或者它不属于这份报告。") from error


def _change(stored: ReturnedDraft, key: str) -> Change:
    for one in Comparison.from_plain(stored.found).changes:
        if one.key == key:
            return one
    raise Refused("not_found", "这份修改稿里没有这一处改动，没有采纳。请刷新后再看。")


def _check_length(change: Change) -> None:
    texts = {_FIELDS.get(change.spot.field, "body"): change.new}
    if change.kind == "row" and change.item:
        texts = {"heading": change.item["heading"], "body": change.new}
    complaint = too_long(texts)
    if complaint:
        raise Refused("invalid", complaint)


def _write(report: Report, before: ReportContent, after: ReportContent, by: Any) -> None:
    if before.title != after.title:
        report.title = after.title
        report.header_revision += 1
        report.save(update_fields=["title", "header_revision"])
    if before.parts != after.parts:
        write_parts(report, after.parts, by, ChangeKind.RETURNED)
    touch(report, by)


def _decide(stored: ReturnedDraft, decisions: Mapping[str, str]) -> None:
    stored.decided = {key: word for key, word in {**stored.decided, **decisions}.items() if word}
    stored.save(update_fields=["decided"])
