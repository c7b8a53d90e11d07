"""One page a part: every row a form, saved by a plain POST; and the same save for one row as JSON.

A POST saves each changed row by itself, then does what the button says. A row that somebody else changed
meanwhile is not overwritten: the page comes back with both texts and the choice.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reports import saving
from reports.models import Report
from reports.models.text import ENTRY_FIELDS
from reports.permissions import Refused
from reports.saving import Saved
from reports.views.access import own_report, status_of, whole_number
from reports.views.filling.part_page import Desk, show
from reports.views.kept import NO_REVISION, keeps_words, not_saved
from townships.addresses import asks_for_a_person
from townships.admission import owed

NOT_HERE = "没有这一条，或者它不属于这份报告，没有保存。"
MOVES = (*saving.DIRECTIONS, "to", "delete", "restore", "add", "add-after")


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, report_id: UUID, part_id: UUID) -> HttpResponse:
    """The rows of one part: shown, saved, and moved about."""
    report = own_report(request, report_id)
    row = report.parts.filter(pk=part_id, removed_at__isnull=True).first()
    if row is None:
        raise Http404
    desk = Desk(report, row, request.user)
    if request.method != "POST":
        return show(request, desk)
    post = PartPost(request, desk)
    try:
        troubles = post.save()
    except Refused as refused:
        return not_saved(request, report, refused.refusal)
    if troubles:
        return show(request, desk, troubles)
    try:
        here = post.do()
    except Refused as refused:
        messages.error(request, refused.sentence)
        here = post.here()
    else:
        messages.success(request, _("Saved."))
    if request.htmx:
        desk.load()
        response = show(request, desk)
        if post.word in ("add", "add-after") and here:
            response["HX-Reswap"] = f"outerHTML show:{here}:top"
        return response
    return redirect(reverse("filling:part", args=[report.pk, row.pk]) + here)


class PartPost:
    """One POST of a part's page: what it saves, and what its button asks for (``do``: "word" or "word:row")."""

    def __init__(self, request: HttpRequest, desk: Desk) -> None:
        self.post, self.by, self.desk = request.POST, request.user, desk
        self.report, self.part = desk.report, desk.part
        self.word, _colon, self.target = self.post.get("do", "save").partition(":")
        self.saved: dict[str, Saved] = {}

    def save(self) -> dict[str, Saved]:
        """Save the part's own text and every row on the page; what could not be saved, by row ("part" for the part).

        Raises Refused, before anything is saved, for a row of another report.
        """
        named = set(self.post.getlist("row")) | (
            {self.target} if self.target and self.word in MOVES else set()
        )
        if not named <= set(self.desk.entries):
            raise Refused("not_found", NOT_HERE)
        if "part-revision" in self.post and self._chosen("part") != "theirs":
            self.saved["part"] = self._save_part()
        for entry_id in self.post.getlist("row"):
            if self.target == entry_id and self.word == "drop":
                continue
            if self.target == entry_id and self.word == "restore":
                saving.restore_entry(self.report.pk, entry_id, by=self.by)
            self.saved[entry_id] = self._save_row(entry_id)
        return {key: one for key, one in self.saved.items() if not one.stands}

    def _chosen(self, key: str) -> str:
        """The person's choice about a conflict at this place: "mine", "theirs", "both", or ""."""
        return self.word if self.target == key and self.word in ("mine", "theirs", "both") else ""

    def _revision(self, key: str) -> int | None:
        """What the person has seen: with a choice, the revision that stood beside his own words."""
        return whole_number(self.post.get(f"{key}-{'against' if self._chosen(key) else 'revision'}"))

    def _save_part(self) -> Saved:
        form = self.desk.part_form(self.post)
        revision = self._revision("part")
        if not form.is_valid() or revision is None:
            return _invalid(form, revision)
        values = form.cleaned_data
        if self._chosen("part") == "both":
            values = _both(values, {"title": self.part.title or "", "opening": self.part.opening})
        return saving.save_part(self.report.pk, self.part.pk, by=self.by, revision=revision, values=values)

    def _save_row(self, entry_id: str) -> Saved:
        form = self.desk.entry_form(entry_id, self.post)
        revision = self._revision(entry_id)
        if not form.is_valid() or revision is None:
            return _invalid(form, revision)
        values = {name: text for name, text in form.cleaned_data.items() if name in ENTRY_FIELDS}
        choice = self._chosen(entry_id)
        if choice == "both":
            values = _both(values, self.desk.entries[entry_id].values())
        save = saving.set_aside if choice == "theirs" else saving.save_entry
        saved = save(self.report.pk, entry_id, by=self.by, revision=revision, values=values)
        if saved.stands and "answers" in form.cleaned_data:
            saving.set_answers(self.report.pk, entry_id, form.cleaned_data["answers"], by=self.by)
        return saved

    def do(self) -> str:
        """Carry out the button's word; where to look afterwards ("" or "#r-…"). Raises Refused."""
        report, target, by = self.report.pk, self.target, self.by
        if self.word in ("add", "add-after"):
            made = saving.add_entry(report, self.part.pk, by=by, after=target or None)
            return self.here(str(made.pk))
        if self.word == "delete":
            saving.delete_entry(report, target, by=by, revision=self._seen(target))
            return ""
        if self.word == "to":
            saving.move_to_part(report, target, self.post.get(f"{target}-to", ""), by=by)
            return ""
        if self.word == "restore":
            saving.restore_entry(report, target, by=by)
        elif self.word in saving.DIRECTIONS:
            saving.move_entry(report, target, by=by, direction=self.word)
        return self.here()

    def here(self, entry_id: str = "") -> str:
        """The place on the page the button was about."""
        place = entry_id or self.target
        return f"#r-{place}" if place in self.desk.entries or entry_id else ""

    def _seen(self, entry_id: str) -> int:
        """The revision the person has seen: his own save just now, else the one the page was loaded with. What was
        merged with somebody else's words he has not seen, and does not delete."""
        saved = self.saved.get(entry_id)
        if saved and saved.outcome == "saved":
            return saved.revision
        return whole_number(self.post.get(f"{entry_id}-revision")) or 0


