"""What acts freeze: submissions, signatures, reviews before publication, publications. Never changed after."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from reports import content
from reports.enums import Channel, ReviewConclusion, SubmissionStage


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def filed_upward(self) -> SubmissionQuerySet:
        """What counts as the report that was filed; a historic one was, before this system knew of it."""
        return self.filter(
            stage__in=(SubmissionStage.FILING, SubmissionStage.HISTORIC), recalled_at__isnull=True
        )


class Submission(models.Model):
    """A frozen copy sent to the district: with number, date, hash, and the findings as they stood."""

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField("次数")
    stage = models.CharField(max_length=10, choices=SubmissionStage.choices())
    content_json = models.TextField()
    sha256 = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    receipt = models.CharField("回执编号", max_length=40, unique=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送件"
        ordering = ("report", "number")
        constraints = (
            models.UniqueConstraint(fields=("report", "number"), name="submission_number_once"),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True, recalled_by__isnull=True)
                | Q(recalled_at__isnull=False, recalled_by__isnull=False),
                name="submission_recalled_pair",
            ),
        )

    def __str__(self) -> str:
        return self.receipt

    @cached_property
    def content(self) -> content.ReportContent:
        return content.from_json(self.content_json)


class Signature(models.Model):
    """签发: one per issuer and round; a round ends when the text is opened again."""

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    issuer = models.CharField("发文机关", max_length=200)
    post = models.CharField("职务", max_length=60)
    name = models.CharField("姓名", max_length=60)
    signed_on = models.DateField("签发日期")
    opinion = models.CharField("签发意见", max_length=200, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "签发"
        ordering = ("report", "round", "id")
        constraints = (
            models.UniqueConstraint(fields=("report", "round", "issuer"), name="signature_once_an_issuer"),
        )

    def __str__(self) -> str:
        return f"{self.issuer} {self.name}"


class SecrecyReview(models.Model):
    """公开审查（含保密审查）: who read which frozen copy, and may it be public (domain.md 5.4)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="secrecy_reviews")
    conclusion = models.CharField("结论", max_length=10, choices=ReviewConclusion.choices())
    #: Ids of the rows left out of a partial publication.
    omitted = models.JSONField("不公开的条目", default=list, blank=True)
    note = models.TextField("说明", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "公开审查"
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(conclusion=ReviewConclusion.PUBLIC) | ~Q(note=""),
                name="secrecy_review_gives_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.get_conclusion_display()


class PublicationQuerySet(models.QuerySet["Publication"]):
    def readable(self) -> PublicationQuerySet:
        """What the public may read: everything not taken down, superseded ones too."""
        return self.filter(taken_down_at__isnull=True)


class Publication(models.Model):
    """What the public was shown: frozen, numbered, dated by the server. Nothing moves ``published_at``.

    ``portal_url`` and ``portal_shown_on`` tell where else it stands and the date shown there. Of a historic
    report (channel "archive") they are its source and stated date, ``published_at`` and ``published_by`` tell who
    entered it and when, and there is no review of ours.
    """

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField("版次")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    review = models.ForeignKey(SecrecyReview, models.PROTECT, null=True, blank=True, related_name="+")
    content_json = models.TextField()
    sha256 = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel.choices(), default=Channel.SITE)
    portal_url = models.CharField(max_length=500, blank=True, validators=[URLValidator(["http", "https"])])
    portal_shown_on = models.DateField(null=True, blank=True)
    notice = models.TextField("更正说明", blank=True)
    published_at = models.DateTimeField("公开时间")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_down_at = models.DateTimeField("撤下时间", null=True, blank=True)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_down_reason = models.TextField("撤下说明", blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开件"
        ordering = ("report", "number")
        constraints = (
            models.UniqueConstraint(fields=("report", "number"), name="publication_number_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(notice=""), name="correction_has_a_notice"),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, taken_down_by__isnull=True)
                | Q(taken_down_at__isnull=False, taken_down_by__isnull=False),
                name="publication_taken_down_pair",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.ARCHIVE, review__isnull=True)
                | ~Q(channel=Channel.ARCHIVE) & Q(review__isnull=False),
                name="publication_was_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.SITE) | ~Q(portal_url="") & Q(portal_shown_on__isnull=False),
                name="portal_publication_has_its_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} 第{self.number}版"

    @cached_property
    def content(self) -> content.ReportContent:
        return content.from_json(self.content_json)
