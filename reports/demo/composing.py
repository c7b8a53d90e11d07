"""A whole report of a township and year: composed from the library, or one of those written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from reports.content import FigureLine, FollowUpLine, Item, Part, ReportContent
from reports.demo.cast import BY_HAND
from reports.demo.facts import Facts, facts_of, figure
from reports.demo.writing import fill, library, paragraphs, read
from reports.enums import Outcome, PartKind
from reports.models import FollowUp, Report

#: The measures of a report, in the usual order; the first five are in every one.
ALWAYS = ("organize", "decision", "enforcement", "disputes", "publicity")
OFTEN = ("study", "service", "openness", "legal_aid", "team")
ORDER = (
    "organize",
    "study",
    "service",
    "decision",
    "enforcement",
    "disputes",
    "openness",
    "publicity",
    "legal_aid",
)
#: What fell short one year, was planned, and was done the next. Each township comes to each of them once.
TOPICS = tuple(dict.fromkeys(name.partition(".")[0] for name in library("topics")))
A_YEAR = 3
_NOT_DONE = {
    Outcome.UNDER_WAY: "已经启动，部分完成，{next_year}年继续推进。",
    Outcome.NOT_DONE: "因人员变动没有完成，已重新列入{next_year}年安排。",
    Outcome.CHANGED: "根据区里统一部署调整了做法，并入区级同类工作推进。",
}


@dataclass
class Writer:
    """Who writes the report of one township and year, and knows what its facts are."""

    report: Report
    code: str
    facts: Facts = field(init=False)
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        township, year = self.report.township, self.report.year
        naming = min(township.namings.all(), key=lambda one: one.pk)
        self.facts = facts_of(self.code, township.name, naming, year)
        self.chance = Random(f"{self.code}/{year}/words")  # noqa: S311 — which words, not which secret

    @cached_property
    def blank(self) -> ReportContent:
        """The report as it stands before it is written."""
        return self.report.content()

    # --------------------------------------------------------------------- the whole

    def whole(self) -> ReportContent:
        """The report with its figures and its answers to last year's plan."""
        content = self.blank
        by_hand = BY_HAND.get((self.code, self.report.year))
        followed = [_Followed.of(row, self) for row in self.report.follow_ups.all()]
        if by_hand:
            written, figures = self._by_hand(by_hand, content)
        else:
            parts = tuple(self._part(part, followed) for part in content.parts)
            written, figures = replace(content, parts=parts), self.facts.figures()
        return replace(
            written, figures=figures, follow_ups=tuple(one.line(written, self) for one in followed)
        )

    def begun(self) -> ReportContent:
        """What a drafter has after the first days: the lead and some measures, the rest still empty."""
        whole = self.whole()
        parts = tuple(
            replace(done, items=done.items[:3])
            if done.kind in (PartKind.LEAD, PartKind.MEASURES)
            else replace(done, opening=(), items=())
            for done in whole.parts
        )
        return replace(self.blank, parts=parts)

    # --------------------------------------------------------------------- composed

    def _part(self, part: Part, followed: list[_Followed]) -> Part:
        opening: tuple[Any, ...] = ()
        rows: list[Item] = []
        if part.kind == PartKind.LEAD:
            opening = (self.facts.say(str(self._variant(library("measures")["lead"].opening))),)
        elif part.kind == PartKind.MEASURES:
            rows = self._measures(followed)
        elif part.kind == PartKind.DUTIES:
            rows = [
                replace(self._item(self._variant(library("measures")[of].items)), duty_of=of)
                for of in ("party", "government")
            ]
        elif part.kind in (PartKind.SHORTCOMINGS, PartKind.PLAN):
            rows = self._topical("shortcoming" if part.kind == PartKind.SHORTCOMINGS else "plan", followed)
        elif self._style == 3:
            opening = (self.facts.say(str(self._variant(library("measures")["other"].opening))),)
        items = tuple(replace(row, id=born(part, number)) for number, row in enumerate(rows))
        if part.kind == PartKind.PLAN:
            items = tuple(self._linked(item, number) for number, item in enumerate(items))
        return Part(part.id, part.kind, part.title, opening, items)

    @property
    def _style(self) -> int:
        """Every township has its own way to set a report; it keeps it over the years."""
        return int(self.code) % 4

    def _variant(self, choices: tuple[Any, ...]) -> Any:
        """Another one than last year."""
        start = Random(f"{self.code}/{choices[0]}").randrange(len(choices))  # noqa: S311 — which words come first
        return choices[(start + self.report.year) % len(choices)]

    def _item(self, item: Item) -> Item:
        return fill(item, self.facts.say)

    def _measures(self, followed: list[_Followed]) -> list[Item]:
        themes = {*ALWAYS, *self.chance.sample(OFTEN, 2)}
        ordered = [theme for theme in (*ORDER, "team") if theme in themes]
        rows = [self._item(self._variant(library("measures")[theme].items)) for theme in ordered]
        done = [one.topic for one in followed if one.topic and one.outcome is Outcome.DONE]
        return rows + [self._item(library("topics")[f"{topic}.result"].items[0]) for topic in done[:2]]

    def _topical(self, what: str, followed: list[_Followed]) -> list[Item]:
        rows = [self._item(library("topics")[f"{topic}.{what}"].items[0]) for topic in self.topics()]
        if what == "plan":  # what is not done is promised once more
            again = [
                one.topic
                for one in followed
                if one.topic and one.outcome in (Outcome.UNDER_WAY, Outcome.NOT_DONE)
            ]
            rows += [self._item(library("topics")[f"{topic}.plan"].items[0]) for topic in again]
        if self._style == 1:
            rows = [
                replace(row, heading="", paragraphs=(f"{row.heading}。{row.paragraphs[0]}",)) for row in rows
            ]
        if self._style == 2 and what == "plan":
            rows = [replace(row, owner="", due="", target="") for row in rows]
        return rows

    def topics(self) -> list[str]:
        """What falls short this year."""
        order = list(TOPICS)
        Random(self.code).shuffle(order)  # noqa: S311 — an order, no secret
        start = (self.report.year - 2022) * A_YEAR % len(order)
        return order[start : start + A_YEAR]

    def _linked(self, item: Item, number: int) -> Item:
        """A plan item answers the shortcoming of the same number."""
        shortcomings = [part for part in self.blank.parts if part.kind == PartKind.SHORTCOMINGS]
        return replace(item, answers=(born(shortcomings[0], number),)) if number < A_YEAR else item

    # --------------------------------------------------------------------- written by hand

    def _by_hand(self, name: str, content: ReportContent) -> tuple[ReportContent, tuple[FigureLine, ...]]:
        slots: dict[str, list[Part]] = {}
        for part in content.parts:
            slots.setdefault(part.kind, []).append(part)
        made: list[Part] = []
        issuers, figures = content.issuers, []
        for section in read(name):
            if section.name == "figures":
                (table,) = section.opening
                figures = [figure(code, value, scope) for code, scope, value in table.rows]
            elif section.name == "joint":
                naming = min(self.report.township.namings.all(), key=lambda one: one.pk)
                issuers = (naming.party_name, naming.government_name)
            else:
                part = slots[section.name].pop(0)
                items = tuple(
                    _born(part, fill(item, self.facts.say), (n,)) for n, item in enumerate(section.items)
                )
                opening = paragraphs(section.opening, self.facts.say)
                made.append(Part(part.id, part.kind, section.title or None, opening, items))
        made += [part for parts in slots.values() for part in parts]
        title = self.report.reporting_year.title_pattern.format(
            issuer="".join(issuers), year=self.report.year
        )
        return replace(content, title=title, issuers=issuers, parts=_answering(made)), tuple(figures)


