"""What a person does first, before any work: one answer, for the middleware and for views that ask themselves."""

from __future__ import annotations

from townships import second_factor
from townships.models import User


def owed(person: User) -> str:
    """The name of the page this person must see to first; empty when he may work.

    Asked at every request, so that a post given today asks for its second factor today.
    """
    if person.must_change_password:
        return "townships:password"
    if person.second_factor_since is None and second_factor.required(person):
        return "townships:second_factor"
    return ""
