"""Proving what no CHECK and no UNIQUE can hold (design §9): what the doors promise, read back from the rows.

``problems()`` is empty in a sound database. Each problem is one sentence that names the place; nothing is repaired.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from reports.content import MAX_DEPTH, ContentError, from_json, sha256, to_json
from reports.enums import Act, Origin, PublicState, Status
from reports.models import DraftCopy, Entry, Publication, Report, ReportEvent, Signature, Submission
from townships.models import AuditEvent
from townships.verifying import verify_audit, verify_database, verify_people, verify_townships

#: Where every issuer's principal has signed the text as it stands.
SIGNED = (Status.SIGNED, Status.SUBMITTED, Status.FILED)


def problems() -> Iterator[str]:
    """Every breach: the database itself, the text, then what was frozen, the acts, the people, and the audit chains."""
    yield from verify_database()
    yield from misplaced_rows()
    yield from unreachable_rows()
    yield from broken_seals(Submission.objects.select_related("report"), "报送件")
    yield from broken_seals(Publication.objects.select_related("report"), "公开件")
    yield from broken_seals(DraftCopy.objects.select_related("report"), "征求意见稿")
    yield from untold_acts()
    yield from missing_signatures()
    yield from false_public_states()
    yield from verify_townships()
    yield from verify_people()
    yield from verify_audit()


# ------------------------------------------------------------------------- the text


def misplaced_rows() -> Iterator[str]:
    """A row whose kind is not its part's, or whose parent stands in another part."""
    live = Entry.objects.live().select_related("part__report")
    for row in live.exclude(kind=F("part__kind")):
        yield f"{_name(row.part.report)}：条目{row.pk}的类别与所在部分不一致。"
    for row in live.filter(parent__isnull=False).exclude(parent__part=F("part")):
        yield f"{_name(row.part.report)}：条目{row.pk}与上一级条目不在同一部分。"


def unreachable_rows() -> Iterator[str]:
    """A row no reader comes to: under a deleted one, in a circle, too deep; and siblings not numbered 1…n."""
    rows = Entry.objects.live().order_by("part__report", "position", "id")
    for report, of_report in _grouped(rows.values_list("part__report", "id", "parent", "part", "position")):
        parents = {row: parent for row, parent, _, _ in of_report}
        for row, _, _, _ in of_report:
            if not 1 <= _depth(row, parents) <= MAX_DEPTH:
                yield f"报告{report}：条目{row}不在正文之内（上级已删除，或者超过{MAX_DEPTH}级）。"
        siblings: dict[Any, list[int]] = defaultdict(list)
        for _, parent, part, position in of_report:
            siblings[part, parent].append(position)
        for (part, parent), positions in siblings.items():
            if positions != list(range(1, len(positions) + 1)):
                yield f"报告{report}：{'条目' if parent else '部分'}{parent or part}之下的次序有重复或者空缺。"


def _depth(row: UUID, parents: dict[UUID, UUID | None]) -> int:
    """How deep the row stands; 0 where the way up ends at a row that is not there."""
    above: UUID | None = row
    for depth in range(MAX_DEPTH + 1):
        if above is None:
            return depth
        if above not in parents:
            return 0
        above = parents[above]
    return MAX_DEPTH + 1


# ------------------------------------------------------------------------- what acts froze, and the acts


def broken_seals(frozen: QuerySet[Any], what: str) -> Iterator[str]:
    """A frozen copy that its own seal does not prove, or a number left out."""
    last: dict[UUID, int] = defaultdict(int)
    for one in frozen.order_by("report", "number").iterator(chunk_size=200):
        place = f"{_name(one.report)}：第{one.number}号{what}"
        if sha256(one.content_json) != one.sha256 or not _is_canonical(one.content_json):
            yield f"{place}的内容与印记不符。"
        if one.number != last[one.report_id] + 1:
            yield f"{place}之前有缺号。"
        last[one.report_id] = one.number


def _is_canonical(text: str) -> bool:
    try:
        return to_json(from_json(text)) == text
    except ContentError:
        return False


def untold_acts() -> Iterator[str]:
    """A report whose version, status, events and audit rows do not tell the same story. An export is no act."""
    acts_only = [f"report.{act.value}" for act in Act]
    audited = Counter(AuditEvent.objects.filter(action__in=acts_only).values_list("subject", flat=True))
    events = _grouped(
        ReportEvent.objects.order_by("report", "from_version").values_list(
            "report", "from_version", "from_status", "to_status"
        )
    )
    told = dict(events)
    for report in _reports():
        acts = told.get(report.pk, [])
        if [version for version, _, _ in acts] != list(range(report.version)):
            yield f"{_name(report)}：办理次数与办理记录不一致。"
        if any(before[2] != after[1] for before, after in pairwise(acts)):
            yield f"{_name(report)}：办理记录前后的状态不衔接。"
        if (acts[-1][2] if acts else Status.DRAFT) != report.status:
            yield f"{_name(report)}：现在的状态与最后一次办理不一致。"
        if audited[f"report:{report.pk}"] != len(acts):
            yield f"{_name(report)}：办理记录与审计记录的次数不一致。"


def missing_signatures() -> Iterator[str]:
    """A report past its signature that one of its issuers has not signed in the round that counts."""
    signed = defaultdict(set)
    for report, turn, issuer in Signature.objects.values_list("report", "round", "issuer"):
        signed[report, turn].add(issuer)
    for report in _reports().filter(status__in=SIGNED):
        missing = [one for one in report.issuer_list if one not in signed[report.pk, report.signing_round]]
        if missing or not report.issuer_list:
            yield f"{_name(report)}：{report.state.label}，但是{'、'.join(missing) or '发文机关'}没有签发登记。"


def false_public_states() -> Iterator[str]:
    """A report that says it is public where nothing can be read, or the other way round."""
    readable = dict(Publication.objects.readable().order_by().values_list("report").annotate(Count("pk")))
    for report in _reports():
        if (report.public_state == PublicState.PUBLISHED) != (report.pk in readable):
            yield f"{_name(report)}：公开状态为“{report.get_public_state_display()}”，与公开件不一致。"


def _reports() -> QuerySet[Report]:
    """The reports of this system's own process; historic ones went through no acts."""
    return Report.objects.with_names().filter(origin=Origin.REGULAR).order_by("pk")


def _name(report: Report) -> str:
    return f"报告{report.pk}"


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, list[tuple[Any, ...]]]]:
    """Rows by their first column, which they are ordered by; each without it."""
    found: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for first, *rest in rows:
        found[first].append(tuple(rest))
    yield from found.items()
