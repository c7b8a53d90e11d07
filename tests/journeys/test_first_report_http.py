"""The first report, end to end, over HTTP: one real report goes from a file to a public page.

Imported, edited, sent for 预审 and answered, signed by registration, numbered, submitted, returned once with remarks,
resubmitted, filed, reviewed for secrecy, published, corrected once, and read by an anonymous visitor.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reports.enums import PublicState, Status
from reports.models import Entry, ImportProposal, Report
from tests.factories import PASSWORD, World, make_world
from townships import audit, clock
from townships.models import AuditChain

SAMPLES = Path(__file__).parent.parent / "samples"


class Person:
    """Somebody at a browser without JavaScript."""

    def __init__(self, world: World, who: str) -> None:
        self.world, self.client = world, Client()
        answer = self.client.post("/login/", {"username": world.people[who].username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()

    def open(self, url: str, status: int = 200) -> str:
        answer = self.client.get(url)
        assert answer.status_code == status, (url, answer.status_code)
        return answer.content.decode()

    def act(self, side: str, slug: str, status: int = 302, **fields: Any) -> str:
        report = self.world.report
        fields = {"version": report.version, "content_version": report.content_version, **fields}
        answer = self.client.post(f"/{side}/{report.pk}/{slug}/", fields)
        assert answer.status_code == status, (slug, answer.status_code, refusals(answer.content.decode()))
        return answer.content.decode()


def refusals(page: str) -> list[str]:
    return re.findall(r'data-error="(\w+)"', page)


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    world = make_world()
    return {who: Person(world, who) for who in ("drafter", "checker", "publisher", "reviewer")}


def bring_in(drafter: Person, name: str) -> ImportProposal:
    report = drafter.world.report
    file = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
    answer = drafter.client.post(f"/fill/{report.pk}/import/", {"file": file})
    assert answer.status_code == 302, refusals(answer.content.decode())
    return ImportProposal.objects.latest("at")


def take_over(drafter: Person, stored: ImportProposal) -> None:
    url = reverse("filling:proposal", args=[drafter.world.report.pk, stored.pk])
    page = drafter.open(url)
    parts = re.findall(r'name="part" value="([^"]+)"', page)
    assert len(parts) == 5
    assert drafter.client.post(url, {"part": parts, "header": "on"}).status_code == 302


def save_row(person: Person, entry: Entry, **values: str) -> None:
    answer = person.client.post(
        f"/fill/{person.world.report.pk}/rows/{entry.pk}/", {"revision": entry.revision, **values}
    )
    assert answer.json()["status"] == "saved", answer.json()


def sign_number_submit(checker: Person) -> None:
    today = clock.today().isoformat()
    checker.act("fill", "send-for-signature")
    issuer = checker.world.report.issuer_list[0]
    checker.act(
        "fill", "register-signature", issuer=issuer, name="谭勇", post="镇长", signed_on=today, opinion="同意"
    )
    checker.act("fill", "number", document_number="新乡府文[2023]3号", dated_on=today)
    checker.act("fill", "submit")


@pytest.mark.parametrize("name", ["xinxiang-2022.txt", "xinxiang-2022.docx"])
def test_the_real_report_goes_from_a_file_to_a_public_page(people: dict[str, Person], name: str) -> None:
    drafter, checker, publisher, reviewer = people.values()
    world = drafter.world
    report = world.report

    # imported: nothing reaches the report before it is seen and accepted
    stored = bring_in(drafter, name)
    assert world.report.content().parts[1].items == ()
    preview = drafter.open(reverse("filling:proposal", args=[report.pk, stored.pk]))
    assert "遗漏0字" in preview
    take_over(drafter, stored)
    assert [len(part.items) for part in world.report.content().parts] == [0, 6, 4, 4, 4, 0]

    # "还差什么": the real report names no cause; one sentence mends it
    assert "写了不足，没有写原因" in drafter.open(f"/fill/{report.pk}/")
    assert refusals(drafter.act("fill", "request-preview", status=409)) == ["not_complete"]
    shortcoming = Entry.objects.filter(part__report=report, kind="shortcomings").first()
    save_row(drafter, shortcoming, cause="学习制度执行不够严格。")

    # 预审, answered; signed by registration, numbered, submitted
    drafter.act("fill", "request-preview")
    assert world.report.state is Status.REVIEWING
    assert "学习制度执行不够严格" in reviewer.open(f"/review/{report.pk}/")
    reviewer.act("review", "agree", comment="同意签报")
    drafter.open(f"/fill/{report.pk}/signing-sheet/")
    sign_number_submit(checker)
    assert world.report.document_number == "新乡府文〔2023〕3号"
    assert "回执" in checker.open(f"/fill/{report.pk}/receipts/2/")

    # returned once with remarks, resubmitted with answers at the place
    remark_on(reviewer, str(shortcoming.pk), "请写明学习不够的具体表现。")
    due = (clock.today() + timedelta(days=7)).isoformat()
    reviewer.act("review", "return", comment="请按批注补充。", due=due)
    assert world.report.state is Status.RETURNED
    assert "请写明学习不够的具体表现" in drafter.open(f"/fill/{report.pk}/")
    remark = world.report.remarks.get(item=shortcoming.pk)
    shortcoming.refresh_from_db()
    save_row(drafter, shortcoming, body=shortcoming.body + "\n个别干部全年参加集中学法不足两次。")
    answer = drafter.client.post(
        f"/fill/{report.pk}/remarks/{remark.pk}/answer/", {"text": "已补充具体表现。"}
    )
    assert answer.status_code == 302
    sign_number_submit(checker)
    page = reviewer.open(f"/review/{report.pk}/")
    assert "已补充具体表现。" in page
    assert "<ins" in page

    # filed, reviewed for secrecy, published
    reviewer.act("review", "file", comment="")
    publisher.act("fill", "secrecy-review", conclusion="public", note="")
    publisher.act("fill", "publish", channel="site")
    assert world.report.public_state == PublicState.PUBLISHED
    nobody = Client()
    address = f"/2022/{world.townships[0].key}/"
    public = nobody.get(address)
    assert public.status_code == 200
    assert "个别干部全年参加集中学法不足两次" in public.content.decode()
    assert not public.cookies

    # corrected once; the earlier text stays readable and says that it is superseded
    checker.act("fill", "open-correction", comment="咨询人次有误")
    entry = Entry.objects.get(part__report=report, body__contains="51人次", deleted_at=None)
    save_row(drafter, entry, body=entry.body.replace("51人次", "52人次"))
    sign_number_submit(checker)
    publisher.act("fill", "secrecy-review", conclusion="public", note="")
    publisher.act("fill", "correct", comment="法律咨询人次统计有误，已更正。", kind="ordinary")
    public = nobody.get(address).content.decode()
    assert "52人次" in public
    assert "法律咨询人次统计有误，已更正。" in public
    earlier = nobody.get(f"{address}versions/1/").content.decode()
    assert "51人次" in earlier

    # every step is a row of the chain, and the chain proves itself
    chain = AuditChain.objects.get(district=world.district)
    assert audit.first_bad_row(chain) is None
    acts = chain.events.filter(action__startswith="report.").count()
    assert acts == Report.objects.get(pk=report.pk).version


def remark_on(reviewer: Person, row: str, text: str) -> None:
    """Write a remark by the form that opens at the row."""
    page = reviewer.open(f"/review/{reviewer.world.report.pk}/?on={row}")
    assert 'id="remark-form"' in page
    answer = reviewer.client.post(
        reverse("reviewing:remark", args=[reviewer.world.report.pk]),
        {"place": row, "text": text, "required": "1", "quote": "", "proposed": ""},
    )
    assert answer.status_code == 302, refusals(answer.content.decode())
