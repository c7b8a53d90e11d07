"""The township's people at their browser: no JavaScript, plain forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from reports.enums import Status
from reports.models import Entry, Report, ReportPart
from tests.factories import World, report_at
from townships import clock


@pytest.fixture(autouse=True)
def _january() -> Iterator[None]:
    """The time of writing: the year's dates lie ahead."""
    with clock.demo_clock(datetime(2023, 1, 10, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def as_(world: World) -> Any:
    """``as_("drafter")``: a browser signed in as that person; ``stranger=True`` for the other township's."""

    def browser(role: str, *, stranger: bool = False) -> Client:
        client = Client()
        client.force_login((world.strangers if stranger else world.people)[role])
        return client

    return browser


@pytest.fixture
def draft(world: World) -> Report:
    return report_at(world, Status.DRAFT)


def address(report: Report, path: str = "") -> str:
    return f"/fill/{report.pk}/{path}"


def part_of(report: Report, kind: str) -> ReportPart:
    return report.parts.get(kind=kind)


def rows_of(part: ReportPart) -> list[Entry]:
    return list(Entry.objects.live().filter(part=part, parent=None))


def text_of(response: Any) -> str:
    return str(response.content.decode())