def born(part: Part, *place: int) -> str:
    """The id of the row at this place of the part, given at birth."""
    return str(uuid5(NAMESPACE_URL, "/".join((part.id, *map(str, place)))))


def _born(part: Part, item: Item, place: tuple[int, ...]) -> Item:
    children = tuple(_born(part, child, (*place, n)) for n, child in enumerate(item.children))
    return replace(item, id=born(part, *place), children=children)


def _answering(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The plan's items with the ids of the shortcomings they name by number."""
    parts = tuple(parts)
    rows = [item for part in parts if part.kind == PartKind.SHORTCOMINGS for item in part.items]

    def linked(item: Item) -> Item:
        return replace(item, answers=tuple(rows[int(number) - 1].id for number in item.answers))

    return tuple(
        replace(part, items=tuple(map(linked, part.items))) if part.kind == PartKind.PLAN else part
        for part in parts
    )


@dataclass(frozen=True)
class _Followed:
    """What the township says became of one item of last year's plan."""

    row: FollowUp
    topic: str
    outcome: Outcome
    number: int

    @classmethod
    def of(cls, row: FollowUp, writer: Writer) -> _Followed:
        topic = next(
            (
                one
                for one in TOPICS
                if row.quote.startswith(library("topics")[f"{one}.plan"].items[0].heading)
            ),
            "",
        )
        # two of three are done; the third is not, or not yet, or not so
        others = (Outcome.UNDER_WAY, Outcome.NOT_DONE, Outcome.CHANGED, Outcome.DONE)
        fate = others[(int(writer.code) + writer.report.year) % 4]
        return cls(row, topic, Outcome.DONE if row.position % A_YEAR else fate, row.position)

    def line(self, written: ReportContent, writer: Writer) -> FollowUpLine:
        note, shown = "", ()
        if self.outcome is not Outcome.DONE:
            note = writer.facts.say(_NOT_DONE[self.outcome])
        elif self.topic:
            note = writer.facts.say(str(library("topics")[f"{self.topic}.note"].opening[0]))
            heading = library("topics")[f"{self.topic}.result"].items[0].heading
            shown = tuple(item.id for part in written.parts for item in part.items if item.heading == heading)
        return FollowUpLine(
            source=self.row.source_sha256,
            item=str(UUID(str(self.row.source_item))),
            quote=self.row.quote,
            outcome=self.outcome.value,
            note=note,
            measures=shown,
            public=self.outcome is Outcome.DONE or writer.report.township.position % 2 == 0,
        )
