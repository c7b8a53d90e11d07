"""Each rule: texts that must fire, and texts that must not. A check that cries wolf is worse than none."""

from __future__ import annotations

import pytest

from reports.checks import CheckContext, run
from reports.content import Item, Part, ReportContent
from reports.enums import Severity

CONTEXT = CheckContext(year=2022)
FILLED = {
    "measures": Part("m", "measures", "举措", ("全年开展普法12次。",)),
    "shortcomings": Part("s", "shortcomings", "不足和原因", ("执法力量薄弱，主要原因是人员补充渠道单一。",)),
    "duties": Part("d", "duties", "履职", ("党委书记和镇长专题研究4次。",)),
    "plan": Part("p", "plan", "安排", ("加强执法人员培训。",)),
}


def report(**changed: Part | None) -> ReportContent:
    parts = FILLED | changed
    return ReportContent("标题", 2022, parts=tuple(part for part in parts.values() if part))


def found(content: ReportContent) -> list[str]:
    return [finding.id for finding in run(content, CONTEXT)]


def test_five_parts_in_plain_paragraphs_have_no_finding():
    """减负: no figure, attachment, owner or date is asked for."""
    assert found(report(other=Part("o", "other", "其他", ("无。",)))) == []


@pytest.mark.parametrize("kind", ["measures", "shortcomings", "duties", "plan"])
def test_an_empty_statutory_part_must_be_filled(kind):
    [finding] = run(report(**{kind: Part("x", kind, "标题")}), CONTEXT)
    assert (finding.id, finding.severity, finding.part) == ("completeness.E001", Severity.ERROR, "x")


def test_a_missing_statutory_part_must_be_filled_too():
    [finding] = run(report(plan=None), CONTEXT)
    assert (finding.id, finding.part) == ("completeness.E001", "")


def test_two_parts_of_a_kind_need_text_in_one_only():
    assert found(report(measures2=Part("m2", "measures", "另一部分"))) == []


def test_duties_told_among_the_measures_count():
    item = Item("i", "认真履行第一责任人职责", ("书记、镇长专题研究4次。",))
    assert found(report(duties=None, measures=Part("m", "measures", "举措", items=(item,)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "对党中央精神学习领会还有待加强。",
        "办法不多，影响依法行政深层次推进。",
        "普法因地制宜不够，因素复杂。",
    ],
)
def test_shortcomings_without_any_cause_must_be_completed(text):
    [finding] = run(report(shortcomings=Part("s", "shortcomings", "不足和原因", (text,))), CONTEXT)
    assert (finding.id, finding.severity) == ("completeness.E002", Severity.ERROR)


@pytest.mark.parametrize(
    "text",
    [
        "力量薄弱，主要原因是渠道单一。",
        "由于人员更替，台账不全。",
        "台账不全，因人员更替频繁。",
        "根源在于重视不够。",
    ],
)
def test_a_cause_in_running_text_is_enough(text):
    assert found(report(shortcomings=Part("s", "shortcomings", "不足", (text,)))) == []


def test_a_row_without_cause_beside_one_with_is_only_a_hint():
    rows = (Item("1", "力量薄弱", ("人少。",), cause="渠道单一"), Item("2", "台账不全", ("个别缺项。",)))
    [finding] = run(report(shortcomings=Part("s", "shortcomings", "不足", items=rows)), CONTEXT)
    assert (finding.id, finding.severity, finding.entry) == ("completeness.H002", Severity.HINT, "2")


def test_causes_under_a_heading_of_their_own_speak_for_all():
    rows = (Item("1", "台账不全", ("个别缺项。",)), Item("2", "原因分析", ("人员更替频繁。",)))
    assert found(report(shortcomings=Part("s", "shortcomings", "不足", items=rows))) == []


def test_a_cause_below_a_row_is_the_rows_cause():
    rows = (
        Item("1", "台账不全", (), (Item("11", "", ("主要原因是衔接不紧。",)),)),
        Item("2", "力量薄弱", ("由于渠道单一，人少。",)),
    )
    assert found(report(shortcomings=Part("s", "shortcomings", "不足", items=rows))) == []


def test_a_heading_alone_is_to_be_looked_at():
    [finding] = run(report(measures=Part("m", "measures", "举措", items=(Item("1", "强化学习"),))), CONTEXT)
    assert (finding.id, finding.severity, finding.entry) == ("completeness.W003", Severity.WARNING, "1")
    assert finding.path == "一（一）"


@pytest.mark.parametrize(
    "row",
    [
        Item("1", "领导干部和职工学习还不够。"),
        Item("1", "", ("一句话。",)),
        Item("1", "强化学习", (), (Item("2", "", ("下一级。",)),)),
        Item("1", "强化学习", ("正文。",)),
    ],
)
def test_a_sentence_or_a_heading_with_something_below_is_fine(row):
    assert found(report(measures=Part("m", "measures", "举措", items=(row,)))) == []


def test_the_gravest_come_first_then_the_order_of_reading():
    content = report(
        measures=Part("m", "measures", "举措", items=(Item("1", "强化学习"),)),
        plan=Part("p", "plan", "安排"),
    )
    assert found(content) == ["completeness.E001", "completeness.W003"]
