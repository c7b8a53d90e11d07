"""One report as the public reads it: the current version, earlier ones, in large type, as data."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reports.enums import Channel, PublicState
from reports.exports.page import page
from reports.models import Publication, Report, public
from reports.views.reading.door import public_page
from reports.views.reading.metadata import meta_tags, metadata

#: A report without a readable version: its page, and what it answers with.
STATES = {
    PublicState.UNPUBLISHED: ("reading/unpublished.html", 200),
    PublicState.WITHHELD: ("reading/withheld.html", 200),
    PublicState.WITHDRAWN: ("reading/withdrawn.html", 410),
}


@public_page
def report(request: HttpRequest, year: int, key: str, large: bool = False) -> HttpResponse:
    """The version that stands."""
    found, made = _found(year, key)
    standing = public.current(made)
    if standing is None:
        return _without_text(request, found, made)
    return _shown(request, found, made, standing, large=large)


@public_page
def version(request: HttpRequest, year: int, key: str, number: int) -> HttpResponse:
    """Any version at its own address; one taken down answers 410 and says nothing of its text."""
    found, made = _found(year, key)
    asked = next((one for one in made if one.number == number), None)
    if asked is None:
        raise Http404
    if asked.taken_down_at:
        return _without_text(request, found, made, asked)
    return _shown(request, found, made, asked)


@public_page
def data(request: HttpRequest, year: int, key: str) -> HttpResponse:
    """The publication as canonical JSON, letter for letter what its SHA-256 seals."""
    found, made = _found(year, key)
    standing = public.current(made)
    if standing is None:
        return _without_text(request, found, made)
    if standing.channel == Channel.PORTAL:
        raise Http404
    return HttpResponse(standing.content_json, content_type="application/json")


def _found(year: int, key: str) -> tuple[Report, list[Publication]]:
    found = public.find(year, key)
    if found is None:
        raise Http404
    return found, public.versions(found)


def _without_text(
    request: HttpRequest, found: Report, made: list[Publication], asked: Publication | None = None
) -> HttpResponse:
    state = PublicState(found.public_state)
    gone = asked or (made[-1] if made else None)
    template, status = STATES[PublicState.WITHDRAWN if asked or state not in STATES else state]
    context = {
        "township": found.township,
        "year": found.year,
        "version": asked,
        "gone": gone,
        "standing_url": _address(found) if asked and public.current(made) else "",
    }
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _shown(
    request: HttpRequest, found: Report, made: list[Publication], shown: Publication, *, large: bool = False
) -> HttpResponse:
    newest = public.current(made)
    superseded = newest is not None and newest.number > shown.number
    base = {"township": found.township, "year": found.year, "publication": shown, "superseded": superseded}
    if shown.channel == Channel.PORTAL:
        return render(request, "reading/portal.html", base)
    address = _address(found)
    index = public.index_number(found, made[0])
    document = page(shown.content)
    context = base | {
        "document": document,
        "contents": document.contents,
        "metadata": metadata(found, shown, made, index, superseded=superseded),
        "meta_tags": meta_tags(request, found, shown, made),
        "byline": _byline(found, shown, made),
        "versions": [_version(found, one, newest) for one in reversed(made)] if len(made) > 1 else [],
        "version_note": f"本版已被第{newest.number}版更正" if superseded and newest else "",
        "large": large,
        "large_url": f"{address}large/",
        "normal_url": address,
        "data_url": f"{address}report.json",
    }
    response = render(request, "reading/report.html", context)
    if superseded:
        response["X-Robots-Tag"] = "noindex"
    return response


def _version(found: Report, one: Publication, newest: Publication | None) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.published_at,
        "url": "" if one.taken_down_at else reverse("reading:version", args=[found.year, found.township.key, one.number]),
        "current": one == newest,
        "notice": one.notice,
        "taken_down": one.taken_down_at is not None,
    }


def _byline(found: Report, shown: Publication, made: list[Publication]) -> list[str]:
    first = public.shown_on(made[0])
    lines = [f"公开日期：{first.year}年{first.month}月{first.day}日", f"来源：{found.township.name}"]
    if shown.number > 1:
        on = public.shown_on(shown)
        lines.append(f"第{shown.number}版（{on.year}年{on.month}月{on.day}日更正）")
    return lines


def _address(found: Report) -> str:
    return reverse("reading:report", args=[found.year, found.township.key])
