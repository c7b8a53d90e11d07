"""The number on an error page. The line in the log carries it too: read out on the telephone, it finds the cause."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest


def number_of(request: HttpRequest) -> str:
    """This request's number, such as "4821-0937": digits, because they are read out. It says nothing by itself."""
    if not hasattr(request, "incident"):
        digits = f"{secrets.randbelow(10**8):08d}"
        request.incident = f"{digits[:4]}-{digits[4:]}"
    return request.incident


class InLog(logging.Filter):
    """Gives every record ``incident``: " [4821-0937]" where it tells of a request, else nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.incident = f" [{number_of(request)}]" if isinstance(request, HttpRequest) else ""
        return True
