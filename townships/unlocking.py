"""Letting somebody in again who was locked out after wrong passwords (django-axes) or wrong codes."""

from __future__ import annotations

from axes.utils import reset
from django.db import transaction

from townships import audit, second_factor
from townships.models import User


def unlock(person: User, *, by: User | None = None) -> int:
    """Forget the wrong passwords of this name, on every machine, and its wrong codes; how many of these there were.

    ``by`` is the administrator who did it, or None for ``manage.py unlock_user``. The audit tells either way.
    """
    with transaction.atomic():
        forgotten = reset(username=person.username) + second_factor.forgive(person)
        audit.append(
            district=person.home_district,
            action="user.unlocked",
            actor=by,
            actor_name="" if by else "命令行",
            subject=f"user:{person.username}",
            detail={"places": forgotten},
        )
    return forgotten
