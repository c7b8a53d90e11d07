"""The district's remarks: written as drafts on a frozen copy, released by an act, settled by the reviewer.

None of this changes a status. What the township does with a remark (answer, adopt) is in ``saving``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from reports.comparison import RowChange, compare
from reports.content import ReportContent, places, write_body
from reports.enums import Labelled, Status
from reports.models import Remark, Report, Submission
from reports.permissions import Refused, roles_towards
from reports.saving import clean_text
from townships import clock
from townships.models import Role

LIMITS = {"text": 2_000, "quote": 1_000, "proposed": 2_000}
NAMES = {"text": "意见", "quote": "原文", "proposed": "建议改为"}
#: Where the district has a text before it: a remark written now can be released by an act.
READING = (Status.REVIEWING, Status.SUBMITTED)


class RemarkState(Labelled):
    """What became of a remark in the newest copy."""

    ADOPTED = "adopted", "已采用"
    CHANGED = "changed", "已修改"
    ANSWERED = "answered", "已答复"
    UNTOUCHED = "untouched", "未改动"


@dataclass(frozen=True, slots=True)
class Followed:
    """A released remark beside what changed at its place since the copy it hangs on."""

    remark: Remark
    state: RemarkState
    changes: tuple[RowChange, ...]
    path: str


# ------------------------------------------------------------------------- writing


@contextmanager
def _reviewing(report_id: UUID | str, by: Any) -> Iterator[Report]:
    """A transaction on the report's remarks. Raises Refused for whoever is no reviewer of its district."""
    with transaction.atomic():
        report = Report.objects.locked(report_id)
        if report is None:
            raise Refused("not_found", "没有这份报告，或者您不能查看。")
        if Role.REVIEWER not in roles_towards(by, report):
            raise Refused("not_your_post", "批注由区审核人填写。")
        yield report


def add(
    report_id: UUID | str,
    *,
    by: Any,
    text: str = "",
    place: str = "",
    quote: str = "",
    proposed: str = "",
    required: bool = True,
) -> Remark:
    """A remark on a row or part (``place``: its id) of the newest copy, or on the whole report ("").

    Raises Refused: not_found, not_your_post, wrong_status (nothing to read now), invalid (a quote that does not
    stand there, a proposal without one, nothing said, too long).
    """
    words = _checked(text, quote, proposed)
    with _reviewing(report_id, by) as report:
        frozen = report.latest_frozen()
        if frozen is None or report.state not in READING:
            raise Refused(
                "wrong_status", f"报告{report.district_label}，现在没有送来待看的文本，批注没有保存。"
            )
        part, item = find_place(frozen.content, place)
        _check_quote(frozen.content, place, words)
        return Remark.objects.create(
            report=report,
            submission=frozen,
            part=part,
            item=item,
            required=required,
            author=by,
            at=clock.now(),
            **words,
        )


def edit(
    report_id: UUID | str,
    remark_id: UUID | str,
    *,
    by: Any,
    text: str = "",
    quote: str = "",
    proposed: str = "",
    required: bool = True,
) -> Remark:
    """Change a drafted remark of one's own. Raises Refused as ``add`` does, and released."""
    words = _checked(text, quote, proposed)
    with _reviewing(report_id, by) as report:
        remark = _own_draft(report, remark_id, by)
        _check_quote(remark.submission.content, str(remark.item or remark.part or ""), words)
        remark.text, remark.quote, remark.proposed = words["text"], words["quote"], words["proposed"]
        remark.required, remark.at = required, clock.now()
        remark.save(update_fields=["text", "quote", "proposed", "required", "at"])
        return remark


def discard(report_id: UUID | str, remark_id: UUID | str, *, by: Any) -> None:
    """Throw a drafted remark of one's own away. Raises Refused: not_found, not_your_post, released."""
    with _reviewing(report_id, by) as report:
        _own_draft(report, remark_id, by).delete()


def settle(report_id: UUID | str, remark_id: UUID | str, *, by: Any, settled: bool = True) -> Remark:
    """了结 a released remark, or take that back. Repeating it changes nothing."""
    with _reviewing(report_id, by) as report:
        remark = _find(report, remark_id)
        if remark.released_at is None:
            raise Refused("not_released", "批注还没有发给镇街，不必了结；不需要的可以删除。")
        if bool(remark.settled_at) != settled:
            remark.settled_at, remark.settled_by = (clock.now(), by) if settled else (None, None)
            remark.save(update_fields=["settled_at", "settled_by"])
        return remark


def keep_as_draft(report_id: UUID | str, *, by: Any, text: str) -> Remark | None:
    """The words typed for an act that was overtaken, kept as a drafted remark on the whole report (design §4).

    None where there is nothing to keep, or no copy to hang it on. Twice the same words are kept once.
    """
    text = clean_text(text)[: LIMITS["text"]]
    if not text:
        return None
    with _reviewing(report_id, by) as report:
        frozen = report.latest_frozen()
        if frozen is None:
            return None
        mine = Remark.objects.filter(report=report, author=by, released_at__isnull=True, text=text)
        return mine.first() or Remark.objects.create(
            report=report, submission=frozen, text=text, required=False, author=by, at=clock.now()
        )


