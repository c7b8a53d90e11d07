"""Which copy a file was made from: by its mark, its bookmarks, its words; a stranger is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports import imports, returning, saving
from reports.imports import ImportRefused
from reports.imports import returned as reader
from reports.models import DraftCopy, Report, ReturnedDraft
from tests.factories import World
from tests.reports.imports.returned.paper import Paper
from tests.reports.imports.returned.report import REPORT, TEACH, changed_item, n


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.imports.read_returned", reader.read)


@pytest.fixture
def report(world: World) -> Report:
    saving.replace_content(world.report.pk, REPORT, by=world.people["drafter"])
    return world.report


@pytest.fixture
def copy(world: World, report: Report) -> DraftCopy:
    return returning.copy_for_comment(report.pk, by=world.people["drafter"])


def paper_of(copy: DraftCopy) -> Paper:
    return Paper(copy.content, copy.mark)


def take(world: World, paper: Paper, name: str = "意见.docx") -> ReturnedDraft:
    return returning.take_in(world.report, name, paper.data(), by=world.people["drafter"])


def refused(world: World, paper: Paper) -> str:
    with pytest.raises(ImportRefused) as caught:
        take(world, paper)
    assert caught.value.sentence.endswith("。") and not ReturnedDraft.objects.exists()
    return caught.value.code


def test_the_mark_names_the_copy_also_when_it_is_not_the_newest(world: World, copy: DraftCopy) -> None:
    saving.replace_content(
        world.report.pk, changed_item(REPORT, TEACH, heading="另一个标题"), by=world.people["drafter"]
    )
    newer = returning.copy_for_comment(world.report.pk, by=world.people["drafter"])
    assert newer.number == 2
    assert take(world, paper_of(copy)).copy == copy


def test_without_the_mark_the_bookmarks_tell_and_the_words_choose_the_copy(
    world: World, copy: DraftCopy
) -> None:
    saving.replace_content(
        world.report.pk, changed_item(REPORT, TEACH, heading="另一个标题"), by=world.people["drafter"]
    )
    returning.copy_for_comment(world.report.pk, by=world.people["drafter"])
    paper = paper_of(copy)
    paper.lose(copy.mark)
    assert take(world, paper).copy == copy


def test_of_equals_the_newest_is_taken(world: World, copy: DraftCopy) -> None:
    saving.save_header(
        world.report.pk,
        by=world.people["drafter"],
        revision=world.report.header_revision,
        values={"cc": "区委办"},
    )
    saving.save_header(
        world.report.pk, by=world.people["drafter"], revision=world.report.header_revision, values={"cc": ""}
    )
    DraftCopy.objects.create(
        report=world.report,
        number=2,
        content_json=copy.content_json,
        sha256=copy.sha256,
        at=copy.at,
        by=copy.by,
    )
    paper = paper_of(copy)
    paper.lose(copy.mark)
    assert take(world, paper).copy.number == 2


def test_without_any_bookmark_the_words_suffice(world: World, copy: DraftCopy) -> None:
    paper = paper_of(copy)
    paper.write(n(TEACH, "p0"), "全年开展法治宣传6次，发放资料1000余份。")
    paper.lose()
    stored = take(world, paper)
    assert stored.copy == copy and [one["kind"] for one in stored.found["changes"]] == ["text"]


def test_the_mark_of_another_report_is_refused(world: World, copy: DraftCopy) -> None:
    assert refused(world, Paper(copy.content, f"copy_{9:032x}")) == "other_report"


def test_bookmarks_of_another_report_are_refused(world: World, copy: DraftCopy) -> None:
    other = replace(
        REPORT,
        parts=tuple(replace(part, id=part.id[:-4] + "aaa" + part.id[-1], items=()) for part in REPORT.parts),
    )
    paper = Paper(other)
    paper.lose(f"copy_{7:032x}")
    assert refused(world, paper) == "other_report"


def test_a_file_that_is_no_report_of_ours_is_refused(world: World, copy: DraftCopy) -> None:
    paper = paper_of(copy)
    for line in list(paper.lines()):
        line.getparent().remove(line)
    paper.body.insert(0, paper.body.makeelement(paper.body.tag.replace("body", "p")))
    from tests.reports.imports.returned.paper import run

    paper.body[0].append(run("会议通知：请各村支部书记明日上午九时到镇政府三楼参会，不得缺席。"))
    assert refused(world, paper) == "not_this_report"


def test_far_too_many_paragraphs_are_refused(
    world: World, copy: DraftCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "MOST_BLOCKS", 3)
    assert refused(world, paper_of(copy)) == "not_this_report"


def test_before_any_copy_went_out_nothing_can_come_back(world: World, report: Report) -> None:
    assert refused(world, Paper(REPORT)) == "no_copy"


def test_the_same_file_again_is_the_same_with_what_was_decided(world: World, copy: DraftCopy) -> None:
    paper = paper_of(copy)
    paper.write(n(TEACH, "p0"), "改过的一段。")
    data = paper.data()
    first = returning.take_in(world.report, "意见.docx", data, by=world.people["drafter"])
    saving.accept(world.report.pk, first.pk, ["c1"], by=world.people["drafter"])
    again = returning.take_in(world.report, "意见（1）.docx", data, by=world.people["checker"])
    assert again.pk == first.pk and again.decided == {"c1": "accepted"}


def test_the_cage_reads_what_the_process_reads(copy: DraftCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    paper = paper_of(copy)
    paper.track(n(TEACH, "p0"), "5次", "6次", "周镇长")
    paper.comment(paper.line(n(TEACH, "p1")), "谭书记", "很好。")
    assert imports.read_returned("a.docx", paper.data()) == paper.came()
    with pytest.raises(ImportRefused) as caught:
        imports.read_returned("a.docx", b"")
    assert caught.value.code == "empty"
