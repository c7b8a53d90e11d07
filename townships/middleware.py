"""A first password is changed before anything else is done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

OPEN = ("/password/", "/logout/", "/login/", "/static/", "/healthz", "/readyz")


class PasswordChangeMiddleware:
    """Sends whoever still has the password he was given to the page where he sets his own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """After routing, and only where the view asks for a person: public pages never touch the session."""
        if not getattr(view, "login_required", True) or request.path.startswith(OPEN):
            return None
        if request.user.is_authenticated and request.user.must_change_password:
            return redirect("townships:password")
        return None
