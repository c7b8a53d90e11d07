"""A draft with rows, and short ways to write in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from reports import saving
from reports.models import Entry, Report, ReportPart
from tests import factories


@dataclass
class Desk:
    """The first township's draft, and two people of it who write at once."""

    world: factories.World

    @property
    def report(self) -> Report:
        return self.world.report

    @property
    def drafter(self) -> Any:
        return self.world.people["drafter"]

    @property
    def checker(self) -> Any:
        return self.world.people["checker"]

    def part(self, kind: str) -> ReportPart:
        return self.report.parts.get(kind=kind)

    def row(
        self, kind: str = "measures", heading: str = "条", under: Entry | None = None, **values: str
    ) -> Entry:
        entry = saving.add_entry(
            self.report.pk, self.part(kind).pk, by=self.drafter, values={"heading": heading, **values}
        )
        if under:
            Entry.objects.filter(pk=entry.pk).update(parent=under, position=under.children.live().count() + 1)
        return Entry.objects.get(pk=entry.pk)

    def save(self, row: Entry, revision: int | None = None, by: Any = None, **values: str) -> saving.Saved:
        return saving.save_entry(
            self.report.pk,
            row.pk,
            by=by or self.drafter,
            revision=row.revision if revision is None else revision,
            values=values,
        )

    def outline(self, kind: str = "measures") -> str:
        """The part's rows as "甲(乙 丙) 丁"."""
        part = next(one for one in self.report.content().parts if one.kind == kind)

        def below(items: Any) -> str:
            return " ".join(
                one.heading + (f"({below(one.children)})" if one.children else "") for one in items
            )

        return below(part.items)


@pytest.fixture
def desk(world: factories.World) -> Desk:
    return Desk(world)
