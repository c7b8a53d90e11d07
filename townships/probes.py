"""``/healthz`` and ``/readyz``: for the load balancer, the monitor and the administrator's curl. No session is asked.

Whoever asks learns words of ``health.READY``, never a path, a version or an address.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from townships import health


@login_not_required
@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether work can be taken in: 200, or 503 with the names of what is wrong. Within 5 s."""
    problems = health.unready()
    if not problems:
        return JsonResponse({"status": "ready", "problems": []})
    answer = JsonResponse({"status": "not ready", "problems": problems}, status=503)
    answer["Retry-After"] = "30"
    return answer
