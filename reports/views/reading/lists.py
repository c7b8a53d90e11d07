"""Finding a report: home, the list of a year, the years of a township."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from reports.enums import PublicState
from reports.models import public
from reports.models.public import Shelf
from reports.views.reading.door import public_page
from townships.models import Township


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The newest year's list, and the way to all others."""
    years = public.years()
    if not years:
        return render(request, "reading/empty.html")
    return render(request, "reading/home.html", _list(years[0].year, years))


@public_page
def year(request: HttpRequest, year: int) -> HttpResponse:
    years = public.years()
    if year not in {one.year for one in years}:
        raise Http404
    return render(request, "reading/year.html", _list(year, years))


@public_page
def township(request: HttpRequest, key: str) -> HttpResponse:
    """Every year of one township, at an address that stays."""
    found = get_object_or_404(Township.objects.select_related("district"), key=key)
    titles = [{"title": one, "year": one.report.year} for one in public.titles_of(found)]
    return render(request, "reading/township.html", {"township": found, "titles": titles})


def _list(year: int, years: list[Any]) -> dict[str, Any]:
    shelves = public.shelves(year)
    return {
        "year": year,
        "years": sorted({one.year for one in years}, reverse=True),
        "districts": sorted({one.district.full_name for one in years}),
        "shelves": [_shelf(one) for one in shelves],
    }


def _shelf(shelf: Shelf) -> dict[str, Any]:
    counted = [(state, count) for state, count in shelf.counts.items() if count]
    order = (PublicState.PUBLISHED, PublicState.UNPUBLISHED, PublicState.WITHHELD, PublicState.WITHDRAWN)
    words = {PublicState.WITHDRAWN: "已撤下"}
    return {
        "district": shelf.district,
        "groups": [(label, titles) for label, titles in shelf.groups.items()],
        "total": len(shelf.titles),
        "counts": "，".join(
            f"{words.get(state, state.label)}{count}个" for state, count in sorted(counted, key=lambda one: order.index(one[0]))
        ),
    }
