"""What the page of one part shows: its forms, the rows in their order, conflicts with both texts side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports import workflow
from reports.comparison import segments
from reports.content import Place, item_text, places
from reports.enums import Act, PartKind
from reports.exports.page import anchor
from reports.forms.filling import EntryForm, PartForm
from reports.models import Entry, Report, ReportPart
from reports.permissions import why_not_edit
from reports.saving import NAMES, Saved
from townships import clock


class Desk:
    """The rows of one part as they stand, and the forms over them."""

    def __init__(self, report: Report, part: ReportPart, person: Any) -> None:
        self.report, self.part, self.person = report, part, person
        self.load()

    def load(self) -> None:
        """Read the rows; again after a save, for the page that shows what could not be saved."""
        self.part.refresh_from_db()
        entries = Entry.objects.filter(part__report=self.report)
        entries = entries.select_related("deleted_by").prefetch_related("answers")
        self.entries = {str(entry.pk): entry for entry in entries}
        self.content = self.report.content()
        naming = self.report.township.naming(clock.today())
        self.choices: dict[str, Any] = {
            "shortcomings": [
                (place.item.id, f"{place.path} {place.item.heading or item_text(place.item)[:30]}")
                for place in places(self.content)
                if place.item and place.part.kind == PartKind.SHORTCOMINGS and place.depth == 1
            ],
            "heads": [
                ("party", naming.party_head_title),
                ("government", naming.government_head_title),
                ("both", f"{naming.party_head_title}、{naming.government_head_title}"),
            ],
        }

    def part_form(self, post: Any = None) -> PartForm:
        return PartForm(post, part=self.part, initial=PartForm.initial_of(self.part))

    def entry_form(self, entry_id: str, post: Any = None) -> EntryForm:
        initial = EntryForm.initial_of(self.entries[entry_id])
        return EntryForm(post, prefix=entry_id, kind=self.part.kind, initial=initial, **self.choices)

    def places(self) -> list[Place]:
        """The rows of this part in the order of reading."""
        here = str(self.part.pk)
        return [place for place in places(self.content) if place.item and place.part.id == here]

    def gone(self) -> list[Entry]:
        """The rows deleted last, each to be taken back by one click; what went with a row comes back with it."""
        tops = [
            one
            for one in self.entries.values()
            if one.deleted_at and one.part_id == self.part.pk and not self._went_along(one)
        ]
        return sorted(tops, key=lambda one: one.deleted_at, reverse=True)[:5]

    def _went_along(self, entry: Entry) -> bool:
        above = self.entries.get(str(entry.parent_id))
        return above is not None and above.deleted_at == entry.deleted_at


def show(request: HttpRequest, desk: Desk, troubles: dict[str, Saved] | None = None) -> HttpResponse:
    """The page; with ``troubles``, the words that could not be saved stay in their fields."""
    troubles = troubles or {}
    if troubles:
        desk.load()
    post = request.POST if troubles else None
    report, part_trouble = desk.report, troubles.get("part")
    rows = {place.item.id: place for place in desk.places() if place.item}
    context = {
        "report": report,
        "part": desk.part,
        "refusal": why_not_edit(desk.person, report),
        "amendable": workflow.why_not(report, Act.AMEND_WORDING, desk.person) is None,
        "parts": [
            {"part": place.part, "label": place.label, "current": place.part.id == str(desk.part.pk)}
            for place in places(desk.content)
            if place.item is None
        ],
        "others": [
            {"id": place.part.id, "name": f"{place.label}{PartKind(place.part.kind).label}"}
            for place in places(desk.content)
            if place.item is None and place.part.id != str(desk.part.pk) and place.part.kind != PartKind.LEAD
        ],
        "form": desk.part_form(post),
        "trouble": part_trouble,
        "fold": bool(rows) and not part_trouble and not desk.part.opening,
        "differing": differing(part_trouble),
        "part_revision": request.POST.get("part-revision", "") if part_trouble else desk.part.revision,
        "rows": [_row(desk, key, place, post, troubles.get(key)) for key, place in rows.items()],
        "elsewhere": [
            _row(desk, key, None, post, one)
            for key, one in troubles.items()
            if key != "part" and key not in rows
        ],
        "gone": desk.gone(),
        "troubles": list(troubles.values()),
    }
    return render(request, "filling/part.html", context, status=_status(troubles))


def _row(desk: Desk, key: str, place: Place | None, post: Any, trouble: Saved | None) -> dict[str, Any]:
    """One row; without a place where it was deleted, or moved to another part, under the person's hands."""
    entry = desk.entries[key]
    return {
        "entry": entry,
        "place": place,
        "anchor": anchor(key),
        "form": desk.entry_form(key, post if trouble else None),
        "trouble": trouble,
        "differing": differing(trouble),
        "revision": post.get(f"{entry.pk}-revision", "") if trouble else entry.revision,
    }


def differing(trouble: Saved | None) -> list[dict[str, Any]]:
    """The fields of a conflict in which the two texts differ: mine, and theirs marked against mine."""
    if trouble is None:
        return []
    return [
        {
            "label": NAMES[name],
            "mine": mine,
            "theirs": trouble.theirs[name],
            "segments": segments(mine, trouble.theirs[name]),
        }
        for name, mine in trouble.mine.items()
        if name in trouble.theirs and mine != trouble.theirs[name]
    ]


def _status(troubles: dict[str, Saved]) -> int:
    if not troubles:
        return 200
    return 422 if any(one.outcome == "invalid" for one in troubles.values()) else 409