def _invalid(form: Any, revision: int | None) -> Saved:
    sentences = [sentence for field in form.errors.values() for sentence in field]
    return Saved("invalid", revision or 0, "".join(sentences) or NO_REVISION)


def _both(mine: dict[str, str], theirs: dict[str, str]) -> dict[str, str]:
    """两份都留: theirs first, mine behind it, wherever running text differs; a single line keeps mine."""
    merged = dict(mine)
    for name in ("body", "cause", "opening"):
        if name in mine and mine[name] != theirs[name]:
            merged[name] = "\n".join(text for text in (theirs[name], mine[name]) if text)
    return merged


# ------------------------------------------------------------------------- one row, as JSON


@asks_for_a_person
@require_POST
def row(request: HttpRequest, report_id: UUID, entry_id: UUID) -> JsonResponse:
    """Save one row: 200 saved/merged, 409 conflict/deleted, 423 locked, 422 invalid, 401 signed_out."""
    if not request.user.is_authenticated or owed(request.user):
        return JsonResponse(
            {"status": "signed_out", "sentence": "登录已经过期，没有保存，文字还在本页。"}, status=401
        )
    report = own_report(request, report_id)
    try:
        saved = _save_one(report, entry_id, _fields(request), request.user)
    except Refused as refused:
        return JsonResponse(
            {"status": refused.code, "sentence": refused.sentence}, status=status_of(refused.refusal)
        )
    answer = {"status": saved.outcome, "revision": saved.revision, "sentence": saved.sentence}
    if saved.outcome in ("conflict", "deleted"):
        answer |= {"mine": saved.mine, "theirs": saved.theirs, "by": saved.their_name}
    status = {"conflict": 409, "deleted": 409, "invalid": 422}.get(saved.outcome, 200)
    return JsonResponse(answer, status=status)


def _save_one(report: Report, entry_id: UUID, fields: dict[str, Any], by: Any) -> Saved:
    revision = whole_number(str(fields.get("revision", "")))
    values = {name: text for name, text in fields.items() if name in ENTRY_FIELDS}
    if revision is None:
        raise Refused("invalid", NO_REVISION)
    if not all(isinstance(text, str) for text in values.values()):
        raise Refused("invalid", "送来的内容不是文字，没有保存。")
    if any("\0" in text for text in values.values()):
        raise Refused("invalid", "文字里夹有不能保存的空字符，没有保存。请删去后再保存。")
    return saving.save_entry(report.pk, entry_id, by=by, revision=revision, values=values)


def _fields(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return dict(request.POST.items())
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
