"""The site's addresses, and one view more that returns a constant: what any page of Django costs at least."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls


@login_not_required
def constant(request: HttpRequest) -> HttpResponse:
    """20 KB, as long as a report's page."""
    return HttpResponse("x" * 20_000)


urlpatterns = [path("constant/", constant), *urls.urlpatterns]
