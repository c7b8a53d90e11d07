"""One page a part: every row a form, saved by a plain POST; and the same save for one row as JSON.

A POST saves each changed row by itself, then does what the button says. A row that somebody else changed
meanwhile is not overwritten: the page comes back with both texts and the choice.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reports import saving
from reports.content import item_text, places
from reports.enums import PartKind
from reports.exports.page import anchor
from reports.forms.filling import EntryForm, PartForm
from reports.models import Entry, Report, ReportPart
from reports.models.text import ENTRY_FIELDS
from reports.permissions import Refused, why_not_edit
from reports.saving import Saved
from reports.views.common import kept_words, own_report, status_of, whole_number
from townships import clock

NO_REVISION = "页面没有带上版本，这一条没有保存。请复制您写的文字，刷新后再存。"


@login_not_required
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, report_id: UUID, part_id: UUID) -> HttpResponse:
    """The rows of one part. Whoever is signed out while typing gets his words back, not the sign-in page."""
    if not request.user.is_authenticated or request.user.must_change_password:
        return _signed_out(request)
    report = own_report(request, report_id)
    row = report.parts.filter(pk=part_id, removed_at__isnull=True).first()
    if row is None:
        raise Http404
    desk = Desk(request, report, row)
    if request.method == "GET":
        return desk.show()
    try:
        troubles = desk.save()
        if troubles:
            return desk.show(troubles)
        here = desk.do(request.POST.get("do", "save"))
    except Refused as refused:
        if refused.code in ("locked", "not_a_writer", "not_found"):
            context = {"report": report, "refusal": refused.refusal, "kept": kept_words(request)}
            return render(request, "filling/not_saved.html", context, status=status_of(refused.refusal))
        messages.error(request, refused.sentence)
        here = ""
    else:
        messages.success(request, _("Saved."))
    return redirect(reverse("filling:part", args=[report.pk, row.pk]) + here)


def _signed_out(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return redirect(f"{reverse('townships:sign_in')}?next={request.path}")
    context = {
        "heading": "登录已经过期，刚才的修改没有保存",
        "happened": "离开时间较长，登录已经过期。",
        "kept": kept_words(request),
        "todo": "请先复制下面的文字，重新登录后放回原处再保存。",
        "code": "signed_out",
    }
    return render(request, "error.html", context, status=401)


class Desk:
    """One request on one part: its forms, its saves, its page."""

    def __init__(self, request: HttpRequest, report: Report, part: ReportPart) -> None:
        self.request, self.report, self.part = request, report, part
        entries = Entry.objects.filter(part=part).select_related("deleted_by").prefetch_related("answers")
        self.entries = {str(entry.pk): entry for entry in entries}
        self.content = report.content()
        self.extra = self._choices()
        self.saved: dict[str, Saved] = {}

    def _choices(self) -> dict[str, Any]:
        """What a row of this kind may choose from: the shortcomings it answers, the heads by their true titles."""
        naming = self.report.township.naming(clock.today())
        return {
            "kind": self.part.kind,
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

    # ----------------------------------------------------------------- saving

    def save(self) -> dict[str, Saved]:
        """Save the part's own text and every row on the page; what could not be saved, by row."""
        post, do = self.request.POST, self.request.POST.get("do", "")
        choice, _sep, chosen = do.partition(":")
        troubles: dict[str, Saved] = {}
        form = PartForm(post, part=self.part)
        if "part-revision" in post:
            saved = self._save_part(form)
            if not saved.stands:
                troubles["part"] = saved
        for entry_id in post.getlist("row"):
            if choice == "theirs" and chosen == entry_id:
                continue
            saved = self.saved[entry_id] = self._save_row(entry_id, choice if chosen == entry_id else "")
            if not saved.stands:
                troubles[entry_id] = saved
        return troubles

    def _save_part(self, form: PartForm) -> Saved:
        revision = whole_number(self.request.POST.get("part-revision"))
        if not form.is_valid() or revision is None:
            return _invalid(form, revision)
        return saving.save_part(
            self.report.pk, self.part.pk, by=self.request.user, revision=revision, values=form.cleaned_data
        )

    def _save_row(self, entry_id: str, choice: str) -> Saved:
        post = self.request.POST
        form = EntryForm(post, prefix=entry_id, **self.extra)
        settled = choice in ("mine", "both")
        revision = whole_number(post.get(f"{entry_id}-{'against' if settled else 'revision'}"))
        if not form.is_valid() or revision is None:
            return _invalid(form, revision)
        values = {name: text for name, text in form.cleaned_data.items() if name in ENTRY_FIELDS}
        if choice == "both" and entry_id in self.entries:
            values = _both(values, self.entries[entry_id])
        saved = saving.save_entry(self.report.pk, entry_id, by=self.request.user, revision=revision, values=values)
        if saved.stands and "answers" in form.cleaned_data:
            saving.set_answers(self.report.pk, entry_id, form.cleaned_data["answers"], by=self.request.user)
        return saved

    # ----------------------------------------------------------------- what the button says

    def do(self, said: str) -> str:
        """Carry out the button's word; where to look afterwards ("" or "#r-…")."""
        word, _sep, target = said.partition(":")
        report, by = self.report.pk, self.request.user
        if word == "add":
            made = saving.add_entry(report, self.part.pk, by=by, after=target or None)
            return f"#{anchor(str(made.pk))}"
        if word == "delete":
            saving.delete_entry(report, target, by=by, revision=self._seen(target))
            return ""
        if word == "restore":
            saving.restore_entry(report, target, by=by)
        elif word in saving.DIRECTIONS:
            saving.move_entry(report, target, by=by, direction=word)
        elif word == "to":
            saving.move_to_part(report, target, self.request.POST.get(f"{target}-to", ""), by=by)
            return ""
        return f"#{anchor(target)}" if target else ""

    def _seen(self, entry_id: str) -> int:
        """The revision the person has seen: his own save just now, else the one the page was loaded with. What was
        merged with somebody else's words he has not seen, and does not delete."""
        saved = self.saved.get(entry_id)
        if saved and saved.outcome == "saved":
            return saved.revision
        return whole_number(self.request.POST.get(f"{entry_id}-revision")) or 0

    # ----------------------------------------------------------------- the page

    def show(self, troubles: dict[str, Saved] | None = None) -> HttpResponse:
        troubles = troubles or {}
        post = self.request.POST if self.request.method == "POST" else None
        context = {
            "report": self.report,
            "part": self.part,
            "refusal": why_not_edit(self.request.user, self.report),
            "parts": self._outline(),
            "others": [one for one in self.content.parts if one.id != str(self.part.pk)],
            "form": PartForm(post, part=self.part, initial=PartForm.initial_of(self.part)),
            "trouble": troubles.get("part"),
            "part_revision": post.get("part-revision", "") if post else self.part.revision,
            "rows": self._rows(post, troubles),
            "gone": self._gone(),
            "troubles": troubles,
        }
        status = 200
        if troubles:
            status = 422 if any(one.outcome == "invalid" for one in troubles.values()) else 409
        return render(self.request, "filling/part.html", context, status=status)

    def _outline(self) -> list[dict[str, Any]]:
        return [
            {"part": place.part, "label": place.label, "current": place.part.id == str(self.part.pk)}
            for place in places(self.content)
            if place.item is None
        ]

    def _rows(self, post: Any, troubles: dict[str, Saved]) -> list[dict[str, Any]]:
        rows = []
        fresh = self.report.content() if post is not None else self.content
        for place in places(fresh):
            if place.item is None or place.part.id != str(self.part.pk) or place.item.id not in self.entries:
                continue
            entry = Entry.objects.get(pk=place.item.id) if post is not None else self.entries[place.item.id]
            bound = post if post is not None and place.item.id in post.getlist("row") else None
            trouble = troubles.get(place.item.id)
            rows.append(
                {
                    "entry": entry,
                    "place": place,
                    "anchor": anchor(place.item.id),
                    "form": EntryForm(
                        bound, prefix=place.item.id, initial=EntryForm.initial_of(entry), **self.extra
                    ),
                    "trouble": trouble,
                    "theirs": _shown(trouble.theirs) if trouble else [],
                    "revision": post.get(f"{entry.pk}-revision") if trouble and post else entry.revision,
                    "against": trouble.revision if trouble else "",
                }
            )
        deleted = [(key, one) for key, one in troubles.items() if one.outcome == "deleted"]
        rows += [
            {
                "entry": self.entries[key],
                "gone": True,
                "anchor": anchor(key),
                "trouble": one,
                "mine": "\n".join(text for text in one.mine.values() if text),
            }
            for key, one in deleted
            if key in self.entries
        ]
        return rows

    def _gone(self) -> list[Entry]:
        """The rows deleted last, each to be taken back by one click."""
        gone = [one for one in self.entries.values() if one.deleted_at]
        tops = [one for one in gone if one.parent_id is None or not self.entries[str(one.parent_id)].deleted_at]
        return sorted(tops, key=lambda one: one.deleted_at, reverse=True)[:5]


