"""What each act does beside moving the status, what it refuses, and that a repeat answers as the first did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reports import saving, workflow
from reports.content import Item, Part, sha256, to_json
from reports.enums import Act, Channel, PublicState, ReviewConclusion, Status, SubmissionStage
from reports.models import Entry, Remark
from reports.permissions import Refused
from tests import factories
from tests.factories import World, report_at
from townships import audit, clock
from townships.models import AuditChain, Role


def refused(code: str, world: World, act: Act, by: str, **details: Any) -> str:
    """The sentence of the refusal; nothing was changed by it."""
    before = world.report
    events = before.events.count()
    with pytest.raises(Refused) as caught:
        world.act(act, by, **details)
    assert caught.value.code == code, caught.value.sentence
    after = world.report
    assert (after.version, after.status, after.events.count()) == (before.version, before.status, events)
    return caught.value.sentence


def first_row(world: World, kind: str = "measures") -> Entry:
    return Entry.objects.live().filter(part__report=world.report, kind=kind).first()


# ------------------------------------------------------------------------- on the way upward


def test_five_parts_in_plain_paragraphs_can_be_filed(world: World) -> None:
    """减负: no figure, attachment, owner or date is asked for."""
    content = world.report.content()
    words = {**factories.WORDS, "other": "无。"}
    parts = tuple(Part(one.id, one.kind, one.title, (words[one.kind],)) for one in content.parts)
    saving.replace_content(world.report.pk, replace(content, parts=parts), by=world.people["drafter"])
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "checker")
    world.act(Act.FILE, "reviewer")
    assert world.report.state is Status.FILED


def test_an_act_stamps_time_and_person_and_is_a_row_of_the_chain(world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    assert (report.submitted_by, report.version) == (world.people["checker"], report.events.count())
    assert report.submitted_at == report.events.get(act=Act.SUBMIT).at
    chain = AuditChain.objects.get(district=world.district)
    assert chain.events.filter(subject=f"report:{report.pk}").count() == report.version
    assert audit.first_bad_row(chain) is None


def test_submitting_freezes_content_findings_and_gives_a_receipt(world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    frozen = report.latest_submission()
    assert frozen.content == report.content()
    assert frozen.sha256 == sha256(to_json(report.content()))
    assert frozen.content.document_number == "新乡府文〔2023〕3号"
    assert frozen.receipt == f"500101-2022-{report.township_id:04d}-2"
    assert frozen.findings == []
    assert [one.stage for one in report.submissions.all()] == [
        SubmissionStage.PREVIEW,
        SubmissionStage.FILING,
    ]


def test_findings_are_frozen_with_their_explanations(world: World) -> None:
    factories.fill(world)
    row = first_row(world)
    drafter = world.people["drafter"]
    saving.save_entry(world.report.pk, row.pk, by=drafter, revision=row.revision, values={"body": ""})
    assert "请核对" in refused("not_explained", world, Act.REQUEST_PREVIEW, "drafter")
    saving.explain(
        world.report.pk, by=drafter, rule="completeness.W003", place=str(row.pk), text="本条只列名称。"
    )
    world.act(Act.REQUEST_PREVIEW, "drafter")
    [finding] = world.report.latest_frozen().findings
    assert (finding["id"], finding["explanation"]) == ("completeness.W003", "本条只列名称。")


def test_an_incomplete_report_is_not_sent_on(world: World) -> None:
    assert "4处必须补正" in refused("not_complete", world, Act.REQUEST_PREVIEW, "drafter")


def test_a_report_without_title_is_not_sent_for_signature(world: World) -> None:
    factories.fill(world)
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    report = world.report
    saving.save_header(
        report.pk, by=world.people["drafter"], revision=report.header_revision, values={"title": ""}
    )
    refused("no_title", world, Act.SEND_FOR_SIGNATURE, "drafter")


def test_feedback_needs_a_word_and_releases_the_remarks(world: World) -> None:
    report = report_at(world, Status.REVIEWING)
    refused("needs_remark", world, Act.FEEDBACK, "reviewer")
    remark = Remark.objects.create(
        report=report,
        submission=report.latest_frozen(),
        text="请补充数字。",
        author=world.people["reviewer"],
        at=clock.now(),
    )
    world.act(Act.FEEDBACK, "reviewer")
    remark.refresh_from_db()
    assert remark.released_at == world.report.preview_answered_at
    assert world.report.township_label == "起草中（有预审意见，待修改）"
    assert world.report.district_label == "起草中（已反馈，待镇街修改）"


def test_agreement_is_shown_to_both_sides(world: World) -> None:
    report_at(world, Status.REVIEWING)
    world.act(Act.AGREE, "reviewer")
    assert world.report.township_label == "起草中（区里同意签报）"
    assert world.report.district_label == "起草中（已同意签报）"


def test_an_unchanged_draft_is_not_sent_for_preview_again(world: World) -> None:
    report_at(world, Status.REVIEWING)
    world.act(Act.FEEDBACK, "reviewer", comment="再看看数据。")
    refused("unchanged", world, Act.REQUEST_PREVIEW, "drafter")


def test_an_unanswered_preview_does_not_hold_the_report_up(world: World) -> None:
    report_at(world, Status.REVIEWING)
    world.act(Act.RECALL, "drafter")
    assert world.report.state is Status.DRAFT
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    assert world.report.state is Status.SIGNING


# ------------------------------------------------------------------------- signature and number


def signature(**changed: Any) -> dict[str, Any]:
    return {
        "issuer": "重庆市万州区新乡镇人民政府",
        "name": "谭勇",
        "post": "镇长",
        "signed_on": clock.today(),
    } | changed


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("unknown_issuer", {"issuer": "别的机关"}),
        ("invalid", {"name": " "}),
        ("invalid", {"post": ""}),
        ("date_in_future", {"signed_on": clock.today() + timedelta(days=1)}),
    ],
)
def test_a_signature_that_cannot_be_is_refused(world: World, code: str, changed: dict[str, Any]) -> None:
    report_at(world, Status.SIGNING)
    refused(code, world, Act.REGISTER_SIGNATURE, "checker", **signature(**changed))


def test_a_joint_issue_is_signed_with_the_last_issuer(db: Any) -> None:
    world = factories.make_world(joint_issue=True)
    report = report_at(world, Status.SIGNING)
    party, government = report.issuer_list
    assert party == "中共重庆市万州区新乡镇委员会"
    world.act(Act.REGISTER_SIGNATURE, "checker", **signature(issuer=party, post="党委书记"))
    assert world.report.state is Status.SIGNING
    refused("signed_before", world, Act.REGISTER_SIGNATURE, "checker", **signature(issuer=party))
    assert "核稿人" in workflow.why_not(world.report, Act.SEND_BACK, world.people["drafter"]).sentence
    world.act(Act.REGISTER_SIGNATURE, "checker", **signature(issuer=government))
    report = world.report
    assert (report.state, report.signed_by) == (Status.SIGNED, world.people["checker"])
    assert [one.issuer for one in report.content().signatures] == [party, government]


def test_whoever_drafted_registers_no_signature(world: World) -> None:
    from townships.models import Post

    Post.objects.create(user=world.people["checker"], role=Role.DRAFTER, township=world.townships[0])
    factories.fill(world)
    row = first_row(world)
    checker = type(world.people["checker"]).objects.get(pk=world.people["checker"].pk)
    saving.save_entry(world.report.pk, row.pk, by=checker, revision=row.revision, values={"body": "改过。"})
    world.people["checker"] = checker
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    refused("own_draft", world, Act.REGISTER_SIGNATURE, "checker", **signature())


def test_whoever_edited_never_files(world: World) -> None:
    from townships.models import Post

    reviewer = world.people["reviewer"]
    Post.objects.create(user=reviewer, role=Role.CHECKER, township=world.townships[0])
    world.people["reviewer"] = reviewer = type(reviewer).objects.get(pk=reviewer.pk)
    factories.fill(world)
    row = first_row(world)
    saving.save_entry(world.report.pk, row.pk, by=reviewer, revision=row.revision, values={"body": "改过。"})
    world.act(Act.REQUEST_PREVIEW, "drafter")
    refused("own_edit", world, Act.AGREE, "reviewer")


@pytest.mark.parametrize(
    ("code", "text", "days"),
    [
        ("bad_number", "新府文2023年3号", 0),
        ("bad_number", "新府文〔2023〕03号", 0),
        ("date_in_future", "新府文〔2023〕3号", 1),
        ("date_not_signed", "新府文〔2023〕3号", -1),
    ],
)
def test_a_number_or_date_that_cannot_be_is_refused(world: World, code: str, text: str, days: int) -> None:
    report_at(world, Status.SIGNED)
    dated = clock.today() + timedelta(days=days)
    refused(code, world, Act.NUMBER, "checker", document_number=text, dated_on=dated)


def test_a_number_is_used_once_in_a_township(world: World) -> None:
    from reports.opening import open_year

    report_at(world, Status.SUBMITTED)
    world.year = open_year(world.district, 2023)
    report_at(world, Status.SIGNED, marker="另一年")
    number = {"document_number": "新乡府文[2023]3号", "dated_on": clock.today()}
    refused("number_taken", world, Act.NUMBER, "checker", **number)


def test_a_slip_of_the_pen_is_amended_logged_and_shown(world: World) -> None:
    report_at(world, Status.SIGNED)
    row = first_row(world)
    text = row.body.replace("，", "；")
    world.act(Act.AMEND_WORDING, "checker", entry=row.pk, field="body", text=text)
    event = world.report.events.last()
    assert (event.detail["before"], event.detail["after"]) == (row.body, text)
    assert world.report.state is Status.SIGNED


def test_substance_goes_back_to_the_signers(world: World) -> None:
    report_at(world, Status.SIGNED)
    row = first_row(world)
    amend = {"entry": row.pk, "field": "body"}
    sentence = refused(
        "too_much", world, Act.AMEND_WORDING, "checker", **amend, text=row.body.replace("5", "6")
    )
    assert "数字" in sentence
    refused("too_much", world, Act.AMEND_WORDING, "checker", **amend, text=row.body + "一" * 21)
    refused("unchanged", world, Act.AMEND_WORDING, "checker", **amend, text=row.body)
    refused("invalid", world, Act.AMEND_WORDING, "checker", entry=row.pk, field="owner", text="甲")


def test_unlocking_ends_the_round_of_signatures(world: World) -> None:
    report_at(world, Status.SIGNED)
    refused("needs_reason", world, Act.UNLOCK, "checker", comment=" ")
    world.act(Act.UNLOCK, "checker", comment="数据要改")
    report = world.report
    assert (report.state, report.signing_round, report.signed_at, report.content().signatures) == (
        Status.DRAFT,
        2,
        None,
        (),
    )
    assert report.signatures.count() == 1


def test_sending_back_opens_the_text_again(world: World) -> None:
    report_at(world, Status.SIGNING)
    world.act(Act.SEND_BACK, "signer", comment="第二部分再改")
    assert world.report.is_editable
    assert world.report.sent_for_signature_at is None


# ------------------------------------------------------------------------- submitted, returned, recalled


def test_recall_before_it_is_opened_and_not_after(world: World) -> None:
    report_at(world, Status.SUBMITTED)
    world.act(Act.RECALL, "checker")
    report = world.report
    assert (report.state, report.submitted_at, report.latest_submission()) == (Status.SIGNED, None, None)
    world.act(Act.SUBMIT, "checker")
    world.act(Act.START_REVIEW, "reviewer")
    refused("already_opened", world, Act.RECALL, "checker")
    refused("already_opened", world, Act.START_REVIEW, "reviewer")


def test_a_second_submission_recalled_gives_back_the_first(world: World) -> None:
    report_at(world, Status.RETURNED)
    first = world.report.submissions.filed_upward().get()
    factories.fill(world, "补充了原因")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "checker")
    world.act(Act.RECALL, "checker")
    assert (world.report.submitted_at, world.report.submitted_by) == (first.at, first.by)


def test_a_return_carries_remarks_and_a_new_date(world: World) -> None:
    report_at(world, Status.SUBMITTED)
    refused("bad_date", world, Act.RETURN, "reviewer", comment="请改", due=None)
    refused("bad_date", world, Act.RETURN, "reviewer", comment="请改", due=clock.now())
    due = factories.later(5)
    refused("needs_remark", world, Act.RETURN, "reviewer", due=due)
    world.act(Act.RETURN, "reviewer", comment="请补充原因", due=due)
    report = world.report
    assert (report.state, report.due, report.signing_round) == (Status.RETURNED, due, 2)


def test_an_identical_resubmission_is_refused(world: World) -> None:
    report_at(world, Status.RETURNED)
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(world)
    factories.number(world)
    refused("unchanged", world, Act.SUBMIT, "checker")


# ------------------------------------------------------------------------- publication


def test_publication_is_the_reviewed_submission_with_server_time_and_no_signer(world: World) -> None:
    report_at(world, Status.FILED)
    report = factories.publish(world)
    made = report.current_publication()
    assert (made.number, made.submission) == (1, report.latest_submission())
    assert made.content == replace(made.submission.content, signatures=())
    assert made.published_at == report.published_at == report.events.last().at
    assert made.sha256 == sha256(made.content_json)


def test_a_review_of_an_older_copy_says_nothing_of_the_newer(world: World) -> None:
    report_at(world, Status.FILED)
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    world.act(Act.OPEN_CORRECTION, "drafter", comment="改一处")
    factories.fill(world, "新稿")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "checker")
    refused("not_reviewed", world, Act.PUBLISH, "publisher")


def test_partial_publication_keeps_the_numbers_and_hides_the_row(world: World) -> None:
    report_at(world, Status.FILED, marker="机密内容")
    row = str(first_row(world).pk)
    partial = {"conclusion": ReviewConclusion.PARTIAL}
    refused("needs_reason", world, Act.SECRECY_REVIEW, "publisher", **partial, omitted=(row,))
    refused("invalid", world, Act.SECRECY_REVIEW, "publisher", **partial, note="涉密")
    unknown = "00000000-0000-4000-8000-000000000000"
    refused("invalid", world, Act.SECRECY_REVIEW, "publisher", **partial, note="涉密", omitted=(unknown,))
    shortcoming = str(first_row(world, "shortcomings").pk)
    world.act(Act.SECRECY_REVIEW, "publisher", **partial, note="涉密", omitted=(row, shortcoming))
    world.act(Act.PUBLISH, "publisher")
    made = world.report.current_publication()
    assert "机密内容" not in made.content_json.replace(factories.WORDS["plan"], "")
    assert made.content.parts[1].items == (Item(id=row, heading="（本条依法不予公开）"),)


def test_withholding_needs_the_review_to_say_so(world: World) -> None:
    report_at(world, Status.FILED)
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.WITHHELD, note="涉及国家秘密")
    refused("review_forbids", world, Act.PUBLISH, "publisher")
    refused("needs_reason", world, Act.WITHHOLD, "publisher", comment="")
    world.act(Act.WITHHOLD, "publisher", comment="涉及国家秘密")
    assert world.report.public_state == PublicState.WITHHELD


def test_a_publication_on_the_portal_carries_its_address_and_date(world: World) -> None:
    report_at(world, Status.FILED)
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    portal = {"channel": Channel.PORTAL, "portal_shown_on": clock.today()}
    refused("invalid", world, Act.PUBLISH, "publisher", **portal, portal_url="javascript:x")
    world.act(Act.PUBLISH, "publisher", **portal, portal_url="https://www.wz.gov.cn/t1.html")
    assert world.report.current_publication().portal_url == "https://www.wz.gov.cn/t1.html"


def test_a_correction_is_the_next_number_and_the_earlier_text_stays(world: World) -> None:
    report_at(world, Status.FILED)
    factories.publish(world)
    refused("nothing_new", world, Act.CORRECT, "publisher", comment="更正")
    report = factories.correct(world)
    assert [(one.number, one.taken_down_at) for one in report.publications.all()] == [(1, None), (2, None)]
    assert report.current_publication().notice == "更正一处数据。"


@pytest.mark.parametrize(
    "details", [{"take_down": True}, {"kind": "privacy"}, {"kind": "secrecy"}, {"kind": "wording"}]
)
def test_some_corrections_take_the_earlier_text_down(world: World, details: dict[str, Any]) -> None:
    report_at(world, Status.FILED)
    factories.publish(world)
    report = factories.correct(world, **details)
    assert [one.number for one in report.publications.readable()] == [2]


def test_withdrawal_leaves_nothing_readable_and_a_correction_brings_the_next_number(world: World) -> None:
    report_at(world, Status.FILED)
    factories.publish(world)
    refused("needs_reason", world, Act.WITHDRAW, "publisher", comment="")
    world.act(Act.WITHDRAW, "publisher", comment="内容有误")
    assert world.report.public_state == PublicState.WITHDRAWN
    assert world.report.current_publication() is None
    report = factories.correct(world)
    assert (report.public_state, report.current_publication().number) == (PublicState.PUBLISHED, 2)


def test_what_is_public_stays_public_while_a_correction_is_written(world: World) -> None:
    report_at(world, Status.FILED)
    factories.publish(world)
    world.act(Act.OPEN_CORRECTION, "drafter", comment="数据有误")
    report = world.report
    assert (report.state, report.public_state) == (Status.DRAFT, PublicState.PUBLISHED)
    assert (report.township_label, report.district_label) == ("更正稿起草中", "镇街更正中")
    assert report.current_publication().number == 1


# ------------------------------------------------------------------------- the door itself


def go(world: World, act: Act, by: str, version: int, content: int, **details: Any) -> Any:
    return workflow.perform(
        act, world.report.pk, by=world.people[by], version=version, content_version=content, **details
    )


def test_a_repeated_act_answers_as_the_first_did(world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    seen = (report.version, report.content_version)
    first = go(world, Act.FILE, "reviewer", *seen)
    assert go(world, Act.FILE, "reviewer", *seen) == first
    assert world.report.version == seen[0] + 1


def test_an_overtaken_act_says_who_was_first(world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    seen = (report.version, report.content_version)
    go(world, Act.FILE, "reviewer", *seen)
    with pytest.raises(Refused) as caught:
        go(world, Act.RETURN, "reviewer", *seen, comment="请改", due=factories.later(3))
    assert caught.value.code == "overtaken"
    assert "“退回修改”没有执行：区审核人甲已在" in caught.value.sentence
    assert "“审核通过并备案”" in caught.value.sentence


def test_an_act_from_a_version_that_never_was_is_stale(world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    with pytest.raises(Refused) as caught:
        go(world, Act.FILE, "reviewer", report.version + 5, report.content_version)
    assert caught.value.code == "stale"


def test_nobody_decides_on_text_he_has_not_seen(world: World) -> None:
    report = factories.fill(world)
    seen = (report.version, report.content_version)
    factories.fill(world, "又改了")
    with pytest.raises(Refused) as caught:
        go(world, Act.REQUEST_PREVIEW, "drafter", *seen)
    assert caught.value.code == "text_changed"


def test_a_report_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(Refused) as caught:
        workflow.perform(
            Act.FILE,
            "00000000-0000-4000-8000-000000000000",
            by=world.people["reviewer"],
            version=0,
            content_version=0,
        )
    assert caught.value.code == "not_found"


def test_a_failing_act_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    report_at(world, Status.SUBMITTED)
    before = (world.report.version, world.report.status)

    def fails(**_: Any) -> None:
        raise RuntimeError("the last statement fails")

    monkeypatch.setattr("reports.workflow.door.audit.append", fails)
    with pytest.raises(RuntimeError):
        world.act(Act.FILE, "reviewer")
    assert (world.report.version, world.report.status) == before
    assert not world.report.events.filter(act=Act.FILE).exists()
