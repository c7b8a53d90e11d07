"""Who asks and what is there: one person a column of the table, one report a status, and everything with an id.

Built once for a module inside a transaction that is rolled back at its end; every request that might write runs in
a savepoint of its own (``Scene.ask``), so that no cell changes what the next one finds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import transaction
from django.test import Client

from reports import imports, opening, remarking
from reports.content import to_json
from reports.enums import Act
from reports.imports.returned.change import Comparison
from reports.models import DraftCopy, ImportProposal, Indicator, Report, ReportingYear
from tests.access.table import PASTED, WHO, Row
from tests.factories import World, fill, make_township, make_user, make_world, number, publish, sign
from townships import audit, clock
from townships.models import TOWNSHIP_ROLES, AuditChain, AuditEvent, District, Role, Township, User

#: The report of the year, walked to where it is by the acts.
YEARS = {"draft": 2022, "returned": 2021, "submitted": 2020, "published": 2019}


@dataclass
class Place:
    """A township's reports and rows, by status: what an address of the table is filled in with."""

    worlds: dict[str, World] = field(default_factory=dict)
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Scene:
    world: World
    here: Place
    #: The same of the other township, and of the other district where a table has no township.
    there: Place
    #: A report of another district.
    far: Report
    people: dict[str, User]
    browsers: dict[str, Client]

    def report(self, state: str) -> Report:
        return self.here.worlds[state].report

    def body(self, row: Row, state: str) -> dict[str, Any]:
        """What the row posts, for this state's report."""
        return row.body(self.here.ids[state], self.report(state))

    def ask(
        self,
        who: str,
        method: str,
        address: str,
        body: dict[str, Any] | None = None,
        *,
        undo: bool = True,
        browser: Client | None = None,
        **headers: Any,
    ) -> Any:
        """One request as ``who``; what a POST wrote is taken back unless ``undo`` is off. The cookies stay as they
        were, and the session's row with them."""
        browser = browser or self.browsers[who]
        kept = browser.cookies.copy()
        ask = getattr(browser, method.lower())
        with undone() if method == "POST" and undo else nullcontext():
            answer = ask(address, **headers) if method == "TRACE" else ask(address, body or {}, **headers)
        browser.cookies = kept
        return answer


def digest() -> str:
    """One hash of everything in the database but who is signed in."""
    found = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in ("sessions.Session", "reports.ReadRecord"):
            found.update(repr(list(model.objects.order_by("pk").values_list())).encode())
    return found.hexdigest()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build() -> Scene:
    world = make_world(2022)
    township, neighbour = world.townships
    people = {name: world.people[name] for name in WHO if name in world.people}
    people["contributor"] = make_user("contributor.1", Role.CONTRIBUTOR, township)
    people["disabled"] = make_user("disabled.1", Role.DRAFTER, township)
    people["neighbour"] = world.strangers["drafter"]
    people["stranger"] = world.strangers["reviewer"]
    people["far_administrator"] = world.strangers["administrator"]
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(district=person.home_district)
    # an administrator makes his own district's part of the installation; the other one needs something to be foreign
    far = world.strangers["reviewer"].posts.get().district
    far_township = make_township(far, "别镇", "biezhen", 1)
    at_work = {role: person for role, person in world.strangers.items() if role in TOWNSHIP_ROLES}
    theirs = replace(world, townships=[neighbour, township], people={**world.people, **at_work})
    here, there = Place(), Place()
    for state, year in YEARS.items():
        opened = world.year if year == 2022 else opening.open_year(world.district, year)
        for place, one in ((here, world), (there, theirs)):
            place.worlds[state] = replace(one, year=opened)
            place.ids[state] = _report(place.worlds[state], state)
    far_year = opening.open_year(far, 2022)
    for place, area, town, year, person in (
        (here, world.district, township, world.year, people["drafter"]),
        (there, far, far_township, far_year, people["stranger"]),
    ):
        place.ids["admin"] = _administered(area, town, year, person)
    browsers = {name: Client(raise_request_exception=False) for name in WHO}
    for name, person in people.items():
        browsers[name].force_login(person)
        browsers[name].get(
            "/password/"
        )  # the session's first sign of life is written once, not in every cell
    User.objects.filter(pk=people["disabled"].pk).update(is_active=False)
    return Scene(world, here, there, far_year.reports.get(), people, browsers)


def _report(world: World, state: str) -> dict[str, Any]:
    """One report at its status, with a proposal to import and a remark: released where it was returned."""
    _walk(world, state)
    report = world.report
    part = report.parts.get(kind="measures")
    remark = report.remarks.first()
    proposal = ImportProposal.objects.create(
        report=report,
        name="粘贴的文字",
        sha256="0" * 64,
        proposal=imports.read_text(PASTED * 9).to_plain(),
        at=clock.now(),
        by=world.people["drafter"],
    )
    copy = DraftCopy.objects.create(
        report=report,
        number=1,
        content_json=to_json(report.content()),
        sha256="0" * 64,
        at=clock.now(),
        by=world.people["drafter"],
    )
    returned = copy.returned_drafts.create(
        report=report,
        name="修改稿.docx",
        sha256="0" * 64,
        found=Comparison().to_plain(),
        at=clock.now(),
        by=world.people["drafter"],
    )
    return {
        "report_id": report.pk,
        "part_id": part.pk,
        "entry_id": part.entries.get().pk,
        "remark_id": remark.pk if remark else uuid4(),
        "proposal_id": proposal.pk,
        "returned_id": returned.pk,
        "number": 1,
        "slug": "submit",
        "year": report.year,
        "key": report.township.key,
    }


def _walk(world: World, state: str) -> None:
    fill(world)
    if state == "draft":
        return
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    sign(world)
    number(world, f"乡府文〔{world.year.year}〕3号")
    world.act(Act.SUBMIT, "checker")
    world.act(Act.START_REVIEW, "reviewer")
    if state == "published":
        world.act(Act.FILE, "reviewer")
        publish(world)
        return
    measures = world.report.parts.get(kind="measures").entries.get()
    remarking.add(world.report.pk, by=world.people["reviewer"], place=str(measures.pk), text="请写明。")
    if state == "returned":
        world.act(Act.RETURN, "reviewer", comment="请补充。", due=clock.now() + timedelta(days=3))


def _administered(
    district: District, township: Township, year: ReportingYear, person: User
) -> dict[str, Any]:
    """An id for every model of the administration, by the model's name."""
    audit.append(district=district, action="sign_in")
    succession = township.successions.create(on="2023-01-01", kind="abolished")
    return {
        "district": district.pk,
        "township": township.pk,
        "succession": succession.pk,
        "user": person.pk,
        "post": person.posts.get().pk,
        "auditevent": AuditEvent.objects.filter(chain__district=district).first().pk,
        "auditchain": AuditChain.objects.get(district=district).pk,
        "reportingyear": year.pk,
        "indicator": Indicator.objects.get_or_create(code="A01", name="普法宣传", unit="场")[0].pk,
    }
