"""Setting up: years, their outline and indicators. Reports, submissions, publications, reviews, signatures, remarks
and events are not registered: an administrator sees no draft and changes no status."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from reports.models import Indicator, ReportingYear, YearIndicator, YearPart
from townships import audit
from townships.models import Role


class YearPartInline(admin.TabularInline):
    model = YearPart
    extra = 0


class YearIndicatorInline(admin.TabularInline):
    model = YearIndicator
    extra = 0


@admin.register(ReportingYear)
class ReportingYearAdmin(admin.ModelAdmin):
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportingYear]:
        """The years of the districts this person administers."""
        return super().get_queryset(request).filter(district__in=_districts(request))

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Adding is opening: the drafts of all townships come with it."""
        return redirect("setup:open_year")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_change(self, request: HttpRequest, obj: ReportingYear, message: Any) -> Any:
        """Dates and policies decide who is late: each change is a row of the district's chain."""
        entry = super().log_change(request, obj, message)
        audit.append(
            district=obj.district,
            action="year.changed",
            actor=request.user,
            subject=f"year:{obj.district.code}-{obj.year}",
            detail={"changed": message},
        )
        return entry


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    """The catalogue of figures. An indicator once asked for in a year is not deleted (PROTECT)."""

    list_display = ("code", "name", "unit", "theme", "is_core", "position")
    list_filter = ("theme", "is_core")
    search_fields = ("code", "name")


def _districts(request: HttpRequest) -> list[int]:
    return [post.district_id for post in request.user.posts_now() if post.role == Role.ADMINISTRATOR]
