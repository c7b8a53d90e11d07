"""Indicators, a report's confirmed figures, and what became of last year's plan."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from reports.enums import FigureState, Outcome


class Indicator(models.Model):
    """One entry of the catalogue of figures (domain.md 3.3). Few are required; by default none."""

    code = models.CharField("代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=100)
    unit = models.CharField("单位", max_length=20)
    theme = models.CharField("主题", max_length=40, blank=True)
    definition = models.TextField("口径", blank=True)
    is_core = models.BooleanField("核心指标", default=False)
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ("position", "code")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class YearIndicator(models.Model):
    """An indicator asked for in a year."""

    reporting_year = models.ForeignKey("reports.ReportingYear", models.CASCADE)
    indicator = models.ForeignKey(Indicator, models.PROTECT)
    required = models.BooleanField("必报", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "年度指标"
        constraints = (
            models.UniqueConstraint(fields=("reporting_year", "indicator"), name="indicator_once_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.indicator}"


class Figure(models.Model):
    """One confirmed figure. Empty is *not reported*, 0 is zero, *not applicable* is its own state.

    ``low`` … ``high`` is the interval that the printed qualifier means (30余 is 31…39; domain.md 3.2).
    """

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures")
    scope = models.CharField("范围", max_length=60, blank=True)
    period = models.CharField("时段", max_length=60, blank=True)
    state = models.CharField(max_length=16, choices=FigureState.choices(), default=FigureState.NOT_REPORTED)
    value = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True, blank=True)
    qualifier = models.CharField("限定", max_length=8, blank=True)
    low = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    supplied_by = models.CharField("提供单位", max_length=100, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "数据"
        ordering = ("indicator__position", "scope", "period")
        constraints = (
            models.UniqueConstraint(
                fields=("report", "indicator", "scope", "period"), name="figure_once_a_scope"
            ),
            models.CheckConstraint(
                condition=Q(state=FigureState.REPORTED, value__isnull=False)
                | ~Q(state=FigureState.REPORTED) & Q(value__isnull=True),
                name="figure_value_is_reported",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=models.F("high")),
                name="figure_interval_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator.name} {self.value}"


class FollowUp(models.Model):
    """What became of one plan item of last year's filed or historic report.

    It points at nothing alive: it keeps the hash of the frozen report, the item's id and its words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="follow_ups")
    source_sha256 = models.CharField(max_length=64)
    source_item = models.UUIDField()
    quote = models.TextField("上年安排")
    outcome = models.CharField("落实情况", max_length=12, choices=Outcome.choices(), blank=True)
    note = models.TextField("说明", blank=True)
    measures = models.JSONField("体现的举措", default=list, blank=True)
    is_public = models.BooleanField("随报告公开", default=False)
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "上年安排落实情况"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("report", "source_item"), name="follow_up_once_an_item"),
        )

    def __str__(self) -> str:
        return self.quote[:40]
