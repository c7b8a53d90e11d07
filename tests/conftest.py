"""What every test may ask for. The strictness itself lies in tests/plugins/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

#: Here and not in addopts, so that its fixtures come after pytest-playwright's and win.
pytest_plugins = ["tests.plugins.browser", "tests.plugins.libreoffice"]

hypothesis.register_profile(
    "quick", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.register_profile(
    "deep", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.load_profile("deep" if config.getoption("deep") else "quick")


@pytest.fixture
def constant_queries() -> Callable[[Callable[[], Any], Callable[[], Any]], int]:
    """``constant_queries(visit, grow)``: the page asks the database as often after ``grow()`` as before.

    Returns the number of queries, so that a test can also hold a ceiling.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(visit: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            visit()
        return [query["sql"] for query in captured.captured_queries]

    def compare(visit: Callable[[], Any], grow: Callable[[], Any]) -> int:
        visit()  # warms what is cached per process, such as content types
        before = count(visit)
        grow()
        after = count(visit)
        assert len(after) == len(before), "\n".join(sorted(set(after) - set(before)) or after)
        return len(before)

    return compare


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ends what still holds the test database of PostgreSQL, such as a socket that a browser kept open: it cannot be
    dropped under anybody's feet."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def world(db: None) -> Any:
    """A district, two townships, an open year and everybody with a post (tests/factories.py)."""
    from tests import factories

    return factories.make_world()
