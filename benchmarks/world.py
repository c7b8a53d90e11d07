"""The world that is measured: one district, one year, as many townships as reports, made by ``seed_benchmark``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import texts

YEAR = 2025
SECRET = "for-this-measurement-only-" * 3


def production(folder: Path, database: str) -> None:
    """The settings of production, on this machine, over a database that goes with the folder."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "0",
            "PLAIN_HTTP": "1",
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": "testserver,127.0.0.1",
            "DATABASE_URL": database,
            "STATIC_ROOT": str(folder / "static"),
            "MEDIA_ROOT": str(folder / "files"),
            "PUBLIC_ROOT": str(folder / "public"),
            "LOG_LEVEL": "ERROR",
        }
    )
    import django

    django.setup()
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.urls"


def lines(count: int) -> Iterator[str]:
    """The reports of one district and year, every second one still a draft, so that many can write at once."""
    for one in texts.reports(count, districts=1, years=1):
        yield json.dumps(one | {"status": "draft"} if one["i"] % 2 else one, ensure_ascii=False)


def build(count: int) -> World:
    """An empty database is migrated and filled; the pages' files are collected."""
    from django.core.management import call_command

    from reports import seeding

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    seeding.seed(lines(count), count)
    return World()


@dataclass
class World:
    """Who measures, and on what. Drafts are used up one by one by the figures that send them on their way."""

    drafts: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        from django.test import Client

        from reports.enums import PublicState, Status
        from reports.models import Report

        reports = Report.objects.with_names()
        self.drafts = list(reports.filter(status=Status.DRAFT).order_by("township__position"))
        self.public = reports.filter(public_state=PublicState.PUBLISHED).order_by("township__position")[0]
        self.nobody = Client()
        self.nobody.handler.load_middleware()
        self.reviewer = self.sign_in("reviewer")
        self.draft = self.drafts.pop()
        self.drafter = self.sign_in(self.name_of(self.draft))

    def sign_in(self, username: str) -> Any:
        from django.test import Client

        from townships.models import User

        client = Client()
        client.handler = self.nobody.handler  # one application for all, its middleware loaded once
        client.force_login(User.objects.get(username=username), backend="townships.backends.PostBackend")
        return client

    @staticmethod
    def name_of(report: Any, letter: str = "t") -> str:
        """The drafter (t) or the signer (s) of a report, by its number in the file."""
        return f"{letter}{report.township.position - 1:04d}"
