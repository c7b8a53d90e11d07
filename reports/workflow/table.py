"""The transitions: from where, to where, whose turn it is, and what must hold first. Read as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.enums import Act, PublicState, Status
from reports.models import Report
from reports.permissions import Refusal, Standing, standing
from reports.workflow import guards
from townships.models import Role

Guard = Callable[[Report, Standing], Refusal | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: the act, where it starts, where it ends (None: the status stays), who, and the guards in order."""

    act: Act
    sources: tuple[Status, ...]
    target: Status | None
    roles: tuple[Role, ...]
    guards: tuple[Guard, ...] = ()
    public_sources: tuple[PublicState, ...] = tuple(PublicState)
    public_target: PublicState | None = None


EDITABLE = (Status.DRAFT, Status.RETURNED)
UPWARD = (Status.SUBMITTED, Status.FILED)
ANY = tuple(Status)
WRITERS = (Role.DRAFTER, Role.CHECKER)

TABLE: dict[Act, Transition] = {
    row.act: row
    for row in (
        Transition(
            Act.REQUEST_PREVIEW,
            EDITABLE,
            Status.REVIEWING,
            WRITERS,
            (guards.year_has_preview, guards.text_in_order, guards.differs_from_last_preview),
        ),
        Transition(Act.FEEDBACK, (Status.REVIEWING,), Status.DRAFT, (Role.REVIEWER,)),
        Transition(Act.AGREE, (Status.REVIEWING,), Status.DRAFT, (Role.REVIEWER,), (guards.did_not_edit,)),
        Transition(
            Act.SEND_FOR_SIGNATURE,
            EDITABLE,
            Status.SIGNING,
            WRITERS,
            (guards.preview_was_asked, guards.text_in_order, guards.names_its_issuers),
        ),
        Transition(
            Act.SEND_BACK,
            (Status.SIGNING,),
            Status.DRAFT,
            (*WRITERS, Role.SIGNER),
            (guards.drafter_before_first_signature,),
        ),
        # reaches SIGNED with the last issuer's signature; until then it stays
        Transition(
            Act.REGISTER_SIGNATURE,
            (Status.SIGNING,),
            Status.SIGNED,
            (Role.CHECKER, Role.SIGNER),
            (guards.did_not_draft, guards.signs_on_line_where_allowed),
        ),
        Transition(Act.NUMBER, (Status.SIGNED,), None, (Role.CHECKER,)),
        Transition(Act.AMEND_WORDING, (Status.SIGNED,), None, (Role.CHECKER,)),
        Transition(Act.UNLOCK, (Status.SIGNED,), Status.DRAFT, (Role.CHECKER,)),
        Transition(
            Act.SUBMIT,
            (Status.SIGNED,),
            Status.SUBMITTED,
            WRITERS,
            (guards.is_numbered, guards.text_in_order, guards.differs_from_last_submission),
        ),
        # from SUBMITTED back to SIGNED, from REVIEWING back to DRAFT: the table's second target
        Transition(
            Act.RECALL, (Status.SUBMITTED, Status.REVIEWING), Status.SIGNED, WRITERS, (guards.not_opened,)
        ),
        Transition(Act.START_REVIEW, (Status.SUBMITTED,), None, (Role.REVIEWER,), (guards.not_opened_yet,)),
        Transition(Act.RETURN, (Status.SUBMITTED,), Status.RETURNED, (Role.REVIEWER,)),
        Transition(Act.FILE, (Status.SUBMITTED,), Status.FILED, (Role.REVIEWER,), (guards.did_not_edit,)),
        Transition(Act.OPEN_CORRECTION, UPWARD, Status.DRAFT, WRITERS),
        Transition(Act.SECRECY_REVIEW, UPWARD, None, (Role.PUBLISHER,), (guards.did_not_draft,)),
        Transition(
            Act.PUBLISH,
            UPWARD,
            None,
            (Role.PUBLISHER,),
            (guards.filing_comes_first, guards.review_allows),
            (PublicState.UNPUBLISHED,),
            PublicState.PUBLISHED,
        ),
        Transition(
            Act.CORRECT,
            UPWARD,
            None,
            (Role.PUBLISHER,),
            (guards.filing_comes_first, guards.newer_than_published, guards.review_allows),
            (PublicState.PUBLISHED, PublicState.WITHDRAWN),
            PublicState.PUBLISHED,
        ),
        Transition(
            Act.WITHDRAW,
            ANY,
            None,
            (Role.PUBLISHER,),
            (),
            (PublicState.PUBLISHED,),
            PublicState.WITHDRAWN,
        ),
        Transition(
            Act.WITHHOLD,
            UPWARD,
            None,
            (Role.PUBLISHER,),
            (guards.review_forbids,),
            (PublicState.UNPUBLISHED,),
            PublicState.WITHHELD,
        ),
    )
}

#: Where an act leads when it depends on where it started.
TARGETS: dict[tuple[Act, Status], Status] = {(Act.RECALL, Status.REVIEWING): Status.DRAFT}


def target_of(act: Act, source: Status) -> Status:
    """The status after the act, started from ``source``."""
    return TARGETS.get((act, source)) or TABLE[act].target or source


def why_not(report: Report, act: Act, person: Any, known: Standing | None = None) -> Refusal | None:
    """Why this person cannot do this act to this report now; None if he can."""
    row = TABLE[act]
    known = known or standing(person, report)
    if not known.is_any(*row.roles):
        return Refusal("not_your_post", f"“{act.label}”由{_names(row.roles)}办理。")
    if report.state not in row.sources:
        words = (
            report.district_label if known.of_district and not known.of_township else report.township_label
        )
        return Refusal("wrong_status", f"报告{words}，现在不能“{act.label}”。")
    if report.public_state not in row.public_sources:
        return Refusal(
            "wrong_public_state", f"报告{PublicState(report.public_state).label}，不能“{act.label}”。"
        )
    for guard in row.guards:
        refusal = guard(report, known)
        if refusal:
            return refusal
    return None


def acts_open_to(report: Report, person: Any) -> list[tuple[Act, Refusal | None]]:
    """The acts whose turn it is for this person, each with the reason if it must wait: what the page offers."""
    known = standing(person, report)
    return [
        (act, why_not(report, act, person, known))
        for act, row in TABLE.items()
        if known.is_any(*row.roles)
        and report.state in row.sources
        and report.public_state in row.public_sources
    ]


def _names(roles: tuple[Role, ...]) -> str:
    return "、".join(role.label for role in roles)
