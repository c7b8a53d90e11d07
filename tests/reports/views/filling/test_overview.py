"""还差什么, the header, and the small saves beside the text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from reports import saving
from reports.enums import Act, Status
from reports.exports.page import anchor
from reports.models import Entry, Remark, Report
from tests.factories import World, report_at
from tests.reports.views.filling.conftest import address, part_of, text_of
from townships import clock


@pytest.fixture
def drafter(as_: Any) -> Client:
    return as_("drafter")


# ------------------------------------------------------------------------- what is missing


def test_where_nothing_is_written_the_three_ways_to_begin_are_shown(drafter: Client, world: World) -> None:
    page = text_of(drafter.get(address(world.report)))
    for way in ("导入 Word 稿", "粘贴文字", "从提纲开始写"):
        assert way in page
    assert address(world.report, f"parts/{part_of(world.report, 'measures').pk}/") in page


def test_each_finding_is_a_link_to_its_place(drafter: Client, draft: Report, world: World) -> None:
    row = part_of(draft, "measures").entries.get()
    plan = part_of(draft, "plan")
    saving.save_entry(draft.pk, row.pk, by=world.people["drafter"], revision=1, values={"body": ""})
    saving.save_part(draft.pk, plan.pk, by=world.people["drafter"], revision=2, values={"opening": ""})
    page = text_of(drafter.get(address(draft)))
    assert "必须补正1处" in page
    assert f'href="{address(draft, f"parts/{plan.pk}/")}"' in page
    assert f'href="{address(draft, f"parts/{row.part_id}/")}#{anchor(str(row.pk))}"' in page


def test_an_act_that_must_wait_says_why_beside_its_button(drafter: Client, draft: Report) -> None:
    page = text_of(drafter.get(address(draft)))
    assert 'data-error="preview_first"' in page
    assert page.count("btn btn-primary") == 1
    assert f'action="{address(draft, "request-preview/")}"' in page


def test_a_hint_is_folded_and_stops_nothing(drafter: Client, draft: Report, world: World) -> None:
    part = part_of(draft, "shortcomings")
    saving.add_entry(
        draft.pk, part.pk, by=world.people["drafter"], values={"heading": "另一条不足", "body": "办法不多。"}
    )
    page = text_of(drafter.get(address(draft)))
    assert "提示1条，不影响送签" in page
    assert "规定的内容都已写到" in page


def test_the_page_asks_the_database_as_often_for_a_long_report(
    drafter: Client, draft: Report, world: World, constant_queries: Any
) -> None:
    part = part_of(draft, "measures")

    def grow() -> None:
        for number in range(10):
            saving.add_entry(
                draft.pk,
                part.pk,
                by=world.people["drafter"],
                values={"heading": f"第{number}条", "body": "文字。"},
            )

    assert constant_queries(lambda: drafter.get(address(draft)), grow) <= 45


# ------------------------------------------------------------------------- explanations


@pytest.fixture
def warned(draft: Report, world: World) -> Entry:
    """A heading without text: a warning that may be explained."""
    row = part_of(draft, "measures").entries.get()
    saving.save_entry(draft.pk, row.pk, by=world.people["drafter"], revision=1, values={"body": ""})
    return row


def test_a_warning_stands_with_a_sentence(drafter: Client, draft: Report, warned: Entry) -> None:
    fields = {"rule": "completeness.W003", "place": str(warned.pk), "text": "正文见附件。"}
    assert "正文见附件。" in text_of(drafter.post(address(draft, "explain/"), fields, follow=True))
    assert draft.explanations.get().text == "正文见附件。"
    drafter.post(address(draft, "explain/"), fields | {"text": ""})
    assert not draft.explanations.exists()


@pytest.mark.parametrize("rule", ["completeness.E001", "", "x" * 3000, "有\0字符"])
def test_only_what_was_found_is_explained(drafter: Client, draft: Report, warned: Entry, rule: str) -> None:
    fields = {"rule": rule, "place": str(warned.pk), "text": "我的说明"}
    response = drafter.post(address(draft, "explain/"), fields)
    assert response.status_code == 404
    assert "我的说明" in text_of(response)
    assert not draft.explanations.exists()


def test_too_long_an_explanation_is_given_back(drafter: Client, draft: Report, warned: Entry) -> None:
    fields = {"rule": "completeness.W003", "place": str(warned.pk), "text": "长" * 501}
    response = drafter.post(address(draft, "explain/"), fields)
    assert response.status_code == 422
    assert "长" * 501 in text_of(response)


def test_an_explanation_is_kept_when_signed_out(draft: Report, warned: Entry) -> None:
    response = Client().post(address(draft, "explain/"), {"rule": "x", "place": "", "text": "我的说明"})
    assert response.status_code == 401
    assert "我的说明" in text_of(response)


# ------------------------------------------------------------------------- the district's remarks


@pytest.fixture
def remark(world: World) -> Remark:
    """A report returned with one remark, which proposes a wording."""
    report = report_at(world, Status.SUBMITTED)
    row = part_of(report, "measures").entries.get()
    found = Remark.objects.create(
        report=report,
        submission=report.latest_submission(),
        part=row.part_id,
        item=row.pk,
        quote="5次",
        proposed="6次",
        text="次数请核对。",
        author=world.people["reviewer"],
        at=clock.now(),
    )
    world.act(Act.RETURN, "reviewer", due=clock.now() + timedelta(days=3))
    found.refresh_from_db()
    return found


def test_a_remark_stands_on_the_overview_with_the_way_to_its_row(drafter: Client, remark: Remark) -> None:
    page = text_of(drafter.get(address(remark.report)))
    assert "次数请核对。" in page
    assert f"parts/{remark.part}/#r-{remark.item}" in page
    assert "采用建议" in page


def test_a_remark_nobody_released_is_not_shown(drafter: Client, remark: Remark) -> None:
    Remark.objects.update(released_at=None)
    assert "次数请核对。" not in text_of(drafter.get(address(remark.report)))
    answered = drafter.post(address(remark.report, f"remarks/{remark.pk}/answer/"), {"text": "我的答复"})
    assert answered.status_code == 404


def test_a_remark_follows_its_row_to_another_part(drafter: Client, remark: Remark, world: World) -> None:
    plan = part_of(remark.report, "plan")
    saving.move_to_part(remark.report_id, remark.item, plan.pk, by=world.people["drafter"])
    assert f"parts/{plan.pk}/#r-{remark.item}" in text_of(drafter.get(address(remark.report)))


def test_a_remark_is_answered(drafter: Client, remark: Remark) -> None:
    drafter.post(address(remark.report, f"remarks/{remark.pk}/answer/"), {"text": "已核对。"})
    remark.refresh_from_db()
    assert (remark.answer, remark.answered_by.username) == ("已核对。", "drafter.1")


def test_a_proposed_wording_is_taken_by_one_click(drafter: Client, remark: Remark) -> None:
    where = address(remark.report, f"remarks/{remark.pk}/adopt/")
    drafter.post(where)
    assert Entry.objects.get(pk=remark.item).body == "全年开展法治宣传6次，调解矛盾纠纷36件。"
    assert "已采用" in text_of(drafter.get(address(remark.report)))
    gone = drafter.post(where)
    assert gone.status_code == 409
    assert 'data-error="quote_gone"' in text_of(gone)


def test_a_wording_for_a_deleted_row_is_not_called_saved(
    drafter: Client, remark: Remark, world: World
) -> None:
    saving.delete_entry(remark.report_id, remark.item, by=world.people["drafter"], revision=1)
    response = drafter.post(address(remark.report, f"remarks/{remark.pk}/adopt/"))
    assert response.status_code == 409
    remark.refresh_from_db()
    assert remark.adopted_at is None


@pytest.mark.parametrize("what", ["answer", "adopt"])
def test_a_foreign_remark_is_not_there(drafter: Client, remark: Remark, what: str) -> None:
    response = drafter.post(address(remark.report, f"remarks/{uuid4()}/{what}/"), {"text": "我的答复"})
    assert response.status_code == 404


# ------------------------------------------------------------------------- the header


def header(report: Report, **changed: Any) -> dict[str, Any]:
    names = ("title", "issuers", "addressee", "cc")
    return {"revision": report.header_revision, **{name: getattr(report, name) for name in names}, **changed}


def test_the_header_is_saved(drafter: Client, draft: Report) -> None:
    fields = header(draft, issuers="中共新乡镇委员会\r\n新乡镇人民政府")
    assert drafter.post(address(draft, "header/"), fields).status_code == 302
    draft.refresh_from_db()
    assert draft.issuer_list == ("中共新乡镇委员会", "新乡镇人民政府")


@pytest.mark.parametrize(("choice", "title"), [("mine", "我的标题"), ("theirs", "对方的标题")])
def test_a_stale_header_shows_both_and_lets_the_person_choose(
    drafter: Client, draft: Report, world: World, choice: str, title: str
) -> None:
    seen = draft.header_revision
    saving.save_header(draft.pk, by=world.people["checker"], revision=seen, values={"title": "对方的标题"})
    fields = header(draft, title="我的标题")
    response = drafter.post(address(draft, "header/"), fields)
    page = text_of(response)
    assert response.status_code == 409
    assert "我的" in page
    assert "对方的" in page
    assert f'name="revision" value="{seen}"' in page
    assert drafter.post(address(draft, "header/"), fields).status_code == 409  # and again
    drafter.post(address(draft, "header/"), fields | {"against": seen + 1, "do": choice})
    draft.refresh_from_db()
    assert draft.title == title


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"revision": ""}, "没有带上版本"),
        ({"revision": "x"}, "没有带上版本"),
        ({"title": "长" * 301}, "超过300字"),
        ({"title": "有\0字符"}, "不能保存的空字符"),
    ],
)
def test_a_header_that_cannot_be_saved_stays_on_the_page(
    drafter: Client, draft: Report, changed: dict[str, str], sentence: str
) -> None:
    response = drafter.post(address(draft, "header/"), header(draft, addressee="新的主送", **changed))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "新的主送" in text_of(response)
    assert Report.objects.get(pk=draft.pk).header_revision == draft.header_revision


def test_an_empty_post_of_the_header_changes_nothing(drafter: Client, draft: Report) -> None:
    assert drafter.post(address(draft, "header/")).status_code == 422
    assert Report.objects.get(pk=draft.pk).title == draft.title


def test_a_locked_header_gives_the_words_back(drafter: Client, draft: Report, world: World) -> None:
    world.act(Act.REQUEST_PREVIEW, "drafter")
    response = drafter.post(address(draft, "header/"), header(draft, title="锁定时写的标题"))
    assert response.status_code == 423
    assert "锁定时写的标题" in text_of(response)
