"""``replace_content`` and ``take_over``: a whole report into rows, an import behind what is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from reports import saving
from reports.content import FigureLine, FollowUpLine, Item, Part, ReportContent, Table
from reports.enums import ChangeKind, Status
from reports.models import Entry, EntryVersion, Indicator, ReportPart
from reports.permissions import Refused
from tests import factories


def write(desk, content, by=None):
    saving.replace_content(desk.report.pk, content, by=by or desk.drafter)


def with_part(content: ReportContent, kind: str, **changes) -> ReportContent:
    return replace(
        content,
        parts=tuple(replace(one, **changes) if one.kind == kind else one for one in content.parts),
    )


def test_rows_that_stay_keep_id_and_revision_and_others_become_tombstones(desk):
    stays, goes, changes = (desk.row(heading=word) for word in "甲乙丙")
    content = desk.report.content()
    items = content.parts[1].items
    write(desk, with_part(content, "measures", items=(items[0], replace(items[2], heading="丁"))))
    for row in (stays, goes, changes):
        row.refresh_from_db()
    assert (stays.revision, changes.revision, goes.revision) == (1, 2, 2)
    assert (goes.deleted_by, goes.versions.last().change) == (desk.drafter, ChangeKind.DELETED)
    assert changes.versions.last().change == ChangeKind.IMPORTED
    assert desk.outline() == "甲 丁"
    write(desk, content)
    assert desk.outline() == "甲 乙 丙", "a row that comes back is the same row"
    goes.refresh_from_db()
    assert goes.deleted_at is None


def test_a_part_no_longer_there_is_put_away_and_comes_back_with_its_id(desk):
    content = desk.report.content()
    write(desk, replace(content, parts=content.parts[1:]))
    gone = ReportPart.objects.get(pk=content.parts[0].id)
    assert gone.removed_at
    write(desk, content)
    gone.refresh_from_db()
    assert gone.removed_at is None
    assert desk.report.content() == content


def test_the_same_content_again_makes_no_new_revision(desk):
    desk.row()
    content = desk.report.content()
    before = EntryVersion.objects.count()
    write(desk, content)
    assert EntryVersion.objects.count() == before
    assert desk.report.content() == content


@pytest.mark.parametrize("what", ["part", "row"])
def test_an_id_of_another_report_is_refused_and_nothing_is_changed(desk, what):
    other = desk.world.townships[1].reports.get()
    part = other.parts.first()
    row = saving.add_entry(other.pk, part.pk, by=desk.world.strangers["drafter"])
    content = desk.report.content()
    foreign = (
        replace(content, parts=(Part(str(part.pk), "lead"),))
        if what == "part"
        else with_part(content, "measures", items=(Item(str(row.pk)),))
    )
    with pytest.raises(Refused) as raised:
        write(desk, foreign)
    assert raised.value.code == "foreign_id"
    assert desk.report.content() == content


def test_figures_follow_ups_number_and_date_come_back(desk):
    Indicator.objects.create(code="A01", name="调解纠纷", unit="件")
    content = replace(
        desk.report.content(),
        document_number="某〔2023〕1号",
        dated=date(2023, 1, 13),
        figures=(
            FigureLine(
                "A01",
                "调解纠纷",
                "件",
                "reported",
                value=Decimal("36"),
                low=Decimal("30.5"),
                high=Decimal("39"),
            ),
            FigureLine("A01", "调解纠纷", "件", "not_reported", scope="村"),
        ),
        follow_ups=(
            FollowUpLine("a" * 64, str(uuid4()), "加强培训", "done", "办了2期", ("x",), True),
            FollowUpLine("a" * 64, str(uuid4()), "完善制度", "under_way"),
        ),
    )
    write(desk, content)
    assert desk.report.content() == content
    write(desk, content)
    assert desk.report.content() == content


def test_a_figure_of_no_known_indicator_is_left_out(desk):
    write(desk, replace(desk.report.content(), figures=(FigureLine("X", "?", "件", "not_reported"),)))
    assert desk.report.content().figures == ()


def test_ties_to_rows_that_are_not_there_are_left_out(desk):
    shortcoming = Item(str(uuid4()), "不足", cause="因")
    plan = Item(str(uuid4()), "安排", answers=(shortcoming.id, str(uuid4()), shortcoming.id))
    content = with_part(
        with_part(desk.report.content(), "shortcomings", items=(shortcoming,)), "plan", items=(plan,)
    )
    write(desk, content)
    part = next(one for one in desk.report.content().parts if one.kind == "plan")
    assert part.items[0].answers == (shortcoming.id,)


# ------------------------------------------------------------------------- an import, part by part


def proposal(*parts: Part, **header) -> ReportContent:
    return ReportContent(**{"title": "新乡镇2022年报告", "year": 2022, "parts": parts} | header)


def part(kind="measures", title=None, opening=(), items=()) -> Part:
    return Part(str(uuid4()), kind, title, opening, items)


def take(desk, proposed, *, parts=None, header=False):
    chosen = [one.id for one in parts or proposed.parts]
    return saving.take_over(desk.report.pk, proposed, part_ids=chosen, header=header, by=desk.drafter)


def parts_of(desk, kind):
    return [one for one in desk.report.content().parts if one.kind == kind]


def test_an_import_stands_behind_what_is_written(desk):
    desk.row(heading="已写")
    imported = part(opening=("开头",), items=(Item(str(uuid4()), "导入", ("正文", Table((("甲", "乙"),)))),))
    received = take(desk, proposal(imported))
    (standing,) = parts_of(desk, "measures")
    assert received == [standing.id] == [str(desk.part("measures").pk)]
    assert standing.opening == ("开头",)
    assert [item.heading for item in standing.items] == ["已写", "导入"]
    assert standing.items[1].paragraphs == ("正文", Table((("甲", "乙"),)))


def test_only_the_chosen_parts_come(desk):
    first, second = part(opening=("一",)), part("plan", opening=("二",))
    take(desk, proposal(first, second), parts=[second])
    assert (parts_of(desk, "measures")[0].opening, parts_of(desk, "plan")[0].opening) == ((), ("二",))


def test_the_same_import_twice_has_ids_of_its_own(desk):
    shortcoming = Item(str(uuid4()), "不足", children=(Item(str(uuid4()), "细目"),))
    plan = Item(str(uuid4()), "安排", children=(Item(str(uuid4()), "细", answers=(shortcoming.id,)),))
    proposed = proposal(part("shortcomings", items=(shortcoming,)), part("plan", items=(plan,)))
    take(desk, proposed)
    take(desk, proposed)
    assert Entry.objects.live().count() == 8
    rows, plans = parts_of(desk, "shortcomings")[0].items, parts_of(desk, "plan")[0].items
    assert [one.children[0].answers for one in plans] == [(rows[0].id,), (rows[1].id,)]
    assert shortcoming.id not in {one.id for one in rows}


def test_a_second_part_of_a_kind_becomes_a_part_of_its_own(desk):
    received = take(desk, proposal(part(opening=("一",)), part(title="另一部分", opening=("二",))))
    assert [one.opening for one in parts_of(desk, "measures")] == [("一",), ("二",)]
    assert len(set(received)) == 2
    assert parts_of(desk, "measures")[1].title == "另一部分"


@pytest.mark.parametrize(
    ("title", "written", "taken"),
    [
        ("2022年法治工作情况", False, True),
        ("法治工作情况", False, True),
        ("2021年法治工作情况", False, False),
        ("2024年法治工作情况", False, False),
        ("2022年法治工作情况", True, False),
        (None, False, False),
    ],
)
def test_a_title_of_this_year_is_taken_while_the_part_is_empty(desk, title, written, taken):
    standing = parts_of(desk, "measures")[0].title
    if written:
        desk.row()
    take(desk, proposal(part(title=title, opening=("文",))))
    assert parts_of(desk, "measures")[0].title == (title if taken else standing)


def test_the_header_comes_only_when_asked_for_and_empty_lines_of_it_never(desk):
    before = desk.report.content()
    proposed = proposal(part(opening=("文",)), issuers=("某镇人民政府",), document_number="某〔2023〕1号")
    take(desk, proposed)
    assert desk.report.title == before.title
    take(desk, proposed, header=True)
    after = desk.report.content()
    assert (after.title, after.issuers, after.addressee) == (
        proposed.title,
        proposed.issuers,
        before.addressee,
    )
    assert after.document_number == ""
    take(desk, proposal(part(opening=("文",)), title=""), header=True)
    assert desk.report.title == proposed.title


def test_a_heading_too_long_for_one_is_a_paragraph(desk):
    long = "长" * 301
    take(desk, proposal(part(title=long, items=(Item(str(uuid4()), long, ("正文",)),))))
    (standing,) = parts_of(desk, "measures")
    assert standing.opening == (long,)
    assert (standing.items[0].heading, standing.items[0].paragraphs) == ("", (long, "正文"))


def test_what_cannot_be_taken_over_is_refused_before_anything_is_written(desk):
    huge = proposal(part(opening=("长" * 100_001,)))
    with pytest.raises(Refused) as raised:
        take(desk, huge)
    assert raised.value.code == "invalid"
    with pytest.raises(Refused) as raised:
        take(desk, proposal(part(opening=("文",)), title="长" * 301), header=True)
    assert raised.value.code == "invalid"
    with pytest.raises(Refused) as raised:
        take(desk, proposal(), parts=[part()])
    assert raised.value.code == "not_found"
    assert desk.report.content_version == 0


def test_a_locked_report_takes_nothing_over(desk):
    factories.report_at(desk.world, Status.SUBMITTED)
    with pytest.raises(Refused) as raised:
        take(desk, proposal(part(opening=("文",))))
    assert raised.value.code == "locked"
