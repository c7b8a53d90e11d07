"""Every address of the resolver, and how a pattern becomes an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

from tests.access.scene import Place
from tests.access.table import Row

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
#: Patterns that are regular expressions of Django's admin.
WRITTEN_OUT = {
    "^(?P<app_label>townships|reports)/$": "townships/",
    "(?P<url>.*)$": "nothing/here/",
}


def patterns() -> Iterator[str]:
    yield from _below(get_resolver(), "/")


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _below(one, pattern)
        else:
            yield pattern


def fill_in(row: Row, place: Place, state: str, **other: Any) -> str:
    """The row's address with the ids of ``place``; ``other`` goes before them."""
    known = place.ids[state] | {"object_id": "", "id": ""}
    named = {name: place.ids["admin"].get(value, value) for name, value in row.ids.items()}
    address = row.address
    for pattern, written in WRITTEN_OUT.items():
        address = address.replace(pattern, written)
    return PARAMETER.sub(lambda found: str((known | named | other)[found[1]]), address)
