"""Building the demo: people, years, and a handful of reports walked to where they stand by the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from reports import opening, saving, workflow
from reports.content import Item, Part, ReportContent
from reports.demo import texts
from reports.enums import Act, PartKind, ReviewConclusion
from reports.models import Remark, Report
from townships import clock
from townships.divisions import load_district
from townships.models import District, Post, Role, Township, User

PASSWORD = "demo-Fazhi-2026"  # noqa: S105 — printed at every start of the demo
DISTRICT = "500101"
#: The two townships whose people a visitor can sign in as.
OPEN_TO_VISITORS = ("500101123", "500101155")
_POSTS = (Role.DRAFTER, Role.CHECKER, Role.SIGNER, Role.PUBLISHER)
_SURNAMES = "周陈谭李王向冉牟张刘"
_NAMES = ("敏", "刚", "勇", "静", "建国", "晓芳", "明", "丽", "志强", "燕")


def build() -> None:
    """The whole demo, in one transaction. For an empty database."""
    with transaction.atomic():
        district = load_district(DISTRICT)
        _add_people(district)
        manager = User.objects.get(username="manager")
        for year in (2022, 2023, 2024, 2025):
            with clock.demo_clock(datetime(year, 12, 20, 9)):
                opening.open_year(district, year, by=manager)
        _Story(district, 2022, "长滩镇").until("corrected")
        story = (
            ("高笋塘街道", "published"),
            ("武陵镇", "published"),
            ("甘宁镇", "filed"),
            ("后山镇", "submitted"),
            ("余家镇", "returned"),
            ("分水镇", "signed"),
            ("龙驹镇", "reviewing"),
            ("恒合土家族乡", "corrected"),
        )
        for name, stage in story:
            _Story(district, 2025, name).until(stage)


# ------------------------------------------------------------------------- people


def _add_people(district: District) -> None:
    for role, name in (
        (Role.REVIEWER, "李敏"),
        (Role.MANAGER, "何川"),
        (Role.AUDITOR, "唐洁"),
        (Role.ADMINISTRATOR, "罗平"),
    ):
        username = "admin" if role is Role.ADMINISTRATOR else role.value
        _person(district, username, name, role, district=district)
    for code in OPEN_TO_VISITORS:
        _staff(Township.objects.get(codes__code=code), code)


def _staff(township: Township, code: str) -> dict[str, User]:
    """The four posts of a township, held by four people."""
    people = {}
    for number, role in enumerate(_POSTS):
        seed = township.position * 7 + number * 3
        name = _SURNAMES[seed % 10] + _NAMES[(seed // 3 + number) % 10]
        username = f"{role.value}.{code}"
        found = User.objects.filter(username=username).first()
        people[role.value] = found or _person(township.district, username, name, role, township=township)
    township.contact_name = people["drafter"].name
    township.save(update_fields=["contact_name"])
    return people


def _person(home: District, username: str, name: str, role: Role, **place: Any) -> User:
    visitor = "." not in username or username.endswith(OPEN_TO_VISITORS)
    user = User(username=username, name=name, district=home, must_change_password=False)
    if visitor:
        user.set_password(PASSWORD)
    else:
        user.set_unusable_password()
    user.save()
    Post.objects.create(user=user, role=role, **place)
    return user


# ------------------------------------------------------------------------- one report's story


class _Story:
    """One report on its way, a step at a time, each at its own hour."""

    def __init__(self, district: District, year: int, name: str) -> None:
        self.township = Township.objects.get(district=district, name=name)
        code = self.township.codes.get().code
        self.people = _staff(self.township, code) | {"reviewer": User.objects.get(username="reviewer")}
        self.report_id = Report.objects.get(reporting_year__year=year, township=self.township).pk
        self.year = year
        self.hour = datetime(year + 1, 1, 5 + self.township.position % 9, 9, 20)

    @property
    def report(self) -> Report:
        return Report.objects.get(pk=self.report_id)

    def until(self, stage: str) -> None:
        self._at(lambda: saving.replace_content(self.report_id, self._written(), by=self.people["drafter"]))
        self.act(Act.REQUEST_PREVIEW, "drafter")
        if stage == "reviewing":
            return
        self.act(Act.AGREE, "reviewer", comment="同意签报。")
        self._sign()
        if stage == "signed":
            return
        self.act(Act.SUBMIT, "checker")
        if stage == "submitted":
            return
        self.act(Act.START_REVIEW, "reviewer")
        if stage == "returned":
            self._return()
            return
        self.act(Act.FILE, "reviewer", comment="五个部分齐全，数据前后一致。")
        if stage == "filed":
            return
        self._publish()
        if stage == "corrected":
            self._correct()

    def act(self, act: Act, who: str, **details: Any) -> None:
        report = self.report
        self._at(
            lambda: workflow.perform(
                act,
                self.report_id,
                by=self.people[who],
                version=report.version,
                content_version=report.content_version,
                **details,
            )
        )

    def _at(self, step: Callable[[], Any]) -> None:
        self.hour += timedelta(days=1, hours=2, minutes=17) if self.hour.hour < 14 else timedelta(hours=19)
        with clock.demo_clock(self.hour):
            step()

    def _sign(self) -> None:
        self.act(Act.SEND_FOR_SIGNATURE, "checker")
        naming = self.township.naming(self.hour.date())
        for issuer in self.report.issuer_list:
            self.act(
                Act.REGISTER_SIGNATURE,
                "checker",
                issuer=issuer,
                name=self.people["signer"].name,
                post=naming.government_head_title,
                signed_on=self.hour.date(),
                opinion="同意",
            )
        signed = self.report.signatures.latest("pk").signed_on
        short = self.township.name.removesuffix("镇").removesuffix("街道").removesuffix("土家族乡")
        office = "街办文" if self.township.name.endswith("街道") else "府文"
        number = (
            self.report.document_number
            or f"{short}{office}〔{self.year + 1}〕{3 + self.township.position % 5}号"
        )
        self.act(Act.NUMBER, "checker", document_number=number, dated_on=signed)

    def _return(self) -> None:
        report = self.report
        frozen = report.latest_frozen()
        assert frozen is not None, "submitted just now"
        part = next(one for one in frozen.content.parts if one.kind == PartKind.SHORTCOMINGS)
        row = part.items[0]
        Remark.objects.create(
            report=report,
            submission=frozen,
            part=part.id,
            item=row.id,
            quote="承接的行政执法事项涉及面广",
            text=texts.REMARKS[0],
            author=self.people["reviewer"],
            at=self.hour.replace(tzinfo=clock.SHANGHAI),
        )
        due = (self.hour + timedelta(days=12)).replace(tzinfo=clock.SHANGHAI)
        self.act(Act.RETURN, "reviewer", comment="第二部分请按批注补充。", due=due)

    def _publish(self) -> None:
        self.act(
            Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC, note="未发现涉密和个人信息。"
        )
        self.act(Act.PUBLISH, "publisher")

    def _correct(self) -> None:
        self.act(Act.OPEN_CORRECTION, "drafter", comment="宣传资料份数统计有误")
        content = self._written(leaflets=80)
        self._at(lambda: saving.replace_content(self.report_id, content, by=self.people["drafter"]))
        self._sign()
        self.act(Act.SUBMIT, "checker")
        self.act(Act.FILE, "reviewer")
        self.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
        self.act(Act.CORRECT, "publisher", comment="第一部分（五）发放宣传资料的份数统计有误，已更正。")

    # --------------------------------------------------------------------- what it says

    def _written(self, leaflets: int = 0) -> ReportContent:
        naming = self.township.naming(self.hour.date())
        facts = texts.facts_of(self.township.position, naming.self_name, naming.government_head_title)
        words = {name: getattr(facts, name) for name in facts.__slots__}
        words |= {"rate": facts.rate, "leaflets": facts.leaflets + leaflets}
        words |= {"year": self.year, "next_year": self.year + 1}
        content = self.report.content()
        return ReportContent(
            title=content.title,
            year=content.year,
            township=content.township,
            issuers=content.issuers,
            document_number=content.document_number,
            dated=content.dated,
            addressee=content.addressee,
            cc=content.cc,
            parts=tuple(self._part(part, words) for part in content.parts),
        )

    def _part(self, part: Part, words: dict[str, Any]) -> Part:
        def row(number: int, **fields: Any) -> Item:
            return Item(id=str(uuid5(NAMESPACE_URL, f"{part.id}/{number}")), **fields)

        def say(text: str) -> str:
            return text.format(**words)

        opening: tuple[str, ...] = ()
        items: list[Item] = []
        if part.kind == PartKind.LEAD:
            opening = (say(texts.LEAD),)
        elif part.kind == PartKind.MEASURES:
            items = [row(n, heading=h, paragraphs=(say(t),)) for n, (h, t) in enumerate(texts.MEASURES)]
        elif part.kind == PartKind.SHORTCOMINGS:
            items = [
                row(n, heading=h, paragraphs=(say(t),), cause=c)
                for n, (h, t, c) in enumerate(texts.SHORTCOMINGS)
            ]
        elif part.kind == PartKind.DUTIES:
            items = [
                row(n, heading=say(h), paragraphs=(say(t),), duty_of=of)
                for n, (of, h, t) in enumerate(texts.DUTIES)
            ]
        elif part.kind == PartKind.PLAN:
            items = [
                row(n, heading=h, paragraphs=(say(t),), owner=o, due=say(d))
                for n, (h, t, o, d) in enumerate(texts.PLAN)
            ]
        return Part(part.id, part.kind, part.title, opening, tuple(items))
