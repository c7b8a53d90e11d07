"""What ``manage.py check`` asks beside Django's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, Warning, register
from django.db import DatabaseError

from townships import health


@register(Tags.database)
def saves_outlive_a_power_cut(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """``check --database default`` and ``migrate``: the engine's own settings (reliability.md 2.1 A4)."""
    if not databases or "default" not in databases:
        return []
    try:
        found = health.durability()
    except DatabaseError:
        return []  # whoever asked meets the same error, and says it better
    return [Warning(found.words, id="townships.W001")] if found.state == health.TROUBLE else []


@register(Tags.security, deploy=True)
def a_database_for_real_use(**kwargs: Any) -> list[CheckMessage]:
    """SQLite is complete and safe here, but takes one writer at a time: worth saying, no fault."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return [Info("正式使用请改用PostgreSQL：SQLite同一时刻只能有一人保存。", id="townships.I001")]
    return []