def _invalid(form: Any, revision: int | None) -> Saved:
    sentences = [sentence for field in form.errors.values() for sentence in field] if form.errors else []
    return Saved("invalid", revision or 0, "".join(sentences) or NO_REVISION)


def _both(mine: dict[str, str], theirs: Entry) -> dict[str, str]:
    """两份都留: theirs first, mine behind it, wherever the two differ; a line keeps mine."""
    merged = dict(mine)
    for name in ("body", "cause"):
        if name in mine and mine[name] != getattr(theirs, name):
            merged[name] = "\n".join(text for text in (getattr(theirs, name), mine[name]) if text)
    return merged


def _shown(values: dict[str, str]) -> list[str]:
    return [text for text in values.values() if text]


# ------------------------------------------------------------------------- one row, as JSON


@login_not_required
@require_POST
def row(request: HttpRequest, report_id: UUID, entry_id: UUID) -> JsonResponse:
    """Save one row: 200 saved/merged, 409 conflict/deleted, 423 locked, 422 invalid, 401 signed_out."""
    if not request.user.is_authenticated or request.user.must_change_password:
        return JsonResponse({"status": "signed_out", "sentence": "登录已经过期，没有保存，文字还在本页。"}, status=401)
    report = own_report(request, report_id)
    fields = _fields(request)
    revision = whole_number(str(fields.pop("revision", "")))
    values = {name: text for name, text in fields.items() if name in ENTRY_FIELDS}
    if revision is None or any(not isinstance(text, str) or "\0" in text for text in values.values()):
        sentence = NO_REVISION if revision is None else "文字里夹有不能保存的空字符，没有保存。"
        return JsonResponse({"status": "invalid", "sentence": sentence}, status=422)
    try:
        saved = saving.save_entry(report.pk, entry_id, by=request.user, revision=revision, values=values)
    except Refused as refused:
        status = status_of(refused.refusal)
        word = {423: "locked", 404: "not_found"}.get(status, refused.code)
        return JsonResponse({"status": word, "sentence": refused.sentence}, status=status)
    answer = {"status": saved.outcome, "revision": saved.revision, "sentence": saved.sentence}
    if saved.outcome in ("conflict", "deleted"):
        answer |= {"mine": saved.mine, "theirs": saved.theirs, "by": saved.their_name}
    status = {"conflict": 409, "deleted": 409, "invalid": 422}.get(saved.outcome, 200)
    return JsonResponse(answer, status=status)


def _fields(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {name: text.replace("\r\n", "\n") for name, text in request.POST.items()}
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return dict(found) if isinstance(found, dict) else {}
