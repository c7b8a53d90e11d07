"""``seed_benchmark``: many reports at once into an empty database, so that others can measure with the same data.

A line of the file is one report (JSON: i, year, district, township, title, status, sections). What it leaves is an
ordinary world: the rows are those that people and acts would have left, and ``manage.py verify`` finds nothing to
say. Everything is dated now, because nothing here moves the server's time. The file is read once, a few hundred
lines at a time, in one transaction: a line that cannot be read leaves the database as it was.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import reset_queries, transaction
from django.db.models import prefetch_related_objects

from reports import opening
from reports.content import ContentError, Item, Part, ReportContent
from reports.enums import Act, PartKind, ReviewPolicy
from reports.imports.labels import leading
from reports.models import Report, ReportingYear
from reports.saving import LIMITS
from reports.saving import bulk as texts
from reports.workflow import bulk as acts
from townships import audit, clock
from townships.divisions import new_township, spelled
from townships.models import District, Post, Role, Township, TownshipCode, TownshipNaming, User

PASSWORD = "bench-pass-1"  # noqa: S105 — of the measuring world only, printed in the contract
#: How many reports are held in memory at a time.
CHUNK = 250
#: The word of a section in the file → ours.
KINDS = {"lead": PartKind.LEAD, "measures": PartKind.MEASURES, "leader": PartKind.DUTIES}
KINDS |= {"shortcomings": PartKind.SHORTCOMINGS, "plan": PartKind.PLAN, "other": PartKind.OTHER}
#: The status in the file → the last act of its road.
LAST_ACT = {"draft": None, "submitted": Act.SUBMIT, "published": Act.PUBLISH}
#: ``s0000`` signs, numbers, and publishes: whoever drafted may do none of it.
SIGNER_ROLES = (Role.CHECKER, Role.SIGNER, Role.PUBLISHER)
NAME = 40


class SeedError(Exception):
    """Nothing was written; the sentence says why, with the line's number where one is to blame."""


@dataclass(frozen=True, slots=True)
class Line:
    """One report of the file. ``number`` is its line, from 1; ``i`` names its people."""

    number: int
    i: int
    year: int
    district: str
    township: str
    title: str
    status: str
    parts: tuple[Part, ...]


def seed(lines: Iterable[str], count: int) -> Counter[str]:
    """Load the first ``count`` lines; how many became draft, submitted, published. Raises SeedError."""
    if Report.objects.exists() or User.objects.exists():
        raise SeedError("数据库里已有年度报告或者人员，没有载入，原有数据没有改动。请在新建的空库里载入。")
    with transaction.atomic():
        world = _World(make_password(PASSWORD))
        found: Counter[str] = Counter()
        reports = read(lines, count)
        while chunk := list(islice(reports, CHUNK)):
            world.add(chunk)
            found.update(line.status for line in chunk)
            reset_queries()  # where DEBUG is on, Django keeps the last nine thousand statements
        if found.total() < count:
            raise SeedError(f"文件只有{found.total()}行，不足{count}行，没有写入任何数据。")
        world.finish()
    return found


# ------------------------------------------------------------------------- the file


