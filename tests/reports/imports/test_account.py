"""原文3590字，已全部归位，遗漏0字: the sentence is true, and would not be said if it were not."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.content import ContentError, part_text
from reports.imports import ImportRefused, Proposal, parse, read_text, tree
from reports.imports.outline import Block
from tests.reports.imports.wordfile import attempt
from tests.samples.make_docx import HERE

PIECES = [
    *(
        "一、",
        "二、",
        "（一）",
        "（二)",
        "1.",
        "2、",
        "（1）",
        "①",
        "一是",
        "二是",
        "。",
        "；",
        "：",
        "\n",
        "\n\n",
        "　　",
        " ",
        "“",
        "”",
    ),
    *(
        "主要举措和成效",
        "存在的不足和原因",
        "下一步打算",
        "第一责任人职责",
        "抓学习",
        "我镇依法行政，办理5件",
        "附件：",
        "附件1",
        "抄送：局。",
    ),
    *(
        "某镇人民政府",
        "2023年1月9日",
        "某政〔2023〕2号",
        "关于2022年法治政府建设情况的报告",
        "县委、县政府：",
        "原因分析",
        "下一步，",
    ),
    *("www.a.com", "\u200b", "\x00", "\t", "𠮷", "浏览次数", "- 1 -", "法治" * 30),
]


def test_the_real_report_is_accounted_for_to_the_character() -> None:
    proposal = parse("xinxiang-2022.txt", (HERE / "xinxiang-2022.txt").read_bytes())
    assert proposal.sentence == "原文3590字，已全部归位，遗漏0字。"
    assert (proposal.source_characters, proposal.placed_characters, proposal.leftovers) == (3590, 3590, ())


def test_a_paragraph_dropped_on_the_way_is_counted_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the account is drawn from the report itself, not from what the steps declare."""
    grow = tree.grow

    def forgetful(blocks: Sequence[Block], year: int, notes: object) -> list[tree.Node]:
        nodes = grow(blocks, year, notes)
        dropped = nodes[1].children[0].paragraphs.pop()
        assert len(str(dropped)) == 246
        return nodes

    monkeypatch.setattr(tree, "grow", forgetful)
    proposal = parse("xinxiang-2022.txt", (HERE / "xinxiang-2022.txt").read_bytes())
    assert proposal.lost_characters == 246
    assert proposal.sentence == "原文3590字，归位3344字，遗漏246字，请对照原文核对。"


def test_what_is_left_over_is_named_in_the_sentence() -> None:
    proposal = read_text(
        "浏览次数：12\n某镇2022年法治政府建设报告\n浏览次数：34\n" + "我镇坚持依法行政。" * 9
    )
    assert proposal.sentence.endswith("另有14字不属正文，已单独列出，遗漏0字。")
    assert proposal.leftover_characters == 14


@given(st.lists(st.sampled_from(PIECES), min_size=5, max_size=80).map("".join))
def test_no_text_loses_a_character_or_breaks_the_reader(text: str) -> None:
    proposal = attempt(lambda: read_text(text))
    if isinstance(proposal, ImportRefused):
        assert proposal.code == "too_short"
        return
    assert proposal.lost_characters == 0
    left = proposal.leftover_characters
    assert proposal.placed_characters + left == proposal.source_characters
    whole = "".join(f"{part.title or ''}{part_text(part)}" for part in proposal.content.parts)
    assert len("".join(whole.split())) <= proposal.source_characters


@given(st.text(min_size=50, max_size=400))
def test_any_characters_at_all_are_read_or_refused(text: str) -> None:
    found = attempt(lambda: read_text(text))
    assert found.code == "too_short" if isinstance(found, ImportRefused) else found.lost_characters == 0


def test_a_proposal_is_stored_as_json_and_comes_back_the_same() -> None:
    proposal = parse("xinxiang-2022.docx", (HERE / "xinxiang-2022.docx").read_bytes())
    assert proposal.repairs
    assert proposal.leftovers
    assert Proposal.from_plain(json.loads(json.dumps(proposal.to_plain()))) == proposal


def test_what_is_no_proposal_is_refused() -> None:
    with pytest.raises(ContentError):
        Proposal.from_plain({"content": {"title": "x", "year": 2022, "schema": 9}})
