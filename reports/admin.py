"""Setting up: years, their outline and indicators. Reports, submissions, publications, reviews, signatures, remarks
and events are not registered: an administrator sees no draft and changes no status."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from reports.models import Indicator, ReportingYear, YearIndicator, YearPart
from townships.administration.audited import AuditedAdmin
from townships.models import District


class YearPartInline(admin.TabularInline):
    model = YearPart
    extra = 0


class YearIndicatorInline(admin.TabularInline):
    model = YearIndicator
    extra = 0


@admin.register(ReportingYear)
class ReportingYearAdmin(AuditedAdmin):
    """A year is opened by ``opening.open_year`` on its own page; here its dates and policies are changed."""

    list_display = ("year", "district", "review_policy", "preview_due", "submit_due", "publish_due")
    list_filter = ("district",)
    fields = (
        ("district", "year"),
        "title_pattern",
        "joint_issue",
        "review_policy",
        "publish_after_filing",
        "online_signing",
        "addressee",
        "cc",
        ("preview_due", "submit_due", "publish_due"),
        ("opened_at", "opened_by"),
    )
    readonly_fields = ("district", "year", "opened_at", "opened_by")
    inlines = (YearPartInline, YearIndicatorInline)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Adding is opening: the drafts of all townships come with it."""
        return redirect("setup:open_year")


@admin.register(Indicator)
class IndicatorAdmin(AuditedAdmin):
    """The catalogue of figures, one for the installation. An indicator once in use is never deleted."""

    list_display = ("code", "name", "unit", "theme", "is_core", "position")
    list_filter = ("theme", "is_core")
    search_fields = ("code", "name")

    def scope(self, districts: list[District]) -> Q:
        return Q()

    def district(self, obj: Any) -> None:
        return None
