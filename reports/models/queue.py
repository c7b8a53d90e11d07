"""The district's queue: every township of a year on one page, where it stands and how much time is left.

It reads stamps and names, never the text: the district sees where a draft stands, not what it says (design §1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from reports.enums import Labelled, Origin, PublicState, Status, SubmissionStage
from reports.models.record import Remark
from reports.models.report import DISTRICT_ROLES, Report
from reports.models.year import ReportingYear

SHANGHAI = ZoneInfo("Asia/Shanghai")
SOON = timedelta(days=3)


class Timeliness(Labelled):
    """Disjoint: every report is in exactly one. Late is computed and seen inside only (design §4). A historic report
    was never due here and stands outside the figures."""

    ON_TIME = "on_time", "按时报送"
    LATE = "late", "逾期报送"
    OPEN = "open", "未报，期限内"
    OVERDUE = "overdue", "未报，已逾期"
    HISTORIC = "historic", "补录"


class Group(Labelled):
    """Where it stands, as a reviewer picks it from the list."""

    TODO = "todo", "待区里处理"
    RETURNED = "returned", "已退回，待重报"
    WITH_TOWNSHIP = "township", "镇街起草、签发中"
    FILED = "filed", "已备案"
    PUBLISHED = "published", "已公开"
    ON_TIME = "on_time", "按时报送"
    LATE = "late", "逾期报送"
    OPEN = "open", "未报，期限内"
    OVERDUE = "overdue", "未报，已逾期"
    HISTORIC = "historic", "补录"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain. ``state``: "done", "now", "back", "" (not yet) or "none" (not in this year's policy)."""

    name: str
    state: str
    text: str = ""
    at: datetime | None = None

    @property
    def words(self) -> str:
        """What stands in the table: the word, the day, or both."""
        day = f"{self.at.astimezone(SHANGHAI):%m-%d}" if self.at else ""
        return f"{self.text} {day}".strip()


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One township of the year."""

    report: Report
    timeliness: Timeliness
    steps: tuple[Step, ...]
    open_remarks: int
    due: datetime | None
    left: str
    urgency: str

    def is_in(self, group: Group) -> bool:
        state = self.report.state
        if group is Group.PUBLISHED:
            return self.report.public_state == PublicState.PUBLISHED
        if self.timeliness is Timeliness.HISTORIC:
            return group is Group.HISTORIC
        states = {
            Group.TODO: (Status.REVIEWING, Status.SUBMITTED),
            Group.RETURNED: (Status.RETURNED,),
            Group.WITH_TOWNSHIP: (Status.DRAFT, Status.SIGNING, Status.SIGNED),
            Group.FILED: (Status.FILED,),
        }
        return state in states[group] if group in states else self.timeliness.value == group.value


def years_for(user: Any) -> list[ReportingYear]:
    """The open years of the districts where this person reviews or manages, newest first."""
    districts = [post.district_id for post in user.posts_now() if post.role in DISTRICT_ROLES]
    found = ReportingYear.objects.filter(district__in=districts).select_related("district")
    return list(found.order_by("-year", "district__code"))


def queue(year: ReportingYear, now: datetime) -> list[QueueLine]:
    """The lines of a year in the order of the divisions: three queries, however many townships."""
    first = Min(
        "submissions__at",
        filter=Q(submissions__stage=SubmissionStage.FILING, submissions__recalled_at__isnull=True),
    )
    filed = dict(
        Report.objects.filter(reporting_year=year).order_by().annotate(first=first).values_list("pk", "first")
    )
    remarks = Remark.objects.filter(
        report__reporting_year=year, released_at__isnull=False, settled_at__isnull=True
    ).order_by()
    open_remarks = dict(remarks.values_list("report").annotate(Count("pk")))
    return [
        line_of(report, filed[report.pk], open_remarks.get(report.pk, 0), now)
        for report in year.reports.select_related("township").order_by("township__position")
    ]


def line_of(report: Report, first_filed: datetime | None, open_remarks: int, now: datetime) -> QueueLine:
    """``first_filed``: when it was first filed upward; a later copy after a return does not make it late."""
    due = due_of(report)
    historic = report.origin == Origin.HISTORIC
    in_time = timeliness(first_filed, report.reporting_year.submit_due, now)
    return QueueLine(
        report=report,
        timeliness=Timeliness.HISTORIC if historic else in_time,
        steps=chain(report),
        open_remarks=open_remarks,
        due=due,
        left=time_left(due, now) if due else "",
        urgency=("late" if now > due else "soon" if due - now <= SOON else "") if due else "",
    )


def timeliness(first_filed: datetime | None, due: datetime, now: datetime) -> Timeliness:
    if first_filed:
        return Timeliness.ON_TIME if first_filed <= due else Timeliness.LATE
    return Timeliness.OPEN if now <= due else Timeliness.OVERDUE


def due_of(report: Report) -> datetime | None:
    """The date the township works towards now; None once it is in the district's hands or filed."""
    if report.state in (Status.SUBMITTED, Status.FILED) or (
        report.state is Status.DRAFT and report.submitted_at
    ):
        return None
    return report.due


