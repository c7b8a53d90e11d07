"""The page of one part: saving, moving, conflicts, and words that cannot be saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reports import saving
from reports.enums import Act, ChangeKind, Status
from reports.models import Entry, Report, ReportPart
from tests.factories import World, report_at
from tests.reports.views.filling.conftest import address, part_of, rows_of, text_of


def url(part: ReportPart) -> str:
    return address(part.report, f"parts/{part.pk}/")


def form(part: ReportPart, **changed: Any) -> dict[str, Any]:
    """What the page's form would post as it stands: the part's own text and every row."""
    part = ReportPart.objects.get(pk=part.pk)
    fields: dict[str, Any] = {
        "part-revision": part.revision,
        "part-title": part.title or "",
        "part-opening": part.opening,
        "row": [],
    }
    for entry in Entry.objects.live().filter(part=part):
        fields["row"].append(str(entry.pk))
        fields[f"{entry.pk}-revision"] = entry.revision
        fields |= {f"{entry.pk}-{name}": text for name, text in entry.values().items()}
    return fields | changed


@pytest.fixture
def measures(draft: Report) -> ReportPart:
    return part_of(draft, "measures")


@pytest.fixture
def row(measures: ReportPart) -> Entry:
    return measures.entries.get()


@pytest.fixture
def drafter(as_: Any) -> Client:
    return as_("drafter")


@pytest.fixture
def two(measures: ReportPart, world: World) -> list[Entry]:
    """Two rows at the top of the part."""
    saving.add_entry(
        measures.report_id, measures.pk, by=world.people["drafter"], values={"heading": "第二条"}
    )
    return rows_of(measures)


# ------------------------------------------------------------------------- saving


def test_a_save_keeps_what_was_typed_and_comes_back_to_the_page(
    drafter: Client, measures: ReportPart, row: Entry
) -> None:
    fields = form(
        measures, **{f"{row.pk}-body": "第一段。\r\n第二段。", "part-opening": "开头的话。", "do": "save"}
    )
    response = drafter.post(url(measures), fields, follow=True)
    assert "已保存" in text_of(response)
    row.refresh_from_db()
    measures.refresh_from_db()
    assert row.body == "第一段。\n第二段。"
    assert measures.opening == "开头的话。"


def test_saving_again_without_a_change_counts_no_revision(
    drafter: Client, measures: ReportPart, row: Entry
) -> None:
    before = measures.report.content_version
    drafter.post(url(measures), form(measures))
    row.refresh_from_db()
    assert row.revision == 1
    assert Report.objects.get(pk=measures.report_id).content_version == before


def test_a_draft_may_have_holes(drafter: Client, measures: ReportPart, row: Entry) -> None:
    fields = form(measures, **{f"{row.pk}-heading": "", f"{row.pk}-body": ""})
    assert drafter.post(url(measures), fields).status_code == 302
    row.refresh_from_db()
    assert (row.heading, row.body) == ("", "")


def test_each_kind_of_row_has_its_own_fields(drafter: Client, draft: Report, world: World) -> None:
    shown = {"shortcomings": "cause", "plan": "target", "duties": "duty_of"}
    for kind, name in shown.items():
        part = part_of(draft, kind)
        entry = saving.add_entry(draft.pk, part.pk, by=world.people["drafter"])
        page = text_of(drafter.get(url(part)))
        for other in shown.values():
            assert (f'name="{entry.pk}-{other}"' in page) == (other == name)
    page = text_of(drafter.get(url(part_of(draft, "duties"))))
    assert "党委书记、镇长" in page


def test_a_plan_item_answers_shortcomings(drafter: Client, draft: Report, world: World) -> None:
    plan, shortcoming = part_of(draft, "plan"), part_of(draft, "shortcomings").entries.get()
    item = saving.add_entry(draft.pk, plan.pk, by=world.people["drafter"], values={"heading": "加强培训"})
    assert "三（一）　强化工作" in text_of(drafter.get(url(plan))) or "强化工作" in text_of(
        drafter.get(url(plan))
    )
    fields = form(plan, **{f"{item.pk}-answers": [str(shortcoming.pk)]})
    assert drafter.post(url(plan), fields).status_code == 302
    assert list(item.answers.all()) == [shortcoming]
    assert drafter.post(url(plan), form(plan)).status_code == 302
    assert not item.answers.exists()


def test_a_shortcoming_that_is_gone_cannot_be_answered(drafter: Client, draft: Report, world: World) -> None:
    plan, shortcoming = part_of(draft, "plan"), part_of(draft, "shortcomings").entries.get()
    item = saving.add_entry(draft.pk, plan.pk, by=world.people["drafter"])
    saving.add_entry(draft.pk, shortcoming.part_id, by=world.people["drafter"], values={"heading": "另一条"})
    saving.delete_entry(draft.pk, shortcoming.pk, by=world.people["drafter"], revision=1)
    fields = form(plan, **{f"{item.pk}-answers": [str(shortcoming.pk)], f"{item.pk}-body": "写好的话"})
    response = drafter.post(url(plan), fields)
    assert response.status_code == 422
    assert "所选的不足已不在这份报告里" in text_of(response)
    assert "写好的话" in text_of(response)


def test_the_page_asks_the_database_as_often_for_many_rows(
    drafter: Client, measures: ReportPart, world: World, constant_queries: Any
) -> None:
    def grow() -> None:
        for number in range(20):
            saving.add_entry(
                measures.report_id,
                measures.pk,
                by=world.people["drafter"],
                values={"heading": f"第{number}条"},
            )

    assert constant_queries(lambda: drafter.get(url(measures)), grow) <= 20


# ------------------------------------------------------------------------- adding, moving, deleting


def test_a_row_is_added_at_the_end_or_behind_another(
    drafter: Client, measures: ReportPart, row: Entry
) -> None:
    response = drafter.post(url(measures), form(measures, do="add"))
    last = rows_of(measures)[-1]
    assert response["Location"] == f"{url(measures)}#r-{last.pk}"
    drafter.post(url(measures), form(measures, do=f"add-after:{row.pk}"))
    assert [one.pk for one in rows_of(measures)][::2] == [row.pk, last.pk]


def test_the_button_saves_first_and_then_does(
    drafter: Client, measures: ReportPart, two: list[Entry]
) -> None:
    first, _second = two
    drafter.post(
        url(measures), form(measures, **{f"{first.pk}-heading": "改过的标题", "do": f"down:{first.pk}"})
    )
    assert [one.heading for one in rows_of(measures)] == ["第二条", "改过的标题"]


def test_a_row_goes_in_out_up_and_down(drafter: Client, measures: ReportPart, two: list[Entry]) -> None:
    first, second = two
    drafter.post(url(measures), form(measures, do=f"in:{second.pk}"))
    assert list(first.children.all()) == [second]
    assert f'entry--2" id="r-{second.pk}"' in text_of(drafter.get(url(measures)))
    drafter.post(url(measures), form(measures, do=f"out:{second.pk}"))
    drafter.post(url(measures), form(measures, do=f"up:{second.pk}"))
    assert rows_of(measures) == [second, first]


def test_what_cannot_be_moved_says_so_and_the_words_are_saved(
    drafter: Client, measures: ReportPart, row: Entry
) -> None:
    fields = form(measures, **{f"{row.pk}-heading": "新标题", "do": f"up:{row.pk}"})
    response = drafter.post(url(measures), fields, follow=True)
    assert "已经在最前或最后" in text_of(response)
    row.refresh_from_db()
    assert row.heading == "新标题"


def test_a_row_moves_to_another_part(
    drafter: Client, draft: Report, measures: ReportPart, row: Entry
) -> None:
    plan = part_of(draft, "plan")
    drafter.post(url(measures), form(measures, **{f"{row.pk}-to": str(plan.pk), "do": f"to:{row.pk}"}))
    row.refresh_from_db()
    assert row.part_id == plan.pk


def test_a_deleted_row_is_one_line_and_comes_back(drafter: Client, measures: ReportPart, row: Entry) -> None:
    drafter.post(url(measures), form(measures, do=f"delete:{row.pk}"))
    page = text_of(drafter.get(url(measures)))
    assert "已删除：强化工作" in page
    assert f'value="restore:{row.pk}"' in page
    drafter.post(url(measures), form(measures, do=f"restore:{row.pk}"))
    row.refresh_from_db()
    assert row.deleted_at is None


def test_a_row_deleted_with_the_one_above_comes_back_with_it(
    drafter: Client, measures: ReportPart, two: list[Entry]
) -> None:
    first, second = two
    drafter.post(url(measures), form(measures, do=f"in:{second.pk}"))
    drafter.post(url(measures), form(measures, do=f"delete:{first.pk}"))
    page = text_of(drafter.get(url(measures)))
    assert f'value="restore:{first.pk}"' in page
    assert f'value="restore:{second.pk}"' not in page


def test_what_somebody_else_changed_is_not_deleted_unseen(
    drafter: Client, measures: ReportPart, row: Entry, world: World
) -> None:
    fields = form(measures, do=f"delete:{row.pk}")
    fields["row"] = []  # the page that only sends the button
    saving.save_entry(
        measures.report_id, row.pk, by=world.people["checker"], revision=1, values={"heading": "他人改的"}
    )
    response = drafter.post(url(measures), fields, follow=True)
    assert "没有删除" in text_of(response)
    row.refresh_from_db()
    assert row.deleted_at is None


def test_what_was_merged_with_another_change_is_not_deleted_unseen(
    drafter: Client, measures: ReportPart, row: Entry, world: World
) -> None:
    fields = form(measures, **{f"{row.pk}-body": "我改的正文", "do": f"delete:{row.pk}"})
    saving.save_entry(
        measures.report_id, row.pk, by=world.people["checker"], revision=1, values={"heading": "他人改的"}
    )
    assert "没有删除" in text_of(drafter.post(url(measures), fields, follow=True))
    row.refresh_from_db()
    assert (row.deleted_at, row.heading, row.body) == (None, "他人改的", "我改的正文")


# ------------------------------------------------------------------------- two people on one row


@pytest.fixture
def conflict(measures: ReportPart, row: Entry, two: list[Entry], world: World) -> dict[str, Any]:
    """My page, stale at one row: the checker has rewritten the text I am rewriting."""
    fields = form(measures, **{f"{row.pk}-body": "我写的话。", f"{two[1].pk}-body": "另一条也改了。"})
    saving.save_entry(
        measures.report_id, row.pk, by=world.people["checker"], revision=1, values={"body": "核稿人写的话。"}
    )
    return fields


def test_a_stale_save_overwrites_nothing_and_shows_both_texts(
    drafter: Client, measures: ReportPart, row: Entry, two: list[Entry], conflict: dict[str, Any]
) -> None:
    response = drafter.post(url(measures), conflict)
    page = text_of(response)
    assert response.status_code == 409
    assert 'data-error="conflict"' in page
    assert "我写的话。" in page
    assert "核稿人甲" in page
    assert f'name="{row.pk}-revision" value="1"' in page  # stale until the choice is made
    assert f'name="{row.pk}-against" value="2"' in page
    row.refresh_from_db()
    two[1].refresh_from_db()
    assert row.body == "核稿人写的话。"
    assert two[1].body == "另一条也改了。"  # the other rows are saved


def test_saving_again_conflicts_again(
    drafter: Client, measures: ReportPart, row: Entry, conflict: dict[str, Any]
) -> None:
    for _attempt in range(2):
        assert drafter.post(url(measures), conflict).status_code == 409
    row.refresh_from_db()
    assert row.body == "核稿人写的话。"


@pytest.mark.parametrize(
    ("choice", "body"),
    [("mine", "我写的话。"), ("theirs", "核稿人写的话。"), ("both", "核稿人写的话。\n我写的话。")],
)
def test_the_choice_is_the_persons_and_the_other_text_stays_in_the_history(
    drafter: Client, measures: ReportPart, row: Entry, conflict: dict[str, Any], choice: str, body: str
) -> None:
    fields = conflict | {f"{row.pk}-against": "2", "do": f"{choice}:{row.pk}"}
    response = drafter.post(url(measures), fields)
    assert response["Location"] == f"{url(measures)}#r-{row.pk}"
    row.refresh_from_db()
    assert row.body == body
    kept = "\n".join(row.versions.values_list("body", flat=True))
    assert "我写的话。" in kept
    assert "核稿人写的话。" in kept


@pytest.mark.parametrize("choice", ["mine", "theirs", "both"])
def test_a_choice_made_on_a_text_that_moved_on_is_asked_again(
    drafter: Client, measures: ReportPart, row: Entry, conflict: dict[str, Any], choice: str, world: World
) -> None:
    saving.save_entry(
        measures.report_id, row.pk, by=world.people["checker"], revision=2, values={"body": "又改了。"}
    )
    fields = conflict | {f"{row.pk}-against": "2", "do": f"{choice}:{row.pk}"}
    response = drafter.post(url(measures), fields)
    assert response.status_code == 409
    assert "又改了" in text_of(response)
    row.refresh_from_db()
    assert row.body == "又改了。"


@pytest.mark.parametrize(
    ("choice", "opening"), [("mine", "我的"), ("theirs", "对方的"), ("both", "对方的\n我的")]
)
def test_the_parts_own_text_has_the_same_choice(
    drafter: Client, measures: ReportPart, world: World, choice: str, opening: str
) -> None:
    fields = form(measures, **{"part-opening": "我的"})
    saving.save_part(
        measures.report_id, measures.pk, by=world.people["checker"], revision=1, values={"opening": "对方的"}
    )
    response = drafter.post(url(measures), fields)
    assert response.status_code == 409
    assert 'name="part-against" value="2"' in text_of(response)
    assert 'name="part-revision" value="1"' in text_of(response)
    assert (
        drafter.post(url(measures), fields | {"part-against": "2", "do": f"{choice}:part"}).status_code == 302
    )
    measures.refresh_from_db()
    assert measures.opening == opening


def test_changes_to_different_fields_are_merged(
    drafter: Client, measures: ReportPart, row: Entry, world: World
) -> None:
    fields = form(measures, **{f"{row.pk}-body": "我写的话。"})
    saving.save_entry(
        measures.report_id, row.pk, by=world.people["checker"], revision=1, values={"heading": "他改的标题"}
    )
    assert drafter.post(url(measures), fields).status_code == 302
    row.refresh_from_db()
    assert (row.heading, row.body) == ("他改的标题", "我写的话。")


@pytest.fixture
def deleted(measures: ReportPart, row: Entry, world: World) -> dict[str, Any]:
    """My page, with a row the checker has deleted under my hands."""
    fields = form(measures, **{f"{row.pk}-body": "我正在写的话。"})
    saving.delete_entry(measures.report_id, row.pk, by=world.people["checker"], revision=1)
    return fields


def test_a_row_deleted_under_ones_hands_shows_the_words(
    drafter: Client, measures: ReportPart, row: Entry, deleted: dict[str, Any]
) -> None:
    response = drafter.post(url(measures), deleted)
    assert response.status_code == 409
    assert 'data-error="deleted"' in text_of(response)
    assert "我正在写的话。" in text_of(response)
    assert "已被核稿人甲删除" in text_of(response)


def test_it_is_restored_with_the_words_typed_since(
    drafter: Client, measures: ReportPart, row: Entry, deleted: dict[str, Any]
) -> None:
    assert drafter.post(url(measures), deleted | {"do": f"restore:{row.pk}"}).status_code == 302
    row.refresh_from_db()
    assert (row.deleted_at, row.body) == (None, "我正在写的话。")


def test_or_it_is_let_go(drafter: Client, measures: ReportPart, row: Entry, deleted: dict[str, Any]) -> None:
    assert drafter.post(url(measures), deleted | {"do": f"drop:{row.pk}"}).status_code == 302
    row.refresh_from_db()
    assert row.deleted_at is not None


def test_a_row_moved_to_another_part_meanwhile_is_saved_there(
    drafter: Client, draft: Report, measures: ReportPart, row: Entry, world: World
) -> None:
    fields = form(measures, **{f"{row.pk}-body": "我写的话。"})
    saving.move_to_part(draft.pk, row.pk, part_of(draft, "plan").pk, by=world.people["checker"])
    assert drafter.post(url(measures), fields).status_code == 302
    row.refresh_from_db()
    assert row.body == "我写的话。"


def test_words_for_a_field_the_moved_row_no_longer_has_are_not_lost(
    drafter: Client, draft: Report, world: World
) -> None:
    part = part_of(draft, "shortcomings")
    entry = part.entries.get()
    fields = form(part, **{f"{entry.pk}-cause": "我写的原因。"})
    saving.move_to_part(draft.pk, entry.pk, part_of(draft, "measures").pk, by=world.people["checker"])
    response = drafter.post(url(part), fields)
    assert response.status_code == 422
    assert "我写的原因。" in text_of(response)
    assert "没有“原因”一栏" in text_of(response)


# ------------------------------------------------------------------------- what cannot be saved


def test_a_locked_report_gives_the_words_back(drafter: Client, world: World, draft: Report) -> None:
    measures, row = part_of(draft, "measures"), part_of(draft, "measures").entries.get()
    fields = form(measures, **{f"{row.pk}-body": "锁定时正在写的话。", "part-opening": "开头也写了。"})
    world.act(Act.REQUEST_PREVIEW, "drafter")
    response = drafter.post(url(measures), fields)
    page = text_of(response)
    assert response.status_code == 423
    assert 'data-error="locked"' in page
    assert "锁定时正在写的话。" in page
    assert "开头也写了。" in page
    assert str(row.pk) not in page
    row.refresh_from_db()
    assert row.revision == 1


def test_whoever_was_signed_out_gets_the_words_back(measures: ReportPart, row: Entry) -> None:
    response = Client().post(url(measures), form(measures, **{f"{row.pk}-body": "过期时正在写的话。"}))
    assert response.status_code == 401
    assert 'data-error="signed_out"' in text_of(response)
    assert "过期时正在写的话。" in text_of(response)
    row.refresh_from_db()
    assert row.revision == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("有\0字符", "不能保存的空字符"),
        ("长" * 700_000, "超过100000字的上限"),
    ],
)
def test_text_that_cannot_be_saved_stays_on_the_page(
    drafter: Client, measures: ReportPart, row: Entry, text: str, sentence: str
) -> None:
    response = drafter.post(url(measures), form(measures, **{f"{row.pk}-body": text}))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert text[-3:] in text_of(response)
    row.refresh_from_db()
    assert row.revision == 1


@pytest.mark.parametrize("revision", ["", "x", "-1", "1.5", "99999999999999999999", "１"])
def test_a_missing_or_garbled_revision_saves_nothing(
    drafter: Client, measures: ReportPart, row: Entry, revision: str
) -> None:
    fields = form(measures, **{f"{row.pk}-body": "我写的话。", f"{row.pk}-revision": revision})
    response = drafter.post(url(measures), fields)
    assert response.status_code == 422
    assert "没有带上版本" in text_of(response)
    assert "我写的话。" in text_of(response)
    row.refresh_from_db()
    assert row.revision == 1


def test_a_revision_that_never_was_is_a_conflict(drafter: Client, measures: ReportPart, row: Entry) -> None:
    fields = form(measures, **{f"{row.pk}-body": "我写的话。", f"{row.pk}-revision": "77"})
    assert drafter.post(url(measures), fields).status_code == 409


@pytest.mark.parametrize("where", ["row", "do"])
def test_a_foreign_row_in_the_body_changes_nothing_at_all(
    drafter: Client, measures: ReportPart, row: Entry, world: World, where: str
) -> None:
    other = Report.objects.get(township=world.townships[1])
    stranger = saving.add_entry(
        other.pk, part_of(other, "measures").pk, by=world.strangers["drafter"], values={"heading": "别家的"}
    )
    fields = form(measures, **{f"{row.pk}-body": "我写的话。", f"{stranger.pk}-heading": "改别家的"})
    fields |= {f"{stranger.pk}-revision": "1"}
    if where == "row":
        fields["row"].append(str(stranger.pk))
    else:
        fields["do"] = f"delete:{stranger.pk}"
    response = drafter.post(url(measures), fields)
    assert response.status_code == 404
    assert "我写的话。" in text_of(response)
    row.refresh_from_db()
    stranger.refresh_from_db()
    assert (row.revision, stranger.revision) == (1, 1)


@pytest.mark.parametrize(
    "do", ["delete:nonsense", "to:1", "up:", "in:\0", "explode:1", "", "add-after:' OR 1=1"]
)
def test_a_garbled_button_is_never_a_fault(drafter: Client, measures: ReportPart, do: str) -> None:
    assert drafter.post(url(measures), form(measures, do=do)).status_code in (302, 404)


def test_a_target_part_of_another_report_is_refused_after_the_save(
    drafter: Client, measures: ReportPart, row: Entry, world: World
) -> None:
    other = part_of(Report.objects.get(township=world.townships[1]), "plan")
    fields = form(
        measures, **{f"{row.pk}-to": str(other.pk), f"{row.pk}-body": "改过。", "do": f"to:{row.pk}"}
    )
    response = drafter.post(url(measures), fields, follow=True)
    assert "没有这一部分" in text_of(response)
    row.refresh_from_db()
    assert (row.part_id, row.body) == (measures.pk, "改过。")


def test_another_reports_part_is_not_there(drafter: Client, draft: Report, world: World) -> None:
    other = part_of(Report.objects.get(township=world.townships[1]), "plan")
    assert drafter.get(address(draft, f"parts/{other.pk}/")).status_code == 404


def test_after_signing_the_checker_finds_the_way_to_a_slip_of_the_pen(as_: Any, world: World) -> None:
    report = report_at(world, Status.SIGNED)
    part = part_of(report, "measures")
    page = text_of(as_("checker").get(url(part)))
    assert 'data-error="locked"' in page
    assert f"amend-wording/?entry={part.entries.get().pk}" in page
    assert "amend-wording" not in text_of(as_("drafter").get(url(part)))


def test_every_save_is_kept_as_a_version(drafter: Client, measures: ReportPart, row: Entry) -> None:
    for text in ("一稿", "二稿"):
        drafter.post(url(measures), form(measures, **{f"{row.pk}-body": text}))
    assert list(row.versions.values_list("change", "body"))[1:] == [
        (ChangeKind.EDITED, "一稿"),
        (ChangeKind.EDITED, "二稿"),
    ]


def test_the_lead_is_one_text_without_a_title(drafter: Client, draft: Report) -> None:
    lead = part_of(draft, "lead")
    page = text_of(drafter.get(url(lead)))
    assert 'name="part-title"' not in page
    assert 'value="add"' not in page
    drafter.post(
        url(lead), {"part-revision": str(lead.revision), "part-opening": "现报告如下。", "do": "save"}
    )
    lead.refresh_from_db()
    assert (lead.title, lead.opening) == (None, "现报告如下。")


def test_an_opening_that_cannot_be_saved_stays_on_the_page(drafter: Client, measures: ReportPart) -> None:
    response = drafter.post(url(measures), form(measures, **{"part-opening": "有\0字符的开头"}))
    assert response.status_code == 422
    assert "字符的开头" in text_of(response)
    assert ReportPart.objects.get(pk=measures.pk).revision == measures.revision
