"""No words are lost: what was typed comes back when the person was signed out, or when it could not be saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reports.models import Report
from reports.permissions import Refusal
from reports.views.access import kept_words, status_of
from townships import sessions
from townships.addresses import asks_for_a_person
from townships.admission import owed

NO_REVISION = "页面没有带上版本，这一处没有保存。请复制您写的文字，刷新后再存。"
View = Callable[..., HttpResponse]


def keeps_words(view: View) -> View:
    """For views that save: whoever was signed out while typing gets his words back, not the sign-in page.

    The view asks for a person itself, in place of ``LoginRequiredMiddleware``, which could only redirect.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return (
                _signed_out(request)
                if request.method == "POST"
                else redirect_to_login(request.get_full_path())
            )
        page = owed(request.user)
        if page:
            return _first(request) if request.method == "POST" and kept_words(request) else redirect(page)
        return view(request, *args, **kwargs)

    return asks_for_a_person(guarded)


def _signed_out(request: HttpRequest) -> HttpResponse:
    kept = kept_words(request)
    context = {
        "heading": "登录已经过期，刚才的修改没有保存",
        "happened": "离开时间较长，登录已经过期。",
        "kept": kept,
        "todo": "请先复制上面的文字；重新登录后回到原来的页面，放回原处再保存。"
        if kept
        else "请重新登录后再办。",
        "code": "signed_out",
        "sign_in_to": sessions.page_of(request),
    }
    return render(request, "error.html", context, status=401)


def _first(request: HttpRequest) -> HttpResponse:
    """Something is owed since the page was opened, such as the second factor of a post given meanwhile."""
    context = {
        "heading": "刚才的修改没有保存，请先办登录保护",
        "happened": "您的岗位或账号刚有变动，须先修改密码或者启用动态验证码。",
        "kept": kept_words(request),
        "todo": "请先复制上面的文字，点“我的工作”按提示办好，再放回原处保存。",
        "code": "first_things_first",
    }
    return render(request, "error.html", context, status=403)


def not_saved(request: HttpRequest, report: Report, refusal: Refusal) -> HttpResponse:
    """A save that was refused as a whole: the reason, and everything typed, to be copied."""
    context = {"report": report, "refusal": refusal, "kept": kept_words(request)}
    return render(request, "filling/not_saved.html", context, status=status_of(refusal))
