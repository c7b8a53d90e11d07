"""The whole matrix: every act × every status × every kind of person × the policies of the year.

The table below is written from design §4 by hand, not read from ``workflow.TABLE``: if the two disagree, one of
them is wrong.
"""

from __future__ import annotations

from typing import Any

import pytest

from reports import workflow
from reports.enums import Act, ReviewPolicy, Status
from tests import factories
from townships.models import Role

S = Status
#: act → (statuses it starts from, posts that do it). Public state: unpublished throughout.
DESIGN: dict[Act, tuple[set[Status], set[str]]] = {
    Act.REQUEST_PREVIEW: ({S.DRAFT, S.RETURNED}, {"drafter", "checker"}),
    Act.FEEDBACK: ({S.REVIEWING}, {"reviewer"}),
    Act.AGREE: ({S.REVIEWING}, {"reviewer"}),
    Act.SEND_FOR_SIGNATURE: ({S.DRAFT, S.RETURNED}, {"drafter", "checker"}),
    Act.SEND_BACK: ({S.SIGNING}, {"drafter", "checker", "signer"}),
    Act.REGISTER_SIGNATURE: ({S.SIGNING}, {"checker", "signer"}),
    Act.NUMBER: ({S.SIGNED}, {"checker"}),
    Act.AMEND_WORDING: ({S.SIGNED}, {"checker"}),
    Act.UNLOCK: ({S.SIGNED}, {"checker"}),
    Act.SUBMIT: ({S.SIGNED}, {"drafter", "checker"}),
    Act.RECALL: ({S.SUBMITTED, S.REVIEWING}, {"drafter", "checker"}),
    Act.START_REVIEW: ({S.SUBMITTED}, {"reviewer"}),
    Act.RETURN: ({S.SUBMITTED}, {"reviewer"}),
    Act.FILE: ({S.SUBMITTED}, {"reviewer"}),
    Act.OPEN_CORRECTION: ({S.SUBMITTED, S.FILED}, {"drafter", "checker"}),
    Act.SECRECY_REVIEW: ({S.SUBMITTED, S.FILED}, {"publisher"}),
    Act.PUBLISH: ({S.SUBMITTED, S.FILED}, {"publisher"}),
    Act.CORRECT: (set(), {"publisher"}),
    Act.WITHDRAW: (set(), {"publisher"}),
    Act.WITHHOLD: ({S.SUBMITTED, S.FILED}, {"publisher"}),
}
#: What still stands in the way of the right person at the right status, in the world ``report_at`` builds.
WAITS: dict[tuple[Act, Status], str] = {
    (Act.NUMBER, S.SIGNED): "",
    (Act.SUBMIT, S.SIGNED): "not_numbered",
    (Act.PUBLISH, S.SUBMITTED): "not_reviewed",
    (Act.PUBLISH, S.FILED): "not_reviewed",
    (Act.WITHHOLD, S.SUBMITTED): "review_allows",
    (Act.WITHHOLD, S.FILED): "review_allows",
}
#: Acts that are refused because of the public state, wherever the report is on its way upward.
NEEDS_PUBLICATION = {Act.CORRECT, Act.WITHDRAW}
POLICIES = {
    "before": {"review_policy": ReviewPolicy.BEFORE},
    "after": {"review_policy": ReviewPolicy.AFTER},
    "both": {"review_policy": ReviewPolicy.BOTH, "publish_after_filing": True, "online_signing": True},
}


def expected(act: Act, status: Status, who: str, policy: str) -> str:
    """The code of the refusal that design §4 asks for; "" where the act is done."""
    sources, posts = DESIGN[act]
    if who not in posts:
        return "not_your_post"
    if act in NEEDS_PUBLICATION:
        upward = status in (S.SUBMITTED, S.FILED)
        return "wrong_public_state" if upward or act is Act.WITHDRAW else "wrong_status"
    if status not in sources:
        return "wrong_status"
    if act is Act.REQUEST_PREVIEW and policy == "after":
        return "no_preview"
    if act is Act.SEND_FOR_SIGNATURE and policy != "after" and status is S.DRAFT:
        return "preview_first"
    if act is Act.REGISTER_SIGNATURE and who == "signer" and policy != "both":
        return "on_paper"
    if act is Act.PUBLISH and policy == "both" and status is S.SUBMITTED:
        return "not_filed"
    return WAITS.get((act, status), "")


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("status", list(Status))
def test_every_act_by_every_person(db: Any, status: Status, policy: str) -> None:
    if status is S.REVIEWING and policy == "after":
        status = S.DRAFT  # a year without 预审 has no such status
    world = factories.make_world(**POLICIES[policy])
    report = factories.report_at(world, status)
    everybody = {f"own {who}": person for who, person in world.people.items()}
    everybody |= {f"foreign {who}": person for who, person in world.strangers.items()}
    wrong = []
    for act in Act:
        for who, person in everybody.items():
            own = who.removeprefix("own ") if who.startswith("own ") else "stranger"
            refusal = workflow.why_not(report, act, person)
            code = refusal.code if refusal else ""
            if code != expected(act, status, own, policy):
                wrong.append((act.value, status.value, who, code, expected(act, status, own, policy)))
            assert refusal is None or (refusal.sentence and refusal.sentence.endswith("。"))
    assert not wrong


def test_no_act_is_forgotten() -> None:
    assert set(DESIGN) == set(Act) == set(workflow.TABLE)


def test_every_status_can_be_reached_and_left() -> None:
    from reports.workflow.table import target_of

    arrows = {
        (source, target_of(act, source))
        for act, row in workflow.TABLE.items()
        for source in row.sources
        if target_of(act, source) is not source
    }
    assert {target for _source, target in arrows} | {S.DRAFT} == set(Status)
    assert {source for source, _target in arrows} == set(Status)


def test_nobody_but_these_posts_acts_on_a_report() -> None:
    acting = {role for row in workflow.TABLE.values() for role in row.roles}
    assert acting == {Role.DRAFTER, Role.CHECKER, Role.SIGNER, Role.PUBLISHER, Role.REVIEWER}


def test_the_page_offers_exactly_the_acts_whose_turn_it_is(db: Any) -> None:
    world = factories.make_world()
    report = factories.report_at(world, S.SUBMITTED)
    offered = [act for act, _refusal in workflow.acts_open_to(report, world.people["reviewer"])]
    assert offered == [Act.START_REVIEW, Act.RETURN, Act.FILE]
    assert workflow.acts_open_to(report, world.strangers["reviewer"]) == []
