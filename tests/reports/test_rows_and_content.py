"""Rows ↔ ``ReportContent``: there and back is the identity, at a fixed number of queries."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from reports import saving
from reports.content import Item, Part, Table, to_json
from tests import factories
from tests.reports.strategies import DRAFTS

RARE = "𠀀𪛖堃喆\ue000👨‍👩‍👧قىزىلབོད〔2023〕①　\t|\\“”"


@pytest.fixture
def road(world):
    """Write a content into the first township's rows and read it back."""
    names = (world.year.year, world.townships[0].name)

    def there_and_back(content):
        mine = replace(content, year=names[0], township=names[1])
        saving.replace_content(world.report.pk, mine, by=world.people["drafter"])
        return mine, world.report.content()

    return there_and_back


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(content=DRAFTS)
def test_every_draft_goes_in_and_comes_out_unchanged(road, content):
    written, read = road(content)
    assert read == written
    assert to_json(read) == to_json(written)


def test_rare_characters_joiners_and_tables_go_through_the_database_untouched(road, world):
    row = Item(
        str(uuid4()),
        RARE,
        (RARE, Table(((RARE, "a\nb"), ("", "|"))), Table((("二",),)), "|不是表", "\\n"),
        (Item(str(uuid4()), "下", (RARE,), cause=RARE.strip()),),
        cause=RARE.strip(),
    )
    parts = (
        Part(str(uuid4()), "shortcomings", RARE, (RARE,), (row,)),
        Part(str(uuid4()), "shortcomings", None),
        Part(str(uuid4()), "shortcomings", "又一部分"),
    )
    written, read = road(
        replace(world.report.content(), parts=parts, title=RARE.strip(), issuers=(RARE, "乙"))
    )
    assert read == written


def big(content, rows: int):
    """The content with so many rows in every part, three deep, each plan item tied to a shortcoming."""

    def items(kind, answers=()):
        return tuple(
            Item(
                str(uuid4()),
                f"第{number}条",
                ("正文。",),
                (Item(str(uuid4()), "下", children=(Item(str(uuid4()), "再下"),)),),
                answers=answers if kind == "plan" else (),
            )
            for number in range(rows)
        )

    shortcomings = items("shortcomings")
    ties = tuple(one.id for one in shortcomings[:2])
    return replace(
        content,
        parts=tuple(
            replace(part, items=shortcomings if part.kind == "shortcomings" else items(part.kind, ties))
            for part in content.parts
        ),
    )


def test_reading_a_report_costs_the_same_however_long_it_is(world, constant_queries):
    def grow():
        saving.replace_content(world.report.pk, big(world.report.content(), 20), by=world.people["drafter"])

    saving.replace_content(world.report.pk, big(world.report.content(), 1), by=world.people["drafter"])
    assert constant_queries(lambda: world.report.content(), grow) <= 10


def test_writing_a_report_costs_the_same_however_many_rows_are_new(world):
    counts = []
    for rows in (2, 20):
        content = big(world.report.content(), rows)
        with CaptureQueriesContext(connection) as captured:
            saving.replace_content(world.report.pk, content, by=world.people["drafter"])
        counts.append(len(captured))
    # SQLite takes the parameters of a bulk insert in batches
    assert counts[1] <= counts[0] + 20


def test_what_was_put_away_is_not_read(world):
    report = factories.fill(world)
    row = report.parts.get(kind="measures").entries.get()
    saving.delete_entry(report.pk, row.pk, by=world.people["drafter"], revision=row.revision)
    part = next(one for one in world.report.content().parts if one.kind == "measures")
    assert part.items == ()