def read(lines: Iterable[str], count: int) -> Iterator[Line]:
    """The first ``count`` lines as reports, each seen to be possible and none twice. Raises SeedError."""
    ids: set[int] = set()
    places: set[tuple[str, str, int]] = set()
    for number, text in enumerate(lines, start=1):
        if number > count:
            return
        try:
            line = _line(number, json.loads(text))
            _refuse(line.i in ids, f"编号{line.i}在前面出现过")
            place = (line.district, line.township, line.year)
            _refuse(place in places, f"{line.district}{line.township}{line.year}年度的报告在前面出现过")
        except (ContentError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SeedError(f"第{number}行：{_reason(error)}，没有写入任何数据。") from error
        ids.add(line.i)
        places.add(place)
        yield line


class _Bad(ValueError):
    """What is wrong with a line, in words."""


def _reason(error: Exception) -> str:
    if isinstance(error, _Bad):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return "不是JSON"
    if isinstance(error, KeyError):
        return f"缺少“{error.args[0]}”一项"
    return "内容不合格式"


def _refuse(wrong: bool, reason: str) -> None:
    if wrong:
        raise _Bad(reason)


def _line(number: int, plain: dict[str, Any]) -> Line:
    line = Line(
        number=number,
        i=plain["i"],
        year=plain["year"],
        district=plain["district"].strip(),
        township=plain["township"].strip(),
        title=plain["title"].strip(),
        status=plain["status"],
        parts=tuple(map(_part, plain["sections"])),
    )
    _refuse(type(line.i) is not int or line.i < 0, "编号不是自然数")
    _refuse(type(line.year) is not int or not 2000 <= line.year <= 2100, "年度不在2000年至2100年之间")
    _refuse(not 1 <= len(line.district) <= NAME, f"区县名称为空，或者超过{NAME}字")
    _refuse(not 1 <= len(line.township) <= NAME, f"镇街名称为空，或者超过{NAME}字")
    _refuse(not 1 <= len(line.title) <= LIMITS["title"], f"标题为空，或者超过{LIMITS['title']}字")
    _refuse(line.status not in LAST_ACT, f"没有“{line.status}”这种状态")
    ReportContent(line.title, line.year, line.township)  # raises for what no field can hold
    return line


def _part(plain: dict[str, Any]) -> Part:
    _refuse(plain["kind"] not in KINDS, f"没有“{plain['kind']}”这类内容")
    return Part(
        id=str(uuid4()),
        kind=KINDS[plain["kind"]].value,
        title=_heading(plain.get("heading", "")) or None,
        opening=_paragraphs(plain.get("paragraphs", ())),
        items=tuple(
            Item(
                id=str(uuid4()),
                heading=_heading(one.get("heading", "")),
                paragraphs=_paragraphs(one["paragraphs"]),
            )
            for one in plain["subsections"]
        ),
    )


def _heading(text: str) -> str:
    """Without its number: numbers are never stored."""
    number = leading(text.strip())
    bare = text.strip().removeprefix(number.text if number else "").strip()
    _refuse(len(bare) > LIMITS["heading"], f"标题“{bare[:20]}…”超过{LIMITS['heading']}字")
    return bare


def _paragraphs(texts: Iterable[str]) -> tuple[str, ...]:
    found = tuple(line.strip() for text in texts for line in text.splitlines() if line.strip())
    _refuse(sum(map(len, found)) > LIMITS["body"], f"有一段正文超过{LIMITS['body']}字")
    return found


# ------------------------------------------------------------------------- the world


@dataclass
class _World:
    """Districts, townships and years by name, each made when it is first met; and the one reviewer of all."""

    password: str
    districts: dict[str, District] = field(default_factory=dict)
    years: dict[tuple[str, int], ReportingYear] = field(default_factory=dict)
    townships: dict[tuple[str, str], Township] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    #: Townships of a district, and reports of a district's year, so far.
    seats: Counter[str] = field(default_factory=Counter)
    drafts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        (self.reviewer,) = User.objects.bulk_create([self._user("reviewer", "审核人")])

    def add(self, lines: Sequence[Line]) -> None:
        """A chunk of reports with everything they stand on."""
        self._add_places(lines)
        hands = self._add_people(lines)
        now = clock.now()
        written, trails = [], []
        for line, who in zip(lines, hands, strict=True):
            year, township = (
                self.years[line.district, line.year],
                self.townships[line.district, line.township],
            )
            report = opening.draft(year, township, township.naming(now.date()))
            one = texts.Written(report, _content(line, report), who.drafter)
            texts.begin(one)
            written.append(one)
            last = LAST_ACT[line.status]
            if last:
                number = f"{''.join(line.township.split())}文〔{line.year + 1}〕1号"
                trails.append(acts.walk(one.report, one.content, last, who, number, now))
        Report.objects.bulk_create(one.report for one in written)
        texts.store(written)
        acts.store(trails)

    def finish(self) -> None:
        """Tell the districts' chains that their years were opened."""
        for (name, year), drafts in self.drafts.items():
            district = self.districts[name]
            subject = f"year:{district.code}-{year}"
            audit.append(district=district, action="year.open", subject=subject, detail={"drafts": drafts})

    def _add_places(self, lines: Sequence[Line]) -> None:
        made: list[tuple[Township, TownshipNaming]] = []
        for line in lines:
            district = self.districts.get(line.district) or self._add_district(line.district)
            year, seat = (line.district, line.year), (line.district, line.township)
            if year not in self.years:
                # without a 预审: two hands of the township stand between a draft and the district's desk
                self.years[year], _new = opening.begin(district, line.year, review_policy=ReviewPolicy.AFTER)
            if seat not in self.townships:
                self.seats[line.district] += 1
                key, position = self._key(line.township), self.seats[line.district]
                made.append(new_township(district, line.township, key=key, position=position))
                self.townships[seat] = made[-1][0]
            self.drafts[year] += 1
        townships = [township for township, _naming in made]
        Township.objects.bulk_create(townships)
        TownshipNaming.objects.bulk_create(naming for _township, naming in made)
        TownshipCode.objects.bulk_create(
            TownshipCode(township=one, code=f"{one.district.code}{one.position:03d}") for one in townships
        )
        prefetch_related_objects(townships, "namings")
        Post.objects.bulk_create(
            Post(user=self.reviewer, role=Role.PUBLISHER, township=one) for one in townships
        )

    def _add_district(self, name: str) -> District:
        code = f"99{len(self.districts) + 1:04d}"
        district = District.objects.create(code=code, name=name, full_name=name, office_name=f"{name}司法局")
        Post.objects.create(user=self.reviewer, role=Role.REVIEWER, district=district)
        self.districts[name] = district
        return district

    def _key(self, name: str) -> str:
        """A public address that no other township has: xinxiangzhen, xinxiangzhen-2."""
        spelling = re.sub("[^a-z0-9]", "", "".join(spelled(name)).casefold())[:60] or "township"
        key, number = spelling, 1
        while key in self.keys:
            number += 1
            key = f"{spelling}-{number}"
        self.keys.add(key)
        return key

    def _add_people(self, lines: Sequence[Line]) -> list[acts.Hands]:
        drafters = [self._user(f"t{line.i:04d}", f"承办人{line.i:04d}") for line in lines]
        signers = [self._user(f"s{line.i:04d}", f"签发人{line.i:04d}") for line in lines]
        User.objects.bulk_create([*drafters, *signers])
        Post.objects.bulk_create(
            Post(user=user, role=role, township=self.townships[line.district, line.township])
            for people, roles in ((drafters, (Role.DRAFTER,)), (signers, SIGNER_ROLES))
            for line, user in zip(lines, people, strict=True)
            for role in roles
        )
        return [
            acts.Hands(drafter, signer, self.reviewer)
            for drafter, signer in zip(drafters, signers, strict=True)
        ]

    def _user(self, username: str, name: str) -> User:
        return User(username=username, name=name, password=self.password, must_change_password=False)


def _content(line: Line, report: Report) -> ReportContent:
    return ReportContent(
        title=line.title,
        year=line.year,
        township=line.township,
        issuers=report.issuer_list,
        addressee=report.addressee,
        cc=report.cc,
        parts=line.parts,
    )
