"""The demo's texts: enough of them, written as official papers are (domain.md 4.3), with numbers that agree."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from reports.content import Item, Table, texts
from reports.demo import facts, writing
from reports.demo.cast import BY_HAND
from reports.demo.composing import TOPICS
from reports.figures import mentions

LIBRARY = ("measures", "topics")
FILES = (*LIBRARY, *BY_HAND.values())
#: What an official paper does not contain (GB/T 15834, GB/T 15835; domain.md 2.4, 4.3).
FAULTS = {
    "a half-width mark beside a Han character": r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]",
    "a pause mark between titles or quotations": r"[》”]、[《“]",
    "a pause mark behind a bracketed number": r"（[一二三四五六七八九十]+）、",
    "a space beside a Han character": r"[一-鿿，。] | [一-鿿]",
    "法制 where it is 法治": r"法制(?!审核|定)",
    "a number left blank": r"(?:共|全年|收到|受理)[件次人条]",
    "a doubled mark": r"[，。；：、]{2}",
    "a date that wants 间隔号": r"“\d+\.\d+”",
    "a placeholder": r"×|\*\*|XX",
    "an outdated or coming programme": r"（20(?!21—2025)\d\d—20\d\d年）|法治政府建设实施纲要（2015",
}


class _Naming:
    self_name, government_head_title, party_head_title = "我镇", "镇长", "党委书记"


def every_text(name: str) -> list[str]:
    def below(item: Item) -> list[str]:
        own = [item.heading, item.cause, item.owner, item.due, item.target, *texts(item.paragraphs)]
        return [text for text in own if text] + [text for child in item.children for text in below(child)]

    found: list[str] = []
    for section in writing.read(name):
        if section.name != "figures":
            found += [section.title, *texts(section.opening)]
            found += [text for item in section.items for text in below(item)]
    return [text for text in found if text]


def test_there_are_more_than_eighty_paragraphs_of_our_own_and_no_two_alike() -> None:
    assert writing.count(*LIBRARY) >= 80
    bodies = [
        text for name in FILES for text in every_text(name) if len(text) > 40 and "第一责任人职责" not in text
    ]
    assert [text for text, times in Counter(bodies).items() if times > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_the_texts_are_clean(name: str) -> None:
    found = [
        (what, text)
        for text in every_text(name)
        for what, fault in FAULTS.items()
        if re.search(fault, re.sub(r"{\w+}", "", text))
    ]
    assert found == []


@pytest.mark.parametrize("name", FILES)
def test_a_paragraph_ends_and_a_heading_does_not(name: str) -> None:
    for section in writing.read(name):
        for item in section.items:
            assert not item.heading.endswith(("。", "；")), item.heading
            for text in item.paragraphs:
                assert isinstance(text, Table) or text.endswith(("。", "。}", "：", "{no_suits}")), text


@pytest.mark.parametrize("name", BY_HAND.values())
def test_a_report_written_by_hand_is_of_full_length(name: str) -> None:
    written = "".join("".join(text.split()) for text in every_text(name))
    assert 2_500 <= len(written) <= 4_000


@pytest.mark.parametrize("name", BY_HAND.values())
def test_the_figures_of_a_report_written_by_hand_stand_in_its_text(name: str) -> None:
    said = {mention.value for text in every_text(name) for mention in mentions(text)}
    table = next(section for section in writing.read(name) if section.name == "figures").opening[0]
    assert isinstance(table, Table)
    missing = [row for row in table.rows if Decimal(row[2]) not in said]
    assert missing == []


@pytest.mark.parametrize("name", BY_HAND.values())
def test_a_table_adds_up(name: str) -> None:
    def tables(items: Any) -> list[Table]:
        return [
            one
            for item in items
            for one in (*item.paragraphs, *tables(item.children))
            if isinstance(one, Table)
        ]

    for table in (one for section in writing.read(name) for one in tables(section.items)):
        *rows, total = table.rows[1:]
        assert total[0] == "合计"
        sums = [sum(int(row[column]) for row in rows) for column in range(1, len(total))]
        assert sums == [int(cell) for cell in total[1:]]


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
@pytest.mark.parametrize("code", ["500101001", "500101123", "500101201", "500101239"])
def test_the_facts_of_a_year_agree_with_each_other(code: str, year: int) -> None:
    of = facts.facts_of(code, "某街道" if code == "500101001" else "某镇", _Naming, year).words
    assert of["settled"] < of["disputes"] <= of["found"]
    assert of["rate"] == f"{of['settled'] * 100 / of['disputes']:.1f}".removesuffix(".0")
    assert of["contracts"] <= of["reviewed"] and of["opinions"] <= of["reviewed"]
    assert of["law_studies"] < of["studies"]
    assert of["passed"] <= of["taken"] <= of["examinees"]
    assert of["certified"] <= of["officers"]
    assert of["closed"] <= of["cases"]
    assert of["hotline_ok"] <= of["hotline"]
    assert of["fixes"] <= of["inspections"] and of["joint"] <= of["inspections"]


@pytest.mark.parametrize("code", ["500101001", "500101138", "500101247"])
def test_the_years_of_a_township_develop_without_a_leap(code: str) -> None:
    years = [facts.facts_of(code, "某镇", _Naming, year).words for year in (2022, 2023, 2024, 2025)]
    for name in ("disputes", "inspections", "reviewed", "events", "services", "disclosed", "advice"):
        for before, after in pairwise(years):
            assert before[name] / 2 < after[name] < before[name] * 2, name


def test_every_topic_has_its_shortcoming_plan_result_and_note() -> None:
    found = writing.library("topics")
    assert len(TOPICS) == 12
    for topic in TOPICS:
        assert found[f"{topic}.shortcoming"].items[0].cause
        assert found[f"{topic}.plan"].items[0].due
        assert found[f"{topic}.result"].items[0].heading.startswith("落实上年安排")
        assert found[f"{topic}.note"].opening


def test_a_fact_that_is_said_is_reported_and_no_other() -> None:
    of = facts.facts_of("500101123", "新乡镇", _Naming, 2024)
    text = of.say("调解{disputes}件，成功{settled}件。{no_suits}")
    assert {(line.indicator, str(line.value)) for line in of.figures()} == {
        ("DSP-02", str(of.words["disputes"])),
        ("DSP-03", str(of.words["settled"])),
        ("SUP-04", "0"),
    }
    assert "没有以镇政府为被告的行政诉讼案件" in text
