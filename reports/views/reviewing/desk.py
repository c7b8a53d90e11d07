"""One report as the district may read it: the newest frozen copy, what became of the remarks, the remarks."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from reports import remarking, workflow
from reports.enums import Act, Severity
from reports.exports.page import anchor, page
from reports.forms.reviewing import RemarkForm
from reports.models import Remark, Report, Submission
from reports.models.queue import chain, due_of, time_left
from reports.models.report import DISTRICT_ROLES
from reports.permissions import Refusal, readable_by_district, roles_towards
from reports.views.access import visible_report
from reports.views.downloads import word_file
from reports.workflow import TABLE
from townships import clock
from townships.models import Role

#: The reviewer's acts, by their name in the address.
ACTS = {act.slug: act for act, row in TABLE.items() if Role.REVIEWER in row.roles}
ONWARD = (Act.FILE, Act.AGREE)
#: Acts that are one button: they need no word and no date.
PLAIN = (Act.START_REVIEW,)


def district_report(request: HttpRequest, report_id: UUID) -> Report:
    """A report of the person's own district; for a township's people this page does not exist."""
    report = visible_report(request, report_id)
    if not roles_towards(request.user, report) & DISTRICT_ROLES:
        raise Http404
    return report


@require_GET
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The page of review. ``?on=<row>`` opens the form for a remark there, ``?edit=<remark>`` that of a draft."""
    found = district_report(request, report_id)
    return render(
        request, "reviewing/report.html", context_of(request, found, form=_asked_form(request, found))
    )


@require_GET
def copy(request: HttpRequest, report_id: UUID, number: int) -> HttpResponse:
    """An earlier copy, as it was sent, with the remarks made on it. What was taken back is not there."""
    found = district_report(request, report_id)
    frozen = _sent(found, number)
    remarks = frozen.remarks.filter(released_at__isnull=False).select_related("author")
    context = {
        "report": found,
        "frozen": frozen,
        "general": [one for one in remarks if not one.part and not one.item],
        "rows": rows_of(frozen, remarks),
        "document": page(frozen.content),
    }
    return render(request, "reviewing/copy.html", context)


@require_POST
def word(request: HttpRequest, report_id: UUID, number: int) -> HttpResponse:
    """A frozen copy as a Word file: what may be read may be taken along."""
    found = district_report(request, report_id)
    return word_file(request, found, _sent(found, number))


def _sent(found: Report, number: int) -> Submission:
    """One copy as it was sent; what was taken back is not there."""
    frozen = found.submissions.filter(number=number, recalled_at__isnull=True).first()
    if frozen is None:
        raise Http404
    return frozen


def context_of(
    request: HttpRequest,
    found: Report,
    *,
    form: RemarkForm | None = None,
    editing: str = "",
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """Everything the review page shows; ``form`` is open at its place, ``editing`` the draft it changes."""
    frozen = readable_by_district(found)
    is_reviewer = Role.REVIEWER in roles_towards(request.user, found)
    due = due_of(found)
    context = {
        "report": found,
        "frozen": frozen,
        "steps": chain(found),
        "due": due,
        "left": time_left(due, clock.now()) if due else "",
        "offered": offered_acts(request, found),
        "is_reviewer": is_reviewer,
        "may_remark": is_reviewer and frozen is not None and found.state in remarking.READING,
        "events": found.events.select_related("by").order_by("-from_version")[:12],
        "refusal": refusal,
        "form": form,
        "editing": editing or request.GET.get("edit", ""),
    }
    if frozen:
        context |= _reading(request, found, frozen)
    return context | {"open_at": _open_at(form, context.get("rows", []))}


def _open_at(form: RemarkForm | None, rows: list[dict[str, Any]]) -> str:
    """Where the form stands: at its row, or above the text where that row is not there (any more)."""
    if form is None:
        return ""
    place = str(form["place"].value() or "")
    return place if any(row["id"] == place for row in rows) else "whole"


def _reading(request: HttpRequest, found: Report, frozen: Submission) -> dict[str, Any]:
    remarks = list(found.remarks.filter(submission=frozen).select_related("author").order_by("at", "id"))
    drafts = list(found.remarks.filter(released_at__isnull=True).select_related("author", "submission"))
    followed, rest = remarking.follow(found, frozen)
    here = [one for one in remarks if one.item or one.part]
    return {
        "document": page(frozen.content),
        "rows": rows_of(frozen, here),
        "general": [one for one in remarks if not one.item and not one.part],
        "drafts": [
            {
                "remark": one,
                "path": remarking.path_of(one.submission.content, str(one.item or one.part or "")),
            }
            for one in drafts
        ],
        "followed": sorted(followed, key=lambda one: bool(one.remark.settled_at)),
        "followed_sums": _sums(followed),
        "rest": rest,
        "copies": list(found.submissions.filter(recalled_at__isnull=True).order_by("-number")),
        "me": request.user.pk,
    }


def rows_of(frozen: Submission, remarks: Any) -> list[dict[str, Any]]:
    """The copy row by row, each with its blocks, its findings and its remarks."""
    at: dict[str, list[Remark]] = defaultdict(list)
    for remark in remarks:
        at[str(remark.item or remark.part)].append(remark)
    findings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in frozen.findings:
        if finding["severity"] != Severity.HINT or finding["explanation"]:
            findings[finding["entry"] or finding["part"] or ""].append(finding)
    rows = []
    for place, blocks in groupby(page(frozen.content).blocks, key=lambda block: block.id):
        rows.append(
            {
                "id": place,
                "anchor": anchor(place),
                "blocks": list(blocks),
                "remarks": at.get(place, []),
                "findings": findings.get(place, []),
            }
        )
    return rows


def offered_acts(request: HttpRequest, found: Report) -> list[dict[str, Any]]:
    """The reviewer's acts whose turn it is, the one that moves the report on last; a refused one with its reason."""
    open_now = [
        (act, refusal)
        for act, refusal in workflow.acts_open_to(found, request.user)
        if act.slug in ACTS and not (refusal and refusal.code == "already_opened")
    ]
    return [
        {
            "act": act,
            "refusal": refusal,
            "url": reverse("reviewing:act", args=[found.pk, act.slug]),
            "needs_form": act not in PLAIN,
            "primary": act in ONWARD,
        }
        for act, refusal in sorted(open_now, key=lambda one: one[0] in ONWARD)
    ]


def _sums(followed: list[remarking.Followed]) -> list[tuple[str, int]]:
    """How many remarks of earlier copies came to what: with 了结 the groups are disjoint and add up."""
    found = Counter("settled" if one.remark.settled_at else one.state.value for one in followed)
    names = [(state.label, state.value) for state in remarking.RemarkState] + [("已了结", "settled")]
    return [(label, found[value]) for label, value in names]


def _asked_form(request: HttpRequest, found: Report) -> RemarkForm | None:
    place, edit = request.GET.get("on"), request.GET.get("edit")
    if edit:
        draft = next(
            (one for one in found.remarks.filter(released_at__isnull=True) if str(one.pk) == edit), None
        )
        if draft is None or draft.author_id != request.user.pk:
            raise Http404
        return RemarkForm(initial=RemarkForm.initial_of(draft), whole=not draft.part)
    if place is None:
        return None
    whole = place in ("", "whole")
    return RemarkForm(initial={"place": "" if whole else place, "required": "1"}, whole=whole)
