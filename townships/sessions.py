"""How long a sign-in lasts: half an hour without a sign of life, ten hours in all (OWASP; SESSION_* in the settings).

The server measures both. A session that is over, or whose person may no longer sign in, is deleted, not overlooked.
Nothing here is asked for a public page: it has no person, and its session is never opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from townships import clock
from townships.models import User

#: Signs of life are written at most this often: a page a second must not be a write a second.
GRAIN = 60
_BEGAN, _SEEN, _POSTS = "began", "seen", "posts"


def begin(session: SessionBase, person: User) -> None:
    """Somebody has just signed in: both clocks start, under a new key. To be called after ``login()``, which keeps the
    old one for a person who was signed in already."""
    session[_BEGAN] = session[_SEEN] = _now()
    session[_POSTS] = _posts(person)
    session.cycle_key()


def left(session: SessionBase) -> tuple[int, bool]:
    """Seconds until this sign-in ends, 0 when it is over; and whether nothing can put that off (the ten hours)."""
    now = _now()
    idle = session.get(_SEEN, now) + settings.SESSION_IDLE_SECONDS - now
    whole = session.get(_BEGAN, now) + settings.SESSION_COOKIE_AGE - now
    return max(0, min(idle, whole)), whole <= idle


def page_of(request: HttpRequest) -> str:
    """The page a form was sent from, so that signing in anew leads back there: many a form's own address shows
    nothing. Only a page of this site; else the address itself."""
    sent_from = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(sent_from)
        if parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//"):
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.get_full_path()


def no_sign_of_life(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view a page asks by itself: being asked does not mean that somebody is there."""
    view.no_sign_of_life = True
    return view


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """Who this request is from; the one reading of a session.

    The account is read anew each time, so that one switched off, or given another password, is out with the next
    request. Posts that changed give the session a new key (ASVS 7.2.4): what the old one could do is over.
    """
    person, session = get_user(request), request.session
    if not person.is_authenticated:
        if SESSION_KEY in session:
            session.flush()
        return AnonymousUser()
    if left(session)[0] <= 0:
        session.flush()
        return AnonymousUser()
    try:
        _note(request, session, person)
    except UpdateError:  # signed out by another request, a moment ago
        session.flush()
        return AnonymousUser()
    return person


def _note(request: HttpRequest, session: SessionBase, person: User) -> None:
    """A sign of life, and the posts. Written here, before the view opens a transaction, and without a new cookie."""
    modified, posts, now = session.modified, _posts(person), _now()
    match = request.resolver_match
    alive = match is None or not getattr(match.func, "no_sign_of_life", False)
    session.setdefault(_BEGAN, now)
    if _SEEN not in session or (alive and now - session[_SEEN] >= GRAIN):
        session[_SEEN] = now
    if session.get(_POSTS, posts) != posts:
        session[_POSTS] = posts
        session.cycle_key()  # its cookie goes out with the answer
    elif session.modified and not modified:
        session[_POSTS] = posts
        session.save()
        session.modified = False


def _posts(person: User) -> list[str]:
    return sorted(f"{one.role}:{one.township_id}:{one.district_id}" for one in person.posts_now())


def _now() -> int:
    return int(clock.now().timestamp())
