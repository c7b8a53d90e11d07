"""Which shortcomings a plan item answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from reports.enums import PartKind
from reports.models import Entry
from reports.permissions import Refused
from reports.saving.door import find_entry, touch, writing


def set_answers(report_id: UUID | str, entry_id: UUID | str, shortcomings: Iterable[str], *, by: Any) -> None:
    """Tie a plan item to the shortcomings it answers. Raises Refused for a row of another kind or report."""
    wanted = set(shortcomings)
    with writing(report_id, by) as report:
        entry = find_entry(report, entry_id)
        if entry.kind != PartKind.PLAN:
            raise Refused("invalid", "只有下一年度安排可以对应不足。")
        found = {
            str(one.pk): one
            for one in Entry.objects.live().filter(part__report=report, kind=PartKind.SHORTCOMINGS)
            if str(one.pk) in wanted
        }
        if wanted - set(found):
            raise Refused("not_found", "所选的不足已不在这份报告里，没有保存对应关系。")
        if {str(one.pk) for one in entry.answers.all()} != wanted:
            entry.answers.set(found.values())
            touch(report, by)
