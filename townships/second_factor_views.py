"""登录保护: one page where everybody switches the second factor on, renews the recovery codes, switches it off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from townships import second_factor
from townships.second_factor import Verdict
from townships.views import posted_code, record_failure, safe_next, status_of


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """What is switched on and what may be done; every step is a form of this page that says which (``step``)."""
    step = STEPS.get(request.POST.get("step", "")) if request.method == "POST" else None
    return step(request) if step else _page(request)


def _begin(request: HttpRequest) -> HttpResponse:
    """The password once more, then a secret to be shown: a desk left open makes nobody's phone the second factor."""
    refused = _password_refused(request)
    if refused:
        return refused
    second_factor.begin(request.user)
    target = safe_next(request)
    return redirect(reverse("townships:second_factor", query={"next": target} if target else None))


@sensitive_variables("codes")
def _confirm(request: HttpRequest) -> HttpResponse:
    verdict, codes = second_factor.confirm(request.user, posted_code(request))
    if not verdict.accepted:
        return _page(request, verdict)
    update_session_auth_hash(request, request.user)
    return _codes(request, codes, "动态验证码已启用，以后每次登录都会在密码之后询问。")


@sensitive_variables("codes")
def _renew(request: HttpRequest) -> HttpResponse:
    verdict, codes = second_factor.renew(request.user, posted_code(request))
    if not verdict.accepted:
        return _page(request, verdict)
    return _codes(request, codes, "恢复码已更换，原来的全部作废。")


def _switch_off(request: HttpRequest) -> HttpResponse:
    refused = _password_refused(request)
    if refused:
        return refused
    verdict = second_factor.switch_off(request.user, posted_code(request))
    if not verdict.accepted:
        return _page(request, verdict)
    update_session_auth_hash(request, request.user)
    messages.success(
        request, "动态验证码已停用，以后登录只需密码。验证器里的这一项可以删去，恢复码已经作废。"
    )
    return redirect("townships:second_factor")


STEPS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "begin": _begin,
    "confirm": _confirm,
    "renew": _renew,
    "off": _switch_off,
}


def _password_refused(request: HttpRequest) -> HttpResponse | None:
    """None for the right password. Wrong ones are counted together with those of the door (axes)."""
    words = {"username": request.user.username, "password": request.POST.get("password", "")[:256]}
    if authenticate(request, **words):
        return None
    if getattr(request, "axes_locked_out", False):
        return HttpResponse(status=429)  # axes' middleware puts the page of ``views.locked_out`` in its place
    record_failure(request, "second_factor.refused", request.user.username)
    sentence = "密码不对，没有改动。请输入您登录用的密码；连续输错5次，要等15分钟。"
    return _page(request, Verdict(code="wrong_password", sentence=sentence))


def _page(request: HttpRequest, refused: Verdict | None = None) -> HttpResponse:
    """The state of things, which may have changed in another tab; ``refused`` stands above whatever is shown now."""
    person = request.user
    waiting = None if person.second_factor_since else second_factor.waiting(person)
    context: dict[str, Any] = {"refused": refused, "waiting": waiting, "next": safe_next(request)}
    context["required"] = second_factor.required(person)
    if person.second_factor_since:
        context["codes_left"] = second_factor.codes_left(person)
    elif waiting:
        side, path = second_factor.picture(waiting)
        context |= {"side": side, "path": path, "groups": second_factor.by_hand(waiting)}
    return render(request, "accounts/second_factor.html", context, status=status_of(refused))


@sensitive_variables("codes")
def _codes(request: HttpRequest, codes: list[str], done: str) -> HttpResponse:
    """The recovery codes, readable in this one answer: they are stored hashed and can be shown to nobody again."""
    context = {"codes": codes, "done": done, "onward": safe_next(request) or request.user.home}
    return render(request, "accounts/recovery_codes.html", context)
