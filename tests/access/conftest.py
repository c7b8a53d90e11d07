"""The scene, built once a module: see tests/access/scene.py."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access.scene import Scene, build
from townships import clock


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Shared by the module's tests; each runs in a savepoint of its own (the mark ``django_db``). The clock stands: no
    minute passes between two answers that are compared."""
    with django_db_blocker.unblock(), clock.demo_clock(clock.now()), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals, each a line in the log that nobody reads."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)
