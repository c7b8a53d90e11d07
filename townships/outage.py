"""The database is away, or does not take this in: a calm page with 503 instead of a bare 500, and the words kept."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from townships.incidents import number_of
from townships.kept import kept_if_readable

#: Seconds after which a browser or a proxy may ask again: a restart of PostgreSQL takes less.
RETRY_AFTER = 30
UNKNOWN = "刚才的提交可能已经办成，也可能没有；已经保存过的文字都在。"
HAPPENED = "数据库暂时没有应答，页面打不开；已经保存过的文字都在。"


def page(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """503 where the database did not answer, None for every other error. Asks neither session nor database.

    A statement whose answer was lost may have been committed (20 of 60 in reliability.md 2.1 A2), so a POST is told
    to look before it sends again.
    """
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    posted = request.method == "POST"
    if request.content_type == "application/json":
        sentence = f"数据库暂时没有应答。{UNKNOWN}文字还在本页，请过一会儿再存。"
        response: HttpResponse = JsonResponse({"status": "unavailable", "sentence": sentence}, status=503)
    else:
        context = {
            "happened": f"数据库暂时没有应答。{UNKNOWN}" if posted else HAPPENED,
            "kept": kept_if_readable(request) if posted else "",
            "posted": posted,
            "code": "unavailable",
            "incident": number_of(request),
        }
        response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
