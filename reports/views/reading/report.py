"""One report as the public reads it: the current version, earlier ones, in large type, as data."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reports.enums import Channel, PublicState
from reports.exports.page import follow_ups, page
from reports.models import Publication, Report, public
from reports.views.reading.door import public_page
from reports.views.reading.metadata import byline, meta_tags, metadata

#: A report without a version to read: its page, and what it answers with.
STATES = {
    PublicState.UNPUBLISHED: ("reading/unpublished.html", 200),
    PublicState.WITHHELD: ("reading/withheld.html", 200),
}
GONE = ("reading/withdrawn.html", 410)


@public_page
def report(request: HttpRequest, year: int, key: str, large: bool = False) -> HttpResponse:
    """The version that stands."""
    found, made = _found(year, key)
    standing = public.current(made)
    if standing is None:
        return _without_text(request, found)
    return _shown(request, found, made, standing, large=large)


@public_page
def version(request: HttpRequest, year: int, key: str, number: int) -> HttpResponse:
    """Any version at its own address; one taken down answers 410 and says nothing of its text."""
    found, made = _found(year, key)
    asked = next((one for one in made if one.number == number), None)
    if asked is None:
        raise Http404
    if asked.taken_down_at:
        standing = _address(found) if public.current(made) else ""
        context = {
            "township": found.township,
            "year": found.year,
            "publication": asked,
            "standing_url": standing,
        }
        return _unlisted(render(request, "reading/version_gone.html", context, status=410))
    return _shown(request, found, made, asked)


@public_page
def data(request: HttpRequest, year: int, key: str) -> HttpResponse:
    """The publication as canonical JSON, letter for letter what its SHA-256 seals."""
    found, made = _found(year, key)
    standing = public.current(made)
    if standing is None:
        return _without_text(request, found)
    if standing.channel == Channel.PORTAL:
        raise Http404
    return HttpResponse(standing.content_json, content_type="application/json")


def _found(year: int, key: str) -> tuple[Report, list[Publication]]:
    found = public.find(year, key)
    if found is None:
        raise Http404
    return found, public.versions(found)


def _without_text(request: HttpRequest, found: Report) -> HttpResponse:
    template, status = STATES.get(PublicState(found.public_state), GONE)
    context = {"township": found.township, "year": found.year, "next_year": found.year + 1}
    return _unlisted(render(request, template, context, status=status))


def _shown(
    request: HttpRequest, found: Report, made: list[Publication], shown: Publication, *, large: bool = False
) -> HttpResponse:
    newest = public.current(made)
    assert newest is not None, "what is shown is readable, so there is a newest readable one"
    context = {"township": found.township, "year": found.year, "publication": shown}
    if shown.channel == Channel.PORTAL:
        return render(request, "reading/portal.html", context)
    superseded = newest.number > shown.number
    address = _address(found)
    document = page(shown.content)
    context |= {
        "document": document,
        "contents": document.contents,
        "metadata": metadata(found, shown, made, superseded=superseded),
        "meta_tags": meta_tags(request, found, shown, made),
        "byline": byline(found, shown, made),
        "archived": shown if shown.channel == Channel.ARCHIVE else None,
        "follow_ups": follow_ups(shown.content),
        "versions": [_version(found, one, newest) for one in reversed(made)],
        "version_note": f"本版已被第{newest.number}版更正" if superseded else "",
        "large": large,
        "large_url": f"{address}large/",
        "normal_url": address,
    }
    response = render(request, "reading/report.html", context)
    return _unlisted(response) if superseded else response


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Not for search engines: there is nothing to find, or something newer."""
    response["X-Robots-Tag"] = "noindex"
    return response


def _version(found: Report, one: Publication, newest: Publication) -> dict[str, Any]:
    return {
        "number": one.number,
        "date": public.shown_on(one),
        "url": reverse("reading:version", args=[found.year, found.township.key, one.number]),
        "current": one == newest,
        "notice": one.notice,
        "taken_down": one.taken_down_at is not None,
    }


def _address(found: Report) -> str:
    return reverse("reading:report", args=[found.year, found.township.key])
