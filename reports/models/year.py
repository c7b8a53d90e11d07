"""A reporting year: the district's template, policies and dates. What changes with the years is data."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reports.enums import PartKind, ReviewPolicy

SHANGHAI = ZoneInfo("Asia/Shanghai")


class ReportingYear(models.Model):
    """The year reported on, in one district. The reports are written, filed and published in the year after."""

    district = models.ForeignKey(
        "townships.District", models.PROTECT, related_name="reporting_years", verbose_name="区县"
    )
    year = models.PositiveSmallIntegerField("报告年度")
    title_pattern = models.CharField(
        "标题格式",
        max_length=200,
        default="{issuer}关于{year}年度法治政府建设情况的报告",
        help_text="{issuer} 为发文机关，{year} 为报告年度。",
    )
    joint_issue = models.BooleanField("党委和政府联合行文", default=False)
    review_policy = models.CharField(
        "审核方式", max_length=10, choices=ReviewPolicy.choices(), default=ReviewPolicy.BEFORE
    )
    publish_after_filing = models.BooleanField(
        "备案后方可公开", default=False, help_text="默认不要求：区里审核迟延，不应使镇街逾期公开。"
    )
    online_signing = models.BooleanField("网上签发", default=False, help_text="默认由核稿人登记纸质签发。")
    addressee = models.CharField("主送机关", max_length=200, default="区委、区政府", blank=True)
    cc = models.CharField("抄送机关", max_length=200, default="区委依法治区办", blank=True)
    preview_due = models.DateTimeField("预审期限")
    submit_due = models.DateTimeField("报送期限")
    publish_due = models.DateTimeField("公开期限")
    opened_at = models.DateTimeField("开放时间")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="开放人",
    )
    indicators = models.ManyToManyField(
        "reports.Indicator", through="reports.YearIndicator", verbose_name="指标", blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "报告年度"
        ordering = ("-year", "district")
        constraints = (
            models.UniqueConstraint(fields=("district", "year"), name="year_once_a_district"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="year_in_range"),
            models.CheckConstraint(
                condition=Q(preview_due__lte=F("submit_due"), submit_due__lte=F("publish_due")),
                name="year_dates_in_order",
                violation_error_message="期限的先后应为：预审、报送、公开。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年度"

    @property
    def policy(self) -> ReviewPolicy:
        return ReviewPolicy(self.review_policy)

    @property
    def submit_wall(self) -> datetime:
        """The statutory outer wall of filing: before 1 March, exclusive (督察工作规定; domain.md 1.1)."""
        return datetime(self.year + 1, 3, 1, tzinfo=SHANGHAI)

    @property
    def publish_wall(self) -> datetime:
        """The statutory outer wall of publication: before 1 April, exclusive."""
        return datetime(self.year + 1, 4, 1, tzinfo=SHANGHAI)


class YearPart(models.Model):
    """One line of a year's outline. The order is the district's; the set is the law's."""

    reporting_year = models.ForeignKey(ReportingYear, models.CASCADE, related_name="outline")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("内容", max_length=20, choices=PartKind.choices())
    title = models.CharField(
        "标题",
        max_length=200,
        blank=True,
        help_text="{year} 为报告年度，{next_year} 为下一年度；引言不写标题。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "报告提纲"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("reporting_year", "position"), name="outline_position_once"),
        )

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def title_for(self, year: int) -> str | None:
        return self.title.format(year=year, next_year=year + 1) or None
