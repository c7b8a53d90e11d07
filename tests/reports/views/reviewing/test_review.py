"""A report at the district: only frozen copies, remarks in their places, acts that keep what was typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from reports import remarking
from reports.enums import Act, Status
from reports.models import Remark, ReportEvent
from tests.factories import World, fill, later, make_user, number, report_at, sign
from townships import clock
from townships.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client: Client, world: World) -> Client:
    client.force_login(world.people["reviewer"])
    return client


def address(world: World, rest: str = "") -> str:
    return f"/review/{world.report.pk}/{rest}"


def get(client: Client, where: str, status: int = 200) -> str:
    response = client.get(where)
    assert response.status_code == status
    return response.content.decode()


def seen(world: World, **more: Any) -> dict[str, Any]:
    """What the form of an act carries."""
    report = world.report
    return {"version": report.version, "content_version": report.content_version, **more}


def row_id(world: World, kind: str = "measures") -> str:
    content = world.report.latest_frozen().content
    return next(part.items[0].id for part in content.parts if part.kind == kind)


# --------------------------------------------------------------------------- who


def test_reviewer_and_manager_read_what_was_sent(client, world: World):
    report_at(world, Status.SUBMITTED, marker="报送的文字")
    for name in ("reviewer", "manager"):
        client.force_login(world.people[name])
        assert "报送的文字" in get(client, address(world))


@pytest.mark.parametrize("name", ["drafter", "checker", "signer", "publisher", "auditor", "administrator"])
def test_for_others_the_page_does_not_exist(client, world: World, name):
    report_at(world, Status.SUBMITTED)
    client.force_login(world.people[name])
    for rest in ("", "file/", "submissions/1/"):
        get(client, address(world, rest), 404)


def test_a_foreign_reviewer_and_a_missing_report_get_the_same_404(client, world: World):
    client.force_login(world.strangers["reviewer"])
    assert get(client, address(world), 404) == get(client, f"/review/{uuid4()}/", 404)
    assert client.post(address(world, "file/"), seen(world)).status_code == 404


def test_an_anonymous_visitor_is_sent_to_the_door(client, world: World):
    assert client.get(address(world)).status_code == 302


# --------------------------------------------------------------------------- what may be read


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SIGNING])
def test_a_draft_is_never_shown(db, client, status):
    from tests.factories import make_world

    world = make_world(review_policy="after")
    report_at(world, status, marker="草稿文字")
    client.force_login(world.people["reviewer"])
    body = get(client, address(world))
    assert "草稿文字" not in body
    assert "镇街起草中，送预审或报送后才能看到正文" in body


def test_what_is_rewritten_after_a_return_stays_with_the_township(reviewer, world: World):
    report_at(world, Status.RETURNED, marker="已送的文字")
    fill(world, "改写中的文字")
    body = get(reviewer, address(world))
    assert "已送的文字" in body and "改写中的文字" not in body


def test_a_recalled_copy_is_not_there_any_more(reviewer, world: World):
    report_at(world, Status.REVIEWING, marker="撤回的文字")
    world.act(Act.RECALL, "drafter")
    assert "撤回的文字" not in get(reviewer, address(world))
    get(reviewer, address(world, "submissions/1/"), 404)


def test_earlier_copies_can_be_read(reviewer, world: World):
    report_at(world, Status.SUBMITTED, marker="预审的文字")
    assert "预审的文字" in get(reviewer, address(world, "submissions/1/"))
    get(reviewer, address(world, "submissions/9/"), 404)


def test_findings_stand_in_the_margin_with_the_township_s_explanation(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    frozen = world.report.latest_frozen()
    frozen.findings = [
        {
            "id": "x.W1",
            "severity": "warning",
            "part": None,
            "entry": row_id(world),
            "path": "一（一）",
            "quote": "36件",
            "message": "与上年相同",
            "suggestion": "请核对",
            "explanation": "确为36件",
        }
    ]
    frozen.save()
    body = get(reviewer, address(world))
    assert "与上年相同" in body and "确为36件" in body


def test_as_many_queries_with_many_remarks(reviewer, world: World, constant_queries):
    report_at(world, Status.SUBMITTED)

    def grow() -> None:
        for _ in range(12):
            remarking.add(world.report.pk, by=world.people["reviewer"], place=row_id(world), text="请核实。")

    grow()
    assert constant_queries(lambda: reviewer.get(address(world)), grow) <= 25


# --------------------------------------------------------------------------- remarks


def test_a_remark_is_written_at_its_row(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    place = row_id(world)
    assert 'id="remark-form"' in get(reviewer, address(world, f"?on={place}"))
    response = reviewer.post(
        address(world, "remarks/"), {"place": place, "text": "请核实。", "required": "1", "quote": "36件"}
    )
    assert response["Location"].endswith(f"#r-{place}")
    assert Remark.objects.get().required
    assert "草稿，未发出" in get(reviewer, address(world))


def test_a_remark_on_the_whole_is_a_suggestion_where_it_is_said_so(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    assert 'id="remark-form"' in get(reviewer, address(world, "?on=whole"))
    reviewer.post(address(world, "remarks/"), {"place": "", "text": "总体可以。", "required": ""})
    assert not Remark.objects.get().required


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "请写意见"),
        ({"text": "留住的话", "quote": "没有的话"}, "不在这一处"),
        ({"text": "长" * 2_000_000}, "超过2000字"),
        ({"text": "空\0字符"}, "空字符"),
        ({"text": "留住的话", "place": "不是编号"}, "不在镇街送来的文本里"),
        ({"text": "留住的话", "place": str(uuid4())}, "不在镇街送来的文本里"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(reviewer, world: World, fields, sentence):
    report_at(world, Status.SUBMITTED)
    response = reviewer.post(address(world, "remarks/"), {"place": row_id(world), **fields})
    assert response.status_code == 422
    body = response.content.decode()
    assert sentence in body
    assert fields["text"][:4].replace("\0", "") in body
    assert not Remark.objects.exists()


def test_a_draft_is_changed_and_thrown_away(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    written = remarking.add(
        world.report.pk, by=world.people["reviewer"], place=row_id(world), text="请核实。"
    )
    assert "请核实。" in get(reviewer, address(world, f"?edit={written.pk}"))
    where = address(world, f"remarks/{written.pk}/")
    assert reviewer.post(where, {"text": ""}).status_code == 422
    assert reviewer.post(where, {"text": "\0"}).status_code == 422
    assert reviewer.post(where, {"text": "请补充。"}).status_code == 302
    assert reviewer.post(f"{where}discard/").status_code == 302
    assert reviewer.post(f"{where}discard/").status_code == 404
    get(reviewer, address(world, f"?edit={written.pk}"), 404)


def test_a_colleague_s_draft_is_seen_and_left_alone(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    colleague = make_user("colleague", Role.REVIEWER, world.district)
    written = remarking.add(world.report.pk, by=colleague, text="同事的意见。")
    assert "同事的意见。" in get(reviewer, address(world))
    response = reviewer.post(address(world, f"remarks/{written.pk}/discard/"))
    assert 'data-error="not_author"' in response.content.decode()


def test_a_manager_reads_and_does_not_remark(client, world: World):
    report_at(world, Status.SUBMITTED)
    client.force_login(world.people["manager"])
    assert "写批注</a>" not in get(client, address(world))
    response = client.post(address(world, "remarks/"), {"text": "请核实。"})
    assert response.status_code == 403
    assert 'data-error="not_your_post"' in response.content.decode()


def test_remarks_are_settled_beside_the_difference(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    written = remarking.add(
        world.report.pk, by=world.people["reviewer"], place=row_id(world), text="请核实数字。"
    )
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    fill(world, "共37件")
    world.act(Act.REQUEST_PREVIEW, "drafter")
    body = get(reviewer, address(world))
    assert "上次批注的办理" in body and "已修改" in body and "<ins" in body
    where = address(world, f"remarks/{written.pk}/settle/")
    assert reviewer.post(where).status_code == 302
    assert "已了结" in get(reviewer, address(world))
    assert reviewer.post(where, {"settled": "0"}).status_code == 302
    assert "重新列为未了" not in get(reviewer, address(world))
    draft = remarking.add(world.report.pk, by=world.people["reviewer"], text="新的草稿。")
    response = reviewer.post(address(world, f"remarks/{draft.pk}/settle/"))
    assert response.status_code == 409


# --------------------------------------------------------------------------- acts


def test_start_return_resubmit_and_file(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    assert reviewer.post(address(world, "start-review/"), seen(world)).status_code == 302
    due = (clock.today() + timedelta(days=5)).isoformat()
    response = reviewer.post(address(world, "return/"), seen(world, comment="请补充原因。", due=due))
    assert response["Location"] == address(world)
    assert world.report.state is Status.RETURNED
    fill(world, "补充的文字")
    world.act(Act.REQUEST_PREVIEW, "drafter")
    assert reviewer.post(address(world, "agree/"), seen(world)).status_code == 302
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    sign(world)
    number(world)
    world.act(Act.SUBMIT, "checker")
    assert reviewer.post(address(world, "file/"), seen(world)).status_code == 302
    assert world.report.state is Status.FILED


def test_the_function_s_name_is_accepted_too(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    due = (clock.today() + timedelta(days=5)).isoformat()
    where = address(world, "return-for-revision/")
    assert reviewer.post(where, seen(world, comment="请补充。", due=due)).status_code == 302


def test_feedback_sends_the_drafted_remarks(reviewer, world: World):
    report_at(world, Status.REVIEWING)
    response = reviewer.post(address(world, "feedback/"), seen(world))
    assert response.status_code == 422 and 'data-error="needs_remark"' in response.content.decode()
    remarking.add(world.report.pk, by=world.people["reviewer"], text="请补充。")
    assert "请补充。" in get(reviewer, address(world, "feedback/"))
    assert reviewer.post(address(world, "feedback/"), seen(world)).status_code == 302
    assert Remark.objects.get().released_at


@pytest.mark.parametrize(
    "fields", [{}, {"version": "x"}, {"version": "1"}, {"version": "-1", "content_version": "1"}]
)
def test_without_its_version_an_act_changes_nothing_and_keeps_the_words(reviewer, world: World, fields):
    report_at(world, Status.SUBMITTED)
    response = reviewer.post(
        address(world, "return/"), {"comment": "留住的意见", "due": "2099-01-01", **fields}
    )
    body = response.content.decode()
    assert response.status_code == 422
    assert 'data-error="bad_version"' in body and "留住的意见" in body
    assert world.report.state is Status.SUBMITTED


def test_a_return_without_a_date_is_shown_again(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    for due in ("", "昨天", "2001-01-01"):
        response = reviewer.post(address(world, "return/"), seen(world, comment="留住的意见", due=due))
        assert response.status_code == 422 and "留住的意见" in response.content.decode()


def test_what_was_overtaken_says_by_whom_and_keeps_the_words_as_a_draft(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    old = seen(world, comment="请补充第二部分的原因。", due="2099-01-01")
    world.people["other"] = make_user("lisi", Role.REVIEWER, world.district, name="李四")
    world.act(Act.FILE, "other")
    for _ in range(2):
        response = reviewer.post(address(world, "return/"), old)
        body = response.content.decode()
        assert response.status_code == 409
        assert 'data-error="overtaken"' in body and "李四已在" in body and "您写的意见已留作草稿" in body
    kept = Remark.objects.get()
    assert (kept.text, kept.released_at) == ("请补充第二部分的原因。", None)
    assert "请补充第二部分的原因。" in get(reviewer, address(world))
    assert world.report.state is Status.FILED


def test_an_act_repeated_answers_as_the_first_did(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    old = seen(world)
    assert [reviewer.post(address(world, "file/"), old).status_code for _ in range(2)] == [302, 302]
    assert ReportEvent.objects.filter(act=Act.FILE).count() == 1


def test_filing_tells_what_was_left_untouched(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    remarking.add(
        world.report.pk, by=world.people["reviewer"], place=row_id(world, "shortcomings"), text="请补充原因。"
    )
    world.act(Act.RETURN, "reviewer", comment="", due=later(3))
    entry = world.report.parts.get(kind="measures").entries.live().get()
    from reports import saving

    saving.save_entry(
        world.report.pk,
        entry.pk,
        by=world.people["drafter"],
        revision=entry.revision,
        values=entry.values() | {"body": "改过的文字。"},
    )
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    sign(world)
    number(world)
    world.act(Act.SUBMIT, "checker")
    assert "还有1条“必改”没有改动" in get(reviewer, address(world, "file/"))


def test_an_act_of_the_township_has_no_address_here(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    for slug in ("submit", "publish", "nonsense"):
        get(reviewer, address(world, f"{slug}/"), 404)


def test_a_manager_is_told_whose_act_it_is(client, world: World):
    report_at(world, Status.SUBMITTED)
    client.force_login(world.people["manager"])
    assert "审核由区审核人办理" in get(client, address(world))
    response = client.post(address(world, "file/"), seen(world))
    assert response.status_code == 403 and 'data-error="not_your_post"' in response.content.decode()


def test_who_edited_a_report_sees_why_he_cannot_file_it(reviewer, world: World):
    report_at(world, Status.SUBMITTED)
    world.report.editors.create(user=world.people["reviewer"], since=clock.now())
    assert 'data-error="own_edit"' in get(reviewer, address(world))
    assert reviewer.post(address(world, "file/"), seen(world)).status_code == 403


def test_a_remark_written_where_there_is_nothing_to_read_comes_back(reviewer, world: World):
    response = reviewer.post(address(world, "remarks/"), {"text": "留住的话"})
    body = response.content.decode()
    assert response.status_code == 409
    assert 'data-error="wrong_status"' in body and "留住的话" in body