def _checked(text: str, quote: str, proposed: str) -> dict[str, str]:
    words = {"text": clean_text(text), "quote": clean_text(quote), "proposed": clean_text(proposed)}
    for name, value in words.items():
        if len(value) > LIMITS[name]:
            raise Refused(
                "invalid", f"“{NAMES[name]}”有{len(value)}字，超过{LIMITS[name]}字的上限，没有保存。"
            )
    if not words["text"] and not words["proposed"]:
        raise Refused("invalid", "请写意见，或写建议改成的文字。")
    if words["proposed"] and not words["quote"]:
        raise Refused("invalid", "写了“建议改为”，还须在“原文”里引出要改的文字。")
    return words


def _check_quote(content: ReportContent, place: str, words: dict[str, str]) -> None:
    """A quote stands in its row; a wording to be replaced stands there once, so that one click can do it."""
    quote = words["quote"]
    if not quote:
        return
    if words["proposed"] and find_place(content, place)[1] is None:
        raise Refused("invalid", "“建议改为”只能写在一条上，镇街才能一次采用；这里请写成意见。")
    counts = [text.count(quote) for text in _fields(content, place)]
    if not sum(counts):
        raise Refused("invalid", "“原文”里的文字不在这一处，请从正文中照抄。")
    if words["proposed"] and counts.count(1) == 0:
        raise Refused("invalid", "“原文”里的文字在这一处不止一次，请多引几个字。")


def _fields(content: ReportContent, place: str) -> list[str]:
    """The texts a quote may come from: those of the row or part, or of the whole report."""
    found: list[str] = []
    for one in places(content):
        if one.item is None and place in ("", one.part.id):
            found += [one.part.title or "", write_body(one.part.opening)]
        elif one.item is not None and place in ("", one.item.id):
            found += [write_body(one.item.paragraphs), one.item.heading, one.item.cause]
    return found


def find_place(content: ReportContent, place: str) -> tuple[str | None, str | None]:
    """The ids (part, row) of a place in this copy; (None, None) for the whole report. Raises Refused invalid."""
    if not place:
        return None, None
    for one in places(content):
        if one.item is None and one.part.id == place:
            return place, None
        if one.item is not None and one.item.id == place:
            return one.part.id, place
    raise Refused("invalid", "这一处不在镇街送来的文本里，批注没有保存。请刷新后再写。")


def _find(report: Report, remark_id: UUID | str) -> Remark:
    try:
        found = report.remarks.select_related("submission").filter(pk=UUID(str(remark_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("not_found", "没有这条批注，或者它不属于这份报告。")
    return found


def _own_draft(report: Report, remark_id: UUID | str, by: Any) -> Remark:
    remark = _find(report, remark_id)
    if remark.released_at:
        raise Refused("released", "这条批注已经发给镇街，不能再改。")
    if remark.author_id != by.pk:
        raise Refused("not_author", "这条批注由另一位审核人起草，由其本人修改。")
    return remark


# ------------------------------------------------------------------------- what became of them


def follow(report: Report, newest: Submission) -> tuple[list[Followed], list[RowChange]]:
    """The released remarks of earlier copies, each beside its difference, and the differences besides.

    The second list compares the copy before with ``newest``, without the rows a remark already shows.
    """
    copies = {
        one.pk: one for one in report.submissions.filter(number__lt=newest.number, recalled_at__isnull=True)
    }
    compared = {
        pk: compare(copy.content, newest.content) for pk, copy in copies.items() if _is_last(copies, pk)
    }
    followed = []
    for remark in report.remarks.filter(released_at__isnull=False, submission__in=copies).select_related(
        "author"
    ):
        if remark.submission_id not in compared:
            compared[remark.submission_id] = compare(copies[remark.submission_id].content, newest.content)
        followed.append(
            _followed(remark, compared[remark.submission_id], copies[remark.submission_id].content)
        )
    shown = {change.before_id or change.id for one in followed for change in one.changes}
    last = next((found for pk, found in compared.items() if _is_last(copies, pk)), ())
    return followed, [one for one in last if one.differs and (one.before_id or one.id) not in shown]


def _is_last(copies: dict[Any, Submission], pk: Any) -> bool:
    return copies[pk].number == max(copy.number for copy in copies.values())


def _followed(remark: Remark, compared: tuple[RowChange, ...], copy: ReportContent) -> Followed:
    place = str(remark.item or remark.part or "")
    if remark.item:
        changes = tuple(one for one in compared if one.before_id == place)
    elif remark.part:
        changes = tuple(one for one in compared if one.part == place and one.differs)
    else:
        changes = tuple(one for one in compared if one.differs)
    changed = any(one.kind in ("changed", "added", "removed") for one in changes)
    if remark.adopted_at:
        state = RemarkState.ADOPTED
    elif changed:
        state = RemarkState.CHANGED
    else:
        state = RemarkState.ANSWERED if remark.answer else RemarkState.UNTOUCHED
    whole = not remark.item and not remark.part
    return Followed(remark, state, () if whole else changes, path_of(copy, place))


def path_of(content: ReportContent, place: str) -> str:
    """How a person names the place: 一（三）2.; 全文 for the whole report."""
    for one in places(content):
        if place and place == (one.item.id if one.item else one.part.id):
            return one.path
    return "全文"
