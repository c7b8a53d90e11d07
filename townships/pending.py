"""Between the password and the code: whose password was right, for five minutes, in this session and no other.

Nobody is signed in yet: to every page this session is a stranger's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from townships import clock
from townships.models import User

LASTS = timedelta(minutes=5)
_KEY = "password_was_right"


@dataclass(frozen=True)
class Pending:
    """Who may show a code now, and where he wanted to go."""

    person: User
    backend: str
    target: str


def begin(request: HttpRequest, person: User, target: str) -> None:
    """Remember that this person's password was right, in a session with a key nobody knew before."""
    request.session.flush()
    request.session[_KEY] = {
        "user": person.pk,
        "backend": person.backend,
        "seal": person.get_session_auth_hash(),
        "at": clock.now().timestamp(),
        "target": target,
    }


def began(request: HttpRequest) -> bool:
    return _KEY in request.session


def read(request: HttpRequest) -> Pending | None:
    """None when nobody's password was entered here, too long ago, or when the account has changed since."""
    kept = request.session.get(_KEY)
    if kept is None or not 0 <= clock.now().timestamp() - kept["at"] <= LASTS.total_seconds():
        return None
    person = User.objects.select_related("district").filter(pk=kept["user"], is_active=True).first()
    if person is None or not constant_time_compare(person.get_session_auth_hash(), kept["seal"]):
        return None
    return Pending(person, kept["backend"], kept["target"])


def end(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
