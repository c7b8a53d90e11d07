"""A part's title and opening, and the header."""

from __future__ import annotations

from uuid import uuid4

import pytest

from reports import saving
from reports.permissions import Refused


def save_part(desk, revision=1, by=None, kind="lead", **values):
    part = desk.part(kind)
    return saving.save_part(desk.report.pk, part.pk, by=by or desk.drafter, revision=revision, values=values)


def test_a_part_is_saved_with_a_version(desk):
    assert save_part(desk, title="引言", opening="第一段\n第二段").outcome == "saved"
    part = desk.part("lead")
    assert (part.title, part.opening, part.revision) == ("引言", "第一段\n第二段", 2)
    assert [one.opening for one in part.versions.all()] == ["", "第一段\n第二段"]
    assert save_part(desk, title="引言", opening="第一段\n第二段").revision == 2


def test_an_emptied_title_is_no_title(desk):
    assert save_part(desk, kind="other", title="").outcome == "saved"
    assert desk.part("other").title is None


def test_title_and_opening_by_two_people_are_merged(desk):
    save_part(desk, title="", opening="他写的")
    saved = save_part(desk, by=desk.checker, title="我起的", opening="")
    assert (saved.outcome, saved.revision) == ("merged", 3)
    part = desk.part("lead")
    assert (part.title, part.opening) == ("我起的", "他写的")


def test_a_stale_part_that_changed_nothing_takes_the_newer_text(desk):
    save_part(desk, opening="他写的")
    saved = save_part(desk, opening="")
    assert (saved.outcome, saved.revision) == ("merged", 2)
    assert desk.part("lead").opening == "他写的"


def test_the_same_opening_by_two_people_is_a_conflict_with_both_texts(desk):
    save_part(desk, opening="他写的")
    saved = save_part(desk, by=desk.checker, opening="我写的")
    assert (saved.outcome, saved.mine, saved.theirs) == (
        "conflict",
        {"opening": "我写的"},
        {"opening": "他写的"},
    )
    assert saved.their_name == "承办人甲"
    desk.part("lead").versions.all().delete()
    assert save_part(desk, by=desk.checker, opening="我写的").their_name == "他人"


def test_a_title_too_long_is_given_back(desk):
    saved = save_part(desk, title="长" * 301)
    assert (saved.outcome, saved.sentence) == (
        "invalid",
        "“标题”有301字，超过300字的上限，没有保存。请删减，或者分成几条。",
    )


def test_a_part_of_another_report_is_not_found(desk):
    other = desk.world.townships[1].reports.get().parts.first()
    for part_id in (other.pk, uuid4(), "x"):
        with pytest.raises(Refused) as refused:
            saving.save_part(desk.report.pk, part_id, by=desk.drafter, revision=1, values={"opening": "x"})
        assert refused.value.code == "not_found"


def save_header(desk, revision=0, **values):
    return saving.save_header(desk.report.pk, by=desk.drafter, revision=revision, values=values)


def test_the_header_is_saved(desk):
    before = desk.report.content_version
    assert save_header(desk, title="报告", issuers="甲镇\n乙委", cc="").outcome == "saved"
    report = desk.report
    assert (report.title, report.issuer_list, report.cc) == ("报告", ("甲镇", "乙委"), "")
    assert (report.header_revision, report.content_version) == (1, before + 1)
    assert save_header(desk, title="报告", revision=0).revision == 1, (
        "what stands there already is no conflict"
    )


def test_a_stale_header_is_a_conflict(desk):
    save_header(desk, title="他的标题")
    saved = save_header(desk, title="我的标题")
    assert (saved.outcome, saved.mine, saved.theirs) == (
        "conflict",
        {"title": "我的标题"},
        {"title": "他的标题"},
    )


def test_a_header_too_long_is_given_back(desk):
    assert save_header(desk, addressee="长" * 201).outcome == "invalid"


def test_the_header_saves_no_number_and_no_date(desk):
    save_header(desk, title="报告", document_number="某〔2023〕1号", dated_on="2023-01-01")
    assert (desk.report.document_number, desk.report.dated_on) == ("", None)
