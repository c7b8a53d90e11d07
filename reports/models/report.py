"""The report itself: what it is, where it stands, and who is to it what."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.content import ReportContent
from reports.enums import EDITABLE, Origin, PublicState, Status
from townships import clock
from townships.models import Role

if TYPE_CHECKING:
    from reports.models.frozen import Publication, Submission

#: Acts leave a time and a person together, or neither.
STAMPS = (
    "preview_requested",
    "preview_answered",
    "sent_for_signature",
    "signed",
    "numbered",
    "submitted",
    "opened",
    "returned",
    "filed",
    "published",
)
#: A township's own people, and the district's, who may know of a report at all.
TOWNSHIP_ROLES = frozenset({Role.DRAFTER, Role.CHECKER, Role.SIGNER, Role.PUBLISHER})
DISTRICT_ROLES = frozenset({Role.REVIEWER, Role.MANAGER})


def _at(words: str) -> models.DateTimeField:
    return models.DateTimeField(words, null=True, blank=True, editable=False)


def _by() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> ReportQuerySet:
        """The reports this person may know of: of the own township, or of the own district's townships.

        That a district sees a report does not mean that it sees its text: see ``permissions``.
        """
        posts = user.posts.in_force(clock.today()).order_by()
        townships = posts.filter(role__in=TOWNSHIP_ROLES).values("township")
        districts = posts.filter(role__in=DISTRICT_ROLES).values("district")
        return self.filter(Q(township__in=townships) | Q(reporting_year__district__in=districts))

    def locked(self, report_id: Any) -> Report | None:
        """The report, its row locked until COMMIT: everything that writes rows of a report begins here."""
        return self.select_for_update(of=("self",)).filter(pk=report_id).first()

    def with_names(self) -> ReportQuerySet:
        return self.select_related("reporting_year__district", "township")


class Report(models.Model):
    """One township's annual report of one year.

    ``version`` counts acts and ``content_version`` saves; an act carries both, so that nobody decides on
    what he has not seen. ``status`` and ``public_state`` are two things: the law gives filing and publication
    different dates and different hands.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reporting_year = models.ForeignKey("reports.ReportingYear", models.PROTECT, related_name="reports")
    township = models.ForeignKey("townships.Township", models.PROTECT, related_name="reports")
    origin = models.CharField(max_length=10, choices=Origin.choices(), default=Origin.REGULAR)
    status = models.CharField(
        "状态", max_length=10, choices=Status.choices(), default=Status.DRAFT, editable=False
    )
    public_state = models.CharField(
        "公开状态",
        max_length=12,
        choices=PublicState.choices(),
        default=PublicState.UNPUBLISHED,
        editable=False,
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    content_version = models.PositiveIntegerField(default=0, editable=False)
    header_revision = models.PositiveIntegerField(default=0, editable=False)
    signing_round = models.PositiveSmallIntegerField(default=1, editable=False)

    title = models.CharField("标题", max_length=300, blank=True)
    issuers = models.TextField("发文机关", blank=True, help_text="联合行文的，每行一个，党委在前。")
    addressee = models.CharField("主送机关", max_length=200, blank=True)
    cc = models.CharField("抄送机关", max_length=200, blank=True)
    document_number = models.CharField("发文字号", max_length=80, blank=True)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    resubmit_due = models.DateTimeField("重报期限", null=True, blank=True, editable=False)

    preview_requested_at, preview_requested_by = _at("送预审时间"), _by()
    preview_answered_at, preview_answered_by = _at("预审反馈时间"), _by()
    preview_agreed = models.BooleanField("同意签报", default=False, editable=False)
    sent_for_signature_at, sent_for_signature_by = _at("送签时间"), _by()
    signed_at, signed_by = _at("签发登记时间"), _by()
    numbered_at, numbered_by = _at("登记文号时间"), _by()
    submitted_at, submitted_by = _at("报送时间"), _by()
    opened_at, opened_by = _at("开始审核时间"), _by()
    returned_at, returned_by = _at("退回时间"), _by()
    filed_at, filed_by = _at("备案时间"), _by()
    published_at, published_by = _at("公开时间"), _by()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ("reporting_year", "township__position")
        constraints = (
            models.UniqueConstraint(fields=("reporting_year", "township"), name="report_once_a_year"),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="report_status_known"
            ),
            models.CheckConstraint(
                condition=Q(public_state__in=[s.value for s in PublicState]), name="report_public_state_known"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{stamp}_at__isnull": True, f"{stamp}_by__isnull": True})
                    | Q(**{f"{stamp}_at__isnull": False, f"{stamp}_by__isnull": False}),
                    name=f"report_{stamp}_pair",
                )
                for stamp in STAMPS
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SIGNED) | Q(signed_at__isnull=False),
                name="report_signed_is_stamped",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.SUBMITTED, Status.FILED])
                | Q(origin=Origin.HISTORIC)  # as it was found, with or without a number
                | Q(submitted_at__isnull=False, numbered_at__isnull=False, dated_on__isnull=False)
                & ~Q(document_number=""),
                name="report_submitted_is_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.FILED) | Q(filed_at__isnull=False), name="report_filed_is_stamped"
            ),
            models.CheckConstraint(
                condition=~Q(public_state=PublicState.PUBLISHED) | Q(published_at__isnull=False),
                name="report_public_is_stamped",
            ),
        )

    def __str__(self) -> str:
        return f"{self.township}{self.reporting_year}报告"

    # ------------------------------------------------------------------ what it is

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def year(self) -> int:
        return self.reporting_year.year

    @property
    def is_historic(self) -> bool:
        """Entered afterwards, and not yet corrected by this system's own road."""
        return self.origin == Origin.HISTORIC and self.state is Status.FILED and not self.submitted_at

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def issuer_list(self) -> tuple[str, ...]:
        return tuple(line for line in self.issuers.split("\n") if line)

    @property
    def due(self) -> datetime:
        """The date by which the township is to file: the one set on a return, else the year's."""
        return self.resubmit_due or self.reporting_year.submit_due

    @property
    def township_label(self) -> str:
        """The status in the township's own words, with what the district answered."""
        if self.state is Status.DRAFT and self.submitted_at:
            return "更正稿起草中"
        if self.state is Status.DRAFT and self.preview_answered_at:
            return "起草中（区里同意签报）" if self.preview_agreed else "起草中（有预审意见，待修改）"
        return Origin.HISTORIC.label if self.is_historic else self.state.label

    @property
    def district_label(self) -> str:
        """The status in the district's words: where it stands, never what it says."""
        if self.state is Status.DRAFT and self.submitted_at:
            return "镇街更正中"
        if self.state is Status.DRAFT and self.preview_answered_at:
            return "起草中（已同意签报）" if self.preview_agreed else "起草中（已反馈，待镇街修改）"
        return Origin.HISTORIC.label if self.is_historic else self.state.label_for_district

    # ------------------------------------------------------------------ what it says

    def content(self) -> ReportContent:
        """The report as it stands now. The only road from rows to ``ReportContent``; a fixed number of queries."""
        from reports.models.shape import content_of

        return content_of(self)

    @cached_property
    def content_once(self) -> ReportContent:
        """The content as it was when this instance was first asked: for a page or an act that asks several times
        and writes no text in between. Read anew after ``refresh_from_db()``."""
        return self.content()

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("content_once", None)
        super().refresh_from_db(*args, **kwargs)

    def latest_submission(self) -> Submission | None:
        """The newest frozen copy that was filed upward and not taken back."""
        return self.submissions.filed_upward().order_by("-number").first()

    def latest_frozen(self) -> Submission | None:
        """The newest frozen copy of any kind: what the district may read."""
        return self.submissions.filter(recalled_at__isnull=True).order_by("-number").first()

    def current_publication(self) -> Publication | None:
        return self.publications.filter(taken_down_at__isnull=True).order_by("-number").first()


class Editor(models.Model):
    """Who ever saved text of a report: whoever drafted never registers its signature, whoever edited never files."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="editors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    as_drafter = models.BooleanField("以承办人身份", default=False)
    since = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "编辑过的人"
        constraints = (models.UniqueConstraint(fields=("report", "user"), name="editor_once_a_report"),)

    def __str__(self) -> str:
        return f"{self.user}"
