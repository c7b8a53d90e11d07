"""Finding a report: home, the list of a year, the years of a township."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from reports.enums import PublicState
from reports.models import public
from reports.models.public import Shelf, Title
from reports.views.reading.door import public_page
from townships.models import Succession, Township


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Every district with its years, and the newest year's list."""
    years = public.years()
    districts: dict[Any, list[int]] = {}
    for one in years:
        districts.setdefault(one.district, []).append(one.year)
    newest = years[0].year if years else None
    context = {"districts": list(districts.items()), "year": newest} | _list(newest)
    return render(request, "reading/home.html", context)


@public_page
def year(request: HttpRequest, year: int) -> HttpResponse:
    years = sorted({one.year for one in public.years()}, reverse=True)
    if year not in years:
        raise Http404
    return render(request, "reading/year.html", {"year": year, "years": years} | _list(year))


@public_page
def township(request: HttpRequest, key: str) -> HttpResponse:
    """Every year of one township, at an address that stays."""
    found = get_object_or_404(Township.objects.select_related("district"), key=key)
    rows = [_row(one) | {"name": f"{one.report.year}年度"} for one in public.titles_of(found)]
    context = {
        "township": found,
        "rows": rows,
        "successions": Succession.objects.of(found),
    }
    return render(request, "reading/township.html", context)


def _list(year: int | None) -> dict[str, Any]:
    shelves = public.shelves(year) if year else []
    states = [title.state for shelf in shelves for title in shelf.titles]
    return {
        "groups": [group for shelf in shelves for group in _groups(shelf, named=len(shelves) > 1)],
        "counts": {"total": len(states)} | {state.value: states.count(state) for state in PublicState},
    }


def _groups(shelf: Shelf, *, named: bool) -> list[dict[str, Any]]:
    """The kinds of one district; the district's name stands before them where there are several."""
    before = f"{shelf.district.full_name}　" if named else ""
    return [
        {"label": before + label, "rows": [_row(title) for title in titles]}
        for label, titles in shelf.groups.items()
    ]


def _row(title: Title) -> dict[str, Any]:
    address = reverse("reading:report", args=[title.report.year, title.report.township.key])
    return {
        "name": title.name,
        "url": None if title.state is PublicState.UNPUBLISHED else address,
        "state_label": title.state.label,
        "published_on": title.published_on,
        "corrected_no": title.corrected,
        "historic": title.historic,
    }
