"""What each act leaves behind: status, stamps, rounds, frozen copies, events, audit rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from reports import saving, workflow
from reports.content import Part, sha256, to_json
from reports.enums import Act, PublicState, ReviewConclusion, Status, SubmissionStage
from reports.models import Entry, Remark, ReportEvent, Submission
from reports.models.report import STAMPS
from tests import factories
from townships import clock
from townships.models import AuditEvent, Role

pytestmark = pytest.mark.django_db


def stamps(report) -> set[str]:
    """The stamps that are set, each with its person."""
    return {one for one in STAMPS if getattr(report, f"{one}_at") and getattr(report, f"{one}_by")}


def remark(world, text: str = "请补充。") -> Remark:
    frozen = world.report.latest_frozen()
    return Remark.objects.create(
        report=world.report, submission=frozen, text=text, author=world.people["reviewer"], at=clock.now()
    )


def test_every_act_leaves_one_event_and_one_audit_row(world):
    moment = datetime(2023, 1, 13, 9, 30, tzinfo=clock.SHANGHAI)
    factories.fill(world)
    before = AuditEvent.objects.count()
    with clock.demo_clock(moment):
        event = world.act(Act.REQUEST_PREVIEW, "drafter")
    assert (event.from_version, event.from_status, event.to_status) == (0, "draft", "reviewing")
    assert (event.at, event.by) == (moment, world.people["drafter"])
    row = AuditEvent.objects.order_by("sequence").last()
    assert AuditEvent.objects.count() == before + 1
    assert (row.action, row.actor, row.subject) == (
        "report.request_preview",
        world.people["drafter"],
        f"report:{world.report.pk}",
    )
    assert row.detail == {"from": "draft", "to": "reviewing", "version": 0, "submission": 1}
    assert world.report.version == 1
    assert world.report.preview_requested_at == moment


def test_a_preview_freezes_the_draft_and_says_when_it_was_answered(world):
    report = factories.report_at(world, Status.REVIEWING)
    frozen = report.latest_frozen()
    assert (frozen.stage, frozen.number) == (SubmissionStage.PREVIEW, 1)
    assert report.latest_submission() is None
    written = remark(world)
    world.act(Act.FEEDBACK, "reviewer")
    written.refresh_from_db()
    assert written.released_at
    assert stamps(world.report) == {"preview_requested", "preview_answered"}
    assert world.report.township_label == "起草中（有预审意见，待修改）"
    assert world.report.district_label == "起草中（已反馈，待镇街修改）"


def test_feedback_says_something(world):
    factories.report_at(world, Status.REVIEWING)
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.FEEDBACK, "reviewer", comment="  ")
    assert refused.value.code == "needs_remark"
    assert world.report.state is Status.REVIEWING
    world.act(Act.FEEDBACK, "reviewer", comment="请核对数据。")
    assert world.report.state is Status.DRAFT


def test_agreement_needs_no_word_and_ends_with_the_next_preview(world):
    factories.report_at(world, Status.REVIEWING)
    world.act(Act.AGREE, "reviewer")
    assert world.report.preview_agreed
    assert world.report.township_label == "起草中（区里同意签报）"
    assert world.report.district_label == "起草中（已同意签报）"
    factories.fill(world, "又改。")
    world.act(Act.REQUEST_PREVIEW, "drafter")
    assert not world.report.preview_agreed


def test_a_recalled_preview_lets_the_township_go_on_without_an_answer(world):
    factories.report_at(world, Status.REVIEWING)
    world.act(Act.RECALL, "drafter")
    report = world.report
    assert report.state is Status.DRAFT
    assert report.latest_frozen() is None
    assert stamps(report) == {"preview_requested"}
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    assert world.report.state is Status.SIGNING


def test_a_joint_report_is_signed_with_its_last_issuer():
    world = factories.make_world(joint_issue=True)
    factories.report_at(world, Status.SIGNING)
    party, government = world.report.issuer_list
    assert party.startswith("中共")
    details = {"name": " 谭勇 ", "post": "镇长", "signed_on": clock.today()}
    world.act(Act.REGISTER_SIGNATURE, "checker", issuer=government, **details)
    assert world.report.state is Status.SIGNING
    assert "signed" not in stamps(world.report)
    world.act(Act.REGISTER_SIGNATURE, "checker", issuer=party, **details)
    assert world.report.state is Status.SIGNED
    assert "signed" in stamps(world.report)
    assert [one.name for one in world.report.content().signatures] == ["谭勇", "谭勇"]


def test_one_issuer_signs_once():
    world = factories.make_world(joint_issue=True)
    factories.report_at(world, Status.SIGNING)
    details = {"issuer": world.report.issuer_list[0], "name": "谭勇", "post": "镇长", "signed_on": clock.today()}
    world.act(Act.REGISTER_SIGNATURE, "checker", **details)
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.REGISTER_SIGNATURE, "checker", **details)
    assert refused.value.code == "signed_before"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"issuer": "别的机关"}, "unknown_issuer"),
        ({"name": " "}, "invalid"),
        ({"post": ""}, "invalid"),
        ({"signed_on": "tomorrow"}, "date_in_future"),
    ],
)
def test_a_signature_names_who_signed_what_and_when(world, changed, code):
    factories.report_at(world, Status.SIGNING)
    if "signed_on" in changed:
        changed = {"signed_on": clock.today() + timedelta(days=1)}
    details = {"issuer": world.report.issuer_list[0], "name": "谭勇", "post": "镇长", "signed_on": clock.today()}
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.REGISTER_SIGNATURE, "checker", **details | changed)
    assert refused.value.code == code
    assert world.report.signatures.count() == 0


def test_a_head_signs_on_line_where_the_district_allows_it():
    world = factories.make_world(online_signing=True)
    factories.report_at(world, Status.SIGNING)
    issuer = world.report.issuer_list[0]
    world.act(
        Act.REGISTER_SIGNATURE, "signer", issuer=issuer, name="谭勇", post="镇长", signed_on=clock.today()
    )
    assert world.report.state is Status.SIGNED
    assert workflow.acts.signs_for_himself(world.people["signer"], world.report)
    assert not workflow.acts.signs_for_himself(world.people["checker"], world.report)


def test_sending_back_ends_the_round_of_signatures():
    world = factories.make_world(joint_issue=True)
    factories.report_at(world, Status.SIGNING)
    world.act(Act.SEND_BACK, "drafter")
    assert world.report.signing_round == 1, "nobody had signed"
    assert stamps(world.report) == {"preview_requested", "preview_answered"}
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    issuer = world.report.issuer_list[0]
    world.act(
        Act.REGISTER_SIGNATURE, "checker", issuer=issuer, name="谭勇", post="书记", signed_on=clock.today()
    )
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.SEND_BACK, "drafter")
    assert refused.value.code == "already_signed"
    world.act(Act.SEND_BACK, "signer", comment="请改第二段。")
    assert world.report.signing_round == 2
    assert world.report.content().signatures == ()


def test_unlocking_takes_the_signatures_and_the_number_back(world):
    factories.report_at(world, Status.SIGNED)
    factories.number(world)
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.UNLOCK, "checker", comment=" ")
    assert refused.value.code == "needs_reason"
    world.act(Act.UNLOCK, "checker", comment="漏了一段")
    report = world.report
    assert (report.state, report.signing_round) == (Status.DRAFT, 2)
    assert stamps(report) == {"preview_requested", "preview_answered"}


# ------------------------------------------------------------------------- who may not


def test_whoever_drafted_registers_no_signature_and_reviews_no_publication(world):
    world.people["checker"].posts.create(role=Role.DRAFTER, township=world.townships[0])
    world.people["drafter"].posts.create(role=Role.CHECKER, township=world.townships[0])
    world.people["drafter"].posts.create(role=Role.PUBLISHER, township=world.townships[0])
    report = factories.report_at(world, Status.SIGNING)
    assert workflow.why_not(report, Act.REGISTER_SIGNATURE, world.people["drafter"]).code == "own_draft"
    assert workflow.why_not(report, Act.REGISTER_SIGNATURE, world.people["checker"]) is None
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "checker")
    assert workflow.why_not(world.report, Act.SECRECY_REVIEW, world.people["drafter"]).code == "own_draft"


def test_whoever_edited_agrees_to_nothing_and_files_nothing(world):
    person = world.people["reviewer"]
    person.posts.create(role=Role.CHECKER, township=world.townships[0])
    report = world.report
    saving.save_part(
        report.pk, report.parts.first().pk, by=person, revision=1, values={"title": "", "opening": "引言"}
    )
    factories.report_at(world, Status.REVIEWING)
    assert workflow.why_not(world.report, Act.AGREE, person).code == "own_edit"
    assert workflow.why_not(world.report, Act.FEEDBACK, person) is None


def test_a_report_without_title_or_issuer_is_not_signed(world):
    report = factories.report_at(world, Status.REVIEWING)
    world.act(Act.AGREE, "reviewer")
    saving.save_header(report.pk, by=world.people["drafter"], revision=world.report.header_revision, values={"issuers": ""})
    assert workflow.why_not(world.report, Act.SEND_FOR_SIGNATURE, world.people["drafter"]).code == "no_title"


def test_a_warning_stops_until_it_is_explained(world):
    report = factories.fill(world)
    part = report.parts.get(kind="measures")
    row = saving.add_entry(report.pk, part.pk, by=world.people["drafter"], values={"heading": "只有标题"})
    assert workflow.why_not(world.report, Act.REQUEST_PREVIEW, world.people["drafter"]).code == "not_explained"
    saving.explain(
        report.pk, by=world.people["drafter"], rule="completeness.W003", place=str(row.pk), text="待附件补充"
    )
    world.act(Act.REQUEST_PREVIEW, "drafter")
    finding = world.report.latest_frozen().findings[0]
    assert (finding["id"], finding["explanation"]) == ("completeness.W003", "待附件补充")


# ------------------------------------------------------------------------- number and submission


def test_the_number_is_written_as_the_standard_wants(world):
    factories.report_at(world, Status.SIGNED)
    factories.number(world, "新乡府文 [2023] 3号")
    report = world.report
    assert report.document_number == "新乡府文〔2023〕3号"
    assert report.dated_on == clock.today()
    factories.number(world, "新乡府文〔2023〕4号")
    assert world.report.document_number == "新乡府文〔2023〕4号"


@pytest.mark.parametrize("text", ["", "新乡府文2023-3号", "新乡府文〔2023〕第3号", "新乡府文〔2023〕03号", "新乡府文〔23〕3号"])
def test_a_number_in_another_form_is_refused(world, text):
    factories.report_at(world, Status.SIGNED)
    with pytest.raises(workflow.Refused) as refused:
        factories.number(world, text)
    assert refused.value.code == "bad_number"
    assert world.report.numbered_at is None


def test_the_date_is_that_of_the_last_signature(world):
    factories.report_at(world, Status.SIGNED)
    for days, code in ((1, "date_in_future"), (-1, "date_not_signed")):
        with pytest.raises(workflow.Refused) as refused:
            factories.number(world, on=clock.today() + timedelta(days=days))
        assert refused.value.code == code


def test_a_number_is_used_for_one_report_of_a_township(world):
    from reports import opening

    factories.report_at(world, Status.SIGNED)
    factories.number(world)
    first = world.report
    world.year = opening.open_year(world.district, 2023)
    factories.report_at(world, Status.SIGNED)
    assert world.report != first
    with pytest.raises(workflow.Refused) as refused:
        factories.number(world)
    assert refused.value.code == "number_taken"


def test_a_submission_freezes_text_hash_findings_and_receipt(world):
    report = factories.report_at(world, Status.SUBMITTED)
    frozen = report.latest_submission()
    assert frozen.content == report.content()
    assert frozen.sha256 == sha256(to_json(report.content()))
    assert frozen.content.document_number == "新乡府文〔2023〕3号"
    assert frozen.content.signatures[0].name == "谭勇"
    assert frozen.receipt == f"500101-2022-{report.township_id:04d}-2"
    event = report.events.get(act=Act.SUBMIT)
    assert event.detail == {"submission": 2, "sha256": frozen.sha256, "receipt": frozen.receipt}
    assert [one["severity"] for one in frozen.findings if one["severity"] != "hint"] == []


def test_five_parts_in_plain_paragraphs_can_be_filed(world):
    """减负: no row, figure, attachment, owner or date is needed (design §1)."""
    from dataclasses import replace

    content = world.report.content()
    plain = [
        Part(part.id, part.kind, part.title, (factories.WORDS.get(part.kind, "没有其他情况。"),))
        for part in content.parts
    ]
    saving.replace_content(world.report.pk, replace(content, parts=tuple(plain)), by=world.people["drafter"])
    world.act(Act.REQUEST_PREVIEW, "drafter")
    world.act(Act.AGREE, "reviewer")
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "drafter")
    world.act(Act.FILE, "reviewer")
    assert world.report.state is Status.FILED
    assert Entry.objects.count() == 0


def test_a_recalled_submission_is_as_if_it_had_not_been_sent(world):
    report = factories.report_at(world, Status.SUBMITTED)
    world.act(Act.RECALL, "drafter", comment="漏盖章")
    report = world.report
    assert (report.state, report.submitted_at, report.latest_submission()) == (Status.SIGNED, None, None)
    assert Submission.objects.filter(recalled_by=world.people["drafter"]).count() == 1
    world.act(Act.SUBMIT, "checker")
    assert world.report.latest_submission().number == 3, "numbers are never used again"


def test_recalling_a_resubmission_leaves_the_first_one_standing(world):
    factories.report_at(world, Status.RETURNED)
    first = world.report.latest_submission()
    resubmit(world)
    world.act(Act.RECALL, "checker")
    assert world.report.latest_submission() == first
    assert (world.report.submitted_at, world.report.submitted_by) == (first.at, first.by)


def resubmit(world, marker: str = "补充一句。") -> None:
    factories.fill(world, marker)
    world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(world)
    factories.number(world)
    world.act(Act.SUBMIT, "checker")


def test_a_return_names_a_date_to_come_and_shows_the_remarks(world):
    factories.report_at(world, Status.SUBMITTED)
    written = remark(world)
    for due in (None, factories.later(-1)):
        with pytest.raises(workflow.Refused) as refused:
            world.act(Act.RETURN, "reviewer", due=due)
        assert refused.value.code == "bad_date"
    due = factories.later(3)
    world.act(Act.RETURN, "reviewer", due=due)
    written.refresh_from_db()
    report = world.report
    assert written.released_at
    assert (report.state, report.due, report.signing_round) == (Status.RETURNED, due, 2)
    assert report.events.get(act=Act.RETURN).comment == "见批注"
    assert {"signed", "numbered", "opened"} & stamps(report) == set()
    resubmit(world)
    assert world.report.resubmit_due is None


def test_a_return_without_a_remark_or_a_word_is_refused(world):
    factories.report_at(world, Status.SUBMITTED)
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.RETURN, "reviewer", due=factories.later(3))
    assert refused.value.code == "needs_remark"
    assert world.report.resubmit_due is None


def test_filing_releases_what_was_remarked(world):
    factories.report_at(world, Status.SUBMITTED)
    written = remark(world, "下次请写明数据来源。")
    world.act(Act.START_REVIEW, "reviewer")
    world.act(Act.FILE, "reviewer")
    written.refresh_from_db()
    assert written.released_at
    assert {"opened", "filed"} <= stamps(world.report)


def test_a_correction_opens_the_text_and_leaves_what_is_public(world):
    factories.report_at(world, Status.FILED)
    report = factories.publish(world)
    public = report.current_publication()
    with pytest.raises(workflow.Refused) as refused:
        world.act(Act.OPEN_CORRECTION, "drafter", comment="")
    assert refused.value.code == "needs_reason"
    world.act(Act.OPEN_CORRECTION, "drafter", comment="数据有误")
    report = world.report
    assert (report.state, report.public_state) == (Status.DRAFT, PublicState.PUBLISHED)
    assert report.current_publication() == public
    assert (report.township_label, report.district_label) == ("更正稿起草中", "镇街更正中")
