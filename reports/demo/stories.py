"""One report on its way, a step at a time, each at its own hour, by the acts and the saves of the application.

A story is a generator: it yields the moment of its next step and does the step when it is woken at that moment. So
the reports of a year advance beside each other, and what is recorded stands in the order of time.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from reports import historic, remarking, saving, workflow
from reports.content import Item, ReportContent
from reports.demo.composing import Writer
from reports.demo.people import Cast, invented_name
from reports.enums import Act, Channel, PartKind, ReviewConclusion
from reports.models import Report, Submission
from townships import clock
from townships.models import Role, User

Steps = Iterator[datetime]
#: New Year's Day and the Spring Festival, when nobody files anything.
HOLIDAYS = [(date(year, 1, 1), date(year, 1, 1)) for year in range(2023, 2027)] + [
    (date(2023, 1, 21), date(2023, 1, 27)),
    (date(2024, 2, 10), date(2024, 2, 17)),
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2026, 2, 15), date(2026, 2, 23)),
]


def run(stories: Iterable[Steps], until: datetime) -> None:
    """Every story, step by step in the order of time, as far as that moment."""
    waiting: list[tuple[datetime, int, Steps]] = []
    for number, story in enumerate(stories):
        _wait(waiting, number, story)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        if moment <= until:
            with clock.demo_clock(moment):
                _wait(waiting, number, story)


def _wait(waiting: list[tuple[datetime, int, Steps]], number: int, story: Steps) -> None:
    moment = next(story, None)
    if moment is not None:
        heapq.heappush(waiting, (moment, number, story))


@dataclass
class Story:
    """One report of one township, and the people who see it through."""

    report: Report
    code: str
    cast: Cast
    hour: datetime = field(init=False)
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        year = self.report.year
        self.chance = Random(f"{self.code}/{year}/days")  # noqa: S311 — when, not which secret
        self.hour = datetime(year, 12, 21) + timedelta(days=self.chance.randint(5, 21))

    # ------------------------------------------------------------------------- the ways a report can go

    def told(self, ending: str) -> Steps:
        """The whole story up to this ending (the names are those of ``cast.ENDINGS``)."""
        if ending == "blank":
            return
        if ending == "historic":
            yield from self._entered_afterwards()
            return
        yield from self._written(
            joint=ending in ("joint", "signing"), slip=ending in ("corrected", "taken_down")
        )
        if ending == "begun":
            return
        if self.report.reporting_year.policy.has_preview:
            yield from self._previewed(ending)
        if ending in ("remarked", "agreed", "reviewing"):
            return
        yield from self._signed(ending)
        if ending in ("signing", "signed", "numbered"):
            return
        yield from self._submitted(ending)
        if ending in ("recalled", "submitted", "opened", "returned", "resubmitted"):
            return
        yield from self._filed()
        if ending == "filed":
            return
        yield from self._public(ending)
        if ending in ("corrected", "taken_down", "correcting"):
            yield from self._corrected(ending)
        if ending == "withdrawn":
            yield self.later(24, 40)
            self.act(Act.WITHDRAW, Role.PUBLISHER, comment="报告中部分数据需要重新核实，核实前先予撤下。")

    # ------------------------------------------------------------------------- writing

    def _written(self, *, joint: bool, slip: bool) -> Steps:
        yield self.at_once()
        self.save(self._writer().begun())
        yield self.later(3, 7)
        writer = self._writer()
        if slip:  # corrected once it is public
            writer.facts.words["events"] += 4
        self.save(_jointly(writer.whole(), self.report) if joint else writer.whole())

    def _writer(self) -> Writer:
        return Writer(self.report, self.code)

    def save(self, content: ReportContent) -> None:
        saving.replace_content(self.report.pk, content, by=self.person(Role.DRAFTER))

    def _entered_afterwards(self) -> Steps:
        """补录 by the district in the September after: one evening after the other."""
        year = self.report.year
        dated = date(year + 1, 1, 8) + timedelta(days=self.chance.randint(0, 30))
        self.hour = datetime(year + 1, 9, 4, 9) + timedelta(days=self.report.township.position // 4)
        yield self.later(1, 3)
        content = self._writer().whole()
        number = self._document_number(content.issuers)
        stated = dated + timedelta(days=self.chance.randint(0, 20))
        historic.record(
            self.report,
            ReportContent(
                title=content.title,
                year=content.year,
                township=content.township,
                issuers=content.issuers,
                document_number=number,
                dated=dated,
                addressee=content.addressee,
                cc=content.cc,
                parts=content.parts,
                figures=content.figures,
            ),
            by=self.person(Role.MANAGER),
            published_on=stated,
            source_url=f"https://portal.example/fzzf/{stated:%Y%m}/t{stated:%Y%m%d}_{self.code[-4:]}{year}.html",
        )

    # ------------------------------------------------------------------------- 预审

    def _previewed(self, ending: str) -> Steps:
        yield self.later(1, 2)
        self.act(Act.REQUEST_PREVIEW, Role.DRAFTER)
        if ending == "reviewing":
            return
        yield self.later(1, 3)
        if ending in ("remarked", "remarked_before", "joint"):
            self._remark_on_the_cause()
            self.act(Act.FEEDBACK, Role.REVIEWER, comment="总体可以，请按批注补充后再送。")
            if ending == "remarked":
                return
            yield self.later(1, 4)
            self._mend_the_cause()
            yield self.later(0, 1)
            self.act(Act.REQUEST_PREVIEW, Role.DRAFTER)
            yield self.later(1, 2)
            self._settle()
        self.act(Act.AGREE, Role.REVIEWER, comment="同意签报。")

    # ------------------------------------------------------------------------- signature, number, filing

    def _signed(self, ending: str = "") -> Steps:
        if ending in ("late", "late_twice"):
            self.hour = datetime(self.report.year + 1, 3, 3 + self.report.township.position % 5)
        yield self.later(1, 2)
        self.act(Act.SEND_FOR_SIGNATURE, Role.CHECKER)
        yield self.later(1, 2)
        naming = self.report.township.naming(self.hour.date())
        issuers = Report.objects.get(pk=self.report.pk).issuer_list
        for number, issuer in enumerate(issuers):
            of_party = issuer == naming.party_name
            self.act(
                Act.REGISTER_SIGNATURE,
                Role.CHECKER,
                issuer=issuer,
                name=invented_name(self.report.township.position, 6)
                if of_party
                else self.person(Role.SIGNER).name,
                post=naming.party_head_title if of_party else naming.government_head_title,
                signed_on=self.hour.date(),
                opinion="同意。" if number else "同意报送。",
            )
            if ending == "signing":
                return
        if ending == "signed":
            return
        yield self.later(0, 1)
        signed = self.report.signatures.latest("pk").signed_on
        number_ = self._document_number(issuers)
        self.act(Act.NUMBER, Role.CHECKER, document_number=number_, dated_on=signed)

    def _document_number(self, issuers: tuple[str, ...]) -> str:
        name = self.report.township.name
        short = name.removesuffix("（演示）").removesuffix("镇").removesuffix("街道")
        short = short.removesuffix("土家族乡").removesuffix("乡")
        office = "委文" if len(issuers) > 1 else "街办文" if name.endswith("街道") else "府文"
        year = self.report.year
        return f"{short}{office}〔{year + 1}〕{2 + (self.report.township.position * 5 + year) % 9}号"

    def _submitted(self, ending: str = "") -> Steps:
        yield self.later(0, 1)
        self.act(Act.SUBMIT, Role.CHECKER)
        if ending in ("recalled", "recalled_once"):
            yield self.later(0, 1)
            self.act(Act.RECALL, Role.CHECKER, comment="附表漏盖章，补后再报。")
            if ending == "recalled":
                return
            yield self.later(1, 2)
            self.act(Act.UNLOCK, Role.CHECKER, comment="第一部分有一处文字重复。")
            self._mend_the_cause()
            yield from self._signed()
            yield self.later(0, 1)
            self.act(Act.SUBMIT, Role.CHECKER)
        if ending == "submitted":
            return
        yield self.later(2, 5)
        self.act(Act.START_REVIEW, Role.REVIEWER)
        if ending in ("returned", "returned_once", "resubmitted"):
            yield from self._returned(ending)

    def _returned(self, ending: str) -> Steps:
        yield self.later(0, 1)
        self._remark_on_the_cause()
        frozen = self._frozen()
        first = _rows(frozen, PartKind.MEASURES)[0]
        by = self.person(Role.REVIEWER)
        remarking.add(
            self.report.pk,
            by=by,
            place=first.id,
            text="标题点明做法即可。",
            quote=first.heading,
            proposed=f"加强组织领导，{first.heading}",
            required=False,
        )
        remarking.add(self.report.pk, by=by, text="建议对照上年安排，逐项说明落实情况。", required=False)
        due = (self.hour + timedelta(days=12)).replace(hour=17, minute=0, tzinfo=clock.SHANGHAI)
        self.act(Act.RETURN, Role.REVIEWER, comment="请按批注补充，其他部分没有意见。", due=due)
        if ending == "returned":
            return
        yield self.later(1, 4)
        self._mend_the_cause()
        proposal = self.report.remarks.exclude(proposed="").latest("at")
        saving.adopt(self.report.pk, proposal.pk, by=self.person(Role.DRAFTER))
        yield from self._signed()
        yield self.later(0, 1)
        self.act(Act.SUBMIT, Role.CHECKER)
        if ending == "returned_once":
            yield self.later(1, 3)
            self.act(Act.START_REVIEW, Role.REVIEWER)
            self._settle()

    def _filed(self) -> Steps:
        yield self.later(1, 3)
        self.act(Act.FILE, Role.REVIEWER, comment="五个部分齐全，数据前后一致。")

    # ------------------------------------------------------------------------- publication

    def _public(self, ending: str) -> Steps:
        yield self.later(2, 8)
        if ending == "withheld":
            self._secrecy(ReviewConclusion.WITHHELD, note="正文涉及尚未解密的专项工作部署，依法不予公开。")
            yield self.later(1, 2)
            self.act(Act.WITHHOLD, Role.PUBLISHER, comment="依照政府信息公开条例不予公开，已报区里备案。")
            return
        if ending == "partial":
            left_out = _rows(self._frozen(), PartKind.MEASURES)[-1]
            self._secrecy(
                ReviewConclusion.PARTIAL,
                note="该条涉及企业商业秘密，区分处理后公开。",
                omitted=(left_out.id,),
            )
        else:
            self._secrecy(ReviewConclusion.PUBLIC, note="未发现涉密内容和个人信息。")
        if ending == "reviewed":
            return
        if ending in ("published_late", "late_twice"):
            self.hour = datetime(self.report.year + 1, 4, 6 + self.report.township.position % 4)
        yield self.later(1, 3)
        details: dict[str, Any] = {}
        if ending == "portal":
            shown = self.hour.date()
            details = {
                "channel": Channel.PORTAL,
                "portal_shown_on": shown,
                "portal_url": f"https://portal.example/fzzf/{shown:%Y%m}/t{shown:%Y%m%d}_{self.code[-4:]}.html",
            }
        self.act(Act.PUBLISH, Role.PUBLISHER, **details)

    def _secrecy(self, conclusion: ReviewConclusion, **details: Any) -> None:
        self.act(Act.SECRECY_REVIEW, Role.PUBLISHER, conclusion=conclusion, **details)

    def _corrected(self, ending: str) -> Steps:
        yield self.later(20, 60)
        self.act(Act.OPEN_CORRECTION, Role.DRAFTER, comment="法治宣传场次统计有误，联合开展的活动重复计算。")
        yield self.later(0, 1)
        self.save(
            _jointly(self._writer().whole(), self.report)
            if len(self._issuers()) > 1
            else self._writer().whole()
        )
        if ending == "correcting":
            return
        if self.report.reporting_year.policy.has_preview:
            yield from self._previewed("")
        yield from self._signed()
        yield self.later(0, 1)
        self.act(Act.SUBMIT, Role.CHECKER)
        yield self.later(1, 3)
        self.act(Act.FILE, Role.REVIEWER)
        yield self.later(1, 2)
        self._secrecy(ReviewConclusion.PUBLIC)
        yield self.later(0, 1)
        gone = ending == "taken_down"
        self.act(
            Act.CORRECT,
            Role.PUBLISHER,
            comment="原文有不宜公开的个人信息，已删去，并更正统计数字。"
            if gone
            else "法治宣传场次原统计有重复，已更正。",
            kind="privacy" if gone else "ordinary",
        )

    # ------------------------------------------------------------------------- remarks and what becomes of them

    def _remark_on_the_cause(self) -> None:
        row = _rows(self._frozen(), PartKind.SHORTCOMINGS)[0]
        quote = row.cause.split("，")[0]
        remarking.add(
            self.report.pk,
            by=self.person(Role.REVIEWER),
            place=row.id,
            text="原因写得比较笼统，请结合本地情况补一句。",
            quote=quote,
        )

    def _mend_the_cause(self) -> None:
        """The drafter adds a sentence and answers the remark, if there is one."""
        by = self.person(Role.DRAFTER)
        row = _rows(self.report.content(), PartKind.SHORTCOMINGS)[0]
        entry = saving.find_entry(self.report, row.id)
        cause = f"{entry.cause.rstrip('。')}，加之本年机构职能调整，承接和培训没有同步跟上。"
        saving.save_entry(self.report.pk, entry.pk, by=by, revision=entry.revision, values={"cause": cause})
        for remark in self.report.remarks.filter(item=entry.pk, answer="", released_at__isnull=False):
            saving.answer(self.report.pk, remark.pk, by=by, text="已补充本年机构职能调整带来的影响。")

    def _settle(self) -> None:
        for remark in self.report.remarks.filter(released_at__isnull=False).exclude(
            answer="", adopted_at=None
        ):
            remarking.settle(self.report.pk, remark.pk, by=self.person(Role.REVIEWER))

    # ------------------------------------------------------------------------- people, hours, acts

    def person(self, role: Role) -> User:
        return self.cast.find(role, self.code)

    def act(self, act: Act, role: Role, **details: Any) -> None:
        version, content_version = Report.objects.values_list("version", "content_version").get(
            pk=self.report.pk
        )
        workflow.perform(
            act,
            self.report.pk,
            by=self.person(role),
            version=version,
            content_version=content_version,
            **details,
        )

    def _frozen(self) -> ReportContent:
        return Submission.objects.filter(report=self.report, recalled_at=None).latest("number").content

    def _issuers(self) -> tuple[str, ...]:
        return Report.objects.get(pk=self.report.pk).issuer_list

    def at_once(self) -> datetime:
        """Within the hours of the day the story has come to."""
        return self.later(0, 0)

    def later(self, least: int, most: int) -> datetime:
        """Some days on, on a working day, within office hours, and after the step before."""
        day = self.hour + timedelta(days=self.chance.randint(least, most))
        moment = day.replace(hour=9, minute=5) + timedelta(minutes=self.chance.randint(0, 465))
        if moment <= self.hour:
            moment = self.hour + timedelta(minutes=self.chance.randint(12, 50))
        while moment.weekday() > 4 or any(first <= moment.date() <= last for first, last in HOLIDAYS):
            moment += timedelta(days=1)
        self.hour = moment
        return moment.replace(tzinfo=clock.SHANGHAI)


def _rows(content: ReportContent, kind: PartKind) -> list[Item]:
    return [item for part in content.parts if part.kind == kind for item in part.items]


def _jointly(content: ReportContent, report: Report) -> ReportContent:
    """The same report issued by party committee and government together, the committee first."""
    naming = report.township.naming(date(report.year, 12, 31))
    issuers = (naming.party_name, naming.government_name)
    title = report.reporting_year.title_pattern.format(issuer="".join(issuers), year=report.year)
    return replace(content, issuers=issuers, title=title)
