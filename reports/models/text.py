"""Parts and rows. A row keeps its id for life: given at birth, kept when it moves to another part."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.enums import ChangeKind, DutyOf, PartKind

#: The text of a row: what a save carries, a version keeps and a conflict shows.
ENTRY_FIELDS = ("heading", "body", "cause", "owner", "due", "target", "duty_of")


class ReportPart(models.Model):
    """One part of a report. There may be several of a kind; the year's outline only proposes them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="parts")
    kind = models.CharField("内容", max_length=20, choices=PartKind.choices())
    title = models.CharField("标题", max_length=300, null=True, blank=True)
    position = models.PositiveIntegerField()
    opening = models.TextField("开头", blank=True)
    revision = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "部分"
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in PartKind]), name="part_kind_known"),
            models.CheckConstraint(condition=Q(title__isnull=True) | ~Q(title=""), name="part_title_or_none"),
        )

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class PartVersion(models.Model):
    """Every saved title and opening of a part."""

    part = models.ForeignKey(ReportPart, models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    title = models.CharField(max_length=300, null=True)
    opening = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "部分的历史"
        ordering = ("part", "revision")
        constraints = (models.UniqueConstraint(fields=("part", "revision"), name="part_revision_once"),)

    def __str__(self) -> str:
        return f"{self.part} #{self.revision}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def live(self) -> EntryQuerySet:
        return self.filter(deleted_at__isnull=True)


class Entry(models.Model):
    """One row of a report, at most four deep under its part (``content.MAX_DEPTH``).

    ``kind`` repeats the part's, so that CHECKs can hold what belongs to which kind of row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(ReportPart, models.CASCADE, related_name="entries")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=20, choices=PartKind.choices(), editable=False)
    position = models.PositiveIntegerField()
    heading = models.CharField("标题", max_length=300, blank=True)
    body = models.TextField("正文", blank=True)
    cause = models.TextField("原因", blank=True)
    owner = models.CharField("责任人", max_length=200, blank=True)
    due = models.CharField("完成时限", max_length=200, blank=True)
    target = models.CharField("目标", max_length=300, blank=True)
    duty_of = models.CharField("履职人", max_length=12, choices=DutyOf.choices(), blank=True)
    answers = models.ManyToManyField(
        "self", symmetrical=False, related_name="answered_by", blank=True, verbose_name="对应的不足"
    )
    revision = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "条目"
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in PartKind]), name="entry_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(cause="") | Q(kind=PartKind.SHORTCOMINGS), name="cause_is_of_a_shortcoming"
            ),
            models.CheckConstraint(
                condition=Q(owner="", due="", target="") | Q(kind=PartKind.PLAN),
                name="owner_is_of_a_plan_item",
            ),
            models.CheckConstraint(
                condition=Q(duty_of="") | Q(kind=PartKind.DUTIES), name="duty_of_is_of_a_duty"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, deleted_by__isnull=True)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="entry_deleted_pair",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")), name="entry_not_its_own_parent"
            ),
        )

    def __str__(self) -> str:
        return self.heading or self.body[:30]

    def values(self) -> dict[str, Any]:
        """The text of the row: what a save carries and a conflict shows."""
        return {name: getattr(self, name) for name in ENTRY_FIELDS}


class EntryVersion(models.Model):
    """Every saved revision of a row until signing: nothing typed is ever lost."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=ChangeKind.choices())
    part = models.ForeignKey(ReportPart, models.CASCADE, related_name="+")
    parent_id = models.UUIDField(null=True)
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    due = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=300, blank=True)
    duty_of = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "条目的历史"
        ordering = ("entry", "revision")
        constraints = (models.UniqueConstraint(fields=("entry", "revision"), name="entry_revision_once"),)

    def __str__(self) -> str:
        return f"{self.entry} #{self.revision}"

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ENTRY_FIELDS}


class _OfKind(models.Manager["Entry"]):
    """The rows of one kind; what it creates is of that kind."""

    def __init__(self, kind: PartKind) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Entry]:
        return EntryQuerySet(self.model, using=self._db).filter(kind=self.kind, deleted_at__isnull=True)

    def create(self, **values: Any) -> Entry:
        return super().create(kind=self.kind, **values)


class Measure(Entry):
    """举措: one of the main measures and results."""

    objects = _OfKind(PartKind.MEASURES)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "举措"


class Duty(Entry):
    """履职情况: how a principal leader performed the duties of the first responsible person."""

    objects = _OfKind(PartKind.DUTIES)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "履职情况"


class Shortcoming(Entry):
    """不足: what fell short, and its cause."""

    objects = _OfKind(PartKind.SHORTCOMINGS)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "不足"


class PlanItem(Entry):
    """工作安排: what next year is to bring, and the shortcomings it answers."""

    objects = _OfKind(PartKind.PLAN)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "工作安排"


class OtherMatter(Entry):
    """其他需要报告的情况."""

    objects = _OfKind(PartKind.OTHER)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "其他情况"
