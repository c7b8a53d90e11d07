"""What stands between every request and its page: first things come first, no answer is an empty sheet."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from townships.admission import owed

LEAVING = "townships:sign_out"


class DenyByDefaultMiddleware(LoginRequiredMiddleware):
    """Every view asks for a person unless it says otherwise; one that does, never touches the session.

    Django's own asks the session first, so that a public page would vary with the cookie and could not be cached.
    """

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        return super().process_view(request, view, args, kwargs)


class FirstThingsFirstMiddleware:
    """Sends whoever owes something (``admission.owed``) to the page where he does it; he may also leave."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """After routing, and only where the view asks for a person: public pages never touch the session."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        page = owed(request.user)
        if not page or request.resolver_match.view_name in (page, LEAVING):
            return None
        return redirect(page)


class MethodPageMiddleware:
    """A page for 405: signing in leads back to where one was, and that may be an address that only takes a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and request.method != "HEAD":
            response.content = render_to_string("405.html")
        return response
