"""Signing in and out, one's password, the set-up page and the log."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from townships import audit, clock, sessions
from townships.forms import OwnPasswordForm, SignInForm
from townships.models import AuditEvent, Role, User

#: Fields that hold no words of the person's, or words that are shown to nobody; and texts that are a number or an id.
NO_WORDS = re.compile(r"password|token|^next$|^do$", re.IGNORECASE)
NO_TEXT = re.compile(r"\d{1,9}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. Every try is a row of the audit chain: of the person's district, or of the installation."""
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            person = form.get_user()
            with transaction.atomic():
                login(request, person)
                sessions.begin(request.session, person)
                record(person, "sign_in")
            return redirect(_safe_next(request) or person.home)
        if getattr(request, "axes_locked_out", False):
            return HttpResponse(status=429)  # axes' middleware puts the page of ``locked_out`` in its place
        _record_failure(request, "sign_in.failed")
    context = {"form": form, "next": _safe_next(request)}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        person = request.user
        logout(request)
        record(person, "sign_out")
    return redirect("townships:sign_in")


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """Five wrong passwords for one name from one place: a pause, for the right password too (AXES_LOCKOUT_CALLABLE).

    Called by axes' middleware, once a request. A try during the pause begins it anew, as axes does by default.
    """
    _record_failure(request, "sign_in.locked")
    pause = get_cool_off(request) or timedelta()
    opens = (clock.now() + pause + timedelta(minutes=1)).astimezone(clock.SHANGHAI)
    sentence = (
        f"密码连续输错{settings.AXES_FAILURE_LIMIT}次，这个用户名在本机暂停登录{pause.seconds // 60}分钟，"
        f"{opens:%H:%M}以后可以再试；暂停期间再试，时间重新算起。急用的，请区里的系统管理员解除。"
    )
    context = {"form": SignInForm(request), "locked": sentence, "next": ""}
    return render(request, "accounts/sign_in.html", context, status=429)


@login_not_required
@sessions.no_sign_of_life
@require_safe
def session_left(request: HttpRequest) -> JsonResponse:
    """What the page in the browser asks by itself; asking puts nothing off. See ``_session``."""
    return _session(request)


@login_not_required
@require_POST
def extend_session(request: HttpRequest) -> JsonResponse:
    """继续工作. The request is itself the sign of life; the answer as of ``session_left``."""
    return _session(request)


def _session(request: HttpRequest) -> JsonResponse:
    """{"left": seconds, "final": nothing puts it off, "who": user id, "token": for the forms of a page that was open
    while its person signed in anew}; 401 {"status": "signed_out"}."""
    if not request.user.is_authenticated:
        return JsonResponse({"status": "signed_out"}, status=401)
    seconds, final = sessions.left(request.session)
    return JsonResponse(
        {"left": seconds, "final": final, "who": str(request.user.pk), "token": get_token(request)}
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """One's own password; the first one is changed before any work."""
    form = OwnPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            person = form.save(commit=False)
            person.must_change_password = False
            person.save(update_fields=["password", "must_change_password"])
            update_session_auth_hash(request, person)
            record(person, "password.changed")
        messages.success(request, _("Your password has been changed."))
        return redirect(person.home)
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Where this person's work begins; whoever holds no post today is told so."""
    if request.user.home != request.path:
        return redirect(request.user.home)
    return render(request, "accounts/no_post.html")


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """What an administrator or a manager sets up; nobody else has anything to do here."""
    if not request.user.holds(Role.ADMINISTRATOR, Role.MANAGER):
        raise Http404
    return render(request, "setup/index.html", {"is_administrator": request.user.is_staff})


@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """The auditor's page: the log of his district, newest first, and nothing else."""
    districts = request.user.districts(Role.AUDITOR)
    if not districts:
        raise Http404
    rows = AuditEvent.objects.filter(chain__district__in=districts).order_by("-sequence")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "setup/audit.html", {"page": page, "districts": districts})


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page lay open too long, or somebody signed in anew in another tab: the words are shown to be kept."""
    kept = [
        text.replace("\0", "")
        for name in request.POST
        if not NO_WORDS.search(name)
        for text in request.POST.getlist(name)
        if text.strip() and not NO_TEXT.fullmatch(text.strip())
    ]
    context = {"kept": "\n\n".join(kept), "code": "csrf", "page": sessions.page_of(request)}
    return render(request, "403_csrf.html", context, status=403)


# ------------------------------------------------------------------------- what the views share


def record(person: User, action: str, **detail: Any) -> None:
    """A row of the person's chain; call it last in the transaction."""
    audit.append(
        district=person.home_district,
        action=action,
        actor=person,
        subject=f"user:{person.username}",
        detail=detail,
    )


def _record_failure(request: HttpRequest, action: str) -> None:
    name = request.POST.get("username", "").replace("\0", "")[:150]
    person = User.objects.filter(username=User.fold(name)).first() if name else None
    with transaction.atomic():
        audit.append(
            district=person.home_district if person else None,
            action=action,
            actor_name=name,
            subject=f"user:{name}",
            detail={"ip": request.META.get("REMOTE_ADDR", "")},
        )


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # Signed out while the page lay open, and then clicked “sign out”: that is no place to come back to.
    return target if safe and target.startswith("/") and target != reverse("townships:sign_out") else ""
