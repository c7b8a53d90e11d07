"""Saving one savable thing: a row, a part's title and opening, the header. Three ways meet in one rule.

A save carries the revision it started from. When another revision stands there by now, fields that only one
side changed are merged; where both changed the same field, nothing is written and both texts are given back.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rapidfuzz.distance import Levenshtein

from reports.enums import ChangeKind, DutyOf, PartKind
from reports.models import Entry, EntryVersion, PartVersion, Report, ReportPart
from reports.models.text import ENTRY_FIELDS
from reports.permissions import Refused
from reports.saving.cleaning import NAMES, clean, too_long
from reports.saving.door import Saved, find_entry, keep, touch, writing
from townships import clock

HEADER_FIELDS = ("title", "issuers", "addressee", "cc")
#: What belongs to one kind of row only (the CHECKs of ``Entry`` hold the same).
FIELDS_OF_KIND = {
    PartKind.SHORTCOMINGS: ("cause",),
    PartKind.PLAN: ("owner", "due", "target"),
    PartKind.DUTIES: ("duty_of",),
}
CONFLICT = "{who}在您打开之后也作了修改，两处改的是同一处。两份文字都在，请选定后再保存。"
DELETED = "这一条已被{who}删除。您写的文字还在下面，可以复制，或者恢复这一条。"


def save_entry(
    report_id: UUID | str, entry_id: UUID | str, *, by: Any, revision: int, values: dict[str, str]
) -> Saved:
    """Save a row's text. ``values`` may name any of ``ENTRY_FIELDS``; the others stay as they are."""
    values = clean({name: text for name, text in values.items() if name in ENTRY_FIELDS})
    with writing(report_id, by) as report:
        entry = find_entry(report, entry_id)
        newest = entry.versions.select_related("by").last()
        who = newest.by.name if newest and newest.by else "他人"
        if entry.deleted_at:
            return Saved("deleted", entry.revision, DELETED.format(who=entry.deleted_by.name), mine=values)
        complaint = too_long(values) or misplaced(entry, values)
        if complaint:
            return Saved("invalid", entry.revision, complaint, mine=values)
        current = {name: getattr(entry, name) for name in values}
        if values == current:
            return Saved("saved", entry.revision)
        base = None if revision == entry.revision else entry.versions.filter(revision=revision).first()
        merged = _merge(values, current, current if revision == entry.revision else base and base.values())
        if merged is None:
            return _conflict(entry.revision, values, current, who, newest.at if newest else None)
        if merged != current:
            for name, text in merged.items():
                setattr(entry, name, text)
            entry.revision += 1
            entry.save(update_fields=[*merged, "revision"])
            keep(entry, by, ChangeKind.EDITED).save()
            touch(report, by)
        return Saved("saved" if merged == values else "merged", entry.revision)


def set_aside(
    report_id: UUID | str, entry_id: UUID | str, *, by: Any, revision: int, values: dict[str, str]
) -> Saved:
    """用对方的: after a conflict the other's text stays. Mine is kept as a version of its own, so that it can be
    read again in the history. ``revision`` is the one the person saw beside his own words."""
    with writing(report_id, by) as report:
        theirs = find_entry(report, entry_id).values()
        mine = save_entry(report_id, entry_id, by=by, revision=revision, values=values)
        if mine.outcome != "saved":
            return mine
        return save_entry(report_id, entry_id, by=by, revision=mine.revision, values=theirs)


def save_part(
    report_id: UUID | str, part_id: UUID | str, *, by: Any, revision: int, values: dict[str, str]
) -> Saved:
    """Save a part's title and opening."""
    values = clean({name: text for name, text in values.items() if name in ("title", "opening")})
    with writing(report_id, by) as report:
        part = find_part(report, part_id)
        complaint = too_long(values)
        if complaint:
            return Saved("invalid", part.revision, complaint, mine=values)
        current = {name: getattr(part, name) or "" for name in values}
        if values == current:
            return Saved("saved", part.revision)
        newest = part.versions.select_related("by").last()
        base = None if revision == part.revision else part.versions.filter(revision=revision).first()
        stood = base and {name: getattr(base, name) or "" for name in values}
        merged = _merge(values, current, current if revision == part.revision else stood)
        if merged is None:
            who = newest.by.name if newest and newest.by else "他人"
            return _conflict(part.revision, values, current, who, newest.at if newest else None)
        if merged != current:
            part.title = merged.get("title", part.title or "") or None
            part.opening = merged.get("opening", part.opening)
            part.revision += 1
            part.save(update_fields=["title", "opening", "revision"])
            keep_part(part, by)
            touch(report, by)
        return Saved("saved" if merged == values else "merged", part.revision)


