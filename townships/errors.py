"""The pages of 400 and 500, which Django would render without a word about the request. The others need no view."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from townships import outage
from townships.incidents import number_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the session nor the database: they may be what failed. A database that is away has its own page.

    Django comes here from wherever the error was raised, middleware included, because every layer turns what it
    could not handle into ``handler500``; the error itself is still the one being handled.
    """
    return outage.page(request, sys.exc_info()[1]) or _page(request, "500.html", 500)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"incident": number_of(request)}), status=status)
