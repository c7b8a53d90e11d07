"""What stands between every request and its page: a first password is changed, no answer is an empty sheet."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

OPEN = ("/password/", "/logout/", "/login/", "/static/", "/healthz", "/readyz")


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


class PasswordChangeMiddleware:
    """Sends whoever still has the password he was given to the page where he sets his own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """After routing, and only where the view asks for a person: public pages never touch the session."""
        if not getattr(view, "login_required", True) or request.path.startswith(OPEN):
            return None
        if request.user.is_authenticated and request.user.must_change_password:
            return redirect("townships:password")
        return None


class MethodPageMiddleware:
    """A page for 405: signing in leads back to where one was, and that may be an address that only takes a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and request.method != "HEAD":
            response.content = render_to_string("405.html")
        return response
