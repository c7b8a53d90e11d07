"""Every address of the site, read from the addresses themselves: what it is called, what it takes, whose it is.

``manage.py list_urls`` prints them, and the tests of access ask each of them as everybody.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, get_resolver

#: Whose a part of the site is, in words of ``Address.who``. The longest beginning counts; a part that is not here is
#: for whoever is signed in. Whether this person may see this very report is decided by ``reports.permissions``.
SECTIONS = {
    "/fill/": "township",
    "/review/": "district",
    "/setup/": "administrator or manager",
    "/setup/admin/": "administrator",
    "/setup/audit/": "auditor",
}
EVERYONE, SIGNED_IN = "everyone", "signed in"
#: An address that declares no methods (Django's admin) is handed whatever comes.
ANY = ("*",)


@dataclass(frozen=True)
class Address:
    """One address. ``pattern`` as Django writes it, from the first slash; ``methods`` of HTTP in alphabetical order;
    ``who`` is "everyone", "signed in", or a section's (``SECTIONS``)."""

    pattern: str
    name: str
    methods: tuple[str, ...]
    who: str
    view: Callable[..., Any]


def asks_for_a_person(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view that turns strangers away by itself, because it keeps what they typed: not everybody's, though
    Django's middleware lets it pass."""
    view.asks_for_a_person = True
    return login_not_required(view)


def addresses() -> Iterator[Address]:
    """All of them, in the order in which they are tried."""
    yield from _below(get_resolver(), "/", ())


def _below(resolver: URLResolver, prefix: str, names: tuple[str, ...]) -> Iterator[Address]:
    for one in resolver.url_patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _below(one, pattern, (*names, one.namespace) if one.namespace else names)
        elif isinstance(one, URLPattern):
            name = ":".join((*names, one.name)) if one.name else ""
            yield Address(pattern, name, _methods(one.callback), _who(pattern, one.callback), one.callback)


def _methods(view: Callable[..., Any]) -> tuple[str, ...]:
    """What ``require_http_methods`` was told, at whatever depth of decorators it stands."""
    while True:
        told = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if told:
            return tuple(sorted(told))
        inner = getattr(view, "__wrapped__", None)
        if inner is None:
            return ANY
        view = inner


def _who(pattern: str, view: Callable[..., Any]) -> str:
    """``login_not_required`` opens a view to everybody, unless the view asks for a person by itself."""
    if not getattr(view, "login_required", True) and not getattr(view, "asks_for_a_person", False):
        return EVERYONE
    section = max((one for one in SECTIONS if pattern.startswith(one)), key=len, default="")
    return SECTIONS.get(section, SIGNED_IN)
