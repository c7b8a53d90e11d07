"""The one clock: Shanghai's dates, moved by tests and the demo alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from townships import clock


def test_the_date_is_shanghais() -> None:
    with clock.demo_clock(datetime(2023, 2, 28, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2023, 3, 1)


def test_a_naive_moment_is_shanghais() -> None:
    with clock.demo_clock(datetime(2023, 3, 1, 0, 0)):
        assert clock.now() == datetime(2023, 2, 28, 16, 0, tzinfo=UTC)


def test_it_moves_within_the_block_and_runs_again_after_it() -> None:
    with clock.demo_clock(datetime(2023, 1, 5, 9)):
        clock.advance(timedelta(days=1))
        assert clock.today() == date(2023, 1, 6)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_nobody_moves_real_time() -> None:
    with pytest.raises(LookupError):
        clock.advance(timedelta(days=1))
