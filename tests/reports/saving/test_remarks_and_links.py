"""Answers to remarks, wordings taken, explanations, and which shortcomings a plan item answers."""

from __future__ import annotations

from uuid import uuid4

import pytest

from reports import remarking, saving
from reports.enums import Act, Status
from reports.models import Entry, Remark
from reports.permissions import Refused
from tests import factories
from townships import clock


@pytest.fixture
def remarked(desk):
    """A returned report with one released remark that proposes a wording."""
    factories.report_at(desk.world, Status.SUBMITTED)
    row = Entry.objects.get(kind="measures")
    remarking.add(
        desk.report.pk,
        by=desk.world.people["reviewer"],
        text="用语请统一。",
        place=str(row.pk),
        quote="矛盾纠纷",
        proposed="民间纠纷",
    )
    desk.world.act(Act.RETURN, "reviewer", due=factories.later(3))
    return desk, Remark.objects.get(), row


def code_of(call, *args, **details) -> str:
    with pytest.raises(Refused) as raised:
        call(*args, **details)
    return raised.value.code


def test_an_answer_stands_beside_its_remark_and_can_be_taken_back(remarked):
    desk, remark, _ = remarked
    saving.answer(desk.report.pk, remark.pk, by=desk.drafter, text=" 已统一。 ")
    remark.refresh_from_db()
    assert (remark.answer, remark.answered_by) == ("已统一。", desk.drafter)
    saving.answer(desk.report.pk, str(remark.pk), by=desk.checker, text="")
    remark.refresh_from_db()
    assert (remark.answer, remark.answered_at, remark.answered_by) == ("", None, None)


def test_an_answer_too_long_or_to_no_remark_is_refused(remarked):
    desk, remark, _ = remarked
    answer = {"by": desk.drafter, "text": "长" * 2001}
    assert code_of(saving.answer, desk.report.pk, remark.pk, **answer) == "invalid"
    assert code_of(saving.answer, desk.report.pk, uuid4(), by=desk.drafter, text="好") == "not_found"
    Remark.objects.update(released_at=None)
    assert code_of(saving.answer, desk.report.pk, remark.pk, by=desk.drafter, text="好") == "not_found"


def test_a_proposed_wording_is_taken_with_one_click(remarked):
    desk, remark, row = remarked
    assert saving.adopt(desk.report.pk, remark.pk, by=desk.drafter).outcome == "saved"
    row.refresh_from_db()
    remark.refresh_from_db()
    assert "调解民间纠纷36件" in row.body
    assert remark.adopted_at


def test_a_quote_that_is_gone_is_not_replaced(remarked):
    desk, remark, _row = remarked
    saving.adopt(desk.report.pk, remark.pk, by=desk.drafter)
    assert code_of(saving.adopt, desk.report.pk, remark.pk, by=desk.drafter) == "quote_gone"


def test_a_remark_without_proposal_has_nothing_to_take(remarked):
    desk, remark, _ = remarked
    Remark.objects.update(proposed="")
    assert code_of(saving.adopt, desk.report.pk, remark.pk, by=desk.drafter) == "quote_gone"


def test_a_wording_for_a_row_put_away_is_not_taken(remarked):
    desk, remark, row = remarked
    row.refresh_from_db()
    saving.delete_entry(desk.report.pk, row.pk, by=desk.drafter, revision=row.revision)
    assert saving.adopt(desk.report.pk, remark.pk, by=desk.drafter).outcome == "deleted"
    remark.refresh_from_db()
    assert remark.adopted_at is None


def test_a_remark_on_the_whole_report_has_no_row_to_change(remarked):
    desk, remark, _ = remarked
    Remark.objects.update(item=None, part=None)
    assert code_of(saving.adopt, desk.report.pk, remark.pk, by=desk.drafter) == "not_found"


# ------------------------------------------------------------------------- explanations


def explain(desk, text, rule="completeness.W003", place="x"):
    saving.explain(desk.report.pk, by=desk.drafter, rule=rule, place=place, text=text)


def test_an_explanation_is_written_changed_and_taken_back(desk):
    explain(desk, "待补")
    explain(desk, "附件中有")
    assert [one.text for one in desk.report.explanations.all()] == ["附件中有"]
    explain(desk, "")
    assert not desk.report.explanations.exists()


def test_an_explanation_too_long_is_refused(desk):
    assert code_of(explain, desk, "长" * 501) == "invalid"


# ------------------------------------------------------------------------- answers to shortcomings


def link(desk, plan, *targets):
    saving.set_answers(desk.report.pk, plan.pk, [str(one) for one in targets], by=desk.drafter)


def test_a_plan_item_is_tied_to_the_shortcomings_it_answers(desk):
    first, second = desk.row("shortcomings"), desk.row("shortcomings")
    plan = desk.row("plan")
    before = desk.report.content_version
    link(desk, plan, first.pk, second.pk)
    link(desk, plan, first.pk, second.pk)
    assert desk.report.content_version == before + 1, "the same again is no change"
    link(desk, plan, second.pk)
    assert set(plan.answers.all()) == {second}
    saving.delete_entry(desk.report.pk, second.pk, by=desk.drafter, revision=1)
    part = next(one for one in desk.report.content().parts if one.kind == "plan")
    assert part.items[0].answers == ()


def test_only_plan_items_answer_and_only_shortcomings_are_answered(desk):
    shortcoming, plan, measure = desk.row("shortcomings"), desk.row("plan"), desk.row("measures")
    assert code_of(link, desk, measure, shortcoming.pk) == "invalid"
    for target in (measure.pk, uuid4(), "x"):
        assert code_of(link, desk, plan, target) == "not_found"
    assert not plan.answers.exists()


def test_remarks_are_read_only_where_the_text_is_locked(remarked):
    desk, remark, _ = remarked
    desk.world.act(Act.SEND_FOR_SIGNATURE, "drafter")
    assert code_of(saving.answer, desk.report.pk, remark.pk, by=desk.drafter, text="好") == "locked"
    assert clock.now() >= remark.released_at
