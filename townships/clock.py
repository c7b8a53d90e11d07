"""The only clock of our code. Acts are dated by the server; only tests and the demo may move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """This moment, aware of its zone."""
    return _moved.get() or timezone.now()


def today() -> date:
    """The date in Shanghai, whatever the server's zone."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def demo_clock(moment: datetime) -> Iterator[None]:
    """For tests and ``manage.py demo`` alone: within the block it is ``moment``. Naive moments are Shanghai's."""
    token = _moved.set(moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI))
    try:
        yield
    finally:
        _moved.reset(token)


def advance(by: timedelta) -> None:
    """Move the clock of the ``demo_clock`` block one is in. Raises LookupError outside: real time moves by itself."""
    moment = _moved.get()
    if moment is None:
        raise LookupError("the clock is moved only within demo_clock()")
    _moved.set(moment + by)
