"""What stands between every request and its page: whom to believe, what every answer says to the browser, who is
there, that first things come first, that no answer is an empty sheet."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from townships import sessions
from townships.admission import owed
from townships.incidents import number_of

LEAVING = "townships:sign_out"
#: Said by every answer, whatever made it: pages, refusals, static files (reliability.md 2.10 M3). The policy of
#: content has a middleware of its own (django-csp), HSTS comes with TLS (Django).
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class HeadersMiddleware:
    """The outermost: ``HEADERS``, and no copy kept of anything that does not say otherwise, as public pages do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class ProxyMiddleware:
    """``X-Forwarded-*`` is believed from the proxies named in BEHIND_PROXY and is dropped from anybody else, so that
    nobody chooses his own address (the pause after wrong passwords goes by it) or pretends to TLS.

    Also refuses a foreign ``Host`` before anything is answered, static files included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("REMOTE_ADDR", "") in settings.TRUSTED_PROXIES:
            # The last one was written by the proxy itself; those before it came with the request.
            client = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if _is_address(client):
                request.META["REMOTE_ADDR"] = client
        else:
            for name in [
                one for one in request.META if one.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED"))
            ]:
                del request.META[name]
        request.get_host()
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class PersonMiddleware(AuthenticationMiddleware):
    """``request.user`` by the rules of ``townships.sessions``, and only when somebody asks for it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: sessions.person_of(request))


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
            response.content = render_to_string("405.html", {"incident": number_of(request)})
        return response
