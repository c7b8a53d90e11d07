"""Adding, moving, nesting and deleting rows. Positions are 1…n among live siblings; a row keeps its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from reports.content import MAX_DEPTH
from reports.enums import ChangeKind, DutyOf, PartKind
from reports.models import Entry, EntryVersion, Report, ReportPart
from reports.models.text import ENTRY_FIELDS
from reports.permissions import Refused
from reports.saving.cleaning import clean, too_long
from reports.saving.door import find_entry, keep, touch, writing
from reports.saving.rows import find_part, misplaced
from townships import clock

DIRECTIONS = ("up", "down", "in", "out")
_LIVE = {"deleted_at__isnull": True}
#: Which fields belong to which kind of row; a row that moves elsewhere keeps their words in its body.
OWN_FIELDS = {
    PartKind.SHORTCOMINGS: {"cause": "原因："},
    PartKind.PLAN: {"owner": "责任人：", "due": "完成时限：", "target": "目标："},
    PartKind.DUTIES: {"duty_of": "履职人："},
}


def add_entry(
    report_id: UUID | str,
    part_id: UUID | str,
    *,
    by: Any,
    values: dict[str, str] | None = None,
    after: UUID | str | None = None,
    entry_id: UUID | None = None,
) -> Entry:
    """A new row at the end of the part, or behind ``after`` on its level. The id may be given (born in the browser);
    a second add with the same id gives the row that is there."""
    values = clean({name: text for name, text in (values or {}).items() if name in ENTRY_FIELDS})
    complaint = too_long(values)
    if complaint:
        raise Refused("invalid", complaint)
    with writing(report_id, by) as report:
        part = find_part(report, part_id)
        born = Entry.objects.filter(pk=entry_id).select_related("part").first() if entry_id else None
        if born:
            if born.part.report_id != report.pk:
                raise Refused("not_found", "没有这一条，或者它不属于这份报告。")
            return born
        before = find_entry(report, after) if after else None
        if before and (before.deleted_at or before.part_id != part.pk):
            before = None  # it went meanwhile: the new row goes to the end of the part
        parent = before.parent_id if before else None
        siblings = list(_siblings(part, parent))
        entry = Entry(
            id=entry_id or uuid4(),
            part=part,
            parent_id=parent,
            kind=part.kind,
            position=len(siblings) + 1,
            **values,
        )
        complaint = misplaced(entry, values)
        if complaint:
            raise Refused("invalid", complaint)
        entry.save(force_insert=True)
        if before:
            siblings.insert([one.pk for one in siblings].index(before.pk) + 1, entry)
            _number(siblings)
        keep(entry, by, ChangeKind.CREATED).save()
        touch(report, by)
        return entry


def move_entry(report_id: UUID | str, entry_id: UUID | str, *, by: Any, direction: str) -> None:
    """Move a row with all below it: "up", "down" among its siblings, "in" under the one above, "out" a level up."""
    with writing(report_id, by) as report:
        entry = _live(report, entry_id)
        siblings = list(_siblings(entry.part, entry.parent_id))
        index = [one.pk for one in siblings].index(entry.pk)
        if direction in ("up", "down"):
            other = index + (1 if direction == "down" else -1)
            if not 0 <= other < len(siblings):
                raise Refused("cannot_move", "已经在最前或最后，不能再移。")
            siblings[index], siblings[other] = siblings[other], siblings[index]
            _number(siblings)
        elif direction == "in":
            if index == 0:
                raise Refused("cannot_move", "上面没有同级的条目，不能降级。")
            if _depth(entry) + _height(entry) > MAX_DEPTH:
                raise Refused("cannot_move", f"最多{MAX_DEPTH}级，不能再降。")
            _place(siblings.pop(index), siblings[index - 1].pk, None)
            _number(siblings)
        elif direction == "out":
            _out(entry, siblings, index)
        else:
            raise Refused("invalid", "没有这种移动。")
        _moved(report, entry_id, by)


def _out(entry: Entry, siblings: list[Entry], index: int) -> None:
    if entry.parent is None:
        raise Refused("cannot_move", "已经是最高一级，不能再升。")
    parent = entry.parent
    _number(siblings[:index] + siblings[index + 1 :])
    uncles = list(_siblings(entry.part, parent.parent_id))
    _place(entry, parent.parent_id, len(uncles) + 1)
    uncles.insert([one.pk for one in uncles].index(parent.pk) + 1, entry)
    _number(uncles)


def move_to_part(report_id: UUID | str, entry_id: UUID | str, part_id: UUID | str, *, by: Any) -> None:
    """Move a row and all below it to the end of another part: ids, history and remarks stay, words too."""
    with writing(report_id, by) as report:
        entry = _live(report, entry_id)
        part = find_part(report, part_id)
        if part.pk == entry.part_id:
            raise Refused("cannot_move", "已经在这一部分。")
        left = [one for one in _siblings(entry.part, entry.parent_id) if one.pk != entry.pk]
        family = [entry, *_below(entry)]
        for one in family:
            _carry_over(one, PartKind(part.kind))
            one.part = part
        entry.parent_id = None
        entry.position = _siblings(part, None).count() + 1
        for one in family:
            one.revision += 1
            one.save()
            keep(one, by, ChangeKind.MOVED).save()
        _number(left)
        touch(report, by)


def delete_entry(report_id: UUID | str, entry_id: UUID | str, *, by: Any, revision: int) -> None:
    """Put a row and all below it away. It can be restored; a row changed meanwhile is not deleted unseen."""
    with writing(report_id, by) as report:
        entry = _live(report, entry_id)
        if entry.revision != revision:
            raise Refused("conflict", "这一条在您打开之后被修改过，没有删除。请看过后再删。")
        now = clock.now()
        for one in [entry, *_below(entry)]:
            one.deleted_at, one.deleted_by = now, by
            one.revision += 1
            one.save(update_fields=["deleted_at", "deleted_by", "revision"])
            keep(one, by, ChangeKind.DELETED, now).save()
        _number(list(_siblings(entry.part, entry.parent_id)))
        touch(report, by)


def restore_entry(report_id: UUID | str, entry_id: UUID | str, *, by: Any) -> None:
    """Take a deleted row back, with what was deleted together with it, to the end of its level: under its parent
    where that still stands and has room below it, wherever it was moved; else to the top of its part."""
    with writing(report_id, by) as report:
        entry = find_entry(report, entry_id)
        if entry.deleted_at is None:
            return
        together = {"deleted_at": entry.deleted_at}
        parent = Entry.objects.live().select_related("part").filter(pk=entry.parent_id).first()
        if parent and _depth(parent) + _height(entry, **together) > MAX_DEPTH:
            parent = None
        part = parent.part if parent else _standing_part(report, entry.part)
        family = [entry, *_below(entry, **together)]
        entry.parent = parent
        entry.position = _siblings(part, parent.pk if parent else None).count() + 1
        for one in family:
            _carry_over(one, PartKind(part.kind))
            one.part = part
            one.deleted_at = one.deleted_by = None
            one.revision += 1
            one.save()
            keep(one, by, ChangeKind.RESTORED).save()
        touch(report, by)


# ------------------------------------------------------------------------- rows among rows


def _live(report: Report, entry_id: UUID | str) -> Entry:
    entry = find_entry(report, entry_id)
    if entry.deleted_at:
        raise Refused("deleted", "这一条已被删除，没有移动。")
    return entry


def _standing_part(report: Report, part: ReportPart) -> ReportPart:
    """The part, or where it was removed meanwhile, the first that stands of its kind."""
    if part.removed_at is None:
        return part
    found = report.parts.filter(removed_at__isnull=True, kind=part.kind).first()
    if found is None:
        raise Refused("not_found", f"“{part}”这一部分已不在报告里，没有恢复。文字还在历史里，可以复制。")
    return found


def _siblings(part: ReportPart, parent: UUID | None) -> Any:
    return Entry.objects.live().filter(part=part, parent=parent)


def _number(entries: list[Entry]) -> None:
    for position, entry in enumerate(entries, start=1):
        if entry.position != position:
            entry.position = position
            entry.save(update_fields=["position"])


def _place(entry: Entry, parent: UUID | None, position: int | None) -> None:
    entry.parent_id = parent
    entry.position = position or _siblings(entry.part, parent).count() + 1
    entry.save(update_fields=["parent", "position"])


def _below(entry: Entry, **conditions: Any) -> Iterator[Entry]:
    conditions = conditions or _LIVE
    for child in entry.children.filter(**conditions).select_related("part"):
        yield child
        yield from _below(child, **conditions)


def _depth(entry: Entry) -> int:
    return 1 if entry.parent is None else 1 + _depth(entry.parent)


def _height(entry: Entry, **conditions: Any) -> int:
    children = entry.children.filter(**conditions or _LIVE)
    return 1 + max((_height(child, **conditions) for child in children), default=0)


def _moved(report: Report, entry_id: UUID | str, by: Any) -> None:
    entry = find_entry(report, entry_id)
    entry.revision += 1
    entry.save(update_fields=["revision"])
    keep(entry, by, ChangeKind.MOVED).save()
    touch(report, by)


def _carry_over(entry: Entry, kind: PartKind) -> None:
    """Fields the new kind of row does not have become sentences of its body."""
    for field, words in OWN_FIELDS.get(PartKind(entry.kind), {}).items():
        text = getattr(entry, field)
        if text and PartKind(entry.kind) is not kind:
            shown = DutyOf(text).label if field == "duty_of" else text
            entry.body = "\n".join(line for line in (entry.body, words + shown) if line)
            setattr(entry, field, "")
    entry.kind = kind


def history(entry: Entry) -> list[EntryVersion]:
    """Every version of a row, the newest first."""
    return list(entry.versions.select_related("by").order_by("-revision"))