def time_left(due: datetime, now: datetime) -> str:
    """还有3天, 今天到期, 已逾期2天: whole days in Shanghai, as a person counts them."""
    days = (due.astimezone(SHANGHAI).date() - now.astimezone(SHANGHAI).date()).days
    if now > due:
        return f"已逾期{-days}天" if days else "今天已逾期"
    return f"还有{days}天" if days else "今天到期"


def chain(report: Report) -> tuple[Step, ...]:
    """起草 · 预审 · 签发 · 报送 · 备案 · 公开, each with its date or what is going on there now."""
    if report.is_historic:
        return (
            *(Step(name, "none", "—") for name in ("起草", "预审", "签发", "报送", "备案")),
            _public_step(report),
        )
    state = report.state
    drafted = report.preview_requested_at or report.sent_for_signature_at
    correcting = state is Status.DRAFT and report.submitted_at
    return (
        _step("起草", drafted, now="更正中" if correcting else "起草中" if state is Status.DRAFT else ""),
        _preview_step(report),
        _step("签发", report.signed_at, now="签发中" if state is Status.SIGNING else ""),
        _step(
            "报送",
            report.submitted_at,
            now="待报送" if state is Status.SIGNED else "",
            back=report.returned_at if state is Status.RETURNED else None,
        ),
        _step("备案", report.filed_at, now="待审核" if state is Status.SUBMITTED else ""),
        _public_step(report),
    )


def _step(name: str, at: datetime | None, *, now: str = "", back: datetime | None = None) -> Step:
    if back:
        return Step(name, "back", "退回", back)
    if now:
        return Step(name, "now", now)
    return Step(name, "done", "", at) if at else Step(name, "")


def _preview_step(report: Report) -> Step:
    if not report.reporting_year.policy.has_preview:
        return Step("预审", "none", "不设")
    if report.state is Status.REVIEWING:
        return Step("预审", "now", "待预审")
    answered = report.preview_answered_at
    if report.state is Status.DRAFT and answered and not report.preview_agreed and not report.submitted_at:
        return Step("预审", "back", "已反馈", answered)
    return _step("预审", answered)


def _public_step(report: Report) -> Step:
    words = {PublicState.WITHHELD: "不予公开", PublicState.WITHDRAWN: "已撤下"}
    state = PublicState(report.public_state)
    return Step("公开", "none", words[state]) if state in words else _step("公开", report.published_at)


def counts(lines: Iterable[QueueLine]) -> dict[Timeliness, int]:
    """How many are in each group of timeliness; together they are all that are due."""
    found = Counter(line.timeliness for line in lines)
    return {group: found[group] for group in Timeliness}


def pick(lines: Iterable[QueueLine], group: Group | None, words: str) -> list[QueueLine]:
    """The lines of a group whose township's name, contact or pinyin contains the words."""
    words = words.strip().casefold()
    return [
        line
        for line in lines
        if (group is None or line.is_in(group)) and (not words or words in _searchable(line.report))
    ]


def _searchable(report: Report) -> str:
    township = report.township
    return " ".join((township.name, township.sort_key, township.contact_name)).casefold()
