"""What every page of a signed-in person shows: who he is, and where he may go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from townships import sessions
from townships.incidents import number_of
from townships.models import TOWNSHIP_ROLES, Role

#: More posts than this are not all named in the bar.
MANY = 4


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """``signed_in_name``, ``signed_in_posts``, ``nav_links`` [(address, words, current)] and ``signed_in_left`` (what
    ``sessions.left`` says, for the warning), lazily: a public page that does not ask for them touches no session.
    ``incident``: the number of this request, for error pages."""

    def posts() -> str:
        held = [str(post) for post in _posts(request)[: MANY + 1]]
        return "、".join(held) if len(held) <= MANY else f"{'、'.join(held[:MANY])}等"

    def name() -> str:
        return request.user.name if request.user.is_authenticated else ""

    def links() -> list[tuple[str, str, bool]]:
        found = _links(request)
        # The longest address that leads here: /setup/audit/ lies under /setup/.
        here = max((url for url, _words in found if request.path.startswith(url)), key=len, default="")
        return [(url, words, url == here) for url, words in found]

    def left() -> dict[str, Any]:
        seconds, final = sessions.left(request.session)
        whole, warning = settings.SESSION_IDLE_SECONDS, settings.SESSION_WARNING_SECONDS
        return {"seconds": seconds, "final": final, "idle": whole, "warning": warning}

    return {
        "signed_in_name": name,
        "signed_in_posts": posts,
        "signed_in_left": left,
        "nav_links": links,
        "incident": lambda: number_of(request),
    }


def _posts(request: HttpRequest) -> list[Any]:
    return request.user.posts_now() if request.user.is_authenticated else []


def _links(request: HttpRequest) -> list[tuple[str, str]]:
    roles = {post.role for post in _posts(request)}
    links = []
    if roles.intersection(TOWNSHIP_ROLES):
        links.append(("/fill/", "本镇街年报"))
    if roles & {Role.REVIEWER, Role.MANAGER}:
        links.append(("/review/", "镇街进度"))
    if Role.AUDITOR in roles:
        links.append(("/setup/audit/", "审计记录"))
    if roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        links.append(("/setup/", "设置"))
    return links
