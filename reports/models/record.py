"""What people say about a report: the acts, the district's remarks, the township's explanations."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.enums import Act, Status

#: Acts that mean nothing to their reader without a reason.
REASONED = (Act.RETURN, Act.UNLOCK, Act.OPEN_CORRECTION, Act.CORRECT, Act.WITHDRAW, Act.WITHHOLD)


class ReportEvent(models.Model):
    """One act. UNIQUE(report, from_version) makes a repeated act answer as the first did."""

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="events")
    act = models.CharField(max_length=20, choices=Act.choices())
    from_version = models.PositiveIntegerField()
    from_status = models.CharField(max_length=10, choices=Status.choices())
    to_status = models.CharField(max_length=10, choices=Status.choices())
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ("report", "from_version")
        constraints = (
            models.UniqueConstraint(fields=("report", "from_version"), name="one_act_a_version"),
            models.CheckConstraint(
                condition=~Q(act__in=[act.value for act in REASONED]) | ~Q(comment=""),
                name="act_gives_its_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"


class Remark(models.Model):
    """批注: tied to a frozen copy and a place in it; the township sees it once it is released.

    ``item`` and ``quote`` keep the place for good, whatever becomes of the row. An unreleased remark is a
    draft of its author's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="remarks")
    submission = models.ForeignKey("reports.Submission", models.PROTECT, related_name="remarks")
    part = models.UUIDField("所在部分", null=True, blank=True)
    item = models.UUIDField("所在条目", null=True, blank=True)
    quote = models.TextField("原文", blank=True)
    text = models.TextField("意见", blank=True)
    required = models.BooleanField("必改", default=True)
    proposed = models.TextField("建议改为", blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("镇街答复", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_at = models.DateTimeField("采用建议时间", null=True, blank=True)
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "批注"
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(text="") | ~Q(proposed=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="remark_answered_pair",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="remark_settled_pair",
            ),
        )

    def __str__(self) -> str:
        return self.text[:40] or self.proposed[:40]


class Explanation(models.Model):
    """说明情况: the sentence with which the drafter lets a warning stand. The reviewer reads it; nobody else."""

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="explanations")
    rule = models.CharField(max_length=40)
    place = models.CharField(max_length=36, blank=True)
    text = models.CharField("说明", max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "说明情况"
        constraints = (
            models.UniqueConstraint(fields=("report", "rule", "place"), name="explanation_once_a_place"),
            models.CheckConstraint(condition=~Q(text=""), name="explanation_says_something"),
        )

    def __str__(self) -> str:
        return self.text[:40]
