"""The acts of the township over HTTP: done, refused with a sentence, the words kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reports import saving, workflow
from reports.enums import Act, PublicState, ReviewConclusion, Status
from reports.models import Report
from tests.factories import World, fill, publish, report_at, sign
from tests.reports.views.filling.conftest import address, part_of, text_of
from townships import clock
from townships.models import User


def seen(report: Report, **fields: Any) -> dict[str, Any]:
    """A form as the page would post it: with the versions the person saw."""
    report = Report.objects.get(pk=report.pk)
    return {"version": report.version, "content_version": report.content_version, **fields}


def post(client: Client, report: Report, slug: str, **fields: Any) -> Any:
    return client.post(address(report, f"{slug}/"), seen(report, **fields))


def status(report: Report) -> str:
    return Report.objects.get(pk=report.pk).status


# ------------------------------------------------------------------------- the whole road


def test_the_townships_road_from_draft_to_public(as_: Any, world: World) -> None:
    report = fill(world)
    drafter, checker, publisher = as_("drafter"), as_("checker"), as_("publisher")
    today = clock.today().isoformat()
    steps: list[tuple[Client, str, dict[str, Any]]] = [
        (drafter, "request-preview", {}),
        (drafter, "recall", {}),
        (drafter, "send-for-signature", {}),
        (checker, "send-back", {"comment": "请再核对"}),
        (drafter, "send-for-signature", {}),
        (
            checker,
            "register-signature",
            {"issuer": report.issuers, "name": "谭勇", "post": "镇长", "signed_on": today, "opinion": "同意"},
        ),
        (checker, "number", {"document_number": "新乡府文[2023]3号", "dated_on": today}),
        (checker, "submit", {}),
        (checker, "recall", {"comment": "漏了一句"}),
        (checker, "unlock", {"comment": "改一处数字"}),
    ]
    for client, slug, fields in steps:
        response = post(client, report, slug, **fields)
        assert response.status_code == 302, (slug, text_of(response))
        assert response["Location"] == address(report)
        assert "已办理" in text_of(client.get(address(report)))
    assert status(report) == Status.DRAFT
    report_at_filed = report_at(world, Status.FILED, "又改了")
    assert post(publisher, report_at_filed, "secrecy-review", conclusion="public").status_code == 302
    assert post(publisher, report_at_filed, "publish", channel="site").status_code == 302
    assert Report.objects.get(pk=report.pk).public_state == PublicState.PUBLISHED


def test_a_correction_is_published_with_its_notice(as_: Any, world: World) -> None:
    report = publish_of(world)
    assert post(as_("drafter"), report, "open-correction", comment="数据有误").status_code == 302
    fill(world, "更正后")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    sign(world)
    today = clock.today().isoformat()
    post(as_("checker"), report, "number", document_number="新乡府文〔2023〕4号", dated_on=today)
    world.act(Act.SUBMIT, "checker")
    post(as_("publisher"), report, "secrecy-review", conclusion="public")
    assert (
        post(as_("publisher"), report, "correct", comment="更正一处数据。", kind="ordinary").status_code
        == 302
    )
    assert list(report.publications.values_list("number", "notice")) == [(1, ""), (2, "更正一处数据。")]


def publish_of(world: World) -> Report:
    report_at(world, Status.FILED)
    return publish(world)


def test_what_is_public_is_withdrawn_with_a_reason(as_: Any, world: World) -> None:
    report = publish_of(world)
    refused = post(as_("publisher"), report, "withdraw", comment=" ")
    assert refused.status_code == 422
    assert 'data-error="needs_reason"' in text_of(refused)
    assert post(as_("publisher"), report, "withdraw", comment="含个人信息").status_code == 302
    assert Report.objects.get(pk=report.pk).public_state == PublicState.WITHDRAWN


def test_what_may_not_be_public_is_withheld(as_: Any, world: World) -> None:
    report = report_at(world, Status.FILED)
    refused = post(as_("publisher"), report, "withhold", comment="涉密")
    assert refused.status_code == 409
    assert "涉密" in text_of(refused)
    post(as_("publisher"), report, "secrecy-review", conclusion="withheld", note="涉及国家秘密")
    assert post(as_("publisher"), report, "withhold", comment="涉密").status_code == 302


# ------------------------------------------------------------------------- the pages


def test_the_review_page_shows_the_document_and_what_to_look_at(as_: Any, world: World) -> None:
    report = report_at(world, Status.FILED)
    row = part_of(report, "measures").entries.get()
    page = text_of(as_("publisher").get(address(report, "secrecy-review/")))
    assert "调解矛盾纠纷36件" in page
    assert "身份证号" in page
    assert f'value="{row.pk}"' in page  # a row that may be left out
    response = post(
        as_("publisher"),
        report,
        "secrecy-review",
        conclusion="partial",
        omitted=[str(row.pk)],
        note="涉及个人",
    )
    assert response.status_code == 302
    page = text_of(as_("publisher").get(address(report, "publish/")))
    assert "本条依法不予公开" in page
    assert "调解矛盾纠纷36件" not in page


def test_a_foreign_row_is_not_left_out(as_: Any, world: World) -> None:
    report = report_at(world, Status.FILED)
    foreign = part_of(Report.objects.get(township=world.townships[1]), "plan").pk
    fields = {"conclusion": "partial", "omitted": [str(foreign)], "note": "涉及个人"}
    response = post(as_("publisher"), report, "secrecy-review", **fields)
    assert response.status_code == 422
    assert "涉及个人" in text_of(response)


def test_the_signature_form_knows_the_issuers_still_waiting_and_the_post(as_: Any, world: World) -> None:
    report = report_at(world, Status.SIGNING)
    page = text_of(as_("checker").get(address(report, "register-signature/")))
    assert report.issuers in page
    assert 'value="镇长"' in page
    assert 'value="同意"' in page
    assert f'value="{clock.today().isoformat()}"' in page


def test_the_number_form_has_the_date_of_the_last_signature(as_: Any, world: World) -> None:
    report = report_at(world, Status.SIGNED)
    page = text_of(as_("checker").get(address(report, "number/")))
    assert f'value="{clock.today().isoformat()}"' in page


def test_a_slip_of_the_pen_is_put_right_in_place(as_: Any, world: World) -> None:
    report = report_at(world, Status.SIGNED)
    row = part_of(report, "measures").entries.get()
    where = address(report, "amend-wording/")
    assert f"?entry={row.pk}" in text_of(as_("checker").get(where))
    page = text_of(as_("checker").get(f"{where}?entry={row.pk}"))
    assert row.body in page
    text = row.body.replace("法治宣传", "普法宣传")
    assert (
        post(as_("checker"), report, "amend-wording", entry=row.pk, field="body", text=text).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.body == text
    assert "法治宣传" in text_of(as_("checker").get(address(report, "history/")))
    changed = post(
        as_("checker"), report, "amend-wording", entry=row.pk, field="body", text=text.replace("36", "37")
    )
    assert changed.status_code == 422
    assert 'data-error="too_much"' in text_of(changed)
    assert "37件" in text_of(changed)
    wrong = post(as_("checker"), report, "amend-wording", entry=row.pk, field="cause", text="因")
    assert wrong.status_code == 422


def test_a_row_without_text_is_amended_in_its_heading(as_: Any, world: World) -> None:
    report = fill(world)
    row = part_of(report, "measures").entries.get()
    values = {"heading": "法治宣传一年办了许多场。", "body": ""}
    saving.save_entry(report.pk, row.pk, by=world.people["drafter"], revision=row.revision, values=values)
    for act in (Act.REQUEST_PREVIEW, Act.RECALL, Act.SEND_FOR_SIGNATURE):
        world.act(act, "drafter")
    sign(world)
    page = text_of(as_("checker").get(address(report, f"amend-wording/?entry={row.pk}")))
    assert '<option value="heading" selected>' in page
    assert "法治宣传一年办了许多场。" in page


# ------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("role", "slug", "code"),
    [
        ("publisher", "send-for-signature", "not_your_post"),
        ("drafter", "publish", "not_your_post"),
        ("signer", "submit", "not_your_post"),
    ],
)
def test_an_act_of_another_post_is_403_and_says_whose_it_is(
    as_: Any, draft: Report, role: str, slug: str, code: str
) -> None:
    for response in (as_(role).get(address(draft, f"{slug}/")), post(as_(role), draft, slug)):
        assert response.status_code == 403
        assert f'data-error="{code}"' in text_of(response)
    assert status(draft) == Status.DRAFT


def test_whoever_drafted_never_registers_the_signature(as_: Any, world: World) -> None:
    report = fill(world)
    world.people["checker"].posts.create(role="drafter", township=world.townships[0])
    both = User.objects.get(username="checker.1")
    saving.save_header(report.pk, by=both, revision=report.header_revision, values={"cc": "区府办"})
    for act in (Act.REQUEST_PREVIEW, Act.RECALL, Act.SEND_FOR_SIGNATURE):
        world.act(act, "drafter")
    fields = {
        "issuer": report.issuers,
        "name": "谭勇",
        "post": "镇长",
        "signed_on": clock.today().isoformat(),
    }
    response = post(as_("checker"), report, "register-signature", **fields)
    assert response.status_code == 403
    assert 'data-error="own_draft"' in text_of(response)
    assert "谭勇" in text_of(response)


@pytest.mark.parametrize(
    "versions",
    [
        {},
        {"version": "", "content_version": ""},
        {"version": "x", "content_version": "1"},
        {"version": "-1", "content_version": "1"},
        {"version": "0"},
        {"version": "有\0字符", "content_version": "1"},
        {"version": "9" * 30, "content_version": "1"},
    ],
)
def test_a_missing_or_garbled_version_changes_nothing(
    as_: Any, draft: Report, versions: dict[str, str]
) -> None:
    response = as_("drafter").post(address(draft, "request-preview/"), versions)
    assert response.status_code in (409, 422)
    assert "data-error=" in text_of(response)
    assert status(draft) == Status.DRAFT


def test_a_version_that_is_old_says_what_happened_and_keeps_the_words(as_: Any, world: World) -> None:
    report = report_at(world, Status.SIGNING)
    old = seen(report, comment="请领导再看")
    world.act(Act.SEND_BACK, "checker")
    response = as_("drafter").post(address(report, "send-back/"), old)
    page = text_of(response)
    assert response.status_code == 409
    assert "核稿人甲已在" in page
    assert "请领导再看" in page


def test_an_act_on_a_text_that_moved_on_is_asked_again(as_: Any, draft: Report, world: World) -> None:
    old = seen(draft)
    saving.save_header(
        draft.pk, by=world.people["checker"], revision=draft.header_revision, values={"cc": "区委办"}
    )
    response = as_("drafter").post(address(draft, "request-preview/"), old)
    page = text_of(response)
    assert response.status_code == 409
    assert 'data-error="text_changed"' in page
    draft.refresh_from_db()
    assert (
        f'name="content_version" value="{draft.content_version}"' in page
    )  # told of it, he may decide again


def test_a_second_click_answers_as_the_first(as_: Any, draft: Report) -> None:
    fields = seen(draft)
    for _click in range(2):
        assert as_("drafter").post(address(draft, "request-preview/"), fields).status_code == 302
    assert draft.events.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"issuer": "别的机关"}, "别的机关"),
        ({"name": ""}, "必填"),
        ({"name": "有\0字符"}, "空字符"),
        ({"name": "长" * 61}, "60"),
        ({"signed_on": "2023-02-31"}, "日期"),
        ({"signed_on": "2099-01-01"}, "签发日期不能晚于今天"),
    ],
)
def test_a_signature_that_cannot_be_keeps_the_other_fields(
    as_: Any, world: World, changed: dict[str, str], sentence: str
) -> None:
    report = report_at(world, Status.SIGNING)
    fields = {
        "issuer": report.issuers,
        "name": "谭勇",
        "post": "镇长",
        "signed_on": clock.today().isoformat(),
        "opinion": "同意上报",
    }
    response = post(as_("checker"), report, "register-signature", **fields | changed)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "同意上报" in text_of(response)
    assert not report.signatures.exists()


@pytest.mark.parametrize("slug", ["return", "file", "feedback", "send_back", "destroy"])
def test_acts_of_the_district_and_unknown_ones_are_not_here(as_: Any, draft: Report, slug: str) -> None:
    assert as_("checker").get(address(draft, f"{slug}/")).status_code == 404
    assert post(as_("checker"), draft, slug).status_code == 404


def test_words_typed_for_an_act_come_back_when_signed_out(world: World) -> None:
    report = report_at(world, Status.SIGNING)
    response = Client().post(address(report, "send-back/"), seen(report, comment="请领导再看"))
    assert response.status_code == 401
    assert "请领导再看" in text_of(response)


def test_a_form_shows_each_field_once_and_no_button_where_it_cannot_be_pressed(
    as_: Any, world: World
) -> None:
    report = report_at(world, Status.SIGNED)
    page = text_of(as_("checker").get(address(report, "submit/")))
    assert 'data-error="not_numbered"' in page
    assert "btn-primary" not in page


def test_every_act_of_the_township_has_a_page(as_: Any, world: World) -> None:
    from reports.views.filling.acts import ACTS

    report = report_at(world, Status.SIGNED)
    for slug in ACTS:
        for role in ("drafter", "checker", "signer", "publisher"):
            assert as_(role).get(address(report, f"{slug}/")).status_code in (200, 403), slug
    assert workflow.TABLE.keys() - set(ACTS.values()) == {
        Act.FEEDBACK,
        Act.AGREE,
        Act.START_REVIEW,
        Act.RETURN,
        Act.FILE,
    }


def test_a_portal_publication_needs_its_address(as_: Any, world: World) -> None:
    report = report_at(world, Status.FILED)
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    fields = {"channel": "portal", "portal_url": "www.wz.gov.cn/a", "portal_shown_on": "2023-01-10"}
    response = post(as_("publisher"), report, "publish", **fields)
    assert response.status_code == 422
    assert "www.wz.gov.cn/a" in text_of(response)
    fields["portal_url"] = "https://www.wz.gov.cn/a"
    assert post(as_("publisher"), report, "publish", **fields).status_code == 302
