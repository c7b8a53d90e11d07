"""``manage.py check`` knows what Django cannot: whether a save outlives a power cut."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection

from townships import health
from townships.health import Finding


def said(**options: object) -> list[str]:
    return [one.id for one in run_checks(**options) if one.id.startswith("townships.")]


@pytest.mark.django_db
def test_a_database_that_does_without_the_disk_is_reported() -> None:
    """That of the test run is one; the control is a database that waits for it."""
    assert said(databases=["default"]) == ["townships.W001"]
    assert said() == []


@pytest.mark.django_db
def test_a_careful_database_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "durability", lambda: Finding("durability", health.OK, "", {}))
    assert said(databases=["default"]) == []


@pytest.mark.django_db
def test_a_database_that_is_away_is_left_to_whoever_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Finding:
        raise DatabaseError

    monkeypatch.setattr(health, "durability", away)
    assert said(databases=["default"]) == []


def test_the_embedded_database_in_real_use_is_worth_a_word() -> None:
    told = said(include_deployment_checks=True)
    assert ("townships.I001" in told) is (connection.vendor == "sqlite")
