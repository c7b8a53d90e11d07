"""What makes a view public."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """GET and HEAD, for everybody, the same for everybody: it may be kept a minute by any cache on the way."""
    return login_not_required(require_safe(cache_control(public=True, max_age=60)(view)))
