"""A small world for tests: one district, two townships, one person a post, an open year — and reports that reach
their status by the real acts, so that no test object can be in an impossible state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from reports import opening, saving, workflow
from reports.content import Item, Part, ReportContent
from reports.enums import Act, ReviewConclusion, ReviewPolicy, Status
from reports.models import Report, ReportingYear
from townships import clock
from townships.models import District, Post, Role, Township, TownshipKind, TownshipNaming, User

PASSWORD = "demo-Fazhi-2026"
WORDS = {
    "lead": "现将有关情况报告如下。",
    "measures": "全年开展法治宣传5次，调解矛盾纠纷36件。",
    "shortcomings": "执法力量薄弱，主要原因是人员补充渠道单一。",
    "duties": "党委书记、镇长专题研究法治政府建设工作4次。",
    "plan": "加强执法人员培训。",
}


@dataclass
class World:
    """Who and what a test meets. ``people["drafter"]`` … of the first township, ``people["reviewer"]`` … of its
    district; ``strangers`` the same posts in the second township and in another district."""

    district: District
    townships: list[Township]
    year: ReportingYear
    people: dict[str, User] = field(default_factory=dict)
    strangers: dict[str, User] = field(default_factory=dict)

    @property
    def report(self) -> Report:
        return Report.objects.get(township=self.townships[0], reporting_year=self.year)

    def act(self, act: Act, by: str, **details: Any) -> Any:
        """One act on the first township's report, as the person who just looked at it."""
        report = self.report
        return workflow.perform(
            act,
            report.pk,
            by=self.people[by],
            version=report.version,
            content_version=report.content_version,
            **details,
        )


def make_user(username: str, role: Role, place: District | Township, **fields: Any) -> User:
    fields = {"name": f"{Role(role).label}甲", "must_change_password": False, **fields}
    user = User.objects.create_user(username, PASSWORD, **fields)
    kind = "township" if isinstance(place, Township) else "district"
    Post.objects.create(user=user, role=role, **{kind: place})
    return user


def make_district(code: str = "500101", name: str = "万州区") -> District:
    return District.objects.create(
        code=code, name=name, full_name=f"重庆市{name}", office_name=f"{name}司法局"
    )


def make_township(district: District, name: str, key: str, position: int) -> Township:
    township = Township.objects.create(
        district=district, name=name, key=key, kind=TownshipKind.TOWN, position=position
    )
    TownshipNaming.objects.create(
        township=township,
        name=name,
        self_name="我镇",
        government_name=f"{district.full_name}{name}人民政府",
        party_name=f"中共{district.full_name}{name}委员会",
        government_head_title="镇长",
        party_head_title="党委书记",
    )
    return township


def make_world(year: int = 2022, **settings: Any) -> World:
    """District 500101 with two townships, an open year, and everybody who has a post."""
    district = make_district()
    townships = [
        make_township(district, "新乡镇", "xinxiangzhen", 1),
        make_township(district, "长滩镇", "changtanzhen", 2),
    ]
    other = make_district("500102", "涪陵区")
    world = World(district, townships, opening.open_year(district, year, **settings))
    for role in (Role.DRAFTER, Role.CHECKER, Role.SIGNER, Role.PUBLISHER):
        world.people[role.value] = make_user(f"{role.value}.1", role, townships[0])
        world.strangers[role.value] = make_user(f"{role.value}.2", role, townships[1])
    for role in (Role.REVIEWER, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR):
        world.people[role.value] = make_user(role.value, role, district)
        world.strangers[role.value] = make_user(f"{role.value}.other", role, other)
    return world


def filled(report: Report, marker: str = "") -> ReportContent:
    """The report with one row or paragraph in every part: what can be filed, and no more."""
    content = report.content()
    parts = []
    for part in content.parts:
        words = WORDS.get(part.kind)
        if words is None:
            parts.append(part)
        elif part.kind in ("measures", "shortcomings"):
            item = Item(id=part.id[:-4] + "0000", heading="强化工作", paragraphs=(words + marker,))
            parts.append(Part(part.id, part.kind, part.title, (), (item,)))
        else:
            parts.append(Part(part.id, part.kind, part.title, (words,)))
    return ReportContent(
        title=content.title,
        year=content.year,
        township=content.township,
        issuers=content.issuers,
        addressee=content.addressee,
        cc=content.cc,
        parts=tuple(parts),
    )


def fill(world: World, marker: str = "") -> Report:
    report = world.report
    saving.replace_content(report.pk, filled(report, marker), by=world.people["drafter"])
    return world.report


def sign(world: World, on: date | None = None) -> None:
    for issuer in world.report.issuer_list:
        world.act(
            Act.REGISTER_SIGNATURE,
            "checker",
            issuer=issuer,
            name="谭勇",
            post="镇长",
            signed_on=on or clock.today(),
            opinion="同意",
        )


def number(world: World, text: str = "新乡府文〔2023〕3号", on: date | None = None) -> None:
    world.act(Act.NUMBER, "checker", document_number=text, dated_on=on or clock.today())


def report_at(world: World, status: Status, marker: str = "") -> Report:
    """Walk the first township's report to ``status`` by the acts."""
    fill(world, marker)
    preview = ReviewPolicy(world.year.review_policy).has_preview
    if status is Status.REVIEWING:
        world.act(Act.REQUEST_PREVIEW, "drafter")
    if status in (Status.DRAFT, Status.REVIEWING):
        return world.report
    if preview:
        world.act(Act.REQUEST_PREVIEW, "drafter")
        world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    if status is Status.SIGNING:
        return world.report
    sign(world)
    if status is Status.SIGNED:
        return world.report
    number(world)
    world.act(Act.SUBMIT, "checker")
    if status is Status.RETURNED:
        world.act(Act.RETURN, "reviewer", comment="请补充原因。", due=clock.now() + timedelta(days=3))
    if status is Status.FILED:
        world.act(Act.FILE, "reviewer")
    return world.report


def publish(world: World) -> Report:
    """From a filed report to a public one."""
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    world.act(Act.PUBLISH, "publisher")
    return world.report


def correct(world: World, marker: str = "更正后的文字", **details: Any) -> Report:
    """From a public report to its next number, by the whole road."""
    world.act(Act.OPEN_CORRECTION, "drafter", comment="数据有误")
    fill(world, marker)
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    sign(world)
    number(world)
    world.act(Act.SUBMIT, "checker")
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    world.act(Act.CORRECT, "publisher", **{"comment": "更正一处数据。", **details})
    return world.report


def later(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
