"""What this person is to this report. Invisible is 404 (``Report.objects.visible_to``); forbidden is 403 with a reason.

The posts are of ``townships``; what they mean for a report is decided here, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.models import Report, Submission
from reports.models.report import DISTRICT_ROLES, TOWNSHIP_ROLES
from townships.models import Role

WRITERS = frozenset({Role.DRAFTER, Role.CHECKER})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, as one sentence for the disabled button and the refused act alike; ``code`` is in errors.md."""

    code: str
    sentence: str


class Refused(Exception):
    """An act or a save that was not carried out. Nothing was changed."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.refusal = Refusal(code, sentence)

    @property
    def code(self) -> str:
        return self.refusal.code

    @property
    def sentence(self) -> str:
        return self.refusal.sentence


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's posts towards one report, and what he did to its text."""

    roles: frozenset[Role]
    drafted: bool
    edited: bool

    def is_any(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    @property
    def of_township(self) -> bool:
        return bool(self.roles & TOWNSHIP_ROLES)

    @property
    def of_district(self) -> bool:
        return bool(self.roles & DISTRICT_ROLES)


def roles_towards(user: Any, report: Report) -> frozenset[Role]:
    """The posts this person holds now in the report's township or in its district."""
    return frozenset(
        Role(post.role)
        for post in user.posts_now()
        if (post.role in TOWNSHIP_ROLES and post.township_id == report.township_id)
        or (post.role in DISTRICT_ROLES and post.district_id == report.reporting_year.district_id)
    )


def standing(user: Any, report: Report) -> Standing:
    """What this person is to this report; one query beside the posts."""
    mine = report.editors.filter(user=user).first()
    return Standing(
        roles_towards(user, report), drafted=bool(mine and mine.as_drafter), edited=mine is not None
    )


def why_not_edit(user: Any, report: Report) -> Refusal | None:
    """Why this person may not change the text now; None if he may."""
    if not roles_towards(user, report) & WRITERS:
        return Refusal("not_a_writer", "只有本镇街的承办人和核稿人可以修改正文。")
    if not report.is_editable:
        return Refusal("locked", f"报告{report.township_label}，正文已锁定，不能修改。")
    return None


def may_read_draft(user: Any, report: Report) -> bool:
    """The working text belongs to the township. The district reads frozen copies only."""
    return bool(roles_towards(user, report) & TOWNSHIP_ROLES)


def readable_by_district(report: Report) -> Submission | None:
    """The copy the district may read: the newest one sent to it, for 预审 or filed upward."""
    return report.latest_frozen()
