"""Whatever a leader does to a copy comes back as exactly that: random edits of random reports."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from reports.content import KINDS, Item, Part, ReportContent
from reports.imports.returned.applying import apply, standings
from tests.reports.imports.returned.paper import Paper, name_of

_WORDS = "开展法治宣传调解矛盾纠纷办理案件培训干部群众满意度提升加强基层治理规范执法监督检查"


def sentence(seed: int) -> str:
    """A sentence of its own: no two in a test are alike."""
    picked = "".join(_WORDS[(seed * 7 + n * (seed % 5 + 3)) % len(_WORDS)] for n in range(12))
    return f"第{seed}项{picked}{seed * 13 % 997}件。"


@st.composite
def reports(draw: st.DrawFn) -> ReportContent:
    number = iter(range(1, 10_000))

    def uid() -> str:
        return str(UUID(int=(4 << 76) + (8 << 60) + next(number)))

    def texts(least: int = 0) -> tuple[str, ...]:
        return tuple(sentence(next(number)) for _ in range(draw(st.integers(least, 2))))

    def item(kind: str, depth: int) -> Item:
        headed = draw(st.booleans())
        return Item(
            uid(),
            heading=sentence(next(number))[:-1] if headed else "",
            paragraphs=texts(0 if headed else 1),
            children=tuple(item(kind, depth + 1) for _ in range(draw(st.integers(0, 2))))
            if depth < 3
            else (),
            cause="\n".join(texts()) if kind == "shortcomings" else "",
            owner=sentence(next(number))[:8] if kind == "plan" and draw(st.booleans()) else "",
        )

    def part(kind: str) -> Part:
        title = None if kind == "lead" else sentence(next(number))[:-1]
        rows = () if kind == "lead" else tuple(item(kind, 1) for _ in range(draw(st.integers(0, 3))))
        return Part(uid(), kind, title, texts(1 if kind == "lead" else 0), rows)

    kinds = draw(st.lists(st.sampled_from(KINDS[1:]), min_size=1, max_size=3, unique=True))
    parts = tuple(part(kind) for kind in ("lead", *kinds))
    return ReportContent(title="新乡镇2022年度法治政府建设情况的报告", year=2022, parts=parts)


def lines_of(content: ReportContent) -> list[tuple[str, str, int]]:
    """(id, field, n) of every running paragraph."""
    found: list[tuple[str, str, int]] = []

    def below(items: tuple[Item, ...]) -> None:
        for one in items:
            found.extend((one.id, "p", n) for n in range(len(one.paragraphs)))
            below(one.children)

    for part in content.parts:
        found.extend((part.id, "p", n) for n in range(len(part.opening)))
        below(part.items)
    return found


def edited(content: ReportContent, key: str, change: Any) -> ReportContent:
    """The report with ``change`` of the paragraphs of one part or row."""

    def below(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            replace(
                one,
                paragraphs=tuple(change(list(one.paragraphs))) if one.id == key else one.paragraphs,
                children=below(one.children),
            )
            for one in items
        )

    def of(part: Part) -> Part:
        opening = tuple(change(list(part.opening))) if part.id == key else part.opening
        return replace(part, opening=opening, items=below(part.items))

    return replace(content, parts=tuple(of(part) for part in content.parts))


def play(content: ReportContent, data: st.DataObject, paper: Paper) -> tuple[ReportContent, list[str]]:
    """Some edits, each of a paragraph of its own, on paper and in the report; and their kinds."""
    wanted, kinds = content, []
    places = data.draw(st.lists(st.sampled_from(lines_of(content)), max_size=4, unique=True))
    removed: dict[str, int] = {}
    for number, (key, letter, n) in enumerate(sorted(places, key=lambda one: (one[0], -one[2])), 5000):
        name, text = name_of(key, f"{letter}{n}"), sentence(number)
        kind = data.draw(st.sampled_from(["text", "paragraph", "delete"]))
        if kind == "delete" and (n == 0 or removed.get(key)):
            kind = "text"  # a row that loses its first line, or all of them, is told in other tests
        kinds.append(kind)
        if kind == "text":
            paper.write(name, text)
            wanted = edited(wanted, key, lambda lines, n=n, text=text: [*lines[:n], text, *lines[n + 1 :]])
        elif kind == "paragraph":
            paper.insert(text, after=name)
            wanted = edited(
                wanted, key, lambda lines, n=n, text=text: [*lines[: n + 1], text, *lines[n + 1 :]]
            )
        else:
            removed[key] = 1
            paper.remove(name)
            wanted = edited(wanted, key, lambda lines, n=n: [*lines[:n], *lines[n + 1 :]])
    return wanted, kinds


@given(reports(), st.data(), st.booleans())
def test_random_edits_come_back_as_exactly_those(
    content: ReportContent, data: st.DataObject, torn: bool
) -> None:
    paper = Paper(content)
    wanted, kinds = play(content, data, paper)
    if torn:
        paper.shatter()
    changes = paper.result().changes
    assert sorted(one.kind for one in changes) == sorted(kinds)
    assert apply(content, changes) == wanted
    assert {one.state for one in standings(wanted, changes).values()} <= {"done"}
    assert apply(wanted, changes) == wanted


@given(reports(), st.data())
def test_accepted_one_by_one_in_any_order_they_give_the_same(
    content: ReportContent, data: st.DataObject
) -> None:
    paper = Paper(content)
    wanted, _ = play(content, data, paper)
    changes = paper.result().changes
    after = content
    for one in data.draw(st.permutations(changes)):
        after = apply(after, [one])
    assert after == wanted


@given(reports())
def test_an_unchanged_copy_brings_nothing(content: ReportContent) -> None:
    paper = Paper(content)
    assert paper.result().changes == ()
    paper.lose()
    assert paper.result().changes == ()


def moved(content: ReportContent, data: st.DataObject) -> tuple[str, ReportContent] | None:
    """One row of the first level behind another one of its part."""
    part = data.draw(st.sampled_from(content.parts))
    if len(part.items) < 2:
        return None
    start, end = data.draw(st.permutations(range(len(part.items))))[:2]
    order = list(part.items)
    row = order.pop(start)
    order.insert(end, row)
    parts = tuple(replace(one, items=tuple(order)) if one is part else one for one in content.parts)
    return row.id, replace(content, parts=parts)


@given(reports(), st.data())
def test_rows_in_another_order_are_moved_rows(content: ReportContent, data: st.DataObject) -> None:
    """The file another order of the rows prints, under the copy's own ids."""
    from tests.reports.imports.returned.paper import comparison

    found = moved(content, data)
    if found is None:
        return
    _, wanted = found
    result = comparison(content, Paper(wanted).came())
    assert {one.kind for one in result.changes} == {"move_row"}
    assert apply(content, result.changes) == wanted
