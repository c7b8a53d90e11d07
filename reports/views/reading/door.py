"""What makes a view public."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """GET and HEAD, for everybody, the same for everybody. A cache may keep it but asks before it shows it again
    (an answer of a few bytes): what was corrected or taken down is gone from every screen with the next look."""
    kept = cache_control(public=True, no_cache=True)(view)
    return login_not_required(require_safe(conditional_page(kept)))