def save_header(report_id: UUID | str, *, by: Any, revision: int, values: dict[str, str]) -> Saved:
    """Save title, issuers, addressee and copy. Small fields: a stale save of them is simply a conflict."""
    values = clean({name: text for name, text in values.items() if name in HEADER_FIELDS})
    with writing(report_id, by) as report:
        complaint = too_long(values)
        if complaint:
            return Saved("invalid", report.header_revision, complaint, mine=values)
        current = {name: getattr(report, name) for name in values}
        if values == current:
            return Saved("saved", report.header_revision)
        if revision != report.header_revision:
            return _conflict(report.header_revision, values, current, "他人", None)
        for name, text in values.items():
            setattr(report, name, text)
        report.header_revision += 1
        report.save(update_fields=[*values, "header_revision"])
        touch(report, by)
        return Saved("saved", report.header_revision)


def amend(
    report: Report, entry_id: UUID | str, field: str, text: str, *, by: Any, limit: int
) -> tuple[str, str]:
    """A slip of the pen corrected after signing, for ``workflow.amend_wording`` alone: (before, after).

    Digits may not change and at most ``limit`` characters may: anything else goes back to the signers.
    """
    if field not in ("heading", "body", "cause"):
        raise Refused("invalid", "签发后只能订正标题、正文和原因中的文字。")
    entry = find_entry(report, entry_id)
    before, after = getattr(entry, field), clean({field: text})[field]
    complaint = too_long({field: after}) or misplaced(entry, {field: after})
    if complaint:
        raise Refused("invalid", complaint)
    if entry.deleted_at or before == after:
        raise Refused("unchanged", "文字没有改动。")
    if [c for c in before if c.isdigit()] != [c for c in after if c.isdigit()]:
        raise Refused("too_much", "改动了数字，属于实质修改，请撤销签发后重新送签。")
    if Levenshtein.distance(before, after) > limit:
        raise Refused("too_much", f"改动超过{limit}字，属于实质修改，请撤销签发后重新送签。")
    setattr(entry, field, after)
    entry.revision += 1
    entry.save(update_fields=[field, "revision"])
    keep(entry, by, ChangeKind.AMENDED).save()
    touch(report, by)
    return before, after


def find_part(report: Report, part_id: UUID | str) -> ReportPart:
    """A part of this report. A foreign id and a missing one look the same."""
    part = next(
        (one for one in report.parts.filter(removed_at__isnull=True) if str(one.pk) == str(part_id)), None
    )
    if part is None:
        raise Refused("not_found", "没有这一部分，或者它不属于这份报告。")
    return part


def keep_part(part: ReportPart, by: Any) -> None:
    PartVersion.objects.create(
        part=part, revision=part.revision, title=part.title, opening=part.opening, at=clock.now(), by=by
    )


def misplaced(entry: Entry, values: dict[str, str]) -> str:
    """A sentence about text for a field this kind of row does not have, as when it was moved meanwhile."""
    for kind, names in FIELDS_OF_KIND.items():
        for name in names:
            if values.get(name) and entry.kind != kind:
                return f"这一条现在属于“{PartKind(entry.kind).label}”，没有“{NAMES[name]}”一栏，没有保存。请放到正文里。"
    if values.get("duty_of") and values["duty_of"] not in list(DutyOf):
        return "没有这一种履职人，没有保存。请重新选择。"
    return ""


def _merge(
    mine: dict[str, str], current: dict[str, str], base: dict[str, str] | EntryVersion | None
) -> dict[str, str] | None:
    """Field by field: what I changed, else what stands. None when both changed the same field differently."""
    if base is None:
        return None
    merged = {}
    for name, text in mine.items():
        stood = base[name]
        if text == stood:
            merged[name] = current[name]
        elif current[name] in (stood, text):
            merged[name] = text
        else:
            return None
    return merged


def _conflict(revision: int, mine: dict[str, str], theirs: dict[str, str], who: str, when: Any) -> Saved:
    return Saved("conflict", revision, CONFLICT.format(who=who), mine, theirs, who, when)
