"""Entrances for the limits: the application with a constant view beside its pages, and WSGI without Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

PAGE = b"x" * 20_000


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What any page of Python costs at least."""
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]


def __getattr__(name: str) -> Any:
    """``application``: the project's own, made when it is asked for, so that ``bare`` loads nothing of Django."""
    if name != "application":
        raise AttributeError(name)
    from django.conf import settings

    from config.wsgi import application

    settings.ROOT_URLCONF = "benchmarks.urls"
    return application
