"""Districts and townships. Names, titles and codes change with the years, so they are data with validity."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from stdnum.cn import uscc


class District(models.Model):
    """区县: opens the years, reviews and files the reports of its townships."""

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("简称", max_length=40, help_text="如：万州区")
    full_name = models.CharField("全称", max_length=80, help_text="如：重庆市万州区")
    office_name = models.CharField("主管部门", max_length=80, help_text="如：万州区司法局")
    committee = models.CharField(
        "依法治区（县）办",
        max_length=80,
        default="区委依法治区办",
        help_text="年度报告的抄送机关，如：区委依法治区办",
    )

    class Meta:
        verbose_name = verbose_name_plural = "区县"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class TownshipKind(models.TextChoices):
    """The four kinds of unit; in 万州区 25 of 52 are not 镇."""

    SUBDISTRICT = "subdistrict", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    ETHNIC_TOWNSHIP = "ethnic_township", "民族乡"


def check_credit_code(value: str) -> None:
    """统一社会信用代码, 18 characters with the check character of GB 32100. Raises ValidationError."""
    if not uscc.is_valid(value):
        raise ValidationError("统一社会信用代码的校验位不符，请核对。")


class TownshipQuerySet(models.QuerySet["Township"]):
    def in_force(self, on: date) -> TownshipQuerySet:
        """The townships that exist on this day."""
        return self.filter(
            Q(in_force_from__isnull=True) | Q(in_force_from__lte=on),
            Q(in_force_to__isnull=True) | Q(in_force_to__gt=on),
        )


class Township(models.Model):
    """镇街. ``key`` is its public address for ever, whatever its name and codes become."""

    district = models.ForeignKey(District, models.PROTECT, related_name="townships", verbose_name="区县")
    key = models.SlugField("公开标识", max_length=80, unique=True)
    kind = models.CharField("类别", max_length=20, choices=TownshipKind.choices)
    name = models.CharField("名称", max_length=40)
    position = models.PositiveIntegerField("次序", default=0)
    sort_key = models.CharField("拼音", max_length=120, blank=True)
    credit_code = models.CharField(
        "统一社会信用代码", max_length=18, blank=True, validators=[check_credit_code]
    )
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    in_force_from = models.DateField("设立日期", null=True, blank=True)
    in_force_to = models.DateField("撤销日期", null=True, blank=True)

    objects = TownshipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "镇街"
        ordering = ("district", "position", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(in_force_to__isnull=True)
                | Q(in_force_from__lt=F("in_force_to")),
                name="township_dates_in_order",
                violation_error_message="撤销日期应在设立日期之后。",
            ),
            models.CheckConstraint(condition=Q(kind__in=TownshipKind.values), name="township_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    def naming(self, on: date) -> TownshipNaming:
        """The names and titles in force on this day; the nearest in time where none covers it.

        Raises LookupError for a township without any naming, which ``verify_townships`` reports.
        """
        namings = list(self.namings.all())
        if not namings:
            raise LookupError(f"{self.name}没有登记称谓")
        return min(namings, key=lambda one: one.days_from(on))


class TownshipNaming(models.Model):
    """称谓: what a township and its heads are called, for a time. [valid_from, valid_to)."""

    township = models.ForeignKey(Township, models.CASCADE, related_name="namings")
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    name = models.CharField("名称", max_length=40)
    self_name = models.CharField("自称", max_length=10, help_text="我镇、我乡、我街道")
    government_name = models.CharField("政府（办事处）全称", max_length=100)
    party_name = models.CharField("党委（党工委）全称", max_length=100)
    government_head_title = models.CharField("政府（办事处）主要负责人职务", max_length=20)
    party_head_title = models.CharField("党委（党工委）主要负责人职务", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "称谓"
        ordering = ("township", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("township", "valid_from"), name="naming_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
                name="naming_dates_in_order",
                violation_error_message="称谓的止日应在起日之后。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.township_id is None:  # a new township's first naming, on the same form
            return
        for other in self.township.namings.exclude(pk=self.pk):
            if overlap(self, other):
                raise ValidationError("与已有的称谓在时间上重叠。")

    def days_from(self, on: date) -> int:
        """How far this validity is from a day; 0 within it."""
        if self.valid_from is not None and on < self.valid_from:
            return (self.valid_from - on).days
        if self.valid_to is not None and on >= self.valid_to:
            return (on - self.valid_to).days + 1
        return 0


def overlap(one: TownshipNaming | TownshipCode, other: TownshipNaming | TownshipCode) -> bool:
    """Whether two validities [valid_from, valid_to) share a day."""
    starts = one.valid_from or date.min, other.valid_from or date.min
    ends = one.valid_to or date.max, other.valid_to or date.max
    return max(starts) < min(ends)


class Series(models.TextChoices):
    """Two code series are in use for one township; never match across them."""

    STATISTICS = "statistics", "统计用区划代码"
    CIVIL_AFFAIRS = "civil_affairs", "民政区划代码"


class TownshipCode(models.Model):
    """A division code with its series and validity: 新乡镇 is 500101123 in one series, 500101120 in the other."""

    township = models.ForeignKey(Township, models.CASCADE, related_name="codes")
    series = models.CharField("系列", max_length=16, choices=Series.choices, default=Series.STATISTICS)
    code = models.CharField("代码", max_length=12)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划代码"
        ordering = ("township", "series", "code")
        constraints = (
            models.UniqueConstraint(fields=("series", "code", "township"), name="code_once_a_township"),
            models.CheckConstraint(condition=Q(series__in=Series.values), name="code_series_known"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
                name="code_dates_in_order",
                violation_error_message="区划代码的止日应在起日之后。",
            ),
        )

    def __str__(self) -> str:
        return self.code


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def of(self, township: Township) -> SuccessionQuerySet:
        """What the township came from and what became of it, the earliest first."""
        return self.filter(Q(predecessor=township) | Q(successor=township)).select_related(
            "predecessor", "successor"
        )


class Succession(models.Model):
    """What became of a township: merged into, split into, renamed, or abolished."""

    class Kind(models.TextChoices):
        MERGED = "merged", "并入"
        SPLIT = "split", "析出"
        RENAMED = "renamed", "更名"
        ABOLISHED = "abolished", "撤销"

    predecessor = models.ForeignKey(
        Township, models.PROTECT, related_name="successions", verbose_name="原镇街"
    )
    successor = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="origins", verbose_name="新镇街"
    )
    on = models.DateField("日期")
    kind = models.CharField("情形", max_length=10, choices=Kind.choices)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "沿革"
        ordering = ("on",)
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor", "on"), name="succession_once"),
            models.CheckConstraint(
                condition=Q(successor__isnull=False) | Q(kind="abolished"),
                name="succession_has_a_successor",
                violation_error_message="除撤销外，须选新镇街。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("merged", "split", "renamed", "abolished")),
                name="succession_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("predecessor")),
                name="succession_to_another",
                violation_error_message="原镇街和新镇街不能相同；只改称谓的，在称谓中登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} {self.get_kind_display()} {self.successor or ''}"
