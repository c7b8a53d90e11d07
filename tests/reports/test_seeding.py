"""``seed_benchmark``: an ordinary world from a file of lines, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from benchmarks import texts
from reports import seeding, verifying, workflow
from reports.content import to_json
from reports.enums import Act, PublicState, ReviewConclusion, Status
from reports.models import EntryVersion, PartVersion, Publication, Report
from reports.permissions import why_not_edit
from tests.factories import make_world
from townships import audit
from townships.models import AuditChain, AuditEvent, District, Township, User

pytestmark = pytest.mark.django_db
SECTION = {
    "kind": "measures",
    "heading": "一、主要举措",
    "subsections": [{"heading": "（一）加强学习", "paragraphs": ["全年学法6次。\n又学2次。", " "]}],
}


def line(**changes: Any) -> dict[str, Any]:
    plain = {
        "i": 0,
        "year": 2022,
        "district": "第01区",
        "township": "新乡镇",
        "title": "新乡镇2022年度法治政府建设情况报告",
        "status": "draft",
        "sections": [SECTION],
    }
    return plain | changes


@pytest.fixture
def load(tmp_path: Path, settings: Any) -> Callable[..., str]:
    """``seed_benchmark`` over these lines; what it said."""
    settings.DEBUG = True

    def run(*lines: Any, count: int | None = None, **options: Any) -> str:
        file, said = tmp_path / "reports.jsonl", StringIO()
        file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), "utf-8")
        call_command("seed_benchmark", file, len(lines) if count is None else count, stdout=said, **options)
        return said.getvalue()

    return run


@pytest.fixture
def seeded(load: Callable[..., str]) -> str:
    return load(*texts.reports(16, districts=2, years=2))


def test_it_leaves_a_world_that_proves_itself(seeded: str) -> None:
    assert "已载入16份报告（draft 2，published 12，submitted 2）" in seeded
    assert list(verifying.problems()) == []
    assert set(District.objects.values_list("name", flat=True)) == {"第01区", "第02区"}
    assert Township.objects.count() == 8, "the same township reports in both years"
    assert all(audit.first_bad_row(chain) is None for chain in AuditChain.objects.all())
    assert AuditEvent.objects.filter(action="year.open").count() == 4


def test_every_status_has_what_its_acts_leave(seeded: str) -> None:
    public = Report.objects.filter(public_state=PublicState.PUBLISHED).with_names().first()
    assert public is not None
    assert public.state is Status.FILED
    assert public.version == 7
    assert list(public.events.values_list("act", flat=True)) == [
        act.value for act, _, _ in workflow.bulk.ROAD
    ]
    frozen = public.latest_submission()
    publication = Publication.objects.get(report=public)
    assert frozen is not None
    assert frozen.content_json == to_json(public.content())
    assert publication.submission == frozen
    assert publication.content.signatures == ()
    submitted = Report.objects.get(status=Status.SUBMITTED, reporting_year__year=2025)
    assert (submitted.version, submitted.opened_at) == (4, None)
    draft = Report.objects.filter(status=Status.DRAFT).first()
    assert draft is not None
    assert (draft.version, draft.content_version, draft.document_number) == (0, 1, "")


def test_the_text_is_what_the_file_says_and_has_its_first_versions(load: Callable[..., str]) -> None:
    load(line(sections=[SECTION, {"kind": "leader", "heading": "二、履职情况", "subsections": []}]))
    content = Report.objects.with_names().get().content()
    assert [(part.kind, part.title) for part in content.parts] == [
        ("measures", "主要举措"),
        ("duties", "履职情况"),
    ]
    (item,) = content.parts[0].items
    assert (item.heading, item.paragraphs) == ("加强学习", ("全年学法6次。", "又学2次。"))
    assert (PartVersion.objects.count(), EntryVersion.objects.count()) == (2, 1)


def test_its_people_can_take_a_draft_to_the_public(load: Callable[..., str]) -> None:
    (plain,) = texts.reports(1)
    load(plain | {"status": "draft"})
    report = Report.objects.with_names().get()
    drafter, signer, reviewer = (User.objects.get(username=name) for name in ("t0000", "s0000", "reviewer"))
    assert why_not_edit(drafter, report) is None
    today = report.created_at.date()
    issuer = report.issuer_list[0]
    signature = {"issuer": issuer, "name": "谭勇", "post": "镇长", "signed_on": today}
    steps: list[tuple[Act, User, dict[str, Any]]] = [
        (Act.SEND_FOR_SIGNATURE, drafter, {}),
        (Act.REGISTER_SIGNATURE, signer, signature),
        (Act.NUMBER, signer, {"document_number": "新乡府文〔2026〕3号", "dated_on": today}),
        (Act.SUBMIT, drafter, {}),
        (Act.FILE, reviewer, {}),
        (Act.SECRECY_REVIEW, reviewer, {"conclusion": ReviewConclusion.PUBLIC}),
        (Act.PUBLISH, reviewer, {}),
    ]
    for act, by, details in steps:
        now = Report.objects.get()
        seen = {"version": now.version, "content_version": now.content_version}
        workflow.perform(act, now.pk, by=by, **seen, **details)
    assert Report.objects.get().public_state == PublicState.PUBLISHED
    assert list(verifying.problems()) == []


def test_everybody_signs_in_with_the_one_password(client: Any, seeded: str) -> None:
    assert User.objects.count() == 33
    for username in ("t0000", "s0015", "reviewer"):
        answer = client.post("/login/", {"username": username, "password": "bench-pass-1"})
        assert answer.status_code == 302, username
    assert len(set(User.objects.values_list("password", flat=True))) == 1, "hashed once"


def test_only_the_first_lines_are_loaded(load: Callable[..., str]) -> None:
    load(*texts.reports(5), count=2)
    assert sorted(User.objects.values_list("username", flat=True)) == [
        "reviewer",
        *("s0000", "s0001"),
        *("t0000", "t0001"),
    ]


def test_townships_of_one_sound_have_addresses_of_their_own(load: Callable[..., str]) -> None:
    names = ("新乡镇", "欣乡镇", "第01街道", "※")
    load(*(line(i=i, township=name) for i, name in enumerate(names)))
    keys = list(Township.objects.order_by("position").values_list("key", flat=True))
    assert keys == ["xinxiangzhen", "xinxiangzhen-2", "di01jiedao", "township"]


BAD: dict[str, tuple[Any, str]] = {
    "no JSON": ("{", "第2行：不是JSON"),
    "no object": ("[]", "第2行：内容不合格式"),
    "a missing item": ({"i": 1}, "第2行：缺少“year”一项"),
    "an id that is none": (line(i="x"), "第2行：编号不是自然数"),
    "a year that is none": (line(i=1, year=20222), "第2行：年度不在2000年至2100年之间"),
    "no district": (line(i=1, district=" "), "第2行：区县名称为空"),
    "a township too long": (line(i=1, township="乡" * 41), "第2行：镇街名称为空，或者超过40字"),
    "no title": (line(i=1, title=""), "第2行：标题为空"),
    "an unknown status": (line(i=1, status="filed"), "第2行：没有“filed”这种状态"),
    "an unknown part": (line(i=1, sections=[SECTION | {"kind": "poem"}]), "第2行：没有“poem”这类内容"),
    "a heading too long": (line(i=1, sections=[SECTION | {"heading": "长" * 301}]), "超过300字"),
    "a row without paragraphs": (
        line(i=1, sections=[SECTION | {"subsections": [{"heading": "空"}]}]),
        "缺少“paragraphs”一项",
    ),
    "a body too long": (line(i=1, sections=[SECTION | {"paragraphs": ["长" * 100_001]}]), "超过100000字"),
    "a text no field can hold": (line(i=1, title="甲\0乙"), "第2行：内容不合格式"),
    "an id twice": (line(township="长滩镇"), "第2行：编号0在前面出现过"),
    "a report twice": (line(i=1), "第2行：第01区新乡镇2022年度的报告在前面出现过"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_line_is_named_and_nothing_is_written(
    load: Callable[..., str], bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "CHUNK", 1)  # the line before it is in the database by then
    wrong, sentence = BAD[bad]
    with pytest.raises(CommandError) as refused:
        load(line(), wrong)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith("没有写入任何数据。")
    assert not Report.objects.exists()
    assert not User.objects.exists()


def test_a_file_too_short_is_refused(load: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match="文件只有1行，不足3行，没有写入任何数据"):
        load(line(), count=3)
    assert not Report.objects.exists()


def test_a_database_in_use_is_left_alone(load: Callable[..., str]) -> None:
    make_world()
    before = Report.objects.count()
    with pytest.raises(CommandError, match="已有年度报告"):
        load(line())
    assert Report.objects.count() == before


def test_production_asks_for_a_yes(load: Callable[..., str], settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--yes"):
        load(line())
    assert not Report.objects.exists()
    load(line(), yes=True)
    assert Report.objects.count() == 1


def test_a_count_or_a_file_that_is_none_is_refused(load: Callable[..., str], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="大于0"):
        load(line(), count=0)
    with pytest.raises(CommandError, match="无法打开"):
        call_command("seed_benchmark", tmp_path / "nowhere.jsonl", 1)
    (tmp_path / "odd.jsonl").write_bytes(b"\xff\xfe\n")
    with pytest.raises(CommandError, match="不是UTF-8"):
        call_command("seed_benchmark", tmp_path / "odd.jsonl", 1)
