"""Rows ↔ ``ReportContent``: the two roads together are the identity; constraints hold what they can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from reports import saving
from reports.content import FigureLine, FollowUpLine, Item, Part, ReportContent, to_json
from reports.enums import PartKind
from reports.models import (
    Duty,
    Entry,
    Indicator,
    Measure,
    OtherMatter,
    PlanItem,
    Report,
    ReportEvent,
    ReportPart,
    Shortcoming,
)
from reports.permissions import Refused
from tests.factories import World, filled, make_world
from tests.reports.strategies import DRAFTS


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def round_trip(world: World, content: ReportContent) -> ReportContent:
    saving.replace_content(world.report.pk, content, by=world.people["drafter"])
    return world.report.content()


@pytest.mark.django_db(transaction=False)
def test_rows_and_content_are_the_identity(world: World) -> None:
    year, name = world.year.year, world.townships[0].name

    @given(DRAFTS)
    def holds(content: ReportContent) -> None:
        content = replace(content, year=year, township=name)
        # a row's id belongs to one report for ever: each example starts from none
        with transaction.atomic():
            assert round_trip(world, content) == content
            assert to_json(world.report.content()) == to_json(content)
            transaction.set_rollback(True)

    holds()


def test_figures_and_follow_ups_come_back(world: World) -> None:
    Indicator.objects.create(code="DSP-02", name="调解件数", unit="件")
    figure = FigureLine("DSP-02", "调解件数", "件", "reported", value=30, low=31, high=39, qualifier="余")
    line = FollowUpLine("a" * 64, str(uuid4()), "加强培训。", "done", "已办。", (str(uuid4()),), True)
    content = replace(filled(world.report), figures=(figure,), follow_ups=(line,))
    assert round_trip(world, content) == content


def test_answers_come_back_and_only_those_that_stand(world: World) -> None:
    cause = Item(str(uuid4()), "力量薄弱", cause="人少")
    plan = Item(str(uuid4()), "加强培训", ("轮训一遍。",), answers=(cause.id,))
    content = filled(world.report)
    parts = tuple(
        replace(part, items=(cause,))
        if part.kind == "shortcomings"
        else replace(part, items=(plan,))
        if part.kind == "plan"
        else part
        for part in content.parts
    )
    assert round_trip(world, replace(content, parts=parts)) == replace(content, parts=parts)


@pytest.mark.parametrize("rows", [1, 30])
def test_content_costs_the_same_number_of_queries_whatever_the_size(world: World, rows: int) -> None:
    content = filled(world.report)
    items = tuple(Item(str(uuid4()), f"第{n}条", (f"正文{n}。",)) for n in range(rows))
    parts = tuple(replace(part, items=items) if part.kind == "measures" else part for part in content.parts)
    round_trip(world, replace(content, parts=parts))
    report = Report.objects.with_names().get(pk=world.report.pk)
    with CaptureQueriesContext(connection) as captured:
        report.content()
    assert len(captured) == 6


def test_a_part_taken_out_keeps_its_rows_for_the_day_it_comes_back(world: World) -> None:
    content = filled(world.report)
    round_trip(world, content)
    without = replace(content, parts=content.parts[:2])
    assert round_trip(world, without) == without
    assert ReportPart.objects.filter(report=world.report, removed_at__isnull=False).count() == 4
    assert round_trip(world, content) == content


def test_an_id_of_another_report_is_refused(world: World) -> None:
    content = filled(world.report)
    round_trip(world, content)
    other = Report.objects.get(township=world.townships[1], reporting_year=world.year)
    with pytest.raises(Refused) as refused:
        saving.replace_content(other.pk, content, by=world.strangers["drafter"])
    assert refused.value.code == "foreign_id"
    stolen = replace(content, parts=(replace(content.parts[1], id=str(uuid4())),))
    with pytest.raises(Refused) as refused:
        saving.replace_content(other.pk, stolen, by=world.strangers["drafter"])
    assert refused.value.code == "foreign_id"


@pytest.mark.parametrize(
    ("proxy", "kind"),
    [
        (Measure, "measures"),
        (Duty, "duties"),
        (Shortcoming, "shortcomings"),
        (PlanItem, "plan"),
        (OtherMatter, "other"),
    ],
)
def test_each_kind_of_row_has_its_own_manager(world: World, proxy: Any, kind: str) -> None:
    part = world.report.parts.get(kind=kind)
    row = proxy.objects.create(part=part, position=1, heading="标题")
    assert row.kind == kind
    assert list(proxy.objects.all()) == [row]
    Entry.objects.filter(pk=row.pk).update(deleted_at="2023-01-01T00:00Z", deleted_by=world.people["drafter"])
    assert not proxy.objects.exists()


def entry(world: World, kind: str, **fields: Any) -> Entry:
    return Entry(part=world.report.parts.get(kind=kind), kind=kind, position=1, **fields)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("cause_is_of_a_shortcoming", lambda w: entry(w, "plan", cause="因")),
        ("owner_is_of_a_plan_item", lambda w: entry(w, "measures", owner="甲")),
        ("duty_of_is_of_a_duty", lambda w: entry(w, "plan", duty_of="party")),
        ("entry_kind_known", lambda w: entry(w, "plan", heading="x").__class__(
            part=w.report.parts.first(), kind="?", position=1)),
        ("entry_deleted_pair", lambda w: entry(w, "plan", deleted_at="2023-01-01T00:00Z")),
        ("part_title_or_none", lambda w: ReportPart(report=w.report, kind="plan", title="", position=9)),
        ("part_kind_known", lambda w: ReportPart(report=w.report, kind="?", position=9)),
        ("report_once_a_year", lambda w: Report(reporting_year=w.year, township=w.townships[0])),
        ("report_signed_pair", lambda w: Report(
            id=w.report.pk, reporting_year=w.year, township=w.townships[0], signed_at="2023-01-01T00:00Z")),
        ("act_gives_its_reason", lambda w: ReportEvent(
            report=w.report, act="return", from_version=0, from_status="submitted", to_status="returned",
            at="2023-01-01T00:00Z", by=w.people["reviewer"])),
    ],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(world: World, name: str, broken: Any) -> None:
    row = broken(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_update=True) if row.pk == world.report.pk else row.save(force_insert=True)


def test_a_row_is_never_its_own_parent(world: World) -> None:
    row = entry(world, PartKind.PLAN, heading="安排")
    row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=row.pk).update(parent=row.pk)


def test_parts_without_title_and_several_of_a_kind_stand(world: World) -> None:
    parts = tuple(Part(str(uuid4()), "measures", title) for title in (None, "强化组织领导", "规范执法"))
    content = replace(filled(world.report), parts=parts)
    assert round_trip(world, content) == content
